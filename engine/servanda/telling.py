"""What a report says, in one line; who says it, and where, stands beside it."""

from collections.abc import Iterator, Mapping

from servanda.naming import Names
from servanda.premises import QUESTION_WORDS
from servanda.scenario import Report

DENIES: Mapping[str, str] = {"denied": "denies", "unconfirmed": "cannot confirm"}


def telling(report: Report, names: Names) -> str:
    """Say what a report says: an account, a position, a count, or a correction."""
    return "; ".join(_parts(report, names))


def shape(report: Report) -> str:
    """Tell accounts, denials, positions, counts and the rest apart."""
    if report.says != "happened":
        return "denial"
    if report.position is not None:
        return "position"
    if report.tally is not None:
        return "count"
    plain = report.access is None and report.act is None and report.kind is not None
    return "account" if plain else "other"


def _parts(report: Report, names: Names) -> Iterator[str]:
    links = report.links
    verb = DENIES.get(report.says, "")
    if report.position is not None:
        yield f"says {QUESTION_WORDS[report.position]}"
    if report.act is not None:
        yield " ".join(
            str(report.act[key]) for key in ("act", "ruling") if key in report.act
        )
    if report.access is not None:
        yield f"access: {report.access.level}"
    if report.tally is not None:
        yield _count(report)
    if report.kind is not None and report.tally is None:
        yield f"{verb} {_what(report, names)}".strip()
    elif verb:
        yield f"{verb} what {links.of or links.occurrence} tells"
    for word in ("retracts", "replaces", "withdraws"):
        other = getattr(links, word)
        if other is not None:
            yield f"{word} {other}"


def _what(report: Report, names: Names) -> str:
    kind = (report.kind or "").replace("-", " ")
    told = ", ".join(
        f"{name.replace('_', ' ')} {names.value(name, value)}"
        for name, value in report.attributes.items()
    )
    return f"{kind} ({told})" if told else kind


def _count(report: Report) -> str:
    tally = report.tally
    assert tally is not None
    kind = (report.kind or "").replace("-", " ")
    if tally.total is None:
        return f"some remain: {kind}"
    least = "at least " if tally.or_more else ""
    return f"counts {least}{tally.total:,}: {kind}"

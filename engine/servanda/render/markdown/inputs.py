"""What there is, what is wrong in it and what it expects, as Markdown."""

from collections.abc import Iterable

from servanda.covering import Coverage
from servanda.inputs import Checked, Listing, Named, Tested, TestRun
from servanda.render import words
from servanda.render.markdown.answers import code, escape, mark, page, table


def listing(listing: Listing) -> str:
    """Write which agreements and scenarios there are."""
    return page(
        [
            *_named("Agreements", listing.agreements),
            *_named("Scenarios", listing.scenarios),
            *(_named("What-ifs", listing.plans) if listing.plans else ()),
        ]
    )


def _named(title: str, found: Iterable[Named]) -> list[str]:
    return [
        f"# {title}",
        "",
        *(f"- `{code(one.name)}`: {escape(one.title)}" for one in found),
        "",
    ]


def check(checked: Checked) -> str:
    """Write every problem found."""
    rows = (
        (
            f"`{code(one.file)}:{one.line}:{one.column}`",
            one.severity,
            f"`{one.code}`",
            escape(one.message),
            escape(one.hint),
        )
        for one in checked.problems
    )
    count = f"{checked.errors} errors, {checked.warnings} warnings"
    columns = ("Place", "Severity", "Code", "Message", "Hint")
    found = table(columns, rows) if checked.problems else []
    return page(["# Problems", "", count, "", *found])


def coverage(coverage: Coverage) -> str:
    """Write which provisions the scenarios of an agreement move."""
    rows = (
        (
            f"`{code(one.id)}`",
            ", ".join(f"`{code(name)}`" for name in one.scenarios) or "none",
            "<br>".join(map(mark, one.statuses)),
            ", ".join(f"`{code(kind)}`" for kind in one.unreported),
        )
        for one in coverage.provisions
    )
    columns = ("Provision", "Moved by", "Statuses", "Kinds never reported")
    moved = len(coverage.provisions) - len(coverage.unmoved)
    count = f"{moved} of {words.count(len(coverage.provisions), 'provision')} moved"
    head = [f"# Coverage: {escape(coverage.title)}", "", count, ""]
    return page([*head, *table(columns, rows)])


def test(run: TestRun) -> str:
    """Write which expectations hold, and which do not."""
    lines = ["# Expectations", ""]
    for one in run.scenarios:
        lines += _tested(one)
    return page(lines)


def _tested(one: Tested) -> list[str]:
    good = not one.failed and not one.unreadable
    held = (
        "cannot be read" if one.unreadable else f"{one.held} of {one.expectations} hold"
    )
    mark = words.SIGNS["met" if good else "breached"].mark
    lines = [f"- {mark} `{code(one.name)}`: {held}"]
    for failed in one.failed:
        spot, failure = failed.spot, failed.failure
        lines.append(
            f"  - `{code(spot.file)}:{spot.line}`: {failure.provision}, "
            f"{failure.field} as of {failure.as_of}: expected "
            f"{escape(failure.expected)}, got {escape(failure.got)}"
        )
    return lines

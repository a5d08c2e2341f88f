"""What is said about a row in words: dates, lateness, counts, marks, citations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from servanda.naming import plural
from servanda.render import words

if TYPE_CHECKING:
    from servanda.accounts import Account, Debt, Left
    from servanda.flips import Flip, Flips
    from servanda.matrix import Matrix
    from servanda.reasons import Citation, Reason
    from servanda.report import ActTold, Count, Row
    from servanda.slackreport import Falling, SlackReport, SlackRow
    from servanda.upcoming import Item


MOST_PERCENT = 200
_ADDRESS = re.compile(r"https?://[^\s<>]+")


def is_web_address(text: str | None) -> bool:
    """Tell whether a text is an address that may be made a link."""
    return text is not None and _ADDRESS.fullmatch(text) is not None


def cited(citation: Citation) -> str:
    """Name where something was published: `Hamas, in AFP, 10 Mar 2025`."""
    return ", ".join(
        part for part in (citation.published, words.date(citation.date)) if part
    )


def published(citations: Iterable[Citation]) -> str:
    """Name where reports were published, each place once: `AFP, 10 Mar 2025`."""
    places = (
        ", ".join(part for part in (one.outlet, words.date(one.date)) if part)
        or one.source_name
        for one in citations
    )
    first, *rest = list(dict.fromkeys(places))
    if len(rest) > 1:
        return f"{first} and {len(rest)} more"
    return "; ".join([first, *rest])


def derivation(reason: Reason) -> str:
    """Say in one line how a date came about, and what it was counted from."""
    counted_from = "; ".join(part.text for part in reason.parts)
    return f"{reason.text} ({counted_from})" if counted_from else reason.text


def instant(text: str) -> str:
    """Write an instant in full: day, time to the second, offset."""
    offset = "+00:00" if text.endswith("Z") else text[-6:]
    return f"{words.date(text, seconds=True)} {offset}"


def whose_word(row: Row) -> str:
    """Say on whose word a row stands: `independent (ICRC)`."""
    if not row.support:
        return ""
    return row.support + (f" ({', '.join(row.word)})" if row.word else "")


def date(row: Row) -> str:
    """Write when a row is due, or to when it lasts."""
    if row.due:
        return words.end(row.due)
    if row.ends:
        return f"to {words.end(row.ends)}"
    return words.STATED[row.stated] if row.stated else ""


def due_line(row: Row) -> str:
    """Say when a row is due or ends, and how late it is: one line, or nothing."""
    named = date(row)
    if row.due:
        named = f"due {named}"
    elif row.ends:
        named = f"lasts {named}"
    return ", ".join(part for part in (named, lateness(row)) if part)


def lateness(row: Row) -> str:
    """Say how late it was or is, or how much time is left."""
    if row.late_by == "P0D":
        return "on time"
    if row.late_by:
        return f"{words.duration(row.late_by)} late"
    if row.overdue:
        return f"{words.duration(row.overdue)} overdue"
    if row.time_left == "P0D":
        return "due this day"
    return f"{words.duration(row.time_left)} left" if row.time_left else ""


def count(count: Count) -> str:
    """Show how far a quota has come: `8,500 of 12,000 trucks, 70 % (OCHA)`."""
    least = "at least " if count.or_more else ""
    unit = f" {plural(count.wanted, count.unit)}" if count.unit else ""
    known = count.percent is not None and count.percent <= MOST_PERCENT
    share = f", {count.percent} %" if known else ""
    who = f" ({count.source_name or 'single reports, added up'})"
    return f"{least}{count.reached:,} of {count.wanted:,}{unit}{share}{who}"


def instances(counts: Mapping[str, int]) -> str:
    """Say how many instances stand where: `7 met, 1 pending`."""
    found = ", ".join(f"{number:,} {word}" for word, number in counts.items() if number)
    return f"instances: {found}" if found else ""


def split(matrix: Matrix | None) -> Iterable[str]:
    """Say where each part stands, a line a bearer: `North: Hill ✗ breached`."""
    if matrix is None:
        return
    for name, cells in zip(matrix.rows, matrix.cells, strict=True):
        told = (
            f"{column} {words.SIGNS[status].mark} {status}"
            for column, status in zip(matrix.columns, cells, strict=True)
            if status is not None
        )
        yield f"{name}: {' · '.join(told)}"


def readings(row: Row) -> str:
    """Say where it stands under each reading of the text."""
    found = row.readings
    if len(found) > 1 and {*found.values()} == {row.status} and row.ground != "reading":
        every = "both" if len(found) == 2 else f"all {len(found)}"
        return f"readings: the same under {every}"
    told = ", ".join(f"{status} as {name}" for name, status in found.items())
    return f"readings: {told}" if told else ""


def act(act: ActTold) -> str:
    """Say what an act, or a ruling, is to do: `extend to 18 Feb 2025`."""
    if act.word == "ruling":
        base = act.reading == "base"
        return "ruling: the text as it is" if base else f"ruling: {act.reading}"
    return f"{act.word} to {words.date(act.to)}" if act.to else act.word


def effect(act: ActTold) -> str:
    """Say since when an act holds, or when it was said and why it does not."""
    if act.since is not None or not act.date:
        return outcome(act)
    return f"said on {words.start(act.date)}; {outcome(act)}"


def outcome(act: ActTold) -> str:
    """Say since when an act holds, or why it does not."""
    if act.since is not None:
        return f"in effect since {words.start(act.since)}"
    return f"without effect: {'; '.join(act.missing)}"


def marks(row: Row) -> str:
    """Say what else is to be known about a row: unobserved, date contested, …."""
    return "; ".join(_mark(mark, row) for mark in row.marks)


def _mark(mark: str, row: Row) -> str:
    if mark == "unobserved" and row.unobserved_since:
        return f"unobserved since {words.start(row.unobserved_since)}"
    if mark == "mutual-wait" and row.waits_for_titles:
        return mutual_wait(row.waits_for_titles)
    return mark.replace("-", " ")


def mutual_wait(titles: Iterable[str]) -> str:
    """Say that none of several duties falls due until another of them is met."""
    partners = words.listed(f"“{title}”" for title in titles)
    return f"mutual wait: falls due once {partners} is met, and the other way round"


def then(item: Item) -> str:
    """Say what an open duty becomes if nothing more is reported."""
    if item.then is None:
        return ""
    ground = f" ({item.then.ground})" if item.then.ground else ""
    at = words.start(item.then.at)
    return f"{item.then.status}{ground} from {at} if nothing more is reported"


STATES: Mapping[str, str] = {
    "overdue": "overdue",
    "due": "still to be done",
    "standing": "to be kept",
    "suspended": "suspended",
}


def debts(account: Account) -> str:
    """Count what a party owes: `1 overdue, 2 to be kept`."""
    found = ((account.number(state), word) for state, word in STATES.items())  # type: ignore[arg-type]
    return ", ".join(f"{n:,} {word}" for n, word in found if n) or "nothing is owed"


def until(debt: Debt) -> str:
    """Say by when a duty is owed, or until when it is to be kept."""
    told = date(debt.row)
    if told:
        return told
    return "while the agreement is in force" if debt.without_end else "date not known"


def owed_to(debt: Debt) -> str:
    """Say to whom a duty is owed, and with whom jointly."""
    jointly = debt.jointly_with_names
    return "; ".join(
        [
            *([f"owed to {words.listed(debt.to_names)}"] if debt.to else []),
            *([f"jointly with {words.listed(jointly)}"] if jointly else []),
        ]
    )


def left(left: Left) -> str:
    """Say how much one source's count leaves, or how short a rate fell."""
    word = "left" if left.counted.since is None else "short"
    unit = f" {plural(left.left, left.counted.unit)}" if left.counted.unit else ""
    hedge = f"{left.hedge} " if left.hedge else ""
    return f"{hedge}{left.left:,}{unit} {word}: {count(left.counted)}"


def together(debt: Debt) -> Iterable[str]:
    """Name the duties to be done together with one, and a mutual wait."""
    if debt.row.waits_for_titles:
        yield mutual_wait(debt.row.waits_for_titles)
        return
    for one in debt.together_with:
        yield f"to be done together with “{one.title}” ({one.status})"


def left_out(debt: Debt) -> str:
    """Say how many more instances are owed alike."""
    number = debt.left_out
    return f"and {words.count(number, 'more instance')} alike" if number else ""


def slack(row: SlackRow) -> str:
    """Say how much later a step can come: `4 days`, `not at all`."""
    if row.slack == "P0D":
        return "not at all" if row.performed else "this day only"
    return words.duration(row.slack)


def unlimited(row: SlackRow, report: SlackReport) -> str:
    """Say that nothing falls, however late a step is (by the day asked about)."""
    return (
        f"at least to {words.end(report.head.as_of)}" if row.performed else "no limit"
    )


def falling(one: Falling, row: SlackRow) -> str:
    """Say what becomes of a provision once a step comes too late."""
    who = "it" if one.provision == row.id else f"“{one.title}”"
    when = f", from {words.start(one.at)}" if one.at else ""
    if one.late:
        return f"{who} is late{when}"
    ground = f" ({one.ground})" if one.ground else ""
    if one.before == one.after:
        return f"{who} is {one.after}{ground} otherwise{when}"
    return f"{who} is {one.after}{ground} rather than {one.before}{when}"


def flip(flip: Flip) -> str:
    """Say which further reports it takes, and who might make them."""
    told = (f"{words.listed(one.by, 'or')} {one.what}" for one in flip.reports)
    return ", and ".join(told)


def turned(flip: Flip) -> str:
    """Say where it stands then: `disputed (fact)`."""
    return f"{flip.status} ({flip.ground})" if flip.ground else flip.status


def tried(flips: Flips) -> str:
    """Say how many reports were supposed, and how many sets are left out."""
    supposed = f"{words.count(flips.tried, 'report')} supposed"
    if not flips.found:
        return f"of {supposed}, no one and no two tried would change its flag"
    more = f"; {flips.left_out} more would" if flips.left_out else ""
    return f"{supposed}{more}"

"""What is said about input files: what there is, what is wrong, what fails."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.text import Text

from servanda.inputs import Checked, Listing, Misplaced, Named, Tested, TestRun
from servanda.render import words
from servanda.render.look import Look, paint
from servanda.render.text import parts


def listing(listing: Listing, look: Look) -> str:
    """Show which agreements and scenarios there are, and which what-ifs of them."""
    blocks: list[RenderableType] = []
    for title, found in (
        ("Agreements", listing.agreements),
        ("Scenarios", listing.scenarios),
        ("What-ifs", listing.plans),
    ):
        if title == "What-ifs" and not found:
            continue
        if blocks:
            blocks.append(Text())
        blocks.append(Text(title, "bold underline"))
        blocks += _named(found) if found else [parts.plain("  none", parts.DIM)]
    return paint(Group(*blocks), look)


def _named(found: Iterable[Named]) -> Iterable[RenderableType]:
    for one in found:
        yield parts.plain(f"  {one.name}", parts.BOLD)
        if one.title:
            yield parts.plain(f"    {one.title}")


def check(checked: Checked, look: Look) -> str:
    """Sum up a check; the problems themselves go where problems go."""
    what = words.listed(
        words.count(number, noun)
        for number, noun in (
            (checked.agreements, "agreement"),
            (checked.scenarios, "scenario"),
            (checked.plans, "what-if"),
            (checked.sweeps, "sweep"),
        )
        if number
    )
    found = words.listed(
        words.count(number, noun)
        for number, noun in ((checked.errors, "error"), (checked.warnings, "warning"))
        if number
    )
    text = f"{what or 'nothing'} checked: {found or 'no problems'}"
    return paint(parts.plain(text), look)


def test(run: TestRun, look: Look) -> str:
    """Show which scenarios stand as they expect, and where others do not."""
    blocks: list[RenderableType] = []
    for one in run.scenarios:
        blocks += _tested(one, look)
    return paint(Group(*blocks, _summary(run)), look)


def _tested(one: Tested, look: Look) -> Iterable[RenderableType]:
    good = not one.failed and not one.unreadable
    sign = words.SIGNS["met" if good else "breached"]
    mark = Text(sign.plain if look.plain else sign.mark, sign.style)
    yield mark.append_text(parts.plain(f" {one.name}: {_result(one)}", ""))
    for misplaced in one.failed:
        yield from map(parts.plain, _failed(misplaced))


def _failed(misplaced: Misplaced) -> Iterable[str]:
    spot, failure = misplaced.spot, misplaced.failure
    named = ", ".join(f"{k} {v}" for k, v in (failure.instance or {}).items())
    about = f"{failure.provision} ({named})" if named else failure.provision
    known = (
        "" if failure.known_by == failure.as_of else f", known by {failure.known_by}"
    )
    yield f"  {spot.file}:{spot.line}:{spot.column}: {failure.field}"
    yield f"    {about} as of {failure.as_of}{known}:"
    yield f"    expected {failure.expected}, got {failure.got}"


def _result(one: Tested) -> str:
    if one.unreadable:
        return "cannot be read"
    if not one.expectations:
        return "expects nothing"
    expectations = words.count(one.expectations, "expectation")
    verb = "holds" if one.held == 1 else "hold"
    return f"{one.held} of {expectations} {verb}"


def _summary(run: TestRun) -> Text:
    held = sum(one.held for one in run.scenarios)
    total = sum(one.expectations for one in run.scenarios)
    scenarios = words.count(len(run.scenarios), "scenario")
    return parts.plain(f"{scenarios}: {held} of {total} expectations hold", parts.BOLD)

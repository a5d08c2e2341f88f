"""The timeline as a picture: a row a provision, with its bands of status over time.

Drawn as SVG that stands alone, in light and dark, or within a page that brings the
colours. Marks and words stand beside every colour, patterns over those that matter.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from servanda.pagedata import Band, Due, Entry, Lane, Page, Record, State, Told
from servanda.render import words
from servanda.render.markup import asset, escape, tag

WIDTH = 1120
LABEL = 330
MARGIN = 8
ROW = 27
GROUP = 24
HEAD = 46
LINE = 20
BAND = 14
TOP = 4
DAY = 86400
LETTER = 6
MOST_ROWS = 150
_COLOUR = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")
_NAMED = re.compile(r"var\(--([a-z-]+)\)")
QUIET = frozenset({"not-in-force", "dormant", "void", "not-tracked"})
PATTERNS = {
    "disputed": (8, "M-2 2l4 -4M0 8l8 -8M6 10l4 -4"),
    "breached": (6, "M0 0l6 6M6 0l-6 6"),
    "suspended": (6, "M2 0v6"),
}.items()


class Row(NamedTuple):
    """A provision as it is drawn: what it is, its record and where it stands."""

    entry: Entry
    record: Record
    state: State


def picture(page: Page, *, embedded: bool = False, width: int = WIDTH) -> str:
    """Draw the timeline of a page as it is opened, so many pixels wide."""
    drawn = _Drawing(page, width).svg(embedded=embedded)
    return drawn if embedded else f"{drawn}\n"


def alone_style() -> str:
    """Give the style of a picture that stands alone, in light and in dark.

    Colours are written out: programs that draw SVG but are no browsers know no names
    for them, and what they cannot read they draw in black.
    """
    light, dark = palettes()
    picture = asset("picture.css")
    within = f"@media (prefers-color-scheme: dark) {{\n{_coloured(picture, dark)}}}\n"
    return f"{_coloured(picture, light)}{within}"


def palettes() -> tuple[dict[str, str], dict[str, str]]:
    """Read the colours' names and what they are in light and in dark."""
    light, _, dark = asset("palette.css").partition("@media")
    return dict(_COLOUR.findall(light)), dict(_COLOUR.findall(dark))


def _coloured(style: str, palette: Mapping[str, str]) -> str:
    return _NAMED.sub(lambda found: palette[found[1]], style)


def rows(page: Page) -> Iterator[Row]:
    """Give the tracked provisions as they stand when a page is opened."""
    for entry in page.provisions:
        if entry.records:
            record = page.records[_at(entry.records, page.epoch)]
            state = page.states[_at(record.states, page.moment)]
            yield Row(entry, record, state)


def _at(pairs: Iterable[tuple[int, int]], place: int) -> int:
    """Find what holds at a place: the last that began by then."""
    return [value for start, value in pairs if start <= place][-1]


class _Drawing:
    """One page's timeline; its width stands for the time its moments span."""

    def __init__(self, page: Page, width: int) -> None:
        self.page = page
        self.width = width
        self.first = page.moments[0].second - DAY + 1
        self.last = page.moments[-1].second
        self.now = self.x(page.moments[page.moment].second)
        self.known = page.epochs[page.epoch].second
        self.day = words.date(page.moments[page.moment].text)
        self.phases = tuple(self._laid())
        self.below = LINE * max((line for *_, line in self.phases), default=0)
        self.head = HEAD + self.below

    def _laid(self) -> Iterator[tuple[str, float, float, int]]:
        """Lay out the phases by their beginnings: each on the first line with room."""
        begun = [
            (self.x(one.start), self.x(one.end, self.last), one.title)
            for one in self.page.phases
            if one.start is not None and one.start < self.last
        ]
        ends: list[float] = []
        for left, right, title in sorted(begun, key=lambda one: one[0]):
            line = next((n for n, end in enumerate(ends) if end <= left), len(ends))
            ends[line : line + 1] = [right]
            yield title, left, right, line

    def x(self, second: int | None, otherwise: int = 0) -> float:
        """Say where a second lies, across; None lies where the other one does."""
        at = otherwise if second is None else second
        share = (at - self.first) / max(1, self.last - self.first)
        across = self.width - LABEL - MARGIN
        return round(LABEL + across * min(1, max(0, share)), 1)

    def svg(self, *, embedded: bool) -> str:
        groups, height = self._groups()
        alone = (
            tag("style", {}, alone_style()),
            tag("rect", {"class": "sheet", "width": self.width, "height": height}),
        )
        return tag(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "class": "picture",
                "role": "img",
                "viewBox": f"0 0 {self.width} {height}",
                "aria-label": f"{self.page.head.agreement_title}: timeline, "
                f"as of {self.day}",
            },
            *(() if embedded else alone),
            _patterns(),
            *(_phase(*laid) for laid in self.phases),
            *(self._tick(day, name, height) for day, name in _ticks(self.page)),
            groups,
            self._now(height),
        )

    def _tick(self, day: date, name: str, height: int) -> str:
        began = date.fromisoformat(self.page.moments[0].text[:10])
        x = self.x(self.first + (day - began).days * DAY)
        if x > self.width - 40:
            return ""
        return _upright("grid", x, 26 + self.below, height - 6) + _text(
            "axis-text", x + 3, 38 + self.below, name
        )

    def _now(self, height: int) -> str:
        x = self.now
        near = x > self.width - 120
        veil = {
            "x": x,
            "y": self.head - 4,
            "width": round(self.width - MARGIN - x, 1),
            "height": height - self.head - 2,
        }
        return (
            tag("rect", {"class": "veil-rect", **veil})
            + _upright("now-line", x, 26 + self.below, height - 6)
            + _text(
                "now-text",
                x - 5 if near else x + 5,
                height - 6,
                f"as of {self.day}",
                "end" if near else None,
            )
        )

    # -- provisions, down -------------------------------------------------------------

    def _groups(self) -> tuple[str, int]:
        """Draw all groups; say how high they are."""
        drawn, y, left = [], self.head, MOST_ROWS
        found = list(grouped(self.page))
        for title, group in found:
            shown = group[:left]
            left -= len(shown)
            if shown:
                drawn.append(_text("group-title", 4, y + 16, _cut(title, 60)))
                drawn += [
                    self._row(row, y + GROUP + place * ROW)
                    for place, row in enumerate(shown)
                ]
                y += GROUP + ROW * len(shown)
        more = sum(len(group) for _, group in found) - MOST_ROWS
        if more > 0:
            drawn.append(_text("axis-text", 4, y + 16, f"and {more} more"))
            y += GROUP
        return "".join(drawn), y + 22

    def _row(self, row: Row, y: int) -> str:
        entry, state, lane = row.entry, row.state, row.record.lane
        ground = f" ({state.ground})" if state.ground else ""
        label = f"{words.SIGNS[state.status].mark} {_cut(entry.title, 46)}"
        return tag(
            "g",
            {"transform": f"translate(0 {y})"},
            tag("title", {}, escape(f"{entry.title}: {state.status}{ground}")),
            _text("row-title", 8, TOP + 11, label),
            self._window(lane),
            *self._bands(lane),
            *(self._due(due) for due in lane.dues if due.second <= self.last),
            *(self._report(self.page.reports[place]) for place in entry.reports),
        )

    def _window(self, lane: Lane) -> str:
        if lane.start is None or lane.start > self.last:
            return ""
        left, right = self.x(lane.start), self.x(lane.end, self.last)
        width = round(max(1, right - left), 1)
        box = {"x": left, "y": TOP - 3, "width": width, "height": BAND + 6, "rx": 2}
        return tag("rect", {"class": "window", **box})

    def _bands(self, lane: Lane) -> Iterator[str]:
        ends = [*(band.second for band in lane.bands[1:]), None]
        for band, end in zip(lane.bands, ends, strict=True):
            left, right = self.x(band.second, self.first), self.x(end, self.last)
            if right > left:
                yield _band(band, left, round(right - left, 1), self.now)

    def _due(self, due: Due) -> str:
        path = f"M{self.x(due.second)} 0v{BAND + 6}m-4 {-BAND - 6}h8l-4 5z"
        return tag("path", {"class": "due moved" if due.moved else "due", "d": path})

    def _report(self, report: Told) -> str:
        if self.known is None or report.known > self.known:
            return ""
        tier = self.page.speakers[report.source].tier
        path = _shape(report.shape, self.x(report.lo))
        return tag("path", {"class": f"report {tier}", "d": path})


def _phase(title: str, left: float, right: float, line: int) -> str:
    """Draw a phase on its line; a title that has no room is told where one points."""
    width, down = round(right - left, 1), LINE * line
    shown = _cut(title, int(width / LETTER) - 1) if width > 3 * LETTER else ""
    box = {"x": left, "y": 4 + down, "width": width, "height": 18, "rx": 3}
    return tag(
        "g",
        {},
        "" if shown == title else tag("title", {}, escape(title)),
        tag("rect", {"class": "phase", **box}),
        _text("axis-text", left + 5, 17 + down, shown) if shown else "",
    )


def _band(band: Band, x: float, width: float, now: float) -> str:
    if band.status in QUIET:
        return _across(f"quiet {band.status}", x, round(x + width, 1), TOP + BAND // 2)
    box = {"x": x, "y": TOP, "width": max(1.5, width), "height": BAND}
    pattern = {"class": "pattern", "fill": f"url(#picture-{band.status})"}
    patterned = any(status == band.status for status, _ in PATTERNS)
    return tag(
        "g",
        {"class": f"band {band.status}"},
        tag("rect", {"class": "fill", **box}),
        tag("rect", {**pattern, **box}) if patterned else "",
        *_named(band, x, now - x - 1 if x < now < x + width else width),
    )


def _named(band: Band, x: float, width: float) -> Iterator[str]:
    """Write a band's label on a plate that keeps it readable."""
    label = _label(band, width)
    if label:
        plate = round(min(width - 2, len(label) * LETTER + 7), 1)
        box = {"x": x + 1, "y": TOP + 1, "width": plate, "height": BAND - 2}
        yield tag("rect", {"class": "plate", **box})
        yield _text("in-band", x + 4, TOP + 10.5, label)


def _label(band: Band, width: float) -> str:
    """Say as much of a band as it has room for: its mark, its word, its ground."""
    mark = words.SIGNS[band.status].mark
    word = f"{mark} {band.status}"
    full = f"{word}: {band.ground}" if band.ground else word
    for text in (full, word):
        if len(text) * LETTER + 8 <= width:
            return text
    return mark if width >= 13 else ""


def _shape(shape: str, x: float) -> str:
    """Draw a report's mark below its band, by what it says."""
    y = TOP + BAND + 5
    match shape:
        case "account":
            return f"M{x} {y - 3}l3 6h-6z"
        case "denial":
            return f"M{x} {y + 3}l3 -6h-6z"
        case "position":
            return f"M{x} {y - 3.6}l3.6 3.6l-3.6 3.6l-3.6 -3.6z"
        case "count":
            return f"M{x - 2.6} {y - 2.6}h5.2v5.2h-5.2z"
    return f"M{x - 3} {y}h6M{x} {y - 3}v6"


def _patterns() -> str:
    made = (
        tag(
            "pattern",
            {
                "id": f"picture-{status}",
                "width": size,
                "height": size,
                "patternUnits": "userSpaceOnUse",
            },
            tag("path", {"class": f"stroke {status}", "d": path}),
        )
        for status, (size, path) in PATTERNS
    )
    return tag("defs", {}, *made)


def grouped(page: Page) -> Iterator[tuple[str, Sequence[Row]]]:
    """Group provisions by phase and theme, in the agreement's order."""
    phases = ("", *(phase.id for phase in page.phases))
    titles = {phase.id: phase.title for phase in page.phases}
    themes = (*page.themes, "")
    found: dict[tuple[int, int], list[Row]] = {}
    for row in rows(page):
        key = (phases.index(row.entry.phase), themes.index(row.entry.theme))
        found.setdefault(key, []).append(row)
    for (phase, theme), group in sorted(found.items()):
        title = page.themes.get(themes[theme], "Other provisions")
        of = titles.get(phases[phase], "")
        yield (of if of.startswith(title) else f"{title} · {of}".strip(" ·")), group


def _ticks(page: Page) -> Iterator[tuple[date, str]]:
    """Choose the days that are named on the axis, as many as there is room for."""
    first, last = (date.fromisoformat(page.moments[n].text[:10]) for n in (0, -1))
    length = (last - first).days
    for day in (first + timedelta(days) for days in range(length + 1)):
        named = words.date(day.isoformat()).removesuffix(f" {day.year}")
        if (length < 110 and day.day in (1, 8, 15, 22)) or (
            110 <= length < 460 and day.day == 1
        ):
            yield day, named
        elif length >= 460 and (day.month, day.day) == (1, 1):
            yield day, str(day.year)


def _text(kind: str, x: float, y: float, text: str, anchor: str | None = None) -> str:
    return tag(
        "text", {"class": kind, "x": x, "y": y, "text-anchor": anchor}, escape(text)
    )


def _upright(kind: str, x: float, top: float, bottom: float) -> str:
    return tag("line", {"class": kind, "x1": x, "x2": x, "y1": top, "y2": bottom})


def _across(kind: str, left: float, right: float, y: float) -> str:
    return tag("line", {"class": kind, "x1": left, "x2": right, "y1": y, "y2": y})


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: max(1, length - 1)]}…"

"""The timeline's own markup drawn on a page of paper: its rectangles, lines, words.

It knows what `timeline` draws and no more. Colours are those of the light palette,
patterns are drawn as the few lines they consist of.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree

from servanda.render.timeline import BAND, GROUP, HEAD, palettes

if TYPE_CHECKING:
    from fpdf import FPDF

    from servanda.render.paper import Paper

_MOVE = re.compile(r"([MmLlhHvVz])([^MmLlhHvVz]*)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SHIFT = re.compile(r"translate\((-?[\d.]+) (-?[\d.]+)\)")
STEP = 3.0
Point = tuple[float, float]
Element = ElementTree.Element


class Wear(NamedTuple):
    """How a class of elements looks: names of the palette's colours, widths, dashes."""

    fill: str | None = None
    stroke: str | None = None
    width: float = 1
    dash: tuple[float, float] | None = None
    size: float = 12
    bold: bool = False


PLAIN = Wear()
WEAR: Mapping[str, Wear] = {
    "grid": Wear(stroke="grid"),
    "phase": Wear(stroke="line"),
    "window": Wear(stroke="line"),
    "fill": Wear("paper", "pending-line", 0.8),
    "fill met": Wear("met", "pending-line", 0.8),
    "fill holding": Wear("holding", "pending-line", 0.8),
    "fill disputed": Wear("disputed", "disputed-line", 0.8),
    "fill breached": Wear("breached", "breached-line", 0.8),
    "fill suspended": Wear("suspended", "pending-line", 0.8),
    "pattern disputed": Wear(stroke="disputed-line"),
    "pattern breached": Wear(stroke="breached-line"),
    "pattern suspended": Wear(stroke="pending-line"),
    "plate": Wear("paper"),
    "in-band": Wear("ink", size=10, bold=True),
    "quiet": Wear(stroke="pending-line", width=1.2, dash=(1, 4)),
    "quiet dormant": Wear(stroke="pending-line", width=1.2, dash=(5, 4)),
    "quiet void": Wear(stroke="pending-line", width=1.2, dash=(8, 3)),
    "due": Wear("ink", "ink", 1.3),
    "due moved": Wear("paper", "ink", 1.3, dash=(2, 2)),
    "report": Wear("paper", "soft", 1.1),
    "report authority": Wear("soft", "soft", 1.1),
    "report independent": Wear("soft", "soft", 1.1),
    "row-title": Wear("ink"),
    "group-title": Wear("ink", bold=True),
    "axis-text": Wear("soft", size=11),
    "now-line": Wear(stroke="ink", width=2),
    "now-text": Wear("ink", size=11, bold=True),
}


class Slice(NamedTuple):
    """As much of a picture as fits on a page: from one of its rows to another."""

    top: float
    bottom: float


def slices(svg: str, first: float, height: float) -> Iterator[Slice]:
    """Cut a picture between its rows: into a first part, and others of a height.

    All of them have the picture's head above them.
    """
    root = ElementTree.fromstring(svg)
    end = float(root.attrib["viewBox"].split()[3])
    edges = sorted({*_edges(root), end})
    head = _head(root)
    top, most = head, first
    for edge, after in zip(edges, [*edges[1:], end], strict=True):
        if edge > top and (after - top > most - head or edge == end):
            yield Slice(top, edge)
            top, most = edge, height


def _head(root: Element) -> float:
    """Say how high a picture's head is: phases that overlap make it higher."""
    return min(_titles(root), default=float(HEAD))


def _titles(root: Element) -> list[float]:
    """Find where groups begin."""
    return [
        float(one.attrib["y"]) - 16
        for one in root.iter()
        if one.get("class") == "group-title"
    ]


def _edges(root: Element) -> Iterator[float]:
    """Find where a picture can be cut: above each row that is not a group's first."""
    titles = _titles(root)
    yield from titles
    for one in root:
        shift = _SHIFT.fullmatch(one.get("transform", ""))
        if shift and not any(float(shift[2]) - GROUP == title for title in titles):
            yield float(shift[2])


class Drawing:
    """Draws a picture's markup at a place of a page, at a scale."""

    def __init__(self, paper: "Paper", svg: str, scale: float) -> None:
        self._paper = paper
        self._pdf: FPDF = paper.pdf
        self._scale = scale
        self._root = ElementTree.fromstring(svg)
        self._colours, _ = palettes()
        self.width, self.height = map(float, self._root.attrib["viewBox"].split()[2:])
        self._at: Point = (0, 0)

    def draw(self, part: Slice, x: float, y: float) -> float:
        """Draw the head and a part of the rows; say how much of the page they took."""
        inside = self.width * self._scale
        above = _head(self._root)
        head, body = above * self._scale, (part.bottom - part.top) * self._scale
        for top, height, offset in (
            (y, head, 0.0),
            (y + head, body, above - part.top),
        ):
            with self._pdf.rect_clip(x=x, y=top, w=inside, h=height):
                self._at = (x, y + offset * self._scale)
                self._all(self._root, 0, 0, "")
        return head + body

    def _all(self, parent: Element, x: float, y: float, status: str) -> None:
        for one in parent:
            name = one.tag.rpartition("}")[2]
            if name == "g":
                shift = _SHIFT.fullmatch(one.get("transform", ""))
                right, down = (float(shift[1]), float(shift[2])) if shift else (0, 0)
                words = one.get("class", "").split()
                inner = words[1] if words[:1] == ["band"] else status
                self._all(one, x + right, y + down, inner)
            elif name in ("rect", "line", "path", "text"):
                self._one(name, one, (x, y), status)

    def _one(self, name: str, one: Element, at: Point, status: str) -> None:
        kind = one.get("class", "")
        if kind == "veil-rect":
            return
        if kind == "pattern":
            self._pattern(one, at, status)
            return
        wear = self._wear(kind, status)
        if name == "text":
            self._text(one, at, wear)
            return
        self._put_on(wear)
        style = ("D" if wear.stroke else "") + ("F" if wear.fill else "")
        if not style:
            return
        if name == "rect":
            left, top = self._place(one, at, "x", "y")
            self._pdf.rect(
                left, top, self._size(one, "width"), self._size(one, "height"), style
            )
        elif name == "line":
            first = self._place(one, at, "x1", "y1")
            self._pdf.line(*first, *self._place(one, at, "x2", "y2"))
        else:
            for points, closed in subpaths(one.attrib["d"]):
                there = [self._point(x + at[0], y + at[1]) for x, y in points]
                if closed:
                    self._pdf.polygon(there, style=style)
                else:
                    self._pdf.polyline(there)
        self._pdf.set_dash_pattern()

    def _wear(self, kind: str, status: str) -> Wear:
        first = kind.partition(" ")[0]
        named = f"{kind} {status}".strip()
        return WEAR.get(named) or WEAR.get(kind) or WEAR.get(first) or PLAIN

    def _put_on(self, wear: Wear) -> None:
        if wear.fill:
            self._pdf.set_fill_color(self._colours[wear.fill])
        if wear.stroke:
            self._pdf.set_draw_color(self._colours[wear.stroke])
        self._pdf.set_line_width(wear.width * self._scale)
        if wear.dash:
            dash, gap = (length * self._scale for length in wear.dash)
            self._pdf.set_dash_pattern(dash=dash, gap=gap)

    def _text(self, one: Element, at: Point, wear: Wear) -> None:
        x, y = self._place(one, at, "x", "y")
        text = self._paper.shown(one.text or "")
        size = wear.size * self._scale * 72 / 25.4
        self._paper.dress(text, size, bold=wear.bold)
        self._pdf.set_text_color(self._colours[wear.fill or "ink"])
        if one.get("text-anchor") == "end":
            x -= self._pdf.get_string_width(text)
        self._pdf.text(x, y, text)

    def _pattern(self, one: Element, at: Point, status: str) -> None:
        """Draw slanted lines (crossed ones for a breach) across a band."""
        left, top = float(one.attrib["x"]), float(one.attrib["y"])
        right = left + float(one.attrib["width"])
        self._put_on(WEAR[f"pattern {status}"])
        x0, y0 = self._point(left + at[0], top + at[1])
        box = {"w": (right - left) * self._scale, "h": BAND * self._scale}
        lean = {"disputed": (-1,), "breached": (-1, 1), "suspended": (0,)}[status]
        with self._pdf.rect_clip(x=x0, y=y0, **box):
            for way in lean:
                for x in _steps(left - BAND, right + BAND, STEP * 2):
                    first = self._point(x + at[0], top + at[1])
                    last = self._point(x + way * BAND + at[0], top + BAND + at[1])
                    self._pdf.line(*first, *last)

    def _place(self, one: Element, at: Point, x: str, y: str) -> Point:
        return self._point(
            float(one.get(x, "0")) + at[0], float(one.get(y, "0")) + at[1]
        )

    def _point(self, x: float, y: float) -> Point:
        return self._at[0] + x * self._scale, self._at[1] + y * self._scale

    def _size(self, one: Element, name: str) -> float:
        return float(one.attrib[name]) * self._scale


def _steps(first: float, last: float, step: float) -> Iterable[float]:
    return (first + place * step for place in range(int((last - first) / step) + 1))


def subpaths(path: str) -> Iterator[tuple[list[Point], bool]]:
    """Read a path of straight lines as its points, and whether each part closes."""
    points: list[Point] = []
    x = y = 0.0
    for letter, rest in _MOVE.findall(path):
        numbers = [float(number) for number in _NUMBER.findall(rest)]
        if letter in "Mm" and points:
            yield points, False
            points = []
        if letter in "hH":
            x = numbers[0] + (x if letter == "h" else 0)
        elif letter in "vV":
            y = numbers[0] + (y if letter == "v" else 0)
        elif letter == "z":
            yield points, True
            points = []
            continue
        for right, down in (
            zip(numbers[::2], numbers[1::2], strict=True) if letter in "MmLl" else ()
        ):
            x, y = (right, down) if letter in "ML" else (x + right, y + down)
            points.append((x, y))
        if letter in "hHvV":
            points.append((x, y))
    if points:
        yield points, False

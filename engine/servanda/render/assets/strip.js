// One provision through time: its window, bands of status, due dates and reports.

import { draw } from "./dom.js";
import { scaleOf, ticks } from "./scale.js";

const TOP = 5;
const HEIGHT = 13;
const MARKS = 24;
export const STRIP_HEIGHT = 30;
const SHAPES = {
  account: (x) => `M${x} ${MARKS - 3}l3 6h-6z`,
  denial: (x) => `M${x} ${MARKS + 3}l3 -6h-6z`,
  position: (x) => `M${x} ${MARKS - 3.6}l3.6 3.6l-3.6 3.6l-3.6 -3.6z`,
  count: (x) => `M${x - 2.6} ${MARKS - 2.6}h5.2v5.2h-5.2z`,
  other: (x) => `M${x - 3} ${MARKS}h6M${x} ${MARKS - 3}v6`,
};

/** Draw a lane, some pixels wide; `known` is the second until which reports are told. */
export function strip(book, lane, reports, width, known) {
  const share = scaleOf(book);
  const at = (second) => Math.round(share(second) * width * 10) / 10;
  return draw(
    "svg",
    { class: "strip", width, height: STRIP_HEIGHT, viewBox: `0 0 ${width} ${STRIP_HEIGHT}`, "aria-hidden": "true" },
    ticks(book, width).map(({ second }) =>
      draw("line", { class: "grid", x1: at(second), x2: at(second), y1: 0, y2: STRIP_HEIGHT }),
    ),
    windowOf(book, lane, at),
    lane.bands.map((band, place) => drawnBand(book, lane, band, place, at)),
    (lane.dues ?? []).map((due) => drawnDue(due, at)),
    marksOf(book, reports, known, at),
  );
}

function windowOf(book, lane, at) {
  if (lane.start == null) return null;
  const from = at(lane.start);
  const to = at(lane.end ?? book.last);
  return draw("rect", { class: "window", x: from, y: TOP - 3, width: Math.max(1, to - from), height: HEIGHT + 6, rx: 2 });
}

function drawnBand(book, lane, band, place, at) {
  const from = at(band.second ?? book.first);
  const to = at(lane.bands[place + 1]?.second ?? book.last);
  const width = to - from;
  if (width <= 0) return null;
  const quiet = ["not-in-force", "dormant", "void", "not-tracked"].includes(band.status);
  const middle = TOP + HEIGHT / 2;
  if (quiet) {
    return draw("line", { class: `quiet ${band.status}`, x1: from, x2: to, y1: middle, y2: middle });
  }
  const mark = width >= 13 && draw("text", { class: "in-band", x: from + 4, y: TOP + 10.5 }, labelOf(book, band, width));
  return draw(
    "g",
    { class: `band ${band.status}` },
    draw("rect", { class: "fill", x: from, y: TOP, width: Math.max(1.5, width), height: HEIGHT }),
    patterned(band.status) &&
      draw("rect", { x: from, y: TOP, width: Math.max(1.5, width), height: HEIGHT, fill: `url(#pattern-${band.status})` }),
    mark && draw("rect", { class: "plate", x: from + 1, y: TOP + 1, width: plateWidth(book, band, width), height: HEIGHT - 2 }),
    mark,
  );
}

function patterned(status) {
  return ["disputed", "breached", "suspended"].includes(status);
}

/** Say as much of a band as it has room for: its mark, its word, its ground. */
function labelOf(book, band, width) {
  const mark = book.mark(band.status);
  const word = `${mark} ${band.status}`;
  const full = band.ground ? `${word}: ${band.ground}` : word;
  return [full, word].find((text) => text.length * 6 + 8 <= width) ?? mark;
}

function plateWidth(book, band, width) {
  return Math.min(width - 2, labelOf(book, band, width).length * 6 + 7);
}

function drawnDue(due, at) {
  const x = at(due.second);
  return draw("path", { class: due.moved ? "due moved" : "due", d: `M${x} 0v${STRIP_HEIGHT - 10}M${x - 4} 0h8l-4 5z` });
}

function marksOf(book, reports, known, at) {
  return reports
    .map((place) => book.data.reports[place])
    .filter((report) => report.known <= known)
    .map((report) => {
      const x = at(report.lo);
      const shape = SHAPES[report.shape ?? "account"] ?? SHAPES.other;
      const tier = book.data.speakers[report.source]?.tier ?? "party";
      return draw("path", { class: `report ${report.shape ?? "account"} ${tier}`, d: shape(x) });
    });
}

/** Make the patterns that tell bands apart without their colours. */
export function patterns() {
  const lines = { disputed: "M-2 2l4 -4M0 8l8 -8M6 10l4 -4", breached: "M0 0l6 6M6 0l-6 6", suspended: "M2 0v6" };
  return draw(
    "svg",
    { class: "patterns", width: 0, height: 0, "aria-hidden": "true", focusable: "false" },
    draw(
      "defs",
      null,
      Object.entries(lines).map(([status, d]) => {
        const size = status === "disputed" ? 8 : 6;
        return draw(
          "pattern",
          { id: `pattern-${status}`, width: size, height: size, patternUnits: "userSpaceOnUse" },
          draw("path", { class: `stroke ${status}`, d }),
        );
      }),
    ),
  );
}

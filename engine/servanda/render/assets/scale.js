// Time as width: where a second lies, and which days are named on the axis.

import { el } from "./dom.js";

const DAY = 86400;
const MONTHS_SHORT = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** Give what turns a second into a share of the width, from 0 to 1. */
export function scaleOf(book) {
  const width = book.last - book.first || 1;
  return (second) => Math.min(1, Math.max(0, (second - book.first) / width));
}

/** Choose the days that are named on an axis of some width in pixels. */
export function ticks(book, width) {
  const perDay = (width * DAY) / (book.last - book.first || DAY);
  const wanted = [
    [perDay * 7 >= 46, (day) => [1, 8, 15, 22].includes(day.date)],
    [perDay * 15 >= 46, (day) => [1, 15].includes(day.date)],
    [perDay * 30 >= 46, (day) => day.date === 1],
    [perDay * 91 >= 46, (day) => day.date === 1 && day.month % 3 === 0],
    [perDay * 365 >= 40, (day) => day.date === 1 && day.month === 0],
    [true, (day) => day.date === 1 && day.month === 0 && day.year % 5 === 0],
  ];
  const [, named] = wanted.find(([fits]) => fits);
  return days(book)
    .filter(({ day }) => named(day))
    .map(({ day, second }) => ({ second, label: label(day, perDay) }));
}

/** List the days an axis spans, each with the second it begins at, by the calendar. */
function days(book) {
  const first = Date.parse(book.data.moments[0].text.slice(0, 10)) / 1000;
  const found = [];
  for (let since = 0; book.first + since <= book.last; since += DAY) {
    const at = new Date((first + since) * 1000);
    const day = { year: at.getUTCFullYear(), month: at.getUTCMonth(), date: at.getUTCDate() };
    found.push({ day, second: book.first + since });
  }
  return found;
}

function label(day, perDay) {
  if (perDay * 30 < 46) {
    return day.month === 0 ? String(day.year) : MONTHS_SHORT[day.month];
  }
  if (perDay * 15 < 46 && day.month === 0) return String(day.year);
  return `${day.date} ${MONTHS_SHORT[day.month]}`;
}

/** Make the axis: named days, and the phases above them. */
export function axis(book, width) {
  const at = scaleOf(book);
  const place = (node, from) => {
    node.style.setProperty("left", `${from * 100}%`);
    return node;
  };
  const named = ticks(book, width).filter((tick) => at(tick.second) * width < width - 42);
  const phases = book.data.phases
    .filter((phase) => phase.start != null && phase.start < book.last)
    .sort((one, other) => one.start - other.start);
  const ends = [];
  /** Find the first line where a phase has room beside those that began before it. */
  const lineOf = (phase) => {
    const free = ends.findIndex((end) => end <= phase.start);
    const line = free < 0 ? ends.length : free;
    ends[line] = phase.end ?? book.last;
    return line;
  };
  const lines = phases.map(lineOf);
  const made = el(
    "div",
    { class: "axis", "aria-hidden": "true" },
    el(
      "div",
      { class: "phases" },
      phases.map((phase, number) => {
        const from = at(phase.start);
        const node = place(el("span", { class: "phase", dir: "auto", title: phase.title }, phase.title), from);
        node.style.setProperty("top", `${lines[number] * 1.3}rem`);
        node.style.setProperty("width", `${(at(phase.end ?? book.last) - from) * 100}%`);
        return node;
      }),
    ),
    el(
      "div",
      { class: "days" },
      named.map((tick) => place(el("span", { class: "tick" }, tick.label), at(tick.second))),
    ),
  );
  made.style.setProperty("--lines", String(Math.max(1, ends.length)));
  return made;
}

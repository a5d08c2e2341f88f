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
  const found = [];
  for (const { second, text } of book.data.moments) {
    if (text.length !== 10) continue;
    const [year, month, date] = text.split("-").map(Number);
    const day = { year, month: month - 1, date };
    if (named(day)) found.push({ second: second - DAY + 1, label: label(day, perDay) });
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
  const days = ticks(book, width).filter((tick) => at(tick.second) * width < width - 42);
  const phases = book.data.phases.filter((phase) => phase.start != null && phase.start < book.last);
  return el(
    "div",
    { class: "axis", "aria-hidden": "true" },
    el(
      "div",
      { class: "phases" },
      phases.map((phase) => {
        const from = at(phase.start);
        const node = place(el("span", { class: "phase", dir: "auto" }, phase.title), from);
        node.style.setProperty("width", `${(at(phase.end ?? book.last) - from) * 100}%`);
        return node;
      }),
    ),
    el(
      "div",
      { class: "days" },
      days.map((tick) => place(el("span", { class: "tick" }, tick.label), at(tick.second))),
    ),
  );
}

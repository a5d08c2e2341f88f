// Quantities: what each source counts beside what is due, as small charts.

import { draw, el, said } from "./dom.js";
import { tallied } from "./phrases.js";
import { date, startDate } from "./words.js";

const WIDTH = 300;
const HEIGHT = 104;
const PAD = { left: 46, right: 8, top: 8, bottom: 20 };

/** Collect each source's counts through the moments up to one, by one epoch. */
export function seriesOf(book, provision, view) {
  const record = book.record(provision, view.epoch);
  const found = new Map();
  record.states.forEach(([moment, place], index) => {
    if (moment > view.moment) return;
    const next = record.states[index + 1]?.[0] ?? Infinity;
    for (const one of book.data.states[place].progress ?? []) {
      const source = one.source || "single reports, added up";
      if (!found.has(source)) found.set(source, []);
      found.get(source).push({ ...one, moment, upTo: Math.min(next, view.moment) });
    }
  });
  return found;
}

/** Draw the quantities of a provision, a chart a source; null where nothing is counted. */
export function chart(book, provision, view) {
  const found = seriesOf(book, provision, view);
  if (!found.size) return null;
  const every = [...found.values()].flat();
  const most = Math.max(1, ...every.map((one) => Math.max(one.reached, one.wanted)));
  return el(
    "section",
    { class: "quantity" },
    el("h3", null, `Counts: ${provision.aim || "how far it has come"}`),
    el("div", { class: "charts" }, [...found].map(([source, points]) => small(book, source, points, most))),
  );
}

function small(book, source, points, most) {
  const last = points.at(-1);
  const x = (moment) => {
    const { moments } = book.data;
    return PAD.left + ((WIDTH - PAD.left - PAD.right) * moment) / Math.max(1, moments.length - 1);
  };
  const y = (number) => HEIGHT - PAD.bottom - ((HEIGHT - PAD.top - PAD.bottom) * number) / most;
  const path = (key) =>
    points.map((one, place) => `${place ? "L" : "M"}${x(one.moment)} ${y(one[key])}L${x(one.upTo)} ${y(one[key])}`).join("");
  const words = `${source}: ${tallied(last)}`;
  const span = last.since || last.report != null ? stretch(last) : "";
  return el(
    "figure",
    { class: "small-chart" },
    draw(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": words },
      [0, most].map((number) => [
        draw("line", { class: "grid", x1: PAD.left, x2: WIDTH - PAD.right, y1: y(number), y2: y(number) }),
        draw("text", { class: "axis-number", x: PAD.left - 4, y: y(number) + 4, "text-anchor": "end" }, number.toLocaleString("en")),
      ]),
      [0, book.data.moments.length - 1].map((moment) =>
        draw(
          "text",
          { class: "axis-number", x: x(moment), y: HEIGHT - 3, "text-anchor": moment ? "end" : "start" },
          date(book.data.moments[moment].text.slice(0, 10)),
        ),
      ),
      draw("path", { class: "wanted", d: path("wanted") }),
      draw("path", { class: "reached", d: path("reached") }),
      points.map((one) => draw("circle", { class: "reached-point", cx: x(one.moment), cy: y(one.reached), r: 2.5 })),
    ),
    el("figcaption", null, said("strong", source), el("br"), tallied(last), span && el("span", { class: "small" }, span)),
  );
}

function stretch(one) {
  const ends = date(one.until);
  if (one.since) return ` (${startDate(one.since.split("/")[0])}${ends ? ` to ${ends}` : ""})`;
  return ends ? ` (${ends})` : "";
}

/** Show every quota's charts, each under its provision. */
export class Quantities {
  constructor(book, open) {
    this.book = book;
    this.open = open;
    this.list = el("div", { class: "quantities" });
    this.quotas = book.tracked.filter((provision) => provision.aim);
    this.node = el("section", { id: "quantities", hidden: this.quotas.length === 0 }, el("h2", null, "Quantities"), this.legend(), this.list);
  }

  legend() {
    return el(
      "p",
      { class: "small" },
      "A chart for each source that counts: the solid line is what it counted, the dashed line what was due by then.",
    );
  }

  update(view) {
    const shown = this.quotas.filter((one) => view.shows(one, this.book.state(one, view.moment, view.epoch)));
    const made = shown.map((provision) => {
      const found = seriesOf(this.book, provision, view);
      if (!found.size) return null;
      const every = [...found.values()].flat();
      const most = Math.max(1, ...every.map((one) => Math.max(one.reached, one.wanted)));
      const title = el("button", { type: "button", class: "open", dir: "auto", onclick: () => this.open(provision.id) }, provision.title);
      return el("div", { class: "quantity" }, el("h3", null, title), el("div", { class: "charts" }, [...found].map(([source, points]) => small(this.book, source, points, most))));
    });
    this.list.replaceChildren(...made.filter(Boolean));
    if (!this.list.children.length) this.list.append(el("p", { class: "empty" }, "Nothing is counted yet."));
  }
}

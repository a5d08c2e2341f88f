// All reports in order of when they became known, and how to read the page.

import { draw, el, refill, said } from "./dom.js";
import { told } from "./details.js";
import { Lazily } from "./lazily.js";
import { citation } from "./phrases.js";
import { endDate, startDate } from "./words.js";

/** The reports, drawn once somebody asks for them. */
export class Sources {
  constructor(book) {
    this.book = book;
    this.list = el("ul", { class: "evidence" });
    const summary = el("summary", null, `All ${book.data.reports.length.toLocaleString("en")} reports, by when they became known`);
    this.node = el("section", { id: "reports" }, el("h2", null, "Reports"), el("details", { ontoggle: () => this.#fill() }, summary, this.list));
  }

  #fill() {
    if (this.list.children.length) return;
    this.lazily = new Lazily((row) => row.node.replaceChildren(...told(this.book, row.report).childNodes));
    for (const report of this.book.data.reports) {
      const node = el("li", { class: "unread" });
      this.list.append(node);
      this.lazily.add({ node, report });
    }
  }
}

const DEEDS = { extend: "extended", suspend: "suspended", resume: "resumed", waive: "waived", terminate: "ended", amend: "amended", ruling: "ruled upon" };

/** The acts under the agreement, and rulings on how it is read. */
export class Acts {
  constructor(book) {
    this.book = book;
    this.list = el("ul", { class: "evidence" });
    this.node = el("section", { id: "acts", hidden: !book.data.acts?.length }, el("h2", null, "Acts and rulings"), this.list);
  }

  update(view) {
    const { book } = this;
    const second = book.data.moments[view.moment].second;
    const found = (book.data.epochs[view.epoch].acts ?? []).map((place) => book.data.acts[place]).filter((one) => one.second <= second);
    refill(this.list, found.length ? found.map((one) => this.#deed(one, second)) : el("li", { class: "empty" }, "None is known yet."));
  }

  #deed(one, second) {
    const { book } = this;
    const holds = one.since && Date.parse(one.since) / 1000 <= second;
    const to = one.to ? ` to ${endDate(one.to)}` : "";
    const reading = one.reading ? `, as read in "${one.reading}"` : "";
    const effect = holds ? `in effect since ${startDate(one.since)}` : `without effect${one.missing?.length ? `: ${one.missing.join("; ")}` : ""}`;
    return el(
      "li",
      null,
      el("span", { class: "when" }, `${startDate(one.date)}: `),
      said("span", `${one.object}: ${DEEDS[one.word] ?? one.word}${to}${reading}; ${effect}`),
      (one.reports ?? []).map((place) => el("div", { class: "small" }, citation(book, book.data.reports[place]))),
    );
  }
}

const LEGEND = [
  ["met", "performed, or kept to the end"],
  ["holding", "kept so far"],
  ["pending", "its time is running"],
  ["disputed", "the words that count contradict each other"],
  ["breached", "date missed, violated, or found to be a breach"],
  ["suspended", "a suspension is in effect"],
];
const SHAPES = [
  ["▲", "report that something happened"],
  ["▼", "denial"],
  ["◆", "position on the provision as such"],
  ["■", "count"],
];

/** Say what bands and marks mean. */
export function legend(book) {
  const swatch = (status) =>
    draw(
      "svg",
      { class: "swatch", width: 36, height: 13, viewBox: "0 0 36 13", "aria-hidden": "true" },
      draw(
        "g",
        { class: `band ${status}` },
        draw("rect", { class: "fill", x: 0.5, y: 0.5, width: 35, height: 12 }),
        ["disputed", "breached", "suspended"].includes(status) && draw("rect", { x: 0.5, y: 0.5, width: 35, height: 12, fill: `url(#pattern-${status})` }),
      ),
    );
  return el(
    "details",
    { class: "legend" },
    el("summary", null, "What the picture shows"),
    el("ul", null, LEGEND.map(([status, text]) => el("li", null, swatch(status), ` ${book.mark(status)} ${status}: ${text}`))),
    el(
      "p",
      null,
      "A thin frame is the time in which a provision counts; a flag on a stem is a due date; a dotted line is a time in which nothing is asked. ",
      "Right of the line is what follows if nothing more is reported. ",
      "Marks below a band are reports: ",
      SHAPES.map(([sign, text], place) => `${place ? ", " : ""}${sign} ${text}`).join(""),
      "; filled ones are the word of an authority or an independent source.",
    ),
    said("p", "A status says what the words of the sources come to by the rules of the agreement. It is not a finding of its own: every status leads to the reports it rests on."),
  );
}


// The reports through time: each can be dragged to another day, or moved there by keys.

import { el, refill, said } from "/assets/dom.js";
import { axis } from "/assets/scale.js";
import { count, date, daysBetween } from "/assets/words.js";
import { dayOf, plusDays } from "./plan.js";

const MOST = 400;
const NEAR = 14;
const DAY = 86400;

/** Marks on a line a speaker; `chosen` is called with the report one looks at. */
export class Track {
  constructor(plan, chosen) {
    this.plan = plan;
    this.chosen = chosen;
    this.rows = el("div", { class: "track-rows" });
    this.days = el("div", { class: "track-axis" });
    this.note = el("p", { class: "small" });
    this.tip = el("output", { class: "track-tip", hidden: true });
    this.node = el("div", { class: "track" }, this.note, this.tip, el("div", { class: "track-body", role: "group", "aria-label": "Reports through time", "aria-describedby": "track-help" }, this.days, this.rows));
  }

  /** Show the reports of a scenario, those about a provision alone where one is named. */
  load(book, about) {
    this.book = book;
    const places = about ? (book.byId.get(about)?.reports ?? []) : book.data.reports.map((_, place) => place);
    const every = places.map((place) => book.data.reports[place]).sort((one, other) => one.lo - other.lo || one.known - other.known);
    const shown = this.#few(every);
    this.note.textContent = shown.length < every.length ? `${count(shown.length, "report")} of ${every.length}, chosen evenly: choose a provision to see all of its own.` : every.length ? "" : "No report speaks of it.";
    const speakers = [...new Set(shown.map((one) => one.source))];
    this.marks = new Map();
    const rows = speakers.map((source) => this.#row(source, shown.filter((one) => one.source === source)));
    refill(this.rows, rows);
    refill(this.days, axis(book, Math.max(300, this.node.clientWidth - 140)));
    this.order = shown.map((one) => one.id).filter((id) => this.marks.has(id));
    const at = this.order.includes(this.current) ? this.current : this.order[0];
    if (at) this.marks.get(at).node.tabIndex = 0;
    this.current = at;
    this.update();
  }

  #few(every) {
    if (every.length <= MOST) return every;
    return Array.from({ length: MOST }, (_, place) => every[Math.floor((place * every.length) / MOST)]);
  }

  #row(source, reports) {
    const line = el("div", { class: "track-line" });
    for (const report of reports) line.append(this.#mark(report));
    return el("div", { class: "track-row" }, said("div", this.book.name(source), { class: "track-name" }), line);
  }

  #mark(report) {
    const node = el("button", {
      type: "button",
      class: `report-mark ${report.shape ?? "account"}`,
      tabindex: "-1",
      "data-report": report.id,
      "aria-keyshortcuts": "ArrowLeft ArrowRight ArrowUp ArrowDown Delete Escape",
      onclick: () => this.choose(report.id),
      onkeydown: (event) => this.#key(event, report),
      onpointerdown: (event) => this.#grasp(event, report),
    });
    this.marks.set(report.id, { node, report, day: dayOf(this.book, report.lo) });
    return node;
  }

  /** Choose a report, and look at it. */
  choose(id, focus = false) {
    const mark = this.marks.get(id);
    if (!mark) return;
    const before = this.marks.get(this.current);
    if (before) before.node.tabIndex = -1;
    this.current = id;
    mark.node.tabIndex = 0;
    if (focus) mark.node.focus();
    for (const one of this.marks.values()) one.node.classList.toggle("chosen", one === mark);
    this.chosen(mark.report);
  }

  /** Give the day a report is supposed to be of. */
  day(id) {
    const mark = this.marks.get(id);
    return plusDays(mark.day, this.plan.days(id));
  }

  /** Put a report on a day. */
  put(id, day) {
    this.plan.move(id, daysBetween(this.marks.get(id).day, day));
  }

  #key(event, report) {
    const step = event.shiftKey ? 7 : 1;
    const place = this.order.indexOf(report.id);
    const keys = {
      ArrowLeft: () => this.plan.move(report.id, this.plan.days(report.id) - step),
      ArrowRight: () => this.plan.move(report.id, this.plan.days(report.id) + step),
      ArrowUp: () => this.choose(this.order[Math.max(0, place - 1)], true),
      ArrowDown: () => this.choose(this.order[Math.min(this.order.length - 1, place + 1)], true),
      Home: () => this.choose(this.order[0], true),
      End: () => this.choose(this.order.at(-1), true),
      Delete: () => this.plan.drop(report.id),
      Backspace: () => this.plan.drop(report.id),
      Escape: () => this.plan.putBack(report.id),
    };
    const act = event.ctrlKey || event.altKey || event.metaKey ? null : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  #grasp(event, report) {
    if (event.button !== 0) return;
    const { node } = this.marks.get(report.id);
    const from = event.clientX;
    const begun = this.plan.days(report.id);
    const wide = node.parentElement.clientWidth / ((this.book.last - this.book.first) / DAY);
    let days = begun;
    let dragged = false;
    const moved = (now) => {
      const far = now.clientX - from;
      if (!dragged && Math.abs(far) < 4) return;
      dragged = true;
      days = begun + Math.round(far / wide);
      node.classList.add("dragged");
      this.#lay(report.id, days);
      this.#tell(report, days);
    };
    const over = () => {
      node.removeEventListener("pointermove", moved);
      node.removeEventListener("pointerup", done);
      node.removeEventListener("pointercancel", undone);
      node.classList.remove("dragged");
      this.tip.hidden = true;
    };
    const done = () => {
      over();
      if (!dragged) return;
      this.choose(report.id);
      if (days === begun) this.update();
      else this.plan.move(report.id, days);
    };
    const undone = () => {
      over();
      this.update();
    };
    node.setPointerCapture(event.pointerId);
    node.addEventListener("pointermove", moved);
    node.addEventListener("pointerup", done);
    node.addEventListener("pointercancel", undone);
  }

  #tell(report, days) {
    const { day } = this.marks.get(report.id);
    this.tip.hidden = false;
    this.tip.textContent = `${date(plusDays(day, days))}${days ? ` (${count(Math.abs(days), "day")} ${days < 0 ? "earlier" : "later"})` : ""}`;
  }

  #lay(id, days) {
    const { node, report } = this.marks.get(id);
    const { first, last } = this.book;
    const share = (report.lo + days * DAY - first) / (last - first || 1);
    node.style.setProperty("left", `${Math.min(1, Math.max(0, share)) * 100}%`);
  }

  /** Show every mark where it is supposed to be. */
  update() {
    const lines = new Map();
    for (const [id, { node, report, day }] of this.marks) {
      const days = this.plan.days(id);
      const dropped = this.plan.dropped(id);
      this.#lay(id, days);
      node.classList.toggle("moved", days !== 0);
      node.classList.toggle("left-out", dropped);
      const state = dropped ? ", left out" : days ? `, supposed on ${date(plusDays(day, days))}` : "";
      node.setAttribute("aria-label", `${date(day)}, ${this.book.name(report.source)}: ${report.says}${state}`);
      node.title = `${date(plusDays(day, days))}: ${report.says}`;
      const line = lines.get(node.parentElement) ?? [];
      lines.set(node.parentElement, [...line, { node, at: report.lo + days * DAY }]);
    }
    for (const [line, marks] of lines) this.#stack(line, marks);
  }

  // Marks that would lie on one another lie above one another.
  #stack(line, marks) {
    const width = line.clientWidth || 600;
    const { first, last } = this.book;
    const ends = [];
    for (const { node, at } of marks.sort((one, other) => one.at - other.at)) {
      const left = ((at - first) / (last - first || 1)) * width;
      let level = ends.findIndex((end) => end <= left);
      if (level < 0) level = ends.length;
      ends[level] = left + NEAR + 12;
      node.style.setProperty("top", `${level * 28}px`);
    }
    line.style.setProperty("height", `${Math.max(1, ends.length) * 28}px`);
  }
}

// The picture: a row a provision, grouped by phase and theme, with a line for "as of".

import { el, refill } from "./dom.js";
import { Lazily } from "./lazily.js";
import { axis, scaleOf } from "./scale.js";
import { STRIP_HEIGHT, strip } from "./strip.js";

const PAPER_WIDTH = 470;

export class Timeline {
  constructor(book, open) {
    this.book = book;
    this.open = open;
    this.rows = book.tracked.map((provision) => this.#row(provision));
    this.lazily = new Lazily((row) => this.#paint(row));
    this.axis = el("div", { class: "axis-cell" });
    this.line = el("div", { class: "now", "aria-hidden": "true" });
    this.flag = el("span", { class: "now-flag" });
    this.line.append(this.flag);
    this.veil = el("div", { class: "veil", "aria-hidden": "true" });
    this.groups = this.#groups();
    this.over = el("div", { class: "over" }, this.veil, this.line);
    this.node = el(
      "div",
      { class: "timeline" },
      el("div", { class: "axis-row" }, el("div", { class: "label" }), this.axis),
      this.groups.map((group) => group.node),
      this.over,
    );
    this.width = 0;
    new ResizeObserver(() => this.#measure()).observe(this.axis);
    for (const row of this.rows) this.lazily.add(row);
  }

  #row(provision) {
    const status = el("span", { class: "mark" });
    const word = el("span", { class: "hidden-word" });
    const button = el(
      "button",
      { type: "button", class: "label", onclick: () => this.open(provision.id) },
      status,
      el("span", { class: "title", dir: "auto" }, provision.title),
      word,
    );
    const cell = el("div", { class: "strip-cell" });
    const node = el("li", { class: "row" }, button, cell);
    return { provision, node, cell, status, word, painted: null };
  }

  #groups() {
    const { book } = this;
    const found = new Map();
    for (const row of this.rows) {
      const { phase = "", theme = "" } = row.provision;
      const key = `${phase}|${theme}`;
      if (!found.has(key)) found.set(key, { phase, theme, rows: [] });
      found.get(key).rows.push(row);
    }
    const groups = [...found.values()];
    for (const group of groups) {
      const phase = book.data.phases.find((one) => one.id === group.phase)?.title;
      const theme = book.theme(group.theme) || "Other provisions";
      const names = phase?.startsWith(theme) ? [phase] : [theme, phase];
      group.node = el(
        "div",
        { class: "group" },
        el("h3", { dir: "auto" }, names[0], names[1] && el("span", { class: "of-phase" }, ` · ${names[1]}`)),
        el("ul", null, group.rows.map((row) => row.node)),
      );
    }
    return groups;
  }

  /** Draw for a sheet of paper, as wide as its style makes room for, or for the screen. */
  onPaper(printing) {
    this.printing = printing;
    if (printing) this.#fit(PAPER_WIDTH);
    else this.#measure();
  }

  #measure() {
    const width = Math.floor(this.axis.clientWidth);
    if (width && !this.printing) this.#fit(width);
  }

  #fit(width) {
    if (width === this.width) return;
    this.width = width;
    refill(this.axis, axis(this.book, width));
    for (const row of this.rows) row.painted = null;
    if (this.view) this.update(this.view);
  }

  /** Show a view: move the line, hide what is filtered out, draw what has changed. */
  update(view) {
    this.view = view;
    const { book } = this;
    const share = scaleOf(book)(book.data.moments[view.moment].second);
    this.over.style.setProperty("--share", share);
    this.flag.textContent = view.day;
    this.flag.classList.toggle("left", share > 0.8);
    for (const row of this.rows) {
      row.state = book.state(row.provision, view.moment, view.epoch);
      const shown = view.shows(row.provision, row.state);
      if (row.node.hidden === shown) row.node.hidden = !shown;
    }
    for (const group of this.groups) group.node.hidden = group.rows.every((row) => row.node.hidden);
    this.lazily.refresh(this.rows.filter((row) => !row.node.hidden));
  }

  #paint(row) {
    const { book, view, width } = this;
    if (!view || !width) return;
    row.status.textContent = book.mark(row.state.status);
    row.status.className = `mark ${row.state.status}`;
    row.word.textContent = ` ${row.state.status}${row.state.ground ? ` (${row.state.ground})` : ""}`;
    const record = book.record(row.provision, view.epoch);
    const { painted } = row;
    if (painted && painted.record === record && painted.epoch === view.epoch) return;
    row.painted = { record, epoch: view.epoch };
    const known = book.known(view.epoch);
    refill(row.cell, strip(book, record.lane, row.provision.reports ?? [], width, known));
    row.cell.style.setProperty("height", `${STRIP_HEIGHT}px`);
  }
}

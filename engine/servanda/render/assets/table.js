// The provisions as a table: status, what is asked of whom, why, and when it is due.

import { el, refill, said } from "./dom.js";
import { Lazily } from "./lazily.js";
import { badge, dueOf, groundOf, lateness, marksOfState, tallied, whyLines, wordOf } from "./phrases.js";
import { listed, startDate } from "./words.js";

const COLUMNS = ["Status", "Provision and why", "Due", "Whose word"];

export class Table {
  constructor(book, open) {
    this.book = book;
    this.open = open;
    this.lazily = new Lazily((row) => this.#paint(row));
    this.rows = book.tracked.map((provision) => this.#row(provision));
    this.empty = el("p", { class: "empty", hidden: true }, "No provision fits these filters.");
    this.node = el(
      "div",
      { class: "table" },
      el(
        "table",
        null,
        el("caption", { class: "visually-hidden" }, "Provisions, with their status and why"),
        el("thead", null, el("tr", null, COLUMNS.map((name) => el("th", { scope: "col" }, name)))),
        el("tbody", null, this.rows.map((row) => row.node)),
      ),
      this.empty,
    );
    for (const row of this.rows) this.lazily.add(row);
  }

  #row(provision) {
    const cells = { status: el("td"), why: el("div"), due: el("td"), word: el("td") };
    const title = el(
      "button",
      { type: "button", class: "open", dir: "auto", onclick: () => this.open(provision.id) },
      provision.title,
    );
    const names = listed((provision.bearer ?? []).map((id) => this.book.name(id)));
    const name = el("th", { scope: "row" }, title, said("div", names, { class: "bearer" }), cells.why);
    const node = el("tr", null, cells.status, name, cells.due, cells.word);
    return { provision, node, cells, painted: null };
  }

  update(view) {
    this.view = view;
    let shown = 0;
    for (const row of this.rows) {
      row.state = this.book.state(row.provision, view.moment, view.epoch);
      const fits = view.shows(row.provision, row.state);
      if (row.node.hidden === fits) row.node.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    this.empty.hidden = shown > 0;
    this.lazily.refresh(this.rows.filter((row) => !row.node.hidden));
    return shown;
  }

  #paint(row) {
    const { book, view } = this;
    if (!view) return;
    const { state, cells } = row;
    const moment = book.data.moments[view.moment];
    const late = lateness(state, moment);
    if (row.painted === state && row.late === late) return;
    row.painted = state;
    row.late = late;
    refill(
      cells.status,
      badge(book, state.status),
      state.ground && el("div", { class: "ground" }, state.ground),
      state.since && el("div", { class: "small" }, `since ${startDate(state.since)}`),
    );
    const beside = [groundOf(book, state), ...marksOfState(state)].filter(Boolean);
    refill(
      cells.why,
      whyLines(book, state),
      state.progress && said("div", state.progress.map((one) => `${tallied(one)} (${one.source || "single reports, added up"})`).join("; "), { class: "small" }),
      state.readings && said("div", `Under the readings: ${state.readings.map(([name, status]) => `${status} as ${name}`).join(", ")}`, { class: "small" }),
      beside.length > 0 && el("div", { class: "small" }, beside.join(" · ")),
    );
    refill(cells.due, dueOf(book, state), late && el("div", { class: "small" }, late));
    refill(cells.word, said("span", wordOf(book, state)));
  }
}

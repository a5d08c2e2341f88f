// Provisions by party: who owes what to whom, and where it stands.

import { el } from "./dom.js";

const LETTERS = { bearer: "owes", beneficiary: "is owed" };

export class Matrix {
  constructor(book, open) {
    this.book = book;
    this.parties = book.data.parties;
    this.rows = book.tracked.map((provision) => this.#row(provision, open));
    const head = [el("th", { scope: "col" }, "Provision"), ...this.parties.map((id) => el("th", { scope: "col", dir: "auto" }, book.name(id)))];
    this.node = el(
      "section",
      { id: "parties" },
      el("h2", null, "Provisions by party"),
      el(
        "div",
        { class: "scroll", tabindex: "0", role: "region", "aria-label": "Provisions by party" },
        el("table", { class: "matrix" }, el("thead", null, el("tr", null, head)), el("tbody", null, this.rows.map((row) => row.node))),
      ),
    );
  }

  #row(provision, open) {
    const cells = this.parties.map((id) => {
      const part = (provision.bearer ?? []).includes(id) ? "bearer" : (provision.beneficiary ?? []).includes(id) ? "beneficiary" : null;
      return { part, node: el("td", { class: part ?? "none" }) };
    });
    const title = el("button", { type: "button", class: "open", dir: "auto", onclick: () => open(provision.id) }, provision.title);
    return { provision, cells, node: el("tr", null, el("th", { scope: "row" }, title), cells.map((cell) => cell.node)) };
  }

  update(view) {
    for (const row of this.rows) {
      const state = this.book.state(row.provision, view.moment, view.epoch);
      const shown = view.shows(row.provision, state);
      if (row.node.hidden === shown) row.node.hidden = !shown;
      if (!shown || row.state === state) continue;
      row.state = state;
      for (const { part, node } of row.cells) {
        if (part === "bearer") {
          node.replaceChildren(
            el("span", { class: `badge ${state.status}` }, el("span", { class: "mark", "aria-hidden": "true" }, this.book.mark(state.status)), ` ${state.status}`),
          );
        } else if (part) node.textContent = LETTERS[part];
      }
    }
  }
}

// What each party still owes: what is overdue first, then what is due and to be kept.

import { el, refill, said } from "./dom.js";
import { badge, dueOf, lateness } from "./phrases.js";

const STATES = { overdue: "Overdue", due: "Still due", standing: "To be kept", suspended: "Suspended" };

export class Owed {
  constructor(book, open) {
    this.book = book;
    this.open = open;
    this.list = el("div", { class: "accounts" });
    this.node = el("section", { id: "owed" }, el("h2", null, "What each party owes"), this.list);
  }

  update(view) {
    const { book } = this;
    const debts = book.tracked.flatMap((provision) => {
      const state = book.state(provision, view.moment, view.epoch);
      if (!view.shows(provision, state)) return [];
      return (state.owed ?? []).map((share) => ({ ...share, provision, state, word: share.state }));
    });
    const accounts = book.data.parties
      .map((party) => [party, debts.filter((debt) => debt.bearers.includes(party))])
      .filter(([, mine]) => mine.length);
    refill(
      this.list,
      accounts.map(([party, mine]) => this.#account(party, mine, book.data.moments[view.moment])),
      accounts.length === 0 && el("p", { class: "empty" }, "Nobody owes anything."),
    );
  }

  #account(party, debts, moment) {
    const parts = Object.entries(STATES)
      .map(([word, title]) => [title, debts.filter((debt) => debt.word === word)])
      .filter(([, found]) => found.length);
    return el(
      "div",
      { class: "card" },
      said("h3", this.book.name(party)),
      parts.map(([title, found]) => [
        el("h4", null, `${title} (${found.reduce((sum, debt) => sum + debt.number, 0)})`),
        el("ul", { class: "cards" }, found.sort(byDue).map((debt) => this.#debt(party, debt, moment))),
      ]),
    );
  }

  #debt(party, { provision, state, bearers, number }, moment) {
    const others = bearers.filter((one) => one !== party).map((one) => this.book.name(one));
    const beside = [dueOf(this.book, state), lateness(state, moment), others.length && `with ${others.join(", ")}`, number > 1 && `${number} of them`];
    return el(
      "li",
      null,
      el("button", { type: "button", class: "open", dir: "auto", onclick: () => this.open(provision.id) }, provision.title),
      said("div", [badge(this.book, state.status, state.ground), ...beside.filter(Boolean).map((text) => ` · ${text}`)], { class: "small" }),
    );
  }
}

function byDue(one, other) {
  return (one.state.due ?? one.state.ends ?? "9999").localeCompare(other.state.due ?? other.state.ends ?? "9999");
}

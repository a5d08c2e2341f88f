// What one asks beside the page: what falls due next, and what is still owed.

import { el, refill, said } from "/assets/dom.js";
import { duration, endDate, sentence } from "/assets/words.js";
import { refused } from "./ask.js";

/** A question whose answer is fetched once somebody unfolds it, and kept up to date. */
export class Answer {
  constructor(title, ask, shown) {
    this.asks = ask;
    this.shown = shown;
    this.body = el("div");
    this.node = el("details", { class: "panel", ontoggle: () => this.#fetch() }, el("summary", null, el("h2", null, title)), this.body);
  }

  /** Ask about another moment. */
  ask(asked) {
    if (JSON.stringify(asked) === JSON.stringify(this.asked)) return;
    this.asked = asked;
    this.stale();
  }

  /** What was answered holds no more. */
  stale() {
    this.fresh = false;
    this.#fetch();
  }

  async #fetch() {
    if (!this.node.open || this.fresh || !this.asked) return;
    this.fresh = true;
    const { asked } = this;
    try {
      const found = await this.asks(asked);
      if (asked !== this.asked) return;
      refill(this.body, el("p", { class: "small" }, `As of ${endDate(found.as_of)}, by what was known then.`), this.shown(found));
    } catch (error) {
      refill(this.body, refused(error));
    }
  }
}

/** Show what falls due, in order. */
export function upcoming(found, open) {
  if (!found.items.length) return el("p", { class: "empty" }, "Nothing falls due.");
  return el("ol", { class: "cards" }, found.items.map((one) => item(one, open)));
}

function item(one, open) {
  const instance = Object.entries(one.instance ?? {}).map(([name, value]) => `${name} ${value}`).join(", ");
  return el(
    "li",
    null,
    el("span", { class: "when" }, one.due ? endDate(one.due) : one.ends ? `until ${endDate(one.ends)}` : "no date yet"),
    " ",
    el("button", { type: "button", class: "open", dir: "auto", onclick: () => open(one.provision) }, one.title),
    instance ? said("span", ` (${instance})`) : null,
    one.derivation ? said("div", sentence(one.derivation.text), { class: "small" }) : null,
    one.moves.length ? el("ul", { class: "why" }, one.moves.map((text) => said("li", sentence(text)))) : null,
  );
}

/** Show what each party still owes. */
export function owed(found, open) {
  const accounts = found.accounts.filter((one) => one.debts.length);
  if (!accounts.length) return el("p", { class: "empty" }, "Nothing is owed.");
  return accounts.map((one) => [said("h3", one.name), el("ol", { class: "cards" }, one.debts.map((each) => debt(each, open)))]);
}

function debt(one, open) {
  const instance = Object.entries(one.instance ?? {}).map(([name, value]) => `${name} ${value}`).join(", ");
  const late = one.overdue ? `, ${duration(one.overdue)} overdue` : "";
  const when = one.due ? `due ${endDate(one.due)}${late}` : one.ends ? `until ${endDate(one.ends)}` : "";
  return el(
    "li",
    null,
    el("span", { class: "when" }, one.state.replaceAll("-", " ")),
    " ",
    el("button", { type: "button", class: "open", dir: "auto", onclick: () => open(one.provision) }, one.title),
    instance ? said("span", ` (${instance})`) : null,
    el("div", { class: "small" }, [one.status, when].filter(Boolean).join(", ")),
    one.discharged_by.length ? el("ul", { class: "why" }, one.discharged_by.map((text) => said("li", sentence(text)))) : null,
  );
}

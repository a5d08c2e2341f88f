// What a reader looks for first: the flags counted, disputes and why, changes, dues.

import { el, refill, said } from "./dom.js";
import { APART, FLAGS } from "./book.js";
import { badge, dueOf, groundOf, lateness, whyLines } from "./phrases.js";
import { date, endDate, listed, startDate } from "./words.js";

const SHOWN = { disputed: 5, changes: 5, due: 6 };
const STARTED = ["window", "condition"];

/** Make the counts: a button a flag, pressed to see that flag alone. */
export class Counts {
  constructor(book, toggle) {
    this.book = book;
    this.tiles = FLAGS.map((flag) => {
      const number = el("span", { class: "number" });
      const beside = el("span", { class: "beside" });
      const button = el(
        "button",
        { type: "button", class: `tile ${flag}`, "aria-pressed": "false", onclick: () => toggle(flag) },
        el("span", { class: "mark", "aria-hidden": "true" }, book.mark(flag)),
        number,
        el("span", { class: "word" }, flag),
        beside,
      );
      return { flag, number, beside, button };
    });
    this.apart = el("p", { class: "apart" });
    this.node = el(
      "div",
      { class: "counts" },
      el("div", { class: "tiles", role: "group", "aria-label": "Show only provisions that are" }, this.tiles.map((tile) => tile.button)),
      this.apart,
    );
  }

  update(view) {
    const found = this.book.counts(view.moment, view.epoch);
    for (const { flag, number, beside, button } of this.tiles) {
      number.textContent = found[flag] ?? 0;
      button.setAttribute("aria-pressed", String(view.filter.flags.has(flag)));
      const unseen = flag === "breached" && found.unobserved;
      beside.textContent = unseen ? `${found.unobserved} unobserved` : "";
    }
    const apart = APART.filter((flag) => found[flag]).map((flag) => `${found[flag]} ${flag.replace("-", " ")}`);
    this.apart.textContent = apart.length ? `Apart: ${apart.join(", ")}.` : "";
    return FLAGS.map((flag) => `${found[flag] ?? 0} ${flag}`).join(", ");
  }
}

/** Make the three lists: disputes and why, the latest changes, what falls due next. */
export class Glance {
  constructor(book, open, only) {
    this.book = book;
    this.open = open;
    this.only = only;
    this.disputed = el("section", { class: "card disputes", "aria-labelledby": "disputed-head" });
    this.changes = el("section", { class: "card", "aria-labelledby": "changes-head" });
    this.due = el("section", { class: "card", "aria-labelledby": "due-head" });
    this.node = el("div", { class: "glance" }, this.disputed, this.changes, this.due);
    this.asKnown = book.changes(Infinity, null);
  }

  #title(provision) {
    const open = () => this.open(provision.id);
    return el("button", { type: "button", class: "open", dir: "auto", onclick: open }, provision.title);
  }

  update(view) {
    this.#disputes(view);
    this.#changes(view);
    this.#dues(view);
  }

  #disputes(view) {
    const { book } = this;
    const moment = book.data.moments[view.moment];
    const found = book.tracked
      .map((provision) => ({ provision, state: book.state(provision, view.moment, view.epoch) }))
      .filter(({ state }) => state.status === "disputed")
      .sort((one, other) => (other.state.since ?? "").localeCompare(one.state.since ?? ""));
    const shown = found.slice(0, SHOWN.disputed);
    refill(
      this.disputed,
      el("h2", { id: "disputed-head" }, `In dispute on ${view.day}: ${found.length}`),
      found.length === 0 && el("p", { class: "empty" }, "Nothing is in dispute."),
      el(
        "ul",
        { class: "cards" },
        shown.map(({ provision, state }) =>
          el(
            "li",
            null,
            this.#title(provision),
            el(
              "div",
              { class: "small" },
              badge(book, "disputed"),
              `: ${groundOf(book, state)}`,
              state.since && `, since ${startDate(state.since)}`,
              dueOf(book, state) && `, ${state.due ? "due " : ""}${dueOf(book, state)}`,
              lateness(state, moment) && ` (${lateness(state, moment)})`,
            ),
            whyLines(book, state),
          ),
        ),
      ),
      found.length > shown.length &&
        el("button", { type: "button", class: "more", onclick: () => this.only("disputed") }, `All ${found.length} in dispute`),
    );
  }

  #changes(view) {
    const { book } = this;
    const until = book.data.moments[view.moment].second;
    const every = view.asKnown
      ? this.asKnown.filter((one) => one.at <= until)
      : book.changes(until, view.epoch);
    const latest = every.slice(-SHOWN.changes).reverse();
    refill(
      this.changes,
      el("h2", { id: "changes-head" }, "Latest changes"),
      latest.length === 0 && el("p", { class: "empty" }, "Nothing has changed yet."),
      el("ul", { class: "cards" }, latest.map((change) => this.#change(change, view))),
    );
  }

  #change(change, view) {
    const { book } = this;
    const moment = book.momentFrom(change.at);
    const epoch = view.asKnown ? book.epochAt(book.data.moments[moment].second) : view.epoch;
    const state = book.state(change.provision, moment, epoch);
    return el(
      "li",
      null,
      el(
        "div",
        { class: "small" },
        el("span", { class: "when" }, `${date(book.data.moments[moment].text)}: `),
        badge(book, change.before.status),
        " → ",
        badge(book, change.after.status, change.after.ground),
      ),
      this.#title(change.provision),
      state.status === change.after.status ? whyLines(book, causeOf(book, change, state)) : null,
    );
  }

  #dues(view) {
    const { book } = this;
    const moment = book.data.moments[view.moment];
    const open = ["pending", "disputed", "not-in-force", "suspended"];
    const found = book.tracked
      .map((provision) => ({ provision, state: book.state(provision, view.moment, view.epoch) }))
      .filter(({ state }) => open.includes(state.status) && state.due && state.due.slice(0, 10) >= moment.text.slice(0, 10))
      .sort((one, other) => one.state.due.localeCompare(other.state.due));
    refill(
      this.due,
      el("h2", { id: "due-head" }, "Falls due next"),
      found.length === 0 && el("p", { class: "empty" }, "No open duty has a date ahead."),
      el(
        "ul",
        { class: "cards" },
        found.slice(0, SHOWN.due).map(({ provision, state }) =>
          el(
            "li",
            null,
            el("div", { class: "small" }, el("span", { class: "when" }, endDate(state.due)), ` · ${lateness(state, moment)} · `, badge(book, state.status)),
            this.#title(provision),
            said("div", listed((provision.bearer ?? []).map((id) => book.name(id))), { class: "small" }),
          ),
        ),
      ),
    );
  }
}

/** Choose what brought a change about: a start says more than that nothing is reported. */
function causeOf(book, change, state) {
  const began = ["not-in-force", "dormant"].includes(change.before.status);
  if (!began || !["pending", "holding"].includes(change.after.status)) return state;
  const starts = (state.reasons ?? []).filter((place) => STARTED.includes(book.data.reasons[place].kind));
  return starts.length ? { why: starts.slice(0, 1) } : state;
}

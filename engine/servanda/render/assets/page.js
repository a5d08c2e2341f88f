// The page: what is on it, and what happens when somebody moves through time.

import { Book } from "./book.js";
import { Quantities } from "./charts.js";
import { Clocks, Filters, knownText } from "./controls.js";
import { Details } from "./details.js";
import { el } from "./dom.js";
import { Counts, Glance } from "./glance.js";
import { Matrix } from "./matrix.js";
import { Owed } from "./owed.js";
import { Acts, legend, Sources } from "./sources.js";
import { patterns } from "./strip.js";
import { Table } from "./table.js";
import { Timeline } from "./timeline.js";
import { date } from "./words.js";

class Application {
  constructor(root, data, options) {
    this.root = root;
    this.options = options;
    this.book = new Book(data);
    this.place = { moment: data.moment, known: "then", epoch: data.epoch };
    if (this.book.epochAt(data.moments[data.moment].second) !== data.epoch) this.place.known = "own";
    this.#read();
    this.#build();
    this.update();
    if (this.opened) this.open(this.opened);
  }

  #build() {
    const { book } = this;
    const open = (id) => this.open(id);
    this.changes = [...new Set(book.changes(Infinity, null).map((one) => book.momentFrom(one.at)))];
    this.clocks = new Clocks(book, (change) => this.move(change));
    this.filters = new Filters(book, () => this.update());
    this.counts = new Counts(book, (flag) => this.#toggle(flag));
    this.glance = new Glance(book, open, (flag) => this.#only(flag));
    this.timeline = new Timeline(book, open);
    this.table = new Table(book, open);
    this.quantities = new Quantities(book, open);
    this.matrix = new Matrix(book, open);
    this.acts = new Acts(book);
    this.owed = new Owed(book, open);
    this.details = new Details(book, () => this.#closed());
    this.told = el("p", { class: "visually-hidden", role: "status" });
    this.later = new WhenSeen([this.acts, this.quantities, this.owed, this.matrix]);
    this.root.replaceChildren(...this.#sections());
    this.print = () => this.#print(true);
    this.printed = () => this.#print(false);
    window.addEventListener("beforeprint", this.print);
    window.addEventListener("afterprint", this.printed);
    this.followHash = () => this.#follow();
    window.addEventListener("hashchange", this.followHash);
  }

  #sections() {
    const { book } = this;
    return [
      patterns(),
      el("div", { class: "sticky" }, this.clocks.bar),
      this.clocks.known,
      this.counts.node,
      this.told,
      this.glance.node,
      el("section", { id: "timeline" }, el("h2", null, "Timeline"), legend(book), this.filters.node, this.timeline.node),
      el("section", { id: "provisions", tabindex: "-1" }, el("h2", null, "Provisions"), this.table.node, this.#untracked()),
      this.acts.node,
      this.quantities.node,
      this.owed.node,
      this.matrix.node,
      new Sources(book).node,
      this.details.node,
    ];
  }

  #print(printing) {
    this.timeline.onPaper(printing);
    for (const one of [this.timeline, this.table]) one.lazily.all();
    for (const { part } of this.later.parts) part.update(this.view);
    if (printing) this.root.querySelector(".legend").open = true;
  }

  #untracked() {
    const { untracked } = this.book;
    if (!untracked.length) return null;
    const rows = untracked.map((one) =>
      el("li", null, el("button", { type: "button", class: "open", dir: "auto", onclick: () => this.open(one.id) }, one.title)),
    );
    return el("details", { class: "untracked" }, el("summary", null, `${untracked.length} provisions the scenario does not speak of`), el("ul", null, rows));
  }

  /** Move through time: to a moment, an epoch, or the next change of status. */
  move(change) {
    const { moments } = this.book.data;
    if (change.step) {
      const ways = change.step > 0 ? this.changes.filter((one) => one > this.place.moment) : this.changes.filter((one) => one < this.place.moment);
      if (ways.length) this.place.moment = change.step > 0 ? Math.min(...ways) : Math.max(...ways);
    }
    Object.assign(this.place, { ...change, step: undefined });
    this.place.moment = Math.min(Math.max(0, this.place.moment), moments.length - 1);
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.update());
  }

  #toggle(flag) {
    this.filters.toggle(flag);
    this.update();
  }

  #only(flag) {
    this.filters.reset(() => {});
    this.filters.toggle(flag);
    this.update();
    const table = document.getElementById("provisions");
    table.scrollIntoView();
    table.focus({ preventScroll: true });
  }

  #view() {
    const { book, place, filters } = this;
    const { second, text } = book.data.moments[place.moment];
    const epoch = { then: () => book.epochAt(second), all: () => book.data.epochs.length - 1, own: () => place.epoch }[place.known]();
    place.epoch = epoch;
    return {
      ...place,
      epoch,
      day: date(text),
      asKnown: place.known === "then",
      knownText: knownText(book, epoch),
      filter: filters.state,
      shows: (provision, state) => filters.shows(provision, state),
    };
  }

  /** Show the page as it is now asked about. */
  update() {
    const view = this.#view();
    this.view = view;
    this.clocks.update(view);
    const counted = this.counts.update(view);
    this.glance.update(view);
    this.timeline.update(view);
    const shown = this.table.update(view);
    this.filters.shown.textContent = `${shown} of ${this.book.tracked.length} provisions shown`;
    this.later.update(view);
    if (this.details.node.open) this.details.update(view);
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      this.told.textContent = `${view.day}: ${counted}. ${shown} provisions shown.`;
      this.#write();
    }, 400);
  }

  open(id) {
    this.opened = id;
    this.details.show(id, this.view);
    this.#write();
  }

  #closed() {
    this.opened = null;
    this.#write();
  }

  // Where one is stands in the address, so that it can be handed on.
  #read() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const { book, place } = this;
    if (asked.has("as-of")) place.moment = book.momentOf(asked.get("as-of"));
    if (asked.has("as-of")) place.known = "then";
    if (asked.get("known-by") === "all") place.known = "all";
    else if (asked.has("known-by")) {
      place.known = "own";
      place.epoch = book.epochAt(book.data.moments[book.momentOf(asked.get("known-by"))].second);
    }
    const wanted = asked.get("provision");
    this.opened = book.byId.has(wanted) ? wanted : null;
  }

  #write() {
    const { book, view } = this;
    this.options.moved?.({ asOf: book.data.moments[view.moment].text, opened: this.opened ?? null });
    if (this.options.address === false) return;
    const asked = new URLSearchParams({ "as-of": book.data.moments[view.moment].text.slice(0, 10) });
    if (view.known === "all") asked.set("known-by", "all");
    if (view.known === "own") asked.set("known-by", (book.data.epochs[view.epoch].text ?? "0001-01-01").slice(0, 10));
    if (this.opened) asked.set("provision", this.opened);
    if (`#${asked}` !== location.hash) history.replaceState(null, "", `#${asked}`);
  }

  #follow() {
    this.#read();
    this.update();
    if (this.opened) this.open(this.opened);
    else if (this.details.node.open) this.details.node.close();
  }

  /** Take everything down again. */
  close() {
    window.removeEventListener("beforeprint", this.print);
    window.removeEventListener("afterprint", this.printed);
    window.removeEventListener("hashchange", this.followHash);
    clearTimeout(this.telling);
    this.root.replaceChildren();
  }
}

/** Parts that are only brought up to date while they can be seen. */
class WhenSeen {
  constructor(parts) {
    this.parts = parts.map((part) => ({ part, seen: false, stale: true }));
    const watch = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        const one = this.parts.find(({ part }) => part.node === target);
        one.seen = isIntersecting;
        this.#bring(one);
      }
    }, { rootMargin: "400px" });
    for (const { part } of this.parts) watch.observe(part.node);
  }

  update(view) {
    this.view = view;
    for (const one of this.parts) {
      one.stale = true;
      this.#bring(one);
    }
  }

  #bring(one) {
    if (!one.stale || !one.seen || !this.view) return;
    one.stale = false;
    one.part.update(this.view);
  }
}

/**
 * Show a page's data in an element, in place of what it holds. Give `{address: false}`
 * to leave the address of the window alone; `moved` is called with where one is
 * (`asOf`, and the id of the provision `opened`) whenever one has moved. What comes back can show other data in the
 * same place, at the same moment (`show`), open a provision (`open`), and be taken
 * down (`close`).
 */
export function show(root, data, options = {}) {
  let application = new Application(root, data, options);
  return {
    show(next) {
      const { place, book } = application;
      const at = book.data.moments[place.moment].text;
      application.close();
      application = new Application(root, next, options);
      application.move({ moment: application.book.momentOf(at.slice(0, 10)), known: place.known });
    },
    open: (id) => application.open(id),
    close: () => application.close(),
  };
}

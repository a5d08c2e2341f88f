// What-ifs made by hand: the reports as they could be moved, steps, and what differs.

import { Book } from "/assets/book.js";
import { el, refill, said } from "/assets/dom.js";
import { count, date, endDate, sentence } from "/assets/words.js";
import { get, post, refused, written } from "./ask.js";
import { difference } from "./difference.js";
import { field, ReportForm, SaveForm, StepForm } from "./forms.js";
import { Plan, plusDays, told } from "./plan.js";
import { Track } from "./track.js";

const HELP =
  "Drag a report to another day. By keys: up and down arrows go from report to report; left and right move one by a day, with Shift by a week; Delete leaves it out; Escape puts it back.";

/** The panel in which changes are made; `shown` is called with the page to show. */
export class Suppose {
  constructor({ id, edit, open, shown }) {
    this.id = id;
    this.open = open;
    this.shown = shown;
    this.asOf = null;
    this.plan = new Plan(() => this.changed());
    this.track = new Track(this.plan, (report) => this.#look(report));
    this.about = el("select", { onchange: () => this.track.load(this.book, this.about.value) });
    this.saved = el("select", { onchange: () => this.#begin() });
    this.savedField = field("plan-saved", "Begin with a plan", this.saved);
    this.savedField.hidden = true;
    this.card = el("div", { class: "report-card", hidden: true });
    this.steps = new StepForm((change) => this.plan.add(change));
    this.reports = new ReportForm((change) => this.plan.add(change));
    this.save = new SaveForm(edit, (named) => this.#save(named));
    this.list = el("ol", { class: "changes" });
    this.carry = el("input", { type: "checkbox", onchange: () => this.changed() });
    this.whole = el("input", { type: "checkbox", onchange: () => this.#page() });
    this.result = el("div", { class: "difference", "aria-busy": "false" });
    this.said = el("p", { class: "visually-hidden", role: "status" });
    this.text = el("pre", { class: "problems", tabindex: "0", role: "region", "aria-label": "The plan as a file" });
    this.node = this.#panel();
  }

  #panel() {
    const undo = [el("button", { type: "button", onclick: () => this.plan.remove(this.plan.changes.length - 1) }, "Undo the last"), el("button", { type: "button", onclick: () => this.plan.replace([]) }, "Undo all")];
    const check = (input, text) => el("p", null, el("label", { class: "check" }, input, ` ${text}`));
    this.made = el(
      "div",
      { class: "two made", hidden: true },
      el(
        "div",
        null,
        el("h3", null, "Supposed"),
        this.list,
        el("p", { class: "buttons" }, undo),
        check(this.carry, "What waits for a delayed step comes as much later"),
      ),
      el("div", null, el("h3", null, "What differs"), this.result, check(this.whole, "Show the page below as it would be")),
      el("div", null, el("h3", null, "Keep it"), this.save.node, el("details", null, el("summary", null, "The plan as a file"), this.text)),
    );
    return el(
      "details",
      { class: "panel suppose", ontoggle: () => this.#unfold() },
      el("summary", null, el("h2", null, "What if …")),
      this.said,
      el("p", { class: "small", id: "track-help" }, HELP),
      el("div", { class: "suppose-form" }, field("reports-about", "Reports about", this.about), this.savedField),
      this.track.node,
      this.card,
      this.made,
      el("div", { class: "two" }, el("div", null, el("h3", null, "A step"), this.steps.node), el("div", null, el("h3", null, "A further report"), this.reports.node)),
    );
  }

  /** Take in the page's data, as it is or is now. */
  load(data) {
    this.book = new Book(data);
    const option = ([value, text]) => el("option", { value, dir: "auto" }, text);
    const chosen = this.about.value;
    refill(this.about, [["", "All provisions"], ...this.book.tracked.map((one) => [one.id, one.title])].map(option));
    if (this.book.byId.has(chosen)) this.about.value = chosen;
    const day = data.moments[data.moment].text.slice(0, 10);
    this.steps.load(this.book, day);
    this.reports.load(this.book, day, () => this.#taken());
    this.card.hidden = true;
    if (this.node.open) this.track.load(this.book, this.about.value);
    if (!this.plan.empty) this.changed();
    this.#plans();
  }

  // The plans that lie beside the scenario: one can go on from each.
  async #plans() {
    const { plans } = await get(`plans/${written(this.id)}`).catch(() => ({ plans: [] }));
    this.plans = new Map(plans.map((one) => [one.plan, one]));
    const options = [["", "none"], ...plans.map((one) => [one.plan, one.title])];
    refill(this.saved, options.map(([value, text]) => el("option", { value, dir: "auto" }, text)));
    this.savedField.hidden = !plans.length;
  }

  #begin() {
    const found = this.plans.get(this.saved.value);
    this.carry.checked = found?.carry ?? false;
    this.plan.replace(found?.changes ?? []);
  }

  /** Ask about another moment. */
  moved(asOf) {
    if (asOf === this.asOf) return;
    this.asOf = asOf;
    if (!this.plan.empty) this.#compare();
  }

  #unfold() {
    if (this.node.open) this.track.load(this.book, this.about.value);
  }

  #taken() {
    const added = this.plan.changes.flatMap((one) => (Array.isArray(one.add) ? one.add : []));
    return new Set([...this.book.data.reports, ...added].map((one) => one.id));
  }

  #look(report) {
    const { book, plan, track } = this;
    const { id } = report;
    const day = track.day(id);
    const put = (days) => track.put(id, plusDays(track.day(id), days));
    const choose = el("input", { type: "date", value: day, "aria-label": "Its day", onchange: () => choose.value && track.put(id, choose.value) });
    const speakers = Object.entries(book.data.speakers).map(([source, one]) => el("option", { value: source, dir: "auto" }, one.name));
    const denier = el("select", { "aria-label": "Who denies it" }, speakers);
    this.looked = report;
    this.card.hidden = false;
    const dropped = plan.dropped(id);
    refill(
      this.card,
      said("p", `${book.name(report.source)}: ${sentence(report.says)}`, { class: "when" }),
      el("p", { class: "small", dir: "auto" }, [...this.#titles(report), report.outlet, date(report.published)].filter(Boolean).join(", "), " ", el("code", null, id)),
      el(
        "p",
        { class: "buttons" },
        el("button", { type: "button", onclick: () => put(-1), disabled: dropped }, "A day earlier"),
        choose,
        el("button", { type: "button", onclick: () => put(1), disabled: dropped }, "A day later"),
        el("button", { type: "button", onclick: () => plan.drop(id) }, dropped ? "Put back" : "Leave out"),
        plan.days(id) ? el("button", { type: "button", onclick: () => plan.putBack(id) }, "Put back") : null,
      ),
      el("p", { class: "buttons" }, denier, el("button", { type: "button", onclick: () => plan.add({ deny: id, by: denier.value }) }, "denies it")),
    );
  }

  #titles(report) {
    return (report.about ?? []).map((one) => this.book.byId.get(one)?.title ?? one);
  }

  /** What is supposed has changed: show it, and ask what differs. */
  changed() {
    this.track.marks && this.track.update();
    if (this.looked && !this.card.hidden) this.#again();
    this.made.hidden = this.plan.empty;
    refill(
      this.list,
      this.plan.changes.map((one, place) =>
        el("li", null, said("span", told(one, this.book)), " ", el("button", { type: "button", "aria-label": `Take back: ${told(one, this.book)}`, onclick: () => this.plan.remove(place) }, "Take back")),
      ),
    );
    this.save.done.textContent = "";
    this.#compare();
  }

  // What is typed or pressed within the card stays where it is.
  #again() {
    const place = [...this.card.querySelectorAll("button, input, select")].indexOf(document.activeElement);
    this.#look(this.looked);
    if (place >= 0) this.card.querySelectorAll("button, input, select")[place]?.focus();
  }

  get #asked() {
    return { changes: this.plan.changes, carry: this.carry.checked, as_of: this.asOf };
  }

  async #compare() {
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    if (this.plan.empty) {
      refill(this.result);
      this.said.textContent = "Nothing is supposed any more.";
      return this.#page();
    }
    this.result.setAttribute("aria-busy", "true");
    try {
      const found = await post(`what-if/${written(this.id)}`, this.#asked, { signal: asking.signal });
      const { differences } = found.comparison;
      refill(this.result, difference(found.comparison, this.book, this.open));
      this.text.textContent = found.plan;
      this.said.textContent = `${count(differences.length, "provision")} ${differences.length === 1 ? "differs" : "differ"} as of ${endDate(found.comparison.as_of)}.`;
    } catch (error) {
      if (error.name === "AbortError") return;
      refill(this.result, refused(error));
      this.text.textContent = "";
    }
    if (asking === this.asking) this.result.setAttribute("aria-busy", "false");
    return this.#page();
  }

  async #page() {
    const wanted = this.whole.checked && !this.plan.empty;
    if (!wanted) return this.shown(null);
    const { asking } = this;
    try {
      const data = await post(`what-if-page/${written(this.id)}`, this.#asked, { signal: asking?.signal });
      if (asking === this.asking) this.shown(data);
    } catch (error) {
      if (error.name !== "AbortError") this.shown(null);
    }
  }

  async #save(named) {
    try {
      const { file } = await post(`plans/${written(this.id)}`, { ...this.#asked, as_of: undefined, ...named }, { once: true });
      this.save.done.textContent = `Saved as ${file}.`;
    } catch (error) {
      refill(this.save.done, refused(error));
    }
  }
}

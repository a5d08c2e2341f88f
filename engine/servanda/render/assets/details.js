// One provision in full: its text, dates, why-tree, readings, evidence and instances.

import { chart } from "./charts.js";
import { el, link, refill, said } from "./dom.js";
import { badge, citation, dueOf, groundOf, lateness, marksOfState, tallied, wordOf } from "./phrases.js";
import { strip } from "./strip.js";
import { axis, scaleOf } from "./scale.js";
import { date, endDate, listed, sentence, spoken, startDate } from "./words.js";

const TIERS = ["authority", "independent", "press", "party"];
const STRIP_WIDTH = 560;

export class Details {
  constructor(book, closed) {
    this.book = book;
    this.title = el("h2", { id: "details-title", dir: "auto", tabindex: "-1" });
    this.body = el("div", { class: "details-body" });
    const close = el("button", { type: "button", class: "close", onclick: () => this.node.close() }, "Close");
    this.node = el(
      "dialog",
      { class: "details", "aria-labelledby": "details-title", onclose: closed },
      el("div", { class: "details-head" }, this.title, close),
      this.body,
    );
  }

  show(id, view) {
    this.id = id;
    this.update(view);
    if (!this.node.open) this.node.showModal();
    this.node.scrollTop = 0;
    this.title.focus();
  }

  update(view) {
    const provision = this.book.byId.get(this.id);
    if (!provision) return;
    refill(this.title, provision.title);
    const tracked = provision.records?.length;
    const parts = tracked ? this.#tracked(provision, view) : [el("p", null, "The scenario does not speak of this provision.")];
    refill(this.body, this.#owed(provision), this.#clause(provision), parts);
  }

  #owed(provision) {
    const { book } = this;
    const names = (ids) => listed((ids ?? []).map((id) => book.name(id)));
    const phase = book.data.phases.find((one) => one.id === provision.phase)?.title;
    const to = provision.beneficiary?.length ? ` to ${names(provision.beneficiary)}` : "";
    const kind = [provision.modality, provision.aim, book.theme(provision.theme), phase];
    return el(
      "div",
      null,
      said("p", `Owed by ${names(provision.bearer)}${to}.`, { class: "owed" }),
      said("p", kind.filter(Boolean).join(" · "), { class: "small" }),
      el("p", { class: "small" }, el("code", null, provision.id)),
    );
  }

  #clause(provision) {
    const { clause } = provision;
    if (!clause && !provision.note) return null;
    const place = clause && [clause.text, clause.at].filter(Boolean).join(", ");
    const published = clause && [clause.outlet, date(clause.date)].filter(Boolean).join(", ");
    return section(
      "The agreement says",
      clause?.quote && said("blockquote", clause.quote),
      clause?.summary && said("p", sentence(clause.summary)),
      clause && el("p", { class: "small" }, said("span", place), clause.status && ` (${clause.status})`, published && ["; ", link(clause.url, published)]),
      provision.note && said("p", provision.note, { class: "small" }),
    );
  }

  #tracked(provision, view) {
    const { book } = this;
    const state = book.state(provision, view.moment, view.epoch);
    const record = book.record(provision, view.epoch);
    return [
      this.#standing(provision, state, record, view),
      this.#why(state),
      this.#dates(state),
      this.#readings(provision, state),
      chart(book, provision, view),
      this.#evidence(provision, view),
      this.#instances(record, view),
      this.#next(provision, state, record, view),
    ];
  }

  #standing(provision, state, record, view) {
    const { book } = this;
    const moment = book.data.moments[view.moment];
    const width = Math.min(STRIP_WIDTH, Math.max(240, Math.min(window.innerWidth, 720) - 80));
    const line = el("div", { class: "now", "aria-hidden": "true" });
    line.style.setProperty("--share", scaleOf(book)(moment.second));
    const picture = el(
      "div",
      { class: "lane" },
      axis(book, width),
      strip(book, record.lane, provision.reports ?? [], width, book.known(view.epoch)),
      line,
    );
    picture.style.setProperty("width", `${width}px`);
    return section(
      `Status on ${view.day}`,
      el("p", { class: "standing" }, badge(book, state.status), state.ground && `: ${groundOf(book, state)}`),
      factsOf([
        ["Since", startDate(state.since)],
        [state.due ? "Due" : "Lasts", [dueOf(book, state), lateness(state, moment)].filter(Boolean).join(", ")],
        ["Performed", date(state.performed)],
        ["Whose word", wordOf(book, state)],
        ["Laid to", listed(state.accused ?? [])],
        ["Violations counted", state.violations || ""],
        ["Counts", (state.progress ?? []).map((one) => `${tallied(one)} (${one.source || "single reports, added up"})`).join("; ")],
        ["Also", marksOfState(state).join("; ")],
        ["By what was known", view.knownText],
      ]),
      picture,
    );
  }

  #why(state) {
    return section("Why", tree(this.book, state.reasons ?? [], "why-tree"));
  }

  #dates(state) {
    if (state.derivation == null) return null;
    const told = (state.reasons ?? []).some((place) => this.book.data.reasons[place].kind === "deadline");
    return told ? null : section("How the date came about", tree(this.book, [state.derivation], "why-tree"));
  }

  #readings(provision, state) {
    const { book } = this;
    const under = new Map(state.readings ?? []);
    const readings = provision.readings ?? [];
    if (!readings.length && !under.size) return null;
    const names = new Set([...readings.map((one) => one.name), ...under.keys()]);
    return section(
      "Readings of the text",
      el(
        "ul",
        { class: "cards" },
        [...names].map((name) => {
          const one = readings.find((reading) => reading.name === name);
          const cite = one && [one.outlet, date(one.published)].filter(Boolean).join(", ");
          return el(
            "li",
            null,
            said("strong", spoken(name)),
            one?.held_by?.length ? said("span", `, held by ${listed(one.held_by)}`) : null,
            under.has(name) && [": ", badge(book, under.get(name))],
            one?.because && said("div", one.because, { class: "small" }),
            one?.changes?.length ? el("div", { class: "small" }, `reads otherwise: ${one.changes.join(", ")}`) : null,
            cite && el("div", { class: "small" }, link(one.url, cite)),
          );
        }),
      ),
    );
  }

  #evidence(provision, view) {
    const { book } = this;
    const known = book.known(view.epoch);
    const until = book.data.moments[view.moment].second;
    const found = (provision.reports ?? [])
      .map((place) => book.data.reports[place])
      .filter((report) => report.known <= known && report.lo <= until);
    if (!found.length) return section("Evidence by tier", el("p", { class: "empty" }, "No report bears on it yet."));
    const tiers = TIERS.map((tier) => [tier, found.filter((one) => (book.data.speakers[one.source]?.tier ?? "party") === tier)]);
    return section(
      "Evidence by tier",
      tiers
        .filter(([, reports]) => reports.length)
        .map(([tier, reports]) => [
          el("h4", null, `${spoken(tier)} (${reports.length})`),
          el("ul", { class: "evidence" }, reports.map((report) => told(book, report))),
        ]),
    );
  }

  #instances(record, view) {
    if (!record.parts?.length) return null;
    const { book } = this;
    const second = book.data.moments[view.moment].second;
    const rows = record.parts.map(({ name, lane }) => {
      const band = lane.bands.filter((one) => (one.second ?? -Infinity) <= second).at(-1) ?? lane.bands[0];
      const due = lane.dues?.[0];
      return el("tr", null, el("th", { scope: "row", dir: "auto" }, name), el("td", null, badge(book, band.status, band.ground)), el("td", null, due ? endDate(due.text) : ""));
    });
    const head = ["Instance", "Status", "Due"].map((name) => el("th", { scope: "col" }, name));
    return section(
      `Instances (${record.parts.length + (record.parts_left_out ?? 0)})`,
      el("table", { class: "parts" }, el("thead", null, el("tr", null, head)), el("tbody", null, rows)),
      record.parts_left_out > 0 && el("p", { class: "small" }, `and ${record.parts_left_out} more`),
    );
  }

  #next(provision, state, record, view) {
    const { book } = this;
    const second = book.data.moments[view.moment].second;
    const then = record.lane.bands.find((band) => (band.second ?? -Infinity) > second);
    const settles = state.status === "disputed" ? book.words.settles[state.ground] : null;
    const lines = [
      then && `If nothing more is reported: ${then.status}${then.ground ? ` (${then.ground})` : ""} from ${date(book.data.moments[book.momentFrom(then.second)].text)}.`,
      settles && `This dispute is ${settles}.`,
      ...(provision.moves ?? []).map((text) => `${spoken(text)}.`),
    ].filter(Boolean);
    return lines.length ? section("What would move it", el("ul", null, lines.map((line) => said("li", line)))) : null;
  }
}

function section(title, ...content) {
  return el("section", null, el("h3", null, title), content);
}

function factsOf(facts) {
  const given = facts.filter(([, text]) => text);
  return el("dl", { class: "facts" }, given.map(([name, text]) => [el("dt", null, name), said("dd", text)]));
}

/** Show reasons with all that is behind them, down to the cited reports. */
export function tree(book, places, name) {
  return el("ul", { class: name }, places.map((place) => branch(book, book.data.reasons[place])));
}

function branch(book, reason) {
  const reports = (reason.reports ?? []).map((place) => book.data.reports[place]);
  const below = [
    ...reports.map((report) => el("li", { class: "source" }, citation(book, report))),
    ...(reason.parts ?? []).map((place) => branch(book, book.data.reasons[place])),
  ];
  const text = said("span", sentence(book.text(reason.text)));
  if (!below.length) return el("li", null, text);
  return el("li", null, el("details", { open: true }, el("summary", null, text), el("ul", null, below)));
}

/** Show a report: when, what it says, who says so and where. */
export function told(book, report) {
  const shown = date(report.date) || date(report.reported);
  const later = report.date && date(report.reported) !== shown ? `, reported ${date(report.reported)}` : "";
  return el(
    "li",
    null,
    el("span", { class: "when" }, `${shown}${later} · `),
    said("span", `${book.name(report.source)}: ${report.says}`),
    report.grade && ` (graded ${report.grade})`,
    el("div", { class: "small" }, citation(book, report)),
  );
}

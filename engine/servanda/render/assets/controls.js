// The two clocks and the filters: as of when, by what was known, of whom and what.

import { el } from "./dom.js";
import { date } from "./words.js";

const KNOWN = [
  ["then", "What was known on that day"],
  ["all", "All that is known by now"],
  ["own", "What was known by another day"],
];

/** The slider over time, and what is known by when. */
export class Clocks {
  constructor(book, move) {
    this.book = book;
    this.move = move;
    const { moments, epochs } = book.data;
    this.range = el("input", { type: "range", id: "as-of", min: 0, max: moments.length - 1, step: 1, oninput: () => this.#moved({ moment: Number(this.range.value) }) });
    this.shown = el("output", { for: "as-of", class: "as-of" });
    this.day = el("input", {
      type: "date",
      id: "as-of-day",
      "aria-label": "As of which day",
      min: moments[0].text.slice(0, 10),
      max: moments.at(-1).text.slice(0, 10),
      onchange: () => this.day.value && this.#moved({ moment: book.momentOf(this.day.value) }),
    });
    this.epochs = el("input", { type: "range", id: "known-by", min: 0, max: epochs.length - 1, step: 1, oninput: () => this.#moved({ known: "own", epoch: Number(this.epochs.value) }) });
    this.epochShown = el("output", { for: "known-by" });
    this.epochRow = el("div", { class: "known-row" }, el("label", { for: "known-by" }, "Known by"), this.epochs, this.epochShown);
    this.radios = KNOWN.map(([value, text]) => {
      const input = el("input", { type: "radio", name: "known", value, onchange: () => this.#moved({ known: value }) });
      return { value, input, node: el("label", null, input, ` ${text}`) };
    });
    this.bar = el(
      "div",
      { class: "bar" },
      el("label", { for: "as-of", class: "bar-label" }, "As of"),
      this.shown,
      this.#step(-1, "Previous change of status", "◀"),
      this.range,
      this.#step(1, "Next change of status", "▶"),
      this.day,
    );
    this.known = el("fieldset", { class: "known" }, el("legend", null, "Judged by"), this.radios.map((one) => one.node), this.epochRow);
  }

  #step(way, name, sign) {
    return el("button", { type: "button", class: "step", "aria-label": name, title: name, onclick: () => this.#moved({ step: way }) }, el("span", { "aria-hidden": "true" }, sign));
  }

  #moved(change) {
    this.move(change);
  }

  update(view) {
    const { moments } = this.book.data;
    this.range.value = String(view.moment);
    this.range.setAttribute("aria-valuetext", view.day);
    this.shown.textContent = view.day;
    this.day.value = moments[view.moment].text.slice(0, 10);
    this.epochs.value = String(view.epoch);
    this.epochs.setAttribute("aria-valuetext", view.knownText);
    this.epochShown.textContent = view.knownText;
    this.epochRow.hidden = view.known !== "own";
    for (const { value, input } of this.radios) input.checked = value === view.known;
  }
}

/** Say up to when an epoch's knowledge reaches. */
export function knownText(book, epoch) {
  const { text, reports } = book.data.epochs[epoch];
  if (!text) return "before the first report";
  return `${date(text)} (${reports.toLocaleString("en")} reports)`;
}

function labelled(name, control) {
  return el("span", { class: "field" }, el("label", { for: control.id }, name), control);
}

/** Party, theme, flag and words: what is to be seen. */
export class Filters {
  constructor(book, changed) {
    this.book = book;
    this.state = { party: "", theme: "", text: "", flags: new Set() };
    const option = ([value, text]) => el("option", { value, dir: "auto" }, text);
    const choose = (key) => (event) => {
      this.state[key] = event.target.value;
      changed();
    };
    const parties = book.data.parties.map((id) => [id, book.name(id)]);
    const themes = Object.entries(book.data.themes);
    this.party = el("select", { id: "party", onchange: choose("party") }, [["", "All parties"], ...parties].map(option));
    this.theme = el("select", { id: "theme", onchange: choose("theme") }, [["", "All themes"], ...themes].map(option));
    this.text = el("input", { id: "search", type: "search", oninput: choose("text"), placeholder: "a word of its title" });
    this.shown = el("span", { class: "shown" });
    this.clear = el("button", { type: "button", onclick: () => this.reset(changed) }, "Show all");
    this.node = el(
      "form",
      { class: "filters", role: "search", "aria-label": "Filter provisions", onsubmit: (event) => event.preventDefault() },
      labelled("Party", this.party),
      labelled("Theme", this.theme),
      labelled("Search", this.text),
      this.clear,
      this.shown,
    );
  }

  toggle(flag) {
    const { flags } = this.state;
    if (!flags.delete(flag)) flags.add(flag);
  }

  reset(changed) {
    Object.assign(this.state, { party: "", theme: "", text: "" });
    this.state.flags.clear();
    this.party.value = this.theme.value = this.text.value = "";
    changed();
  }

  /** Tell whether a provision in some state is to be seen. */
  shows(provision, state) {
    const { party, theme, text, flags } = this.state;
    if (flags.size && !flags.has(this.book.flag(state.status))) return false;
    if (theme && provision.theme !== theme) return false;
    if (party && ![...(provision.bearer ?? []), ...(provision.beneficiary ?? [])].includes(party)) return false;
    const words = text.trim().toLowerCase();
    return !words || `${provision.title} ${provision.id}`.toLowerCase().includes(words);
  }
}

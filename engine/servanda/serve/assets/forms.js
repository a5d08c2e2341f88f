// What is supposed by filling in: a step, a report, a name to save by.

import { el, said } from "/assets/dom.js";

/** Put a label above what is filled in. */
export function field(id, text, input, kind = "") {
  input.id = id;
  return el("div", { class: `field ${kind}` }, el("label", { for: id }, text), input);
}

function option([value, text]) {
  return el("option", { value, dir: "auto" }, text);
}

const STEPS = [
  ["miss", "is not performed"],
  ["perform", "is performed on"],
  ["delay", "is performed later by"],
  ["extend", "is extended to"],
  ["read", "is read as in"],
];

/** Suppose of a provision that it is missed, performed, delayed, extended, or read so. */
export class StepForm {
  constructor(add) {
    this.provision = el("select", { onchange: () => this.#fit(), required: true });
    this.kind = el("select", { onchange: () => this.#fit() }, STEPS.map(option));
    this.day = el("input", { type: "date", required: true });
    this.days = el("input", { type: "number", min: 1, max: 9999, value: 3, required: true });
    this.reading = el("select");
    this.node = el(
      "form",
      {
        class: "suppose-form",
        "aria-label": "Suppose of a provision",
        onsubmit: (event) => {
          event.preventDefault();
          add(this.#change());
        },
      },
      field("step-of", "Step", this.provision),
      field("step-how", "What is supposed", this.kind),
      (this.dayField = field("step-day", "On which day", this.day)),
      (this.daysField = field("step-days", "By how many days", this.days)),
      (this.readingField = field("step-reading", "Reading", this.reading)),
      el("button", { type: "submit" }, "Suppose"),
    );
  }

  load(book, day) {
    const chosen = this.provision.value;
    this.book = book;
    this.provision.replaceChildren(...[...book.tracked, ...book.untracked].map((one) => option([one.id, one.title])));
    if (book.byId.has(chosen)) this.provision.value = chosen;
    this.day.value ||= day;
    this.#fit();
  }

  #fit() {
    const kind = this.kind.value;
    const readings = this.book?.byId.get(this.provision.value)?.readings ?? [];
    this.reading.replaceChildren(...["base", ...readings.map((one) => one.name)].map((name) => option([name, name])));
    for (const [node, kinds] of [[this.dayField, ["perform", "extend"]], [this.daysField, ["delay"]], [this.readingField, ["read"]]]) {
      node.hidden = !kinds.includes(kind);
      node.lastChild.disabled = node.hidden;
    }
  }

  #change() {
    const change = { [this.kind.value]: this.provision.value };
    return {
      miss: () => change,
      perform: () => ({ ...change, on: this.day.value }),
      delay: () => ({ ...change, by: `${this.days.value}d` }),
      extend: () => ({ ...change, to: this.day.value }),
      read: () => ({ ...change, as: this.reading.value }),
    }[this.kind.value]();
  }
}

const STANCES = [
  ["performed", "it was performed"],
  ["breached", "it is breached"],
  ["insufficient", "what was done is not enough"],
  ["refuses", "it will not do it"],
  ["excused", "it is excused"],
];

/** Suppose that a further report was made. */
export class ReportForm {
  constructor(add) {
    this.source = el("select");
    this.provision = el("select");
    this.stance = el("select", null, STANCES.map(option));
    this.day = el("input", { type: "date", required: true });
    this.text = el("textarea", { rows: 4, spellcheck: "false", maxlength: 100000 });
    this.fields = el(
      "form",
      {
        class: "suppose-form",
        "aria-label": "Suppose a further report",
        onsubmit: (event) => {
          event.preventDefault();
          add({ add: [this.#report()] });
        },
      },
      field("report-by", "Who says it", this.source),
      field("report-day", "When", this.day),
      field("report-says", "What is said", this.stance),
      field("report-of", "Of which provision", this.provision),
      el("button", { type: "submit" }, "Add report"),
    );
    this.written = el(
      "form",
      {
        class: "suppose-form",
        "aria-label": "Suppose reports as a file writes them",
        onsubmit: (event) => {
          event.preventDefault();
          if (this.text.value.trim()) add({ add: this.text.value });
        },
      },
      field("report-text", "Reports as a scenario's file writes them (YAML)", this.text, "wide"),
      el("button", { type: "submit" }, "Add these"),
    );
    this.node = el("div", null, this.fields, el("details", null, el("summary", null, "Any other report"), this.written));
  }

  load(book, day, taken) {
    this.book = book;
    this.taken = taken;
    for (const [select, options] of [
      [this.source, Object.entries(book.data.speakers).map(([id, one]) => [id, one.name])],
      [this.provision, [...book.tracked, ...book.untracked].map((one) => [one.id, one.title])],
    ]) {
      const chosen = select.value;
      select.replaceChildren(...options.map(option));
      if (options.some(([value]) => value === chosen)) select.value = chosen;
    }
    this.day.value ||= day;
  }

  #report() {
    const known = this.taken();
    let number = 1;
    while (known.has(`supposed-${number}`)) number += 1;
    return { id: `supposed-${number}`, date: this.day.value, source: this.source.value, position: this.stance.value, about: [this.provision.value] };
  }
}

/** Save the changes as a plan, where that is allowed. */
export class SaveForm {
  constructor(edit, save) {
    this.title = el("input", { type: "text", required: true, maxlength: 400, oninput: () => this.#name() });
    this.id = el("input", { type: "text", required: true, pattern: "[a-z0-9]+(-[a-z0-9]+)*", maxlength: 80, title: "small letters, digits and single hyphens", oninput: () => (this.own = true) });
    this.done = el("p", { role: "status", class: "small" });
    this.node = edit
      ? el(
          "form",
          {
            class: "suppose-form",
            "aria-label": "Save as a plan",
            onsubmit: (event) => {
              event.preventDefault();
              save({ plan: this.id.value, title: this.title.value });
            },
          },
          field("plan-title", "Title", this.title),
          field("plan-name", "Name of the file", this.id),
          el("button", { type: "submit" }, "Save as a plan"),
          this.done,
        )
      : el("p", { class: "small" }, "Nothing is saved here: servanda serve was started without --edit.");
  }

  #name() {
    if (this.own) return;
    const words = this.title.value.toLowerCase().normalize("NFKD").replace(/^what if:?\s*/, "").match(/[a-z0-9]+/g) ?? [];
    this.id.value = words.join("-").slice(0, 60).replace(/-$/, "");
  }
}

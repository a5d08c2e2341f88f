// The changes of a what-if, as a plan writes them: what is made by hand becomes these.

import { count, date } from "/assets/words.js";

const DAY = 86400;

/** Write a length of days as a plan does: "3d", "-2d". */
export function shift(days) {
  return `${days}d`;
}

/** The changes supposed so far, in order; tells whenever they change. */
export class Plan {
  constructor(changed) {
    this.changes = [];
    this.changed = changed;
  }

  get empty() {
    return this.changes.length === 0;
  }

  /** Find by how many days a report is moved. */
  days(report) {
    const found = this.changes.find((one) => one.move === report);
    const [, number, unit] = /^(-?\d+)([dw])$/.exec(found?.by ?? "") ?? [null, 0, "d"];
    return Number(number) * (unit === "w" ? 7 : 1);
  }

  dropped(report) {
    return this.changes.some((one) => one.drop === report);
  }

  /** Move a report so many days from where it was reported; none puts it back. */
  move(report, days) {
    const place = this.changes.findIndex((one) => one.move === report);
    const change = days ? [{ move: report, by: shift(days) }] : [];
    if (place >= 0) this.#set(this.changes.toSpliced(place, 1, ...change));
    else if (days) this.#set([...this.changes.filter((one) => one.drop !== report), ...change]);
  }

  /** Leave a report out, or put it back where it was. */
  drop(report) {
    const others = this.changes.filter((one) => one.move !== report && one.drop !== report);
    this.#set(this.dropped(report) ? others : [...others, { drop: report }]);
  }

  putBack(report) {
    if (this.days(report) || this.dropped(report)) this.#set(this.changes.filter((one) => one.move !== report && one.drop !== report));
  }

  add(change) {
    this.#set([...this.changes, change]);
  }

  remove(place) {
    this.#set(this.changes.toSpliced(place, 1));
  }

  /** Put others in place of the changes there are. */
  replace(changes) {
    this.#set(changes);
  }

  #set(changes) {
    this.changes = changes;
    this.changed();
  }
}

/** Say in words what a change supposes. */
export function told(change, book) {
  const which = Object.entries(change.instance ?? {}).map(([name, value]) => `${name} ${value}`).join(", ");
  const titles = (id) => `${book.byId.get(id)?.title ?? id}${which ? ` (${which})` : ""}`;
  const report = (id) => `the report ${id}`;
  const later = (by) => {
    const [, sign, number, unit] = /^(-?)(\d+)([dhw])$/.exec(by) ?? [null, "", by, ""];
    const words = unit ? count(Number(number), { d: "day", h: "hour", w: "week" }[unit]) : by;
    return `${words} ${sign ? "earlier" : "later"}`;
  };
  if (change.move) return `${report(change.move)} comes ${later(change.by)}`;
  if (change.drop) return `${report(change.drop)} was never made`;
  if (change.deny) return `${report(change.deny)} is denied by ${book.name(change.by)}`;
  if (change.miss) return `not performed: ${titles(change.miss)}`;
  if (change.perform) return `performed on ${date(change.on)}: ${titles(change.perform)}`;
  if (change.delay) return `performed ${later(change.by)}: ${titles(change.delay)}`;
  if (change.extend) return `extended to ${date(change.to)}: ${titles(change.extend)}`;
  if (change.read) return `read as in "${change.as}": ${titles(change.read)}`;
  if (Array.isArray(change.add)) return `a further report: ${change.add.map((one) => one.id).join(", ")}`;
  return "further reports";
}

/** Give the day a second lies in, by the page's own moments. */
export function dayOf(book, second) {
  const { moments } = book.data;
  return moments.find((one) => one.second >= second)?.text.slice(0, 10) ?? moments.at(-1).text.slice(0, 10);
}

/** Give a day some days later, or earlier. */
export function plusDays(day, days) {
  return new Date(Date.parse(day) + days * DAY * 1000).toISOString().slice(0, 10);
}

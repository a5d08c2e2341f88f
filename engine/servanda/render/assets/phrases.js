// What is said about a state in words: its status, dates, lateness, reasons, sources.

import { el, link, said } from "./dom.js";
import { count, date, daysBetween, duration, endDate, sentence, startDate } from "./words.js";

/** Show a status: its mark and its word. */
export function badge(book, status, ground) {
  return el(
    "span",
    { class: `badge ${status}` },
    el("span", { class: "mark", "aria-hidden": "true" }, book.mark(status)),
    ` ${status}`,
    ground && el("span", { class: "ground" }, ` · ${ground}`),
  );
}

/** Say in full what a ground means. */
export function groundOf(book, state) {
  return state.ground ? (book.words.grounds[state.ground] ?? state.ground) : "";
}

/** Say when something is due, or to when it lasts. */
export function dueOf(book, state) {
  if (state.due) return endDate(state.due);
  if (state.ends) return `to ${endDate(state.ends)}`;
  return state.stated ? (book.words.stated[state.stated] ?? "") : "";
}

/** Say how late it was or is, or how much time is left at a moment. */
export function lateness(state, moment) {
  if (state.late_by) return state.late_by === "P0D" ? "on time" : `${duration(state.late_by)} late`;
  if (!state.due || !["pending", "disputed", "breached"].includes(state.status)) return "";
  if (state.due.length > 10) return "";
  const days = daysBetween(moment.text, state.due);
  if (days < 0) return state.status === "pending" ? "" : `${count(-days, "day")} overdue`;
  if (state.status === "breached") return "";
  return days ? `${count(days, "day")} left` : "due this day";
}

/** Say what else is to be known: unobserved, date contested, …. */
export function marksOfState(state) {
  return (state.marks ?? []).map((mark) =>
    mark === "unobserved" && state.unobserved_since
      ? `unobserved since ${startDate(state.unobserved_since)}`
      : mark.replaceAll("-", " "),
  );
}

/** Say whose word it rests on. */
export function wordOf(book, state) {
  if (!state.support) return "";
  const names = state.word?.length ? ` (${state.word.join(", ")})` : "";
  return `${book.words.support[state.support] ?? state.support}${names}`;
}

/** Say how far a quota has come by one source's count. */
export function tallied(one) {
  const least = one.or_more ? "at least " : "";
  const reached = `${least}${one.reached.toLocaleString("en")}`;
  if (!one.wanted) return `${least}${count(one.reached, one.unit ?? "")}`;
  const wanted = count(one.wanted, one.unit ?? "");
  return one.reached > one.wanted ? `${reached} counted, ${wanted} due` : `${reached} of ${wanted}`;
}

/** Show the one or two reasons that say why, with where each was published. */
export function whyLines(book, state) {
  if (!state.why?.length) return null;
  return el(
    "ul",
    { class: "why" },
    state.why.map((place) => {
      const reason = book.data.reasons[place];
      return el("li", null, said("span", sentence(book.text(reason.text))), cites(book, reason.reports ?? []));
    }),
  );
}

/** Cite some reports in brief, each outlet once. */
export function cites(book, places) {
  const found = book.published(places);
  if (!found.length) return null;
  const more = found.length - 2;
  return el(
    "span",
    { class: "cites" },
    " [",
    found.slice(0, 2).map(({ report, text }, place) => {
      const named = [text, date(report.published)].filter(Boolean).join(", ");
      return [place ? "; " : "", link(report.url, named)];
    }),
    more > 0 && `; ${more} more`,
    "]",
  );
}

/** Cite a report in full: who, what, where, when, its id and note. */
export function citation(book, report) {
  const speaker = book.name(report.source);
  const outlet = report.outlet && !speaker.includes(report.outlet) ? `in ${report.outlet}` : "";
  const where = [speaker, outlet, report.via && `via ${report.via}`, date(report.published), report.page && `p. ${report.page}`];
  return el(
    "span",
    { class: "citation" },
    link(report.url, where.filter(Boolean).join(", ")),
    report.note && [": ", said("span", sentence(report.note))],
    " ",
    el("code", null, report.id),
  );
}

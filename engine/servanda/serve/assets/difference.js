// What differs: where provisions stand without and with the changes, and why.

import { el, link, said } from "/assets/dom.js";
import { FLAGS } from "/assets/book.js";
import { badge } from "/assets/phrases.js";
import { count, date, endDate, sentence, startDate } from "/assets/words.js";

/** Show a comparison. */
export function difference(found, book, open) {
  const { differences, counts } = found;
  return [
    el("p", null, `As of ${endDate(found.as_of)}, by all that is known by now, `, el("strong", null, differences.length ? `${count(differences.length, "provision")} ${differences.length === 1 ? "differs" : "differ"}` : "nothing differs"), "."),
    el("p", { class: "flag-changes" }, FLAGS.map((flag) => flagged(book, flag, counts.before[flag] ?? 0, counts.after[flag] ?? 0))),
    differences.length ? el("ol", { class: "cards differences" }, differences.map((one) => differing(one, book, open))) : null,
  ];
}

function flagged(book, flag, before, after) {
  return el("span", { class: before === after ? "same" : "changed" }, badge(book, flag), ` ${before}`, before === after ? null : ` → ${after}`, " ");
}

function stands(book, row) {
  return row ? badge(book, row.status, row.ground) : el("span", { class: "small" }, "is not there");
}

function differing(one, book, open) {
  const due = [one.before?.due, one.after?.due].map((day) => (day ? endDate(day) : "none"));
  return el(
    "li",
    null,
    el("button", { type: "button", class: "open", dir: "auto", onclick: () => open(one.provision) }, one.title),
    one.instance_name ? said("span", ` (${one.instance_name})`) : null,
    el("div", null, stands(book, one.before), " → ", stands(book, one.after), one.parts_at ? el("span", { class: "small" }, ` differs from ${startDate(one.parts_at)} on`) : null),
    due[0] === due[1] ? null : el("div", { class: "small" }, `due ${due[0]} → ${due[1]}`),
    one.chain.length ? el("details", null, el("summary", null, "Why"), el("ol", { class: "chain" }, one.chain.map(step))) : null,
    one.instances.length ? el("details", null, el("summary", null, count(one.instances.length, "instance")), el("ul", { class: "cards" }, one.instances.map((each) => differing(each, book, open)))) : null,
  );
}

function step(one) {
  return el("li", null, said("span", one.title), el("ul", { class: "why" }, one.because.map((each) => el("li", null, said("span", sentence(each.text)), cited(each.citations ?? [])))));
}

function cited(found) {
  if (!found.length) return null;
  return el("span", { class: "cites" }, " [", found.slice(0, 2).map((one, place) => [place ? "; " : "", link(one.url, [one.outlet, date(one.date)].filter(Boolean).join(", ") || one.report)]), found.length > 2 ? `; ${found.length - 2} more` : "", "]");
}

// What one asks beside the page: what falls due next.

import { el, said } from "/assets/dom.js";
import { date } from "/assets/words.js";

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
    el("span", { class: "when" }, one.due ? date(one.due) : one.ends ? `until ${date(one.ends)}` : "no date yet"),
    " ",
    el("button", { type: "button", class: "open", dir: "auto", onclick: () => open(one.provision) }, one.title),
    instance ? said("span", ` (${instance})`) : null,
    one.derivation ? said("div", one.derivation.text, { class: "small" }) : null,
    one.moves.length ? el("ul", { class: "why" }, one.moves.map((text) => said("li", text))) : null,
  );
}

// The list: every scenario of the folder, under its agreement.

import { el, refill, said } from "/assets/dom.js";
import { follow, get, refused, written } from "./ask.js";

const place = document.getElementById("scenarios");
const told = document.querySelector(".told");

function scenario(one) {
  return el("li", null, el("a", { href: `/scenario/${written(one.name)}`, dir: "auto" }, one.title), el("div", { class: "small" }, el("code", null, one.name)));
}

function group(agreement, scenarios) {
  const rows = scenarios.map(scenario);
  return el(
    "section",
    { class: "card" },
    said("h2", agreement.title),
    agreement.name ? el("p", { class: "small" }, el("code", null, agreement.name)) : null,
    rows.length ? el("ul", { class: "cards" }, rows) : el("p", { class: "empty" }, "There is no scenario of it in this folder."),
  );
}

function grouped({ agreements, scenarios }) {
  const left = new Set(scenarios);
  const groups = agreements.map((one) => {
    const own = scenarios.filter((each) => each.name.split("/").slice(0, -1).includes(one.name));
    for (const each of own) left.delete(each);
    return group(one, own);
  });
  if (left.size) groups.push(group({ title: agreements.length ? "Others" : "In this folder" }, [...left]));
  return groups;
}

async function show() {
  try {
    const found = await get("listing");
    refill(place, found.scenarios.length + found.agreements.length ? grouped(found) : el("p", { class: "empty" }, "There is no agreement and no scenario in this folder."));
    return found.version;
  } catch (error) {
    refill(place, refused(error));
    return -1;
  } finally {
    place.setAttribute("aria-busy", "false");
  }
}

follow(await show(), async () => {
  await show();
  told.textContent = "The files have changed: this is the list as it is now.";
});

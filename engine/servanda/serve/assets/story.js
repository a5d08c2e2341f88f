// One scenario: its page with live data, and what can be asked and supposed beside it.

import { el, refill } from "/assets/dom.js";
import { show } from "/assets/page.js";
import { Answer, owed, upcoming } from "./answers.js";
import { follow, get, problems, refused, written } from "./ask.js";
import { Suppose } from "./suppose.js";

const id = location.pathname.slice("/scenario/".length).split("/").map(decodeURIComponent).join("/");
const place = document.getElementById("page");
const live = document.getElementById("live");
const wrong = document.getElementById("problems");
const told = document.querySelector(".told");

class Story {
  constructor(edit) {
    const open = (provision) => this.page?.open(provision);
    this.suppose = new Suppose({ id, edit, open, shown: (data) => this.#show(data) });
    const answer = (title, what, shown) => new Answer(title, (asked) => get(`${what}/${written(id)}`, asked), (found) => shown(found, open));
    this.answers = [answer("Falls due next", "next", upcoming), answer("Still owed", "owed", owed)];
    refill(live, this.suppose.node, this.answers.map((one) => one.node));
  }

  /** Load the scenario as its files are now. */
  async load() {
    try {
      this.data = await get(`page/${written(id)}`);
      this.#head(this.data.head);
      this.#show(null);
      this.suppose.load(this.data);
      for (const one of this.answers) one.stale();
      live.hidden = false;
      refill(wrong);
      this.#warnings();
    } catch (error) {
      refill(wrong, refused(error));
    } finally {
      place.setAttribute("aria-busy", "false");
    }
  }

  // The page of what is supposed, or else of what is.
  #show(supposed) {
    const data = supposed ?? this.data;
    place.classList.toggle("supposed", supposed !== null);
    document.getElementById("supposed").hidden = supposed === null;
    if (data === this.showing) return;
    this.showing = data;
    if (this.page) this.page.show(data);
    else this.page = show(place, data, { moved: (where) => this.#moved(where) });
  }

  #moved({ asOf }) {
    this.suppose.moved(asOf);
    for (const one of this.answers) one.ask({ as_of: asOf });
  }

  #head(head) {
    document.title = `${head.agreement_title}: ${head.scenario_title}`;
    document.querySelector("h1").textContent = head.agreement_title;
    document.querySelector(".subtitle").textContent = head.scenario_title;
  }

  async #warnings() {
    const found = await get(`check/${written(id)}`).catch(() => ({ problems: [] }));
    if (!found.problems.length) return;
    const number = `${found.problems.length} ${found.problems.length === 1 ? "remark" : "remarks"} of servanda check`;
    refill(wrong, el("details", null, el("summary", null, number), problems(found.problems)));
  }
}

const { version, edit } = await get("listing").catch(() => ({ version: -1, edit: false }));
const story = new Story(edit);
await story.load();
follow(version, async () => {
  await story.load();
  told.textContent = "The files have changed: this is the scenario as it is now.";
});

// One scenario: its page with live data, and what can be asked and supposed beside it.

import { refill } from "/assets/dom.js";
import { show } from "/assets/page.js";
import { follow, get, problems, refused, written } from "./ask.js";

const id = location.pathname.slice("/scenario/".length).split("/").map(decodeURIComponent).join("/");
const place = document.getElementById("page");
const wrong = document.getElementById("problems");
const told = document.querySelector(".told");

class Story {
  async load() {
    try {
      const data = await get(`page/${written(id)}`);
      this.#head(data.head);
      if (this.page) this.page.show(data);
      else this.page = show(place, data);
      refill(wrong);
      this.#warnings();
    } catch (error) {
      refill(wrong, refused(error));
    } finally {
      place.setAttribute("aria-busy", "false");
    }
  }

  #head(head) {
    document.title = `${head.agreement_title}: ${head.scenario_title}`;
    document.querySelector("h1").textContent = head.agreement_title;
    document.querySelector(".subtitle").textContent = head.scenario_title;
  }

  async #warnings() {
    const found = await get(`check/${written(id)}`).catch(() => ({ problems: [] }));
    if (found.problems.length) refill(wrong, problems(found.problems));
  }
}

const story = new Story();
const { version } = await get("listing").catch(() => ({ version: -1 }));
await story.load();
follow(version, async () => {
  await story.load();
  told.textContent = "The files have changed: this is the scenario as it is now.";
});

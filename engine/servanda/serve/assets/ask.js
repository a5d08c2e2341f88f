// Asking the server: answers are values, and what it refuses is an error that says why.

import { el, said } from "/assets/dom.js";

/** What the server refused: a message, a hint, and the problems in the files. */
export class Refusal extends Error {
  constructor(told) {
    super(told.message);
    this.hint = told.hint ?? "";
    this.problems = told.problems ?? [];
  }
}

// What takes long goes on, and is there for who asks again.
const PATIENCE = 20;

async function answered(address, options, times = PATIENCE) {
  let answer;
  try {
    answer = await fetch(address, { credentials: "same-origin", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal({ message: "servanda does not answer", hint: "has it been stopped? Start it again, then reload this page" });
  }
  if (answer.status === 503 && times > 1) {
    await new Promise((done) => setTimeout(done, 1000));
    return answered(address, options, times - 1);
  }
  const told = await answer.json().catch(() => ({ message: `${answer.status} ${answer.statusText}` }));
  if (!answer.ok) throw new Refusal(told);
  return told;
}

function query(asked) {
  const given = Object.entries(asked).filter(([, value]) => value !== null && value !== undefined);
  return given.length ? `?${new URLSearchParams(given)}` : "";
}

/** Write an id as a part of an address. */
export function written(id) {
  return id.split("/").map(encodeURIComponent).join("/");
}

/** Ask for something. */
export function get(what, asked = {}, signal = undefined) {
  return answered(`/api/${what}${query(asked)}`, { signal });
}

/** Send something to be worked on; with `once`, it is not sent again by itself. */
export function post(what, sent, { signal, once = false } = {}) {
  const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(sent), signal };
  return answered(`/api/${what}`, options, once ? 1 : PATIENCE);
}

/** Call whenever the files change, with the version they then are. */
export async function follow(version, changed) {
  for (let known = version, pause = 0; ; ) {
    await new Promise((done) => setTimeout(done, pause));
    try {
      const told = await get("version", { after: known });
      pause = 0;
      if (told.version !== known) await changed(told.version);
      known = told.version;
    } catch {
      pause = 2000;
    }
  }
}

/** Show what was refused, with the problems as the command line shows them. */
export function refused(error) {
  return el(
    "div",
    { class: "refused", role: "alert" },
    said("p", error.message, { class: "refused-message" }),
    error.hint ? said("p", `hint: ${error.hint}`, { class: "small" }) : null,
    error.problems?.length ? problems(error.problems) : null,
  );
}

/** Show problems as the command line shows them. */
export function problems(found) {
  const text = found.map((one) => one.text).join("\n");
  return el("pre", { class: "problems", tabindex: "0", role: "region", "aria-label": "Problems" }, ...text.split("\n").map((line) => [line, el("br")]));
}

// Dates, durations and numbers as people write them.

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const ISO =
  /(?<![\w/-])(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d))?(?:Z|[+-]\d\d:\d\d)?)?(?![\w-])/g;

const WRITTEN = String.raw`\d{4}-\d\d-\d\d(?:T[\d:]+(?:Z|[+-]\d\d:\d\d)?)?`;
const SPAN = new RegExp(`(?<![\\w/-])(${WRITTEN})/(${WRITTEN})(?![\\w/-])`, "g");

function dayAndTime(match, year, month, day, time) {
  if (!MONTHS[month - 1]) return match;
  const shown = `${Number(day)} ${MONTHS[month - 1]} ${year}`;
  return time ? `${shown} ${time}` : shown;
}

/** Write the ISO dates and spans within a sentence as people do. */
export function sentence(text) {
  return text.replace(SPAN, "$1 to $2").replace(ISO, dayAndTime);
}

/** Write an ISO day, instant, month or span: "1 Mar 2025 08:30". */
export function date(text) {
  if (!text) return "";
  return text
    .split("/")
    .map((part) =>
      /^\d{4}-\d\d$/.test(part)
        ? `${MONTHS[Number(part.slice(5)) - 1]} ${part.slice(0, 4)}`
        : sentence(part),
    )
    .join(" to ");
}

/** Write an instant as the day it begins, where it is a day's first second. */
export function startDate(text) {
  return date(text).replace(/ 00:00$/, "");
}

/** Write an instant as the day it ends, where it is a day's last second. */
export function endDate(text) {
  return date(text).replace(/ 23:59$/, "");
}

/** Write a number with its noun, in the plural where that is due. */
export function count(number, noun) {
  const one = number === 1 || !noun;
  const ending = /[^aeiou]y$/.test(noun ?? "") ? [noun.slice(0, -1), "ies"] : [noun, "s"];
  return `${number.toLocaleString("en")} ${one ? (noun ?? "") : ending.join("")}`.trim();
}

/** Write an ISO duration in words: "3 days", "1 hour 30 minutes". */
export function duration(text) {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text ?? "");
  if (!match) return text ?? "";
  const units = ["day", "hour", "minute", "second"];
  const parts = units.map((unit, place) => [Number(match[place + 1] ?? 0), unit]);
  const told = parts.filter(([number]) => number).map(([n, unit]) => count(n, unit));
  return told.join(" ") || "0 days";
}

/** Write an id as words: `gaza-north` as "Gaza north". */
export function spoken(id) {
  const words = id.replace(/[-_]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Join words as a sentence does: "a, b and c". */
export function listed(items) {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** Count the civil days from one ISO day to another. */
export function daysBetween(one, other) {
  return Math.round((Date.parse(other.slice(0, 10)) - Date.parse(one.slice(0, 10))) / 864e5);
}

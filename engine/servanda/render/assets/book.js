// A page's data, read: which state holds at a moment, by what was known in an epoch.

export const FLAGS = ["met", "pending", "disputed", "breached"];
export const APART = ["dormant", "void", "not-tracked"];
const FLAG_OF = { holding: "met", "not-in-force": "pending", suspended: "pending" };
const SUPPORTED = 1;

/** Find the last of some ordered pairs whose first part is no later than a place. */
function lastAt(pairs, place) {
  let low = 0;
  let high = pairs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pairs[middle][0] <= place) low = middle + 1;
    else high = middle;
  }
  return low ? pairs[low - 1][1] : null;
}

export class Book {
  constructor(data) {
    if (data.schema_version !== SUPPORTED) {
      throw new Error(`this page reads schema version ${SUPPORTED}`);
    }
    this.data = data;
    this.words = data.words;
    this.tracked = this.#inOrder(data.provisions.filter((one) => one.records?.length));
    this.untracked = data.provisions.filter((one) => !one.records?.length);
    this.first = data.moments[0].second - 86399;
    this.last = data.moments.at(-1).second;
    this.byId = new Map(data.provisions.map((one) => [one.id, one]));
  }

  /** Order provisions by phase and theme, as the agreement has them. */
  #inOrder(provisions) {
    const phases = ["", ...this.data.phases.map((phase) => phase.id)];
    const themes = [...Object.keys(this.data.themes), ""];
    const place = (one) => phases.indexOf(one.phase ?? "") * 1e4 + themes.indexOf(one.theme ?? "");
    return [...provisions].sort((one, other) => place(one) - place(other));
  }

  /** Give what a provision is by what was known in an epoch. */
  record(provision, epoch) {
    return this.data.records[lastAt(provision.records, epoch)];
  }

  /** Give where a provision stands at a moment, by what was known in an epoch. */
  state(provision, moment, epoch) {
    const record = this.record(provision, epoch);
    return this.data.states[lastAt(record.states, moment)];
  }

  /** Find the epoch an instant lies in. */
  epochAt(second) {
    const { epochs } = this.data;
    let place = 0;
    while (place + 1 < epochs.length && epochs[place + 1].second <= second) place += 1;
    return place;
  }

  /** Find the first moment that is no earlier than a second. */
  momentFrom(second) {
    const found = this.data.moments.findIndex((one) => one.second >= second);
    return found < 0 ? this.data.moments.length - 1 : found;
  }

  /** Find the moment of a day; the nearest there is. */
  momentOf(day) {
    const { moments } = this.data;
    const found = moments.findIndex((one) => one.text.slice(0, 10) >= day);
    return found < 0 ? moments.length - 1 : found;
  }

  /** Give the last second of what is known in an epoch. */
  known(epoch) {
    return this.data.epochs[epoch].second ?? -Infinity;
  }

  flag(status) {
    return FLAG_OF[status] ?? status;
  }

  mark(status) {
    return this.words.marks[status] ?? "";
  }

  name(source) {
    return this.data.speakers[source]?.name ?? source;
  }

  theme(id) {
    return this.data.themes[id] ?? "";
  }

  text(place) {
    return this.data.texts[place];
  }

  /** Count the flags of all provisions, and breaches that nobody independent saw. */
  counts(moment, epoch) {
    const found = { "not-tracked": this.untracked.length, unobserved: 0 };
    for (const provision of this.tracked) {
      const state = this.state(provision, moment, epoch);
      const flag = this.flag(state.status);
      found[flag] = (found[flag] ?? 0) + 1;
      if (flag === "breached" && state.marks?.includes("unobserved")) found.unobserved += 1;
    }
    return found;
  }

  /** Name the outlets of some reports, each once. */
  published(places) {
    const names = places.map((place) => {
      const report = this.data.reports[place];
      return { report, text: report.outlet ?? this.name(report.source) };
    });
    return [...new Map(names.map((one) => [one.text + one.report.published, one])).values()];
  }

  /** Tell every change of status up to a second, in order; as known, or by one epoch. */
  changes(until, epoch) {
    const found = this.tracked.flatMap((one) =>
      epoch === null ? this.#asKnown(one) : this.#changes(one, -Infinity, Infinity, epoch, null).found,
    );
    return found.filter((one) => one.at <= until).sort((a, b) => a.at - b.at);
  }

  #asKnown(provision) {
    const { epochs } = this.data;
    let before = null;
    const all = [];
    provision.records.forEach(([epoch], place) => {
      const next = provision.records[place + 1];
      const start = epochs[epoch].second ?? -Infinity;
      const end = next ? epochs[next[0]].second : Infinity;
      const told = this.#changes(provision, start, end, epoch, before);
      before = told.before;
      all.push(...told.found);
    });
    return all;
  }

  #changes(provision, start, end, epoch, earlier) {
    const { bands } = this.record(provision, epoch).lane;
    let before = earlier;
    const found = [];
    bands.forEach((band, place) => {
      const next = bands[place + 1]?.second ?? Infinity;
      const from = Math.max(band.second ?? -Infinity, start);
      if (next <= start || from >= end) return;
      const same = before && before.status === band.status && before.ground === band.ground;
      if (before && !same) found.push({ provision, at: from, before, after: band });
      before = band;
    });
    return { found, before };
  }
}

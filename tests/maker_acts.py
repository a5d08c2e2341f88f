"""Draws what is done about an agreement: acts, rulings, readings, duties together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.maker import Data, Dice, Maker

WORDS = ("extend", "suspend", "waive", "amend", "terminate", "resume")
ENDS = {"extend", "amend"}  # words that are about one thing, not the agreement
HEADS = ("start", "end", "due", "met", "done", "breached")


class ActMaker(Maker):
    """Draws a world in which things are agreed, ruled, and read in several ways."""

    def __init__(self, dice: Dice) -> None:
        super().__init__(dice)
        self.acting = self.chance(75)
        self.reading = self.chance(65)
        self.phases: dict[str, Data] = {}
        self.anchors: dict[str, Data] = {}
        self.amended: set[str] = set()

    # The agreement.

    def agreement(self) -> Data:
        plain = super().agreement()
        self.phases, self.anchors = plain["phases"], plain["anchors"]
        if self.reading:
            self._read_phases_and_anchors()
        if self.chance(25):
            self._together()
        if self.acting:
            plain["powers"] = {
                word: self._powers() for word in WORDS if self.chance(75)
            }
        return plain

    def provision(self) -> Data:
        made = super().provision()
        if self.chance(20):
            made["on_suspension"] = self.pick(("reset", "excuse"))
        if self.chance(5):
            made["extend"] = "never"
        if self.chance(18):
            made["finding"] = self._finding()
        if self.reading and self.chance(75):
            made["readings"] = self._readings_of(made)
        return made

    def _finding(self) -> Data:
        made: Data = {}
        if self.chance(70):
            made["within"] = {"days": self.number(0, 4)}
        if not made or self.chance(40):
            made["by"] = self.pick((["watch"], ["judge", "watch"], ["ben"], ["paper"]))
        return made

    def _held(self) -> Data:
        holder = self.weighted(
            (5, ["ada"]), (4, ["ben"]), (2, ["spoke-b"]), (1, ["paper"])
        )
        return {"held_by": holder, "because": "so it reads"}

    def _instances(self, made: Data, end: str) -> str:
        if "every" in made:  # which cuts the window: only then is there an instance
            return "every" if end == "due" else ""
        return "for_each" if "for_each" in made else ""

    def _readings_of(self, made: Data) -> Data:
        names = self.weighted((5, ["first"]), (2, ["first", "second"]))
        return {name: {**self._held(), **self._terms(made)} for name in names}

    def _terms(self, made: Data) -> Data:
        """Draw some fields of a provision otherwise than they stand."""
        end = "due" if "due" in made else "until"
        self.instance = self._instances(made, end)
        changed: Data = {}
        what = self.weighted(
            (8, "end"), (2, "from"), (2, "pattern"), (1, "suffices"), (1, "instances")
        )
        if what == "from":
            self.instance = ""
            changed["from"] = self.expression("start", 1)
        elif what == "pattern":
            name = next(n for n in PATTERNS if n in made)
            changed[name] = self.pattern(self.pick(("act", "harm", "goods")))
            if made["modality"] == "quota":
                changed[name]["kind"] = "goods"
        elif what == "suffices" and made["modality"] == "achievement":
            changed["suffices"] = self.pick(("partial", "substantial", "full"))
        elif what == "instances" and "for_each" in made:
            changed["for_each"] = self.pattern(self.pick(("asked", "act")))
        else:
            simple = self.chance(50)
            changed[end] = self._plain_time() if simple else self.expression("end", 1)
        self.instance = ""
        return changed

    def _read_phases_and_anchors(self) -> None:
        if self.chance(35):
            name = self.pick(("one", "one", "two"))
            bound = self.weighted((3, "until"), (1, "from"))
            self.phases[name]["readings"] = {
                "other": {**self._held(), bound: self._plain_time()}
            }
        if self.chance(25):
            name = self.pick(("began", "turn"))
            change: Data = {"actual": {"kind": self.pick(("began", "turned", "ended"))}}
            if "actual" not in self.anchors[name]:
                change = {"planned": {"date": self.date()}}
            self.anchors[name]["readings"] = {"other": {**self._held(), **change}}

    def _plain_time(self) -> Data:
        kind = self.weighted((4, "date"), (4, "day"), (1, "report"))
        made: Data = getattr(self, f"_{kind}")("end", -1)
        return made

    def _together(self) -> None:
        names = [n for n, p in self.provisions.items() if "due" in p]
        if len(names) < 2:
            return
        for name in names[:2]:
            if self.chance(30):
                self.provisions[name]["due"] = "open"
            if self.chance(60):
                self.provisions[name]["tolerance"] = {"days": self.number(0, 3)}
        self.provisions[names[0]]["together_with"] = [names[1]]
        if len(names) > 2 and self.chance(40):
            self.provisions[names[2]]["together_with"] = [names[0]]

    def _powers(self) -> Any:
        plain = self._power()
        if not self.chance(20):
            return plain
        objects = ("one", *self.provisions)
        own = {**self._power(), "of": [self.pick(objects)]}
        return [own, plain] if self.chance(70) else [own]

    def _power(self) -> Data:
        needs: tuple[tuple[int, Any], ...] = (
            (6, []),
            (3, ["ada", "ben"]),
            (2, ["ben"]),
            (1, {"votes": 3, "of": 5}),
            (2, {"any": [["ada", "ben"], {"votes": 3, "of": 5}]}),
            (1, {"any": [["ada"], ["ben"]]}),
        )
        made: Data = {"needs": self.weighted(*needs)}
        if self.chance(12) and self.provisions:
            made["from"] = self.pick(
                (
                    {"date": self.date()},
                    {"status": self._statuses(tuple(self.provisions))},
                )
            )
        return made

    # What is done about it.

    def tell(self, count: int) -> None:
        super().tell(count)
        if self.acting:
            for _ in range(self.weighted((2, 1), (4, 2), (3, 3), (2, 5))):
                self._act()
        if self.reading and self.chance(45):
            for _ in range(self.weighted((4, 1), (2, 2))):
                self._ruling()
        for _ in range(self.weighted((6, 0), (2, 1), (1, 2))):
            self._say(self._tell_undoing())
        self._part()

    def _say(self, made: Data | None) -> Data | None:
        if made is not None:
            made = {"id": f"a{len(self.reports) + 1}", **made}
            self.reports.append(made)
        return made

    def _object(self, word: str) -> str:
        names = tuple(self.provisions)
        whole = 0 if word in ENDS else 2
        return self.weighted(
            (8, self.pick(names)),
            (3, self.pick(("one", "one", "two"))),
            (whole, "drawn"),
        )

    def _speaker(self) -> str:
        return self.weighted(
            (5, "judge"), (3, "watch"), (2, "ada"), (2, "ben"), (1, self._source())
        )

    def _agreeing(self) -> list[str]:
        return self.weighted(
            (5, ["ada", "ben", "cal"]), (2, ["ada", "ben"]), (1, ["ada"]), (1, ["ben"])
        )

    def _act(self) -> None:
        word = self.weighted(
            (7, "extend"),
            (6, "suspend"),
            (2, "waive"),
            (2, "terminate"),
            (5, "amend"),
            (1, "resume"),
        )
        made = self._acted(word, self._object(word))
        if made is None:
            return
        told = self._say(made)
        assert told
        if word == "suspend" and self.chance(75):
            self._resume(told)
        for _ in range(self.weighted((5, 0), (3, 1), (1, 2))):
            self._say(self._echo(told))

    def _acted(self, word: str, name: str) -> Data | None:
        made: Data = {**self._dated(), "source": self._speaker(), "act": word}
        made["about"] = [name]
        if word != "amend" and self.chance(10):
            made["about"] = sorted({name, self._object(word)})
        if word == "extend":
            made["to"] = self.text(self.number(5, 24))
            if self.chance(30):
                made["to"] += "T12:00"
            if self.chance(20):
                made["from"] = self.date()
        if word == "amend":
            if name in self.amended:
                return None
            self.amended.add(name)
            made["set"] = self._amendment(name)
        if self.chance(75):
            made["agreed_by"] = self._agreeing()
        if self.chance(20):
            made["votes"] = self.pick((3, 4, 2))
            made["source"] = self.pick(("corps", "judge", made["source"]))
        if self.chance(15):
            made["effective"] = self.date()
        self._instance_keys(made)
        if self.reading and self.chance(40):
            self._read_act(made)
        return self._graded(made)

    def _instance_keys(self, made: Data) -> None:
        if self.chance(15):
            made["batch"] = self.pick(("1", "2"))
        if self.chance(12):
            made["place"] = self.pick(("north", "south", "hill"))
        if self.chance(6):
            made["by"] = self.pick(("ada", "ben"))

    def _read_act(self, made: Data) -> None:
        change: Data = {"effective": self.date()}
        if "to" in made and self.chance(75):
            change = {"to": self.text(self.number(5, 24))}
        elif "to" in made and self.chance(50):
            change = {"from": {"date": self.date()}}
        made["readings"] = {"other": {**self._held(), **change}}

    def _amendment(self, name: str) -> Data:
        if name in ("one", "two"):
            bound = self.weighted((3, "until"), (1, "from"))
            return {bound: self._plain_time()}
        # Only what was drawn before it, so that no date turns in a circle.
        whole = self.provisions
        names = list(whole)
        self.provisions = {n: whole[n] for n in names[: names.index(name)]}
        terms = self._terms(whole[name])
        self.provisions = whole
        return terms

    def _resume(self, suspended: Data) -> None:
        kept = ("about", "agreed_by", "votes", "batch", "place", "by", "source")
        made = {k: v for k, v in suspended.items() if k in kept}
        written = self.date()
        for _ in range(3):
            if written[:10] > suspended["date"][:10]:
                break
            written = self.date()
        self._say({"date": written, "act": "resume", **made})

    def _echo(self, told: Data) -> Data:
        """Draw what others say of an act: consent, denial, withdrawal."""
        kind = self.weighted((5, "consent"), (2, "denial"), (2, "withdrawal"))
        if kind == "withdrawal":
            return {
                "date": self.date(),
                "source": told["source"],
                "withdraws": told["id"],
            }
        if kind == "denial":
            made: Data = {"source": self._source(), "says": "denied", "of": told["id"]}
            made["reported"] = self.later(self.date())
            if self.chance(40):
                made["agreed_by"] = self._agreeing()
            return made
        made = {"source": self._source(), "of": told["id"]}
        if self.chance(75):
            made["date"] = self.date()
        else:
            made["reported"] = self.later(self.date())
        if self.chance(40):
            made["agreed_by"] = self._agreeing()
        if self.chance(10):
            made["votes"] = 3
        return made

    def _ruling(self) -> None:
        known: list[tuple[str, Mapping[str, Any]]] = [
            *self.provisions.items(),
            *self.phases.items(),
            *self.anchors.items(),
            *((r["id"], r) for r in self.reports),
        ]
        read = [
            (name, list(one["readings"])) for name, one in known if "readings" in one
        ]
        if not read:
            return
        name, readings = self.pick(read)
        made: Data = {**self._dated(), "about": [name]}
        made["source"] = self.weighted((5, "judge"), (2, "court"), (1, "watch"))
        made["ruling"] = self.weighted((3, self.pick(readings)), (1, "base"))
        told = self._say(made)
        if told and self.chance(30):
            self._say(self._echo(told))

    # Conditions over statuses never turn in a circle.

    def _part(self) -> None:
        """Take out what is together where a condition would run through it."""
        links = {name: set(_named(p)) for name, p in self.provisions.items()}
        for report in self.reports:
            for name in report.get("about", ()) if "set" in report else ():
                links.setdefault(name, set()).update(_named(report["set"]))
        for name, p in self.provisions.items():
            for other in p.get("together_with", ()):
                links[name].add((other, False))
                links[other].add((name, False))
        for name in self.provisions:
            for other, status in links[name]:
                if status and name in _reached(links, other):
                    for p in self.provisions.values():
                        p.pop("together_with", None)
                    return


PATTERNS = ("performed_by", "violated_by", "counted_by")


def _named(data: Any) -> Iterator[tuple[str, bool]]:
    """Give what data refers to, and whether by its status."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key == "status":
                yield from ((name, True) for name in value)
            elif key == "on_breach_of":
                yield value, True
            elif key in HEADS and isinstance(value, str):
                yield value, False
            else:
                yield from _named(value)
    elif isinstance(data, Sequence) and not isinstance(data, str):
        for value in data:
            yield from _named(value)


def _reached(links: Mapping[str, set[tuple[str, bool]]], name: str) -> set[str]:
    found = {name}
    todo = [name]
    while todo:
        for other, _ in links.get(todo.pop(), ()):
            if other not in found:
                found.add(other)
                todo.append(other)
    return found

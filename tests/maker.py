"""Draws small random agreements and reports, as the plain data files would say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

T = TypeVar("T")
Data = dict[str, Any]
# Draws a whole number between two, both included.
Dice = Callable[[int, int], int]

BASES = ("2025-03-03", "2025-03-20", "2025-01-24")
CLOCKS = ("00:00", "12:00", "23:59:59", "08:30", "19:29:59", "19:30")
PLACES = ("north", "hill", "river", "south")
SOURCES = (
    "watch",
    "ada",
    "ben",
    "paper",
    "judge",
    "spoke-a",
    "spoke-b",
    "cal",
    "scout",
    "court",
    "corps",
    "folk",
)
POSITIONS = ("breached", "performed", "refuses", "excused", "insufficient")


class Maker:
    """Draws one world; choices are ordered so that shrinking makes them plainer."""

    def __init__(self, dice: Dice) -> None:
        self.number = dice
        self.base = date.fromisoformat(self.pick(BASES))
        self.days = tuple(self.number(0, 18) for _ in range(4))
        self.day_ends = "19:30" if self.chance(12) else "00:00"
        self.provisions: dict[str, Data] = {}
        self.kinds: list[str] = []
        self.reports: list[Data] = []
        self.cyclic = self.chance(12)
        self.instance = ""

    # Choices.

    def chance(self, percent: int) -> bool:
        return self.number(0, 99) >= 100 - percent

    def pick(self, values: Sequence[T]) -> T:
        return values[self.number(0, len(values) - 1)]

    def weighted(self, *choices: tuple[int, T]) -> T:
        number = self.number(0, sum(weight for weight, _ in choices) - 1)
        for weight, value in choices:
            number -= weight
            if number < 0:
                return value
        raise AssertionError

    # Dates.

    def day(self, least: int = 0) -> int:
        near = self.pick(self.days) + self.weighted((6, 0), (1, 1), (1, -1))
        return max(near, least, 0)

    def text(self, offset: int) -> str:
        return (self.base + timedelta(days=offset)).isoformat()

    def date(self, role: str = "") -> str:
        day = self.day()
        if role and self.chance(70):  # windows that hold some seconds
            day = sorted(self.days)[0 if role == "start" else -1]
        shape = self.weighted((6, "day"), (4, "instant"), (2, "span"))
        if shape == "instant":
            return f"{self.text(day)}T{self.pick(CLOCKS)}"
        if shape == "span":
            return f"{self.text(day)}/{self.text(day + self.number(1, 4))}"
        return self.text(day)

    def later(self, written: str) -> str:
        """Write when something of a date became known: that day or after it."""
        last = date.fromisoformat(written.partition("/")[2][:10] or written[:10])
        late = self.weighted((2, 0), (2, 1), (2, 3), (1, 8))
        if self.day_ends != "00:00":  # an evening is of the day after
            late += 1
        day = (last + timedelta(days=late)).isoformat()
        return f"{day}T{self.pick(CLOCKS)}" if self.chance(30) and late else day

    # Time expressions.

    def expression(self, role: str, depth: int = 2) -> Data:
        """Draw a time expression; `role` is start or end."""
        plain = [
            (5, "date"),
            (4, "day"),
            (2, "anchor"),
            (1, "report"),
            (2, "phase"),
            (3 if self.provisions else 0, "provision"),
            (4 if self.instance else 0, "instance"),
        ]
        nested = [(5, "counted"), (1, "hours"), (1, "before"), (2, "choice")]
        kind = self.weighted(*plain, *(nested if depth else ()))
        made: Data = getattr(self, f"_{kind}")(role, depth - 1)
        return made

    def _date(self, role: str, depth: int) -> Data:
        return {"date": self.date(role)}

    def _day(self, role: str, depth: int) -> Data:
        most = 4 if role == "start" else 14
        made: Data = {"day": self.number(1, most)}
        if depth >= 0 and self.chance(30):
            made["of"] = self.expression(role, 0)
        return made

    def _anchor(self, role: str, depth: int) -> Data:
        return {"anchor": self.pick(("began", "turn"))}

    def _report(self, role: str, depth: int) -> Data:
        made: Data = {"kind": self.pick(("turned", "began"))}
        if self.chance(15):
            made["at_least"] = 2
        return {"report": made}

    def _phase(self, role: str, depth: int) -> Data:
        return {self.pick(("end", "start")): self.pick(("one", "two"))}

    def _provision(self, role: str, depth: int) -> Data:
        head = self.pick(("due", "met", "done", "breached", "start"))
        return {head: self.pick(tuple(self.provisions))}

    def _instance(self, role: str, depth: int) -> Data:
        names = (
            ("start", "end", "at") if self.instance == "for_each" else ("start", "end")
        )
        return {"instance": self.pick(names)}

    def _counted(self, role: str, depth: int) -> Data:
        unit = self.weighted((6, "days"), (1, "weeks"), (1, "months"))
        number = self.number(1, 6) if unit == "days" else 1
        way = self.weighted((7, "after"), (1, "before"))
        made: Data = {unit: number, way: self.expression(role, depth)}
        if self.chance(6):
            made["roll"] = "next-working-day"
            if self.chance(60):
                made["calendar"] = {"weekend": ["fri", "sat"], "holidays": "IL"}
        return made

    def _hours(self, role: str, depth: int) -> Data:
        way = self.weighted((3, "after"), (1, "before"))
        return {"hours": self.pick((24, 6, 1, 48)), way: self.expression(role, depth)}

    def _before(self, role: str, depth: int) -> Data:
        return {"before": self.expression(role, depth)}

    def _choice(self, role: str, depth: int) -> Data:
        head = self.pick(("latest", "earliest"))
        parts = [self.expression(role, depth) for _ in range(2)]
        if head == "latest" and self.chance(60):
            part = self._phase(role, 0)
            if self.provisions and self.chance(40):
                part = self._provision(role, 0)
            parts[-1] = {**part, "if_any": "true"}
        return {head: parts}

    # The agreement.

    def agreement(self) -> Data:
        count = self.weighted((3, 1), (4, 2), (2, 3), (1, 4))
        in_force = self.weighted(
            (4, {"date": self.text(min(self.days))}), (2, {"anchor": "began"})
        )
        planned = {"planned": {"date": self.date()}}
        anchors = {
            "began": planned
            if self.chance(50)
            else {**planned, "actual": {"kind": "began"}},
            "turn": {"actual": {"kind": "turned"}},
        }
        one: Data = {"from": {"day": 1}, "until": {"day": self.number(2, 12)}}
        two: Data = {
            "from": {"report": {"kind": "turned"}},
            "until": {"report": {"kind": "ended"}},
        }
        for number in range(1, count + 1):
            self.provisions[f"p{number}"] = self.provision()
        if self.cyclic:
            self._close_cycle()
        plain: Data = {
            "agreement": "drawn",
            "title": "A drawn agreement",
            "zone": self.pick(("UTC", "Asia/Jerusalem")),
            "day_ends": self.day_ends,
            "in_force": in_force,
            "anchors": anchors,
            "parties": self._parties(),
            "sources": {
                "judge": {"tier": "authority"},
                "court": {"tier": "authority"},
                "watch": {"tier": "independent"},
                "scout": {"tier": "independent"},
                "paper": {"tier": "press"},
                "spoke-a": {"tier": "party", "speaks_for": "ada"},
                "spoke-b": {"tier": "party", "speaks_for": "ben"},
                "folk": {"tier": "party"},
            },
            "places": {"north": {"parts": ["hill", "river"]}},
            "phases": {"one": one, "two": two},
            "provisions": self.provisions,
        }
        if self.chance(20):
            plain["same"] = self.pick((["kind"], ["kind", "batch"], ["batch"]))
        if self.chance(15):
            plain["weigh"] = {"reliability": self.pick(("C", "A", "E"))}
            if self.chance(50):
                plain["weigh"] = {**plain["weigh"], "credibility": "3"}
            if self.chance(30):
                plain["weigh"] = {**plain["weigh"], "unjudged": "left-out"}
        if self.chance(10):
            plain["uncorroborated"] = self._uncorroborated()
        return plain

    def _parties(self) -> Data:
        cal: Data = {"name": "Cal"}
        if self.chance(30):
            cal["tier"] = "independent"
        ben: Data = {"name": "Ben", "side": "east"}
        if self.chance(15):
            ben["tier"] = "independent"
        corps = {"name": "Corps", "part_of": ["ada", "ben"]}
        if self.chance(30):
            corps["part_of"] = ["ada"]
        return {"ada": {"name": "Ada"}, "ben": ben, "cal": cal, "corps": corps}

    def _uncorroborated(self) -> Data:
        return {
            "performance": self.pick(("both", "true")),
            "violation": self.pick(("true", "both")),
        }

    def pattern(self, kind: str, *, number: bool = False) -> Data:
        made: Data = {"kind": kind}
        self.kinds.append(kind)
        if self.chance(15):
            made["place"] = self.pick(("north", "south", ["hill", "south"]))
        if self.chance(8):
            made["batch"] = self.pick(
                ("1", {"not": "2"}, {"at_least": "2"}, ["1", "2"])
            )
        if number and self.chance(18):
            made["at_least"] = self.pick((2, 3))
        return made

    def provision(self) -> Data:
        kind = self.weighted((6, "achievement"), (6, "maintenance"), (4, "quota"))
        bearer = self.weighted((4, ["ada"]), (3, ["ada", "ben"]), (1, ["ben"]))
        made: Data = {"title": "A duty", "modality": kind, "bearer": bearer}
        self.instance = ""
        getattr(self, f"_{kind}")(made)
        self._conditions(made)
        if self.chance(15):
            made["unless"] = self.pattern(self.pick(("shield", "act", "harm")))
            self.kinds.append("shield")
        if self.chance(15):
            made["uncorroborated"] = self._uncorroborated()
        if self.chance(10):
            made["excuses"] = "none"
        if self.chance(20):
            made["silence"] = {"days": self.number(1, 6)}
        if self.chance(15):
            made["observed"] = self.pattern("patrol")
        if self.chance(10):
            made["theme"] = "aid"
        self.instance = ""
        return made

    def _split(self, made: Data, *, keep: bool) -> None:
        """Draw what instances a provision has, if any."""
        shape = self.weighted((6, ""), (2, "for_each"), (2, "each"), (2, "every"))
        if shape == "for_each":
            made["for_each"] = self.pattern("asked")
            keys = self.pick((["batch"], [], ["batch", "place"]))
            made["keyed_by"] = keys
            self.instance = "for_each"
        if shape == "each":
            options: list[Data] = [{"place": ["north", "south"]}]
            if len(made["bearer"]) > 1:
                options.append({"bearer": "all"})
                if not keep:
                    options.append({"bearer": "all", "place": ["hill", "south"]})
                    options.append({"batch": ["1", "2"]})
            made["each"] = self.pick(options)
        if shape == "every" or (shape == "each" and self.chance(15)):
            made["every"] = self.pick(({"days": 3}, {"weeks": 1}, {"months": 1}))
            made["until"] = self.expression("end", 1)
            self.instance = "every"

    def _achievement(self, made: Data) -> None:
        made["performed_by"] = self.pattern(self.pick(("act", "harm")), number=True)
        self._split(made, keep=False)
        made["due"] = "open" if self.chance(5) else self.expression("end")
        self.instance = ""
        if self.chance(30):
            made["from"] = self.expression("start")
        if self.chance(12):
            made["not_before"] = self.expression("start", 1)
        if self.chance(12):
            made["early"] = self.pick(("counts", "does-not-count"))
        if self.chance(25):
            made["suffices"] = self.pick(("partial", "substantial"))

    def _maintenance(self, made: Data) -> None:
        made["violated_by"] = self.pattern(self.pick(("harm", "act")), number=True)
        self._split(made, keep=True)
        if "until" not in made and self.chance(75):
            made["until"] = self.expression("end")
        self.instance = ""
        if self.chance(30):
            made["from"] = self.expression("start")
        if self.chance(35):
            made["cured_by"] = self.weighted(
                (2, {"quiet": {"days": self.number(1, 4)}}), (3, self.pattern("mended"))
            )
            if self.chance(30) and "keyed_by" not in made:
                made["keyed_by"] = ["batch"]

    def _quota(self, made: Data) -> None:
        shape = self.weighted((4, "total"), (3, "rate"), (2, "times"), (2, "remaining"))
        made["counted_by"] = self.pattern("goods")
        if shape == "total":
            made["target"] = {"total": self.pick((3, 1, 5))}
        elif shape == "rate":
            made["target"] = {"rate": self.pick((1, 2)), "per": "day"}
        elif shape == "times":
            of = self.pattern("asked")
            made["target"] = {"times": self.pick((1, 2)), "of": of}
        else:
            made["target"] = {"remaining": 0}
        if shape == "rate":
            made["until"] = self.expression("end")
        else:
            made["due"] = self.expression("end")
            if self.chance(15):
                made["early"] = "counts"
            if shape == "total" and self.chance(15):
                made["each"] = {"place": ["north", "south"]}
        if self.chance(20):
            made["from"] = self.expression("start")

    def _conditions(self, made: Data) -> None:
        """Draw what a provision waits for, of those drawn before it."""
        others = tuple(self.provisions)
        if not others or self.cyclic:
            return
        if self.chance(15):
            made["on_breach_of"] = self.pick(others)
        elif self.chance(15):
            made["from"] = {"status": self._statuses(others)}
        elif self.chance(8):
            status = {"status": self._statuses(others)}
            made["from"] = {"days": self.number(1, 3), "after": status}
        if self.chance(15):
            made["void_if"] = {"status": self._statuses(others)}

    def _statuses(self, others: Sequence[str]) -> Data:
        words = (["breached"], ["met"], ["disputed"], ["met", "holding"], ["pending"])
        found = {self.pick(others): self.pick(words)}
        if self.chance(15):
            found[self.pick(others)] = self.pick(words)
        return found

    def _close_cycle(self) -> None:
        """Let a date rest on a provision drawn later, through its met or done."""
        names = list(self.provisions)
        if len(names) < 2:
            return
        made = self.provisions[names[0]]
        key = "due" if "due" in made else "until"
        behind = {self.pick(("done", "met")): self.pick(names[1:])}
        made[key] = {
            self.pick(("latest", "earliest")): [
                {"date": self.date()},
                {"days": self.number(1, 3), "after": behind},
            ]
        }

    # The reports.

    def tell(self, count: int) -> None:
        for number in range(1, count + 1):
            kind = self.weighted(
                (8, "happening"),
                (4, "position"),
                (3, "denial"),
                (2, "linked"),
                (3, "total"),
                (2, "undoing"),
                (1, "replacement"),
                (1, "withdrawal"),
                (1, "unconfirmed"),
                (1, "access"),
            )
            made: Data | None = getattr(self, f"_tell_{kind}")()
            if made is not None:
                self.reports.append({"id": f"r{number}", **made})

    def _source(self) -> str:
        return self.weighted((3, "ada"), (3, "ben"), (9, self.pick(SOURCES)))

    def _dated(self) -> Data:
        written = self.date()
        made: Data = {"date": written, "source": self._source()}
        if self.chance(30):
            made["reported"] = self.later(written)
        return made

    def _graded(self, made: Data) -> Data:
        if self.chance(10):
            made["reliability"] = self.pick(("B", "D", "F"))
        if self.chance(8):
            made["credibility"] = self.pick((2, 4, 6))
        return made

    def _kind(self) -> str:
        more = ("began", "turned", "ended")
        return self.pick((*self.kinds, *self.kinds, *more))

    def _details(self, made: Data) -> Data:
        if self.chance(45):
            made["by"] = self.weighted((4, "ada"), (3, "ben"), (1, "cal"))
        if self.chance(40):
            made["place"] = self.pick(PLACES)
        if self.chance(45):
            made["batch"] = self.pick(("1", "2"))
        return made

    def _tell_happening(self) -> Data:
        made = {**self._dated(), "kind": self._kind()}
        self._details(made)
        if made["kind"] in ("goods", "asked") and self.chance(85):
            made["count"] = self.pick((1, 2, 3))
        if self.chance(15):
            made["extent"] = self.pick(("partial", "substantial", "none"))
        if made["kind"] == "asked" and self.chance(60):
            made["at"] = self.date()
        if self.chance(15):
            made["occurrence"] = self.pick(("o1", "o2"))
        return self._graded(made)

    def _happenings(self) -> list[Data]:
        return [
            r
            for r in self.reports
            if "kind" in r and "says" not in r and "total" not in r
        ]

    def _tell_linked(self) -> Data | None:
        known = self._happenings()
        if not known:
            return None
        made = {**self._dated(), "of": self.pick(known)["id"]}
        if self.chance(30):
            made["kind"] = self._kind()
        if self.chance(40):
            self._details(made)
        return self._graded(made)

    def _tell_denial(self) -> Data | None:
        known = self._happenings()
        if known and self.chance(75):
            target = self.pick(known)
            made: Data = {"source": self._source(), "says": "denied"}
            if "occurrence" in target and self.chance(30):
                made["occurrence"] = target["occurrence"]
            else:
                made["of"] = target["id"]
            made["reported"] = self.later(self.date())
            return self._graded(made)
        made = {**self._dated(), "says": "denied", "kind": self._kind()}
        if self.chance(40):
            self._details(made)
        return made

    def _tell_unconfirmed(self) -> Data:
        made = {**self._dated(), "says": "unconfirmed", "kind": self._kind()}
        known = self._happenings()
        if known and self.chance(40):
            made["of"] = self.pick(known)["id"]
        return made

    def _tell_position(self) -> Data:
        names = tuple(self.provisions)
        about = {self.pick(names)} | ({self.pick(names)} if self.chance(20) else set())
        made = {**self._dated(), "position": self.pick(POSITIONS)}
        if made["position"] in ("refuses", "excused") and self.chance(75):
            made["source"] = self.pick(("ada", "spoke-a", "ben"))
        made["about"] = sorted(about)
        if self.chance(30):
            made["by"] = self.pick(("ada", "ben"))
        if self.chance(20):
            made["place"] = self.pick(("north", "south", "hill"))
        if self.chance(20):
            made["batch"] = self.pick(("1", "2"))
        return self._graded(made)

    def _tell_total(self) -> Data | None:
        if "goods" not in self.kinds:
            return None
        made = {**self._dated(), "kind": "goods"}
        if self.chance(15):
            made["remaining"] = self.pick(("none", "some"))
        else:
            made["total"] = self.pick((0, 3, 1, 5, 8, 2))
        if self.chance(30):
            made["since"] = self.text(self.day())
            if made["since"] > made["date"][:10]:
                del made["since"]
        if self.chance(15):
            made["or_more"] = True
        if self.chance(12):
            made["final"] = True
        if self.chance(15):
            made["place"] = self.pick(("north", "south"))
        return self._graded(made)

    def _spokesman(self, source: str) -> str:
        same = {"ada": "spoke-a", "spoke-a": "ada", "ben": "spoke-b", "spoke-b": "ben"}
        return self.weighted((4, source), (1, same.get(source, source)), (1, "judge"))

    def _tell_undoing(self) -> Data | None:
        if not self.reports:
            return None
        target = self.pick(self.reports)
        return {
            "source": self._spokesman(target["source"]),
            "retracts": target["id"],
            "reported": self.later(self.date()),
        }

    def _tell_replacement(self) -> Data | None:
        replaced = {r.get("replaces") for r in self.reports}
        known = [
            r
            for r in self.reports
            if r["id"] not in replaced
            and "date" in r
            and ("kind" in r or "position" in r or "of" in r)
        ]
        if not known:
            return None
        old = self.pick(known)
        made = {k: v for k, v in old.items() if k not in ("id", "reported")}
        made["replaces"] = old["id"]
        made["source"] = self._spokesman(old["source"])
        made["date"] = self.date()
        made.pop("since", None)
        if self.chance(50):
            made["reported"] = self.later(made["date"])
        return made

    def _tell_withdrawal(self) -> Data | None:
        known = [r for r in self.reports if "position" in r or "total" in r]
        if not known:
            return None
        old = self.pick(known)
        source = old["source"]
        return {
            "date": self.date(),
            "source": source,
            "withdraws": old["id"],
        }

    def _tell_access(self) -> Data:
        made: Data = {"date": self.text(self.day()), "source": self._source()}
        made["access"] = self.pick(("none", "partial", "full"))
        if self.chance(50):
            made["place"] = self.pick(PLACES)
        if self.chance(50):
            first = date.fromisoformat(made["date"])
            last = first + timedelta(days=self.number(0, 5))
            made["from"], made["to"] = made["date"], last.isoformat()
        return made

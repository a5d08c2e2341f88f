"""Reports as files say them and as the engine takes them."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter, ValidationError

from servanda.dates import Calendar, Moment
from servanda.expression import Cite
from servanda.scenario import (
    NO_LINKS,
    Access,
    Grade,
    Links,
    Origin,
    Report,
    ReportRecord,
    Scenario,
    Tally,
    became_known,
    resolve,
    text_of,
)

RECORD: TypeAdapter[ReportRecord] = TypeAdapter(ReportRecord)
CALENDAR = Calendar("Asia/Jerusalem")
SAID = "id: a, source: north"


def record(text: str) -> ReportRecord:
    """Read a record written as `key: value, …`, every scalar as text."""
    return RECORD.validate_python(yaml.load(f"{{{text}}}", Loader=yaml.BaseLoader))


def report(text: str) -> Report:
    found = resolve(record(text), CALENDAR, None)
    assert isinstance(found, Report), found
    return found


def problems(text: str) -> list[tuple[str, str]]:
    """Name the keys and codes of what is wrong with a record."""
    found = resolve(record(text), CALENDAR, None)
    assert not isinstance(found, Report), found
    return [(problem.key, problem.code) for problem in found]


def at(text: str) -> Moment:
    return CALENDAR.read(text)


WRONG: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "no id": ("source: north, date: 2025-03-01, kind: shots", [("", "missing-key")]),
    "no source": ("id: a, date: 2025-03-01, kind: shots", [("", "missing-key")]),
    "nothing said": (f"{SAID}, date: 2025-03-01", [("", "empty-report")]),
    "an attribute alone says nothing": (
        f"{SAID}, date: 2025-03-01, place: hill",
        [("", "empty-report")],
    ),
    "no date": (f"{SAID}, kind: shots", [("", "missing-key")]),
    "when it became known is no date": (
        f"{SAID}, kind: shots, reported: 2025-03-01",
        [("", "missing-key")],
    ),
    "an account of another's neither dated nor reported": (
        f"{SAID}, of: b",
        [("", "missing-key")],
    ),
    "a retraction neither dated nor reported": (
        f"{SAID}, retracts: b",
        [("", "missing-key")],
    ),
    "a linked denial with a date of its own": (
        f"{SAID}, of: b, says: denied, date: 2025-03-01",
        [("date", "denial-date")],
    ),
    "a denial by name with a date of its own": (
        f"{SAID}, occurrence: dawn, says: denied, date: 2025-03-01",
        [("date", "denial-date")],
    ),
    "a denial of nothing": (
        f"{SAID}, says: denied, replaces: b, date: 2025-03-01",
        [("says", "denial-of-nothing")],
    ),
    "a count and a total": (
        f"{SAID}, kind: trucks, date: 2025-03-01, count: 3, total: 9",
        [("total", "bad-value")],
    ),
    "a list for an attribute": (
        f"{SAID}, kind: shots, date: 2025-03-01, place: [hill, ford]",
        [("place", "bad-value")],
    ),
    "a map for an attribute": (
        f"{SAID}, kind: shots, date: 2025-03-01, place: {{name: hill}}",
        [("place", "bad-value")],
    ),
    "a time that never was": (
        f"{SAID}, kind: shots, date: 2025-03-28T02:30",
        [("date", "ambiguous-time")],
    ),
    "a time that was twice, when it became known": (
        f"{SAID}, kind: shots, date: 2025-10-01, reported: 2025-10-26T01:30",
        [("reported", "ambiguous-time")],
    ),
    "a stretch from a time that never was": (
        f"{SAID}, access: none, from: 2025-03-28T02:30",
        [("from", "ambiguous-time")],
    ),
    "reported before the day": (
        f"{SAID}, kind: shots, date: 2025-03-02, reported: 2025-03-01",
        [("reported", "reported-too-early")],
    ),
    "reported the second before the day": (
        f"{SAID}, kind: shots, date: 2025-03-02, reported: 2025-03-01T23:59:59",
        [("reported", "reported-too-early")],
    ),
    "reported the day before the instant": (
        f"{SAID}, kind: shots, date: 2025-03-02T00:00, reported: 2025-03-01",
        [("reported", "reported-too-early")],
    ),
    "reported before the last day of the span": (
        f"{SAID}, kind: shots, date: 2025-03-01/2025-03-03, reported: 2025-03-02",
        [("reported", "reported-too-early")],
    ),
    "all at once": (
        "date: 2025-03-28T02:30, count: 3, total: 9, place: [hill]",
        [
            ("", "missing-key"),
            ("", "missing-key"),
            ("", "empty-report"),
            ("total", "bad-value"),
            ("place", "bad-value"),
            ("date", "ambiguous-time"),
        ],
    ),
}


@pytest.mark.parametrize(("text", "found"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_with_a_report_is_told_at_once(
    text: str, found: list[tuple[str, str]]
) -> None:
    assert problems(text) == found


@pytest.mark.parametrize("words", ["kind: shots", "position: refuses, about: p"])
@pytest.mark.parametrize(
    "reported",
    ["2025-03-02", "2025-03-02T00:00", "2025-03-02T08:00", "2025-03", "2025-03-05"],
)
def test_a_report_may_become_known_on_its_day_or_later(
    reported: str, words: str
) -> None:
    found = report(f"{SAID}, date: 2025-03-02T12:00, reported: {reported}, {words}")
    assert found.date == at("2025-03-02T12:00")


KNOWN: dict[str, tuple[str, str]] = {
    "a day": ("date: 2025-03-02", "2025-03-02T00:00"),
    "an instant": ("date: 2025-03-02T12:00", "2025-03-02T12:00"),
    "the last day of a span": ("date: 2025-03-01/2025-03-03", "2025-03-03T00:00"),
    "the last day of a month": ("date: 2025-02", "2025-02-28T00:00"),
    "a day given": ("date: 2025-03-02, reported: 2025-03-04", "2025-03-04T00:00"),
    "an instant given": (
        "date: 2025-03-02, reported: 2025-03-04T08:30",
        "2025-03-04T08:30",
    ),
    "the day of the instant, its first second": (
        "date: 2025-03-02T12:00, reported: 2025-03-02",
        "2025-03-02T00:00",
    ),
}


@pytest.mark.parametrize(("dates", "second"), KNOWN.values(), ids=KNOWN.keys())
def test_a_report_is_known_from_a_second_on(dates: str, second: str) -> None:
    assert report(f"{SAID}, kind: shots, {dates}").reported == at(second).lo


def test_a_day_becomes_known_with_its_first_second() -> None:
    evening = Calendar("Europe/Kyiv", "19:30")
    found = became_known(evening.read("2015-02-15"), evening)
    assert evening.instant_text(found) == "2015-02-14T19:30:00+02:00"


ON = "date: 2025-03-02"
FIELDS: dict[str, tuple[str, dict[str, Any]]] = {
    "an account": (
        f"{SAID}, {ON}, kind: shots",
        {"kind": "shots", "says": "happened", "date": at("2025-03-02")},
    ),
    "what it says": (
        f"{SAID}, {ON}, kind: shots, says: unconfirmed",
        {"says": "unconfirmed"},
    ),
    "its attributes, as text": (
        f"{SAID}, {ON}, kind: shots, place: hill, batch: 8, count: 03, extent: partial",
        {
            "attributes": {
                "place": "hill",
                "batch": "8",
                "count": "3",
                "extent": "partial",
            }
        },
    ),
    "a position": (
        f"{SAID}, {ON}, position: refuses, about: [p, q], by: south",
        {"position": "refuses", "about": ("p", "q"), "attributes": {"by": "south"}},
    ),
    "a position about one thing": (
        f"{SAID}, {ON}, position: refuses, about: p",
        {"about": ("p",)},
    ),
    "no links": (f"{SAID}, {ON}, kind: shots", {"links": NO_LINKS}),
    "links": (
        f"{SAID}, {ON}, of: b, occurrence: dawn",
        {"links": Links(of="b", occurrence="dawn"), "date": at("2025-03-02")},
    ),
    "an account of another's that leaves the date to it": (
        f"{SAID}, of: b, reported: 2025-03-02",
        {"date": None, "reported": at("2025-03-02").lo},
    ),
    "a retraction has no date": (
        f"{SAID}, retracts: b, {ON}",
        {"links": Links(retracts="b"), "date": None, "reported": at("2025-03-02").lo},
    ),
    "a linked denial has no date": (
        f"{SAID}, of: b, says: denied, reported: 2025-03-02",
        {"links": Links(of="b"), "date": None, "says": "denied"},
    ),
    "an unlinked denial has one": (
        f"{SAID}, kind: shots, says: denied, {ON}",
        {"links": NO_LINKS, "date": at("2025-03-02")},
    ),
    "a replacement": (
        f"{SAID}, {ON}, kind: shots, replaces: b",
        {"links": Links(replaces="b"), "date": at("2025-03-02")},
    ),
    "a withdrawal": (
        f"{SAID}, {ON}, withdraws: b",
        {"links": Links(withdraws="b"), "date": at("2025-03-02")},
    ),
    "a total": (
        f"{SAID}, {ON}, kind: trucks, total: 8500",
        {"tally": Tally(8500, False, None, False, False)},
    ),
    "a total over a stretch": (
        f"{SAID}, {ON}, kind: trucks, total: 9, since: 2025-01-19, or_more: true",
        {"tally": Tally(9, False, at("2025-01-19"), True, False)},
    ),
    "a final total": (
        f"{SAID}, {ON}, kind: trucks, total: 9, final: true",
        {"tally": Tally(9, False, None, False, True)},
    ),
    "some remain": (
        f"{SAID}, {ON}, kind: mines, remaining: some",
        {"tally": Tally(None, True, None, False, False)},
    ),
    "none remain": (
        f"{SAID}, {ON}, kind: mines, remaining: none",
        {"tally": Tally(0, False, None, False, False)},
    ),
    "access from its date on": (
        f"{SAID}, {ON}, access: none, place: hill",
        {
            "access": Access("none", at("2025-03-02").lo, None),
            "attributes": {"place": "hill"},
        },
    ),
    "access over a stretch": (
        f"{SAID}, access: partial, from: 2025-03-01, to: 2025-03-03",
        {
            "access": Access("partial", at("2025-03-01").lo, at("2025-03-03").hi),
            "date": at("2025-03-01"),
        },
    ),
    "a grade": (
        f"{SAID}, {ON}, kind: shots, reliability: B, credibility: 2",
        {"grade": Grade("B", 2)},
    ),
    "half a grade": (
        f"{SAID}, {ON}, kind: shots, credibility: 6",
        {"grade": Grade(None, 6)},
    ),
    "an act": (
        f"{SAID}, {ON}, act: extend, about: one, to: 2025-04-19, agreed_by: [north]",
        {
            "act": {
                "act": "extend",
                "agreed_by": ("north",),
                "to": CALENDAR.read("2025-04-19"),
            },
            "about": ("one",),
        },
    ),
    "a ruling": (
        f"{SAID}, {ON}, ruling: base, about: p",
        {"act": {"ruling": "base"}},
    ),
    "no act": (f"{SAID}, {ON}, kind: shots", {"act": None, "tally": None}),
    "where it was published": (
        f"{SAID}, {ON}, kind: shots, cite: {{outlet: Reuters, date: 2025-03}}, "
        "via: Anadolu, note: translated",
        {
            "cite": Cite(outlet="Reuters", date="2025-03"),
            "via": "Anadolu",
            "note": "translated",
        },
    ),
}


@pytest.mark.parametrize(("text", "fields"), FIELDS.values(), ids=FIELDS.keys())
def test_a_record_makes_a_report(text: str, fields: dict[str, Any]) -> None:
    found = report(text)
    assert {name: getattr(found, name) for name in fields} == fields
    assert (found.id, found.source) == ("a", "north")


def test_a_report_remembers_where_it_is_written() -> None:
    origin = Origin("story.yaml", 7)
    found = resolve(record(f"{SAID}, {ON}, kind: shots"), CALENDAR, origin)
    assert isinstance(found, Report)
    assert found.origin == ("story.yaml", 7, 1)


@pytest.mark.parametrize(
    ("value", "text"),
    [("hill", "hill"), (8, "8"), (1.5, "1.5"), (True, "true"), (False, "false")],
)
def test_attributes_compare_as_text(value: object, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    "text",
    [
        "position: ignores",
        "says: maybe",
        "count: -1",
        "count: many",
        "total: -1",
        "remaining: few",
        "extent: half",
        "access: little",
        "reliability: G",
        "credibility: 0",
        "credibility: 7",
        "act: sign",
        "date: soon",
        "kind: Shots Fired",
        "id: ''",
        "cite: {date: 2025-03-01}",
    ],
)
def test_a_value_out_of_its_range_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        record(text)


STORY = "scenario: spring, agreement: river, title: Spring"


def story(text: str) -> Scenario:
    return Scenario.model_validate(yaml.load(f"{{{text}}}", Loader=yaml.BaseLoader))


def test_a_scenario_covers_all_unless_it_says_what() -> None:
    assert story(STORY).covers == "all"
    assert story(f"{STORY}, covers: [truce, aid]").covers == ("truce", "aid")


def test_a_scenario_may_name_one_thing_where_it_may_list_several() -> None:
    found = story(f"{STORY}, include: winter, reports_from: more.csv")
    assert found.include == ("winter",)
    assert found.reports_from == ("more.csv",)


def test_a_scenario_expects_something_of_itself() -> None:
    (expected,) = story(
        f"{STORY}, expect: [{{as_of: 2025-03-02, provision: truce, status: holding, "
        "marks: [unobserved], instances: {met: 7}}]"
    ).expect
    assert expected.marks == ("unobserved",)
    assert expected.instances == {"met": 7}
    assert expected.known_by is None


@pytest.mark.parametrize(
    "text",
    [
        "agreement: river, title: Spring",
        f"{STORY}, colour: green",
        f"{STORY}, covers: most",
        f"{STORY}, expect: [{{provision: truce}}]",
        f"{STORY}, expect: [{{as_of: 2025-03-02, provision: truce, status: kept}}]",
    ],
)
def test_a_scenario_says_what_its_model_knows(text: str) -> None:
    with pytest.raises(ValidationError):
        story(text)

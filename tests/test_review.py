"""What a reviewer asks about: told where it is right, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from tests.generators import World, worlds

from servanda import api
from servanda.check import check_paths, load
from servanda.check.review import REVIEWS
from servanda.check.review.names import near
from servanda.check.silencing import WARNINGS
from servanda.problems import Problem

HEAD = """\
agreement: small
title: Small
zone: Europe/Oslo
in_force: {anchor: signature}
anchors:
  signature: {planned: 2031-01-15, actual: {kind: signed}}
parties:
  upland: {name: Upland}
  lowland: {name: Lowland}
phases:
  one: {from: {day: 1}, until: {day: 42}}
  talks: {from: {report: {kind: talks-opened}}, until: {report: {kind: talks-ended}}}
"""
LEFT = "title: T, modality: achievement, bearer: upland, performed_by: {kind: left}"
GONE = "title: T, modality: achievement, bearer: upland, performed_by: {kind: gone}"
KEPT = "title: T, modality: maintenance, bearer: upland, violated_by: {kind: shot}"
COUNT = "title: T, modality: quota, bearer: upland, counted_by: {kind: came}"
PLACES = """\
places:
  bank: {parts: [ford]}
  bridge: {}
"""
STORY = """\
scenario: told
agreement: small
title: Told
hypothetical: true
reports:
"""


def rules(top: Path, provisions: dict[str, str], more: str = "") -> Path:
    """Write an agreement; its phases are used."""
    folder = top / "rules" / "small"
    folder.mkdir(parents=True)
    (folder / "agreement.yaml").write_text(HEAD + more, encoding="utf-8")
    text = "".join(f"{id}: {{{terms}}}\n" for id, terms in provisions.items())
    used = f"u: {{{KEPT}0, until: {{latest: [{{end: one}}, {{end: talks}}]}}}}\n"
    (folder / "provisions.yaml").write_text(
        text + used.replace("{kind: shot}0", "{kind: fired}"), encoding="utf-8"
    )
    return folder


def told(top: Path, *reports: str, name: str = "told") -> Path:
    """Write a scenario of that agreement."""
    path = top / "scenarios" / "small" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = STORY.replace("scenario: told", f"scenario: {name}")
    lines = "".join(f"  - {report}\n" for report in reports)
    path.write_text(text + lines, encoding="utf-8")
    return path


def codes(*paths: Path) -> list[str]:
    """Check paths and return the codes."""
    return [one.code for one in check_paths(tuple(map(str, paths)))]


@pytest.mark.parametrize(
    "provisions",
    [
        # The end may come later: by talks that start, or by what is reported.
        {
            "a": f"{KEPT}, from: {{days: 1, after: {{end: one}}}}, "
            "until: {latest: [{end: one}, {end: talks, if_any: true}]}"
        },
        {"a": f"{LEFT}, from: {{end: talks}}, due: {{day: 3}}"},
        {
            "a": f"{LEFT}, from: {{earliest: [{{day: 50}}, {{start: talks}}]}}, "
            "due: {day: 42}"
        },
        # No date is set, and none is asked for.
        {
            "a": f"{LEFT}, due: open",
            "b": f"{GONE}, due: {{days: 3, after: {{met: a}}}}",
        },
        {"a": f"{KEPT}, until: open"},
        # What may come true.
        {
            "a": f"{LEFT}, due: {{day: 4}}, from: {{status: {{b: [met, holding]}}}}",
            "b": KEPT,
        },
        {
            "a": f"{LEFT}, due: {{day: 4}}, void_if: {{status: {{b: dormant}}}}",
            "b": f"{GONE}, due: {{day: 4}}, from: {{status: {{u: breached}}}}",
        },
        # One pattern, and yet two duties.
        {
            "a": f"{LEFT}, due: {{day: 4}}",
            "b": f"{LEFT}, from: {{day: 5}}, due: {{day: 9}}",
        },
        {
            "a": f"{LEFT}, due: {{day: 4}}",
            "b": LEFT.replace("upland", "lowland") + ", due: {day: 4}",
        },
        {
            "a": f"{COUNT}, target: {{total: 3}}, due: {{day: 1}}",
            "b": f"{COUNT}, target: {{total: 7}}, due: {{day: 7}}",
        },
        # Forbidden until day 4, or only a crowd of it, or unless agreed.
        {
            "a": f"{LEFT}, due: {{day: 9}}",
            "b": KEPT.replace("shot", "left") + ", until: {day: 4}",
        },
        {
            "a": f"{LEFT}, due: {{day: 9}}",
            "b": KEPT.replace("shot", "left, at_least: 2"),
        },
        {
            "a": f"{LEFT}, due: {{day: 9}}",
            "b": KEPT.replace("shot", "left, place: bridge"),
        },
        {
            "a": f"{LEFT}, due: {{day: 9}}",
            "b": KEPT.replace("shot", "left") + ", unless: {kind: agreed}",
        },
        {
            "a": f"{LEFT}, due: {{day: 9}}",
            "b": KEPT.replace("shot", "left, by: lowland"),
        },
        {
            "a": LEFT.replace("left", "left, place: bank") + ", due: {day: 9}",
            "b": KEPT.replace("shot", "left, place: ford"),
        },
        {
            "a": LEFT.replace("left", "[left, gone]") + ", due: {day: 9}",
            "b": KEPT.replace("shot", "left"),
        },
        {
            "a": f"{LEFT}, due: {{day: 9}}",
            "b": KEPT.replace("shot", "left") + ", from: {start: talks}",
        },
        {
            "a": f"{LEFT}, due: {{days: 9, after: {{start: talks}}}}",
            "b": KEPT.replace("shot", "left") + ", until: {end: one}",
        },
        # One after the other, or nobody knows when.
        {
            "a": f"{KEPT}, from: 2031-03-01",
            "b": f"{KEPT}, from: 2031-02-01, until: 2031-02-28",
        },
        {"a": f"{KEPT}, from: {{start: talks}}", "b": f"{KEPT}, from: 2031-02-01"},
        # Conditions that go together.
        {
            "a": KEPT.replace(
                "shot", "shot, height: {one_of: [300, 600], at_least: 500}"
            )
        },
        {"a": KEPT.replace("shot", "shot, height: {one_of: [low, high], not: low}")},
        # Day 1 starts with its event, a day later is a whole day.
        {
            "a": f"{KEPT}, from: {{day: 1}}, "
            "readings: {x: {held_by: upland, from: {days: 0, after: {day: 1}}}}"
        },
        {
            "a": f"{LEFT}, due: {{latest: [{{day: 3}}, {{day: 9}}]}}, "
            "readings: {x: {held_by: upland, modality: maintenance, "
            "violated_by: {kind: shot}}}"
        },
        # A reading that may differ once the other is late.
        {
            "a": f"{LEFT}, due: {{day: 4}}, "
            "readings: {x: {held_by: upland, due: {days: 3, after: {done: b}}}}",
            "b": f"{GONE}, due: {{day: 1}}",
        },
    ],
)
def test_what_a_text_may_well_say_raises_no_question(
    provisions: dict[str, str], tmp_path: Path
) -> None:
    assert codes(rules(tmp_path, provisions, PLACES)) == []


@pytest.mark.parametrize(
    ("provisions", "code"),
    [
        ({"a": f"{LEFT}, due: {{latest: [{{day: 1}}, {{due: b}}]}}", "b": f"{GONE}, "
          "due: open"}, "never-due"),
        ({"a": f"{LEFT}, due: {{day: 9}}, from: {{status: {{b: met}}, }}", "b": KEPT},
         None),
        ({"a": f"{LEFT}, due: {{day: 9}}, from: {{status: {{b: pending}}}}", "b": KEPT},
         "never-in-force"),
        ({"a": f"{LEFT}, due: {{hours: 5, before: {{anchor: signature}}}}"},
         "due-before-start"),
        ({"a": f"{COUNT}, target: {{total: 3}}, due: {{day: 7}}",
          "b": KEPT.replace("shot", "came")}, "contradictory-duties"),
        ({"a": f"{KEPT}, until: {{end: one}}", "b": f"{KEPT}, until: {{day: 9}}"},
         "overlapping-duties"),
        ({"a": f"{LEFT}, due: {{day: 9}}, "
          "readings: {x: {held_by: upland, due: {weeks: 1, after: {day: 2}}}}"},
         "dead-reading"),
        ({"a": f"{LEFT}, due: {{day: 9}}, "
          "readings: {x: {held_by: upland, due: {days: 2, after: {due: b}}}}",
          "b": f"{GONE}, due: open"}, "never-due"),
        ({"a": LEFT.replace("left", "left, place: ford") + ", due: {day: 9}",
          "b": KEPT.replace("shot", "left, place: bank, by: upland")},
         "contradictory-duties"),
        ({"a": f"{COUNT}, target: {{total: 3}}, due: 2031-03-01, from: 2031-02-01",
          "b": KEPT.replace("shot", "came") + ", from: 2031-01-31, until: 2031-03-01"},
         "contradictory-duties"),
        ({"a": f"{KEPT}, from: 2031-02-01, until: 2031-03-01",
          "b": f"{KEPT}, from: 2031-02-20"}, "overlapping-duties"),
        ({"a": f"{KEPT}, from: 2031-02-20",
          "b": f"{KEPT}, from: 2031-02-01, until: 2031-03-01"}, "overlapping-duties"),
        ({"talks-opened": f"{LEFT}, due: {{day: 9}}",
          "talks-openend": f"{GONE}, due: {{day: 9}}"}, "near-miss"),
    ],
)  # fmt: skip
def test_what_a_reviewer_would_ask(
    provisions: dict[str, str], code: str | None, tmp_path: Path
) -> None:
    found = codes(rules(tmp_path, provisions, PLACES))
    assert found == ([] if code is None else [code])


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(world=worlds())
def test_any_agreement_can_be_reviewed(world: World) -> None:
    found = [one for review in REVIEWS for one in review(world.agreement)]
    assert {one.severity for one in found} <= {"warning"}
    assert {one.code for one in found} <= set(WARNINGS)


def test_dates_counted_from_one_another_are_followed_however_far(
    tmp_path: Path,
) -> None:
    duties = {
        f"p{n}": LEFT.replace("left", f"left-{n}")
        + f", due: {{days: 1, after: {{due: p{n - 1}}}}}"
        for n in range(1, 500)
    }
    duties["p0"] = f"{GONE}, due: open"
    assert codes(rules(tmp_path, duties)) == ["never-due"] * 499


def test_an_agreement_with_an_error_is_not_reviewed(tmp_path: Path) -> None:
    folder = rules(tmp_path, {"a": f"{LEFT}, due: {{end: on}}"}, "texts: {t: {}}\n")
    assert set(codes(folder)) == {"unknown-phase", "missing-key"}


def test_a_scenario_alone_does_not_have_its_agreement_reviewed(tmp_path: Path) -> None:
    folder = rules(tmp_path, {}, "themes: {aid: {title: Aid}}\n")
    story = told(tmp_path, "{id: a, date: 2031-01-15, source: upland, kind: signed}")
    assert codes(story) == []
    assert codes(folder, story) == ["unused-theme"]


MONITORS = f"""\
sources:
  mission: {{tier: independent}}
  courier: {{tier: press}}
{PLACES}"""
SIGNED = "{id: a, date: 2031-01-15, source: mission, kind: signed, place: ford}"


def test_sources_and_places_are_judged_by_all_scenarios_together(
    tmp_path: Path,
) -> None:
    folder = rules(tmp_path, {}, MONITORS)
    first = told(tmp_path, SIGNED)
    assert codes(folder, first) == ["unused-source", "unused-place"]
    second = told(
        tmp_path,
        "{id: b, date: 2031-01-16, source: courier, kind: fired, place: bridge}",
        name="further",
    )
    assert codes(folder, first) == []
    assert codes(folder, first, second) == []


def test_a_value_that_hardly_differs_from_one_asked_for(tmp_path: Path) -> None:
    terms = LEFT.replace("left", "left, route: [coastal, inland]")
    folder = rules(tmp_path, {"a": f"{terms}, due: {{day: 9}}"})
    story = told(
        tmp_path,
        "{id: a, date: 2031-01-15, source: upland, kind: left, route: costal}",
        "{id: b, date: 2031-01-15, source: upland, kind: left, route: upper}",
        "{id: c, date: 2031-01-15, source: upland, kind: left, route: inland}",
    )
    (found,) = check_paths((str(folder), str(story)))
    assert (found.code, found.line, found.file) == ("near-miss", 6, str(story))
    assert found.hint == "if one thing is meant, write route: coastal"


def test_names_that_join_reports_are_compared_with_one_another(tmp_path: Path) -> None:
    folder = rules(tmp_path, {}, "same: [kind, convoy]\n")
    told_of = "{id: %s, date: 2031-01-15, source: upland, kind: fired, %s}"
    story = told(
        tmp_path,
        told_of % ("a", "convoy: northern"),
        told_of % ("b", "convoy: norhtern"),
        told_of % ("c", "occurrence: strike-18-march"),
        told_of % ("d", "occurrence: strike-18-marhc"),
        told_of % ("e", "occurrence: strike-19-march"),
    )
    found = check_paths((str(folder), str(story)))
    assert [(one.code, one.line) for one in found] == [
        ("near-miss", 7),
        ("near-miss", 9),
    ]


@pytest.mark.parametrize(
    ("words", "pairs"),
    [
        (("talks-opened", "talks-open"), []),
        (("talks-opened", "talk-opened"), [("talks-opened", "talk-opened")]),
        (("second", "secnod"), [("second", "secnod")]),
        (("phase-1", "phase-2", "phase-12"), []),
        (("zone-east", "zone-west", "zone-a", "zone-b"), []),
        (("men", "man", "one"), []),
        (("phase-one", "phaseone"), [("phase-one", "phaseone")]),
        (("withdrawal", "withdrawals"), [("withdrawal", "withdrawals")]),
    ],
)
def test_near_misses(words: tuple[str, ...], pairs: list[tuple[str, str]]) -> None:
    assert list(near(words)) == pairs


UNUSED = "{id: a, date: 2031-01-15, source: upland, kind: %s}"


def test_a_scenario_silences_by_a_comment_and_status_keeps_to_it(
    tmp_path: Path,
) -> None:
    rules(tmp_path, {})
    story = told(tmp_path, UNUSED % "sung", UNUSED.replace("a,", "b,") % "said")
    outcome = load(str(story))
    assert [one.code for one in outcome.problems] == ["unused-kind"] * 2
    text = story.read_text("utf-8")
    story.write_text(
        text.replace("sung}", "sung}  # servanda: ignore[unused-kind] a song"),
        encoding="utf-8",
    )
    assert codes(story) == ["unused-kind"]
    assert len(api.load(story).warnings) == 1


def test_a_comment_where_a_table_is_named_silences_the_table(tmp_path: Path) -> None:
    rules(tmp_path, {})
    story = told(tmp_path, UNUSED % "signed")
    line = '{"id": "%s", "date": "2031-01-15", "source": "upland", "kind": "sung"}\n'
    (story.parent / "more.jsonl").write_text(line % "b" + line % "c", "utf-8")
    named = "reports_from:\n  - more.jsonl"
    text = story.read_text("utf-8")
    story.write_text(f"{text}{named}\n", encoding="utf-8")
    assert codes(story) == ["unused-kind"] * 2
    story.write_text(f"{text}{named}  # servanda: ignore[unused-kind]\n", "utf-8")
    assert codes(story) == []


def test_comments_are_judged_where_they_were_asked_to_be(tmp_path: Path) -> None:
    """Neither beside an error, nor of what was only included, nor asked of none."""
    more = "themes: {aid: {title: Aid}}  # servanda: ignore[no-count, unused-theme]\n"
    folder = rules(tmp_path, {}, more + MONITORS.replace(
        "courier: {tier: press}",
        "courier: {tier: press}  # servanda: ignore[unused-source]",
    ))  # fmt: skip
    story = told(tmp_path, SIGNED)
    assert codes(story) == []
    assert codes(folder) == ["unused-ignore"]
    assert codes(folder, story) == ["unused-ignore", "unused-place"]
    broken = told(tmp_path, "{id: a}", name="broken")
    assert "unused-ignore" not in codes(folder, story, broken)


def test_an_error_is_never_silenced(tmp_path: Path) -> None:
    terms = f"{LEFT}, due: {{end: on}}"
    folder = rules(tmp_path, {"a": terms})
    path = folder / "provisions.yaml"
    text = path.read_text("utf-8").replace(
        "}\nu:", "}  # servanda: ignore[unknown-phase]\nu:"
    )
    path.write_text(text, encoding="utf-8")
    (found,) = check_paths((str(folder),))
    assert isinstance(found, Problem)
    assert (found.code, found.severity) == ("unknown-phase", "error")

"""Coverage: which scenarios move a provision, and what none of them tries."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import servanda
from servanda import cli
from servanda.errors import InputError, NotFoundError

LAKESIDE = Path(__file__).parent / "lakeside"
AGREEMENT = """\
agreement: small
title: Small
zone: Europe/Oslo
in_force: {anchor: signature}
anchors: {signature: {actual: {kind: signed}}}
parties:
  upland: {name: Upland}
"""
PROVISIONS = """\
left:
  {title: Left, modality: achievement, bearer: upland, due: 2031-01-20,
   performed_by: {kind: [left, gone]}}
kept:
  {title: Kept, modality: maintenance, bearer: upland, violated_by: {kind: shot},
   observed: {kind: patrol}}
later:
  {title: Later, modality: achievement, bearer: upland,
   due: {days: 9, after: {met: left}}, from: {report: {kind: asked}},
   performed_by: {kind: paid}}
"""
SIGNED = "{id: z, date: 2031-01-15, source: upland, kind: signed}"
STORIES = {
    "on-time": "{id: a, date: 2031-01-18, source: upland, kind: left}",
    "too-late": "{id: a, date: 2031-01-25, source: upland, kind: left}",
    "silent": "{id: a, date: 2031-01-16, source: upland, kind: patrol}",
}


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Write an agreement and its scenarios."""
    folder = tmp_path / "rules" / "small"
    folder.mkdir(parents=True)
    (folder / "agreement.yaml").write_text(AGREEMENT, encoding="utf-8")
    (folder / "provisions.yaml").write_text(PROVISIONS, encoding="utf-8")
    stories = tmp_path / "scenarios" / "small"
    stories.mkdir(parents=True)
    for name, report in STORIES.items():
        text = (
            f"scenario: {name}\nagreement: small\ntitle: T\nhypothetical: true\n"
            f"reports:\n  - {SIGNED}\n  - {report}\n"
        )
        (stories / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_what_is_moved_by_which_scenario(rules: Path) -> None:
    found = servanda.coverage(rules)
    assert found.scenarios == ("on-time", "silent", "too-late")
    left, kept, later = found.provisions
    assert left.scenarios == ("on-time", "too-late")
    assert left.statuses == ("pending", "met", "breached")
    assert left.unreported == ("gone",)
    assert (kept.scenarios, kept.unreported) == ((), ("shot",))
    assert (later.scenarios, later.unreported) == ((), ("asked", "paid"))
    assert found.unmoved == ("kept", "later")
    assert found.unreported == ("gone", "shot", "asked", "paid")


def test_only_the_scenarios_given(rules: Path) -> None:
    stories = rules.parents[1] / "scenarios" / "small"
    found = servanda.coverage(rules, [stories / "silent.yaml", LAKESIDE])
    assert found.scenarios == ("silent",)
    assert found.unmoved == ("left", "kept", "later")


def test_what_is_no_agreement_or_has_no_scenario(rules: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="is no agreement") as found:
        servanda.coverage("gaza-2052")
    assert found.value.hint == 'did you mean "gaza-2025"?'
    with pytest.raises(NotFoundError, match="no scenario of small"):
        servanda.coverage(rules, [LAKESIDE])
    (tmp_path / "scenarios" / "small" / "silent.yaml").write_text("a: [", "utf-8")
    with pytest.raises(InputError):
        servanda.coverage(rules)


def test_every_format_tells_the_same(
    rules: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def shown(format: str) -> str:
        with pytest.raises(SystemExit) as left:
            cli.main(("coverage", str(rules), "--format", format))
        assert left.value.code == 0
        return capsys.readouterr().out

    found = json.loads(shown("json"))
    assert found["unmoved"] == ["kept", "later"]
    assert found["provisions"][0]["statuses"][-1] == "breached"
    assert shown("csv").splitlines()[1] == (
        "left,Left,,on-time;too-late,pending;met;breached,gone"
    )
    assert "1 of 3 provisions moved by 3 scenarios; 4 kinds never" in shown("text")
    row = "| `kept` | none | ● holding | `shot` |"
    assert row in shown("md")


def test_a_narrow_page_puts_it_below(
    rules: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    with pytest.raises(SystemExit):
        cli.main(("coverage", str(rules)))
    shown = capsys.readouterr().out.splitlines()
    start = shown.index("left")
    assert shown[start : start + 4] == [
        "left",
        "never reported: gone",
        "  on-time",
        "  too-late",
    ]

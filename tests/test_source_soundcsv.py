"""Tables read column by column: the same reports and problems as row by row."""

from __future__ import annotations

from pathlib import Path

import pytest

from servanda.check import load
from servanda.problems import render
from servanda.scenario import Report
from servanda.source import csvtable, soundcsv

RULES = Path(__file__).parent / "bad" / "rules"
HEAD = "id,date,source,kind,place,batch,cite.outlet,note\n"
ROWS = [
    f"r{n},2025-02-{n % 3 + 1:02},{('monitor', 'agency')[n % 2]},"
    f"withdrawal-completed,{('east', '')[n % 5 == 0]},{('', f'b{n}')[n % 4 > 0]},AFP,"
    for n in range(30)
]
SOUND = HEAD + "".join(f"{row}\n" for row in ROWS)
GOOD = {
    "plain": SOUND,
    "no last line end": SOUND.rstrip("\n"),
    "other line ends": SOUND.replace("\n", "\r\n"),
    "a byte order mark": "\ufeff" + SOUND,
    "blanks around cells": SOUND.replace(",", " ,\t"),
    "quoted cells": SOUND.replace("monitor", '"monitor"').replace(
        "AFP", '"A ""F"", P"'
    ),
    "only a header": HEAD,
    "with counts": SOUND.replace("note", "count").replace("AFP,", "AFP,3"),
    "no own attributes": SOUND.replace("batch", "via"),
}
DOUBTFUL = {
    "an id twice": f"{SOUND}{ROWS[3]}\n",
    "no id": f"{SOUND} {ROWS[3][2:]}\n",
    "a long id": f"{SOUND}{'i' * 201}{ROWS[3][2:]}\n",
    "a cell too few": f"{SOUND}x,2025-02-01,monitor\n",
    "an empty row": f"{SOUND}\n,,,,,,,\n",
    "a row of two lines": f'{SOUND}x,2025-02-01,monitor,shooting,,,AFP,"a\nb"\n',
    "no such day": SOUND.replace("2025-02-03", "2025-02-30"),
    "no such source": SOUND.replace("agency", "agnecy"),
    "no such kind": SOUND.replace("withdrawal-completed", "withdrawl"),
    "no such place": SOUND.replace("east", "eats"),
    "no such attribute": SOUND.replace("batch", "bacth"),
    "no such column": SOUND.replace("cite.outlet", "cite.outlte"),
    "no cite": SOUND.replace("AFP", ""),
    "no number to count": SOUND.replace("withdrawal-completed", "trucks-entered"),
    "a control character": f"{SOUND}x,2025-02-01,monitor,shooting,,,AFP,\x01\n",
    "no UTF-8": f"{SOUND}x,2025-02-01,monitor,shooting,,,AFP,caf\udce9\n",
    "an open quote": f'{SOUND}x,2025-02-01,monitor,shooting,,,AFP,"a\n',
    "a link": SOUND.replace("note", "of").replace("AFP,", "AFP,r1"),
    "a position": SOUND.replace("note", "position"),
    "nothing": "",
    "an attribute in few rows": SOUND.replace("batch", "bacth").replace(",b", ",")
    + "x,2025-02-01,monitor,shooting,,b1,AFP,\n",
}


def found(folder: Path, table: str) -> tuple[list[str], tuple[Report, ...]]:
    """Load a story with a table: its problems, and its reports with their places."""
    (folder / "r.csv").write_bytes(table.encode("utf-8", "surrogateescape"))
    story = folder / "told.yaml"
    story.write_text(
        "scenario: told\nagreement: small\ntitle: T\nreports_from: r.csv\n"
    )
    outcome = load(str(story), RULES)
    told = () if outcome.value is None else outcome.value.reports
    reports = tuple(sorted(told, key=lambda report: report.id))
    return [render(one) for one in outcome.problems], reports


@pytest.mark.parametrize(
    "table", [*GOOD.values(), *DOUBTFUL.values()], ids=[*GOOD, *DOUBTFUL]
)
def test_read_by_columns_or_rows_it_says_the_same(
    table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_columns = found(tmp_path, table)

    def doubt(*_: object) -> None:
        raise soundcsv.DoubtError

    monkeypatch.setattr(csvtable, "read_sound", doubt)
    assert by_columns == found(tmp_path, table)


@pytest.mark.parametrize("table", GOOD.values(), ids=GOOD)
def test_a_sound_table_is_read_by_columns(
    table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soundcsv, "CHUNK", 300)
    monkeypatch.setattr(csvtable, "_take", None)
    problems, reports = found(tmp_path, table)
    assert len(reports) == (30 if "r29" in table else 0)
    assert all("error" not in one for one in problems)

"""Tables read column by column: the same reports and problems as row by row."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
ALWAYS = frozenset({"id", "date", "source", "kind", "cite.outlet"})
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
    "a line too long": f"{SOUND}{ROWS[1].replace('r1', 'x')}{'n' * 1_000_001}\n",
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


def by_rows(folder: Path, table: str) -> tuple[list[str], tuple[Report, ...]]:
    """Load a story with a table that is read row by row."""

    def doubt(*_: object) -> None:
        raise soundcsv.DoubtError

    with pytest.MonkeyPatch.context() as slow:
        slow.setattr(csvtable, "read_sound", doubt)
        return found(folder, table)


@pytest.mark.parametrize(
    "table", [*GOOD.values(), *DOUBTFUL.values()], ids=[*GOOD, *DOUBTFUL]
)
def test_read_by_columns_or_rows_it_says_the_same(table: str, tmp_path: Path) -> None:
    assert found(tmp_path, table) == by_rows(tmp_path, table)


CELLS = {
    "id": [f"r{n}" for n in range(12)] + ["", '"r1"', "r 1", " r2"],
    "date": ["2025-02-01", "2025-02-02", "2025-02-02T10:00Z", "2025-02", "", "2025-13"],
    "reported": ["", "", "2025-02-03", "2025-01-01"],
    "source": ["monitor", "agency", "agency", "agnecy"],
    "kind": ["withdrawal-completed", "shooting", "", "trucks-entered"],
    "place": ["east", "west", "", '"east"'],
    "batch": ["", "b1", "b2", '"b ""3"""', "b4, b5", "b\u2028,6", "b\x857"],
    "count": ["", "", "3", "many"],
    "cite.outlet": ["AFP", "AFP", ""],
    "cite.date": ["2025-02-02", "2025-02", "", "2025-02-31"],
    "says": ["", "", "denied"],
}
ENDS = ["\n", "\r\n", "\n\n", "\r"]


@settings(
    max_examples=400,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(number=st.integers(0, 1 << 32))
def test_whatever_stands_in_it_it_is_read_alike(number: int, tmp_path: Path) -> None:
    random = Random(number)
    # Most cells are the first of their column, or most tables would be doubtful.
    doubt = random.choice([0.0, 0.0, 0.02, 0.2])
    names = [name for name in CELLS if name in ALWAYS or random.random() < 0.6]
    lines = [",".join(names)]
    for row in range(random.randrange(12)):
        cells = [
            random.choice(CELLS[name])
            if random.random() < doubt
            else f"r{row}"
            if name == "id"
            else random.choice(CELLS[name][:2])
            for name in names
        ]
        lines.append(",".join(cells))
    end = random.choice(ENDS) if random.random() < doubt else "\n"
    table = end.join(lines) + random.choice(["", "\n"])
    assert found(tmp_path, table) == by_rows(tmp_path, table)


@pytest.mark.parametrize("table", GOOD.values(), ids=GOOD)
def test_a_sound_table_is_read_by_columns(
    table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soundcsv, "CHUNK", 300)
    monkeypatch.setattr(csvtable, "_take", None)
    problems, reports = found(tmp_path, table)
    assert len(reports) == (30 if "r29" in table else 0)
    assert all("error" not in one for one in problems)

"""Where a provision split by bearer and place stands: rows, columns, cells."""

from __future__ import annotations

from tests import accord

from servanda.explanation import explanation
from servanda.matrix import Matrix, matrix
from servanda.render.look import Look
from servanda.render.markdown import answers as markdown
from servanda.render.text import Pages
from servanda.report import status_report

SPLIT = accord.keep(
    "each: {place: [hill, valley], bearer: all}, until: 2025-03-20", "[north, south]"
)
HARM = "a 3 watch kind=harm by=north place=hill\nb 4 east kind=harm by=south place=mill"


def found(provisions: str = SPLIT, lines: str = HARM) -> Matrix | None:
    """Lay out where the instances of `p` stand on the twelfth."""
    return matrix(accord.Asked(provisions, lines).question("12"), "p")


def test_bearers_stand_in_rows_and_places_in_columns() -> None:
    assert found() == Matrix(
        "bearer",
        "place",
        ("North", "South"),
        ("Hill", "Valley"),
        (("breached", "holding"), ("holding", "disputed")),
    )


def test_what_names_no_bearer_has_a_row_of_its_own() -> None:
    shown = found(lines="a 3 watch kind=harm place=hill")
    assert shown is not None
    assert shown.rows == ("North", "South", "unattributed")
    assert shown.cells[2] == ("breached", None)


def test_two_keys_other_than_these_make_one_too() -> None:
    shown = found(accord.achieve("due: open, each: {unit: [one, two], place: [hill]}"))
    assert shown is not None
    assert (shown.down, shown.across) == ("unit", "place")


def test_what_is_split_otherwise_has_none() -> None:
    assert found(accord.keep()) is None
    assert found(accord.keep("each: {place: [hill, valley]}")) is None
    each_way = "each: [{bearer: all}, {place: [hill]}]"
    assert found(accord.keep(each_way, "[north, south]")) is None


def test_it_is_shown_in_words_and_marks() -> None:
    question = accord.Asked(SPLIT, HARM).question("12")
    why, status = explanation(question, "p"), status_report(question)
    told = Pages(Look(plain=True)).why(why)
    assert "By bearer and place" in told
    assert "North   x breached       * holding" in told
    assert "| North | ✗ breached | ● holding |" in markdown.why(why)
    line = "North: Hill ✗ breached · Valley ● holding"
    assert line in Pages(Look(width=160)).status(status)
    assert line in markdown.status(status)


def test_where_columns_do_not_fit_there_are_several_tables() -> None:
    places = ", ".join(f"site-{number}" for number in range(1, 8))
    split = accord.keep(f"each: {{bearer: all, place: [{places}]}}", "[north, south]")
    why = explanation(accord.Asked(split).question("12"), "p")
    told = Pages(Look(width=80)).why(why).split("What would change")[0]
    shown = told[told.index("By bearer and place") :]
    assert max(map(len, shown.splitlines())) <= 80
    assert shown.count("North") == 3

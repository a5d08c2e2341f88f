"""Where the instances of a provision stand, split two ways: by bearer and by place."""

from typing import NamedTuple

from servanda.question import Question

ACROSS = 2


class Matrix(NamedTuple):
    """A status for each pair of values of two keys; None where there is no instance."""

    down: str
    across: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[str | None, ...], ...]


def matrix(question: Question, provision: str) -> Matrix | None:
    """Lay the instances of `each: {bearer, place}` out; None where it has no such."""
    docket, as_of = question.docket, question.as_of
    terms = docket.terms(provision, as_of)
    if terms.every is not None or terms.for_each is not None or len(terms.each) != 1:
        return None
    names = sorted(terms.each[0], key=lambda name: name != "bearer")
    if len(names) != ACROSS:
        return None
    down, across = names
    found: dict[tuple[str, ...], str] = {}
    for alike in docket.alike(provision, docket.strand(provision, as_of), as_of):
        for kin in alike.kin:
            own = dict(kin.model.key or ())
            found[own[down], own[across]] = alike.step.status
    rows = tuple(dict.fromkeys(row for row, _ in found))
    columns = tuple(dict.fromkeys(column for _, column in found))
    return Matrix(
        down,
        across,
        tuple(question.names.value(down, row) for row in rows),
        tuple(question.names.value(across, column) for column in columns),
        tuple(tuple(found.get((row, column)) for column in columns) for row in rows),
    )

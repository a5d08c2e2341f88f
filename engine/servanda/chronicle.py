"""A replay as data: the changes of status in order, each with its cause."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from servanda.question import Head, Question
from servanda.reasons import BY_WORDS, Reason, brief
from servanda.standing import Transition

STARTS = frozenset({"window", "condition"})
UNSTARTED = frozenset({None, "not-in-force", "dormant"})


class Event(NamedTuple):
    """One change of status; `at` is when it became knowable. Times are ISO texts."""

    at: str
    effective: str
    provision: str
    title: str
    instance: Mapping[str, str] | None
    instance_name: str
    before: str | None
    after: str
    ground: str
    rule: str
    reasons: tuple[Reason, ...]
    made_by: tuple[Reason, ...] = ()

    @property
    def cause(self) -> tuple[Reason, ...]:
        """Choose what brought the change about: an act, a word, a date, or a start."""
        if self.made_by and self.after not in BY_WORDS:
            return self.made_by
        deeper = (
            p for one in self.reasons if one.kind == "instance" for p in one.parts
        )
        told = (*self.reasons, *deeper)
        starts = tuple(one for one in told if one.kind in STARTS)
        started = self.after in {"pending", "holding"} and self.before in UNSTARTED
        if started and starts:
            return starts[:1]
        return (*self.made_by, *brief(self.after, self.ground, self.reasons))


class Chronicle(NamedTuple):
    """The story of a scenario, as it became known or (with hindsight) as it was."""

    head: Head
    hindsight: bool
    transitions: tuple[Event, ...]


def chronicle(
    question: Question, transitions: Iterable[Transition], *, hindsight: bool = False
) -> Chronicle:
    """Name what each transition is about and rests on."""
    events = tuple(_event(question, transition) for transition in transitions)
    return Chronicle(question.head, hindsight, events)


def _event(question: Question, transition: Transition) -> Event:
    names = question.names
    return Event(
        at=question.calendar.instant_text(transition.at),
        effective=question.calendar.instant_text(transition.effective),
        provision=transition.provision,
        title=names.provision(transition.provision),
        instance=dict(transition.instance) if transition.instance else None,
        instance_name=names.key(transition.instance),
        before=transition.before,
        after=transition.after,
        ground=transition.ground,
        rule=transition.rule,
        reasons=question.reasons.of(transition.premises),
        made_by=question.reasons.of(transition.made_by),
    )

"""Answers about input files: what there is, what was checked, what was tested."""

from dataclasses import dataclass

from servanda.expect import Failure
from servanda.problems import Problem, Spot


@dataclass(frozen=True, slots=True)
class Named:
    """An agreement or a scenario that a command can be given."""

    name: str
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The agreements and scenarios there are, and the what-ifs planned of these."""

    agreements: tuple[Named, ...]
    scenarios: tuple[Named, ...]
    plans: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """How much was read, and every problem found."""

    agreements: int
    scenarios: int
    problems: tuple[Problem, ...]
    plans: int = 0
    sweeps: int = 0

    @property
    def errors(self) -> int:
        """Count the errors."""
        return sum(problem.severity == "error" for problem in self.problems)

    @property
    def warnings(self) -> int:
        """Count the warnings."""
        return len(self.problems) - self.errors


@dataclass(frozen=True, slots=True)
class Misplaced:
    """An expectation that does not hold, and where it is written."""

    spot: Spot
    failure: Failure


@dataclass(frozen=True, slots=True)
class Tested:
    """One scenario's expectations; `unreadable` where it has errors."""

    name: str
    path: str
    expectations: int
    failed: tuple[Misplaced, ...] = ()
    problems: tuple[Problem, ...] = ()
    unreadable: bool = False

    @property
    def held(self) -> int:
        """Count the expectations that hold."""
        return self.expectations - len({one.failure.index for one in self.failed})


@dataclass(frozen=True, slots=True)
class TestRun:
    """The expectations of several scenarios."""

    __test__ = False  # not a test for pytest

    scenarios: tuple[Tested, ...]

    @property
    def passed(self) -> bool:
        """Tell whether every scenario could be read and stands as it expects."""
        return not any(one.failed or one.unreadable for one in self.scenarios)

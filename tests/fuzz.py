"""Compare engine and oracle on fresh random worlds: `python -m tests.fuzz --seconds N`.

Prints a shrunk world in which they part, and ends with 1; with 0 if none was found.
"""

import argparse
import sys
import time

from hypothesis import HealthCheck, given, seed, settings
from hypothesis.errors import HypothesisException
from tests.generators import World, worlds
from tests.test_against_oracle import differences

from servanda.inference import Inference
from servanda.ruleset import RULES
from servanda.situation import FIELDS

BATCH = 200


class PartError(AssertionError):
    """Engine and oracle part."""


def one_batch(number: int, inference: Inference) -> None:
    """Draw some worlds from a seed; raise on the plainest in which they part."""

    @seed(number)
    @settings(
        max_examples=BATCH,
        deadline=None,
        database=None,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(worlds())
    def agrees(world: World) -> None:
        found = next(differences(world, inference), None)
        if found:
            raise PartError(found)

    agrees()


def main() -> int:
    """Run batches until the time is over or a difference is found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 2**32)
    chosen = parser.parse_args()
    end = time.monotonic() + chosen.seconds
    number = chosen.seed
    with Inference(RULES, FIELDS) as inference:
        while time.monotonic() < end:
            try:
                one_batch(number, inference)
            except (PartError, HypothesisException) as found:
                print(f"seed {number}: {found}")
                print("\n".join(getattr(found, "__notes__", ())))
                return 1
            number += 1
    drawn = (number - chosen.seed) * BATCH
    print(f"{drawn} worlds from seed {chosen.seed} on, no difference")
    return 0


if __name__ == "__main__":
    sys.exit(main())

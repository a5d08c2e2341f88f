"""ISO 8601 durations: civil days apart from exact time."""

from servanda.standing import Late

ON_TIME = "P0D"


def of_days(days: int) -> str:
    """Write a number of civil days."""
    return f"P{days}D"


def of_seconds(seconds: int) -> str:
    """Write exact time in hours, minutes and seconds, never in days."""
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    parts = ((hours, "H"), (minutes, "M"), (rest, "S"))
    written = "".join(f"{number}{letter}" for number, letter in parts if number)
    return f"PT{written}" if written else ON_TIME


def of_late(late: Late) -> str:
    """Write by how much something came late."""
    return of_seconds(late.seconds or 0) if late.days is None else of_days(late.days)

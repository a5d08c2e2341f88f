"""How wide, how coloured and in which characters text can be shown."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import RenderableType

NARROWEST = 40
USED = "✓●○◌‖✗∅·…–→×├└│─“”≥"
_PLAIN = str.maketrans("✓●○◌‖✗∅·…–—→×├└│─“”‘’≥", "+*o.=x--~-->x|`|-\"\"''>")


@dataclass(frozen=True, slots=True)
class Look:
    """What the place that text goes to can show."""

    width: int = 80
    colour: bool = False
    plain: bool = False

    @property
    def wide(self) -> bool:
        """Tell whether a table with every column fits."""
        return self.width >= 110

    @property
    def narrow(self) -> bool:
        """Tell whether a table is too much, and rows are stacked instead."""
        return self.width < 64


def look_of(stream: TextIO, environ: Mapping[str, str]) -> Look:
    """See what a stream can show; no colour unless it is a terminal that wants it."""
    terminal = stream.isatty()
    wanted = not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
    return Look(
        width=max(NARROWEST, shutil.get_terminal_size((80, 24)).columns),
        colour=terminal and wanted,
        plain=not _shows(stream.encoding or "ascii"),
    )


def _shows(encoding: str) -> bool:
    try:
        USED.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def paint(shown: "RenderableType", look: Look) -> str:
    """Lay a rich renderable out as text, without trailing blanks."""
    from rich.console import Console

    file = StringIO()
    Console(
        file=file,
        width=look.width,
        force_terminal=look.colour,
        force_jupyter=False,
        no_color=not look.colour,
        color_system="auto" if look.colour else None,
        legacy_windows=False,
        highlight=False,
        emoji=False,
        markup=False,
    ).print(shown)
    text = "".join(f"{line.rstrip()}\n" for line in file.getvalue().split("\n")[:-1])
    return text.translate(_PLAIN) if look.plain else text

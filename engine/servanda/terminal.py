"""A replay in the terminal, one moment at a time: a Textual application.

Every status has its mark and its word, the chosen line an arrow: nothing is said by
colour alone.
"""

from collections.abc import Callable
from typing import ClassVar

from rich.console import Group, RenderableType
from rich.text import Text
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from servanda.errors import QuestionError
from servanda.problems import visible
from servanda.render import words
from servanda.render.look import Look
from servanda.render.text import parts
from servanda.render.text.status import counted
from servanda.render.text.why import told
from servanda.stepping import Place, Sight, Stands, Walk

KEYS = "←→ event  [ ] day  g go  k known by  ↑↓ choose  c new  w why  ? help  q quit"
STATUS_WIDTH = 10
HELP = (
    ("→ or n", "the next instant at which anything is reported or changes"),
    ("← or p", "the one before"),
    ("] and [", "the end of the next day, of the day before"),
    ("home, end", "the first event, the end of the day of the last report"),
    ("g", "go to a date: 2025-03-01 or 2025-03-01T14:00"),
    ("k", "by what was known then, or by all that is known"),
    ("b", "by what was known at a date"),
    ("↑ ↓, tab", "choose a provision; go to the next pane, and move in it"),
    ("c", "choose the next provision that has just changed"),
    ("w or enter", "why, as large as the screen; again to go back"),
    ("r", "the reports, as large as the screen; again to go back"),
    ("q", "leave"),
)


class Asking(ModalScreen[int | None]):
    """Asks for a date until it can be read; escape gives none."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def __init__(self, what: str, read: Callable[[str], int]) -> None:
        super().__init__()
        self._what = what
        self._read = read

    def compose(self) -> ComposeResult:
        """Put the question, a line to answer in and a line for what is wrong."""
        with Vertical(id="asking"):
            yield Static(parts.plain(self._what))
            yield Input(placeholder="2025-03-01 or 2025-03-01T14:00")
            yield Static("", id="wrong")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the date, or say why it cannot be read."""
        try:
            self.dismiss(self._read(event.value.strip()))
        except QuestionError as error:
            said = "; ".join(part for part in (error.message, error.hint) if part)
            self.query_one("#wrong", Static).update(parts.plain(said))

    def action_leave(self) -> None:
        """Ask no longer."""
        self.dismiss(None)


class Helping(ModalScreen[None]):
    """Shows the keys, and what the marks stand for."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def compose(self) -> ComposeResult:
        """List keys and marks."""
        lines = [parts.plain(f"{key:<12} {text}") for key, text in HELP]
        marks = (parts.status(word, self._look) for word in words.SIGNS)
        with Vertical(id="helping"):
            yield Static(Group(*lines, Text(), Text("  ").join(marks)))

    def on_key(self, event: events.Key) -> None:
        """Go back with any key."""
        event.stop()
        self.dismiss()


class Stepping(Screen[None]):
    """Where all stands at a place: provisions, reports, and why."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,n", "forward", priority=True),
        Binding("left,p", "back", priority=True),
        Binding("right_square_bracket", "day(1)", priority=True),
        Binding("left_square_bracket", "day(-1)", priority=True),
        Binding("home", "first", priority=True),
        Binding("end", "last", priority=True),
        Binding("g", "go"),
        Binding("k", "clock"),
        Binding("b", "known"),
        Binding("c", "changed"),
        Binding("w", "widen('why')"),
        Binding("r", "widen('reports')"),
        Binding("question_mark,h", "help"),
        Binding("q", "app.quit"),
    ]

    def __init__(self, walk: Walk, place: Place, look: Look) -> None:
        super().__init__()
        self._walk = walk
        self._place = place
        self._look = look
        self._rows: tuple[Stands, ...] = ()
        self._chosen = 0

    def compose(self) -> ComposeResult:
        """Lay out the head, the panes and the line of keys."""
        yield Static(id="head")
        with Horizontal(id="panes"):
            yield OptionList(id="provisions", markup=False)
            with Vertical(id="right"):
                with VerticalScroll(id="reports"):
                    yield Static(id="heard")
                with VerticalScroll(id="why"):
                    yield Static(id="because")
        yield Static(parts.plain(KEYS), id="keys")

    def on_mount(self) -> None:
        """Name the panes and look around."""
        self.query_one("#provisions").border_title = "Provisions"
        self.query_one("#reports").border_title = "Reports, the last first"
        self.query_one("#why").border_title = "Why"
        self.query_one("#provisions").focus()
        self._look_around()

    # -- showing ----------------------------------------------------------------------

    def _look_around(self) -> None:
        """Show what is seen from the place one has come to."""
        sight = self._walk.sight(self._place)
        chosen = self._rows[self._chosen].id if self._rows else ""
        self._rows = sight.provisions
        ids = [row.id for row in self._rows]
        self._chosen = ids.index(chosen) if chosen in ids else 0
        self.query_one("#head", Static).update(self._head(sight))
        self.query_one("#heard", Static).update(_heard(sight))
        self.query_one("#reports").scroll_home(animate=False)
        self._list()
        self._explain()

    def _head(self, sight: Sight) -> RenderableType:
        head = sight.head
        title = parts.plain(head.scenario_title, parts.BOLD)
        if head.hypothetical:
            title.append(" (hypothetical)")
        known = "as was known then"
        if self._place.known_by is not None:
            known = f"as known by {words.end(head.known_by)}"
            known += " (projected)" if head.projected else ""
        clocks = parts.plain(f"As of {words.end(head.as_of)}, {known}")
        moved = sum(row.new for row in self._rows)
        clocks.append(f"  {words.count(moved, 'change')}" if moved else "", parts.DIM)
        lines = (title, clocks, counted(sight.counts, self._look)["Flags"])
        for line in lines:
            line.no_wrap, line.overflow = True, "ellipsis"
        return Group(*lines)

    def _list(self) -> None:
        shown = self.query_one("#provisions", OptionList)
        with self.prevent(OptionList.OptionHighlighted):
            shown.clear_options()
            shown.add_options(
                Option(self._prompt(index), id=row.id)
                for index, row in enumerate(self._rows)
            )
            shown.highlighted = self._chosen if self._rows else None

    def _prompt(self, index: int) -> Text:
        row = self._rows[index]
        status = parts.status(row.status, self._look)
        status.pad_right(STATUS_WIDTH - len(status))
        chosen = index == self._chosen
        # On the chosen line, which is shown in reverse, no colour of its own is read.
        line = Text(">" if chosen else " ").append(status.plain if chosen else status)
        line.append(" new: " if row.new else " ")
        return line.append(visible(row.title))

    def _explain(self) -> None:
        because: RenderableType = Text("This scenario tracks no provision.")
        if self._rows:
            found = self._walk.why(self._place, self._rows[self._chosen].id)
            because = Group(*told(found, self._look))
        self.query_one("#because", Static).update(because)
        self.query_one("#why").scroll_home(animate=False)

    def on_option_list_option_highlighted(
        self, event: OptionList.OptionHighlighted
    ) -> None:
        """Explain the provision that is chosen."""
        before, self._chosen = self._chosen, event.option_index
        if before != self._chosen:
            for index in (before, self._chosen):
                prompt = self._prompt(index)
                event.option_list.replace_option_prompt_at_index(index, prompt)
            self._explain()

    def on_option_list_option_selected(self) -> None:
        """Show why as wide as the screen."""
        self.action_widen("why")

    # -- moving -----------------------------------------------------------------------

    def _move(self, place: Place) -> None:
        if place == self._place:
            self.notify("nothing further is known to happen", timeout=2)
            return
        self._place = place
        self._look_around()

    def action_forward(self) -> None:
        """Go to the next event."""
        self._move(self._walk.forward(self._place))

    def action_back(self) -> None:
        """Go to the event before."""
        self._move(self._walk.back(self._place))

    def action_day(self, days: int) -> None:
        """Go to the end of a day so many days from here."""
        self._move(self._walk.day(self._place, days))

    def action_first(self) -> None:
        """Go to the first event."""
        self._move(self._walk.first(self._place))

    def action_last(self) -> None:
        """Go to the end of the day of the last report."""
        self._move(self._walk.last(self._place))

    def action_go(self) -> None:
        """Go to a date that is asked for."""

        def gone(second: int | None) -> None:
            if second is not None:
                self._move(self._place._replace(as_of=second))

        self.app.push_screen(Asking("Go to the end of which day?", self._read), gone)

    def action_clock(self) -> None:
        """Ask by what was known then, or by all that is known."""
        all_of_it = self._place.known_by is None
        known = max(self._walk.latest, self._place.as_of) if all_of_it else None
        self._move(self._place._replace(known_by=known))

    def action_known(self) -> None:
        """Ask by what was known at a date that is asked for."""

        def known(second: int | None) -> None:
            if second is not None:
                self._move(self._place._replace(known_by=second))

        self.app.push_screen(Asking("By what was known when?", self._read), known)

    def _read(self, text: str) -> int:
        return self._walk.second(text)

    def action_changed(self) -> None:
        """Choose the next provision that has just changed."""
        places = [index for index, row in enumerate(self._rows) if row.new]
        later = [index for index in places if index > self._chosen]
        if places:
            shown = self.query_one("#provisions", OptionList)
            shown.highlighted = (later or places)[0]

    def action_widen(self, pane: str) -> None:
        """Show a pane as large as the screen, or go back to all of them."""
        panes = self.query_one("#panes")
        wide = not panes.has_class(pane)
        panes.set_classes(pane if wide else "")
        self.query_one(f"#{pane}" if wide else "#provisions").focus()

    def action_help(self) -> None:
        """Show keys and marks."""
        self.app.push_screen(Helping(self._look))


def _heard(sight: Sight) -> Text:
    """List reports, those of the day marked as new."""
    lines: list[Text] = []
    for one in sight.heard:
        line = Text().append("new: " if one.new else "", parts.BOLD)
        line.append(visible(f"{words.date(one.when)}, {one.source}: "), parts.DIM)
        lines.append(line.append(visible(words.sentence(one.note or one.says))))
    if sight.earlier:
        lines.append(parts.plain(f"and {sight.earlier:,} earlier ones"))
    return parts.lines(lines) if lines else Text("Nothing is reported yet.")


class Terminal(App[None]):
    """The application: one screen, and those that ask or help above it."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "servanda"
    CSS = """
    #head { height: 3; padding: 0 1; }
    #keys { height: 1; padding: 0 1; text-style: reverse; }
    #panes { height: 1fr; }
    #provisions, #reports, #why {
        height: 1fr; border: round $foreground 40%; padding: 0; background: $background;
        scrollbar-size-vertical: 1;
    }
    #provisions:focus, #reports:focus, #why:focus { border: heavy $foreground; }
    #provisions { width: 46%; text-wrap: nowrap; text-overflow: ellipsis; }
    #provisions > .option-list--option-highlighted {
        background: $foreground 80%; color: $background; text-style: bold;
    }
    #right { width: 1fr; }
    #reports { height: 35%; }
    #panes.why #provisions, #panes.why #reports { display: none; }
    #panes.reports #provisions, #panes.reports #why { display: none; }
    #panes.reports #reports { height: 1fr; }
    #asking, #helping { width: 76; height: auto; border: heavy $foreground;
        background: $surface; padding: 1; }
    #wrong { height: auto; min-height: 1; }
    Asking, Helping { align: center middle; }
    """

    def __init__(self, walk: Walk, place: Place, look: Look) -> None:
        super().__init__()
        self.place = place
        self._first = Stepping(walk, place, look)

    def on_mount(self) -> None:
        """Open the screen."""
        self.push_screen(self._first)

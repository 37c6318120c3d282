"""What the command shows: the tree of a problem, lines in colour, and what is going on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text
    from rich.tree import Tree

    from derivcheck.report.model import ProblemReport
    from derivcheck.report.text import Branch, Span
    from derivcheck.verification.progress import Event

Show: TypeAlias = "Callable[[ProblemReport, Mapping[str, float]], None]"

UNWRAPPED = 100_000
STYLES = {
    "proved": "green",
    "refuted": "bold red",
    "unknown": "yellow",
    "malformed": "bold red",
    "not run": "dim",
    "faint": "dim",
    "name": "bold",
}


class Activity:
    """What is going on, in one line that changes; nothing where standard error is no terminal."""

    def __init__(self) -> None:
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        text = TextColumn("{task.description}", markup=False)
        columns = (SpinnerColumn(), text, BarColumn(), TimeElapsedColumn())
        shown = console(stderr=True)
        self._display = Progress(*columns, console=shown, transient=True, disable=not shown.is_terminal)
        self._task = self._display.add_task("", total=None)

    def __enter__(self) -> Activity:
        self._display.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._display.stop()

    def aside(self, show: Show) -> Show:
        """The same, while the line is taken away: both may be on one terminal."""

        def shown(problem: ProblemReport, seconds: Mapping[str, float]) -> None:
            self._display.stop()
            show(problem, seconds)
            self._display.start()

        return shown

    def tell(self, event: Event) -> None:
        """Show an event."""
        self._display.update(
            self._task, description=event.text, completed=event.done, total=event.total or None
        )


def console(*, stderr: bool = False) -> Console:
    """A console that wraps for a terminal and never for a file; rich heeds NO_COLOR by itself."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else UNWRAPPED
    return Console(stderr=stderr, highlight=False, markup=False, width=width)


def tree_of(branch: Branch) -> Tree:
    """The branch as rich draws it."""
    from rich.tree import Tree

    tree = Tree(line(branch.spans))
    for child in branch.children:
        tree.children.append(tree_of(child))
    return tree


def line(spans: Sequence[Span]) -> Text:
    """Spans beside one another; control characters in an author's text are shown, not obeyed."""
    from rich.text import Text

    parts = [Text("".join(map(_visible, span.text)), style=STYLES.get(span.style, "")) for span in spans]
    return Text("  ").join(part for part in parts if part.plain)


def _visible(character: str) -> str:
    return character if character.isprintable() or character == "\n" else repr(character)[1:-1]

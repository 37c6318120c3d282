"""The command line. JAX and SymPy load only when a problem is run, rich only when something is shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

import click

import derivcheck
from derivcheck.cli_check import check
from derivcheck.cli_derive import derive
from derivcheck.cli_replay import replay
from derivcheck.cli_training import given, parameter, training_options

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text
    from rich.tree import Tree

    from derivcheck.core.errors import DerivcheckError
    from derivcheck.report.model import ProblemReport
    from derivcheck.report.text import Branch, Span
    from derivcheck.verification.progress import Event
    from derivcheck.verification.session import Session
    from derivcheck.verification.targets import Settings

Show: TypeAlias = "Callable[[ProblemReport, Mapping[str, float]], None]"

_FOLDER = click.Path(file_okay=False, path_type=Path)
_UNREADABLE, _STOPPED = 2, 130
_UNWRAPPED = 100_000
_MOST_JOBS = 4
_STYLES = {
    "proved": "green",
    "refuted": "bold red",
    "unknown": "yellow",
    "malformed": "bold red",
    "not run": "dim",
    "faint": "dim",
    "name": "bold",
}


def _jobs() -> int:
    """As many as there are processors for this process, within what memory they take."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, _MOST_JOBS)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(derivcheck.__version__, prog_name="derivcheck", message="%(prog)s %(version)s")
def main() -> None:
    """Verify the mathematics of machine learning.

    Exit codes: 0 everything has its expected verdict; 1 something is refuted or contrary to expectation, or
    a committed report has changed; 2 usage error or unreadable input; 3 nothing is refuted, something is
    unknown; 130 stopped by Ctrl-C.
    """


_problems = click.option(
    "--problems", "folder", type=_FOLDER, help="Folder of problem files.  [default: the shipped ones]"
)
_reports = click.option(
    "--report", "reports", type=_FOLDER, default=Path("reports"), show_default=True, help="Folder of reports."
)


@main.command("list")
@_problems
@_reports
def list_problems(folder: Path | None, reports: Path) -> None:
    """Show problems, titles, and the verdicts of their last reports."""
    from derivcheck.core.errors import DerivcheckError
    from derivcheck.problem_files import shipped_folder
    from derivcheck.report.model import ErrorReport
    from derivcheck.report.text import Span
    from derivcheck.verification.targets import listing

    console, code = _console(), 0
    try:
        for row in listing(folder or shipped_folder(), reports):
            if isinstance(row, ErrorReport):
                click.echo(f"error: {row}", err=True)
                code = _UNREADABLE
            else:
                name, verdict, title = row
                spans = (Span(name.ljust(26), "name"), Span(verdict.ljust(9), verdict), Span(title))
                console.print(_line(spans))
    except DerivcheckError as error:
        _refuse(error)
    sys.exit(code)


@main.command("run")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--all", "every", is_flag=True, help="Run every problem of the folder.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@_reports
@click.option("--check-reports", is_flag=True, help="Write and train nothing: fail if a report has changed.")
@click.option("--no-report", is_flag=True, help="Write nothing.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of sampling.")
@_problems
@click.option("--no-crosscheck", is_flag=True, help="Skip the comparison with automatic differentiation.")
@click.option("--no-training", is_flag=True, help="Prove the gradients of a network, but do not train it.")
@training_options
@click.option("--jobs", type=click.IntRange(min=1), default=_jobs, help="Problems judged at a time.")
@click.option("--debug", is_flag=True, help="Show the traceback of a fault in derivcheck.")
def run(names: tuple[str, ...], every: bool, form: str, **options: Any) -> None:
    """Derive, prove, cross-check and report problems.

    NAME is a problem of the folder, or a path to a problem file of your own.
    """
    if every == bool(names):
        raise click.UsageError("give the names of problems, or --all, and not both")
    if options["check_reports"] and options["no_crosscheck"]:
        raise click.UsageError("a report holds its cross-checks: give --check-reports or --no-crosscheck")
    from derivcheck.core.errors import DerivcheckError

    try:
        sys.exit(_run(names, form, options))
    except DerivcheckError as error:
        _refuse(error)


def _run(names: tuple[str, ...], form: str, options: dict[str, Any]) -> int:
    """Judge, show and write down; the exit code. Raises DerivcheckError where no problem can be judged."""
    from derivcheck.problem_files import shipped_folder
    from derivcheck.report.folder import differences
    from derivcheck.verification.session import Session, exit_code
    from derivcheck.verification.targets import targets

    found = targets(names, options["folder"] or shipped_folder())
    with _Activity() as activity:
        show = _tree_printer() if form == "text" else _only_errors
        session = Session(_settings(options), activity.tell, activity.aside(show))
        # What a problem file prints must not get between a program and its JSON.
        with redirect_stdout(sys.stderr if form == "json" else sys.stdout):
            session.run(found)
    changed: tuple[str, ...] = ()
    if options["check_reports"] and not session.stopped:
        changed = differences(session.problems, options["reports"], complete=not names)
    _conclude(session, form, changed)
    _note_idle(session.problems, options)
    if session.stopped:
        click.echo(f"stopped: {len(session.problems)} of {len(found)} problems were judged", err=True)
        return _STOPPED
    return exit_code(session.problems, changed=bool(changed))


def _settings(options: dict[str, Any]) -> Settings:
    """How problems are judged."""
    from derivcheck.verification.targets import Settings

    writes = not (options["no_report"] or options["check_reports"])
    return Settings(
        seed=options["seed"],
        crosscheck=not options["no_crosscheck"],
        debug=options["debug"],
        train=not (options["no_training"] or options["check_reports"]),
        training=_training_options(options),
        reports=options["reports"] if writes else None,
        jobs=options["jobs"],
    )


def _training_options(options: dict[str, Any]) -> dict[str, Any]:
    """What the user set of a training, by the name of the setting."""
    return {parameter(option): value for option, value in given(options).items()}


def _note_idle(problems: Sequence[ProblemReport], options: dict[str, Any]) -> None:
    """Tell who sets an option of a training that no training there is to heed it."""
    idle = given(options)
    if idle and not any(problem.has_training for problem in problems):
        changes = "changes" if len(idle) == 1 else "change"
        click.echo(
            f"note: no problem that was run trains a network; {', '.join(idle)} {changes} nothing", err=True
        )


def _conclude(session: Session, form: str, changed: tuple[str, ...]) -> None:
    """What is shown when all is done: the JSON object, or a summary; and reports that have changed."""
    if form == "json":
        from derivcheck.report.json import dumps

        click.echo(dumps(session.problems, session.folders))
    else:
        from derivcheck.report.text import summary

        click.echo(summary(session.problems))
        for folder in session.folders.values():
            click.echo(f"report: {folder}report.md")
    for difference in changed:
        click.echo(difference, err=True)


def _tree_printer() -> Show:
    from derivcheck.report.text import tree

    console = _console()
    return lambda problem, seconds: console.print(_tree(tree(problem, seconds)))


def _only_errors(problem: ProblemReport, _seconds: Mapping[str, float]) -> None:
    """The JSON object holds everything; a person who watches still reads what went wrong."""
    if problem.error is not None:
        click.echo(f"{problem.name}: {problem.error}", err=True)


class _Activity:
    """What is going on, in one line that changes; nothing where standard error is no terminal."""

    def __init__(self) -> None:
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        text = TextColumn("{task.description}", markup=False)
        columns = (SpinnerColumn(), text, BarColumn(), TimeElapsedColumn())
        console = _console(stderr=True)
        self._display = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = self._display.add_task("", total=None)

    def __enter__(self) -> _Activity:
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


def _console(*, stderr: bool = False) -> Console:
    """A console that wraps for a terminal and never for a file; rich heeds NO_COLOR by itself."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _UNWRAPPED
    return Console(stderr=stderr, highlight=False, markup=False, width=width)


def _tree(branch: Branch) -> Tree:
    from rich.tree import Tree

    tree = Tree(_line(branch.spans))
    for child in branch.children:
        tree.children.append(_tree(child))
    return tree


def _line(spans: Sequence[Span]) -> Text:
    """Spans beside one another; control characters in an author's text are shown, not obeyed."""
    from rich.text import Text

    parts = [Text("".join(map(_visible, span.text)), style=_STYLES.get(span.style, "")) for span in spans]
    return Text("  ").join(part for part in parts if part.plain)


def _visible(character: str) -> str:
    return character if character.isprintable() or character == "\n" else repr(character)[1:-1]


main.add_command(check)
main.add_command(derive)
main.add_command(replay)


def _refuse(error: DerivcheckError) -> NoReturn:
    click.echo(f"error: {error}", err=True)
    sys.exit(_UNREADABLE)

"""The command line. JAX and SymPy load only when a problem is run, rich only when something is shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

import derivcheck
from derivcheck.cli_check import check
from derivcheck.cli_derive import derive
from derivcheck.cli_display import Activity, Show, console, line, tree_of
from derivcheck.cli_interruption import STOPPED, CtrlC, Interruptible
from derivcheck.cli_replay import replay
from derivcheck.cli_training import given, parameter, training_options

if TYPE_CHECKING:
    from derivcheck.core.errors import DerivcheckError
    from derivcheck.report.model import ProblemReport
    from derivcheck.verification.progress import Event
    from derivcheck.verification.session import Session
    from derivcheck.verification.targets import Settings

_FOLDER = click.Path(file_okay=False, path_type=Path)
_UNREADABLE = 2
_MOST_JOBS = 4


def _jobs() -> int:
    """As many as there are processors for this process, within what memory they take."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, _MOST_JOBS)


_HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(cls=Interruptible, context_settings=_HELP)
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
    from derivcheck.problem_files import problem_names, shipped_folder
    from derivcheck.report.model import ErrorReport
    from derivcheck.report.text import Span
    from derivcheck.verification.targets import listing

    shown, code = console(), 0
    try:
        chosen = folder or shipped_folder()
        width = max(map(len, problem_names(chosen)), default=0)
        for row in listing(chosen, reports):
            if isinstance(row, ErrorReport):
                click.echo(f"error: {row}", err=True)
                code = _UNREADABLE
            else:
                name, verdict, title = row
                spans = (Span(name.ljust(width), "name"), Span(verdict.ljust(9), verdict), Span(title))
                shown.print(line(spans))
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
    with Activity() as activity, CtrlC() as pressed:
        show = _tree_printer() if form == "text" else _only_errors

        def tell(event: Event) -> None:
            pressed.raise_if_noted()
            activity.tell(event)

        session = Session(_settings(options), tell, activity.aside(show))
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
        return STOPPED
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
    if idle and not any(problem.has_training or problem.error for problem in problems):
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

    shown = console()
    return lambda problem, seconds: shown.print(tree_of(tree(problem, seconds)))


def _only_errors(problem: ProblemReport, _seconds: Mapping[str, float]) -> None:
    """The JSON object holds everything; a person who watches still reads what went wrong."""
    if problem.error is not None:
        click.echo(f"{problem.name}: {problem.error}", err=True)


main.add_command(check)
main.add_command(derive)
main.add_command(replay)


def _refuse(error: DerivcheckError) -> NoReturn:
    click.echo(f"error: {error}", err=True)
    sys.exit(_UNREADABLE)

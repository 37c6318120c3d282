"""The command `check`; everything it needs is loaded when it runs."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from derivcheck.checking.model import CheckedDocument
    from derivcheck.checking.session import Session
    from derivcheck.checking.text import Line

_STOPPED = 130
_COLLECT_AFTER = 100_000
"""New objects before the collector of circles looks for some: terms have none, and are many."""

_STYLES: dict[str, dict[str, str | bool]] = {
    "proved": {"fg": "green"},
    "refuted": {"fg": "red", "bold": True},
    "malformed": {"fg": "red", "bold": True},
    "unknown": {"fg": "yellow"},
    "not-understood": {"fg": "yellow"},
    "definition": {"dim": True},
    "faint": {"dim": True},
    "place": {"bold": True},
    "caret": {"fg": "green", "bold": True},
}


@click.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--explain", is_flag=True, help="Show how each symbol was understood, and from which line.")
@click.option("-v", "--verbose", is_flag=True, help="Show proved steps and definitions, too.")
def check(files: tuple[str, ...], form: str, explain: bool, verbose: bool) -> None:
    """Check the derivations in documents, step by step.

    FILE is LaTeX (.tex), Markdown (.md), a notebook (.ipynb) or plain text with formulas; - reads Markdown
    from standard input. Exit codes: 0 every step is proved or a definition; 1 a step is refuted or
    malformed; 2 usage error or unreadable input; 3 nothing is refuted, something is unknown or not
    understood; 130 stopped by Ctrl-C.
    """
    with _collecting_seldom():
        _check(files, form, explain=explain, verbose=verbose)


@contextmanager
def _collecting_seldom() -> Generator[None]:
    """A fifth of the time would go into looking for circles where there are none."""
    before = gc.get_threshold()
    gc.set_threshold(_COLLECT_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _check(files: tuple[str, ...], form: str, *, explain: bool, verbose: bool) -> None:
    from derivcheck.checking.model import exit_code
    from derivcheck.checking.session import Session

    session = Session()
    for document in _checked(session, files):
        if form == "text":
            _show(document, explain=explain, verbose=verbose)
    if form == "json":
        from derivcheck.checking.json import dumps

        click.echo(dumps(session.documents))
    else:
        _conclude(session)
    for document in session.documents if form == "json" else ():
        if document.error:
            click.echo(f"{_visible(document.path)}: {_visible(document.error)}", err=True)
    if session.stopped:
        click.echo(f"stopped in file {len(session.documents)} of {len(files)}", err=True)
        sys.exit(_STOPPED)
    sys.exit(exit_code(session.documents))


def _checked(session: Session, files: tuple[str, ...]) -> Iterator[CheckedDocument]:
    """The documents, each as soon as it is checked; on a terminal a line says where the work is."""
    watched = len(files) > 1 and sys.stderr.isatty()
    for number, path in enumerate(files, start=1):
        if watched:
            click.echo(f"\r\x1b[Kchecking {number} of {len(files)}: {_visible(path)}", err=True, nl=False)
        stdin = path == "-"
        document = session.check_stdin(sys.stdin.buffer.read()) if stdin else session.check_file(path)
        if watched:
            click.echo("\r\x1b[K", err=True, nl=False)
        yield document
        if session.stopped:
            return


def _show(document: CheckedDocument, *, explain: bool, verbose: bool) -> None:
    from derivcheck.checking.text import explained, lines_of

    _print(lines_of(document, verbose=verbose))
    if explain:
        _print(explained(document))


def _conclude(session: Session) -> None:
    from derivcheck.checking.text import total

    if len(session.documents) > 1:
        _print((total(session.documents),))


def _print(lines: Iterable[Line]) -> None:
    """Colours where standard output is a terminal, NO_COLOR is not set and TERM is not dumb."""
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    for line in lines:
        parts = [click.style(_visible(piece.text), **_STYLES.get(piece.style, {})) for piece in line]  # pyright: ignore[reportArgumentType]
        click.echo("".join(parts), color=False if plain else None)


def _visible(text: str) -> str:
    """Control characters in an author's text are shown, not obeyed."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)

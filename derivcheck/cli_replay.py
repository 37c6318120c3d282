"""The command `replay`; everything it needs is loaded when it runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

import click

_CONFIRMED, _NOT_CONFIRMED, _UNREADABLE = 0, 1, 2


@click.command("replay")
@click.argument("document", type=click.File("rb"), metavar="FILE")
@click.option(
    "--problems",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of problem files.  [default: the shipped ones]",
)
def replay(document: BinaryIO, folder: Path | None) -> None:
    """Check the counterexamples of a run again, from its JSON alone.

    FILE is what `derivcheck run --format json` wrote, - for standard input. It names problems, not files:
    give the folder of your own with --problems. Exit codes: 0 every
    counterexample is confirmed; 1 one is not; 2 unreadable input.
    """
    from derivcheck.core.errors import DerivcheckError
    from derivcheck.problem_files import shipped_folder
    from derivcheck.verification.replaying import replayed

    found: list[bool] = []
    try:
        for each in replayed(document.read(), folder or shipped_folder()):
            found.append(each.confirmed)
            words = "confirmed" if each.confirmed else f"not confirmed: {each.reason}"
            click.echo(_visible(f"{each.problem}: {each.claim}: {words}"))
    except DerivcheckError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(_UNREADABLE)
    if not found:
        click.echo("the file holds no counterexample")
    sys.exit(_CONFIRMED if all(found) else _NOT_CONFIRMED)


def _visible(line: str) -> str:
    """Control characters in the text of a file are shown, not obeyed."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in line)

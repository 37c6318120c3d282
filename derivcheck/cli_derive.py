"""The command `derive`; everything it needs is loaded when it runs."""

from __future__ import annotations

import sys

import click

_PROVED, _REFUTED, _UNREADABLE, _UNKNOWN = 0, 1, 2, 3


@click.command("derive", context_settings={"ignore_unknown_options": True})
@click.argument("formula", metavar="EXPR")
@click.option("--wrt", required=True, metavar="NAME", help="The name to differentiate by.")
@click.option(
    "--order", type=click.IntRange(1, 2), default=1, show_default=True, help="2 for the Hessian of a number."
)
@click.option("--where", multiple=True, metavar="TEXT", help='Shapes, as in "X: n x d, w: d, c: scalar".')
@click.option("--emit", type=click.Choice(["latex", "jax", "numpy"]), help="Print this and nothing else.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def derive(formula: str, wrt: str, order: int, where: tuple[str, ...], emit: str | None, form: str) -> None:
    """Differentiate a formula that is typed in: closed form, derivation, proof, code.

    EXPR is in matrix notation: "y'*log(softmax(W*x + b))", "norm2(A*x - b)^2". Upper-case names are
    matrices, lower-case ones column vectors. Numbers have gradients in the shape of NAME, vectors have
    Jacobians. docs/language.md describes the language.
    """
    from derivcheck.core.errors import DerivcheckError
    from derivcheck.core.verdicts import Verdict
    from derivcheck.derive import Question, answer
    from derivcheck.derive.rendering import as_json, as_text, emitted

    try:
        found = answer(Question(formula, wrt, order, where))
        if form == "json":
            click.echo(as_json(found, emit))
        else:
            click.echo(as_text(found) if emit is None else emitted(found, emit))
    except DerivcheckError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(_UNREADABLE)
    codes = {Verdict.PROVED: _PROVED, Verdict.REFUTED: _REFUTED, Verdict.UNKNOWN: _UNKNOWN}
    sys.exit(codes[found.verdict])

r"""Derivatives of densities by a parameter that they do not show: \nabla_\theta \log p(s' | s, a) = 0.

Only where the document writes its parameter on other densities, \pi_\theta(a|s), p(\tau; \theta), and
never on this one.
"""

from __future__ import annotations

import re
from fractions import Fraction

from derivcheck.meaning.expressions import (
    Add,
    Apply,
    Derivative,
    Expression,
    Number,
    Opaque,
    Reduce,
    Variable,
    mapped,
    walk,
)
from derivcheck.meaning.joint_densities import names_density
from derivcheck.meaning.names import GREEK, stem

NOT_SHOWN = "{0} is written without {1}, which other densities show: it does not depend on it"

_FIRST = frozenset(("mu", "rho", "mu_0", "rho_0"))
"""Names of the density of a first state, beside p and q."""

_LETTERS = r"(?<![A-Za-z])(?:\\pi|\\rho|\\mu|[pqPf])"


def without_unshown(node: Expression, text: str, notes: dict[str, None]) -> Expression:
    """The expression with 0 for every derivative of nothing but logarithms, sums and products of densities
    that do not show what is differentiated by. text: of the document. notes: filled with what is taken so.
    """
    if isinstance(node, Derivative) and len(node.variables) == 1 and isinstance(node.variables[0], Variable):
        name = node.variables[0].name
        functions = _densities(node.body, name)
        if functions and name in GREEK and all(_is_unshown(each, name, text) for each in functions):
            notes.update(dict.fromkeys(NOT_SHOWN.format(each.function, name) for each in functions))
            return Number(Fraction(0), span=node.span)
    return mapped(node, lambda part: without_unshown(part, text, notes))


def _densities(body: Expression, name: str) -> list[Opaque]:
    """The densities of which alone a body is made; none where there is more, or one has the parameter."""
    found: list[Opaque] = []
    waiting = [body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Opaque) and (names_density(node.function) or node.function in _FIRST):
            found.append(node)
            if name in re.split(r"[_,|;()]", node.function) or any(
                _is_named(each, name) for each in walk(node)
            ):
                return []
        elif isinstance(node, Apply) and node.function == "log":
            waiting += node.arguments
        elif isinstance(node, Add):
            waiting += node.terms
        elif isinstance(node, Reduce) and not node.conditions:
            waiting.append(node.body)
        else:
            return []
    return found


def _is_named(node: Expression, name: str) -> bool:
    return isinstance(node, Variable) and stem(node.name) == name


def _is_unshown(node: Opaque, name: str, text: str) -> bool:
    """Whether other densities are written with the parameter, and this one never is."""
    letter = node.function.partition("(")[0]
    first = next((each for each in walk(node.arguments[0]) if isinstance(each, Variable)), None)
    if first is None or "_" in letter.removesuffix("_0"):
        return False
    sign = rf"\\?{name}\b"
    shown = re.search(rf"{_LETTERS}\s*_\s*\{{?\s*{sign}|\([^()$]*[;|][^()$]*{sign}", text)
    head = rf"(?<![A-Za-z]){re.escape(letter.split('_')[0])}\s*"
    start = rf"\s*\(\s*\\?{re.escape(stem(first.name))}(?![A-Za-z])"
    mine = rf"{head}_\s*\{{?\s*{sign}[^(]{{0,9}}{start}|{head}{start}[^()$]*[;|,][^()$]*{sign}"
    return shown is not None and re.search(mine, text) is None

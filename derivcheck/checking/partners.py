r"""What always stands beside what: u_w^T v_c everywhere, and u_w^T v_o once; an integral without its dx."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from derivcheck.checking.writing import Rule, Writing, is_transposed, letter
from derivcheck.meaning.names import base_name
from derivcheck.reader.derivations import Step
from derivcheck.reader.sources import Slip
from derivcheck.reader.syntax import Name, Node, Product, Scripted, walk

_OFTEN, _SELDOM, _KNOWN = 6, 2, 3
"""How often the usual product stands, at least; how often another one, at most; a name with its label."""

_COUNTING = frozenset("ijklmnst")

Beside = tuple[str, str]
"""A letter with its label: v, c."""

_INTEGRAL = re.compile(r"\\(?:i*|o)int(?![a-z])")
_COMMAND = re.compile(r"\\(?P<name>[A-Za-z]+)")
_MEASURES = re.compile(r"d(?!ots|elta|et|iv|iag|agger|frac|isplaystyle|ot\b)[a-z]*|[a-z]d")


def other_partner(step: Step, writing: Writing) -> Slip | None:
    r"""\sum_w \exp(u_w^T v_o), where u is always multiplied by v_c, and o is a label of u; or u_w^T u_c."""
    usual = _usual(writing)
    side = step.rhs.tree
    for first, second in _pairs(side) if isinstance(side, Node) else ():
        here, meant = _labelled(second), usual.get(letter(first))
        if here is None or meant is None or here == meant or here[1] in _COUNTING:
            continue
        label = here[0] == meant[0] and writing.scripted[letter(first), here[1]] >= _KNOWN
        name = here == (letter(first), meant[1])
        if label or name:
            return Slip(second.span, f"{letter(first)} is multiplied by {'_'.join(meant)} everywhere else",
                        f"write {'_'.join(meant)}")  # fmt: skip
    return None


def _usual(writing: Writing) -> dict[str, Beside]:
    """The one labelled name by which a transposed letter is multiplied in a document, but for slips."""
    found: dict[str, Counter[Beside]] = {}
    for first, second in (pair for trees in writing.trees for tree in trees for pair in _pairs(tree)):
        if (beside := _labelled(second)) is not None:
            found.setdefault(letter(first), Counter())[beside] += 1
    ordered = {name: seen.most_common() for name, seen in found.items()}
    return {
        name: seen[0][0]
        for name, seen in ordered.items()
        if seen[0][1] >= _OFTEN and all(count <= _SELDOM for _, count in seen[1:])
    }


def _pairs(tree: Node) -> Iterator[tuple[Node, Node]]:
    """Neighbours in products of which the first is transposed."""
    for node in (each for each in walk(tree) if isinstance(each, Product)):
        yield from (pair for pair in pairwise(node.factors) if is_transposed(pair[0]))


def _labelled(node: Node) -> Beside | None:
    match node:
        case Scripted(base=Name() as base, lower=(Name() as lower,), upper=()):
            return base_name(base), base_name(lower)
        case _:
            return None


def lost_measure(step: Step, _: Writing) -> Slip | None:
    r"""\int p(e | x) p(x) dx = \int \min[...]: the integral on one side does not say over what."""
    left, right = _integrates(step.lhs.text), _integrates(step.rhs.text)
    if step.relation != "=" or {left, right} != {True, False}:
        return None
    side = step.lhs if right else step.rhs
    where = f"on the left (line {step.lhs.line}), " if right and step.continues else ""
    return Slip(side.span, f"{where}the integral lacks its differential", "write it behind the integrand")


def _integrates(text: str) -> bool | None:
    """Whether a side with integrals has a d anywhere; None where it has no integral."""
    if _INTEGRAL.search(text) is None:
        return None
    commands = any(_MEASURES.fullmatch(each) for each in _COMMAND.findall(text))
    return commands or "d" in _COMMAND.sub(" ", text)


RULES: tuple[Rule, ...] = (other_partner, lost_measure)

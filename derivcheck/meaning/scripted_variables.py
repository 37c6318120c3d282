r"""\int \pi(a_t | s_t) da_t and \sum_{z^{(i)}} Q(z^{(i)}): what runs over values is a name with scripts.

Inside of the operator it is a letter of its own, with a prime, that stands nowhere else in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from derivcheck.meaning.vocabulary_differentials import is_sign_of_differential
from derivcheck.reader.rewriting import rewritten
from derivcheck.reader.syntax import (
    Application,
    BigOperator,
    Derivative,
    Gradient,
    Mark,
    Name,
    Node,
    Number,
    Product,
    Relation,
    Scripted,
    Sum,
    TransposeMark,
    walk,
)


def with_plain_variables(node: BigOperator) -> BigOperator:
    """The operator with a letter for each variable with scripts that it runs over."""
    for variable in dict.fromkeys(_scripted(node)):
        assert isinstance(variable, Scripted)
        fresh = _fresh(variable, node)
        changed = rewritten(node.body, lambda part, old=variable, new=fresh: new if part == old else part)
        lower = tuple(fresh if each == variable else each for each in node.lower)
        node = replace(node, lower=lower, body=changed)
    return node


def _scripted(node: BigOperator) -> Iterator[Node]:
    if node.kind == "int":
        yield from filter(_is_variable, _differentiated(node.body))
    elif node.upper is None:
        uses = [part for part in walk(node.body) if isinstance(part, Scripted)]
        yield from (each for each in node.lower if _is_variable(each) and each in uses)


def _differentiated(node: Node) -> Iterator[Node]:
    """What stands behind a d in a product, or in one at the end of a sum or of what a function takes."""
    if isinstance(node, Sum):
        yield from _differentiated(node.terms[-1])
    elif isinstance(node, Application) and node.bracket == "":
        yield from _differentiated(node.items[-1])
    elif isinstance(node, Gradient | Derivative) and node.body is not None:
        yield from _differentiated(node.body)
    elif isinstance(node, Product):
        for sign, variable in zip(node.factors, node.factors[1:], strict=False):
            if is_sign_of_differential(sign):
                yield variable
        yield from _differentiated(node.factors[-1])


def _is_variable(node: Node) -> bool:
    """Whether a node is a letter with scripts that are no powers."""
    if not isinstance(node, Scripted) or not isinstance(node.base, Name) or not (node.lower or node.upper):
        return False
    powers = (TransposeMark, Mark, Number, Relation)
    return not any(isinstance(each, powers) for each in node.upper)


def _fresh(variable: Scripted, node: Node) -> Scripted:
    used: Sequence[Node] = list(walk(node))
    primes = variable.primes + 1
    while (fresh := Scripted(variable.base, (), (), primes, span=variable.span)) in used:
        primes += 1
    return fresh

r"""C_t = \delta h_t o_t: a gradient that goes by the name of its variable.

Only of a name that another equation defines, and only where \delta C_t stands elsewhere and every term of
the right side has a \delta.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from derivcheck.reader.printing import latex
from derivcheck.reader.sources import Slip
from derivcheck.reader.statements import Side, Statement
from derivcheck.reader.syntax import Group, Name, Node, Product, Scripted, Sum, walk

_SIGN = "delta"


def lost_gradients(statements: Iterable[Statement]) -> Iterator[tuple[Side, Slip]]:
    """The sides that lack a sign of the gradient, with the slip."""
    equations = [each for each in statements if _is_equation(each)]
    trees = [side.tree for each in equations for side in each.sides if isinstance(side.tree, Node)]
    signed = {node for tree in trees for node in walk(tree) if _is_signed(node)}
    for equation in equations:
        first, second = (side.tree for side in equation.sides[:2])
        if not (isinstance(first, Name | Scripted) and isinstance(second, Node)):
            continue
        gradient = _with_sign(first) in signed and all(map(_has_sign, _terms(second)))
        others = (each for each in equations if each is not equation and each.sides[0].tree == first)
        if gradient and not all(map(_is_gradient, others)):
            yield equation.sides[0], _slip(first)


def _is_equation(statement: Statement) -> bool:
    return len(statement.sides) > 1 and not statement.continues and statement.relations[0] in {"=", ":="}


def _is_gradient(statement: Statement) -> bool:
    second = statement.sides[1].tree
    return isinstance(second, Node) and any(map(_has_sign, _terms(second)))


def _terms(tree: Node) -> tuple[Node, ...]:
    return tree.terms if isinstance(tree, Sum) else (tree,)


def _has_sign(term: Node) -> bool:
    """Whether a factor of a term is a gradient, or a sum of gradients in brackets."""
    factors = term.factors if isinstance(term, Product) else (term,)
    groups = (each.items[0] for each in factors if isinstance(each, Group) and len(each.items) == 1)
    return any(map(_is_signed, factors)) or any(all(map(_has_sign, _terms(each))) for each in groups)


def _is_signed(node: Node) -> bool:
    base = node.base if isinstance(node, Scripted) else node
    return isinstance(base, Name) and base.accents[-1:] == (_SIGN,)


def _with_sign(node: Name | Scripted) -> Node:
    base = node.base if isinstance(node, Scripted) else node
    if not isinstance(base, Name):
        return node
    new = replace(base, accents=(*base.accents, _SIGN))
    return replace(node, base=new) if isinstance(node, Scripted) else new


def _slip(name: Node) -> Slip:
    text = latex(name).strip()
    reason = f"another equation says what {text} is; this is its gradient"
    return Slip(name.span, reason, rf"write \delta {text}", name=True, sure=True)

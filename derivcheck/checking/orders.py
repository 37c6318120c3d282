"""Products whose order or transposes cannot be right: (A B)^T = A^T B^T, u v^T = v u^T, a number."""

from __future__ import annotations

from derivcheck.checking.transposes import Transposes
from derivcheck.checking.writing import is_transposed, letter, unwrapped
from derivcheck.reader.derivations import Step
from derivcheck.reader.sources import Slip
from derivcheck.reader.syntax import (
    Application,
    Derivative,
    Gradient,
    Group,
    Mark,
    Name,
    Node,
    Number,
    Product,
    Scripted,
    Sum,
    TransposeMark,
)

_PLAIN = frozenset(("", ".", "x"))


def unreversed(step: Step, _: Transposes) -> Slip | None:
    """(A B)^T = A^T B^T: the factors of a transposed product come in the other order."""
    for one, other in ((step.lhs.tree, step.rhs.tree), (step.rhs.tree, step.lhs.tree)):
        if not isinstance(one, Node) or not isinstance(other, Node):
            return None
        first, second = _without_number(one), _without_number(other)
        inside = _transposed_factors(first)
        outside = _factors(second)
        if len(inside) < 2 or tuple(map(_turned, inside)) != outside or inside == inside[::-1]:
            continue
        if len(set(outside)) == len(outside) and any(letter(_bare(each))[:1].isupper() for each in inside):
            return Slip(step.rhs.span, "the factors of a transposed product come in the other order",
                        "reverse their order")  # fmt: skip
    return None


def turned_outer(step: Step, _: Transposes) -> Slip | None:
    """u v^T = v u^T: the one is the transpose of the other."""
    if not isinstance(step.lhs.tree, Node) or not isinstance(step.rhs.tree, Node):
        return None
    here, there = _factors(step.lhs.tree), _factors(step.rhs.tree)
    if len(here) != 2 or len(there) != 2 or here == there or here[0] == _turned(here[1]):
        return None
    columns = not is_transposed(here[0]) and is_transposed(here[1])
    if not columns or (_turned(here[1]), _turned(here[0])) != there:
        return None
    return Slip(step.rhs.span, "this is the transpose of the left side", "exchange the factors")


def number_for_array(step: Step, transposes: Transposes) -> Slip | None:
    r"""\frac{\partial J}{\partial U} = (\hat y - y)^T v_c: a row by a column is a number."""
    by, factors = _derived_by(step.head.tree), _pair(step.rhs.tree)
    if by is None or not factors:
        return None
    row, column = factors
    if not is_transposed(row) or is_transposed(column) or not transposes.has_column(column):
        return None
    if not _is_vector(row) or not transposes.is_array(by):
        return None
    return Slip(step.rhs.span, "a row by a column is a number, and the derivative by an array is none",
                "write an outer product, or the sum for this entry")  # fmt: skip


def array_for_vector(step: Step, transposes: Transposes) -> Slip | None:
    r"""\frac{\partial J}{\partial u_k} = (p - y) v^T: a column by a row is a matrix."""
    by, factors = _derived_by(step.head.tree), _pair(step.rhs.tree)
    if not factors or not isinstance(by, Scripted) or len(by.lower) != 1 or not letter(by)[:1].islower():
        return None
    column, row = factors
    if is_transposed(column) or not is_transposed(row) or not transposes.is_vector(by):
        return None
    plain = unwrapped(column)
    errors = isinstance(plain, Sum) and len(plain.terms) > 1 and all(isinstance(n, Name) for n in plain.terms)
    if not (errors and _is_vector(column) and transposes.is_vector(_bare(row))):
        return None
    return Slip(step.rhs.span, "a column by a row is a matrix, and the derivative by one vector is none",
                "write the entry of the column that goes with it")  # fmt: skip


def _derived_by(node: object) -> Node | None:
    """The one variable of a derivative or a gradient."""
    by = node.variables if isinstance(node, Derivative) else node.by if isinstance(node, Gradient) else ()
    return by[0] if len(by) == 1 else None


def _pair(node: object) -> tuple[Node, ...]:
    """Two factors without a mark, or with one of a product of arrays, between them."""
    plain = isinstance(node, Product) and node.operators in (("",), (".",), ("x",))
    return node.factors if isinstance(node, Product) and plain and len(node.factors) == 2 else ()


def _is_vector(node: Node) -> bool:
    """Whether it is named by small letters, or is a sum of such."""
    plain = unwrapped(_bare(node))
    terms = plain.terms if isinstance(plain, Sum) else (plain,)
    return all(letter(each) and letter(each)[:1].islower() for each in terms)


def _factors(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Group) and len(node.items) == 1 and isinstance(node.items[0], Product):
        return _factors(node.items[0])
    if isinstance(node, Product) and set(node.operators) <= _PLAIN:
        return node.factors
    call = node.base if isinstance(node, Scripted) and is_transposed(node) and not node.lower else node
    if isinstance(call, Application) and not call.certain and isinstance(call.head, Name | Scripted):
        group = Group(call.bracket, call.items, call.separators, span=call.span)
        return call.head, group if call is node else _turned(group)
    return ()


def _without_number(node: Node) -> Node:
    """The product without a number in front."""
    if isinstance(node, Product) and isinstance(node.factors[0], Number) and len(node.factors) == 2:
        return node.factors[1]
    if isinstance(node, Product) and isinstance(node.factors[0], Number):
        return Product(node.factors[1:], node.operators[1:], span=node.span)
    return node


def _transposed_factors(node: Node) -> tuple[Node, ...]:
    if not isinstance(node, Scripted) or not isinstance(node.base, Group) or not is_transposed(node):
        return ()
    return _factors(node.base) if len(node.upper) == 1 and not node.lower else ()


def _turned(node: Node) -> Node:
    """The transpose of a factor."""
    if isinstance(node, Scripted) and is_transposed(node):
        upper = tuple(each for each in node.upper if not isinstance(each, TransposeMark))
        return Scripted(node.base, node.lower, upper, node.primes) if upper or node.lower else node.base
    if isinstance(node, Scripted) and not any(isinstance(each, Mark) for each in node.upper):
        return Scripted(node.base, node.lower, (*node.upper, TransposeMark()), node.primes)
    return Scripted(node, (), (TransposeMark(),))


def _bare(node: Node) -> Node:
    return _turned(node) if is_transposed(node) else node


RULES = number_for_array, array_for_vector, turned_outer, unreversed

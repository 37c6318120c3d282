"""The rule for products: which of the products of the field is meant, decided by what the shapes allow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from derivcheck.elaboration.derivatives import chained, contracted, entries, laid_out
from derivcheck.elaboration.elaborator import Elaborator
from derivcheck.elaboration.names import names
from derivcheck.elaboration.products_meant import MEANT
from derivcheck.elaboration.sizes import Mismatch
from derivcheck.elaboration.two_factors import entrywise, first, product
from derivcheck.elaboration.values import Value, number
from derivcheck.meaning.expressions import (
    Derivative,
    Expression,
    Multiply,
)

Rewriting = Callable[[Elaborator, Multiply], Iterator[Multiply]]
HADAMARD = "odot"
KRONECKER = "otimes"


def multiply(e: Elaborator, node: Expression) -> Value:
    """Linked derivatives by the chain rule; then the products as written; then, as written nowhere fits, what
    else it may be, or a gradient carried through a derivative.
    """
    assert isinstance(node, Multiply)
    chain = _chain(e, node)
    if chain is not None:
        return chain
    others = (partial(_meant, e, node, *each) for each in MEANT)
    return first(e, (lambda: _ordinary(e, node), *others, lambda: _carried(e, node)))


def _meant(e: Elaborator, node: Multiply, rewritten: Rewriting, note: str, cost: int) -> Value:
    found = next(rewritten(e, node), None)
    if found is None:
        raise Mismatch("a product whose shapes do not fit")
    value = _ordinary(e, found)
    e.found.note(note, cost)
    return value


def _chain(e: Elaborator, node: Multiply) -> Value | None:
    """A run of at least two linked derivatives as one derivative, times the other factors if scalars."""
    places = [k for k, factor in enumerate(node.factors) if _is_simple(factor)]
    if len(places) < 2 or HADAMARD in node.operators or places[-1] - places[0] >= len(places):
        return None
    run = [node.factors[k] for k in places]
    mark = e.mark()
    try:
        found = chained(e, [factor for factor in run if isinstance(factor, Derivative)])
    except Mismatch:
        e.back(mark)
        return None
    if found is None:
        return None
    others = [e.value(factor) for k, factor in enumerate(node.factors) if k not in places]
    arrays = [other for other in others if not other.is_scalar]
    scalars = [other for other in others if other.is_scalar]
    if len(arrays) > 1:
        return None
    value = laid_out(e, contracted(e, arrays[0], found) if arrays else found)
    return _scaled(e, scalars, value)


def _is_simple(node: Expression) -> bool:
    return isinstance(node, Derivative) and len(node.variables) == 1


def _scaled(e: Elaborator, scalars: Sequence[Value], value: Value | None) -> Value:
    found = number(1) if value is None else value
    for each in reversed(scalars):
        if each.constant is not None and found.constant is not None:
            found = number(each.constant * found.constant)
        else:
            found = e.arrays.entrywise(each, found, lambda a, b: a * b, "the product")
    return found


def _ordinary(e: Elaborator, node: Multiply) -> Value:
    values = [e.value(factor) for factor in node.factors]
    scalars = [value for value in values if value.is_scalar]
    arrays: list[tuple[Value, Expression]] = []
    operators: list[str] = []
    pending: set[str] = set()
    for place, value in enumerate(values):
        if place:
            pending.add(node.operators[place - 1])
        if value.is_scalar:
            continue
        if arrays:
            operators.append(_joint(pending))
        arrays.append((value, node.factors[place]))
        pending = set()
    if not arrays:
        return _scaled(e, scalars, None)
    return _scaled(e, scalars, _folded(e, arrays, operators))


def _joint(operators: set[str]) -> str:
    """The operator between two arrays with scalars between them."""
    return next((each for each in (HADAMARD, KRONECKER, "*", ".", "x") if each in operators), "")


def _folded(e: Elaborator, arrays: list[tuple[Value, Expression]], operators: list[str]) -> Value:
    loose = next((each for each in (HADAMARD, KRONECKER) if each in operators), "")
    if not loose or len(arrays) == 2:
        return _left(e, arrays, operators)
    return first(
        e,
        (
            lambda: _split(e, arrays, operators, lambda operator: operator == loose),
            lambda: _left(e, arrays, operators),
            lambda: _split(e, arrays, operators, lambda operator: operator != loose),
        ),
    )


def _left(e: Elaborator, arrays: Sequence[tuple[Value, Expression]], operators: Sequence[str]) -> Value:
    """From left to right."""
    if _all_alike(e, arrays, operators):
        e.found.note("the product of two vectors goes entry by entry", 2)
        if "." in operators:
            e.found.left_open("nothing says that the dot goes entry by entry")
        found = arrays[0][0]
        for value, _ in arrays[1:]:
            found = entrywise(e, found, value)
        return found
    found = arrays[0][0]
    for operator, (value, node) in zip(operators, arrays[1:], strict=True):
        found = product(e, operator, found, value, node)
    return found


def _all_alike(e: Elaborator, arrays: Sequence[tuple[Value, Expression]], operators: Sequence[str]) -> bool:
    """Whether side by side stand only vectors known to be of one size and form, such as s(x)(1 - s(x)), of
    one and the same quantity; u v is no such product.
    """
    first = arrays[0][0]
    loose = {"", "x", "."} if e.convention.dots == "entries" else {"", "x"}
    if len(arrays) < 2 or not set(operators) <= loose:
        return False
    vectors = all(value.is_vector and bool(value.rows) == bool(first.rows) for value, _ in arrays)
    shared = set[str].intersection(*(set(names(node)) for _, node in arrays))
    return vectors and bool(shared) and all(e.sizes.same(v.axes[0], first.axes[0]) for v, _ in arrays)


def _split(
    e: Elaborator,
    arrays: list[tuple[Value, Expression]],
    operators: list[str],
    loose: Callable[[str], bool],
) -> Value:
    """The loose operators bind last."""
    groups: list[tuple[Value, Expression]] = []
    outer: list[str] = []
    start = 0
    for place in range(len(operators) + 1):
        if place == len(operators) or loose(operators[place]):
            inside = _left(e, arrays[start : place + 1], operators[start:place])
            groups.append((inside, arrays[start][1]))
            start = place + 1
            if place < len(operators):
                outer.append(operators[place])
    return _left(e, groups, outer)


def _carried(e: Elaborator, node: Multiply) -> Value:
    """One derivative of a vector by an array, and arrays before or behind it that make a gradient."""
    places = [k for k, factor in enumerate(node.factors) if _is_simple(factor)]
    if len(places) != 1:
        raise Mismatch("a product whose shapes do not fit")
    factor = node.factors[places[0]]
    assert isinstance(factor, Derivative)
    found = entries(e, factor)
    rest = tuple(f for k, f in enumerate(node.factors) if k != places[0])
    operators = tuple(op for k, op in enumerate(node.operators) if k != max(places[0] - 1, 0))
    gradient = e.value(Multiply(rest, operators)) if len(rest) > 1 else e.value(next(iter(rest)))
    return laid_out(e, contracted(e, gradient, found))

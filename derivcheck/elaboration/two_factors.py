"""The product of two values: which one is meant, decided by the operator and by what the shapes allow."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from derivcheck.core.terms import Term
from derivcheck.elaboration.elaborator import Elaborator
from derivcheck.elaboration.readings import Fault
from derivcheck.elaboration.sizes import Mismatch
from derivcheck.elaboration.values import Value
from derivcheck.meaning.expressions import Apply, Expression, walk

Attempt = Callable[[], Value]
TRANSPOSE = ("transpose the first factor", "transpose the second factor")
MARK = r"write \odot for the entrywise product"


def product(e: Elaborator, operator: str, left: Value, right: Value, node: Expression) -> Value:
    if left.is_scalar or right.is_scalar:
        return entrywise(e, left, right)
    match operator:
        case "odot":
            return _hadamard(e, left, right, node)
        case "otimes":
            return _outer(e, left, right)
        case "*":
            options = (lambda: entrywise(e, left, right), lambda: e.arrays.product(left, right))
            return first(e, options if left.is_vector and right.is_vector else options[::-1])
        case _:
            return _juxtaposed(e, operator, left, right, node)


def _outer(e: Elaborator, left: Value, right: Value) -> Value:
    """Of two vectors their outer product, but where something is written as one vector: vec."""
    parts = (node for part in e.subject.closure for node in walk(part))
    if not (left.is_vector and right.is_vector) or any(
        isinstance(node, Apply) and node.function == "vec" for node in parts
    ):
        return e.arrays.kronecker(left, right)
    down = left if left.rows else e.arrays.transposed(left)
    across = right if right.columns else e.arrays.transposed(right)
    e.found.note("the tensor product of two vectors is their outer product", 1)
    return e.arrays.product(down, across)


def _juxtaposed(e: Elaborator, operator: str, left: Value, right: Value, node: Expression) -> Value:
    """The matrix product; a dot between two vectors that both stand or both lie is the inner product."""
    alike = left.is_vector and right.is_vector and bool(left.rows) == bool(right.rows)
    if alike and isinstance(node, Apply) and node.function == "log":
        e.found.note("y log p, of two vectors, is the sum over their entries", 1)
        return e.arrays.inner(left, right)
    if alike and operator == ".":
        e.found.note("the dot between two vectors is the inner product", 1)
        return e.arrays.inner(left, right)
    if not e.convention.lenient:
        return e.arrays.product(left, right)
    return _repaired(e, left, right, alike, node)


def _hadamard(e: Elaborator, left: Value, right: Value, node: Expression) -> Value:
    if e.convention.lenient and left.is_vector and right.is_vector and bool(left.rows) != bool(right.rows):
        e.faults.append(
            Fault("the entrywise product of a row and a column", "transpose one of the two", node.span)
        )
        right = e.arrays.transposed(right)
    return entrywise(e, left, right)


def _repaired(e: Elaborator, left: Value, right: Value, alike: bool, node: Expression) -> Value:
    """Shapes that do not fit as written: entry by entry, or with one factor transposed."""
    what = f"the product of {left.described()} and {right.described()}"

    def faulty(of: Attempt, correction: str) -> Attempt:
        def attempt() -> Value:
            e.faults.append(Fault(what, correction, node.span))
            return of()

        return attempt

    attempts: list[Attempt] = [lambda: e.arrays.product(left, right)]
    same = (len(left.rows), len(left.columns)) == (len(right.rows), len(right.columns))
    if same and (alike or left.is_matrix):
        attempts.append(faulty(lambda: entrywise(e, left, right), MARK))
    attempts.append(faulty(lambda: e.arrays.product(left, e.arrays.transposed(right)), TRANSPOSE[1]))
    attempts.append(faulty(lambda: e.arrays.product(e.arrays.transposed(left), right), TRANSPOSE[0]))
    return first(e, attempts)


def entrywise(e: Elaborator, left: Value, right: Value) -> Value:
    return e.arrays.entrywise(left, right, _times, "the entrywise product")


def _times(left: Term, right: Term) -> Term:
    return left * right


def first(e: Elaborator, attempts: Sequence[Attempt]) -> Value:
    """The first attempt that fits without strain; else the first that fits; else the first Mismatch."""
    failed: Mismatch | None = None
    strained: Attempt | None = None
    for attempt in attempts:
        mark = e.mark()
        try:
            found = attempt()
        except Mismatch as mismatch:
            failed = failed or mismatch
        else:
            if e.arrays.strain == mark.strain:
                return found
            strained = strained or attempt
        e.back(mark)
    if strained is not None:
        return strained()
    assert failed is not None
    raise failed

"""vec and kron, read as the matrices that they stand for: no vector of composite length is needed.

vec(X) stacks the columns of X, kron(A, B) has the blocks A[i, j] B. By

    kron(A, B) vec(X) = vec(B X A')      kron(A, B) kron(C, D) = kron(A C, B D)    vec(X)' vec(Y) = dot(X, Y)
    kron(A, B)' = kron(A', B')           inv(kron(A, B)) = kron(inv(A), inv(B))
    trace, sum and norm2 of kron(A, B) are those of A times those of B

(Magnus, Neudecker: Matrix Differential Calculus, chapter 2) a formula whose value is a number is one without
the two. What stays a stacked vector or a Kronecker product is refused, with what to write instead.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from derivcheck.core.errors import NotationError
from derivcheck.expression.functions import ELEMENTWISE, WHOLE_TO_SCALAR
from derivcheck.expression.places import pointed
from derivcheck.expression.syntax import (
    Call,
    Negated,
    Operation,
    Raised,
    Span,
    Syntax,
    Transposed,
    constant,
    nodes,
)

MULTIPLICATIVE = frozenset({"trace", "sum", "norm2"})
"""Functions of a Kronecker product that are the product of the same of its two matrices."""

REMEDY = (
    "write the matrix itself: B*X*A' has the vec kron(A,B)*vec(X), c*X the vec c*vec(X); understood are "
    "vec(X)'*vec(Y), kron(A,B)*vec(X) inside, sums and norms of vec(X), trace, sum and norm2 of kron(A,B)"
)


@dataclass(frozen=True)
class _Stacked:
    """vec of a matrix."""

    matrix: Syntax


@dataclass(frozen=True)
class _StackedRow:
    """The transpose of vec of a matrix."""

    matrix: Syntax


@dataclass(frozen=True)
class _Kronecker:
    left: Syntax
    right: Syntax


def without_vec(root: Syntax, text: str) -> Syntax:
    """The same formula in matrices alone. Raises NotationError where vec or kron is left over."""
    if not any(isinstance(node, Call) and node.function in ("vec", "kron") for node, _ in nodes(root)):
        return root
    return _Rewriter(text).matrix(root)


Reading: TypeAlias = Syntax | _Stacked | _StackedRow | _Kronecker


class _Rewriter:
    def __init__(self, text: str) -> None:
        self._text = text

    def matrix(self, node: Syntax) -> Syntax:
        """The node, which must be no stacked vector and no Kronecker product itself."""
        return self._plain(node, self._read(node))

    def _plain(self, node: Syntax, found: Reading) -> Syntax:
        if not isinstance(found, Syntax):
            what = "a Kronecker product" if isinstance(found, _Kronecker) else "a stacked vector"
            raise NotationError(f"{what} is left over", text=pointed(self._text, node.span), remedy=REMEDY)
        return found

    def _read(self, node: Syntax) -> Reading:
        match node:
            case Call(_, "vec", (inner,)):
                return _Stacked(self.matrix(inner))
            case Call(_, "kron", (left, right)):
                return _Kronecker(self.matrix(left), self.matrix(right))
            case Call(_, _, arguments):
                return self._call(node, [self._read(each) for each in arguments])
            case Negated(_, operand):
                found = self._read(operand)
                if isinstance(found, _Stacked):
                    return _Stacked(replace(node, operand=found.matrix))
                return replace(node, operand=self._plain(operand, found))
            case Raised(_, base, _, entrywise):
                found = self._read(base)
                if isinstance(found, _Stacked) and entrywise:
                    return _Stacked(replace(node, base=found.matrix))
                return replace(node, base=self._plain(base, found))
            case Transposed(_, operand):
                return self._transposed(node, self._read(operand))
            case Operation(_, _, left, right):
                return self._operation(node, self._read(left), self._read(right))
            case _:
                return node

    def _call(self, node: Call, given: list[Reading]) -> Reading:
        match given:
            case [_Stacked(matrix)] if node.function in ELEMENTWISE:
                return _Stacked(replace(node, arguments=(matrix,)))
            case [_Stacked(matrix)] if node.function in WHOLE_TO_SCALAR:
                return replace(node, arguments=(matrix,))
            case [_Stacked(left), _Stacked(right)] if node.function == "dot":
                return replace(node, arguments=(left, right))
            case [_Kronecker(left, right)] if node.function in MULTIPLICATIVE:
                each = [replace(node, arguments=(part,)) for part in (left, right)]
                return Operation(node.span, "*", *each)
            case [_Kronecker(left, right)] if node.function == "inv":
                return _Kronecker(*(replace(node, arguments=(part,)) for part in (left, right)))
            case _:
                return replace(node, arguments=tuple(map(self._plain, node.arguments, given)))

    def _transposed(self, node: Transposed, found: Reading) -> Reading:
        match found:
            case _Stacked(matrix):
                return _StackedRow(matrix)
            case _StackedRow(matrix):
                return _Stacked(matrix)
            case _Kronecker(left, right):
                return _Kronecker(Transposed(left.span, left), Transposed(right.span, right))
            case _:
                return replace(node, operand=found)

    def _operation(self, node: Operation, left: Reading, right: Reading) -> Reading:
        match node.operator, left, right:
            case ("*", _StackedRow(one), _Stacked(other)):
                return Call(node.span, "dot", (one, other))
            case ("*", _Kronecker(), _Stacked(matrix)):
                return _Stacked(_times(node.span, left, matrix))
            case ("*", _StackedRow(matrix), _Kronecker(one, other)):
                flipped = _Kronecker(Transposed(one.span, one), Transposed(other.span, other))
                return _StackedRow(_times(node.span, flipped, matrix))
            case ("*", _Kronecker(a, b), _Kronecker(c, d)):
                return _Kronecker(Operation(node.span, "*", a, c), Operation(node.span, "*", b, d))
            case ("+" | "-" | ".*" | "./", _Stacked(one), _Stacked(other)):
                return _Stacked(replace(node, left=one, right=other))
            case (_, _Stacked(matrix), Syntax()) if constant(node.right) is not None:
                return _Stacked(replace(node, left=matrix))
            case ("+" | "-" | "*" | ".*", Syntax(), _Stacked(matrix)) if constant(node.left) is not None:
                return _Stacked(replace(node, right=matrix))
            case _:
                plain = self._plain(node.left, left), self._plain(node.right, right)
                return replace(node, left=plain[0], right=plain[1])


def _times(span: Span, factor: _Kronecker, matrix: Syntax) -> Syntax:
    """B X A' for kron(A, B) and X."""
    transposed = Transposed(factor.left.span, factor.left)
    return Operation(span, "*", Operation(span, "*", factor.right, matrix), transposed)

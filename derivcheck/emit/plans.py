"""Plans: a program as array operations on positional axes, each computed once.

A plan is what is run and what is printed, so the two cannot differ. Operations refer to one another by
their place in the plan; equal operations share one place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

from derivcheck.core.indices import Size

Ref: TypeAlias = int
"""The place of an operation in its plan."""


@dataclass(frozen=True, slots=True)
class Input:
    """A declared tensor."""

    name: str


@dataclass(frozen=True, slots=True)
class Rational:
    """A rational number, as a Python number."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Named:
    """A named number, pi, as a Python number."""

    name: str


@dataclass(frozen=True, slots=True)
class SizeOf:
    """A named size, as a Python integer."""

    size: str


@dataclass(frozen=True, slots=True)
class Eye:
    """The unit matrix (size, size)."""

    size: Size


@dataclass(frozen=True, slots=True)
class OneHot:
    """The unit vector (size,) of a 1-based component."""

    size: Size
    component: int


@dataclass(frozen=True, slots=True)
class Map:
    """An elementwise function of one array."""

    function: str
    of: Ref


ELEMENTWISE = frozenset(
    [
        *("exp", "log", "sigmoid", "log_sigmoid", "tanh", "softplus"),
        *("silu", "gelu", "erf", "relu", "abs", "sign", "step"),
    ]
)
"""Functions that a Map may apply, besides `neg`."""


@dataclass(frozen=True, slots=True)
class Raise:
    """An array to a rational power, elementwise."""

    of: Ref
    exponent: Fraction


@dataclass(frozen=True, slots=True)
class Binary:
    """left operator right: + - * / ** elementwise with trailing axes aligned, @ as jnp.matmul, or `outer`."""

    operator: str
    left: Ref
    right: Ref


@dataclass(frozen=True, slots=True)
class Reduce:
    """`sum`, `prod` or `logsumexp` over the axes, which vanish."""

    function: str
    of: Ref
    axes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Along:
    """`softmax` or `log_softmax` along the axes, which stay."""

    function: str
    of: Ref
    axes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """`inv` or `det` of a square matrix."""

    function: str
    of: Ref


@dataclass(frozen=True, slots=True)
class Einsum:
    """jnp.einsum of the specification."""

    specification: str
    of: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Transpose:
    """Axis i of the result is axis order[i] of the array."""

    of: Ref
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Expand:
    """The array with an axis of length 1 wherever `kept` is false."""

    of: Ref
    kept: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Take:
    """The array at a 1-based component of each axis where one is given."""

    of: Ref
    components: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Broadcast:
    """The array repeated to the shape, trailing axes aligned."""

    of: Ref
    shape: tuple[Size, ...]


Operation: TypeAlias = (
    Input
    | Rational
    | Named
    | SizeOf
    | Eye
    | OneHot
    | Map
    | Raise
    | Binary
    | Reduce
    | Along
    | Matrix
    | Einsum
    | Transpose
    | Expand
    | Take
    | Broadcast
)


@dataclass(frozen=True)
class Plan:
    """Operations in the order in which they are computed.

    `ranks` is the number of axes of each, `numbers` says which are Python numbers; `names` names the
    intermediates; `outputs` is where the result stands, by name; `inputs` are the tensors whose arrays are
    needed, `sizes` the named sizes.
    """

    operations: tuple[Operation, ...]
    ranks: tuple[int, ...]
    numbers: tuple[bool, ...]
    names: Mapping[Ref, str]
    outputs: Mapping[str, Ref]
    inputs: tuple[str, ...]
    sizes: tuple[str, ...]


def operands(operation: Operation) -> tuple[Ref, ...]:
    """The places an operation reads, from left to right."""
    match operation:
        case Binary(_, left, right):
            return (left, right)
        case Einsum(_, of):
            return of
        case Map(_, of) | Matrix(_, of) | Raise(of, _) | Reduce(_, of, _) | Along(_, of, _):
            return (of,)
        case Transpose(of, _) | Expand(of, _) | Take(of, _) | Broadcast(of, _):
            return (of,)
        case _:
            return ()


def sizes_of(operation: Operation) -> tuple[str, ...]:
    """The named sizes an operation needs to know."""
    match operation:
        case SizeOf(size) | Eye(size) | OneHot(size, _):
            return (size,) if isinstance(size, str) else ()
        case Broadcast(_, shape):
            return tuple(size for size in shape if isinstance(size, str))
        case _:
            return ()


def is_number(operation: Operation, numbers: Sequence[bool]) -> bool:
    """Whether the result is a Python number and no array; `numbers` says so of the operations before it."""
    match operation:
        case Rational() | Named() | SizeOf():
            return True
        case Binary() | Map("neg", _):
            return all(numbers[place] for place in operands(operation))
        case Raise(of, exponent):
            return exponent > 0 and exponent.denominator == 1 and numbers[of]
        case _:
            return False


def moved(operation: Operation, places: Mapping[Ref, Ref]) -> Operation:
    """The operation, reading from other places."""
    match operation:
        case Binary(operator, left, right):
            return Binary(operator, places[left], places[right])
        case Einsum(specification, of):
            return Einsum(specification, tuple(places[place] for place in of))
        case Map() | Matrix() | Raise() | Reduce() | Along() | Transpose() | Expand() | Take() | Broadcast():
            return replace(operation, of=places[operation.of])
        case _:
            return operation

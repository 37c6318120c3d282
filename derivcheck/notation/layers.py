"""Layers of any number, as the author writes them: the first, and how each follows from its neighbour.

forward(...) speaks of a Jacobian by a variable that enters at the first layer, backward(...) of the
gradient of a function of the last. Both are handed to Problem.induction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from derivcheck.core.contexts import Context, Definition
from derivcheck.core.errors import MalformedError, ShapeError
from derivcheck.core.recursions import BackwardRecursion, ForwardRecursion
from derivcheck.notation.arrays import Array, as_array
from derivcheck.notation.declarations import named
from derivcheck.notation.elaboration import Declarations
from derivcheck.notation.lowering import lower
from derivcheck.notation.symbols import axis_of, checked_name, size_of


@dataclass(frozen=True, eq=False)
class Forward:
    """A state, its layers, and the Jacobian that is claimed of it, all as arrays."""

    by: Array
    state: Array
    value: Array
    first: Array
    layer: Array
    first_value: Array
    layer_value: Array

    @property
    def names(self) -> tuple[str, ...]:
        """The names that stand for a layer, and so are declared nowhere else."""
        return self.state.text, self.value.text

    def recursion(self, declarations: Declarations, context: Context) -> ForwardRecursion:
        """Lowered. `declarations` meets what the layers use."""
        return ForwardRecursion(
            context,
            self.by.text,
            tuple(map(size_of, self.state.axes)),
            _definition(self.state, self.first, declarations),
            _definition(self.state, self.layer, declarations),
            _definition(self.value, self.first_value, declarations),
            _definition(self.value, self.layer_value, declarations),
        )


@dataclass(frozen=True, eq=False)
class Backward:
    """A state, the layer after it, and the gradient that is claimed of a function of the last state.

    `parameters` are pairs (parameter of the layer, claimed gradient by it).
    """

    state: Array
    objective: Array
    value: Array
    last: Array
    layer: Array
    last_value: Array
    layer_value: Array
    parameters: tuple[tuple[Array, Array], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names that stand for a layer, and so are declared nowhere else."""
        return self.objective.text, self.value.text

    def recursion(self, declarations: Declarations, context: Context) -> BackwardRecursion:
        """Lowered. `declarations` meets what the layers use."""
        lower(declarations, (self.state,))
        after = named(f"{self.state.text}next", self.layer.axes, latex=f"{self.state.text}^{{+}}")
        return BackwardRecursion(
            context,
            self.state.text,
            self.objective.text,
            _definition(self.objective, self.last, declarations),
            _definition(after, self.layer, declarations, latex=f"{self.state.text}^{{+}}"),
            _definition(self.value, self.last_value, declarations),
            _definition(self.value, self.layer_value, declarations),
        )


Layers = Forward | Backward


def forward(
    *,
    by: Array,
    state: str,
    width: object,
    first: Array,
    layer: Callable[[Array], Array],
    value: str,
    first_value: Array,
    layer_value: Callable[[Array, Array], Array],
) -> Forward:
    """d state / d by = value, at the first layer and at every one after it.

    `layer(x)` is the state after x, `layer_value(M, x)` the Jacobian after M; x is a vector of `width`.
    """
    before = named(checked_name(state), (axis_of(width),))
    jacobian = named(checked_name(value), (*before.axes, *by.axes))
    after, claimed = as_array(layer(before)), as_array(layer_value(jacobian, before))
    _same_shape("the Jacobian at the first layer", first_value, (*first.axes, *by.axes))
    _same_shape("the Jacobian at the next layer", claimed, (*after.axes, *by.axes))
    return Forward(by, before, jacobian, as_array(first), after, as_array(first_value), claimed)


def backward(
    *,
    state: Array,
    layer: Callable[[Array], Array],
    objective: str,
    last: Array,
    value: str,
    last_value: Array,
    layer_value: Callable[[Array, Array], Array],
    parameters: Callable[[Array, Array], Sequence[tuple[Array, Array]]] = lambda _value, _state: (),
) -> Backward:
    """d objective / d state = value, at the last layer and at every one before it.

    `layer(x)` is the state after x, `last` the objective of the last state, `layer_value(d, x)` the
    gradient at x where d is that at the layer after; `parameters(d, x)` are pairs of a parameter of the
    layer and the claimed gradient by it.
    """
    after = as_array(layer(state))
    gradient = named(checked_name(value), after.axes)
    claimed = as_array(layer_value(gradient, state))
    _same_shape("the gradient at the last layer", last_value, state.axes)
    _same_shape("the gradient at the layer before", claimed, state.axes)
    return Backward(
        state,
        named(checked_name(objective), ()),
        gradient,
        as_array(last),
        after,
        as_array(last_value),
        claimed,
        tuple((parameter, as_array(found)) for parameter, found in parameters(gradient, state)),
    )


def _definition(head: Array, body: Array, declarations: Declarations, latex: str = "") -> Definition:
    lowered = lower(declarations, (body,))
    if len(lowered.indices) != body.rank:
        loose = ", ".join(index.name for index in lowered.indices[body.rank :])
        raise MalformedError(f"the index {loose} is free, and is no axis", text=body.text)
    return Definition(head.text, lowered.indices, lowered.sides[0], latex)


def _same_shape(what: str, array: Array, axes: tuple[object, ...]) -> None:
    wanted = " x ".join(str(size_of(axis)) for axis in axes) or "scalar"
    if array.shape != wanted:
        raise ShapeError(f"{what} has shape {array.shape}, and should have {wanted}", text=array.text)

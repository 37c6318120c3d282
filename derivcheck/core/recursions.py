"""Statements about layers of any number, to be proved by induction on depth.

Forward, a Jacobian by a fixed variable v:

    x_0 = S,  x_(l+1) = F(x_l),  M_0 = B,  M_(l+1) = G(M_l, x_l)   claim   d x_l / d v = M_l  for every l.

Backward, the gradient of a scalar J that is a function of the last layer z_L:

    z_(l+1) = F(z_l),  d_L = B,  d_l = G(d_(l+1), z_l)       claim   d J / d z_l = d_l  for every l <= L.

Each is two claims: the base, and the step, in a Context where the statement holds at the layer before
(after). Sizes of different layers are different names, so widths may vary from layer to layer.
"""

from __future__ import annotations

from dataclasses import dataclass

from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Context, Definition, Jacobian, Tensor
from derivcheck.core.errors import MalformedError
from derivcheck.core.indices import Index, Size
from derivcheck.core.terms import Entry, Partial


@dataclass(frozen=True, eq=False)
class ForwardRecursion:
    """`start` and `step` define the state, in terms of `context` and, in `step`, of the state before.

    `start_value` and `step_value` define the claimed Jacobian; their indices are the state's, then the
    variable's. `before` are the sizes of the state at the layer before.
    """

    context: Context
    variable: str
    before: tuple[Size, ...]
    start: Definition
    step: Definition
    start_value: Definition
    step_value: Definition

    def base_claim(self) -> Claim:
        """d x_0 / d v = M_0."""
        return _jacobian_claim(self.context, self.start, self.start_value, self.variable, "base")

    def step_claim(self) -> Claim:
        """d x_(l+1) / d v = M_(l+1), where d x_l / d v = M_l."""
        state, value = self.start.name, self.start_value.name
        axes = self.context.axes(self.variable) or ()
        indices = tuple(Index(f"r{k}", size) for k, size in enumerate(self.before))
        variables = tuple(Index(f"s{k}", size) for k, size in enumerate(axes))
        hypothesis = Jacobian(state, self.variable, indices, variables, Entry(value, (*indices, *variables)))
        tensors = {state: Tensor(state, self.before), value: Tensor(value, (*self.before, *axes))}
        context = _extended(self.context, tensors, {}, hypothesis)
        return _jacobian_claim(context, self.step, self.step_value, self.variable, "step")


@dataclass(frozen=True, eq=False)
class BackwardRecursion:
    """`last` is the objective as a function of the state at the last layer, `state`, a tensor of `context`.

    `step` defines the next state from the state; `last_value` and `step_value` define the claimed
    gradient, the second in terms of the gradient at the next layer, an entry of `step_value.name`.
    """

    context: Context
    state: str
    objective: str
    last: Definition
    step: Definition
    last_value: Definition
    step_value: Definition

    def base_claim(self) -> Claim:
        """d J / d z_L = d_L."""
        lhs = Partial(self.last.body, Entry(self.state, self.last_value.indices))
        return Claim(self.context, lhs, self.last_value.body, "base")

    def step_claim(self) -> Claim:
        """d J / d z_l = d_l, where d J / d z_(l+1) = d_(l+1)."""
        after, value = self.step, self.step_value.name
        hypothesis = Jacobian(self.objective, after.name, (), after.indices, Entry(value, after.indices))
        sizes = tuple(index.size for index in after.indices)
        tensors = {self.objective: Tensor(self.objective, ()), value: Tensor(value, sizes)}
        context = _extended(self.context, tensors, {after.name: after}, hypothesis)
        lhs = Partial(Entry(self.objective, ()), Entry(self.state, self.step_value.indices))
        return Claim(context, lhs, self.step_value.body, "step")


Recursion = ForwardRecursion | BackwardRecursion


def _jacobian_claim(
    context: Context, state: Definition, value: Definition, variable: str, name: str
) -> Claim:
    wrt = value.indices[len(state.indices) :]
    body = state.at(Entry(state.name, value.indices[: len(state.indices)]))
    return Claim(context, Partial(body, Entry(variable, wrt)), value.body, name)


def _extended(
    context: Context, tensors: dict[str, Tensor], definitions: dict[str, Definition], hypothesis: Jacobian
) -> Context:
    for name in (*tensors, *definitions):
        if context.axes(name) is not None:
            raise MalformedError(f"{name} names a layer of the recursion and is declared besides")
    return Context(
        {**context.tensors, **tensors},
        {**context.definitions, **definitions},
        context.assumptions,
        context.vectors,
        (*context.jacobians, hypothesis),
    )

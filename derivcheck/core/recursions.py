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
from derivcheck.core.contexts import Context, Definition, Jacobian, Tensor, names
from derivcheck.core.errors import MalformedError
from derivcheck.core.indices import Index, Size
from derivcheck.core.terms import Entry, Partial, Term, children, free_indices


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
        self._check()
        return _jacobian_claim(self.context, self.start, self.start_value, self.variable, "base")

    def step_claim(self) -> Claim:
        """d x_(l+1) / d v = M_(l+1), where d x_l / d v = M_l."""
        self._check()
        state, value = self.start.name, self.start_value.name
        axes = self.context.axes(self.variable) or ()
        indices = tuple(Index(f"r{k}", size) for k, size in enumerate(self.before))
        variables = tuple(Index(f"s{k}", size) for k, size in enumerate(axes))
        hypothesis = Jacobian(state, self.variable, indices, variables, Entry(value, (*indices, *variables)))
        tensors = {state: Tensor(state, self.before), value: Tensor(value, (*self.before, *axes))}
        context = _extended(self.context, tensors, {}, hypothesis)
        return _jacobian_claim(context, self.step, self.step_value, self.variable, "step")

    def _check(self) -> None:
        state, value = self.start.name, self.start_value.name
        _require(self.step.name == state and self.step_value.name == value, "a layer changes its name")
        _require(state != value, f"{state} names the state and its Jacobian")
        for each, hidden in (
            (self.start, {state, value}),
            (self.start_value, {state, value}),
            (self.step, {value}),
        ):
            _require(not hidden & set(names((each.body,))), f"{each.name} is used before it is defined")
        axes = self.context.axes(self.variable) or ()
        for layer, claimed in ((self.start, self.start_value), (self.step, self.step_value)):
            sizes = (*(index.size for index in layer.indices), *axes)
            _require(tuple(index.size for index in claimed.indices) == sizes, "the Jacobian has other axes")
        shared = _sizes(self.context, (self.start.body, self.start_value.body), self.variable)
        for place, size in enumerate(self.before):
            if isinstance(size, int) or size in shared:
                layers = [layer.indices[place].size for layer in (self.start, self.step)]
                _require(layers == [size, size], f"layers of size {size} do not follow on one another")
        for each in (self.start, self.step, self.start_value, self.step_value):
            _closed(each)
        for each in (self.step, self.step_value):
            _differentiates_only_by(state, value, each.body)
        _require(len(self.before) == len(self.start.indices) == len(self.step.indices), "axes are lost")


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
        self._check()
        lhs = Partial(self.last.body, Entry(self.state, self.last_value.indices))
        return Claim(self.context, lhs, self.last_value.body, "base")

    def step_claim(self) -> Claim:
        """d J / d z_l = d_l, where d J / d z_(l+1) = d_(l+1)."""
        self._check()
        after, value = self.step, self.step_value.name
        hypothesis = Jacobian(self.objective, after.name, (), after.indices, Entry(value, after.indices))
        sizes = tuple(index.size for index in after.indices)
        tensors = {self.objective: Tensor(self.objective, ()), value: Tensor(value, sizes)}
        context = _extended(self.context, tensors, {after.name: after}, hypothesis)
        lhs = Partial(Entry(self.objective, ()), Entry(self.state, self.step_value.indices))
        return Claim(context, lhs, self.step_value.body, "step")

    def _check(self) -> None:
        after, value = self.step.name, self.step_value.name
        _require(self.last.name == self.objective and not self.last.indices, "the objective is no scalar")
        _require(self.last_value.name == value, "the gradient changes its name")
        own = {self.state, self.objective, after, value}
        _require(len(own) == 4, "two parts of the recursion have one name")
        for each in (self.last, self.last_value, self.step):
            hidden = (own - {self.state}) & set(names((each.body,)))
            _require(not hidden, f"{each.name} is used before it is defined")
        axes = self.context.axes(self.state) or ()
        for claimed in (self.last_value, self.step_value):
            _require(tuple(index.size for index in claimed.indices) == axes, "the gradient has other axes")
        _require(len(self.step.indices) == len(axes), "axes are lost")
        shared = _sizes(self.context, (self.last.body, self.last_value.body), self.state) - set(axes)
        both = _sizes(self.context, (self.step.body, self.step_value.body), self.state) & shared
        for index, size in zip(self.step.indices, axes, strict=True):
            if isinstance(index.size, int) or isinstance(size, int) or index.size in both:
                _require(index.size == size, f"layers of size {size} do not follow on one another")
        for each in (self.last, self.step, self.last_value, self.step_value):
            _closed(each)
        for each in (self.step, self.step_value):
            _differentiates_only_by(self.state, value, each.body)


Recursion = ForwardRecursion | BackwardRecursion


def _require(holds: bool, otherwise: str) -> None:
    """Raise MalformedError, about the recursion, unless the condition holds."""
    if not holds:
        raise MalformedError(f"this is no recursion: {otherwise}")


def _differentiates_only_by(state: str, value: str, body: Term) -> None:
    """A layer's own derivatives are by the state, of what does not hold the claimed value.

    Both the state and the value depend on more than a derivative inside a layer would see.
    """
    if isinstance(body, Partial):
        fits = body.variable.tensor == state and value not in names((body.body,))
        _require(fits, f"a layer differentiates by {body.variable.tensor}")
    for child in children(body):
        _differentiates_only_by(state, value, child)


def _closed(definition: Definition) -> None:
    """Axes have different indices, and the body has no other free index."""
    different = len(set(definition.indices)) == len(definition.indices)
    _require(different, f"two axes of {definition.name} have one index")
    loose = free_indices(definition.body) - set(definition.indices)
    _require(not loose, f"{definition.name} has a free index that is no axis")


def _sizes(context: Context, terms: tuple[Term, ...], variable: str) -> set[Size]:
    """Sizes of what the terms rest on, and of the variable."""
    found = context.ground((variable, *names(terms)))
    return {size for name in found for size in context.axes(name) or ()}


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

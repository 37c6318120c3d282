"""Gradients and Jacobians found by rules: reverse mode through named intermediates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from derivcheck.core.contexts import Context, Definition
from derivcheck.core.errors import UnknownSymbolError
from derivcheck.core.indices import Size
from derivcheck.core.terms import (
    Dimension,
    Entry,
    Index,
    Number,
    Partial,
    Power,
    Term,
    children,
    plus,
    rebuild,
    substitute,
)
from derivcheck.derivation.bound_indices import bound_names, letter
from derivcheck.derivation.dependence import Scope, divides_by, names_in
from derivcheck.derivation.differentiation import chained, differentiation_rules
from derivcheck.derivation.products import factors
from derivcheck.derivation.steps import Derived, Trail, simplified


def derive_gradient(context: Context, objective: Term, wrt: str) -> Derived:
    """The gradient of a scalar by a declared tensor or a named intermediate.

    Raises UnknownSymbolError for a name that the Context does not have, LimitError where no end is found.
    """
    return derive_gradients(context, objective, (wrt,))[wrt]


def derive_gradients(context: Context, objective: Term, wrts: Sequence[str]) -> dict[str, Derived]:
    """Gradients of one scalar, in the order in which they are found: outer intermediates first.

    Holds every name in `wrts` and every intermediate whose gradient the others call by name.
    """
    for name in wrts:
        _axes(context, name)
    search = _Search(context, objective)
    scope = Scope(context)
    for name in reversed(tuple(context.definitions)):
        involved = name in wrts or any(scope.reaches(name, wrt) for wrt in wrts)
        if involved and objective is not Entry(name, ()) and scope.depends(objective, name):
            search.add(name, keep=True)
    for name in wrts:
        if name not in search.found:
            search.add(name, keep=False)
    wanted = {*wrts, *(name for found in search.found.values() for name in search.used(found))}
    return {name: found for name, found in search.found.items() if name in wanted}


def derive_jacobian(context: Context, function: str, wrt: str) -> Derived:
    """d function[..] / d wrt[..] for a named intermediate, folded back into its name.

    The free indices are those of the function, then those of the variable.
    """
    return _Search(context, Entry(function, ())).jacobian(function, wrt)


def _axes(context: Context, name: str) -> tuple[Size, ...]:
    axes = context.axes(name)
    if axes is None:
        known = ", ".join((*context.tensors, *context.definitions))
        raise UnknownSymbolError(f"unknown symbol {name}", remedy=f"declare it; declared are {known}")
    return axes


def _free(axes: tuple[Size, ...], taken: frozenset[str]) -> tuple[Index, ...]:
    """One new index for each axis."""
    found: list[Index] = []
    for size in axes:
        found.append(Index(letter(taken | {index.name for index in found}), size))
    return tuple(found)


def _plain(node: Term) -> bool:
    """A number times at most one entry: shorter than any name for it."""
    bases = [part.base if isinstance(part, Power) else part for part in factors(node)]
    named = sum(isinstance(base, Entry) for base in bases)
    return named <= 1 and all(isinstance(base, Entry | Number | Dimension) for base in bases)


@dataclass
class _Search:
    """Gradients of one objective found so far, and the adjoints that later ones may use."""

    context: Context
    objective: Term
    found: dict[str, Derived] = field(default_factory=dict[str, Derived])
    adjoints: dict[str, Definition] = field(default_factory=dict[str, Definition])
    lemmas: dict[tuple[str, str], Derived] = field(default_factory=dict[tuple[str, str], Derived])

    def add(self, name: str, keep: bool) -> None:
        """Derive the gradient by a name, and keep it as an adjoint where that makes later steps shorter."""
        found = self.found[name] = self._gradient(name)
        if keep and not _plain(found.result) and not divides_by(found.result, name):
            self.adjoints[name] = self._adjoint(name, found)

    def used(self, found: Derived) -> tuple[str, ...]:
        """Intermediates whose adjoints the steps of a derivation call by name."""
        called = {adjoint.name for adjoint in found.adjoints}
        return tuple(name for name, adjoint in self.adjoints.items() if adjoint.name in called)

    def jacobian(self, function: str, wrt: str) -> Derived:
        """d function / d wrt, derived once."""
        if (function, wrt) not in self.lemmas:
            definition = self.context.definitions[function]
            taken = self._taken() | _stems(definition.body)
            free = _free((*_axes(self.context, function), *_axes(self.context, wrt)), taken)
            rank = len(definition.indices)
            head, variable = Entry(function, free[:rank]), Entry(wrt, free[rank:])
            trail = self._trail(Partial(head, variable))
            trail.add(Partial(definition.at(head), variable), f"definition of {function}")
            lemmas = self._finish(trail)
            steps = tuple(trail.steps)
            self.lemmas[function, wrt] = Derived(variable, free, steps, self.context, trail.last, (), lemmas)
        return self.lemmas[function, wrt]

    def _gradient(self, name: str) -> Derived:
        upstream = [found.body for found in self.context.definitions.values()]
        taken = self._taken().union(*map(_stems, [self.objective, *upstream]))
        variable = Entry(name, _free(_axes(self.context, name), taken))
        trail = self._trail(Partial(self.objective, variable))
        self._chain(trail, variable)
        lemmas = self._finish(trail)
        steps = tuple(trail.steps)
        adjoints = self._called(steps_term.term for steps_term in steps)
        definitions = {**self.context.definitions, **{found.name: found for found in adjoints}}
        expanded = simplified(self._unfolded(trail.last), self._upstream(), self._taken())
        context = replace(self.context, definitions=definitions)
        return Derived(variable, _indices(variable), steps, context, expanded, adjoints, lemmas)

    def _trail(self, start: Term) -> Trail:
        trail = Trail(self._taken())
        trail.add(start, "to be found")
        return trail

    def _taken(self) -> frozenset[str]:
        """Names that no index should have."""
        return frozenset((*self.context.tensors, *self.context.definitions, *self.context.sizes()))

    def _upstream(self) -> Context:
        """The Context with the intermediates of the objective alone: other names are not looked for."""
        scope = Scope(self.context)
        used = {n: found for n, found in self.context.definitions.items() if scope.depends(self.objective, n)}
        return replace(self.context, definitions=used)

    def _finish(self, trail: Trail) -> tuple[Derived, ...]:
        """Run the rules to the end; returns the lemmas they used."""
        used: dict[tuple[str, str], Derived] = {}

        def lemma(head: Entry, variable: Entry) -> Term:
            key = head.tensor, variable.tensor
            found = used[key] = self.jacobian(*key)
            subscripts = (*head.subscripts, *variable.subscripts)
            return substitute(found.result, dict(zip(found.free, subscripts, strict=True)))

        trail.differentiate(differentiation_rules(Scope(self.context), lemma))
        trail.simplify(self._upstream())
        return tuple(used.values())

    def _chain(self, trail: Trail, variable: Entry) -> None:
        """First step: the chain rule through the nearest kept intermediates, where there are any."""
        held = Scope(self.context, frozenset(self.adjoints))
        bodies = {name: self.context.definitions[name].body for name in self.adjoints}
        through = [name for name, body in bodies.items() if held.depends(body, variable.tensor)]
        if not through:
            return
        parts = [self._through(held, name, variable) for name in through]
        where = ", ".join(through)
        if held.depends(self.objective, variable.tensor):
            parts.append(self._held_derivative(held, self.objective, variable))
            where += f", and {variable.tensor} in the objective itself"
        trail.add(plus(*parts), f"chain rule through {where}")
        trail.add(self._named(trail.last), f"gradient by {', '.join(through)}, found above")

    def _through(self, held: Scope, name: str, variable: Entry) -> Term:
        """sum_l d objective / d name[l] * d name[l] / d variable."""
        definition = self.context.definitions[name]
        direct = Scope(self.context).direct(definition.body, variable.tensor)

        def inner(link: Entry) -> Term:
            if not held.held & set(direct):
                return Partial(link, variable)
            # A Partial would also count the paths through the other kept intermediates.
            return self._held_derivative(held, definition.at(link), variable)

        return chained(lambda link: Partial(self.objective, link), definition, inner)

    def _held_derivative(self, held: Scope, body: Term, variable: Entry) -> Term:
        """d body / d variable where the kept intermediates are held fixed."""
        trail = self._trail(Partial(body, variable))
        trail.differentiate(differentiation_rules(held, lambda *_: None))
        trail.simplify(self._upstream())
        return trail.last

    def _adjoint(self, name: str, found: Derived) -> Definition:
        wish = f"d_{name}"
        while wish in self._taken():
            wish += "_"
        return Definition(wish, _indices(found.variable), found.result, self._latex(name))

    def _latex(self, name: str) -> str:
        """The derivative as a fraction; empty, for the default, where a name has no LaTeX of its own."""
        above = self._symbol(self.objective.tensor) if isinstance(self.objective, Entry) else ""
        below = self._symbol(name)
        return rf"\frac{{\partial {above}}}{{\partial {below}}}" if above and below else ""

    def _symbol(self, name: str) -> str:
        declared = self.context.tensors.get(name) or self.context.definitions.get(name)
        return (declared.latex if declared else "") or (name if len(name) == 1 else "")

    def _named(self, node: Term) -> Term:
        """Gradients by kept intermediates called by name."""
        if isinstance(node, Partial) and node.body is self.objective:
            adjoint = self.adjoints.get(node.variable.tensor)
            return node if adjoint is None else Entry(adjoint.name, node.variable.subscripts)
        return rebuild(node, tuple(map(self._named, children(node))))

    def _unfolded(self, node: Term) -> Term:
        """Adjoints replaced by their formulas, down to the Context that was given."""
        if isinstance(node, Entry):
            adjoint = next((found for found in self.adjoints.values() if found.name == node.tensor), None)
            return node if adjoint is None else self._unfolded(adjoint.at(node))
        return rebuild(node, tuple(map(self._unfolded, children(node))))

    def _called(self, terms: Iterable[Term]) -> tuple[Definition, ...]:
        """The adjoints that the terms use, and those that these use, in order of definition."""
        names = set[str]().union(*map(names_in, terms))
        kept: list[Definition] = []
        for adjoint in reversed(tuple(self.adjoints.values())):
            if adjoint.name in names:
                names |= {*names_in(adjoint.body)}
                kept.append(adjoint)
        return tuple(reversed(kept))


def _indices(variable: Entry) -> tuple[Index, ...]:
    return tuple(found for found in variable.subscripts if isinstance(found, Index))


def _stems(node: Term) -> frozenset[str]:
    """Names, as they will be read, of the indices that the term binds."""
    return frozenset(name.partition("'")[0] for name in bound_names(node))

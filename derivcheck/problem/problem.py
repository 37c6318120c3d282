"""The author's side of a problem: it lowers arrays to Assumptions, Claims and Derivations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from inspect import signature
from itertools import pairwise
from typing import Literal

from derivcheck.core.claims import Claim, check_balance, check_claim, check_term
from derivcheck.core.contexts import Assumption, Context, Definition
from derivcheck.core.errors import DerivcheckError, MalformedError, NotationError, Place, ProblemError
from derivcheck.core.terms import Entry, Index, Partial
from derivcheck.core.verdicts import Verdict
from derivcheck.notation.arrays import Array, Statement, as_array, stated
from derivcheck.notation.declarations import named
from derivcheck.notation.elaboration import Declarations
from derivcheck.notation.layers import Layers
from derivcheck.notation.lowering import Lowered, lower
from derivcheck.notation.operations import jacobian
from derivcheck.notation.places import author_place, placed
from derivcheck.notation.symbols import checked_name, simple
from derivcheck.problem.inductions import copied, in_context, lowered_induction
from derivcheck.problem.stated import (
    Derivation,
    Gradient,
    Induction,
    MalformedClaim,
    Measurement,
    ProblemClaim,
    Reference,
    Step,
)


class Problem:
    """A titled unit with a source: Context, claims, derivations, gradients to derive, references.

    `references` maps a named intermediate to an independent jax.numpy function of it. `name` is the
    file's and is set by the loader. `vectors` says how matrix notation writes vectors.
    """

    def __init__(
        self,
        title: str,
        *,
        source: str = "",
        given: Sequence[Statement] = (),
        vectors: Literal["column", "row"] = "column",
        expect: Verdict | str = Verdict.PROVED,
    ) -> None:
        if not source.strip():
            remedy = f'Problem("{title}", source="where it is from: a book and page, an exercise, or my own")'
            raise ProblemError(f"the problem {title!r} names no source", remedy=remedy, place=author_place())
        self.name = ""
        self.title = title
        self.source = source
        self.expect = _verdict(expect)
        self.references: dict[str, Reference] = {}
        self.gradients: tuple[Gradient, ...] = ()
        self.malformed_claims: tuple[MalformedClaim, ...] = ()
        self.measurements: tuple[Measurement, ...] = ()
        self._vectors: Literal["column", "row"] = vectors
        self._declarations = Declarations()
        self._known = (-1, -1, -1)
        self._contexts: dict[Assumption | None, Context] = {}
        self._given: list[tuple[Statement, Assumption]] = []
        self._claims: list[ProblemClaim] = []
        self._derivations: list[Derivation] = []
        self._inductions: list[Induction] = []
        for statement in given:
            self._assume(statement)

    @property
    def context(self) -> Context:
        """Everything declared, defined and assumed; the same object until something is added."""
        return self._without(None)

    @property
    def claims(self) -> tuple[ProblemClaim, ...]:
        """The claims in the author's order, under the whole Context."""
        return tuple(
            replace(made, claim=replace(made.claim, context=self._without(made.without)))
            for made in self._claims
        )

    @property
    def derivations(self) -> tuple[Derivation, ...]:
        """The derivations in the author's order, every step under the whole Context."""
        return tuple(
            replace(
                made,
                steps=tuple(
                    replace(step, claim=replace(step.claim, context=self._without(made.without)))
                    for step in made.steps
                ),
            )
            for made in self._derivations
        )

    @property
    def inductions(self) -> tuple[Induction, ...]:
        """The statements about every depth in the author's order, under the whole Context."""
        return tuple(in_context(made, self.context) for made in self._inductions)

    @property
    def objective(self) -> Entry | None:
        """The intermediate whose gradients are to be derived; None where nothing is."""
        return self.gradients[0].objective if self.gradients else None

    @property
    def reference(self) -> Reference | None:
        """The independent jax.numpy function of the objective."""
        return self.references.get(self.objective.tensor) if self.objective is not None else None

    def let(self, name: str, value: object, *, latex: str = "", reference: Reference | None = None) -> Array:
        """Name an intermediate. The array that comes back refers to it by that name.

        Raises ProblemError where the name is taken, MalformedError where the author left an index free.
        """
        array, place = as_array(value), author_place()
        result = named(checked_name(name), array.axes, latex=latex, defined=True)
        with placed(place, f"{name} = {array.text}"):
            lowered = lower(self._declarations, (array,))
            body = lowered.sides[0]
            check_term(body, self.context)
            self._declarations.define(Definition(name, _axis_indices(lowered, array), body, latex))
            if reference is not None:
                self.references[name] = self._checked(reference)
        return result

    def claim(
        self,
        name: str,
        equation: Statement,
        *,
        expect: Verdict | str | None = None,
        without: Statement | None = None,
        note: str = "",
    ) -> None:
        """State that both sides are equal, for all values of the free indices; `without` one assumption.

        `note` is shown beside the verdict.

        Raises ShapeError, MalformedError, NotationError, UnknownSymbolError and LimitError as its parts do.
        """
        place = author_place()
        statement = _statement(equation, place)
        if statement.relation != "=":
            raise NotationError("a claim is an equation", text=statement.text, place=place)
        with placed(place, statement.text):
            self._unused(name)
            lowered = lower(self._declarations, (statement.lhs, statement.rhs))
            claim = Claim(self.context, lowered.sides[0], lowered.sides[1], name)
            check_claim(claim)
            check_balance(claim, frozenset(lowered.indices[_rank(statement.lhs) :]))
            wanted = self.expect if expect is None else _verdict(expect)
            aside = self._set_aside(without)
        self._claims.append(ProblemClaim(name, claim, lowered.indices, wanted, place, aside, note))

    def malformed(self, name: str, formula: str, build: Callable[[], Statement], *, note: str = "") -> None:
        """State that a formula has no meaning: to write it down, as `build` does, is an error.

        Raises ProblemError where it has one.
        """
        self._unused(name)
        try:
            statement = build()
            lowered = lower(copied(self._declarations), (statement.lhs, statement.rhs))
            claim = Claim(self.context, lowered.sides[0], lowered.sides[1], name)
            check_claim(claim)
            check_balance(claim, frozenset(lowered.indices[_rank(statement.lhs) :]))
        except DerivcheckError as error:
            self.malformed_claims += (MalformedClaim(name, formula, error, author_place(), note),)
            return
        raise ProblemError(
            "this formula has a meaning", text=formula, remedy="claim it", place=author_place()
        )

    def induction(self, name: str, layers: Layers) -> None:
        """State of forward(...) or backward(...) layers that it holds for any number of them."""
        place = author_place()
        with placed(place, name):
            self._unused(name)
            made = lowered_induction(name, layers, self._declarations, self.context)
            in_context(made, self.context)
        self._inductions.append(made)

    def measure(self, name: str, statement: str, complaints: Callable[[], Sequence[str]]) -> None:
        """Have something measured when the problem is judged: `complaints` says what speaks against it.

        What is measured is never called proved; a complaint refutes the problem.
        """
        self._unused(name)
        self.measurements += (Measurement(name, statement, complaints),)

    def derivation(
        self,
        name: str,
        start: object,
        steps: Sequence[tuple[object, str]],
        *,
        without: Statement | None = None,
    ) -> None:
        """The author's way from `start` to the last term: each step is (next term, justification)."""
        place = author_place()
        terms = [as_array(start), *(as_array(term) for term, _ in steps)]
        for before, after in pairwise(terms):
            stated("=", before, after)
        with placed(place, name):
            lowered = lower(self._declarations, terms)
            aside = self._set_aside(without)
            made = tuple(
                Step(self._step(name, lowered, number), steps[number][1]) for number in range(len(steps))
            )
        self._derivations.append(Derivation(name, lowered.sides[0], made, lowered.indices, place, aside))

    def derive(self, objective: Array, *variables: Array) -> None:
        """Have the program find the derivatives of a named intermediate by each of the variables."""
        place = author_place()
        for variable in variables:
            lowered = lower(self._declarations, (jacobian(objective, variable),))
            match lowered.sides[0]:
                case Partial(Entry(name, _) as body, by) if name in self._declarations.definitions:
                    self.gradients += (Gradient(body, by, lowered.indices),)
                case _:
                    remedy = 'name it first: J = problem.let("J", ...)'
                    what = "only a named intermediate is derived"
                    raise ProblemError(what, text=objective.text, remedy=remedy, place=place)

    def _unused(self, name: str) -> None:
        made = (*self._claims, *self._inductions, *self.malformed_claims, *self.measurements)
        if any(name == each.name for each in made):
            raise ProblemError(f"two claims are called {name}", remedy="rename one of them")

    def _assume(self, given: Statement) -> None:
        statement = _statement(given, author_place())
        with placed(statement.place, statement.text):
            lhs, rhs = lower(self._declarations, (statement.lhs, statement.rhs)).sides
            check_claim(Claim(self.context, lhs, rhs))
        self._given.append((statement, Assumption(statement.relation, lhs, rhs)))

    def _without(self, aside: Assumption | None) -> Context:
        found, assumed = self._declarations, tuple(each for _, each in self._given)
        if self._known != (len(found.tensors), len(found.definitions), len(assumed)):
            self._known = (len(found.tensors), len(found.definitions), len(assumed))
            whole = Context(dict(found.tensors), dict(found.definitions), assumed, self._vectors)
            self._contexts = {None: whole, **{each: whole.without(each) for each in assumed}}
        return self._contexts[aside]

    def _set_aside(self, without: Statement | None) -> Assumption | None:
        if without is None:
            return None
        return next((assumption for statement, assumption in self._given if statement is without), None)

    def _step(self, name: str, lowered: Lowered, number: int) -> Claim:
        before, after = lowered.sides[number : number + 2]
        claim = Claim(self.context, before, after, f"{name}, step {number + 1}")
        check_claim(claim)
        return claim

    def _checked(self, reference: Reference) -> Reference:
        for parameter in signature(reference).parameters:
            if parameter not in self._declarations.tensors:
                raise self._declarations.unknown(parameter)
        return reference


def _verdict(expected: Verdict | str) -> Verdict:
    for verdict in Verdict:
        if expected in (verdict, verdict.value):
            return verdict
    remedy = f"one of {', '.join(verdict.value for verdict in Verdict)}"
    raise ProblemError(f"no verdict is called {expected}", remedy=remedy, place=author_place())


def _statement(given: object, place: Place | None) -> Statement:
    if isinstance(given, Statement):
        return given
    raise NotationError(
        "this is not a statement about arrays",
        text=str(given)[:200],
        remedy="== between SymPy scalars compares them at once: write equation(lhs, rhs)",
        place=place,
    )


def _rank(array: Array) -> int:
    """The number of axes, each part of a composite one counted."""
    return len(simple(array.axes))


def _axis_indices(lowered: Lowered, array: Array) -> tuple[Index, ...]:
    if len(lowered.indices) == _rank(array):
        return lowered.indices
    loose = ", ".join(index.name for index in lowered.indices[_rank(array) :])
    what = f"the index {loose} is free, and is no axis"
    raise MalformedError(what, remedy="make it an axis, components(..., i), or sum over it")

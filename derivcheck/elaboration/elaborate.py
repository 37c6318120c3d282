"""A step -> its readings, the usual one first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from derivcheck.core.claims import Claim, check_claim
from derivcheck.core.contexts import Assumption
from derivcheck.core.errors import DerivcheckError
from derivcheck.core.indices import Index, Subscript
from derivcheck.core.terms import Delta, Number, Term
from derivcheck.elaboration import applications, derivatives, opaque, products, rules
from derivcheck.elaboration.contexts import context_of
from derivcheck.elaboration.conventions import Convention, conventions
from derivcheck.elaboration.elaborator import Elaborator, Rule
from derivcheck.elaboration.equations import Sides, sides
from derivcheck.elaboration.habits import Habit, Habits
from derivcheck.elaboration.indices import free_slots, once, renamed, stray_sum, with_repeated_summed, with_sums
from derivcheck.elaboration.kinds import all_tried, assignments, choices, has_arrays, slots_of
from derivcheck.elaboration.readings import MeaningError, Reading
from derivcheck.elaboration.sizes import Mismatch
from derivcheck.elaboration.true_class import with_true_class
from derivcheck.meaning import expressions as x
from derivcheck.meaning.environment import Environment, Given
from derivcheck.meaning.expressions import Expression

MOST_READINGS = 4
PERFECT = 0
"""What the cheapest reading under a convention may cost besides it to be given before others are made."""

MOST_COST = 100
ONE_SIZE = "an index runs over two axes of one size"
CERTAIN = 4
"""What the second choice of a name's number of axes costs where the first is sure."""

NEARLY = 2
"""Readings that cost so much more than the cheapest are still given."""

_RULES: dict[type[Expression], Rule] = {
    x.Number: rules.numeral,
    x.Pi: rules.pi,
    x.Variable: rules.variable,
    x.IndexNumber: rules.index_number,
    x.Component: rules.component,
    x.Add: rules.add,
    x.Multiply: products.multiply,
    x.Divide: rules.divide,
    x.Raise: applications.raised,
    x.Transpose: rules.transpose,
    x.Inverse: applications.inverse,
    x.Apply: applications.apply,
    x.Opaque: opaque.opaque,
    x.Inner: rules.inner,
    x.Norm: applications.norm,
    x.Reduce: rules.reduce,
    x.Delta: rules.delta,
    x.Identity: rules.identity,
    x.Filled: rules.filled,
    x.Cases: rules.cases,
    x.WrittenOut: rules.written_out,
    x.Listed: rules.listed,
    x.Derivative: derivatives.derivative,
    x.Differential: derivatives.differential,
    x.Evaluated: applications.evaluated,
    x.Expectation: opaque.expectation,
}


def readings(
    lhs: Expression, rhs: Expression, environment: Environment, habits: Habits | None = None
) -> Iterator[Reading]:
    """What lhs = rhs may mean, in order of cost; at most MOST_READINGS, those that are nearly as usual as
    the first. Repaired readings, with their faults, only where there is no other.

    Raises MeaningError where it means nothing: before the first reading or not at all.
    """
    stray = stray_sum(lhs, free_slots(rhs)) or stray_sum(rhs, free_slots(lhs))
    if stray and not environment.conditions:
        raise MeaningError(stray, span=rhs.span, ill_formed=True, remedy="use one index for both")
    step = _Step(lhs, rhs, environment, habits or Habits())
    given = 0
    for attempt in step.attempts(lenient=False):
        given += 1
        yield step.reading(attempt)
        if given == MOST_READINGS:
            return
        if given == 1:
            yield from _of_true_class(step, attempt.cost + 1)
    if not given and step.strained is not None:
        yield replace(step.reading(step.strained), only=ONE_SIZE)
    elif not given:
        repaired = False
        for attempt in step.attempts(lenient=True):
            repaired = True
            yield step.reading(attempt)
        if not repaired:
            raise step.failure()


def _of_true_class(step: _Step, cost: int) -> Iterator[Reading]:
    """The usual reading with a one-hot vector given by its class."""
    for environment, note in with_true_class(step.lhs, step.rhs, step.closure, step.environment):
        other = _Step(step.lhs, step.rhs, environment, step.habits)
        attempt = next(other.attempts(lenient=False), None)
        if attempt is not None:
            reading = other.reading(attempt)
            yield replace(reading, cost=max(cost, reading.cost), notes=(*reading.notes, note), habit=None)


@dataclass(frozen=True)
class _Attempt:
    """A reading before its claim is written."""

    cost: int
    elaborator: Elaborator
    sides: Sides


class _Step:
    """What does not depend on the convention: conditions applied, sums completed, names with their options."""

    def __init__(self, lhs: Expression, rhs: Expression, environment: Environment, habits: Habits) -> None:
        self.habits = habits
        self._failures: list[MeaningError] = []
        self._strained: _Attempt | None = None
        equal = {
            c.left: c.right for c in environment.conditions if c.relation == "=" and isinstance(c.left, str)
        }
        lhs, rhs = renamed(lhs, equal), renamed(rhs, equal)
        lhs, rhs = with_sums(lhs, free_slots(rhs)), with_sums(rhs, free_slots(lhs))
        if environment.einstein:
            lhs, rhs = with_repeated_summed(lhs, once(rhs)), with_repeated_summed(rhs, once(lhs))
            environment = _einstein(environment)
        environment = _of_foreign_variables(lhs, rhs, environment)
        self.lhs, self.rhs = lhs, rhs
        self.environment = environment
        self.stated = _stated(environment, (self.lhs, self.rhs))
        statements = (given.rhs for given, _ in self.stated.values())
        self.closure = tuple(_closure((self.lhs, self.rhs, *statements), environment))
        self.sizes = environment.sizes | _limits(self.closure)
        self.dependent = _dependent(self.closure, environment)
        nodes = (node for part in self.closure for node in x.walk(part))
        variables = (each for node in nodes if isinstance(node, x.Derivative) for each in node.variables)
        self.differentiated = frozenset(filter(None, map(_name, variables)))
        self.random = _random((self.lhs, self.rhs), environment)
        taken = {name for part in self.closure for name in _names(part)}
        self.weights = next(name for name in ("P", "Pr", "prob", "probability_of_outcome") if name not in taken)
        self.moved = _moved((self.lhs, self.rhs), environment)
        self.options = self._options()

    def _options(self) -> dict[str, tuple[tuple[int, int], ...]]:
        arrays = has_arrays(self.closure, self.environment)
        skipped = {*self.environment.definitions, *self.sizes}
        parameters = {p for f in self.environment.functions.values() for p in f.parameters}
        written = slots_of((self.lhs, self.rhs))
        return {
            name: self.habits.preferring(name, choices(name, counts, self.environment, arrays, name in self.dependent))
            for name, counts in slots_of(self.closure).items()
            if name not in skipped and (name not in parameters or name in written)
        }

    def attempts(self, *, lenient: bool) -> Iterator[_Attempt]:
        """One for every convention that reads the step differently, the usual one first."""
        tried: list[tuple[set[str], tuple[object, ...]]] = []
        waiting: list[_Attempt] = []
        least = MOST_COST
        for convention in conventions(self.habits.vectors or self.environment.vectors, self.habits.preferred):
            if convention.lenient != lenient:
                continue
            if any(convention.key(consulted) == key for consulted, key in tried):
                continue
            attempt = self._cheapest(convention)
            if attempt is None:
                continue
            consulted = attempt.elaborator.found.consulted
            tried.append((consulted, convention.key(consulted)))
            if attempt.cost <= convention.cost + PERFECT and not waiting:
                least = min(least, attempt.cost)
                yield attempt
            else:
                waiting.append(attempt)
        waiting.sort(key=lambda attempt: attempt.cost)
        least = min(least, waiting[0].cost) if waiting else least
        yield from (attempt for attempt in waiting if attempt.cost <= least + NEARLY)

    def failure(self) -> MeaningError:
        """Why there is no reading."""
        found = self._failures[0] if self._failures else MeaningError("no shapes fit")
        if found.ill_formed and self.unsure():
            return MeaningError(found.what, span=found.span, remedy="say the shapes of the names in it")
        return found

    @property
    def strained(self) -> _Attempt | None:
        """A reading of entries alone, with an index on axes of which nothing says that they are of one size."""
        return self._strained

    def unsure(self) -> tuple[str, ...]:
        """Names whose number of axes nothing in the document says."""
        if all_tried(self.options):
            return ()
        said = {*self.environment.shapes, *(each.name for each in self.environment.properties)}
        return tuple(
            name
            for name, options in self.options.items()
            if name not in said and not self.habits.knows(name) and len(options) > 1 and options[1][1] < CERTAIN
        )

    def _cheapest(self, convention: Convention) -> _Attempt | None:
        """The cheapest reading under one convention."""
        best: _Attempt | None = None
        for cost, ranks in assignments(self.options):
            if best is not None and cost + convention.cost >= best.cost:
                break
            e = Elaborator(self.environment, convention, ranks, _RULES, self.sizes)
            e.dependent, e.moved, e.stated = self.dependent, self.moved, self.stated
            e.differentiated, e.random = self.differentiated, self.random
            e.found.weights = self.weights
            try:
                found = self._sides(e)
            except Mismatch as mismatch:
                self._failures.append(MeaningError(mismatch.what, ill_formed=True, span=self.rhs.span))
                continue
            except MeaningError as error:
                self._failures.append(error)
                if error.ill_formed:
                    continue
                break
            if e.arrays.strain:
                what = "a matrix would have to be square, and nothing says so"
                self._failures.append(MeaningError(what, ill_formed=True, span=self.rhs.span))
                if self._strained is None and e.all_subscripts_written(self.lhs, self.rhs):
                    self._strained = _Attempt(MOST_COST, e, found)
                continue
            total = cost + e.found.cost + convention.cost
            if best is None or total < best.cost:
                best = _Attempt(total, e, found)
        return best

    def _sides(self, e: Elaborator) -> Sides:
        names = {node.name for part in (self.lhs, self.rhs) for node in x.walk(part) if isinstance(node, x.Variable)}
        for name in sorted(names):
            if name in self.environment.definitions and not e.is_size(name):
                e.array(name)
        for array in (*e.tensors.values(), *(each.array for each in e.intermediates.values())):
            e.sizes.keep_apart(array.axes)
        for name in sorted(names):
            if not e.is_size(name):
                e.array(name)
        found = sides(e, self.lhs, self.rhs)
        for one, other in e.sizes.confused():
            e.found.note(f"{one} and {other} are taken for the same size", 4)
        for name in self._undetermined(e):
            e.found.left_open(f"{name} is not defined")
        return found

    def _undetermined(self, e: Elaborator) -> Iterator[str]:
        """Names on one side only of which the document says nothing: the step may rest on what they are."""
        inputs = {name for part in self.closure[2:] for name in _names(part)}
        inputs |= {
            name
            for part in self.closure
            for node in x.walk(part)
            if isinstance(node, x.Derivative)
            for variable in node.variables
            for name in _names(variable)
        }
        inputs |= {name for given, _ in self.stated.values() for name in (*_names(given.lhs), *_names(given.rhs))}
        known = inputs | set(self.environment.shapes)
        one_sided = e.rests_on(self.lhs).symmetric_difference(e.rests_on(self.rhs))
        for name in sorted(one_sided & set(e.tensors)):
            if name not in known or "hat" in name or "tilde" in name:
                yield name
        known_names = {*e.tensors, *e.intermediates}
        yield from sorted(name for name in e.tensors if name.endswith("'") and name.rstrip("'") in known_names)
        unsettled = e.rests_on(self.lhs) | e.rests_on(self.rhs)
        settled = {*self.environment.definitions, *self.environment.functions}
        yield from sorted((unsettled & self.environment.unsettled) - settled)
        yield from self._ranges()
        yield from sorted(self._functions(self.lhs) ^ self._functions(self.rhs))

    def _ranges(self) -> Iterator[str]:
        """Sizes on one side only, where a sum does not say how far it goes."""
        reduced = [node for part in (self.lhs, self.rhs) for node in x.walk(part) if isinstance(node, x.Reduce)]
        if any(node.size is None for node in reduced):
            yield from sorted((set(_names(self.lhs)) ^ set(_names(self.rhs))) & self.sizes)

    def _functions(self, part: Expression) -> set[str]:
        """Functions that nothing defines, in what a side rests on."""
        nodes = (node for each in _closure((part,), self.environment) for node in x.walk(each))
        known = x.BUILTIN | set(self.environment.functions)
        return {node.function for node in nodes if isinstance(node, x.Opaque | x.Apply) and node.function not in known}

    def reading(self, attempt: _Attempt) -> Reading:
        """The attempt with its claim."""
        e, found = attempt.elaborator, attempt.sides
        given = tuple(_given(e))
        e.sizes.name({*e.tensors, *e.intermediates, *self.sizes, *e.free})
        try:
            at = self._free(e, found)
            lhs, rhs = found.lhs(at), found.rhs(at)
            for factor in _restrictions(e, self.environment):
                lhs, rhs = factor * lhs, factor * rhs
            more = tuple(assumption() for assumption in given)
            claim = Claim(context_of(e, lhs, rhs, more), lhs, rhs)
            check_claim(claim)
        except (Mismatch, DerivcheckError) as error:
            raise MeaningError(error.what, span=self.rhs.span) from None
        if e.convention.lenient:
            e.found.open += [f"the shape of {name}" for name in self.unsure()]
        if "matrix" in e.found.consulted and self.habits.contradicts(e.convention):
            e.only = "the gradient by a matrix is transposed against the steps before"
        notes = (*e.convention.notes(e.found.consulted), *e.found.notes)
        return Reading(
            claim,
            notes,
            tuple(e.faults),
            tuple(e.found.open),
            tuple(e.used.values()),
            attempt.cost,
            e.loose,
            only=e.only,
            habit=Habit(e.convention, e.ranks, frozenset(e.found.consulted)),
        )

    def _free(self, e: Elaborator, found: Sides) -> tuple[Subscript, ...]:
        letters = (letter for letter in "ijklpqrs" if letter not in e.free)
        return tuple(
            Index(letter, e.sizes.named(axis)) for letter, axis in zip(letters, found.axes, strict=False)
        )


def _names(part: Expression) -> Iterator[str]:
    return (node.name for node in x.walk(part) if isinstance(node, x.Variable))


def _einstein(environment: Environment) -> Environment:
    """The environment with the sums over repeated indices written out in its definitions."""
    definitions = {
        name: replace(each, body=with_repeated_summed(each.body, set(each.formals)))
        for name, each in environment.definitions.items()
    }
    return replace(environment, definitions=definitions, einstein=False)


def _closure(parts: tuple[Expression, ...], environment: Environment) -> Iterator[Expression]:
    """The expressions, and the bodies of all definitions and functions that they rest on."""
    seen: set[str] = set()
    waiting = list(parts)
    while waiting:
        part = waiting.pop()
        yield part
        for node in x.walk(part):
            name = (
                node.name
                if isinstance(node, x.Variable)
                else node.function
                if isinstance(node, x.Apply)
                else ""
            )
            table = environment.definitions if isinstance(node, x.Variable) else environment.functions
            if name in table and name not in seen:
                seen.add(name)
                waiting.append(table[name].body)


def _limits(closure: tuple[Expression, ...]) -> frozenset[str]:
    """Names of the sizes to which sums go."""
    nodes = (node for part in closure for node in x.walk(part))
    return frozenset(
        node.size for node in nodes if isinstance(node, x.Reduce | x.Listed) and isinstance(node.size, str)
    )


def _of_foreign_variables(lhs: Expression, rhs: Expression, environment: Environment) -> Environment:
    """Without the definitions of names that the step differentiates by what they do not rest on.

    dC/dz^l is said of any layer, where C is defined by the last one: C is then any function of z^l.
    """
    foreign: set[str] = set()
    for part in (lhs, rhs):
        for node in x.walk(part):
            if isinstance(node, x.Derivative) and (name := _name(node.body)) in environment.definitions:
                wrt = {each for each in map(_name, node.variables) if each and each != name}
                if wrt - _ground(name, environment):
                    foreign.add(name)
    if not foreign:
        return environment
    kept = {name: each for name, each in environment.definitions.items() if name not in foreign}
    return replace(environment, definitions=kept)


def _dependent(closure: tuple[Expression, ...], environment: Environment) -> Mapping[str, tuple[str, ...]]:
    """For every name that is differentiated and not defined: the names it is taken to be a function of.

    Of several, those from which no other is computed later: J by W and by z = W x is a function of z.
    """
    found: dict[str, dict[str, None]] = {}
    given = tuple(each.lhs for each in environment.given)
    for part in (*closure, *given):
        for node in x.walk(part):
            if isinstance(node, x.Derivative):
                body = _name(node.body)
                wrt = [name for name in map(_name, node.variables) if name]
                if body and body not in environment.definitions:
                    found.setdefault(body, {}).update(dict.fromkeys(name for name in wrt if name != body))
                elif not body:
                    for name in _estimates(node.body, environment):
                        found.setdefault(name, {}).update(dict.fromkeys(each for each in wrt if each != name))
    present = {node.name for part in closure for node in x.walk(part) if isinstance(node, x.Variable)}
    return {name: tuple(_last(wrt, environment)) for name, wrt in found.items() if name in present and wrt}


def _stated(
    environment: Environment, parts: tuple[Expression, ...]
) -> Mapping[tuple[str, str], tuple[Given, tuple[str, ...]]]:
    """The derivatives of undefined names of the step that the document states, the first of each."""
    present = {name for part in parts for name in _names(part)} - set(environment.definitions)
    found: dict[tuple[str, str], tuple[Given, tuple[str, ...]]] = {}
    for given in environment.given:
        node = given.lhs
        if given.relation != "=" or not isinstance(node, x.Derivative) or len(node.variables) != 1:
            continue
        variable = node.variables[0]
        slots = variable.slots if isinstance(variable, x.Component) else ()
        names = tuple(slot for slot in slots if isinstance(slot, str))
        if isinstance(node.body, x.Variable) and node.body.name in present and len(names) == len(slots):
            found.setdefault((node.body.name, _name(variable)), (given, names))
    return found


def _name(node: Expression) -> str:
    if isinstance(node, x.Component | x.Transpose):
        return _name(node.base)
    return node.name if isinstance(node, x.Variable) else ""


def _random(parts: tuple[Expression, ...], environment: Environment) -> frozenset[str]:
    """The variables of expectations: undefined names that the step has within expectations alone."""
    inside: set[str] = set()
    outside: set[str] = set()

    def look(node: Expression, within: bool) -> None:
        if isinstance(node, x.Variable):
            (inside if within else outside).add(node.name)
        for part in x.children(node):
            look(part, within or isinstance(node, x.Expectation))

    seen: set[str] = set()
    waiting = list(parts)
    while waiting:
        part = waiting.pop()
        look(part, within=False)
        for name in _names(part):
            if name in environment.definitions and name not in seen:
                seen.add(name)
                waiting.append(environment.definitions[name].body)
    return frozenset(inside - outside - set(environment.definitions))


def _estimates(body: Expression, environment: Environment) -> Iterator[str]:
    """Undefined names of what is differentiated that are written as estimates: these depend on parameters."""
    for name in _names(body):
        if name.endswith(("_hat", "_tilde")) and name not in environment.definitions:
            yield name


def _last(wrt: Mapping[str, None], environment: Environment) -> Iterator[str]:
    rests = {name: _ground(name, environment) for name in wrt}
    for name in wrt:
        if not any(name in rests[other] for other in wrt if other != name):
            yield name


def _ground(name: str, environment: Environment) -> set[str]:
    if name not in environment.definitions:
        return set()
    parts = _closure((environment.definitions[name].body,), environment)
    return {node.name for part in parts for node in x.walk(part) if isinstance(node, x.Variable)}


def _moved(parts: tuple[Expression, ...], environment: Environment) -> tuple[str, ...]:
    """The variables that move: those written as dX, but for those that are computed from others of them."""
    differentials = [node for part in parts for node in x.walk(part) if isinstance(node, x.Differential)]
    plain = dict.fromkeys(_name(node.body) for node in differentials if isinstance(node.body, x.Variable))
    if not plain:
        inside = (v for node in differentials for v in x.walk(node.body) if isinstance(v, x.Variable))
        plain = dict.fromkeys(v.name for v in inside if v.name not in environment.definitions)
    rests = {name: _ground(name, environment) for name in plain}
    return tuple(name for name in plain if not (rests[name] & set(plain)))


def _given(e: Elaborator) -> Iterator[Callable[[], Assumption]]:
    """Equations and inequalities of the document between what the step is about."""
    known = set(e.tensors)
    for each in e.environment.given:
        if not (e.rests_on(each.lhs) | e.rests_on(each.rhs)) <= known | e.size_names:
            continue
        if any(isinstance(node, x.Derivative) for node in x.walk(each.lhs)):
            continue
        mark = e.mark()
        try:
            left, right = e.value(each.lhs), e.value(each.rhs)
        except (Mismatch, MeaningError):
            e.back(mark)
            continue
        if left.is_scalar and right.is_scalar:
            e.used.setdefault(f"given {each.origin.line}", each.origin)
            yield lambda each=each, left=left, right=right: Assumption(
                each.relation, left.entry(()), right.entry(())
            )


def _restrictions(e: Elaborator, environment: Environment) -> Iterator[Term]:
    """1 - delta for every condition k != l between free indices of the step."""
    for condition in environment.conditions:
        left, right = condition.left, condition.right
        if condition.relation == "!=" and left in e.free and right in e.free:
            first, second = e.free[str(left)].subscript(), e.free[str(right)].subscript()
            yield Number(Fraction(1)) + -1 * Delta(first, second)

"""What a step is about, whatever the convention it is read under: names, what they rest on and depend on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from derivcheck.elaboration import dependences
from derivcheck.elaboration.dependences import Stated
from derivcheck.elaboration.entries import with_entries
from derivcheck.elaboration.indices import (
    both_summed,
    outside_sums,
    renamed,
    with_columns,
    with_repeated_summed,
    with_sums,
)
from derivcheck.elaboration.names import closure, parameters_in
from derivcheck.elaboration.negatives import pairs, separated, with_negatives
from derivcheck.elaboration.numbered import numbered_apart
from derivcheck.meaning.environment import Defined, Environment, Property
from derivcheck.meaning.expressions import (
    BUILTIN,
    CLASSES,
    Apply,
    Expression,
    Listed,
    Opaque,
    Reduce,
    Variable,
    children,
    walk,
)

IMPLIED = "an index that stands twice in a term is summed over"


@dataclass(frozen=True)
class Subject:
    """Both sides of a step with their sums completed, and the environment it is read in.

    closure: both sides, the right sides of stated derivatives, and every definition that these rest on.
    sizes: names that stand for sizes. limits: those to which sums go here. dependent: names taken as
    functions of others. stated: derivatives that the document gives. differentiated: names by which is
    differentiated. moved: variables with a differential. random: variables of expectations, and weights
    the name of their probabilities. notes: conventions. tangled: functions of several names of
    which one rests on another. habits: those that refute nothing.
    """

    lhs: Expression
    rhs: Expression
    environment: Environment
    closure: tuple[Expression, ...]
    sizes: frozenset[str]
    limits: frozenset[str]
    dependent: Mapping[str, tuple[str, ...]]
    stated: Stated
    differentiated: frozenset[str]
    moved: tuple[str, ...]
    random: frozenset[str]
    weights: str
    notes: tuple[str, ...] = ()
    tangled: frozenset[str] = frozenset()
    habits: tuple[str, ...] = ()
    changing: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    _resting: dict[int, tuple[Expression, frozenset[str]]] = field(
        default_factory=dict[int, "tuple[Expression, frozenset[str]]"], init=False, compare=False, repr=False
    )

    @property
    def sides(self) -> tuple[Expression, Expression]:
        return self.lhs, self.rhs

    def is_size(self, name: str) -> bool:
        counted = name in self.sizes or f"{name}+1" in self.limits
        other = name in self.environment.definitions or name in self.environment.numbers
        return counted and not other

    def is_known(self, function: str) -> bool:
        """Whether a function is built in or defined by the document."""
        return function in BUILTIN or function in self.environment.functions

    def named(self, node: Expression) -> str | None:
        """The name whose definition has this right side."""
        for name, definition in self.environment.definitions.items():
            if definition.body == node and not definition.formals:
                return name
        return None

    def parameters_of(self, function: str) -> tuple[str, ...]:
        """The parameters in the name of an unknown function by which is differentiated: the theta of p_theta
        and of pi_theta(.|.), the w of f_w,b; and those of which it is taken for a function.
        """
        labels = () if self.is_known(function) else parameters_in(function.partition("(")[0])
        own = (each for each in labels if each in self.differentiated)
        return tuple(dict.fromkeys((*own, *self.changing.get(function, ()))))

    def rests_on(self, node: Expression) -> frozenset[str]:
        """Names in the expression, and in the definitions that it rests on."""
        if id(node) not in self._resting:
            self._resting[id(node)] = node, frozenset(self._all_behind(node))
        return self._resting[id(node)][1]

    def _all_behind(self, node: Expression) -> set[str]:
        found: set[str] = set()
        waiting = [node]
        while waiting:
            for each in self._used(waiting.pop()):
                if isinstance(each, Variable) and each.name not in found:
                    found.add(each.name)
                    waiting += self._behind(each.name)
                elif isinstance(each, Opaque | Apply) and (own := self.parameters_of(each.function)):
                    found |= set(own)
                elif isinstance(each, Apply) and each.function not in found:
                    waiting += self._within(each.function)
                    found |= {each.function} & set(self.environment.functions)
        return found

    def _used(self, node: Expression) -> Iterator[Expression]:
        """The node and its parts, but for arguments that the definition of their function does not use."""
        yield node
        parts: Iterator[Expression] = children(node)
        defined = self.environment.functions.get(node.function) if isinstance(node, Apply) else None
        if defined is not None and isinstance(node, Apply) and len(defined.parameters) == len(node.arguments):
            body = {each.name for each in walk(defined.body) if isinstance(each, Variable)}
            parts = (
                each for name, each in zip(defined.parameters, node.arguments, strict=True) if name in body
            )
        for part in parts:
            yield from self._used(part)

    def _within(self, function: str) -> list[Expression]:
        definition = self.environment.functions.get(function)
        return [] if definition is None else [definition.body]

    def _behind(self, name: str) -> list[Expression]:
        """What a name is defined by or depends on."""
        definition = self.environment.definitions.get(name)
        found: list[Expression] = [] if definition is None else [definition.body]
        return found + [Variable(wrt) for wrt in self.dependent.get(name, ())]


def subject_of(lhs: Expression, rhs: Expression, environment: Environment) -> Subject:
    """The step with its conditions k = l applied and the indices of its bare sums found."""
    equal = {each.left: each.right for each in environment.conditions if each.relation == "="}
    names = {old: new for old, new in equal.items() if isinstance(old, str)}
    lhs, rhs = renamed(lhs, names), renamed(rhs, names)
    lhs, rhs = with_columns(lhs, environment), with_columns(rhs, environment)
    lhs, rhs = with_sums(lhs, outside_sums(rhs)), with_sums(rhs, outside_sums(lhs))
    (lhs, rhs), environment, notes, habits = with_entries((lhs, rhs), _summed(environment))
    if environment.einstein:
        summed = both_summed(lhs, rhs)
        notes += (IMPLIED,) if summed != (lhs, rhs) else ()
        (lhs, rhs), environment = summed, _einstein(environment)
    if environment.negatives and (known := pairs(closure((lhs, rhs), environment))):
        notes += tuple(f"the negative samples {k} are others than {true}" for _, k, true in sorted(known))
        lhs, rhs = separated(lhs, known), separated(rhs, known)
        environment = with_negatives(environment, known)
    (lhs, rhs), environment = numbered_apart((lhs, rhs), environment)
    whole = environment
    environment = dependences.without_foreign(tuple(closure((lhs, rhs), environment)), environment)
    stated = dependences.stated((lhs, rhs), environment)
    parts = tuple(closure((lhs, rhs, *(given.rhs for given, _ in stated.values())), environment))
    taken = {node.name for part in parts for node in walk(part) if isinstance(node, Variable)}
    limits = _limits(parts, environment)
    classes = sorted(name for name in taken if name.startswith(f"{CLASSES}{{"))
    held = tuple(Property(name, "one-hot") for name in classes)
    environment = replace(environment, properties=(*environment.properties, *held))
    notes += tuple(f"{name[2:-1]} is one of the classes that are counted" for name in classes)
    dependent = dependences.dependent(parts, environment)
    return Subject(
        lhs, rhs, environment, parts, environment.sizes | limits, limits, dependent, stated,
        dependences.differentiated(parts), dependences.moved((lhs, rhs), environment),
        dependences.random((lhs, rhs), environment), next(name for name in _weights() if name not in taken),
        notes, dependences.tangled(dependent, whole), habits,
        dependences.changing_functions(parts, environment),
    )  # fmt: skip


def _weights() -> Iterator[str]:
    yield from ("P", "Pr", "prob", "probability_of_outcome")
    yield from (f"P{number}" for number in count(2))


def _summed(environment: Environment) -> Environment:
    """The environment with the indices of bare sums found in its definitions: L = sum (y_i - p_i)^2."""
    definitions = {name: _with_sums(each) for name, each in environment.definitions.items()}
    functions = {name: _with_sums(each) for name, each in environment.functions.items()}
    return replace(environment, definitions=definitions, functions=functions)


def _with_sums(defined: Defined) -> Defined:
    body = with_sums(defined.body, set(defined.formals))
    return defined if body is defined.body else replace(defined, body=body)


def _einstein(environment: Environment) -> Environment:
    """The environment with the sums over repeated indices written out in its equations."""
    definitions = {
        name: replace(each, body=with_repeated_summed(each.body, set(each.formals)))
        for name, each in environment.definitions.items()
    }
    given = ((each, *both_summed(each.lhs, each.rhs)) for each in environment.given)
    known = tuple(replace(each, lhs=lhs, rhs=rhs) for each, lhs, rhs in given)
    return replace(environment, definitions=definitions, given=known)


def _limits(parts: tuple[Expression, ...], environment: Environment) -> frozenset[str]:
    """Names of the sizes to which sums go."""
    reduced = (node for part in parts for node in walk(part) if isinstance(node, Reduce | Listed))
    found = {node.size for node in reduced if isinstance(node.size, str)}
    counted = {size for size in found if size.removesuffix("+1") in environment.terms}
    return frozenset(found - counted | {size.removesuffix("+1") for size in counted})

"""Steps that may define a name: which of them do, which are claims, and what is in force afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from derivcheck.meaning import kinds
from derivcheck.meaning.comparisons import is_smoothed
from derivcheck.meaning.definitions import (
    Target,
    defined,
    depends_beside,
    needs,
    of_expression,
    outside_components,
    rearranged,
    rests_on,
    same,
    states_value,
    target,
    variables,
)
from derivcheck.meaning.densities import converse, instance, is_another
from derivcheck.meaning.diagonals import of_diagonal
from derivcheck.meaning.environment import Defined, Given
from derivcheck.meaning.errors import Errors
from derivcheck.meaning.exchanges import abbreviated, exchange
from derivcheck.meaning.expressions import (
    Apply,
    Component,
    Expression,
    Opaque,
    Variable,
    walk,
)
from derivcheck.meaning.findings import SOLVED, Event, Finding, Setting, origin_of
from derivcheck.meaning.layers import is_stated
from derivcheck.meaning.members import runs_to
from derivcheck.meaning.mentions import Mentions
from derivcheck.meaning.names import stem
from derivcheck.meaning.restatements import OF_LAYER, is_of_layer, stated_again
from derivcheck.meaning.sides import Sides
from derivcheck.meaning.surroundings import states_condition
from derivcheck.meaning.tables import Table
from derivcheck.meaning.vocabulary import Vocabulary
from derivcheck.reader.derivations import Step
from derivcheck.reader.statements import Side
from derivcheck.reader.syntax import Name
from derivcheck.reader.vocabulary import words

_BY_NAME = words("softmax log_softmax logsumexp sigmoid tanh softplus silu gelu relu erf")


@dataclass
class Definitions:
    """The definitions of a document as far as it has been read.

    events and tables: every definition in order, and what was in force before and after each; firm: without
    what claims say of names. given: equations that may be used after so many steps.
    """

    vocabulary: Vocabulary
    table: Table = field(default_factory=Table)
    events: list[Event] = field(default_factory=list[Event])
    tables: list[Table] = field(default_factory=lambda: [Table()])
    firm: Table = field(default_factory=Table)
    firm_tables: list[Table] = field(default_factory=lambda: [Table()])
    given: list[tuple[int, Given]] = field(default_factory=list[tuple[int, Given]])
    steps: int = 0
    mentions: Mentions = field(default_factory=Mentions)
    _builtins: set[str] = field(default_factory=set[str])
    _heads: set[str] = field(default_factory=set[str])
    _split: set[str] = field(default_factory=set[str])
    _errors: Errors = field(default_factory=Errors)
    _sides: Sides = field(init=False)

    def __post_init__(self) -> None:
        self._sides = Sides(self.vocabulary)

    def resolved(self, side: Side) -> Expression | None:
        """A side with its names resolved, or None where it has no reading."""
        return self._sides.resolved(side)

    def sides(self, step: Step) -> tuple[Expression, ...]:
        """The sides of a step that have a reading."""
        return tuple(found for found in map(self.resolved, (step.lhs, step.rhs)) if found is not None)

    def read(self, step: Step) -> None:
        """Remember that a step is done."""
        self.steps += 1
        self.mentions.read(step)

    def foresee(self, steps: Iterable[Step]) -> None:
        """Take note of the names that the steps to come begin with, and of those within them."""
        for step in steps:
            lhs = self.resolved(step.lhs) if kinds.base_name(step.lhs.tree) is not None else None
            self._errors.foresee(lhs or self.resolved(step.lhs), self.resolved(step.rhs))
            aimed = None if lhs is None else target(lhs)
            self._heads |= set() if aimed is None else {aimed.name}
            self.mentions.foresee(step)

    def introduced(self, step: Step, lhs: Expression, rhs: Expression) -> frozenset[str]:
        """Names without definition that only the right side has, written here first and again later."""
        fresh = self.mentions.introduced(step.rhs)
        new = variables(rhs) - rests_on(variables(lhs), self.table.entries) - self.vocabulary.sizes
        return frozenset(name for name in new if stem(name) in fresh and not self.known(name))

    def known(self, name: str) -> bool:
        """Whether the document has defined a name, understood or not."""
        return name in self.table.entries or name in self.table.opened

    def give(self, lhs: Expression, rhs: Expression, step: Step, relation: Literal["=", "!="] = "=") -> None:
        """An equation that may be used from now on; or that two sides are never equal."""
        self.given.append((self.steps, Given(relation, lhs, rhs, origin_of(step))))

    def suppose(self, name: str, setting: Setting) -> None:
        """The name has a value in one case: in the others, without a definition, nothing is known of it."""
        if name not in self.table.entries:
            self._enter(name, None, setting)

    def finding(
        self, step: Step, setting: Setting, aimed: Target, *, explicit: bool, solved: frozenset[Name]
    ) -> Finding:
        """What a step is whose left side is a name. solved: names for which "= 0" has been solved."""
        rhs = self._body(step, setting)
        opaque = rhs is not None and rhs != self.resolved(step.rhs)
        if kinds.is_value(step) and not (explicit or setting.formula.display):
            return Finding("not-a-claim", "a value")
        own = kinds.base_name(step.lhs.tree)
        if own is not None and kinds.is_written_out(step.rhs.tree, own):
            return Finding("definition", "names its entries")
        if aimed.builtin:
            return self._by_name(aimed, rhs, explicit, setting)
        valued = states_value(aimed, rhs, self.vocabulary.functions.uses(aimed.name).defined_lists)
        if valued or not aimed.plain:
            return self._instance(step, aimed, rhs, setting, valued)
        definition = defined(aimed, rhs, origin_of(step)) if rhs is not None else None
        if definition is None or runs_to((*definition.parameters, *definition.formals), definition.body):
            return self._not_understood(aimed, rhs, explicit, setting)
        if aimed.name in needs(definition) or converse(aimed.name, needs(definition)):
            return self._about_itself(aimed, definition, explicit, setting)
        if not explicit and self._errors.claims(aimed.name, definition.body, self.vocabulary.uses):
            self._enter(aimed.name, definition, setting, claimed=True)
            return Finding("claim", "", "definition", firm=True)
        new = not (explicit or self.known(aimed.name))
        if new and is_of_layer(definition, self.firm.entries, self.vocabulary.uses):
            self.firm.enter(aimed.name, definition, setting.section)
            self._enter(aimed.name, definition, setting, claimed=True)
            return OF_LAYER
        explicit |= aimed.name not in self.firm.entries and self._errors.defines(aimed.name, definition.body)
        if aimed.name in self.table.entries:
            return self._again(step, aimed, definition, explicit or opaque, setting)
        if not explicit and (own in solved or (step.implied and self.mentions.seen(step.lhs))):
            return Finding("not-a-claim", SOLVED)
        if not explicit and self.table.closes_circle(aimed.name, definition):
            return Finding("claim", "solves an earlier definition", "unknown")
        self._enter(aimed.name, definition, setting)
        return Finding("definition")

    def _body(self, step: Step, setting: Setting) -> Expression | None:
        """The right side; where it is only an unknown function of something, the next one of the chain."""
        for side in (step.rhs, *setting.following):
            body = self.resolved(side)
            if not isinstance(body, Opaque):
                return body
        return self.resolved(step.rhs)

    def _by_name(self, aimed: Target, rhs: Expression | None, explicit: bool, setting: Setting) -> Finding:
        """softmax(x)_i = ...: a function known by name; what is not proved is the document's own. "Let
        sigma(z) = z / (z + 1)" makes another function of it, which we do not follow.
        """
        nodes = () if rhs is None else walk(rhs)
        if any(isinstance(node, Apply) and node.function == aimed.name for node in nodes):
            return Finding("claim")
        if explicit and aimed.plain:
            if rhs is not None and not any(isinstance(node, Apply) for node in walk(rhs)):
                self._enter(aimed.name, None, setting)
            return Finding("definition", "of a function known by name")
        first = aimed.name in _BY_NAME - self._builtins and aimed.variables
        self._builtins.add(aimed.name)
        may = Finding("claim", "may define a function known by name", "definition")
        return may if first else Finding("claim")

    def _instance(
        self, step: Step, aimed: Target, rhs: Expression | None, setting: Setting, valued: bool
    ) -> Finding:
        """f(x + c) = ..., p(y = 1 | x) = ..., z_1 = ...: one value of a function or of a variable."""
        if self.known(instance(aimed.name, self.table.entries)):
            return Finding("claim", "", "" if aimed.function else "definition")
        lhs = self.resolved(step.lhs)
        if valued and any(each.lhs == lhs for _, each in self.given):
            return Finding("claim")
        if (general := self.general(step, aimed)) is not None:
            self._enter(aimed.name, general, setting)
            return Finding("definition", "of the function, by its value for one expression")
        if valued or kinds.is_probability(step.lhs.tree) or not aimed.function:
            if lhs is not None and rhs is not None:
                self.give(lhs, rhs, step)
            return Finding("definition", "states one value")
        return Finding("claim", "", "definition")

    def general(self, step: Step, aimed: Target) -> Defined | None:
        """g(z), where a step says what g is of an expression; a diagonal W, by its W_ii. Of no known name."""
        rhs = self.resolved(step.rhs)
        if rhs is None or aimed.builtin or self.known(aimed.name) or kinds.is_probability(step.lhs.tree):
            return None
        origin = origin_of(step)
        return of_diagonal(aimed, rhs, origin, self.vocabulary.text) or of_expression(aimed, rhs, origin)

    def _not_understood(
        self, aimed: Target, rhs: Expression | None, explicit: bool, setting: Setting
    ) -> Finding:
        if aimed.name in self.table.entries and not explicit:
            return Finding("claim", "", "definition" if rhs is not None else "")
        self._enter(aimed.name, None, setting)
        return Finding("definition", "its right side is not understood")

    def abbreviation(self, name: str, body: Expression, step: Step, setting: Setting) -> Finding | None:
        """Z in a = e^s / sum_k e^{s_k} = e^s / Z, z in a = g(z) after a = g(W x); no step begins with it."""
        if stem(name) in self._heads:
            return None
        self._enter(name, Defined(name, body, (), (), origin_of(step)), setting)
        return Finding("definition", f"of {name}, by comparison of the two sides")

    def imply(self, definition: Defined, setting: Setting) -> Finding | None:
        """z in dz/dw = d(w x)/dw, where no step begins with z, or with J_{label} for J."""
        if self.known(definition.name) or is_stated(definition.name, self._heads, self.vocabulary.uses):
            return None
        self._enter(definition.name, definition, setting)
        return Finding("definition", f"of {definition.name}, by what is differentiated on both sides")

    def _about_itself(self, aimed: Target, definition: Defined, explicit: bool, setting: Setting) -> Finding:
        if explicit:
            self._enter(aimed.name, None, setting)
            return Finding("definition", "by itself")
        if aimed.function and not self.known(aimed.name):
            return Finding("claim", "", "definition")
        parts = outside_components(definition.body)
        bare = any(isinstance(node, Variable) and node.name == aimed.name for node in parts)
        if not aimed.function and not aimed.formals and not bare:
            return Finding("claim", "or put together from its parts", "definition")
        return Finding("claim", "", "" if self.known(aimed.name) else "unknown")

    def _again(
        self, step: Step, aimed: Target, definition: Defined, explicit: bool, setting: Setting
    ) -> Finding:
        """A name that has a definition: stated again, defined anew, or a claim about it."""
        earlier = self.table.entries[aimed.name]
        if not setting.formula.display and states_condition(setting.formula):
            self._enter(aimed.name, definition, setting)
            return Finding("not-a-claim", "a condition")
        line = f"line {earlier.origin.line}"
        if same(earlier, definition):
            return stated_again(earlier, self.events, {} if explicit else self.firm.entries)
        if is_another(earlier, definition, self.vocabulary.text):
            self._split.add(aimed.name)
            self._enter(aimed.name, None, setting)
            return Finding("definition", f"of another density than in {line}")
        if explicit or is_smoothed(earlier.body, definition.body):
            self._enter(aimed.name, definition, setting)
            return Finding("definition", f"defined anew ({line} defined it before)")
        unknown = frozenset(name for name in needs(definition) if not self.known(name))
        short = abbreviated(earlier.body, definition.body, unknown)
        if short and (found := self.abbreviation(*short, step, setting)) is not None:
            return found
        if not aimed.formals and self.table.closes_circle(aimed.name, definition):
            if set(aimed.name) & set("_^") and exchange(earlier.body, definition.body) is not None:
                return Finding("claim", f"against the definition in {line}")
            self._enter(aimed.name, definition, setting, claimed=True)
            return Finding("claim", f"or defined anew by what rests on it ({line})", "unknown")
        if (
            aimed.formals
            and aimed.formals != earlier.formals
            and self.table.rests_on_itself(aimed.name, definition)
        ):
            self._enter(aimed.name, None, setting)
            return Finding("definition", f"for another index than in {line}: of the next layer")
        here = self.table.sections[aimed.name] == setting.section
        known = rests_on([aimed.name], self.table.entries)
        sizes = self.vocabulary.sizes
        others = sorted(n for n in needs(definition) if not self.table.adds_nothing(n, known, sizes))
        if here and not others and not rearranged(earlier.body, definition.body):
            return Finding("claim", f"against the definition in {line}")
        if setting.formula.display or not isinstance(definition.body, Variable | Component):
            self._enter(aimed.name, definition, setting, claimed=True)
        about = f": it rests on {', '.join(others)}" if others else ""
        said = f"against the definition in {line}, or defined anew{about}"
        return Finding("claim", said, "definition" if here else "unknown")

    def _enter(self, name: str, new: Defined | None, setting: Setting, *, claimed: bool = False) -> None:
        new = None if name in self._split else new
        for table in (self.table,) if claimed else (self.table, self.firm):
            table.enter(name, new, setting.section)
            if new is not None and depends_beside(new):
                table.opened |= {name}
        self.events.append(Event(name, new, setting.section, claimed))
        self.tables.append(self.table.copy())
        self.firm_tables.append(self.firm.copy())

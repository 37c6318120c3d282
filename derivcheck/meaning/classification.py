"""One pass over a document's steps: which are claims, which define something, which say neither."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from derivcheck.meaning import cues, kinds
from derivcheck.meaning.conditions import index_letters
from derivcheck.meaning.definitions import Table, Target, defined, needs, probabilities, rests_on, same, target, variables
from derivcheck.meaning.environment import Defined, Given, Origin
from derivcheck.meaning.expressions import Apply, Derivative, Expression, Inverse, Opaque, Variable, walk
from derivcheck.meaning.kinds import Kind
from derivcheck.meaning.names import digits, letter
from derivcheck.meaning.resolution import ResolutionError, resolve
from derivcheck.meaning.surroundings import states_condition
from derivcheck.meaning.vocabulary import Vocabulary
from derivcheck.reader.derivations import Formula, Step
from derivcheck.reader.statements import Side
from derivcheck.reader.syntax import Name, Node, Scripted, walk as parts


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a step stands: its place in the document, its section, the words before its formula.

    following: the right sides that come after it in its chain. first: nothing comes before it there.
    """

    formula: Formula
    section: int
    words: str
    first: bool
    following: tuple[Side, ...] = ()


@dataclass(frozen=True, slots=True)
class Classified:
    """A step's kind and why; tentative: where it is refuted, it may not have been meant as a claim.

    version: how many definitions had been read before it; number: how many steps.
    """

    step: Step
    kind: Kind
    note: str
    version: int
    number: int = 0
    tentative: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """A definition read at a place; None where it was not understood."""

    name: str
    definition: Defined | None
    section: int


@dataclass
class Classifier:
    """Reads the steps in order and keeps the definitions that are in force."""

    vocabulary: Vocabulary
    table: Table = field(default_factory=Table)
    events: list[Event] = field(default_factory=list[Event])
    tables: list[Table] = field(default_factory=lambda: [Table()])
    given: list[tuple[int, Given]] = field(default_factory=list[tuple[int, Given]])
    _seen: set[Node] = field(default_factory=set[Node])
    _builtins: set[str] = field(default_factory=set[str])
    _solving: tuple[int, frozenset[Name]] | None = None
    _count: int = 0

    def __post_init__(self) -> None:
        self._indices = index_letters(self.vocabulary)

    def classify(self, step: Step, setting: Setting) -> Classified:
        """The kind of the next step; its definition, if it is one, is in force afterwards."""
        version = len(self.events)
        kind, note, tentative = self._kind(step, setting)
        self._count += 1
        self._seen |= {node for side in (step.lhs, step.rhs) for node in _names_in(side)}
        return Classified(step, kind, note, version, self._count - 1, tentative)

    def resolved(self, side: Side) -> Expression | None:
        """A side with its names resolved, or None where it has no reading."""
        if not isinstance(side.tree, Node):
            return None
        try:
            return resolve(side.tree, self.vocabulary)
        except ResolutionError:
            return None

    def _kind(self, step: Step, setting: Setting) -> tuple[Kind, str, bool]:
        reason = kinds.excluded(step)
        if reason:
            return "not-a-claim", reason, False
        if kinds.is_update(step):
            return "update", "the next value from the present one", False
        if not setting.formula.display and self._compares(step) and states_condition(setting.formula):
            return "not-a-claim", "a condition", False
        if kinds.is_zero(step.rhs):
            return self._zero(step, setting)
        return self._equation(step, setting)

    def _zero(self, step: Step, setting: Setting) -> tuple[Kind, str, bool]:
        derived = kinds.has_derivative(step.lhs) or kinds.has_derivative(step.head)
        if derived and step.conditions:
            return "claim", "", False
        if not setting.first and not kinds.has_derivative(step.lhs) and not cues.assumes(setting.words):
            return "claim", "may be a condition", True
        names = frozenset((*kinds.differentiated(step.lhs.tree), *kinds.differentiated(step.head.tree)))
        self._solving = (setting.section, names)
        return "not-a-claim", "a condition (= 0)", False

    def _equation(self, step: Step, setting: Setting) -> tuple[Kind, str, bool]:
        if step.relation == "=:":
            step = replace(step, lhs=step.rhs, rhs=step.lhs)
        if not isinstance(step.lhs.tree, Node):
            return "claim", "", False
        lhs = self.resolved(step.lhs)
        explicit = step.relation in kinds.DEFINING or (setting.first and cues.defines(setting.words))
        if setting.first and self._is_index_value(step):
            return "not-a-claim", "a value of an index", False
        if lhs is None:
            return self._unresolved(step, explicit, setting)
        aimed = target(lhs)
        if aimed is None:
            return self._plain_equation(step, lhs, setting)
        if setting.first or explicit or self._new_in_chain(step, aimed):
            return self._definition(step, setting, aimed, explicit)
        rhs = self.resolved(step.rhs)
        return "claim", "", rhs is not None and probabilities(lhs) != probabilities(rhs)

    def _compares(self, step: Step) -> bool:
        """y_i = 1, i = j."""
        return kinds.is_value(step) or self._is_index_value(step)

    def _is_index_value(self, step: Step) -> bool:
        left, right = step.lhs.tree, step.rhs.tree
        if not (isinstance(left, Node) and isinstance(right, Node)):
            return False
        letters = {letter(left), letter(right)} - {""}
        counts = digits(right) is not None or letter(right) != ""
        return letter(left) != "" and counts and bool(letters & self._indices)

    def _new_in_chain(self, step: Step, aimed: Target) -> bool:
        """A name or function in the middle of a chain of which nothing was said before: z = h(x) = W x."""
        if aimed.name in self.table.entries or aimed.builtin:
            return False
        return aimed.function or (aimed.plain and step.lhs.tree not in self._seen)

    def _unresolved(self, step: Step, explicit: bool, setting: Setting) -> tuple[Kind, str, bool]:
        tree = step.lhs.tree
        named = kinds.base_name(tree) is not None and tree not in self._seen
        if kinds.is_probability(tree) or explicit or (setting.first and named):
            return "definition", "its left side is not understood", False
        return "claim", "", False

    def _plain_equation(self, step: Step, lhs: Expression, setting: Setting) -> tuple[Kind, str, bool]:
        """An equation whose left side is no name: a claim, unless the document says that it is a condition."""
        rhs = self.resolved(step.rhs)
        alone = setting.first and not setting.following
        if rhs is not None and self._names_error(lhs, rhs):
            return self._reversed(step, setting, rhs)
        conditional = not setting.formula.display and cues.in_case(setting.words)
        if alone and (conditional or cues.assumes(setting.words)):
            if rhs is not None and (conditional or cues.supposes(setting.words)):
                self._give(lhs, rhs, step)
            return "not-a-claim", "a condition that the document sets", False
        if alone and kinds.is_constant(step.rhs) and self._free(lhs):
            return "not-a-claim", "a constraint", False
        if self._is_solving(setting) and not (kinds.has_derivative(step.lhs) or kinds.has_derivative(step.rhs)):
            return "claim", "may rest on the condition (= 0) before it", True
        one_sided = rhs is not None and probabilities(lhs) != probabilities(rhs)
        return "claim", "", step.relation in kinds.DEFINING or one_sided

    def _names_error(self, lhs: Expression, rhs: Expression) -> bool:
        """dJ/dz = delta, with delta new: the usual way to name an error term."""
        aimed = target(rhs)
        new = aimed is not None and aimed.plain and not aimed.function and aimed.name.startswith("delta")
        return new and isinstance(lhs, Derivative) and not self._known(aimed.name)

    def _reversed(self, step: Step, setting: Setting, rhs: Expression) -> tuple[Kind, str, bool]:
        aimed = target(rhs)
        assert aimed is not None
        return self._definition(replace(step, lhs=step.rhs, rhs=step.lhs), setting, aimed, True)

    def _is_solving(self, setting: Setting) -> bool:
        return self._solving is not None and self._solving[0] == setting.section

    def _free(self, lhs: Expression) -> bool:
        names = variables(lhs)
        return bool(names) and not any(map(self._known, names)) and not any(
            isinstance(node, Inverse) for node in walk(lhs)
        )

    def _known(self, name: str) -> bool:
        return name in self.table.entries or name in self.table.opened

    def _definition(
        self, step: Step, setting: Setting, aimed: Target, explicit: bool
    ) -> tuple[Kind, str, bool]:
        rhs = self._body(step, setting)
        if kinds.is_value(step) and not (explicit or setting.formula.display):
            return "not-a-claim", "a value", False
        own = kinds.base_name(step.lhs.tree)
        if own is not None and kinds.is_written_out(step.rhs.tree, own):
            return "definition", "names its entries", False
        if aimed.builtin or not aimed.plain:
            return self._instance(step, aimed, rhs, explicit)
        definition = defined(aimed, rhs, _origin(step)) if rhs is not None else None
        if definition is None:
            return self._not_understood(aimed, rhs, explicit, setting)
        if aimed.name in needs(definition):
            return self._about_itself(aimed, explicit, setting)
        if aimed.name in self.table.entries:
            return self._again(aimed, definition, explicit, setting)
        return self._fresh(step, setting, aimed, definition, explicit)

    def _body(self, step: Step, setting: Setting) -> Expression | None:
        """The right side; where it is only an unknown function of something, the next one of the chain."""
        for side in (step.rhs, *setting.following):
            body = self.resolved(side)
            if not isinstance(body, Opaque):
                return body
        return self.resolved(step.rhs)

    def _instance(
        self, step: Step, aimed: Target, rhs: Expression | None, explicit: bool
    ) -> tuple[Kind, str, bool]:
        """softmax(x + c)_i = ..., p(y = 1 | x) = ..., z_1 = ...: one value of a function or of a variable."""
        if aimed.builtin:
            if rhs is not None and any(isinstance(n, Apply) and n.function == aimed.name for n in walk(rhs)):
                return "claim", "", False
            first = aimed.name not in self._builtins and aimed.plain
            self._builtins.add(aimed.name)
            return ("definition", "of a function known by name", False) if explicit and aimed.plain else (
                "claim", "may define a function known by name" if first else "", first)  # fmt: skip
        if self._known(aimed.name):
            return "claim", "", not aimed.function
        lhs = self.resolved(step.lhs)
        if kinds.is_probability(step.lhs.tree) or isinstance(lhs, Opaque) or not aimed.function:
            if lhs is not None and rhs is not None:
                self._give(lhs, rhs, step)
            return "definition", "states one value", False
        return "claim", "", True

    def _not_understood(
        self, aimed: Target, rhs: Expression | None, explicit: bool, setting: Setting
    ) -> tuple[Kind, str, bool]:
        if aimed.name in self.table.entries and not explicit:
            return "claim", "", rhs is not None
        self._enter(aimed.name, None, setting)
        return "definition", "its right side is not understood", False

    def _about_itself(self, aimed: Target, explicit: bool, setting: Setting) -> tuple[Kind, str, bool]:
        if explicit:
            self._enter(aimed.name, None, setting)
            return "definition", "by itself", False
        return "claim", "", not aimed.function and not self._known(aimed.name)

    def _again(
        self, aimed: Target, definition: Defined, explicit: bool, setting: Setting
    ) -> tuple[Kind, str, bool]:
        """A name that has a definition: stated again, defined anew, or a claim about it."""
        earlier = self.table.entries[aimed.name]
        if same(earlier, definition):
            return "definition", "stated again", False
        here = self.table.sections[aimed.name] == setting.section
        others = [name for name in needs(definition) if not self._covered(name, rests_on([aimed.name], self.table.entries))]
        if explicit or others:
            self._enter(aimed.name, definition, setting)
            about = f": it rests on {', '.join(sorted(others))}" if others else ""
            return "definition", f"defined anew (line {earlier.origin.line} defined it before){about}", False
        if here:
            return "claim", f"against the definition in line {earlier.origin.line}", False
        self._enter(aimed.name, definition, setting)
        return "claim", f"against the definition in line {earlier.origin.line}, or defined anew", True

    def _covered(self, name: str, known: frozenset[str]) -> bool:
        if name in known or name in self.vocabulary.sizes:
            return True
        entry = self.table.entries.get(name)
        return entry is not None and all(self._covered(each, known) for each in needs(entry))

    def _fresh(
        self, step: Step, setting: Setting, aimed: Target, definition: Defined, explicit: bool
    ) -> tuple[Kind, str, bool]:
        if not explicit and self._is_conclusion(step, setting):
            return "not-a-claim", "follows from the condition before it", False
        if not explicit and self.table.closes_circle(aimed.name, definition):
            return "claim", "solves an earlier definition", True
        self._enter(aimed.name, definition, setting)
        return "definition", "", False

    def _is_conclusion(self, step: Step, setting: Setting) -> bool:
        """theta = ... after "= 0", or behind an arrow, for a name that was there before."""
        if step.implied and step.lhs.tree in self._seen:
            return True
        solved = self._solving[1] if self._solving is not None and self._is_solving(setting) else frozenset[Name]()
        return kinds.base_name(step.lhs.tree) in solved

    def _enter(self, name: str, definition: Defined | None, setting: Setting) -> None:
        self.table.enter(name, definition, setting.section)
        self.events.append(Event(name, definition, setting.section))
        self.tables.append(self.table.copy())

    def _give(self, lhs: Expression, rhs: Expression, step: Step) -> None:
        self.given.append((self._count, Given("=", lhs, rhs, _origin(step))))


def _origin(step: Step) -> Origin:
    return Origin(step.lhs.line, f"{step.lhs.text} {step.relation} {step.rhs.text}")


def _names_in(side: Side) -> Iterator[Node]:
    if isinstance(side.tree, Node):
        yield from (node for node in parts(side.tree) if isinstance(node, (Name, Scripted)))

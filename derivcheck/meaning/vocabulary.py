"""What the names of a document are: a pass over all of its formulas before any of them is resolved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from derivcheck.meaning import vocabulary_components as written
from derivcheck.meaning.added_ones import with_ones
from derivcheck.meaning.environment import Uses
from derivcheck.meaning.gradient_variables import gradient_variable
from derivcheck.meaning.names import base_name, flattened, is_upper, letter
from derivcheck.meaning.vocabulary_census import Census
from derivcheck.meaning.vocabulary_deltas import is_of_kronecker
from derivcheck.meaning.vocabulary_differentials import Signs, is_of_differentials, is_traced, signs
from derivcheck.meaning.vocabulary_functions import Applied, Functions, head_name, is_plain
from derivcheck.meaning.vocabulary_places import Place, bracketed, delta_entries, lower_entries
from derivcheck.meaning.vocabulary_scripts import OFTEN_COUNTING, Roles
from derivcheck.meaning.vocabulary_sizes import (
    Size,
    bound_letters,
    range_of,
    size_of,
    stated_range,
    stated_sizes,
)
from derivcheck.meaning.vocabulary_totals import Losses, totals
from derivcheck.meaning.vocabulary_uses import Names, names_of
from derivcheck.reader.documents import Document
from derivcheck.reader.statements import Statement
from derivcheck.reader.syntax import (
    Application,
    BigOperator,
    Derivative,
    Differential,
    Ellipsis,
    Fraction,
    Gradient,
    Group,
    Matrix,
    Name,
    Node,
    Product,
    Root,
    Scripted,
    Sum,
    children,
    walk,
)

_DEFINES = {"=", ":=", r"\equiv"}


@dataclass
class Vocabulary:
    """The names of one document.

    sizes: names that are sizes of axes. ranges: how far an index letter runs, where all sums agree.
    shapes: what subscripts such as h_{1 \\times H} say. derived: derivatives are
    written with d. deltas: derivatives are written with delta. uses: hints by the name of the Variable.
    """

    roles: Roles
    functions: Functions
    sizes: frozenset[str]
    ranges: Mapping[str, Size]
    differentials: Signs
    text: str
    derived: bool = False
    deltas: bool = False
    names: Names = field(default_factory=Names)
    gradient_by: Node | None = None

    @property
    def uses(self) -> Mapping[str, Uses]:
        return self.names.uses

    @property
    def counting(self) -> frozenset[str]:
        """The letters that sums and stated ranges bind, and those that always count."""
        return frozenset(self.roles.census.bound) | {"i", "j", "k"}

    @property
    def shapes(self) -> Mapping[str, tuple[Size, ...]]:
        return self.names.shapes

    def latex(self, name: str) -> str:
        """The LaTeX of a Variable's name; the name itself where the document does not write it."""
        return self.names.latex.get(name, name)


def vocabulary(document: Document, promoted: frozenset[str] = frozenset()) -> Vocabulary:
    """What the names of a document are; `promoted`: letters that are indices wherever they stand."""
    counting = _Counting()
    for statement in _statements(document):
        counting.statement(statement)
    for source in dict.fromkeys(formula.source for formula in document.formulas):
        counting.text += source.text
    text = counting.text.lower()
    counting.census.sizes |= counting.sizes
    counting.census.extended |= set(with_ones(counting.text))
    counting.settle(text)
    roles = Roles(counting.census, promoted=promoted)
    counted = frozenset(roles.census.bound) | {"i", "j", "k"}
    functions = Functions(
        counting.applied, counting.text, frozenset(counting.sizes), counted - frozenset(roles.serial)
    )
    differentials = signs(counting.trees, counting.differentials, counting.sizes)
    found = Vocabulary(roles, functions, frozenset(counting.sizes), counting.agreed(), differentials, text)
    found.derived, found.deltas = counting.derived, counting.deltas
    found.gradient_by = gradient_variable(counting.trees, functions)
    found.names = names_of(list(counting.trees), roles)
    return found


def _statements(document: Document) -> Iterator[Statement]:
    for formula in document.formulas:
        yield from formula.statements
    for line in document.context_lines:
        if line.kind == "directive":
            yield from line.statements


@dataclass
class _Counting:
    """Everything that is counted on the way through a document."""

    census: Census = field(default_factory=Census)
    applied: Applied = field(default_factory=Applied)
    sizes: set[str] = field(default_factory=set[str])
    ranges: dict[str, set[Size]] = field(default_factory=dict[str, set[Size]])
    differentials: bool = False
    paired: set[str] = field(default_factory=set[str])
    defined: set[str] = field(default_factory=set[str])
    derived: bool = False
    deltas: bool = False
    text: str = ""
    trees: list[Node] = field(default_factory=list[Node])
    losses: Losses = field(default_factory=Losses)

    def statement(self, statement: Statement) -> None:
        trees = [
            side.tree for side in (*statement.sides, *statement.conditions) if isinstance(side.tree, Node)
        ]
        for tree in trees:
            self.trees.append(tree)
            self.node(tree)
        self.census.numbered |= written.numbered_arrays(statement, trees)
        sides = [side.tree for side in statement.sides]
        pairs = zip(sides, statement.relations, sides[1:], strict=False)
        for place, (left, relation, right) in enumerate(pairs):
            if isinstance(left, Node) and isinstance(right, Node) and not statement.continues:
                self.equation(left, relation, right, first=place == 0)

    def equation(self, left: Node, relation: str, right: Node, *, first: bool) -> None:
        """Count what an equation or membership defines."""
        self.census.extended |= {*written.extended_lists(left, right), *written.extended_lists(right, left)}
        if found := stated_range(left, relation, right):
            self.range(*found)
        elif relation in _DEFINES:
            if first or (isinstance(left, Application) and all(map(is_plain, left.items))):
                self.applied.definition(left, right)
            if first:
                self.census.above.equation(left, right)
                self._delta_defined(left, right)
                self.census.totals |= totals(left, right)
                self.losses.equation(left, right)
            self.differentials = self.differentials or is_of_differentials(left, right)
            self.census.written(*written.written_lists(left, right), *written.written_lists(right, left))
        if relation in {r"\in", ":"}:
            self.sizes |= set(stated_sizes(right))

    def range(self, name: str, size: Size) -> None:
        self.census.bound.add(name)
        self.ranges.setdefault(name, set()).add(size)
        if isinstance(size, str):
            self.sizes.add(size)

    def settle(self, text: str) -> None:
        """What can be said of letters when everything is counted."""
        self.census.totals |= self.losses.totals
        self.census.withdraw()
        self.census.kronecker = "kronecker" in text or "delta" not in self.defined
        if self.census.kronecker:
            self.census.bound |= self.paired
            self.census.pairs = bool(self.paired)
        self.census.bound |= self.census.above.letters
        counted = self.census.bound | set("ijk")
        for runs in self.census.runs.values():
            for run in runs:
                if set(run) & counted and set(run) <= counted | OFTEN_COUNTING:
                    self.census.bound |= set(run)

    def agreed(self) -> dict[str, Size]:
        return {name: next(iter(sizes)) for name, sizes in self.ranges.items() if len(sizes) == 1}

    def node(self, node: Node) -> None:
        """Count a node and everything in it."""
        if isinstance(node, Scripted):
            node = flattened(node)
        match node:
            case Scripted():
                self.census.scripted(node)
            case Application():
                self.application(node)
            case BigOperator():
                self.bound(node)
            case Name():
                self.applied.bare.add(base_name(node))
            case Root(body=body):
                self.census.root(body)
            case Differential():
                self.differentials = True
            case Derivative(symbol=symbol, variables=variables):
                self.census.second(node)
                self.derived = self.derived or symbol == "d"
                self.census.above.variables(variables)
            case Gradient(by=variables):
                self.census.above.variables(variables)
            case Fraction(
                over=Product(factors=(Name("delta"), *_)), under=Product(factors=(Name("delta"), *_))
            ):
                self.deltas = True
            case Sum(terms=items) | Product(factors=items) | Group(items=items):
                self.listed(items)
            case Matrix(rows=rows):
                self.census.written(*written.written_matrices(node))
                for row in rows:
                    self.listed(row)
                self.listed(tuple(row[0] for row in rows))
            case _:
                pass
        if isinstance(node, Scripted) and isinstance(node.base, Name) and node.base.text == "delta":
            self._delta(node)
        head = node.head if isinstance(node, Application) else None
        for child in children(node):
            if child is not head:
                self.node(child)

    def _delta(self, node: Scripted) -> None:
        """The letters of Kronecker's delta are indices."""
        names = tuple(map(letter, lower_entries(node.lower))) if node.lower else ()
        if len(names) == 2 and all(names) and not node.upper:
            self.paired |= set(names)

    def _delta_defined(self, left: Node, right: Node) -> None:
        """An equation for delta with two indices says that it is not Kronecker's, unless that is so, too."""
        if isinstance(left, Scripted) and isinstance(left.base, Name) and left.base.text == "delta":
            entries = tuple(map(letter, delta_entries(left)))
            if len(entries) == 2 and not is_of_kronecker(entries, right):
                self.defined.add("delta")

    def bound(self, node: BigOperator) -> None:
        for name in bound_letters(node):
            self.census.bound.add(name)
            size = range_of(node)
            if size is not None:
                self.range(name, size)

    def application(self, node: Application) -> None:
        self.applied.application(node)
        name = head_name(node.head)
        self.differentials = self.differentials or is_traced(name, node.items)
        if isinstance(node.head, Scripted):
            for each in (*node.head.lower, *node.head.upper):
                self.node(each)
        if node.bracket == "[]" and isinstance(node.head, Name):
            self.census.scripted(Scripted(node.head, node.items))

    def listed(self, items: tuple[Node, ...]) -> None:
        r"""x_1, \dots, x_K: the subscripts of x count its components."""
        for number, item in enumerate(items):
            if isinstance(item, Ellipsis) and 0 < number < len(items) - 1:
                self._same_name(items[0], items[-1])

    def _same_name(self, first: Node, last: Node) -> None:
        starts = dict(_scripted_names(first))
        for name, end in _scripted_names(last):
            if (start := starts.get(name)) is None or start == end:
                continue
            if start.lower != end.lower:
                self._list(Place(name, "lower", len(lower_entries(end.lower))), lower_entries(end.lower))
            for item in end.upper if start.upper != end.upper else ():
                entries = bracketed(item)
                self._list(Place(name, "bracket" if entries else "upper", len(entries) or 1), entries)

    def _list(self, place: Place, entries: tuple[Node, ...]) -> None:
        self.census.listed.add(place)
        self.sizes |= {size for size in map(size_of, entries) if isinstance(size, str) and is_capital(size)}


def is_capital(size: str) -> bool:
    """Whether a size is one capital letter or a letter that usually is a size."""
    return is_upper(Name(size)) or size in {"n", "m", "d", "k"}


def _scripted_names(node: Node) -> Iterator[tuple[str, Scripted]]:
    for each in walk(node):
        if isinstance(each, Scripted) and isinstance(each.base, Name):
            yield base_name(each.base), each

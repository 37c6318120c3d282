"""The environment in force at a step: definitions, shapes, properties and hypotheses of the document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from derivcheck.meaning import cues
from derivcheck.meaning.defaults import applied, defaults
from derivcheck.meaning.defining import Definitions
from derivcheck.meaning.definitions import folded, needs, rests_on, target
from derivcheck.meaning.environment import Declared, Defined, Environment, Given, Origin, Property
from derivcheck.meaning.expressions import BUILTIN, Component, Derivative, Expression, walk
from derivcheck.meaning.findings import Classified, Setting
from derivcheck.meaning.intervals import last_ranges
from derivcheck.meaning.lifting import lifted, sample_letters
from derivcheck.meaning.losses import unlabelled
from derivcheck.meaning.parameters import with_own_parameters
from derivcheck.meaning.properties import Facts
from derivcheck.meaning.shapes import declared
from derivcheck.meaning.surroundings import sentence_before, words_before
from derivcheck.meaning.vocabulary import Vocabulary
from derivcheck.meaning.withheld import of_blocks, of_one_example
from derivcheck.reader import syntax
from derivcheck.reader.documents import Document
from derivcheck.reader.sources import Source

_INTRODUCES = re.compile(r"\W*(?:now|next|then)?\W*\b(?:let|suppose|consider|take|given)\b", re.IGNORECASE)
_REASON = re.compile(r"\b(?:since|because|recall|using)\b[^.]*\Z", re.IGNORECASE)


_MAP = re.compile(
    r"(\w+)\s*(?::|\\colon\b)\s*(?:\\mathbb\s*\{?\s*R\s*\}?|\\R|\\Re)\s*\^[^$:.]*?\\(?:to|rightarrow)\b"
)
"""f: R^n \\to R^m"""
_RANKS = {"scalar", "vector", "matrix"}
_EQUATIONS = {"symmetric", "orthonormal-columns", "orthonormal-rows", "sums-to-one"}
"""Properties that an equation states: displayed, it may be a claim, and is then no reason for anything."""


SOON = 1_500
"""Characters behind a step in which a document may still explain it."""


@dataclass(frozen=True, slots=True)
class _Stated:
    """A fact with its place and section. introduced: by "let"; it says nothing of what stands before.

    bare: an equation says it, and no word that it is supposed. directive: a comment directive says it.
    """

    place: tuple[int, int]
    section: int
    fact: Property | tuple[str, Declared]
    introduced: bool = False
    bare: bool = False
    directive: bool = False

    def follows(self, place: tuple[int, int]) -> bool:
        """Whether it is said so soon behind a place that it explains what stands there ("where W is ...")."""
        behind = self.place > place and self.place[0] == place[0] and not self.introduced
        return behind and (self.directive or self.place[1] - place[1] <= SOON)


_EINSTEIN = re.compile(
    r"einstein|(?:repeated|double|dummy)\s+(?:index|indices|subscripts?)|summation\s+convention"
    r"|(?:are|is)\s+summed[- ]over",
    re.IGNORECASE,
)
"""Where a document says that indices which stand twice in a term are summed over."""


_NEGATIVES = re.compile(r"\bneg(?:ative)?[\s_\\-]*(?:sampl|word)")


_PROBABILITIES = re.compile(
    r"probab|distribut|densit|likelihood|policy|bayes|posterior|gaussian|elbo|expectation|概率|分布|似然"
    r"|\\mathbb\s*\{?e\b"
)


class Forces:
    """Puts environments together; those of steps with equal facts in force are shared."""

    def __init__(
        self,
        document: Document,
        vocabulary: Vocabulary,
        read: Definitions,
        section: Callable[[Source, int], int],
    ) -> None:
        self._document = document
        self._vocabulary = vocabulary
        self._read = read
        self._section = section
        self._stated = sorted(self._facts(), key=lambda each: each.place)
        self._definitions: dict[int, tuple[dict[str, Defined], frozenset[str]]] = {}
        self._given = [(version, given) for version, given in read.given]
        self._hypotheses: list[tuple[int, int, Given]] = []
        self._defaults = defaults(vocabulary, {event.name for event in read.events})
        self._sampled = sample_letters(vocabulary)
        self._vectors: Literal["", "column", "row"] = cues.vectors(vocabulary.text)
        self._probabilities = _PROBABILITIES.search(vocabulary.text) is not None
        self._negatives = _NEGATIVES.search(vocabulary.text) is not None
        self._einstein = _EINSTEIN.search(vocabulary.text) is not None
        self._varying = vocabulary.functions.varying()
        texts = {formula.source.cell: formula.source.text for formula in document.formulas}
        self._maps = frozenset(name for text in texts.values() for name in _MAP.findall(text))

    def hypotheses(self, steps: Iterable[tuple[Classified, int]]) -> None:
        """Derivatives that are stated of something undefined may be used after the step that states them.

        They hold in the section of the step. Of a chain the last right side that holds no derivative counts,
        else the first.
        """
        known = {event.name for event in self._read.events if event.definition is not None}
        stated: dict[tuple[int, Derivative], tuple[int, Given, bool]] = {}
        for step, section in steps:
            found = self._stated_derivative(step, known)
            if found is None:
                continue
            lhs, given, plain = found
            before = stated.get((section, lhs))
            same_chain = before is not None and before[1].origin.line == step.step.head.line
            if before is None or (same_chain and plain and not before[2]):
                stated[section, lhs] = step.number + 1, given, plain
        members = Counter((section, _family(lhs)) for section, lhs in stated)
        self._hypotheses = [
            (number, section, given)
            for (section, lhs), (number, given, _) in stated.items()
            if members[section, _family(lhs)] == 1
        ]

    def _stated_derivative(self, step: Classified, known: set[str]) -> tuple[Derivative, Given, bool] | None:
        """The derivative at the head of a claim, with the equation and whether its right side holds none."""
        if step.kind != "claim" or not isinstance(step.step.head.tree, syntax.Derivative):
            return None
        lhs, rhs = self._read.resolved(step.step.head), self._read.resolved(step.step.rhs)
        if not isinstance(lhs, Derivative) or rhs is None:
            return None
        aimed = target(lhs.body)
        if aimed is None or aimed.name in known or aimed.builtin:
            return None
        plain = not any(isinstance(node, Derivative) for node in walk(rhs))
        origin = Origin(step.step.head.line, f"{step.step.head.text} = {step.step.rhs.text}")
        return lhs, Given("=", lhs, rhs, origin), plain

    def environment(self, step: Classified, setting: Setting) -> tuple[Environment, tuple[str, ...]]:
        """Everything in force before a step, and the names that it uses for one example of many."""
        known, unsettled = self._definitions_at(step.version)
        definitions = dict(known)
        unsettled -= self._foreign(step.version, setting.section)
        sampled: tuple[str, ...] = ()
        if self._sampled and step.kind == "claim":
            definitions, sampled = lifted(definitions, self._read.sides(step.step), self._sampled)
        cell, formula = setting.formula.source.cell, setting.formula
        place, own = (cell, step.step.rhs.span.end), (cell, formula.span.start)
        shapes, properties = self._shapes_and_properties(place, setting.section, own)
        later = {each.name for each in self._read.events[step.version :] if each.section != setting.section}
        later -= set(self._read.tables[step.version].entries)
        unsettled |= (blocks := of_blocks(definitions, shapes, self._vocabulary.uses))
        for name in blocks | of_one_example(later, shapes, self._vocabulary.uses):
            definitions.pop(name, None)
        environment = Environment(
            definitions={name: each for name, each in definitions.items() if not each.parameters},
            functions={name: each for name, each in definitions.items() if each.parameters},
            shapes=shapes,
            properties=properties,
            given=self._given_at(step.number, setting.section),
            uses=self._vocabulary.uses,
            sizes=self._vocabulary.sizes,
            ranges=self._vocabulary.ranges,
            vectors=self._vectors,
            einstein=self._einstein,
            negatives=self._negatives,
            probabilities=self._probabilities,
            unsettled=unsettled,
            varying=self._varying,
            maps=self._maps,
        )
        return environment, sampled

    def _foreign(self, version: int, section: int) -> frozenset[str]:
        """Functions known by name of which another section has made others."""
        sections = self._read.tables[version].sections
        return frozenset(name for name, place in sections.items() if name in BUILTIN and place != section)

    def _given_at(self, number: int, section: int) -> tuple[Given, ...]:
        """The equations of the document, and the hypotheses of the section, before a step."""
        here = [given for since, place, given in self._hypotheses if since <= number and place == section]
        return (*(given for since, given in self._given if since <= number), *here)

    def _definitions_at(self, version: int) -> tuple[dict[str, Defined], frozenset[str]]:
        """The definitions read so far; of names without one, the first that comes later."""
        if version not in self._definitions:
            table = self._read.tables[version]
            entries, unsettled = dict(table.entries), set(table.opened)
            later: set[str] = set()
            for event in self._read.events[version:]:
                if event.name in entries or event.name in unsettled or event.name in later:
                    continue
                later.add(event.name)
                if event.definition is None:
                    unsettled.add(event.name)
                elif event.name not in rests_on(needs(event.definition), entries):
                    entries[event.name] = event.definition
            for name, default in self._defaults.items():
                entries.setdefault(name, default)
            entries |= unlabelled(entries, self._read.events, version)
            entries = folded(with_own_parameters(entries, self._vocabulary.uses))
            functions = {name: each for name, each in entries.items() if each.parameters}
            entries = {
                name: replace(each, body=applied(each.body, functions)) for name, each in entries.items()
            }
            self._definitions[version] = entries, frozenset(unsettled)
        return self._definitions[version]

    def _shapes_and_properties(
        self, place: tuple[int, int], section: int, own: tuple[int, int]
    ) -> tuple[dict[str, Declared], tuple[Property, ...]]:
        """What holds at a place. own: where the formula of the step begins, which is no reason for itself."""
        shapes = self._annotated(place)
        properties: list[tuple[int, Property]] = []
        for each in reversed([each for each in self._stated if each.follows(place)]):
            if isinstance(each.fact, tuple):
                shapes[each.fact[0]] = each.fact[1]
            elif each.section == section:
                properties.append((section, each.fact))
        for each in self._stated:
            if each.place > place:
                continue
            if each.introduced:
                properties = [held for held in properties if not _replaces(each, *held)]
            if isinstance(each.fact, tuple):
                shapes[each.fact[0]] = each.fact[1]
            elif each.place != own or not each.bare:
                properties.append((each.section, each.fact))
        return shapes, last_ranges(_latest([held for _, held in properties]))

    def _annotated(self, place: tuple[int, int]) -> dict[str, Declared]:
        """Shapes that subscripts such as h_{1 x H} say, where they stand before a place or soon behind it."""
        found: dict[str, Declared] = {}
        for name, sizes in self._vocabulary.shapes.items():
            behind = self._vocabulary.names.shaped_at[name] - place[1]
            if not name[:1].isalpha() or (behind > SOON and place[0] == 0):
                continue
            shape = declared(sizes, (), {}, Origin())
            if shape is not None:
                found[name] = replace(shape, firm=False)
        return found

    def _facts(self) -> Iterator[_Stated]:
        facts = Facts(self._vocabulary)
        for line in self._document.context_lines:
            directive = line.kind == "directive"
            place = (line.source.cell, line.start)
            section = self._section(line.source, line.start)
            introduced = not directive and bool(_INTRODUCES.match(line.text))
            for fact in facts.said(line):
                yield _Stated(place, section, fact, introduced, directive=directive)
            for statement in line.statements if directive else ():
                for fact in facts.stated(statement, None):
                    yield _Stated(place, section, fact, directive=True)
        for formula in self._document.formulas:
            start = formula.span.start
            introduced = bool(_INTRODUCES.search(sentence_before(formula.source, start)))
            words = words_before(formula.source, start)
            said = cues.sets(words) or cues.assumes(words) or bool(_REASON.search(words))
            section = self._section(formula.source, start)
            for statement in formula.statements:
                for fact in facts.stated(statement, formula):
                    bare = not said and isinstance(fact, Property) and fact.kind in _EQUATIONS
                    if not (bare and formula.display):
                        yield _Stated((formula.source.cell, start), section, fact, introduced, bare)


def _replaces(stated: _Stated, section: int, held: Property) -> bool:
    """Whether "let y ..." introduces anew a name of which another section said something."""
    name = stated.fact[0] if isinstance(stated.fact, tuple) else stated.fact.name
    return name == held.name and section != stated.section


def _family(derivative: Derivative) -> tuple[Expression, ...]:
    """The derivative but for its indices: dJ/du_o and dJ/du_k, both stated, are no rule for all u_i."""
    return (
        derivative.body,
        *(each.base if isinstance(each, Component) else each for each in derivative.variables),
    )


def _latest(properties: Sequence[Property]) -> Iterator[Property]:
    """Every property once; of those that say how many axes a name has, each kind where it is said last."""
    ranks = {(each.name, each.kind): each for each in properties if each.kind in _RANKS}
    for each in dict.fromkeys(properties):
        if each.kind not in _RANKS or ranks[each.name, each.kind] == each:
            yield each

"""How each symbol of a document was understood, and where the document says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derivcheck.checking.model import CheckedDerivation, Fact, Symbol
from derivcheck.meaning.environment import Environment, Origin


def symbols_of(
    environments: Iterable[Environment], derivations: Iterable[CheckedDerivation]
) -> tuple[Symbol, ...]:
    """Everything said of every name, in the order of the names; what was inferred comes last."""
    facts: dict[str, list[Fact]] = {}
    for environment in _different(environments):
        for name, fact in _said(environment):
            known = facts.setdefault(name, [])
            if fact not in known:
                known.append(fact)
    for name, fact in _inferred(derivations):
        known = facts.setdefault(name, [])
        if all(fact.words != each.words for each in known):
            known.append(fact)
    return tuple(Symbol(name, tuple(facts[name])) for name in sorted(facts))


def _different(environments: Iterable[Environment]) -> Iterator[Environment]:
    seen: set[int] = set()
    for environment in environments:
        if id(environment) not in seen:
            seen.add(id(environment))
            yield environment


def _said(environment: Environment) -> Iterator[tuple[str, Fact]]:
    for name, declared in environment.shapes.items():
        written = f", written as a {declared.form}" if declared.form else ""
        yield name, _fact(_array(" x ".join(map(str, declared.sizes))) + written, declared.origin)
    for said in (each for each in environment.properties if each.kind != "doubtful"):
        yield said.name, _fact(said.kind, said.origin)
    for name, defined in environment.definitions.items():
        yield name, _fact("defined", defined.origin)
    for name, defined in environment.functions.items():
        yield name, _fact("a function that is defined", defined.origin)


def _fact(words: str, origin: Origin) -> Fact:
    text = " ".join(origin.text.split())
    return Fact(words, (origin.line,) if origin.line else (), text or "usual in the field")


def _inferred(derivations: Iterable[CheckedDerivation]) -> Iterator[tuple[str, Fact]]:
    lines: dict[tuple[str, str], list[int]] = {}
    for derivation in derivations:
        for step in derivation.steps:
            for name, shape in step.shapes.items():
                lines.setdefault((name, shape), []).append(step.line)
    for (name, shape), numbers in lines.items():
        yield name, Fact(_array(shape), tuple(dict.fromkeys(numbers)), "so it was read")


def _array(shape: str) -> str:
    """In words, what has these sizes: "", "number", "K" or "K x D"."""
    if shape in {"", "number"}:
        return "a number"
    axes = shape.count(" x ") + 1
    kind = {1: "a vector of size", 2: "a matrix"}.get(axes, "an array")
    return f"{kind} {shape}"

r"""Names of probability densities: p(x|z) and p(z|x) are two functions; p(x_i|z_i) is the first at x_i, z_i.

Also \log p(x|\mu) = ..., which says what p(x|\mu) is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from derivcheck.meaning.environment import Defined
from derivcheck.meaning.expressions import (
    Add,
    Apply,
    Expectation,
    Expression,
    Opaque,
    Variable,
    walk,
)
from derivcheck.meaning.names import base_name, label, stem
from derivcheck.meaning.vocabulary_words import DENSITIES
from derivcheck.reader.syntax import Application, Group, Name, Node, Relation, Scripted

ANY = "."
"""Stands in a density's name for an argument that is no name: p(0|x) is a value of p(y|x)."""


def is_density(name: str) -> bool:
    """p, q_phi, p(x|z)."""
    return name.partition("(")[0].partition("_")[0] in DENSITIES


def pattern(name: str, node: Application) -> str:
    """A density's name with the letters of its arguments; of another function, with their number alone."""
    letters = [ANY] * len(node.items)
    if is_density(name):
        letters = list(map(_letter, node.items))
        if len(set(letters)) < len(letters):
            letters = [label(each) or ANY for each in node.items]
    signs = ("" if each == "," and not is_density(name) else each for each in (*node.separators, ""))
    return name + "(" + "".join(map("".join, zip(letters, signs, strict=True))) + ")"


def _letter(item: Node) -> str:
    """The letter of an argument whatever its scripts are; of y = 1, that of y."""
    if isinstance(item, Group) and len(item.items) == 1:
        return _letter(item.items[0])
    if isinstance(item, Relation):
        return _letter(item.items[0])
    base = item.base if isinstance(item, Scripted) else item
    return base_name(base) if isinstance(base, Name) else ANY


def instance(name: str, known: Iterable[str]) -> str:
    """The only density of which this can be a value, p(y|x) for p(.|x); the name itself where none is."""
    if ANY not in name or not is_density(name):
        return name
    found = [each for each in known if _fits(name, each)]
    return found[0] if len(found) == 1 else name


def converse(name: str, others: Iterable[str]) -> bool:
    """Whether a rule as that of Bayes says p(y|x) by p(x|y), with other letters in the same places."""
    conditional = is_density(name) and "|" in name
    return conditional and any(
        each != name and is_density(each) and _form(each) == _form(name) for each in others
    )


def _form(name: str) -> str:
    return "".join(sign for sign in name.partition("(")[2] if sign in "|;,")


def has_values(name: str, written: Iterable[str]) -> bool:
    """Whether a document writes p(0|x) beside p(y|x)."""
    return any(ANY in each and _fits(each, name) for each in written if is_density(each))


def _fits(name: str, known: str) -> bool:
    mine, theirs = name.split(ANY), known
    place = len(mine[0])
    if not theirs.startswith(mine[0]):
        return False
    for part in mine[1:]:
        at = theirs.find(part, place + 1) if part else len(theirs)
        if at < 0 or any(sign in theirs[place:at] for sign in "|;,"):
            return False
        place = at + len(part)
    return place == len(theirs)


def logarithm(lhs: Expression) -> tuple[Expression, int] | None:
    r"""The density in \log p(x|\mu) and 1; for -\log p(x|\mu), -1."""
    sign = 1
    if isinstance(lhs, Add) and len(lhs.terms) == 1:
        lhs, sign = lhs.terms[0], lhs.signs[0]
    if not isinstance(lhs, Apply) or lhs.function != "log" or len(lhs.arguments) != 1:
        return None
    only = lhs.arguments[0]
    named = isinstance(only, Opaque) and not only.primes and is_density(only.function)
    return (only, sign) if named else None


def is_explicit(body: Expression) -> bool:
    """Whether an expression is written with names and known functions alone."""
    return not any(isinstance(node, Opaque | Expectation) for node in walk(body)) and any(
        isinstance(node, Variable) for node in walk(body)
    )


def is_another(earlier: Defined, later: Defined, text: str) -> bool:
    """Whether p(z) = ... is another density than p(x) = ..., of which nothing but the argument tells.

    text: of the document, in small letters.
    """
    if not (is_density(later.name) or (later.name == "f" and "densit" in text)):
        return False
    here, there = (tuple(map(stem, each.parameters)) for each in (later, earlier))
    return len(here) == len(there) == 1 and here != there


def of_another(
    definitions: Mapping[str, Defined], sides: Iterable[Expression], names: Iterable[str]
) -> set[str]:
    """The densities of z alone that stand in a step as those of x, where p(x|z) or p(x, z) is another name:
    p(x) is then what remains of it without z.
    """
    found: set[str] = set()
    names = tuple(names)
    for node in (node for side in sides for node in walk(side)):
        if not isinstance(node, Opaque | Apply) or not is_density(node.function):
            continue
        known = definitions.get(node.function)
        only = node.arguments[0] if len(node.arguments) == 1 else None
        if known is None or len(known.parameters) != 1 or not isinstance(only, Variable):
            continue
        here, there = stem(only.name), stem(known.parameters[0])
        of_both = (each.partition("(")[2] for each in names if each.startswith(f"{node.function}("))
        if here != there and any({here, there} <= set(re.split(r"[|;,)]", each)) for each in of_both):
            found.add(node.function)
    return found

"""What a superscript does: it is an exponent, it transposes, it inverts; e may also be the name of errors."""

from __future__ import annotations

from collections.abc import Sequence

from derivcheck.meaning.names import letter
from derivcheck.reader.syntax import Fraction, Name, Node, Number, Product, Scripted, Sum, TransposeMark

_LABELLING = frozenset("ijklmntLTK")


def exponent_of(node: Scripted) -> Name | None:
    """The x of e^x_n, which is printed as the entry n of a power of e."""
    exponent = node.upper[0] if len(node.upper) == 1 else None
    if not isinstance(exponent, Name) or len(node.lower) != 1 or node.primes:
        return None
    return exponent if letter(node.lower[0]) else None


def is_exponent(item: Node) -> bool:
    """Whether a superscript can only be an exponent: z, -z, x_i / 2; not a number, a layer or a time."""
    match item:
        case Name():
            return letter(item) not in _LABELLING | {""}
        case Scripted(base):
            return is_exponent(base)
        case Sum(terms, signs):
            names = [each for each in terms if not isinstance(each, Number)]
            return bool(names) and (signs[0] == "-" or all(map(is_exponent, names)))
        case Product(factors):
            return any(map(is_exponent, factors))
        case _:
            return isinstance(item, Fraction)


def transposes(scripts: Sequence[Node]) -> bool:
    """Whether one of the superscripts is T or -T."""
    return any(isinstance(each, TransposeMark) or _is_minus(each, TransposeMark) for each in scripts)


def inverts(scripts: Sequence[Node]) -> bool:
    """Whether one of the superscripts is -1 or -T."""
    return any(_is_minus(each, TransposeMark) or _is_minus(each, Number) for each in scripts)


def _is_minus(node: Node, kind: type[Node]) -> bool:
    if not isinstance(node, Sum) or node.signs != ("-",) or not isinstance(node.terms[0], kind):
        return False
    return not isinstance(node.terms[0], Number) or node.terms[0].text == "1"

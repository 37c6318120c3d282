r"""How names of an author become names of Variables: \hat y_{t-1} is "y_hat_t-1".

The base letter or Greek name comes first, then the style (\mathcal L is "L_cal"), the accents, the label
below behind "_" and the label above behind "^". Bold and upright fonts make no difference.
"""

from __future__ import annotations

import re

from derivcheck.reader.syntax import (
    Application,
    Group,
    Mark,
    Name,
    Node,
    Number,
    Product,
    Scripted,
    Sum,
    TransposeMark,
)

GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "varepsilon",
        "zeta",
        "eta",
        "theta",
        "vartheta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "pi",
        "rho",
        "sigma",
        "tau",
        "upsilon",
        "phi",
        "varphi",
        "chi",
        "psi",
        "omega",
    ]
)
_JOINED = {"+": "+", "-": "-", "": ""}


def stem(name: str) -> str:
    """A name without its scripts.

    >>> stem("y_hat_t-1"), stem("W^l_i")
    ('y', 'W')
    """
    return re.split("[_^]", name, maxsplit=1)[0]


def base_name(name: Name) -> str:
    """The name of a symbol without its scripts.

    >>> base_name(Name("y", ("hat",)))
    'y_hat'
    """
    style = (name.style,) if name.style else ()
    return "_".join((name.text, *style, *name.accents))


def label(node: Node) -> str:
    """A script as part of a name; "" where it can be none.

    >>> label(Sum((Name("t"), Number("1")), ("", "-")))
    't-1'
    """
    match node:
        case Name():
            return base_name(node)
        case Number(text):
            return text
        case Mark(text):
            return {"*": "star", "+": "plus", "-": "minus", "!": ""}.get(text, text)
        case TransposeMark():
            return "T"
        case Group(items=items):
            return ",".join(_each(items))
        case Product(factors, operators) if set(operators) <= {""}:
            return "".join(_each(factors))
        case Sum(terms, signs) if set(signs) <= set(_JOINED):
            parts = _each(terms)
            return "".join(_JOINED[sign] + part for sign, part in zip(signs, parts, strict=False))
        case Scripted(base, lower, upper, primes):
            return _scripted(label(base), lower, upper, primes)
        case _:
            return ""


def _scripted(base: str, lower: tuple[Node, ...], upper: tuple[Node, ...], primes: int) -> str:
    below, above = _each(lower), _each(upper)
    if not base or len(below) < len(lower) or len(above) < len(upper):
        return ""
    return (
        base
        + ("_" + ",".join(below) if below else "")
        + ("^" + ",".join(above) if above else "")
        + "'" * primes
    )


def _each(nodes: tuple[Node, ...]) -> tuple[str, ...]:
    """The labels of all nodes; nothing where one of them is no label."""
    found = tuple(map(label, nodes))
    return found if all(found) else ()


def flattened(node: Scripted) -> Scripted:
    """{z_j}^L as z_j^L, {y_t}_i as y_{t,i}; the node itself where both levels have superscripts."""
    base = node.base
    if not isinstance(base, Scripted) or (base.upper and node.upper) or (base.primes and node.primes):
        return node
    inner = flattened(base)
    lower = (*inner.lower, *node.lower)
    return Scripted(inner.base, lower, inner.upper or node.upper, inner.primes or node.primes, span=node.span)


def letter(node: Node) -> str:
    """The letter of an index: i, i', \\mu; "" for anything else."""
    match node:
        case Name(text, (), "") if len(text) == 1 and text.isalpha():
            return text
        case Name(text, (), "") if text in GREEK or text == "ell":
            return text
        case Scripted(base, (), (), primes) if primes:
            stem = letter(base)
            return stem + "'" * primes if stem else ""
        case Scripted(base, (), (Mark("*" | "star"),), 0):
            stem = letter(base)
            return stem + "_star" if stem else ""
        case Group(items=(only,)):
            return letter(only)
        case _:
            return ""


def function_name(node: Application) -> str:
    """The name of a function without its scripts; "" where it has no name."""
    base = node.head.base if isinstance(node.head, Scripted) else node.head
    return base_name(base) if isinstance(base, Name) else ""


def shifted_letter(node: Node) -> str:
    """The letter of h_{t-1} or a^{(l+1)}; "" for anything else."""
    match node:
        case Group(items=(only,)):
            return shifted_letter(only)
        case Sum(terms) if len(terms) > 1:
            letters = [each for each in map(letter, terms) if each]
            numbers = [each for each in terms if isinstance(each, Number)]
            whole = len(letters) + len(numbers) == len(terms)
            return letters[0] if whole and len(letters) == 1 else ""
        case _:
            return ""


def digits(node: Node) -> int | None:
    """The number that a script is, in brackets or not."""
    match node:
        case Number(text) if text.isdigit() and len(text) < 8:
            return int(text)
        case Group(items=(only,)):
            return digits(only)
        case _:
            return None


def run(node: Node) -> tuple[Node, ...]:
    """What stands side by side in a script without commas: i and j of W_{ij}; the node alone otherwise."""
    match node:
        case Group("" | "()" | "[]", (only,)) if isinstance(only, Product):
            return run(only)
        case Product(factors, operators) if set(operators) <= {""} and all(
            letter(each) or isinstance(each, Number) for each in factors
        ):
            return factors
        case _:
            return (node,)


def is_upper(name: Name) -> bool:
    """Whether a symbol is a capital letter, as matrices are."""
    return name.text[:1].isupper() and (len(name.text) == 1 or name.text.lower() in GREEK)


def is_small(node: Node) -> bool:
    """Whether a name, with scripts or without, is one small letter."""
    base = node.base if isinstance(node, Scripted) else node
    return isinstance(base, Name) and len(base.text) == 1 and base.text.islower()

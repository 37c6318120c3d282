r"""Terms as LaTeX in index notation: \sum_{k=1}^{K} y_{k} \log \hat{y}_{k}.

Names are identifiers and the author's LaTeX for them was checked when they were declared, so that nothing
in the output can end the formula or run a macro of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from derivcheck.core.contexts import Context
from derivcheck.core.functions import FUNCTIONS
from derivcheck.core.indices import Size
from derivcheck.core.terms import (
    Apply,
    Constant,
    Delta,
    Determinant,
    Dimension,
    Entry,
    Index,
    Inverse,
    Partial,
    Power,
    Product,
    Subscript,
    Term,
    Total,
)
from derivcheck.notation.letters import Letters
from derivcheck.notation.printing import ATOM, OPEN, POWER, Printer, Shown

_GREEK = frozenset(
    re.findall(
        "[A-Za-z]+",
        """alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi chi psi
        omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega""",
    )
)


def latex(term: Term, context: Context, free: Sequence[Index] = ()) -> str:
    r"""The term as LaTeX. Indices in `free` keep clear of bound letters though they do not occur in it.

    >>> from derivcheck.core.terms import Entry, Index, Partial
    >>> j = Index("j", "K")
    >>> latex(Partial(Entry("J", ()), Entry("z", (j,))), Context({}))
    '\\frac{\\partial J}{\\partial z_{j}}'
    """
    letters = Letters(term, frozenset(index.name for index in free))
    return _Latex(letters, context).show(term).text


def latex_name(name: str, context: Context) -> str:
    r"""How a tensor or an intermediate prints: as declared, else yhat as \hat{y}, W1 as W_{1}, and so on."""
    known = context.tensors.get(name) or context.definitions.get(name)
    return known.latex if known is not None and known.latex else _plain_name(name)


def latex_size(size: Size) -> str:
    """How a size prints: K, D_{x}, 3."""
    return _plain_name(size) if isinstance(size, str) else str(size)


def _plain_name(name: str) -> str:
    stem, _, below = name.partition("_")
    if not stem or (below and "_" in below) or name.endswith("_"):
        return rf"\mathrm{{{name.replace('_', chr(92) + '_')}}}"
    if below:
        return f"{_plain_name(stem)}_{{{_word(below)}}}"
    if found := re.fullmatch(r"([A-Za-z]+)([0-9]+)", stem):
        return f"{_plain_name(found[1])}_{{{found[2]}}}"
    if stem.endswith("hat") and len(stem) > 3:
        return rf"\hat{{{_plain_name(stem[:-3])}}}"
    return _word(stem)


def _word(word: str) -> str:
    if word in _GREEK:
        return f"\\{word}"
    return word if len(word) == 1 or word.isdigit() else rf"\mathrm{{{word}}}"


class _Latex(Printer):
    def __init__(self, letters: Letters, context: Context) -> None:
        super().__init__(letters)
        self.context = context

    def parentheses(self, text: str) -> str:
        tall = any(mark in text for mark in (r"\frac", r"\sum", r"\prod"))
        return rf"\left({text}\right)" if tall else f"({text})"

    def juxtaposed(self, factors: Sequence[str]) -> str:
        text = factors[0]
        for factor in factors[1:]:
            text += (r" \cdot " if factor[0].isdigit() else " ") + factor
        return text

    def fraction(self, over: Shown, under: Shown) -> Shown:
        return Shown(rf"\frac{{{over.text}}}{{{under.text}}}", POWER)

    def total(self, letter: str, node: Total | Product, body: str) -> str:
        sign = r"\sum" if isinstance(node, Total) else r"\prod"
        return rf"{sign}_{{{_plain_name(letter)}=1}}^{{{latex_size(node.index.size)}}} {body}"

    def power(self, node: Power) -> Shown:
        if node.exponent == Fraction(1, 2):
            return Shown(rf"\sqrt{{{self.show(node.base).text}}}", POWER)
        return Shown(f"{self._base(node.base)}^{{{node.exponent}}}", POWER)

    def _base(self, base: Term) -> str:
        """A name that has a superscript of its own gets no second one."""
        shown = self.show(base)
        return self.parentheses(shown.text) if shown.level < ATOM or "^" in shown.text else shown.text

    def function(self, node: Apply) -> Shown:
        argument = self.show(node.argument)
        if node.function == "exp":
            return Shown(f"e^{{{argument.text}}}", POWER)
        if node.function == "abs":
            return Shown(rf"\left|{argument.text}\right|")
        mark = FUNCTIONS[node.function].latex
        if node.function == "log":
            closed = argument.level < ATOM
            return Shown(f"{mark} {self.enclosed(argument, ATOM)}", POWER if closed else OPEN)
        return Shown(f"{mark}{self.parentheses(argument.text)}")

    def leaf(self, node: Term) -> Shown:
        match node:
            case Entry(tensor, subscripts):
                return Shown(self._entry(tensor, subscripts))
            case Dimension(size):
                return Shown(latex_size(size))
            case Constant(name):
                return Shown(f"\\{name}")
            case Inverse(tensor, left, right):
                name = latex_name(tensor, self.context)
                stem = f"({name})" if "^" in name else name
                return Shown(f"({stem}^{{-1}})_{{{self._subscripts((left, right))}}}")
            case Determinant(tensor):
                return Shown(rf"\det {latex_name(tensor, self.context)}", OPEN)
            case Delta(left, right):
                return Shown(rf"\delta_{{{self._subscripts((left, right))}}}")
            case Partial(body, variable):
                return self._partial(body, variable)
            case _:
                raise TypeError(f"{type(node).__name__} is not a term")

    def _entry(self, tensor: str, subscripts: tuple[Subscript, ...]) -> str:
        name = latex_name(tensor, self.context)
        if not subscripts:
            return name
        stem = f"({name})" if "_" in name else name
        return f"{stem}_{{{self._subscripts(subscripts)}}}"

    def _subscripts(self, subscripts: tuple[Subscript, ...]) -> str:
        names = [_plain_name(self.letters[s]) if isinstance(s, Index) else str(s) for s in subscripts]
        return ("" if all(len(name) == 1 and name.isalpha() for name in names) else ",").join(names)

    def _partial(self, body: Term, variable: Entry) -> Shown:
        by = rf"\partial {self.show(variable).text}"
        if isinstance(body, Entry):
            return Shown(rf"\frac{{\partial {self.show(body).text}}}{{{by}}}", POWER)
        return Shown(rf"\frac{{\partial}}{{{by}}} \left[{self.show(body).text}\right]", POWER)

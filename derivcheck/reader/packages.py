r"""Commands of packages and preambles that a document does not hold: \grad, \pdv{f}{x}, \norm{x}, \RR.

Only what everybody means by them. A name that the document defines itself is expanded before, and never
reaches this place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from derivcheck.reader import vocabulary
from derivcheck.reader.macros import Macro, Macros
from derivcheck.reader.tokens import Kind, Token, tokens_of

_words = vocabulary.words

_PLAIN = {
    r"": "qty quantity",
    r"\nabla": "grad gradient del bigtriangledown triangledown",
    r"\mathrm{d}": "dd d dif diffd",
    r"\mid": "given cond",
    r"\epsilon": "eps",
    r"\varepsilon": "veps vareps",
    r"\varphi": "vphi",
    r"\lambda": "lam",
    r"\mathbb{1}": "indicator indic indfun",
    r"\mathbf{1}": "ones one onevec vone bone bfone",
    r"\mathbf{0}": "zero zeros zerovec vzero bzero bfzero",
    r"\mathcal{L}": "L",
    r"\mathcal{N}": "Normal normal Gauss Gaussian gauss gaussian normaldist",
    r"\mathbb{R}": "R RR reals Reals",
    r"\mathbb{E}": "E EE Ex expect Expect expectation Expectation",
    r"\mathbb{P}": "PP prob Prob",
    r"\frac{1}{2}": "half onehalf",
    r"\mathrm{ReLU}": "Relu RELU",
    r"\mathrm{tr}": "traceop Trace",
    r"\mathrm{diag}": "diagonal",
    r"\mathrm{KL}": "KL DKL KLD kl",
    r"\mathrm{Var}": "Var var Variance variance",
    r"\mathrm{Cov}": "Cov cov Covariance",
    r":=": "eqdef isdef defas eqbydef",
    r"\text{ if }": "qif",
    r"\text{ and }": "qand",
}
"""What a command without arguments is."""

_OF_ONE = {
    r"\left\|#1\right\|": "norm Norm nrm",
    r"\left|#1\right|": "abs Abs absval absolutevalue card vqty",
    r"\left(#1\right)": "paren parens pqty rbr",
    r"\left[#1\right]": "bqty sqb sbr brackets",
    r"\left\{#1\right\}": "set Set Bqty",
    r"\left.#1\right|": "eval evaluated",
    r"\boldsymbol{#1}": "vect vb vectorbold mat matr matrx mtx bvec mvec vbf mb mbf ve vt bs bmat rvec "
    "vv tens tensor rv v m b",
    r"\hat{#1}": "vu vectorunit",
    r"\mathbb{E}\left[#1\right]": "E EE Ex expect Expect expectation Expectation",
    r"\mathbb{1}\left\{#1\right\}": "indicator ind indic indfun",
    r"\mathrm{Var}\left(#1\right)": "Var var Variance variance",
    r"\mathrm{tr}\left(#1\right)": "Trace traceop",
    r"\mathrm{diag}\left(#1\right)": "diagonal",
    r"\begin{pmatrix}#1\end{pmatrix}": "pmqty pmat",
    r"\begin{bmatrix}#1\end{bmatrix}": "bmqty",
    r"\begin{vmatrix}#1\end{vmatrix}": "vmqty",
    r"\mathrm{d}{#1}": "dd d dif",
    r"\frac{\mathrm{d}}{\mathrm{d} #1}": "dv odv deriv derivative",
    r"\frac{\partial}{\partial #1}": "pdv pderiv partialderivative",
    r"\partial #1": "pd pdiff",
    r"{#1}^{-1}": "inv",
    r"{#1}^\top": "T tp tran trans transp transpose",
    r"{#1}": "llap rlap clap mathllap mathrlap mathmakebox makebox reflectbox qty quantity "
    "highlight bbox red blue green orange purple magenta cyan gray grey brown violet pink teal "
    "black yellow lime olive maroon navy gold darkred darkblue darkgreen lightblue lightgreen "
    "colorred colorblue alert structure uline uwave",
    r"\mathbb{R}^{#1}": "R RR Reals reals",
}
_OF_TWO = {
    r"\frac{\mathrm{d} #1}{\mathrm{d} #2}": "dv odv deriv diff derivative od dod totald dd",
    r"\frac{\partial #1}{\partial #2}": "pdv pd pderiv pdiff pder diffp partiald partialderivative fpartial "
    "parder pardiff partder dpd fracpartial partialfrac pdfrac parfrac pfrac pdd partialdiff pardev pp",
    r"\left\langle #1, #2\right\rangle": "inner innerp innerproduct ip iprod dotp dotprod inprod innerprod",
    r"\mathrm{KL}\left(#1 \| #2\right)": "KL DKL KLD kl infdiv",
    r"\mathrm{Cov}\left(#1, #2\right)": "Cov cov Covariance",
    r"{#2}": "mathcolor class cssId style href enclose raisebox scalebox htmlClass htmlId "
    "htmlStyle htmlData tooltip texttip",
    r"\frac{#1}{#2}": "flatfrac",
}
_OF_THREE = {
    r"\frac{\partial^2 #1}{\partial #2 \partial #3}": "pdv pd pderiv pdiff",
    r"{#3}": "fcolorbox resizebox",
}
_OF_AN_ORDER = {
    r"\frac{\mathrm{d}^{#1} #2}{\mathrm{d} #3^{#1}}": "dv odv deriv diff derivative",
    r"\frac{\partial^{#1} #2}{\partial #3^{#1}}": "pdv pd pderiv pdiff diffp",
    r"{#2}": "bbox",
}
_OF_AN_ORDER_ALONE = {
    r"\frac{\mathrm{d}^{#1}}{\mathrm{d} #2^{#1}}": "dv odv deriv diff derivative",
    r"\frac{\partial^{#1}}{\partial #2^{#1}}": "pdv pd pderiv pdiff diffp",
}
"""With brackets first: the order in \\pdv[2]{f}{x}, the colour in \\bbox[yellow]{x}."""
_TRANSPOSING = _words("T tp tran trans transp transpose")
_POSTFIXED = {"^{-1}": _words("inv"), r"^\top": _TRANSPOSING}
_FIRM = (r"\math", r"\bold", r"\hat", r"\bar", r"\tilde")
"""What a letter or a function is: a group directly behind it would be an argument that nobody knows."""


def completed(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens without any command of a package; raises UnreadableError as `Macros.expand` does."""
    if not any(token.kind is Kind.COMMAND and token.text in names() for token in tokens):
        return tuple(tokens)
    return _commands().expand(tuple(_chosen(tokens)))


def _chosen(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens, where a command of a package says how many arguments it has here; without its star."""
    place = 0
    while place < len(tokens):
        token = tokens[place]
        place += 1
        if _is_script(tokens, place - 1):
            token = replace(token, text="top")
        elif token.kind is Kind.COMMAND and token.text in names():
            if place < len(tokens) and tokens[place].is_(Kind.SYMBOL, "*") and _follows(tokens, place + 1):
                place += 1
            token = replace(token, text=_with_count(token.text, tokens, place))
        yield token


def _follows(tokens: Sequence[Token], place: int) -> bool:
    return place < len(tokens) and tokens[place].is_(Kind.SYMBOL, "{")


def _is_script(tokens: Sequence[Token], place: int) -> bool:
    r"""Whether a command of a transpose is a superscript already: A^\T, A^{\T}, A^{-\T}."""
    if tokens[place].kind is not Kind.COMMAND or tokens[place].text not in _TRANSPOSING:
        return False
    before = "".join(each.text for each in tokens[max(place - 3, 0) : place])
    return before.endswith(("^", "^{", "^{-"))


def _with_count(name: str, tokens: Sequence[Token], place: int) -> str:
    """The name by which the command with this many arguments is known; its own where there is none."""
    ordered = place < len(tokens) and tokens[place].is_(Kind.SYMBOL, "[")
    if ordered and (name, -1) in _table():
        closed = next((at for at in range(place, len(tokens)) if tokens[at].is_(Kind.SYMBOL, "]")), place)
        alone = _groups(tokens, closed + 1) == 1 and (name, -2) in _table()
        return _key(name, -2 if alone else -1)
    groups = _groups(tokens, place)
    count = next((each for each in range(groups, -1, -1) if (name, each) in _table()), -1)
    body = _table().get((name, count), "")
    firm = body.startswith(_FIRM) and body != r"\mathrm{d}"
    return name if count < 0 or (not count and groups and firm) else _key(name, count)


def _groups(tokens: Sequence[Token], place: int) -> int:
    """How many groups in braces begin here, one directly behind the other; three at most."""
    count = 0
    while count < 3 and _follows(tokens, place):
        depth = 0
        while place < len(tokens):
            depth += (tokens[place].kind is Kind.SYMBOL) * _turn(tokens[place].text)
            place += 1
            if not depth:
                break
        count += 1
    return count


def _turn(text: str) -> int:
    return (text == "{") - (text == "}")


def _key(name: str, count: int) -> str:
    """No command that anybody can write."""
    return f"{name}/{count}"


@cache
def _table() -> dict[tuple[str, int], str]:
    """What each command is, by its name and its number of arguments; -1 and -2 where brackets come first."""
    listed = ((_PLAIN, 0), (_OF_ONE, 1), (_OF_TWO, 2), (_OF_THREE, 3), (_OF_AN_ORDER, -1),
              (_OF_AN_ORDER_ALONE, -2))  # fmt: skip
    found = {(name, 0): body for name, body in _letters() if name not in _NOT_LETTERS}
    for bodies, count in listed:
        for body, names in bodies.items():
            found |= {(name, count): body for name in names.split()}
    for body, names in _POSTFIXED.items():
        found |= {(name, 0): body for name in names}
    return found


def _letters() -> Iterator[tuple[str, str]]:
    r"""Letters with an accent or in a font: \vx, \mA, \bmu, \RR, \calL, \xhat; never a name of LaTeX."""
    for small in "abcdefghijklmnopqrstuvwxyz":
        yield from ((each, rf"\boldsymbol{{{small}}}") for each in (f"v{small}", f"b{small}", f"{small}vec"))
        yield from ((each, rf"\hat{{{small}}}") for each in (f"{small}hat", f"hat{small}", f"h{small}"))
        yield from ((each, rf"\bar{{{small}}}") for each in (f"{small}bar", f"bar{small}"))
        yield from ((each, rf"\tilde{{{small}}}") for each in (f"{small}tilde", f"til{small}"))
    for large in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        yield from ((each, rf"\boldsymbol{{{large}}}") for each in (f"m{large}", f"b{large}", f"v{large}"))
        yield from (
            (each, rf"\mathcal{{{large}}}")
            for each in (f"c{large}", f"cal{large}", f"{large}cal", f"mc{large}")
        )
        yield f"bb{large}", rf"\mathbb{{{large}}}"
    for letter in "xyzwXYWUVABK":
        yield letter, rf"\boldsymbol{{{letter}}}"
    for greek in sorted(vocabulary.NAMES):
        if len(greek) > 1 and greek.isalpha():
            yield from (
                (each + greek, rf"\boldsymbol{{\{greek}}}") for each in ("b", "v", "bs", "bf", "bm", "m")
            )
            yield f"{greek}hat", rf"\hat{{\{greek}}}"


_NOT_LETTERS = _words("be ba bi bf bb bs bm ve vb vu va vv hc hl hs")
"""Known to mean something else: \\begin{equation}, fonts, arrows, boxes."""


@cache
def names() -> frozenset[str]:
    """The commands that are known here."""
    return frozenset(name for name, _ in _table()) - _known()


@cache
def _known() -> frozenset[str]:
    """Commands that LaTeX itself has, or that the reader knows already."""
    sets = (
        vocabulary.NAMES, vocabulary.COMMAND_FUNCTIONS, vocabulary.MISSING_FUNCTIONS, vocabulary.SKIPPED,
        vocabulary.BOLD_FONTS, vocabulary.ANNOTATED, vocabulary.IMPLICATIONS, vocabulary.WIDE_SPACES,
        vocabulary.SIZES, vocabulary.SIZES_LEFT, vocabulary.SIZES_RIGHT, vocabulary.TEXTS,
    )  # fmt: skip
    tables = (
        vocabulary.ACCENTS, vocabulary.WORD_FONTS, vocabulary.STYLES, vocabulary.WRAPPERS, vocabulary.ALIASES,
        vocabulary.OPERATORS, vocabulary.RELATIONS, vocabulary.DOTS, vocabulary.SKIPPED_WITH_ARGUMENTS,
    )  # fmt: skip
    return frozenset().union(*sets, *map(frozenset, tables))


@cache
def _commands() -> Macros:
    defined: dict[str, list[tuple[int, Macro]]] = {}
    for (name, count), body in _table().items():
        tokens = tokens_of(body, 0, len(body), parameters=True)
        bracketed = count < 0
        arguments = max(int(each[0]) for each in body.split("#")[1:]) if bracketed else count
        defined[_key(name, count)] = [(0, Macro(arguments, tokens, () if bracketed else None))]
    return Macros(defined)

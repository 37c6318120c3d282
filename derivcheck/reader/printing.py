"""The syntax tree as LaTeX that reads back as the same tree."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import singledispatch

from derivcheck.reader import vocabulary
from derivcheck.reader.names import is_closed
from derivcheck.reader.syntax import (
    Accented,
    Application,
    BigOperator,
    Blank,
    Cases,
    Derivative,
    Differential,
    Ellipsis,
    EvaluatedAt,
    Fraction,
    Gradient,
    Group,
    Indicator,
    Mark,
    Matrix,
    Name,
    Node,
    Number,
    Placeholder,
    Product,
    Relation,
    Root,
    Scripted,
    Sum,
    TransposeMark,
)

_OPENING = {"(": "(", "[": "[", "{": r"\{", "|": r"\lvert ", "‖": r"\lVert ", "<": r"\langle ",
            "⌊": r"\lfloor ", "⌈": r"\lceil ", ")": r"\left)", "]": r"\left]"}  # fmt: skip
_CLOSING = {")": ")", "]": "]", "}": r"\}", "|": r"\rvert ", "‖": r"\rVert ", ">": r"\rangle ",
            "⌋": r"\rfloor ", "⌉": r"\rceil ", "(": r"\right(", "[": r"\right["}  # fmt: skip
_SEPARATORS = {",": ", ", ";": "; ", "|": r" \mid ", "‖": r" \| ", ":": " : ", "quad": r" \quad "}
_STYLES = {"cal": "mathcal", "scr": "mathscr", "frak": "mathfrak", "bb": "mathbb"}
_ACCENTS = {"ring": "mathring"}
_BIG = {"union": "bigcup", "intersection": "bigcap", "oplus": "bigoplus", "otimes": "bigotimes",
        "odot": "bigodot"}  # fmt: skip
_DOTS = {"dots": r"\dots ", "vdots": r"\vdots ", "ddots": r"\ddots "}
_MATRICES = {"[]": "bmatrix", "()": "pmatrix", "{}": "Bmatrix", "||": "vmatrix", "‖‖": "Vmatrix",
             "": "matrix"}  # fmt: skip
_COMMANDS = "|".join(sorted(vocabulary.COMMAND_FUNCTIONS | frozenset(vocabulary.BIG_OPERATORS)))
_BEGINS_ANOTHER = re.compile(
    r"[(\[]|\\(?:\{|left|lvert|lVert|langle|lfloor|lceil|nabla|partial|frac\{(?:\\partial|d ))"
    rf"|\\(?:{_COMMANDS})(?![a-zA-Z])|\\text\{{(?:{'|'.join(sorted(vocabulary.FUNCTIONS))})\}}"
    r"|\\operatorname\{arg(?:max|min)\}"
)
_SIGN_MARKS = {"*", "+", "-", "!"}


@singledispatch
def latex(node: Node) -> str:
    r"""The node as LaTeX.

    >>> latex(Scripted(Name("y", ("hat",)), (Name("k"),), (TransposeMark(),)))
    '\\hat{y}_{k}^{\\top }'
    """
    raise TypeError(f"a {type(node).__name__} has no LaTeX")


def _braced(node: Node) -> str:
    return "{" + latex(node) + "}"


def _stands(node: Node, operator: str, behind: str) -> bool:
    """Whether a factor needs no braces before an operator and the factor that is written `behind`."""
    if is_closed(node):
        return True
    match node:
        case Application(items=(argument,)):
            ends = bool(operator) or _BEGINS_ANOTHER.match(behind) is not None
            last = argument.factors[-1] if isinstance(argument, Product) else argument
            return ends and _stands(last, operator, behind)
        case Gradient(body=Node() as body) | Differential(body=body):
            return _stands(body, operator, behind)
        case Derivative(body=Group(bracket=bracket)):
            return bracket[:1] in {"(", "[", "{", "<"}
        case Sum(terms=(term,)):
            return not isinstance(term, Product | Sum) and _stands(term, operator, behind)
        case _:
            return False


@latex.register
def _name(node: Name) -> str:
    if node.style:
        text = rf"\{_STYLES[node.style]}{{{node.text}}}"
    elif node.text in vocabulary.NAMES or node.text in vocabulary.COMMAND_FUNCTIONS:
        text = f"\\{node.text} "
    elif node.text.isdigit():
        text = rf"\mathbf{{{node.text}}}"
    elif len(node.text) == 1:
        text = node.text
    else:
        text = rf"\text{{{node.text}}}"
    for accent in node.accents:
        text = rf"\{_ACCENTS.get(accent, accent)}{{{text}}}"
    return text


def _items(items: tuple[Node, ...], separators: tuple[str, ...]) -> str:
    pieces = [
        _SEPARATORS[separator] + latex(item) for separator, item in zip(separators, items[1:], strict=True)
    ]
    return "".join([latex(items[0]), *pieces]) if items else ""


@latex.register
def _group(node: Group) -> str:
    inside = _items(node.items, node.separators)
    if not node.bracket:
        return inside if node.separators else "{" + inside + "}"
    return _OPENING[node.bracket[0]] + inside + _CLOSING[node.bracket[1]]


def _scripts(lower: tuple[Node, ...], upper: tuple[Node, ...], primes: int = 0) -> str:
    text = "'" * primes
    if lower:
        text += "_{" + ", ".join(map(latex, lower)) + "}"
    if upper == (Mark("!"),):
        return text + "!"
    return text + ("^{" + " ".join(map(latex, upper)) + "}" if upper else "")


@latex.register
def _scripted(node: Scripted) -> str:
    if isinstance(node.base, Gradient) and not node.lower and not node.primes:
        return _transposed(node.base, node.upper)
    plain = is_closed(node.base) and not isinstance(node.base, Scripted | EvaluatedAt)
    base = latex(node.base) if plain else _braced(node.base)
    return base + _scripts(node.lower, node.upper, node.primes)


def _transposed(node: Gradient, mark: tuple[Node, ...]) -> str:
    """The transpose of a gradient is written on what it is the gradient of."""
    match node.body:
        case None:
            return r"\nabla" + _scripts(node.by, mark)
        case Scripted(base, lower, upper, primes):
            return latex(replace(node, body=Scripted(base, lower, (*upper, *mark), primes)))
        case body:
            return latex(replace(node, body=Scripted(body, (), mark)))


@latex.register
def _sum(node: Sum) -> str:
    pieces: list[str] = []
    for sign, term in zip(node.signs, node.terms, strict=True):
        shown = latex(term)
        pieces.append(f"{sign} {shown}" if sign else shown)
    return " ".join(pieces)


@latex.register
def _product(node: Product) -> str:
    text = _last(node.factors[-1])
    for operator, factor in zip(reversed(node.operators), reversed(node.factors[:-1]), strict=True):
        shown = latex(factor) if _stands(factor, operator, text) else _braced(factor)
        text = shown + (" " + vocabulary.OPERATOR_SPELLINGS[operator] if operator else " ") + text
    return text


def _last(node: Node) -> str:
    """The last factor, behind which nothing stands; a signed one keeps its sign."""
    return _braced(node) if isinstance(node, Product | Relation) else latex(node)


@latex.register
def _application(node: Application) -> str:
    head = latex(node.head)
    if not node.bracket:
        return f"{head} {latex(node.items[0])}"
    opening, closing = _OPENING[node.bracket[0]], _CLOSING[node.bracket[1]]
    return head + opening + _items(node.items, node.separators) + closing


@latex.register
def _big(node: BigOperator) -> str:
    command = _BIG.get(node.kind, node.kind)
    known = command in vocabulary.BIG_OPERATORS or command in vocabulary.COMMAND_FUNCTIONS
    plain = known and command not in {"argmax", "argmin"}
    head = f"\\{command}" if plain else rf"\operatorname{{{command}}}"
    upper = (node.upper,) if node.upper is not None else ()
    return f"{head}{_scripts(node.lower, upper)} {latex(node.body)}"


@latex.register
def _derivative(node: Derivative) -> str:
    sign = r"\partial " if node.symbol == "partial" else "d "
    order = f"^{len(node.variables)} " if len(node.variables) > 1 else ""
    over = sign.rstrip() + order if order else sign
    under = " ".join(sign + latex(variable) for variable in node.variables)
    if not node.operator:
        return rf"\frac{{{over} {latex(node.body) if node.body else ''}}}{{{under}}}"
    behind = f" {latex(node.body)}" if node.body else ""
    return rf"\frac{{{over}}}{{{under}}}" + behind


@latex.register
def _gradient(node: Gradient) -> str:
    upper = (Number(str(node.order)),) if node.order > 1 else ()
    body = f" {latex(node.body)}" if node.body else ""
    return r"\nabla" + _scripts(node.by, upper) + body


@latex.register
def _relation(node: Relation) -> str:
    pieces = [
        f" {operator} {latex(item)}" for operator, item in zip(node.operators, node.items[1:], strict=True)
    ]
    return "".join([latex(node.items[0]), *pieces])


@latex.register
def _matrix(node: Matrix) -> str:
    name = _MATRICES[node.bracket]
    rows = r" \\ ".join(" & ".join(map(latex, row)) for row in node.rows)
    return rf"\begin{{{name}}} {rows} \end{{{name}}}"


@latex.register
def _cases(node: Cases) -> str:
    rows: list[str] = []
    for row in node.rows:
        words = rf"\text{{{row.words or ('if' if row.condition else 'otherwise')}}} "
        rows.append(f"{latex(row.value)} & {words}" + (latex(row.condition) if row.condition else ""))
    return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"


@latex.register
def _root(node: Root) -> str:
    degree = f"[{latex(node.degree)}]" if node.degree is not None else ""
    return rf"\sqrt{degree}{{{latex(node.body)}}}"


@latex.register
def _evaluated(node: EvaluatedAt) -> str:
    return rf"\left. {latex(node.body)} \right|{_scripts(node.lower, node.upper)}"


@latex.register
def _mark(node: Mark) -> str:
    return node.text if node.text in _SIGN_MARKS else f"\\{node.text} "


@latex.register
def _number(node: Number) -> str:
    return node.text


@latex.register
def _placeholder(_node: Placeholder) -> str:
    return r"\cdot "


@latex.register
def _ellipsis(node: Ellipsis) -> str:
    return _DOTS[node.kind]


@latex.register
def _blank(_node: Blank) -> str:
    return ""


@latex.register
def _transpose(_node: TransposeMark) -> str:
    return r"\top "


@latex.register
def _fraction(node: Fraction) -> str:
    return rf"\frac{_braced(node.over)}{_braced(node.under)}"


@latex.register
def _differential(node: Differential) -> str:
    return rf"\partial {latex(node.body)}"


@latex.register
def _accented(node: Accented) -> str:
    return rf"\{_ACCENTS.get(node.accent, node.accent)}{_braced(node.body)}"


@latex.register
def _indicator(node: Indicator) -> str:
    return rf"\mathbb{{1}}\{{{latex(node.condition)}\}}"

"""SymPy expressions to terms, by a fixed table of constructors; anything else is refused.

What is read is the expression as SymPy holds it. The functions of `derivcheck.notation.language` keep
what the author wrote; SymPy's own arithmetic on raw scalars rewrites before we see it (x/x to 1,
exp(log(x)) to x, 0*x to 0), and then the reading, which is what is printed and proved, is the rewritten one.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from derivcheck.core.contexts import Definition, Tensor
from derivcheck.core.errors import LimitError, NotationError, ProblemError, UnknownSymbolError
from derivcheck.core.terms import (
    Apply,
    Constant,
    Delta,
    Determinant,
    Dimension,
    Entry,
    Index,
    Inverse,
    Number,
    Partial,
    Power,
    Product,
    Subscript,
    Term,
    Total,
    fresh_index,
    plus,
    times,
)
from derivcheck.notation import symbols
from derivcheck.notation.symbols import (
    FUNCTION_NAMES,
    Scalar,
    ScalarSymbol,
    SizeSymbol,
    TensorBase,
    checked_name,
    range_of,
    size_of,
    sympy,
)
from derivcheck.notation.wording import wording

MAX_DEPTH = 100
MAX_NODES = 50_000
MAX_DIGITS = 1_000
MAX_EXPONENT = 1_000

Scope = Mapping[Any, Subscript]
"""What each SymPy index stands for."""


@dataclass
class Declarations:
    """The names of one problem: tensors as they are met, named intermediates as they are defined."""

    tensors: dict[str, Tensor] = field(default_factory=dict[str, Tensor])
    definitions: dict[str, Definition] = field(default_factory=dict[str, Definition])
    sizes: set[str] = field(default_factory=set[str])
    constants: set[str] = field(default_factory=set[str])

    def meet(self, symbol: Any) -> str:
        """Declare the tensor of the symbol where it is new; its name.

        Raises UnknownSymbolError for an intermediate of another problem, ProblemError where one name
        stands for two things.
        """
        name = str(symbol)
        axes = tuple(map(size_of, symbol.shape)) if isinstance(symbol, TensorBase) else ()
        if symbol.defined:
            if name not in self.definitions:
                raise self.unknown(name)
            return name
        tensor = Tensor(name, axes, symbol.latex)
        self.sizes.update(size for size in axes if isinstance(size, str))
        if self.tensors.setdefault(name, tensor).axes != axes or name in self.definitions:
            raise ProblemError(f"the name {name} stands for two things", remedy="rename one of them")
        self.check_sizes()
        return name

    def define(self, definition: Definition) -> None:
        """Add a named intermediate; ProblemError where the name is taken."""
        if definition.name in self.names():
            raise ProblemError(f"the name {definition.name} is taken", remedy="choose another name")
        self.definitions[definition.name] = definition

    def check_sizes(self) -> None:
        """Raise ProblemError where a size or pi has the name of a tensor or an intermediate."""
        if both := (self.sizes | self.constants) & {*self.tensors, *self.definitions}:
            raise ProblemError(f"the name {min(both)} stands for two things", remedy="rename one of them")

    def names(self) -> set[str]:
        """Every name of a tensor, an intermediate or a size."""
        return self.sizes | self.constants | self.tensors.keys() | self.definitions.keys()

    def unknown(self, name: str) -> UnknownSymbolError:
        """The error for a name that is not declared, with the nearest that are."""
        known = [*self.tensors, *self.definitions, *sorted(self.sizes)]
        near = ", ".join(difflib.get_close_matches(name, known) or known[:5])
        hint = f" (near: {near})" if near else ""
        return UnknownSymbolError(
            f"unknown symbol {name}{hint}",
            remedy=f'declare it with scalar("{name}"), tensor("{name}", K) or Problem.let("{name}", ...)',
        )


def elaborate(expression: Scalar, declarations: Declarations, scope: Scope) -> Term:
    """The term of a SymPy scalar. Indices with a range that the scope does not hold stay free.

    Raises NotationError outside the language, UnknownSymbolError, ProblemError, and LimitError past
    the limits of this module.
    """
    return _Reading(declarations).read(expression, scope, 0)


@dataclass
class _Reading:
    declarations: Declarations
    nodes: int = 0

    def read(self, node: Scalar, scope: Scope, depth: int) -> Term:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            limit = f"more than {MAX_DEPTH} levels" if depth > MAX_DEPTH else f"more than {MAX_NODES} parts"
            raise LimitError(f"the expression has {limit}", remedy="name its parts with Problem.let")
        reader = _READERS.get(type(node))
        if reader is not None:
            return reader(self, node, scope, depth + 1)
        if isinstance(node, sympy.Rational):
            return _number(node)
        if type(node) in FUNCTION_NAMES:
            return Apply(FUNCTION_NAMES[type(node)], self.read(node.args[0], scope, depth + 1))
        raise _refused(node)

    def add(self, node: Scalar, scope: Scope, depth: int) -> Term:
        return plus(*(self.read(part, scope, depth) for part in node.args))

    def multiply(self, node: Scalar, scope: Scope, depth: int) -> Term:
        return times(*(self.read(part, scope, depth) for part in node.args))

    def raise_(self, node: Scalar, scope: Scope, depth: int) -> Term:
        """A rational exponent makes a power, any other u**v means exp(v log u), for u > 0."""
        base, exponent = node.args
        if isinstance(exponent, sympy.Rational):
            return Power(self.read(base, scope, depth), _exponent(exponent))
        power = self.read(exponent, scope, depth)
        if base is sympy.E:
            return Apply("exp", power)
        return Apply("exp", times(power, Apply("log", self.read(base, scope, depth))))

    def log(self, node: Scalar, scope: Scope, depth: int) -> Term:
        if len(node.args) != 1:
            raise _refused(node)
        return Apply("log", self.read(node.args[0], scope, depth))

    def size(self, node: Scalar, scope: Scope, depth: int) -> Term:
        self.declarations.sizes.add(str(node))
        self.declarations.check_sizes()
        return Dimension(str(node))

    def constant(self, node: Scalar, scope: Scope, depth: int) -> Term:
        self.declarations.constants.add(str(node))
        self.declarations.check_sizes()
        return Constant(str(node))

    def scalar(self, node: Scalar, scope: Scope, depth: int) -> Term:
        return Entry(self.declarations.meet(node), ())

    def entry(self, node: Scalar, scope: Scope, depth: int) -> Term:
        base = node.args[0]
        if not isinstance(base, TensorBase):
            raise self.declarations.unknown(str(base))
        return Entry(self.declarations.meet(base), tuple(_subscript(part, scope) for part in node.args[1:]))

    def delta(self, node: Scalar, scope: Scope, depth: int) -> Term:
        left, right = (_subscript(part, scope) for part in node.args[:2])
        return Delta(left, right)

    def inverse(self, node: Scalar, scope: Scope, depth: int) -> Term:
        base, row, column = node.args
        return Inverse(self.declarations.meet(base), _subscript(row, scope), _subscript(column, scope))

    def determinant(self, node: Scalar, scope: Scope, depth: int) -> Term:
        return Determinant(self.declarations.meet(node.args[0]))

    def total(self, node: Scalar, scope: Scope, depth: int) -> Term:
        """A sum or a product; the last limit is the outermost."""
        binder = Total if isinstance(node, sympy.Sum) else Product
        indices: list[Index] = []
        for variable, lower, upper in reversed(node.limits):
            index = fresh_index(_whole_range(node, variable, lower, upper), variable.name)
            scope = {**scope, variable: index}
            indices.insert(0, index)
        body = self.read(node.function, scope, depth)
        for index in indices:
            body = binder(index, body)
        return body

    def partial(self, node: Scalar, scope: Scope, depth: int) -> Term:
        body, variable = (self.read(part, scope, depth) for part in node.args)
        if not isinstance(variable, Entry):
            raise NotationError("a derivative by something that is not an entry", text=str(node)[:200])
        return Partial(body, variable)

    def at(self, node: Scalar, scope: Scope, depth: int) -> Term:
        body, *pairs = node.args
        inner = {index: _subscript(given, scope) for index, given in pairs}
        return self.read(body, {**scope, **inner}, depth)


def _subscript(node: Any, scope: Scope) -> Subscript:
    if node in scope:
        return scope[node]
    if isinstance(node, sympy.Integer):
        return int(node)
    if isinstance(node, sympy.Idx) and (axis := range_of(node)) is not None:
        return Index(checked_name(str(node.name)), size_of(axis))
    raise NotationError(
        "this subscript is neither an index with a range nor a component",
        text=str(node)[:200],
        remedy='declare the index, i = index("i", n), or bind it with a sum over 1..n',
    )


def _whole_range(node: Scalar, variable: Any, lower: Any, upper: Any) -> Any:
    if not isinstance(variable, sympy.Idx) and type(variable) is not sympy.Symbol:
        raise NotationError(f"{variable} is not an index", remedy=f'write index("k", {upper}) and sum over k')
    size = isinstance(upper, SizeSymbol) or (isinstance(upper, sympy.Integer) and upper >= 1)
    if lower != 1 or not size or (isinstance(variable, sympy.Idx) and range_of(variable) != upper):
        raise NotationError(
            f"the sum or product over {variable} does not run over a whole axis",
            text=wording(node).text,
            remedy='sum from 1 to a size: total(z), or Sum(z[k], (k, 1, K)) with k = index("k", K)',
        )
    return size_of(upper)


def _number(node: Any) -> Term:
    if max(node.p.bit_length(), node.q.bit_length()) > 3.33 * MAX_DIGITS:
        raise LimitError(f"a number has more than {MAX_DIGITS} digits")
    return Number(Fraction(int(node.p), int(node.q)))


def _exponent(node: Any) -> Fraction:
    if max(abs(node.p), node.q) > MAX_EXPONENT:
        raise LimitError(f"an exponent is beyond {MAX_EXPONENT}", text=wording(node).text)
    return Fraction(int(node.p), int(node.q))


_INSTEAD = {
    "Float": "write an exact number such as Rational(1, 2); in Python 1/2 is a float",
    "Max": "write maximum(u, v), or relu(u) for max(0, u)",
    "Heaviside": "write step(u)",
    "Derivative": "write gradient(J, x), jacobian(f, x) or partial(J, x[i])",
    "Symbol": "declare it with scalar, tensor, index or dim",
    "Idx": "an index is a subscript, not a number",
    "Infinity": "write finite numbers",
    "NaN": "the expression has no value",
    "ComplexInfinity": "the expression divides by zero",
}


def _refused(node: Any) -> NotationError:
    kind = type(node).__name__
    table = ", ".join(sorted({*FUNCTION_NAMES.values(), "sqrt", "softmax", "total", "delta"}))
    return NotationError(
        f"{kind} is outside the language",
        text=wording(node).text,
        remedy=_INSTEAD.get(kind, f"build it from + - * / ** and {table}"),
    )


_READERS: dict[Any, Callable[[_Reading, Scalar, Scope, int], Term]] = {
    sympy.Add: _Reading.add,
    sympy.Mul: _Reading.multiply,
    sympy.Pow: _Reading.raise_,
    sympy.log: _Reading.log,
    type(sympy.pi): _Reading.constant,
    type(sympy.E): lambda reading, node, scope, depth: Apply("exp", Number(Fraction(1))),
    SizeSymbol: _Reading.size,
    ScalarSymbol: _Reading.scalar,
    sympy.Indexed: _Reading.entry,
    sympy.KroneckerDelta: _Reading.delta,
    symbols.InverseEntry: _Reading.inverse,
    symbols.DeterminantOf: _Reading.determinant,
    sympy.Sum: _Reading.total,
    sympy.Product: _Reading.total,
    symbols.Partial: _Reading.partial,
    symbols.At: _Reading.at,
}

"""Rules for functions: elementwise, of whole vectors and matrices, defined by the document, unknown."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from fractions import Fraction

from derivcheck.core.functions import FUNCTIONS
from derivcheck.core.terms import Apply as ApplyTerm
from derivcheck.core.terms import Determinant, Power, Term, substitute, times
from derivcheck.core.terms import Inverse as InverseTerm
from derivcheck.elaboration.elaborator import Elaborator
from derivcheck.elaboration.opaque import opaque
from derivcheck.elaboration.readings import MeaningError
from derivcheck.elaboration import rules
from derivcheck.elaboration.rules import power
from derivcheck.elaboration.scope import Located
from derivcheck.elaboration.sizes import Mismatch
from derivcheck.elaboration.values import At, Value, scalar
from derivcheck.meaning.expressions import (
    BUILTIN,
    ELEMENTWISE,
    Apply,
    Component,
    Derivative,
    Evaluated,
    Expression,
    Inverse,
    Norm,
    Number,
    Opaque,
    Raise,
    Slot,
    Variable,
    mapped,
)


def apply(e: Elaborator, node: Expression) -> Value:
    assert isinstance(node, Apply)
    if node.function in e.environment.functions:
        return _unfolded(e, node)
    if node.function not in BUILTIN:
        return opaque(e, Opaque(node.function, node.arguments, node.primes, span=node.span))
    if node.primes:
        return _slope(e, node)
    if len(node.arguments) != 1:
        raise MeaningError(f"{node.function} of {len(node.arguments)} arguments", span=node.span)
    argument = e.value(node.arguments[0])
    if node.function == "det" or (node.function == "abs" and argument.is_matrix):
        return _determinant(e, argument, node.arguments[0])
    if node.function in ELEMENTWISE:
        return _elementwise(e, node.function, argument)
    if node.function not in _WHOLE:
        raise MeaningError(f"{node.function} is not a known function", span=node.span)
    return _WHOLE[node.function](e, argument)


def _elementwise(e: Elaborator, function: str, argument: Value) -> Value:
    if function == "sqrt":
        return power(e, argument, Fraction(1, 2))
    if not argument.is_scalar:
        e.found.note(f"{function} goes entry by entry")
    return e.arrays.mapped(argument, lambda entry: ApplyTerm(function, entry))


def _slope(e: Elaborator, node: Apply) -> Value:
    """f'(u) entry by entry, from the table of functions."""
    if node.function not in FUNCTIONS or len(node.arguments) != 1:
        raise MeaningError(f"the derivative of {node.function}", span=node.span)
    argument = e.value(node.arguments[0])
    if node.primes == 1:
        slope = FUNCTIONS[node.function].derivative
        return e.arrays.mapped(argument, slope)
    if node.primes == 2 and node.function in ("sigmoid", "tanh"):
        return e.arrays.mapped(argument, lambda u: _curvature(node.function, u))
    raise MeaningError(f"a higher derivative of {node.function}", span=node.span)


def _curvature(function: str, u: Term) -> Term:
    """sigma'' = sigma (1 - sigma) (1 - 2 sigma); tanh'' = -2 tanh (1 - tanh^2)."""
    value = ApplyTerm(function, u)
    if function == "sigmoid":
        return value * (1 - value) * (1 - 2 * value)
    return -2 * value * (1 - value**2)


def _unfolded(e: Elaborator, node: Apply) -> Value:
    """The body of the document's definition with the arguments in place of the parameters."""
    definition = e.environment.functions[node.function]
    if len(definition.parameters) != len(node.arguments):
        raise MeaningError(
            f"{node.function} is defined with {len(definition.parameters)} arguments and used with"
            f" {len(node.arguments)}", span=node.span,
        )  # fmt: skip
    e.used.setdefault(node.function, definition.origin)
    if node.primes:
        if node.primes > 1 or len(node.arguments) != 1:
            raise MeaningError(f"a higher derivative of {node.function}", span=node.span)
        parameter = Variable(definition.parameters[0])
        body = Derivative(definition.body, (parameter,))
        return e.value(Evaluated(body, parameter, node.arguments[0], span=node.span))
    found = replaced(definition.body, dict(zip(definition.parameters, node.arguments, strict=True)))
    if definition.formals:
        return _function_of_indices(e, found, definition.formals)
    return e.value(found)


def _function_of_indices(e: Elaborator, body: Expression, formals: tuple[str, ...]) -> Value:
    """softmax(x)_i = ...: the array whose entry i is the body."""
    axes = tuple(e.sizes.new() for _ in formals)
    with ExitStack() as stack:
        bounds = [
            stack.enter_context(e.binding(name, axis)) for name, axis in zip(formals, axes, strict=True)
        ]
        value = e.value(body)
    if not value.is_scalar:
        raise Mismatch("a component that is itself an array")

    def entry(at: At) -> Term:
        return substitute(value.entry(()), {b.subscript(): s for b, s in zip(bounds, at, strict=True)})

    if len(axes) == 1:
        return Value(axes, (), entry) if e.vectors_are_columns() else Value((), axes, entry)
    return Value(axes[:1], axes[1:], entry)


def replaced(node: Expression, values: Mapping[str, Expression]) -> Expression:
    """The expression with Variables replaced; subscripts of a replaced one stay on what replaces it."""
    if isinstance(node, Variable):
        return values.get(node.name, node)
    if isinstance(node, Component) and isinstance(node.base, Variable) and node.base.name in values:
        return _subscripted(values[node.base.name], node.slots)
    return mapped(node, lambda part: replaced(part, values))


def _subscripted(base: Expression, slots: tuple[Slot, ...]) -> Expression:
    if isinstance(base, Component) and None not in base.slots:
        return Component(base.base, (*base.slots, *slots))
    return Component(base, slots)


def evaluated(e: Elaborator, node: Expression) -> Value:
    """body with the variable named as what it is evaluated at: derivatives are by that name."""
    assert isinstance(node, Evaluated)
    if not isinstance(node.variable, Variable):
        raise MeaningError("evaluated at something that is no variable", span=node.span)
    if isinstance(node.value, Variable | Component) and e.located(node.value) is not None:
        return e.value(replaced(node.body, {node.variable.name: node.value}))
    point = e.value(node.value)
    located = e.named(point, "u")
    return _at_point(e, node.body, node.variable.name, located)


def _at_point(e: Elaborator, body: Expression, name: str, located: Located) -> Value:
    e.aliases[name] = located
    try:
        return e.value(body)
    finally:
        del e.aliases[name]


def inverse(e: Elaborator, node: Expression) -> Value:
    assert isinstance(node, Inverse)
    base = e.value(node.base)
    if base.is_scalar:
        return power(e, base, Fraction(-1))
    if not base.is_matrix and not base.is_vector:
        raise MeaningError(f"the inverse of {base.described()}", span=node.span)
    if not base.is_matrix:
        e.found.note("the inverse of a vector goes entry by entry", 2)
        return e.arrays.mapped(base, lambda entry: Power(entry, Fraction(-1)))
    e.arrays.merge(base.rows[0], base.columns[0])
    name = _matrix_name(e, node.base, base)
    return Value(base.rows, base.columns, lambda at: InverseTerm(name, at[0], at[1]))


def _matrix_name(e: Elaborator, node: Expression, value: Value) -> str:
    """The name of a matrix; one that has none becomes an intermediate."""
    if isinstance(node, Variable) and not e.is_size(node.name):
        return e.array(node.name).name
    located = e.named(value, "M")
    if len(located.array.axes) != 2:
        raise MeaningError("the inverse or determinant of a matrix that depends on an index")
    return located.array.name


def _determinant(e: Elaborator, value: Value, node: Expression) -> Value:
    if value.is_scalar:
        return value
    if not value.is_matrix:
        raise Mismatch(f"the determinant of {value.described()}")
    e.arrays.merge(value.rows[0], value.columns[0])
    name = _matrix_name(e, node, value)
    return scalar(Determinant(name))


def _softmax(e: Elaborator, argument: Value) -> Value:
    along = _along(e, argument)

    def entry(at: At) -> Term:
        return ApplyTerm("exp", argument.entry(at)) / _exponentials(e, argument, along, at)

    return Value(argument.rows, argument.columns, entry)


def _log_softmax(e: Elaborator, argument: Value) -> Value:
    along = _along(e, argument)

    def entry(at: At) -> Term:
        return argument.entry(at) - ApplyTerm("log", _exponentials(e, argument, along, at))

    return Value(argument.rows, argument.columns, entry)


def _along(e: Elaborator, argument: Value) -> int:
    """The axis of a softmax: the only one of a vector; of a matrix, along each row."""
    if argument.is_scalar or len(argument.axes) > 2:
        raise Mismatch(f"softmax of {argument.described()}")
    if argument.is_matrix:
        e.found.note("softmax of a matrix goes along each row", 1)
        return 1
    return 0


def _exponentials(e: Elaborator, argument: Value, along: int, at: At) -> Term:
    return e.arrays.total(
        (argument.axes[along],),
        lambda k: ApplyTerm("exp", argument.entry((*at[:along], *k, *at[along + 1 :]))),
    )


def _logsumexp(e: Elaborator, argument: Value) -> Value:
    total = e.arrays.summed(argument, lambda at: ApplyTerm("exp", argument.entry(at)))
    return e.arrays.mapped(total, lambda entry: ApplyTerm("log", entry))


def _mean(e: Elaborator, argument: Value) -> Value:
    raise MeaningError("a mean over an axis that is not written")


def _no_maximum(e: Elaborator, argument: Value) -> Value:
    raise MeaningError("a maximum", remedy="write max(0, x) as relu")


_WHOLE = {
    "softmax": _softmax,
    "log_softmax": _log_softmax,
    "logsumexp": _logsumexp,
    "trace": lambda e, value: e.arrays.trace(value),
    "diag": lambda e, value: e.arrays.diagonal(value),
    "vec": lambda e, value: e.arrays.flattened(value),
    "sum": lambda e, value: e.arrays.summed(value),
    "mean": _mean,
    "max": _no_maximum,
}


def norm(e: Elaborator, node: Expression) -> Value:
    """The Euclidean norm (of a matrix: Frobenius), or the sum of the absolute values."""
    assert isinstance(node, Norm)
    return e.arrays.mapped(
        _norm_power(e, node), lambda entry: entry if node.order == "1" else Power(entry, Fraction(1, 2))
    )


def raised(e: Elaborator, node: Expression) -> Value:
    """A power; |x|^2 is a sum of squares."""
    assert isinstance(node, Raise)
    if isinstance(node.base, Norm) and node.base.order != "1" and node.exponent == Number(Fraction(2)):
        return _norm_power(e, node.base)
    return rules.raised(e, node)


def _norm_power(e: Elaborator, node: Norm) -> Value:
    base = e.value(node.base)
    if node.order == "1":
        return e.arrays.summed(base, lambda at: ApplyTerm("abs", base.entry(at)))
    if node.order in ("2", "F"):
        return e.arrays.summed(base, lambda at: times(base.entry(at), base.entry(at)))
    raise MeaningError(f"the norm of order {node.order}", span=node.span)

"""One operation of a plan as a Python expression, with parentheses where Python needs them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from derivcheck.core.indices import Size
from derivcheck.emit.plans import (
    Along,
    Binary,
    Broadcast,
    Einsum,
    Expand,
    Eye,
    Input,
    Map,
    Matrix,
    Named,
    OneHot,
    Plan,
    Raise,
    Rational,
    Reduce,
    Ref,
    SizeOf,
    Take,
    Transpose,
)

SUM, PRODUCT, SIGN, POWER, ATOM = range(5)
"""How tightly an expression binds."""

FUNCTIONS = {
    "exp": "jnp.exp",
    "log": "jnp.log",
    "sigmoid": "jax.nn.sigmoid",
    "log_sigmoid": "jax.nn.log_sigmoid",
    "tanh": "jnp.tanh",
    "softplus": "jax.nn.softplus",
    "silu": "jax.nn.silu",
    "erf": "jax.scipy.special.erf",
    "relu": "jax.nn.relu",
    "sign": "jnp.sign",
    "abs": "jnp.abs",
    "inv": "jnp.linalg.inv",
    "det": "jnp.linalg.det",
    "sum": "jnp.sum",
    "prod": "jnp.prod",
    "logsumexp": "jax.nn.logsumexp",
    "softmax": "jax.nn.softmax",
    "log_softmax": "jax.nn.log_softmax",
}


@dataclass(frozen=True, slots=True)
class Text:
    """Python code and how tightly it binds."""

    code: str
    level: int

    def within(self, level: int) -> str:
        """The code as an operand of something that binds as tightly as the level."""
        return self.code if self.level >= level else f"({self.code})"


def expression(
    plan: Plan,
    place: Ref,
    texts: Mapping[Ref, Text],
    variables: Mapping[str, str],
    sizes: Mapping[str, str],
) -> Text:
    """The operation at the place; `texts` stand for its operands, `variables` for the tensors."""

    def length(size: Size) -> str:
        return sizes[size] if isinstance(size, str) else str(size)

    def array(operand: Ref) -> Text:
        code = texts[operand].code
        return _call("jnp.asarray", code, "dtype") if plan.numbers[operand] else texts[operand]

    match plan.operations[place]:
        case Input(name):
            return Text(variables[name], ATOM)
        case Rational(value):
            return _number(value)
        case Named(name):
            return Text(f"jnp.{name}", ATOM)
        case Matrix(function, of):
            return _call(FUNCTIONS[function], texts[of].code)
        case SizeOf(size):
            return Text(sizes[size], ATOM)
        case Eye(size):
            return Text(f"jnp.eye({length(size)}, dtype=dtype)", ATOM)
        case OneHot(size, component):
            return Text(f"jnp.eye({length(size)}, dtype=dtype)[{component - 1}]", ATOM)
        case Map(function, of):
            return _map(function, array(of) if function != "neg" else texts[of])
        case Raise(of, exponent) if exponent.denominator == 1 and exponent > 0:
            return Text(f"{texts[of].within(ATOM)}**{exponent}", POWER)
        case Raise(of, exponent):
            return _raised(array(of), exponent)
        case Binary(operator, left, right):
            return _binary(operator, texts[left], texts[right])
        case Reduce(function, of, axes):
            every = len(axes) == plan.ranks[of]
            return _call(FUNCTIONS[function], texts[of].code, "" if every else _axis(axes))
        case Along(function, of, axes):
            last = axes == (plan.ranks[of] - 1,)
            return _call(FUNCTIONS[function], texts[of].code, "" if last else _axis(axes))
        case Einsum(specification, of):
            return _call("jnp.einsum", f'"{specification}"', *(texts[operand].code for operand in of))
        case Transpose(of, (1, 0)):
            return Text(f"{texts[of].within(ATOM)}.T", ATOM)
        case Transpose(of, order):
            return _call("jnp.transpose", texts[of].code, str(order))
        case Expand(of, kept):
            return _item(texts[of], (":" if axis else "None" for axis in kept))
        case Take(of, components):
            return _item(texts[of], (":" if part is None else str(part - 1) for part in components))
        case Broadcast(of, shape):
            lengths = "(" + "".join(f"{length(size)}, " for size in shape).rstrip() + ")"
            return _call("jnp.broadcast_to", array(of).code, lengths)


def _number(value: Fraction) -> Text:
    if value.denominator == 1:
        large = abs(value) >= 2**31
        return Text(repr(float(value)) if large else str(value), ATOM if value >= 0 else SIGN)
    if value.denominator & (value.denominator - 1) == 0:
        return Text(repr(float(value)), ATOM if value >= 0 else SIGN)
    return Text(f"{value.numerator} / {value.denominator}", PRODUCT)


def _map(function: str, of: Text) -> Text:
    if function == "neg":
        return Text(f"-{of.within(SIGN)}", SIGN)
    if function == "step":
        return _call("jnp.heaviside", of.code, "0")
    if function == "gelu":
        return _call("jax.nn.gelu", of.code, "approximate=False")
    return _call(FUNCTIONS[function], of.code)


def _raised(base: Text, exponent: Fraction) -> Text:
    if exponent.denominator == 2:
        root = _call("jnp.sqrt", base.code)
        return root if exponent == Fraction(1, 2) else Text(f"{root.code}**{exponent.numerator}", POWER)
    return Text(f"{base.within(ATOM)}**{_number(exponent).within(SIGN)}", POWER)


def _binary(operator: str, left: Text, right: Text) -> Text:
    if operator == "outer":
        return _call("jnp.outer", left.code, right.code)
    if operator == "**":
        return Text(f"{left.within(ATOM)}**{right.within(SIGN)}", POWER)
    level = SUM if operator in "+-" else PRODUCT
    return Text(f"{left.within(level)} {operator} {right.within(level + 1)}", level)


def _call(function: str, *arguments: str) -> Text:
    return Text(f"{function}({', '.join(argument for argument in arguments if argument)})", ATOM)


def _axis(axes: tuple[int, ...]) -> str:
    return f"axis={axes[0] if len(axes) == 1 else axes}"


def _item(array: Text, positions: Iterable[str]) -> Text:
    return Text(f"{array.within(ATOM)}[{', '.join(positions)}]", ATOM)

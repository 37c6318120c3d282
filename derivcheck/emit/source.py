"""A program as Python source that a person would write: the plan that `compile_program` runs, printed."""

from __future__ import annotations

import keyword
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from derivcheck.core.contexts import Context
from derivcheck.core.indices import Size
from derivcheck.emit.expressions import ATOM, Text, expression
from derivcheck.emit.lowering import lower
from derivcheck.emit.plans import (
    Broadcast,
    Expand,
    Eye,
    Input,
    Map,
    Named,
    OneHot,
    Operation,
    Plan,
    Raise,
    Rational,
    Ref,
    SizeOf,
    Transpose,
    operands,
)
from derivcheck.emit.programs import Program

WIDTH = 72
"""An expression longer than this gets a name of its own."""


def source(program: Program, function_name: str = "emitted") -> str:
    """Source of a function of the tensors, in the order of the Context, that gives the outputs by name.

    Names that Python does not accept are changed: lambda becomes lambda_.
    """
    plan = lower(program)
    printer = _Printer(plan, program.context, function_name)
    printer.run()
    arguments = ", ".join(printer.variables[name] for name in program.context.tensors)
    result = ", ".join(f'"{name}": {printer.place(place)}' for name, place in plan.outputs.items())
    lines = [*_shapes(program), *printer.lines, f"return {{{result}}}"]
    body = "\n".join(f"    {line}" for line in lines)
    imports = [name for name in ("import jax", "import jax.numpy as jnp") if _used(name.split()[-1], body)]
    head = "\n".join(imports) + "\n\n\n" if imports else ""
    return f"{head}def {function_name}({arguments}):\n{body}\n"


def _used(module: str, body: str) -> bool:
    return re.search(rf"\b{module}\.", body) is not None


def _shapes(program: Program) -> tuple[str, str, str]:
    """The docstring: what is computed from what, with shapes."""
    inputs = ", ".join(f"{t.name} {_shape(t.axes)}" for t in program.context.tensors.values())
    outputs = ", ".join(f"{o.name} {_shape([a.size for a in o.axes])}" for o in program.outputs)
    return f'"""{outputs}', f"from {inputs}.", '"""'


def _shape(sizes: Iterable[Size]) -> str:
    return "(" + ", ".join(map(str, sizes)) + ")"


class _Printer:
    """Assignments for a plan: one for each named or repeated or long expression."""

    def __init__(self, plan: Plan, context: Context, function_name: str) -> None:
        self.plan = plan
        self.lines: list[str] = []
        self._taken = {"jax", "jnp", "dtype", function_name}
        self.variables = {name: self._variable(name) for name in context.tensors}
        self.sizes = {size: self._variable(size) for size in plan.sizes}
        self._texts: dict[Ref, Text] = {}
        self._define_sizes(context)
        if any(map(self._needs_dtype, plan.operations)):
            arrays = ", ".join(self.variables[name] for name in plan.inputs)
            self.lines.append(f"dtype = jnp.result_type(float, {arrays})")

    def run(self) -> None:
        """Write the assignments, in the order of the plan."""
        named = {**{place: name for name, place in self.plan.outputs.items()}, **self.plan.names}
        uses = Counter(place for operation in self.plan.operations for place in operands(operation))
        for place, operation in enumerate(self.plan.operations):
            text = expression(self.plan, place, self._texts, self.variables, self.sizes)
            alone = isinstance(operation, Input | Rational | Named | SizeOf | Transpose | Expand)
            if not alone and (place in named or uses[place] > 1 or len(text.code) > WIDTH):
                variable = self._variable(named.get(place, "t"))
                self.lines.append(f"{variable} = {text.code}")
                text = Text(variable, ATOM)
            self._texts[place] = text

    def place(self, place: Ref) -> str:
        """The expression that stands for a place, once the assignments are written."""
        return self._texts[place].code

    def _variable(self, name: str) -> str:
        """An unused Python name like the given one."""
        stem = re.sub(r"\W", "_", name) or "_"
        stem = f"_{stem}" if stem[0].isdigit() else stem
        stem = f"{stem}_" if keyword.iskeyword(stem) else stem
        candidate, count = stem, 1
        while candidate in self._taken:
            count += 1
            candidate = f"{stem}{count}"
        self._taken.add(candidate)
        return candidate

    def _define_sizes(self, context: Context) -> None:
        for size, variable in self.sizes.items():
            name, axis = _origin(context, size)
            self.lines.append(f"{variable} = {self.variables[name]}.shape[{axis}]")

    def _needs_dtype(self, operation: Operation) -> bool:
        match operation:
            case Eye() | OneHot():
                return True
            case Broadcast(of, _):
                return self.plan.numbers[of]
            case Map(function, of):
                return function != "neg" and self.plan.numbers[of]
            case Raise(of, exponent):
                return self.plan.numbers[of] and (exponent < 0 or exponent.denominator > 1)
            case _:
                return False


def _origin(context: Context, size: str) -> tuple[str, int]:
    """The first tensor that has the size, and the axis."""
    places: Sequence[tuple[str, int]] = [
        (tensor.name, axis)
        for tensor in context.tensors.values()
        for axis, length in enumerate(tensor.axes)
        if length == size
    ]
    return places[0]

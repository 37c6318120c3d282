"""What is emitted: formulas over a Context, with further named intermediates, as named arrays."""

from __future__ import annotations

from dataclasses import dataclass, replace

from derivcheck.core.claims import check_term
from derivcheck.core.contexts import Context, Definition
from derivcheck.core.errors import MalformedError
from derivcheck.core.terms import Index, Term, free_indices


@dataclass(frozen=True, slots=True)
class Output:
    """One array to compute: name[axes] = body, the axes in this order.

    An axis that the body does not mention is filled by repetition.
    """

    name: str
    axes: tuple[Index, ...]
    body: Term


@dataclass(frozen=True)
class Program:
    """Outputs over the tensors and definitions of a Context and over further definitions (adjoints, say).

    Definitions are in order: each uses earlier ones only, and those of the Context come first.
    """

    context: Context
    outputs: tuple[Output, ...]
    definitions: tuple[Definition, ...] = ()

    @property
    def scope(self) -> Context:
        """The Context with the further definitions in it."""
        known = dict(self.context.definitions)
        for definition in self.definitions:
            if definition.name in known or definition.name in self.context.tensors:
                raise MalformedError(f"{definition.name} is defined twice", remedy="choose another name")
            known[definition.name] = definition
        return replace(self.context, definitions=known)


def check_program(program: Program) -> None:
    """Raise where the program cannot be emitted.

    Raises what `check_term` raises, and MalformedError for a body with a free index that is not an axis
    and for two outputs of one name.
    """
    scope = program.scope
    named = [(o.name, o.axes, o.body) for o in program.outputs]
    if len({name for name, _, _ in named}) < len(named):
        raise MalformedError("two outputs have the same name", remedy="choose another name")
    named += [(d.name, d.indices, d.body) for d in scope.definitions.values()]
    for name, axes, body in named:
        check_term(body, scope)
        if free_indices(body) - set(axes):
            extra = ", ".join(sorted(index.name for index in free_indices(body) - set(axes)))
            raise MalformedError(f"{extra} is free in the body of {name} and is none of its axes")
        if len(set(axes)) < len(axes):
            raise MalformedError(f"an axis of {name} occurs twice")

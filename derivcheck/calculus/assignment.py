"""Which component every index has where a term is evaluated."""

from __future__ import annotations

from derivcheck.core.contexts import Definition
from derivcheck.core.errors import MalformedError


class Assigned(dict[str, int]):
    """A component for each index, by name."""

    def __missing__(self, name: str) -> int:
        raise MalformedError(f"the Instance gives no component to the index {name}")


def assigned(definition: Definition, components: tuple[int, ...]) -> Assigned:
    """The indices of a definition at these components."""
    if len(components) != len(definition.indices):
        raise MalformedError(f"{spelled(definition.name, components)} has the wrong number of subscripts")
    return Assigned({index.name: c for index, c in zip(definition.indices, components, strict=True)})


def spelled(tensor: str, components: tuple[int, ...]) -> str:
    """An entry as it is written."""
    return f"{tensor}[{', '.join(map(str, components))}]" if components else tensor

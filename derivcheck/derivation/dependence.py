"""Which terms and intermediates depend on a tensor, and through which names."""

from __future__ import annotations

from dataclasses import dataclass

from derivcheck.core.contexts import Context
from derivcheck.core.terms import Determinant, Entry, Inverse, Plus, Power, Term, Times, children


@dataclass(frozen=True)
class Scope:
    """A Context in which the `held` intermediates count as independent variables."""

    context: Context
    held: frozenset[str] = frozenset()

    def depends(self, node: Term, tensor: str) -> bool:
        """Whether the term involves the tensor, directly or through names that are not held."""
        return any(self.reaches(name, tensor) for name in names_in(node))

    def reaches(self, name: str, tensor: str) -> bool:
        """Whether the name is the tensor, or an intermediate that depends on it."""
        if name == tensor:
            return True
        definition = self.context.definitions.get(name)
        return definition is not None and name not in self.held and self.depends(definition.body, tensor)

    def direct(self, node: Term, tensor: str) -> tuple[str, ...]:
        """Names in the term itself through which it depends on the tensor, in order of appearance."""
        return tuple(name for name in names_in(node) if self.reaches(name, tensor))


def names_in(node: Term) -> tuple[str, ...]:
    """Tensors and intermediates in the term itself, in order of appearance."""
    found = _names.get(node)
    if found is None:
        own = (node.tensor,) if isinstance(node, Entry | Inverse | Determinant) else ()
        inner = (name for child in children(node) for name in names_in(child))
        found = _names[node] = tuple(dict.fromkeys((*own, *inner)))
    return found


_names: dict[Term, tuple[str, ...]] = {}


def normalised(node: Term, scope: Scope, tensor: str) -> bool:
    """Whether something that depends on the tensor occurs under a negative power."""
    if isinstance(node, Power) and node.exponent < 0 and scope.depends(node.base, tensor):
        return True
    return any(normalised(child, scope, tensor) for child in children(node))


def divides_by(node: Term, tensor: str) -> bool:
    """Whether an entry of the tensor, or a polynomial in its entries, occurs under a negative power."""
    if isinstance(node, Power) and node.exponent < 0 and _polynomial_in(node.base, tensor):
        return True
    return any(divides_by(child, tensor) for child in children(node))


def _polynomial_in(node: Term, tensor: str) -> bool:
    if isinstance(node, Entry):
        return node.tensor == tensor
    inner = isinstance(node, Plus | Times | Power)
    return inner and any(_polynomial_in(child, tensor) for child in children(node))


def is_scalar(context: Context, name: str) -> bool:
    return context.axes(name) == ()

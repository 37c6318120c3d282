"""A gate that has the weights of another one: i_t = sigma(W_o x_t + b_i), copied from o_t."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from derivcheck.checking.writing import Writing, letter
from derivcheck.reader.derivations import Step
from derivcheck.reader.sources import Slip
from derivcheck.reader.syntax import Accented, Application, Name, Node, Scripted, Sum, walk


@dataclass(frozen=True)
class Gates:
    """The parameters in the sum of every gate, by its letter: {"f": {("W", "f"), ("b", "f")}}."""

    writing: Writing
    sums: Mapping[str, frozenset[tuple[str, str]]]

    @classmethod
    def of(cls, writing: Writing) -> Gates:
        found: dict[str, frozenset[tuple[str, str]]] = {}
        for first, second in (trees[:2] for trees in writing.trees if len(trees) > 1):
            if gate := _gate(first):
                parameters = frozenset(key for key, _ in _parameters(second))
                found.setdefault(gate, frozenset())
                found[gate] |= parameters
        return cls(writing, found)

    def slip(self, step: Step) -> Slip | None:
        """A parameter of another gate, where the document has, or must have, one of this gate."""
        if not isinstance(step.lhs.tree, Node) or not isinstance(step.rhs.tree, Node):
            return None
        gate, parameters = _gate(step.lhs.tree), list(_parameters(step.rhs.tree))
        own = [key for key, _ in parameters if key[1] == gate]
        for (base, label), node in parameters:
            if not gate or label == gate or label not in self.sums:
                continue
            known = self.writing.scripted[base, gate] > 0 and (base, gate) not in own
            shared = bool(own) and (base, label) in self.sums[label]
            if known or shared:
                reason = f"{gate} has a parameter of {label} here"
                return Slip(node.span, reason, f"write {base}_{gate}")
        return None


def _gate(node: Node) -> str:
    """The letter of i_t, or of \\tilde C_t, without its accents."""
    while isinstance(node, Accented | Scripted):
        if isinstance(node, Scripted) and len(node.lower) + len(node.upper) != 1:
            return ""
        node = node.body if isinstance(node, Accented) else node.base
    return node.text if isinstance(node, Name) and len(node.text) == 1 else ""


def _parameters(node: Node) -> Iterator[tuple[tuple[str, str], Node]]:
    """W_f and b_f of f_t = sigma(W_f x + b_f), with their places."""
    if not isinstance(node, Application) or len(node.items) != 1 or not isinstance(node.items[0], Sum):
        return
    if letter(node.head) not in {"sigma", "tanh", "sigmoid", "Sigmoid", "S", "g", "f", "phi"}:
        return
    for part in walk(node.items[0]):
        match part:
            case Scripted(base=Name(text="W" | "U" | "V" | "R" | "b" as base), lower=(Name(text=text),)):
                if len(text) == 1:
                    yield (base, text), part
            case _:
                pass

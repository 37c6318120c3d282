"""The sides of a document's steps with their names resolved: each is read once, however many ask for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from derivcheck.meaning.expressions import Expression
from derivcheck.meaning.resolution import ResolutionError, resolve
from derivcheck.meaning.vocabulary import Vocabulary
from derivcheck.reader.statements import Side
from derivcheck.reader.syntax import Node


@dataclass
class Sides:
    """What was resolved so far, by the identity of its tree: equal ones may stand in other places."""

    vocabulary: Vocabulary
    _found: dict[int, tuple[Node, Expression | None]] = field(
        default_factory=dict[int, "tuple[Node, Expression | None]"]
    )

    def resolved(self, side: Side) -> Expression | None:
        """A side with its names resolved, or None where it has no reading."""
        tree = side.tree
        if not isinstance(tree, Node):
            return None
        if id(tree) not in self._found:
            self._found[id(tree)] = tree, self._resolution(tree)
        return self._found[id(tree)][1]

    def _resolution(self, tree: Node) -> Expression | None:
        try:
            return resolve(tree, self.vocabulary)
        except ResolutionError:
            return None

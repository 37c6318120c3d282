r"""softmax with the index along which it goes: \mathrm{softmax}_j(S_{ij}) and softmax_i(z)."""

from __future__ import annotations

from derivcheck.meaning.expressions import Apply, Component, Divide, Expression, Reduce
from derivcheck.meaning.names import base_name, is_small, letter
from derivcheck.meaning.resolution_functions import Functions
from derivcheck.meaning.vocabulary_census import COUNTING
from derivcheck.reader.syntax import Application, Name, Node, Scripted, walk


class Normalized(Functions):
    """Resolves softmax_j(...)."""

    def application(self, node: Application) -> Expression:
        """head(items), where the head may be softmax with an index."""
        index = self._index(node.head)
        if not index or len(node.items) != 1:
            return super().application(node)
        only = node.items[0]
        if any(_has(each, index) for each in walk(only) if isinstance(each, Scripted)):
            self.indices.add(index)
            value = Apply("exp", (self.expression(only),), span=node.span)
            return Divide(value, Reduce("sum", index, None, value, span=node.span), span=node.span)
        if isinstance(only, Name) and is_small(only):
            self.indices.add(index)
            return Component(Apply("softmax", (self.expression(only),), span=node.span), (index,))
        return super().application(node)

    def _index(self, head: Node) -> str:
        """The j of softmax_j."""
        if not isinstance(head, Scripted) or not isinstance(head.base, Name) or head.upper or head.primes:
            return ""
        index = letter(head.lower[0]) if len(head.lower) == 1 else ""
        counts = index in COUNTING or self.roles.strong(index)
        known = self.vocabulary.functions.builtin(base_name(head.base)) == "softmax"
        return index if index and counts and known else ""


def _has(node: Scripted, index: str) -> bool:
    return any(letter(part) == index for each in (*node.lower, *node.upper) for part in walk(each))

r"""What is evaluated at a point or between two: f|_{x = a}, \left. F(x) \right|_a^b, [F(x)]_0^1."""

from __future__ import annotations

from derivcheck.meaning.expressions import Add, Evaluated, Expression
from derivcheck.meaning.names import GREEK, letter
from derivcheck.meaning.resolution_limits import Limits
from derivcheck.reader.syntax import (
    Application,
    EvaluatedAt,
    Group,
    Mark,
    Name,
    Node,
    Number,
    Relation,
    Scripted,
    Sum,
    TransposeMark,
    walk,
)


class Bars(Limits):
    """Resolves what has values put in for its variables."""

    def evaluated(self, node: EvaluatedAt) -> Expression:
        """body with values for variables."""
        if node.upper:
            return self._from_to(node, node.body, node.lower, node.upper)
        value = self.expression(node.body)
        if not node.lower:
            raise self.failure(node, "this bar is not understood")
        for entry in node.lower:
            if not isinstance(entry, Relation) or entry.operators != ("=",):
                raise self.failure(node, "what is put in for which variable is not said", "write |_{x = a}")
            variable, put = self.expressions(entry.items)
            value = Evaluated(value, variable, put, span=node.span)
        return value

    def between_brackets(self, node: Scripted) -> Expression | None:
        """[F(x)]_0^1; None where the scripts may be a component and a power."""
        base = node.base
        if not isinstance(base, Group) or base.bracket != "[]" or len(base.items) != 1:
            return None
        if len(node.lower) != 1 or len(node.upper) != 1 or not _is_bound(node.lower[0]):
            return None
        if isinstance(node.upper[0], Mark | TransposeMark):
            return None
        return self._from_to(node, base.items[0], node.lower, node.upper)

    def _from_to(
        self, node: Node, body: Node, lower: tuple[Node, ...], upper: tuple[Node, ...]
    ) -> Expression:
        """The body at the upper bound less the body at the lower one."""
        if len(lower) != 1 or len(upper) != 1 or any(map(_is_endless, (*lower, *upper))):
            raise self.failure(node, "this bar is not understood")
        said = [each for each in (*lower, *upper) if isinstance(each, Relation)]
        variable = said[0].items[0] if said else _only_variable(body)
        if variable is None or any(
            each.operators != ("=",) or len(each.items) != 2 or each.items[0] != variable for each in said
        ):
            raise self.failure(node, "what is put in for which variable is not said", "write |_{x = a}")
        low, high = (each.items[1] if isinstance(each, Relation) else each for each in (*lower, *upper))
        by, value = self.expression(variable), self.expression(body)
        ends = [Evaluated(value, by, self.expression(each), span=node.span) for each in (high, low)]
        return Add((ends[0], ends[1]), (1, -1), span=node.span)


def _is_bound(node: Node) -> bool:
    """Whether what stands below is no number of a component: 0, -1, x = a."""
    if isinstance(node, Relation):
        return True
    negative = isinstance(node, Sum) and node.signs == ("-",) and isinstance(node.terms[0], Number)
    return negative or (isinstance(node, Number) and float(node.text) == 0)


def _is_endless(node: Node) -> bool:
    endless = any(isinstance(each, Name) and each.text == "infty" for each in walk(node))
    return endless or isinstance(node, Mark | TransposeMark)


def _only_variable(body: Node) -> Node | None:
    """The one letter in a body that can vary: numbers are written in Greek, and e is one."""
    heads = {id(each.head) for each in walk(body) if isinstance(each, Application)}
    named = {each for each in walk(body) if isinstance(each, Name) and id(each) not in heads and letter(each)}
    latin = {each for each in named if each.text not in GREEK and each.text != "e"}
    found = latin or named
    return next(iter(found)) if len(found) == 1 else None

"""Entries of arrays with their indices in square brackets: O[i,k], delta[i,k]."""

from __future__ import annotations

from derivcheck.meaning.expressions import Component, Expression, Variable
from derivcheck.meaning.names import digits, letter
from derivcheck.meaning.resolution_names import Names
from derivcheck.reader.syntax import Application, Name, Placeholder, Scripted


class Entries(Names):
    """Resolves names with indices behind them."""

    def is_entry(self, node: Application, name: str) -> bool:
        """O[i,k]: a name with indices in square brackets."""
        if node.bracket != "[]" or self.vocabulary.functions.builtin(name):
            return False
        entries = [
            letter(each) or digits(each) is not None or isinstance(each, Placeholder) for each in node.items
        ]
        roles = self.roles
        counted = [letter(each) for each in node.items if letter(each)]
        return all(entries) and any(roles.strong(each) or each in "ijk" for each in counted)

    def entry(self, node: Application, name: str) -> Expression:
        """What O[i,k] is; of the delta of Kronecker, delta[i,k], what delta_ik is."""
        below = Scripted(node.head, node.items, span=node.span)
        if isinstance(node.head, Name) and (found := self.special(node.head, below)) is not None:
            return found
        plain = isinstance(node.head, Name)
        base = Variable(name, span=node.head.span) if plain else self.expression(node.head)
        return Component(base, self.free_slots(node.items), span=node.span)

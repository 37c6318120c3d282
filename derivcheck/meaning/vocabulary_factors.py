"""What stands before a bracket by its scripts alone: phi^{1{y = 1}} (1 - phi) is a product."""

from __future__ import annotations

from derivcheck.meaning.vocabulary_functions import head_name, is_plain
from derivcheck.reader.syntax import Application, Group, Name, Placeholder, Relation, Scripted


def is_factor(node: Application) -> bool:
    r"""\phi^{1\{y = 1\}} (1 - \phi), y_{k = i} (1 - p): no function is called so."""
    head = node.head
    if head_name(head) or not isinstance(head, Scripted) or not isinstance(head.base, Name) or head.primes:
        return False
    if len(node.items) != 1 or isinstance(node.items[0], Placeholder | Relation) or is_plain(node.items[0]):
        return False
    power = len(head.upper) == 1 and not isinstance(head.upper[0], Group) and not head.lower
    return node.bracket != "" and (power or any(isinstance(each, Relation) for each in head.lower))

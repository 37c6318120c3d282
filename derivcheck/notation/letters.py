"""Readable letters for indices: bound names are made by machine, and people want i, j, k."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derivcheck.core.terms import (
    Constant,
    Determinant,
    Dimension,
    Entry,
    Index,
    Inverse,
    Product,
    Subscript,
    Term,
    Total,
    children,
    free_indices,
)
from derivcheck.core.terms import subscripts as own_subscripts

_ALPHABET = "ijklmpqrstuvw"
_WRITABLE = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


class Letters:
    """Names for the indices of one term, that collide with nothing free and with no symbol in it.

    A free index that an author can write keeps its name. The stem of a machine-made name ("k'7") is
    its preferred letter. `reserved` adds names to keep away from.
    """

    def __init__(self, term: Term, reserved: frozenset[str] = frozenset()) -> None:
        free = list(_free_in_order(term))
        self._taken = set(reserved | names_in(term)) | {i.name for i in free if _WRITABLE.fullmatch(i.name)}
        self.scope: dict[Index, str] = {}
        for index in free:
            self.scope[index] = index.name if _WRITABLE.fullmatch(index.name) else self._unused(index)
            self._taken.add(self.scope[index])

    def bind(self, index: Index) -> str:
        """Name a bound index while its body is printed; call `release` after."""
        letter = self._unused(index)
        self._taken.add(letter)
        self.scope[index] = letter
        return letter

    def release(self, index: Index, outer: str | None) -> None:
        """Undo `bind`; `outer` is the name the same index had before, if any."""
        self._taken.discard(self.scope.pop(index))
        if outer is not None:
            self.scope[index] = outer

    def __getitem__(self, subscript: Subscript) -> str:
        return self.scope[subscript] if isinstance(subscript, Index) else str(subscript)

    def _unused(self, index: Index) -> str:
        return next(letter for letter in candidates(index) if letter not in self._taken)


def candidates(index: Index) -> Iterator[str]:
    """Letters for an index, the one that its name starts with first, without end."""
    stem = index.name.split("'")[0]
    if _WRITABLE.fullmatch(stem):
        yield stem
    start = _ALPHABET.find(stem) + 1
    yield from _ALPHABET[start:] + _ALPHABET[:start]
    number = 1
    while True:
        yield from (f"{letter}{number}" for letter in _ALPHABET)
        number += 1


def names_in(term: Term) -> frozenset[str]:
    """The names of tensors, intermediates and sizes in a term."""
    found = _names.get(term)
    if found is None:
        found = frozenset[str]().union(*map(names_in, children(term)))
        match term:
            case Entry(name, _) | Dimension(name) | Constant(name) | Inverse(name, _, _) | Determinant(name):
                found |= {name}
            case _:
                pass
        _names[term] = found
    return found


_names: dict[Term, frozenset[str]] = {}


def _free_in_order(term: Term) -> Iterator[Index]:
    """Free indices in order of first appearance, which no machine-made name influences."""
    wanted = set(free_indices(term))
    for index in _indices(term):
        if index in wanted:
            wanted.remove(index)
            yield index


def _indices(term: Term) -> Iterator[Index]:
    for subscript in own_subscripts(term):
        if isinstance(subscript, Index):
            yield subscript
    for child in children(term):
        yield from (i for i in _indices(child) if not (isinstance(term, Total | Product) and i == term.index))

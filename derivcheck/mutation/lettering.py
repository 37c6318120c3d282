"""A claim with readable index names that are the same in every part of it, so that parts can be quoted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from derivcheck.core.claims import Claim
from derivcheck.core.terms import Delta, Entry, Index, Subscript, Term, Total, children, rebuild, substitute
from derivcheck.notation.letters import Letters


def lettered(claim: Claim) -> tuple[Claim, Mapping[Index, Index]]:
    """The claim with its indices renamed as they print, and what each free index was before."""
    letters = Letters(claim.lhs + claim.rhs)
    before = {Index(letters[index], index.size): index for index in claim.free}
    return replace(claim, lhs=_renamed(claim.lhs, letters), rhs=_renamed(claim.rhs, letters)), before


def original(claim: Claim, before: Mapping[Index, Index]) -> Claim:
    """The claim with its free indices as they were."""
    return replace(claim, lhs=substitute(claim.lhs, before), rhs=substitute(claim.rhs, before))


def _renamed(node: Term, letters: Letters) -> Term:
    match node:
        case Entry(tensor, found):
            return Entry(tensor, tuple(_letter(s, letters) for s in found))
        case Delta(left, right):
            return Delta(_letter(left, letters), _letter(right, letters))
        case Total(index, body):
            outer = letters.scope.get(index)
            bound = Index(letters.bind(index), index.size)
            inner = _renamed(body, letters)
            letters.release(index, outer)
            return Total(bound, inner)
        case _:
            return rebuild(node, tuple(_renamed(part, letters) for part in children(node)))


def _letter(subscript: Subscript, letters: Letters) -> Subscript:
    return Index(letters[subscript], subscript.size) if isinstance(subscript, Index) else subscript

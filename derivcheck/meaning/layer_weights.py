r"""Small letters of weights that are matrices: w^l a^{l-1}, w_l h_{l-1}, \theta^{(l)} a^{(l)}."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from derivcheck.meaning.environment import Uses, Weighs

_WEIGHTS = frozenset(("w", "theta", "omega"))
_WEIGHED = frozenset("ahxz")
_LABELLED = re.compile(r"([A-Za-z]+)([_^])(?:(l|L|ell)([+-]\d+)?|(\d))")
"""A name with the label of a layer alone: w^l, a^l-1, w_2."""


def weighs(one: str, other: str) -> bool:
    """Whether in a product of two names the first is the weight of a layer and the second what it weighs."""
    weight, weighed = _LABELLED.fullmatch(one), _LABELLED.fullmatch(other)
    if weight is None or weight[1] not in _WEIGHTS:
        return False
    if weighed is None or weight[2] != weighed[2] or weighed[1] in _WEIGHTS:
        return other == "x" and bool(weight[3])
    if weight[5] and weighed[5]:
        return weighed[1] in _WEIGHED and int(weight[5]) == int(weighed[5]) + 1
    return bool(weight[3]) and weight[3] == weighed[3]


def with_layers(uses: Mapping[str, Uses], *, marked: bool) -> dict[str, Uses]:
    """What weighs in one layer weighs in all of them: w^{l+1} beside w^l a^{l-1}. It weighs arrays where
    products entry by entry are marked, or a name of a layer is plainly an array: then all of them are.
    """
    kinds = {_kind(name) for name, each in uses.items() if each.weighs}
    arrays = marked or any(_is_array(each) for name, each in uses.items() if _LABELLED.fullmatch(name))
    others: Weighs = "weighed" if arrays and kinds else ""
    found = dict(uses)
    for name, each in uses.items():
        if _kind(name) in kinds:
            found[name] = replace(each, weighs="arrays" if arrays else "any")
        elif others and _LABELLED.fullmatch(name) and not each.upper:
            found[name] = replace(each, weighs=others)
    return found


def _is_array(uses: Uses) -> bool:
    return uses.slots > 0 or uses.transposed or uses.bold or uses.array_at >= 0


def _kind(name: str) -> tuple[str, str]:
    found = _LABELLED.fullmatch(name)
    return (found[1], found[2]) if found else (name, "")

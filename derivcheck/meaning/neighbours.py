"""h_{t-1} in a sum over t: what stands beside h_t is an array of its own, h_.-1, with an entry for each t.

What holds for any two arrays holds for h_t and h_{t-1}. That one of them is the other, one place further, is
not known: nothing is refuted by it, and nothing proved that differentiates it by what changes h.
"""

from __future__ import annotations

import re

NEIGHBOUR = "."
_NAME = re.compile(r"([^()]+)_\.[+-]\d+")


def neighbour(letter: str, text: str) -> str:
    """The label of a subscript t-1 by its letter, .-1; "" where it is no letter with a number behind it."""
    shift = text.removeprefix(letter)
    return NEIGHBOUR + shift if re.fullmatch(r"[+-]\d+", shift) else ""


def beside(name: str) -> str:
    """The name of the array beside which one stands, h of h_.-1; "" for any other name."""
    found = _NAME.fullmatch(name)
    return found[1] if found else ""

"""Equations that would define a density, and are true of all: p(z|x) = p(x|z) p(z) / p(x)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import tee

from derivcheck.checking.attempts import Read, Resolved
from derivcheck.checking.judgement import Judgement
from derivcheck.checking.otherwise import proved_otherwise
from derivcheck.core.errors import DerivcheckError
from derivcheck.meaning.joint_densities import density_of

_DEFINITION = frozenset(("definition",))


def proved_by_probability(
    defined: Callable[[Iterable[Resolved]], Judgement], resolutions: Iterable[Resolved], read: Read
) -> Judgement:
    """What is found of a definition; proved where it says what every density does. read: by the rules of
    probability.
    """
    mine, theirs = tee(resolutions)
    found = defined(theirs)
    try:
        usual = next(mine, None)
    except DerivcheckError:
        return found
    if usual is None or density_of(usual.lhs) is None:
        return found
    return proved_otherwise(found, (usual,), read, _DEFINITION)

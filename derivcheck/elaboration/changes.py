"""What may change with what: by a definition, as it is written, as a document says, from time to time."""

from __future__ import annotations

import re
from collections.abc import Set

from derivcheck.elaboration.names import ground
from derivcheck.meaning.environment import Environment
from derivcheck.meaning.grounds import letter

_LABEL = re.compile(r"[_^,]")
_TIME = re.compile(r"(\w+)_(\d+)")


def may_change(name: str, wrt: Set[str], environment: Environment) -> bool:
    """Whether a name is computed from what is differentiated by, or may be."""
    behind = {name} | ground(name, environment)
    undefined = behind - wrt - set(environment.definitions)
    return bool((behind - {name}) & wrt) or any(
        is_said_to_change(each, wrt, environment) or recurs(each, wrt, environment) for each in undefined
    )


def is_said_to_change(name: str, wrt: Set[str], environment: Environment) -> bool:
    """Whether the document writes a name as a function, v(x), or says in words that it depends on another."""
    if environment.varying.get(name, frozenset()) & wrt:
        return True
    letters = {letter(each) for each in wrt}
    return letter(name) not in letters and bool(environment.grounds.get(letter(name), frozenset()) & letters)


def recurs(name: str, wrt: Set[str], environment: Environment) -> bool:
    """Whether what follows a name, h_t after h_{t-1}, h_3 after h_2, is computed from one of the others: so
    is the name.

    Of w_t only h_t is computed, and of W^l only a^l.
    """
    after = _after(name, environment)
    label = _LABEL.split(after)[-1]
    shared = {each for each in wrt if not label or label not in _LABEL.split(each, maxsplit=1)[-1]}
    return bool(ground(after, environment) & shared)


def _after(name: str, environment: Environment) -> str:
    """The name of the time after, of h_2 where h_t is defined for every t; "" where there is none."""
    numbered = _TIME.fullmatch(name)
    if numbered and f"{numbered[1]}_t" in environment.definitions:
        return f"{numbered[1]}_{int(numbered[2]) + 1}"
    return name.removesuffix("-1") if name.endswith("-1") else ""

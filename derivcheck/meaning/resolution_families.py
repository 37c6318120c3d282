"""Functions of which there is one for every index that a sum counts: f_i(x), J^{(i)}(\\theta)."""

from __future__ import annotations

from collections.abc import Collection

from derivcheck.meaning.names import base_name, letter
from derivcheck.meaning.resolution_scene import ResolutionError
from derivcheck.reader.syntax import Application, Name, Scripted


def family(node: Application) -> str:
    """The name without its scripts."""
    base = node.head.base if isinstance(node.head, Scripted) else node.head
    return base_name(base) if isinstance(base, Name) else ""


def counted_head(node: Application, bound: Collection[str]) -> str:
    """The letter of f_i(x), where a sum binds i; "" for other heads. Raises ResolutionError."""
    scripts = (*node.head.lower, *node.head.upper) if isinstance(node.head, Scripted) else ()
    found = [each for each in map(letter, scripts) if each in bound]
    if found and len(scripts) > 1:
        raise ResolutionError("a function with several indices is not understood", node.span)
    return found[0] if found else ""

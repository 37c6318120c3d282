"""What an author says of the names in a formula: `X: n x d`, `w: d`, `lambda: scalar`, `lambda > 0`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from derivcheck.core.errors import NotationError
from derivcheck.core.indices import Size

Declared: TypeAlias = tuple[Size, ...]
"""Sizes of the axes: none for a scalar, one for a column vector, two for a matrix."""

_NAME = r"[A-Za-z][A-Za-z0-9_]*"
_SIZE = rf"(?:{_NAME}|[1-9][0-9]{{0,5}})"
_SHAPE = re.compile(rf"({_NAME})\s*:\s*(?:(scalar)|({_SIZE})(?:\s*(?:x|\*|by|\u00d7)\s*({_SIZE}))?)")
_POSITIVE = re.compile(rf"({_NAME})\s*(>)\s*0")
_SYMMETRIC = re.compile(rf"({_NAME})\s+(?:is\s+)?symmetric")
_REMEDY = 'write "X: n x d", "w: d", "c: scalar", "A symmetric" or "lambda > 0", separated by commas'


@dataclass(frozen=True)
class Declarations:
    """Shapes by name, and the names assumed to be positive (in every entry) or symmetric."""

    shapes: Mapping[str, Declared] = field(default_factory=dict[str, Declared])
    positive: tuple[str, ...] = ()
    symmetric: tuple[str, ...] = ()


def read_declarations(texts: Sequence[str]) -> Declarations:
    """The declarations in the texts. Raises NotationError for what is none, and for a second of one name."""
    shapes: dict[str, Declared] = {}
    positive: list[str] = []
    symmetric: list[str] = []
    for part in (part.strip() for text in texts for part in re.split("[,;]", text)):
        if found := _SHAPE.fullmatch(part):
            name, shape = found[1], _shape(found)
            if shapes.setdefault(name, shape) != shape:
                raise NotationError(f"{name} is declared twice", text=part, remedy="keep one declaration")
        elif found := _POSITIVE.fullmatch(part):
            positive.append(found[1])
        elif found := _SYMMETRIC.fullmatch(part):
            symmetric.append(found[1])
        else:
            raise NotationError("this is no declaration", text=part, remedy=_REMEDY)
    return Declarations(shapes, tuple(dict.fromkeys(positive)), tuple(dict.fromkeys(symmetric)))


def _shape(found: re.Match[str]) -> Declared:
    if found[2]:
        return ()
    return tuple(_size(part) for part in (found[3], found[4]) if part)


def _size(text: str) -> Size:
    return int(text) if text.isdigit() else text


def shapes_text(variables: Mapping[str, Declared]) -> str:
    """`X: n x d, w: d, lambda: scalar`."""
    return ", ".join(
        f"{name}: {' x '.join(map(str, shape)) or 'scalar'}" for name, shape in variables.items()
    )

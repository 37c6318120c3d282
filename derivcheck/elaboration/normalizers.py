r"""What makes a density sum to one, \log p(x) = -\theta x - \log Z: it rests on the parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from derivcheck.meaning.environment import Environment
from derivcheck.meaning.expressions import Apply, Divide, Expression, Opaque, Raise, Variable, walk
from derivcheck.meaning.grounds import letter

_LETTER = "Z"


def normalizers(parts: Iterable[Expression], wrt: Set[str], environment: Environment) -> Iterator[str]:
    """Names Z by which something is divided, or whose logarithm is taken, whatever their scripts are.

    They rest on what is differentiated by (wrt), unless that is what the density is of: x in p(x).
    """
    if not any(wrt <= each for each in environment.varying.values()):
        yield from _normalizers(parts)


def _normalizers(parts: Iterable[Expression]) -> Iterator[str]:
    for node in (node for part in parts for node in walk(part)):
        match node:
            case Divide(under=inner) | Apply(function="log", arguments=(inner,)) | Raise(base=inner):
                yield from filter(_is_normalizer, _named(inner))
            case _:
                pass


def _named(inner: Expression) -> Iterator[str]:
    for node in walk(inner):
        if isinstance(node, Variable):
            yield node.name
        elif isinstance(node, Opaque):
            yield node.function


def _is_normalizer(name: str) -> bool:
    return letter(name) == _LETTER

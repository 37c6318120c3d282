"""Two names that a document has for one size: a step that takes them for one needs no more than that."""

from __future__ import annotations

from derivcheck.core.indices import Size
from derivcheck.elaboration.elaborator import Elaborator


def are_one_size(e: Elaborator, one: Size, other: Size) -> bool:
    """Whether the two are one by what they are called, and by where they stand."""
    return _relabelled(e, one, other) or _is_whole(e, one, other)


def _relabelled(e: Elaborator, *pair: Size) -> bool:
    """Whether one is stated, W: H x D_y, and the other noted in subscripts alone, y_{1 x D_n}: one size under
    two labels of one letter.
    """
    shapes = e.environment.shapes.values()
    noted = {size for shape in shapes if not shape.firm for size in shape.sizes}
    stated = {size for shape in shapes if shape.firm for size in shape.sizes}
    letters = {str(size).partition("_")[0] for size in pair if "_" in str(size)}
    labelled = all("_" in str(size) for size in pair) and len(letters) == 1
    return labelled and len(set(pair) & noted - stated) == len(set(pair) & stated - noted) == 1


def _is_whole(e: Elaborator, *pair: Size) -> bool:
    r"""Whether a sum goes over a set, d \in \mathcal{D}_j, none over the axis: the set is all of it."""
    summed = [size for size in pair if size in e.subject.limits]
    return len(summed) == 1 and "_cal" in str(summed[0])

"""Named sizes from the shapes of arrays, or an error that says which arrays disagree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from derivcheck.core.contexts import Context, Tensor
from derivcheck.core.errors import ShapeError, UnknownSymbolError


def bound_sizes(context: Context, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, int]:
    """The value of every named size.

    Raises UnknownSymbolError for an array that is missing or not declared, ShapeError where a number of
    axes is wrong or two arrays disagree on a size.
    """
    _check_names(context, shapes)
    sizes: dict[str, int] = {}
    origin: dict[str, str] = {}
    for name, tensor in context.tensors.items():
        _check_rank(tensor, shapes[name])
        for size, length in zip(tensor.axes, shapes[name], strict=True):
            if length == 0:
                raise ShapeError(f"{size} is 0 in {name}; a size is at least 1")
            if isinstance(size, int):
                if size != length:
                    raise ShapeError(f"an axis of {name} has length {length}, declared is {size}")
            elif sizes.setdefault(size, length) != length:
                raise ShapeError(f"{size} is {sizes[size]} in {origin[size]}, {length} in {name}")
            else:
                origin.setdefault(size, name)
    return sizes


def _check_names(context: Context, given: Iterable[str]) -> None:
    missing = [name for name in context.tensors if name not in given]
    unknown = [name for name in given if name not in context.tensors]
    if missing or unknown:
        what = f"no array is given for {', '.join(missing)}" if missing else f"no tensor {', '.join(unknown)}"
        raise UnknownSymbolError(what, remedy=f"give one array for each of {', '.join(context.tensors)}")


def _check_rank(tensor: Tensor, shape: tuple[int, ...]) -> None:
    if len(shape) != len(tensor.axes):
        declared = ", ".join(map(str, tensor.axes))
        raise ShapeError(f"{tensor.name} has shape {shape}, declared are the axes ({declared})")

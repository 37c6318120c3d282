"""The IDX format of the MNIST files: big-endian header, unsigned bytes (LeCun, Cortes, Burges, 1998)."""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

from derivcheck.core.errors import DataError, Place

UNSIGNED_BYTE = 0x08
MAX_BYTES = 1 << 28
REMEDY = "put back the original IDX file"


def read_idx(content: bytes, rank: int, origin: str) -> NDArray[np.uint8]:
    """The array of an IDX file of unsigned bytes with `rank` axes; read-only, shape as in the header.

    `origin` names the file in errors. Raises DataError unless magic number, axes and length all fit.
    """
    place = Place(origin)
    header_length = 4 + 4 * rank
    if len(content) < header_length:
        what = f"IDX header needs {header_length} bytes, the file has {len(content)}"
        raise DataError(what, remedy=REMEDY, place=place)
    expected = bytes((0, 0, UNSIGNED_BYTE, rank))
    if content[:4] != expected:
        what = f"IDX magic number is {content[:4].hex()}, expected {expected.hex()}"
        raise DataError(what, remedy=REMEDY, place=place)
    shape = struct.unpack(f">{rank}I", content[4:header_length])
    size = _bounded_size(shape, place)
    found = len(content) - header_length
    if found != size:
        what = f"IDX header promises {size} bytes of shape {shape}, the file has {found}"
        raise DataError(what, remedy=REMEDY, place=place)
    return np.frombuffer(content, np.uint8, offset=header_length).reshape(shape)


def _bounded_size(shape: tuple[int, ...], place: Place) -> int:
    """The product of the axes, each at least 1, at most MAX_BYTES."""
    size = 1
    for axis in shape:
        size *= axis
        if not 0 < size <= MAX_BYTES:
            what = f"IDX shape {shape} is empty or larger than {MAX_BYTES} bytes"
            raise DataError(what, remedy=REMEDY, place=place)
    return size

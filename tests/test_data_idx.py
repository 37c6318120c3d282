"""IDX files are read to the letter or refused with a reason."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from derivcheck.core.errors import DataError
from derivcheck.training.idx import read_idx
from tests.training_examples import idx_bytes

IMAGES = np.arange(24).reshape(2, 3, 4)
GOOD = idx_bytes(IMAGES)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=3), st.integers(0, 2**32 - 1))
def test_what_was_written_is_read(shape: list[int], seed: int) -> None:
    array = np.random.default_rng(seed).integers(0, 256, shape)
    assert np.array_equal(read_idx(idx_bytes(array), len(shape), "file"), array)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "needs 16 bytes, the file has 0"),
        (GOOD[:10], "needs 16 bytes, the file has 10"),
        (b"\x1f\x8b" + GOOD[2:], "magic number is 1f8b0803, expected 00000803"),
        (b"\0\0\x09\x03" + GOOD[4:], "magic number is 00000903"),
        (b"\0\0\x08\x01" + GOOD[4:], "magic number is 00000801"),
        (GOOD[:-1], "promises 24 bytes of shape (2, 3, 4), the file has 23"),
        (GOOD + b"\0", "promises 24 bytes of shape (2, 3, 4), the file has 25"),
        (GOOD[:4] + b"\0\0\0\0" + GOOD[8:], "is empty or larger"),
        (GOOD[:4] + b"\xff" * 12 + GOOD[16:], "is empty or larger"),
    ],
)
def test_a_file_that_is_not_to_the_letter_is_refused(content: bytes, complaint: str) -> None:
    with pytest.raises(DataError) as caught:
        read_idx(content, 3, "images.idx")
    assert complaint in caught.value.what
    assert str(caught.value).startswith("images.idx: ")


@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        array = read_idx(content, 1, "file")
    except DataError:
        return
    assert content == idx_bytes(array)

"""What Chinese prose says of a symbol: 其中 A 为对称矩阵, 对称矩阵 A, 列向量 x."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from derivcheck.reader.assertions import Stretch

_WORDS = {
    "对称正定": "positive definite", "正定对称": "positive definite", "半正定": "positive semidefinite",
    "正定": "positive definite", "对称": "symmetric", "正交": "orthogonal", "可逆": "invertible",
    "非奇异": "invertible", "列向量": "column vector", "行向量": "row vector", "向量": "vector",
    "标量": "scalar", "常数": "constant", "矩阵": "matrix",
}  # fmt: skip
_SAID = "|".join(sorted(_WORDS, key=len, reverse=True))
_BEHIND = re.compile(
    rf"[\s$]*(?:均|都|也)?(?:为|是)(?:一个|一)?(?P<word>{_SAID})(?:的|矩阵)?"
    r"(?=[\s$，。；、,.;:：)）]|\Z)"
)
_BEFORE = re.compile(rf"(?P<word>{_SAID})(?:矩阵)?[\s$]*\Z")
_TURNED = re.compile(r"不|非|未|没|如果|若|假如|当|是否|不一定|除")
"""Words that turn round what is said, or say it in one case only."""


def said_in_chinese(words: str, symbols: Sequence[Stretch]) -> Iterator[tuple[str, Stretch]]:
    """The English word for what is said of a symbol, and the symbol."""
    for start, end in symbols:
        clause = re.split(r"[，。；,;]", words[:start])[-1]
        if _TURNED.search(clause):
            continue
        if (found := _BEHIND.match(words, end)) is not None or (found := _BEFORE.search(clause)) is not None:
            yield _WORDS[found["word"]], (start, end)

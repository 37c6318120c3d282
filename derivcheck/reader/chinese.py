"""Words of Chinese prose that say something of a symbol: "$A$ 是对称矩阵", "对称矩阵 $A$"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_WORDS = {
    "对称正定": "positive definite", "正定": "positive definite", "对称": "symmetric", "正交": "orthogonal",
    "可逆": "invertible", "列向量": "column vector", "行向量": "row vector", "标量": "scalar",
}  # fmt: skip
_WORD = "|".join(_WORDS)
_BEHIND = re.compile(rf"[\s$`]*[均都皆]?(?:为|是)(?:一个|实|的)*({_WORD})(?:的|矩阵|方阵|阵)*\s*\Z")
_BEFORE = re.compile(rf"(?:\A|[\s:为是个设令中(])实?({_WORD})(?:的|矩阵|方阵|阵)*[\s$`]*\Z")
_DENIED = re.compile("[不非未无若假如当反斜或]|除非|是否")
_CLAUSE = re.compile("[,.;()\n\uff0c\u3002\uff1b\uff1a\uff08\uff09\u3001]")


def said(words: str, symbols: Sequence[tuple[int, int]]) -> Iterator[tuple[str, tuple[int, int]]]:
    """The English word for what a clause says of a symbol, with the place of the symbol."""
    for start, end in symbols:
        before = _CLAUSE.split(words[:start])[-1]
        behind = _CLAUSE.split(words[end:])[0]
        if _DENIED.search(before + behind):
            continue
        for found in (_BEHIND.match(behind), _BEFORE.search(before)):
            if found is not None:
                yield _WORDS[found[1]], (start, end)

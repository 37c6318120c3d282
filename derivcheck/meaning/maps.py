r"""Names that the words of a document, or f: R^n \to R^m, say to be functions."""

from __future__ import annotations

import re

_NAME = r"\\?(?P<name>[A-Za-z]+)(?:_\{?\\?(?P<label>\w+)\}?)?"
_REALS = r"(?:\\mathbb\s*\{?\s*R\s*\}?|\\R|\\Re)"
_TO = r"\\(?:to|rightarrow|longrightarrow)\b"
_DECLARED = re.compile(rf"(?<![\w\\]){_NAME}\s*(?::|\\colon\b)[^$:.=]*?{_TO}")
_OF_VECTORS = re.compile(rf"(?<![\w\\]){_NAME}\s*(?::|\\colon\b)\s*{_REALS}\s*\^[^$:.=]*?{_TO}")
_KIND = r"(?:[\s-]+(?:function|activation|operator|map|mapping|nonlinearity|non-linearity))"
_CALLED = re.compile(
    rf"\$\s*{_NAME}\s*\$\s+(?:\w+\s+)?(?:is|be|denotes?|represents|means|as)\s+(?:the\s+|a\s+)?(?:\w+\s+)?"
    rf"soft-?max(?:{_KIND}+|(?=\s*[.,;:)]))",
    re.IGNORECASE,
)
_CALLING = re.compile(
    rf"soft-?max{_KIND}+,?\s+(?:(?:is|be|denoted|written|called|by|as)\s+)*\(?\$\s*{_NAME}\s*(?:\$|\()",
    re.IGNORECASE,
)


def declared(text: str) -> frozenset[str]:
    r"""Functions between sets: f: A \to B."""
    return frozenset(map(_named, _DECLARED.finditer(text)))


def of_vectors(text: str) -> frozenset[str]:
    r"""Functions of vectors: f: R^n \to B."""
    return frozenset(map(_named, _OF_VECTORS.finditer(text)))


def softmaxes(text: str) -> frozenset[str]:
    """Functions that are said to be the softmax; not p in "p is the softmax of z"."""
    return frozenset(_named(each) for of in (_CALLED, _CALLING) for each in of.finditer(text))


def _named(found: re.Match[str]) -> str:
    return found["name"] + (f"_{found['label']}" if found["label"] else "")

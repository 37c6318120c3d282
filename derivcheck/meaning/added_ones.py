r"""Vectors to which a document adds a 1, or a bias, in words: we append a 1 to $x$, absorb $b$ into $w$."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SENTENCE = re.compile(r"[.!?;](?=\s)|\$\$|\n[ \t]*\n")
_ADDED = re.compile(
    r"\b(?:append|prepend|augment|pad|extend|add|insert)\w*\b.{0,40}"
    r"(?:\$1\$|(?<![\w.])1(?![\w.])|\bones?\b|\b(?:constant|bias) (?:feature|entry|component|input|unit))"
    r"|\b(?:absorb|fold|incorporat|subsum)\w*\b.{0,60}\b(?:bias|intercept|threshold|\$b\$)"
    r"|\b(?:has|have|with|contain\w*|includ\w*) (?:an?|the) (?:bias|dummy|intercept)"
    r" (?:unit|feature|entry|input)"
    r"|\b(?:bias|intercept)(?: terms?)?,? (?:is |are )?(?:included|absorbed|contained|folded)"
    r"|\bbias trick\b",
    re.IGNORECASE | re.DOTALL,
)
_SYMBOL = re.compile(r"\$\s*(?:\\[a-z]+\s*\{\s*(\\?[A-Za-z]+)\s*\}|(\\?[A-Za-z]+))\s*(?:_\{?\w\}?)?\s*\$")
_DENIED = re.compile(r"\b(?:not|no|never|without)\b|n['\u2019]t\b", re.IGNORECASE)


def with_ones(text: str) -> Iterator[tuple[str, bool]]:
    """The names of vectors that are said to hold a 1 or a bias besides, as lists from x_0 on."""
    for sentence in _SENTENCE.split(text):
        if _ADDED.search(sentence) and not _DENIED.search(sentence):
            for found in _SYMBOL.findall(sentence):
                yield "".join(found).lstrip("\\"), True

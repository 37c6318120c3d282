"""Signs of numbers: which a document leaves open, denies behind a comparison, or says of one case alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from derivcheck.meaning.environment import Property

_SENTENCE = re.compile(r"[.!?](?=\s|\Z)|\n[ \t]*\n|\$\$|\\\[|\\begin\b")
_NAME = re.compile(r"(?<!\$)\$\s*\\?([A-Za-z]+(?:_\{?\w+\}?)?)\s*(?:\^\{?\(?\w\)?\}?\s*)?(?:\$|\\sim\b)")
_OPEN = re.compile(
    r"\b(?:may|can|could|might|need not|not necessarily|not always|sometimes)\b[^.]*?"
    r"\b(?:negative|positive|(?:less|smaller|lower) than (?:zero|\$?0)|below (?:zero|\$?0)|sign)"
    r"|\b(?:any|both|either|arbitrary|unknown|varying) signs?\b|\bsigned\b"
    r"|\bsigns?\b[^.]*?\b(?:unknown|arbitrary|open|not known|any|vary|varies|changes?)\b"
    r"|\b(?:all|any|every|arbitrary) (?:the )?reals?\b|\breal[- ]valued\b"
    r"|\b(?:over|in|on) (?:all |the )*reals?\b|\breal (?:line|axis)\b|\b(?:normal|gaussian)(?:ly)?\b"
    r"|\bunbounded\b|\\sim\s*\\?(?:mathcal\s*\{?\s*)?N\b",
    re.IGNORECASE,
)
_TURNED = re.compile(
    r"\b(?:if|iff|unless|provided|whenever|being|would|only (?:if|when)|is (?:wrong|false|not)|fails?"
    r"|n[o']t hold|no longer|does not|doesn't|cannot|never)\b",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.!?;:](?=\s|\Z)|\n[ \t]*\n|\$\$|\\\[|\\begin\b")
_CASE = re.compile(r"\b(?:for|case(?:\s+\w+)?|consider|treat|take|when|if)\b[^.]*\Z", re.IGNORECASE)
_REST = re.compile(
    r"(?<![{\w])(?:otherwise|else|(?:in|for) (?:the|all) (?:other|remaining) cases?|the remaining case)\b",
    re.IGNORECASE,
)
_UP, _DOWN = frozenset(("positive", "nonnegative")), frozenset(("negative",))


def of_any_sign(texts: Iterable[str]) -> frozenset[str]:
    """Names of which some sentence says that they may be negative, or that they are real or normal."""
    found: set[str] = set()
    for sentence in (part for text in texts for part in _SENTENCE.split(text)):
        if _OPEN.search(sentence):
            found |= {name.replace("{", "").replace("}", "") for name in _NAME.findall(sentence)}
    return frozenset(found)


def turned(text: str, end: int) -> bool:
    """Whether the words behind a comparison say that it does not hold, or not always, or ask for it."""
    stop = _STOP.search(text, end)
    words = text[end : stop.start() if stop is not None else len(text)]
    asked = stop is not None and stop[0] == "?"
    return asked or bool(_TURNED.search(words))


def ends(text: str) -> bool:
    """Whether a sentence ends within a text."""
    return bool(re.search(r"[.!?](?=\s)", text))


def of_case(words: str) -> bool:
    """Whether a comparison behind these words is said of a case: for x > 0."""
    return bool(_CASE.search(words))


def remaining(text: str) -> Iterator[int]:
    """The places at which a document turns to what is no case of those before: otherwise."""
    return (found.start() for found in _REST.finditer(text))


def consistent(properties: Sequence[Property]) -> Iterator[Property]:
    """Without a sign that the document says of a name before it says the opposite one."""
    last = {each.name: each for each in properties if each.kind in _UP | _DOWN}
    for each in properties:
        opposite = _DOWN if each.kind in _UP else _UP if each.kind in _DOWN else frozenset[str]()
        if each.name not in last or last[each.name].kind not in opposite:
            yield each

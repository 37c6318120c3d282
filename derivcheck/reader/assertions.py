"""Sentences that state a property of a symbol: only those of a known positive form do.

"$y$ is one-hot", "since the true label $y$ is a one-hot vector", "let $A$ be symmetric", "the symmetric
matrix $A$". Words of which we do not know that they leave the statement as it is may turn it round.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

from derivcheck.reader import vocabulary

Stretch: TypeAlias = tuple[int, int]

_MARKUP = re.compile(r"\\(?:item|(?:sub)*section|paragraph|noindent|textbf|textit|emph)\b\*?(?:\[[^\]]*\])?")
_FULL = re.compile(r"\$\$|[.;:()!?|\u2013\u2014,\n]")
_CONJUNCTION = re.compile(
    r"(?<=\u00a7)\s+(?=(?:where|with|since|because|as|and|so|while|for|of)\b)"
    r"|\s(?=and\s+(?:the\s+\w+\s+)?\Z)"
)
_WITH = re.compile(r"\s(?=for\s+(?:(?:an?|the|our|each|every)\s+)?\Z)")
_REASON = re.compile(r"(?:\bbecause|\bsince|\bfact that|\b(?:true|valid|correct|holds?|follows|zero)\s+as)\s")
"""What goes before a reason may be any statement: the reason itself is said."""

_THE = re.compile(r"\bthe\s+\Z", re.IGNORECASE)
"""The symmetric matrix A: whatever is said of it, it is one."""

_QUOTED = re.compile(r"<[^<>]{1,40}>|(?:\A|\n)[ \t]*>+[ \t]?")
_WRAPPED = re.compile(r"\n(?!\s*\n|[ \t]*(?:[-*+] |\d+[.)] ))")
_ENDS = re.compile(r"\n\s*[-+*]\s|[{}]")
_SIGNS = re.compile(r"(?<!\$)\$(?!\$)|[`*_]")
_DENIED = re.compile(
    r"\b(?:not|no|never|nobody|none|cannot|without|except|neither|nor|fail\w*|lack\w*|confus\w+|unlike|drop\w*"
    r"|if|whether|unless|would|could|might|may|case|cases)\b|n['\u2019]t\b",
    re.IGNORECASE,
)
_GENERALITY = re.compile(r"\b(?:without|no) (?:any )?loss of generality,?\s", re.IGNORECASE)
_FALSE = re.compile(
    r"\b(?:not true|untrue|(?:is|was) (?:false|incorrect|wrong)|(?:false|incorrect|wrong|mistaken)ly"
    r"|(?:false|wrong|incorrect|mistaken|a mistake) (?:that|to)|by mistake|contradiction"
    r"|(?:next|later|last|previous|earlier|other) (?:section|chapter|part|post))\b",
    re.IGNORECASE,
)
_LEAD = vocabulary.words(
    "let us assume assuming suppose supposing that since as because where with note notice recall remember"
    " here now also and so then thus hence therefore given we have see know get find the in of for which"
    " following this section document chapter doc described above below before is it known clear easy to"
    " fact by construction definition assumption setting our a an both all each these take consider use"
    " using define denote choose introduce say first second again moreover furthermore further finally"
    " note something important while matrix matrices vector vectors label labels target targets output"
    " outputs input inputs weight weights scalar number numbers variable variables parameter parameters"
    " hessian covariance function constant can show shown follows proved corresponding assumed problem"
    " please keep mind need aware fact"
    " model because entries elements components next answer proof solution remark example"
)
_COPULAS = vocabulary.words("is are be being denotes denote represents represent as has have")
_MIDDLE = _COPULAS | vocabulary.words(
    "a an the its our also always both all assumed taken known chosen said defined supposed given to by"
    " which that assumption definition construction encoded represented written real square true target"
    " label correct again then now and here clearly obviously fixed some already itself themselves"
)
_ARTICLES = vocabulary.words("a an the its our")
_SAID = vocabulary.words(
    "symmetric positive definite semidefinite real invertible orthogonal nonnegative one-hot"
)
_ARTICLE = re.compile(r"\b(?:an?|the|our|its|this|these|all|each|both)\s+((?:[\w-]+\s+){0,3})\Z", re.I)
_TURNS = re.compile(
    r"(?:\w+ly|less|rather|quite|near|almost|mere|former|pseudo|quasi|semi|half|as|of|to|from|than|but|for|in|by"
    r"|opposite|contrary|negation|no|not|non|without|that|most|some|few|any|every)\Z"
)
_NOUNS = (
    r"(?:matri(?:x|ces)|vectors?|labels?|encod\w+|true|targets?|distributions?|indicators?|representations?"
    r"|weights?|numbers?|scalars?|functions?|kernels?|parameters?|tensors?|everywhere|too|also|here|itself|real|square"
    r"|(?:semi-?)?definite|symmetric|invertible|orthogonal|positive|positions?|outputs?|inputs?|values?|entries)"
)
_BEHIND = re.compile(
    rf"(?:[\s-]+{_NOUNS})*(?:\s*[行列]?向量)?(?:\s*\Z|\s*[^\w\s-]|\s+(?:and|so|then|thus|hence|because|since|we|where|which|that"
    r"|of|over|it|whose|having|containing|with|for (?:all|each|every|any|the)|by (?:definition|construction"
    r"|assumption|design)|in (?:this|our|the following|what follows|\u00a7)|as (?:well|before"
    r"|above|usual)|let|given)\b)",
    re.IGNORECASE,
)
_GENERIC = re.compile(r"\s*(?:for|in|with)?\s*(?:an?)?\s*\Z", re.IGNORECASE)
_GOES_ON = re.compile(
    r"\s+(?!(?:with|of|and|we|let|then|where|in|over|for|both|which|the)\b)[a-z]", re.IGNORECASE
)


def stated(words: str, word: Stretch, subjects: Sequence[Stretch], symbols: Sequence[Stretch]) -> bool:
    """Whether a sentence says a word of symbols, in a form that is known to say so."""
    if not subjects or _FALSE.search(words) or words[: word[0]].endswith("-"):
        return False
    first, last = min(subjects), max(subjects)
    others = [each for each in symbols if each not in subjects]
    lead = _GENERALITY.sub("", _plain(words, (0, min(first[0], word[0])), others))
    clause = _reason(_CONJUNCTION.split(_FULL.split(lead)[-1])[-1])
    behind = _plain(words, (max(last[1], word[1]), len(words)), others)
    if last[1] <= word[0]:
        between = _plain(words, (last[1], word[0]), others)
        return _leads(clause) and _says(between) and _BEHIND.match(behind) is not None
    if _THE.search(words[: word[0]]) and not _DENIED.search(words):
        return True
    generic = _GENERIC.match(lead) is not None and _GOES_ON.match(behind) is not None
    return _leads(_WITH.split(clause)[-1]) and not _DENIED.search(clause) and not generic


def _reason(clause: str) -> str:
    """The words behind because, where those before it deny nothing."""
    parts = _REASON.split(clause)
    return clause if _DENIED.search(clause) else parts[-1]


def _plain(words: str, stretch: Stretch, symbols: Sequence[Stretch]) -> str:
    """A stretch of the sentence without markup, with a sign for each symbol."""
    parts, place = list[str](), stretch[0]
    for start, end in symbols:
        if place <= start and end <= stretch[1]:
            parts += [words[place:start], "\u00a7"]
            place = end
    joined = "".join([*parts, words[place : stretch[1]]]).strip("$")
    joined = _QUOTED.sub("\n;", joined)
    text = _MARKUP.sub(";", re.sub(r"\$*\u00a7\$*", "\u00a7", joined))
    return _SIGNS.sub("", _ENDS.sub(";", _WRAPPED.sub(" ", text)))


def _leads(clause: str) -> bool:
    """Whether the words before a symbol leave what is said of it: since the true label."""
    if _DENIED.search(clause):
        return False
    held = _ARTICLE.search(clause)
    if held is not None and not any(_TURNS.match(each) for each in held[1].lower().split()):
        clause = clause[: held.start()]
    return all(each in _LEAD for each in clause.lower().replace("-", " ").split())


def _says(between: str) -> bool:
    """Whether the words between a symbol and what is said of it do say it: is a, are both, be the true."""
    tokens = between.lower().replace(",", " ").removesuffix("(").split()
    tokens = [each for each in tokens if each not in _SAID]
    tokens = [] if tokens == ["and"] else tokens
    article = next((place for place, each in enumerate(tokens) if each in _ARTICLES), None)
    named = tokens[article + 1 :] if article is not None else []
    known = tokens if article is None else tokens[:article]
    if len(named) > 3 or any(_TURNS.match(each) and each not in _MIDDLE for each in named):
        return False
    says = not tokens or article == 0 or bool(_COPULAS & set(known))
    return says and all(each in _MIDDLE for each in known)

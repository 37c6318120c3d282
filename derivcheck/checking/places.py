"""Where in the author's text something stands."""

from __future__ import annotations

from derivcheck.checking.model import Mark
from derivcheck.reader.sources import NOWHERE, Source, Span


def mark(source: Source, span: Span, otherwise: Span) -> Mark:
    """The first line of a span, to be underlined; of the other span where the first is nowhere."""
    chosen = span if _is_in(source, span) else otherwise
    start = min(chosen.start, max(len(source.text) - 1, 0))
    place = source.place(start)
    begin = source.text.rfind("\n", 0, start) + 1
    end = source.text.find("\n", begin)
    text = source.text[begin : end if end >= 0 else len(source.text)]
    column = start - begin
    length = len(text[column : column + max(chosen.end - start, 1)].rstrip())
    return Mark(place.line, column + 1, max(length, 1), text)


def _is_in(source: Source, span: Span) -> bool:
    return span != NOWHERE and 0 <= span.start <= span.end <= len(source.text)

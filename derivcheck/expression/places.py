"""Pointing at places of a formula."""

from __future__ import annotations

from derivcheck.expression.syntax import Span


def pointed(source: str, *spans: Span) -> str:
    """The source, and under it a line with ^ below every character of the spans.

    >>> print(pointed("x + y", Span(4, 5)))
    x + y
        ^
    """
    last = max((span.end for span in spans), default=0)
    marked = (
        "^" if any(span.start <= place < max(span.end, span.start + 1) for span in spans) else " "
        for place in range(max(last, len(source) + 1))
    )
    return f"{source}\n{''.join(marked).rstrip()}"

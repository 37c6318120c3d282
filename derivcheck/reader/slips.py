"""What authors leave out where only one thing can be meant: the reader puts it in and says so."""

from __future__ import annotations

from dataclasses import replace

from derivcheck.reader.sources import Slip, Source
from derivcheck.reader.syntax import Node


def missing_sign(part: str, sign: str, lacking: Node) -> Slip:
    r"""The numerator or denominator of a derivative without its \partial, d or \delta."""
    return Slip(lacking.span, f"the {part} lacks its {sign}", f"write {sign} in front", sign)


def worded(slip: Slip, source: Source) -> Slip:
    """The slip with what was meant in the author's own words."""
    if not slip.sign:
        return slip
    meant = f"{slip.sign} {' '.join(source.slice(slip.span).split())}"
    return replace(slip, remedy=f"write {meant}", repair=f"with {meant}")

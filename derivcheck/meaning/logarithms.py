r"""How far the argument of \log a \exp(b) reaches."""

from __future__ import annotations

from derivcheck.reader.syntax import Application, Name, Product, Scripted


def takes_exponential(factor: Application, whole: Product) -> bool:
    """Whether the argument of a logarithm is followed by an exponential, which nobody multiplies it by."""
    logarithm = isinstance(factor.head, Name) and factor.head.text in ("log", "ln")
    powers = (each.head if isinstance(each, Application) else each for each in whole.factors[1:])
    bases = (each.base if isinstance(each, Scripted) else each for each in powers)
    return logarithm and any(isinstance(each, Name) and each.text in ("exp", "e") for each in bases)

r"""The variable by which is differentiated, written for the argument with a label: d f(z^{(l)}) / d z."""

from __future__ import annotations

from dataclasses import replace

from derivcheck.meaning.names import flattened
from derivcheck.meaning.vocabulary_scripts import Roles
from derivcheck.meaning.vocabulary_uses import parts
from derivcheck.reader.syntax import Application, Derivative, Name, Scripted


def derived_at(node: Derivative, roles: Roles) -> Application | None:
    r"""f'(z^{(l)}), where \frac{d f(z^{(l)})}{d z} stands; None for any other derivative."""
    body, (variable, *more) = node.body, node.variables
    if more or node.operator or not isinstance(body, Application) or len(body.items) != 1:
        return None
    only = body.items[0]
    if not isinstance(variable, Name) or not isinstance(only, Scripted) or not isinstance(only.base, Name):
        return None
    told = parts(flattened(only), roles)
    same = only.base.text.lower() == variable.text and not (variable.accents or only.base.accents)
    if not same or not told.labels or told.slots or told.power or told.trouble:
        return None
    head = body.head
    if isinstance(head, Scripted):
        return replace(body, head=replace(head, primes=head.primes + 1))
    return replace(body, head=Scripted(head, (), (), 1, span=head.span))

r"""A label that a derivative leaves out: \delta^L = \nabla_a C \odot \sigma'(z^L) means the a of layer L."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from derivcheck.meaning.environment import Uses
from derivcheck.meaning.expressions import Component, Derivative, Expression, Variable, mapped, walk
from derivcheck.meaning.resolution import Resolution

_LABEL = re.compile(r"\^((?:[A-Za-z]|ell)(?:[+-]\d+)?|\d)$")


def labelled(found: Resolution, known: Collection[str], uses: Mapping[str, Uses]) -> Resolution:
    """The sides with the label put to every name by which is differentiated and that has none.

    Only where all other labels of the step are this one, the name has it in the document (known or used), and
    nothing says what it is without a label.
    """
    nodes = [node for side in (found.lhs, found.rhs) for node in walk(side)]
    written = (_LABEL.search(node.name) for node in nodes if isinstance(node, Variable))
    labels = {match[1] for match in written if match is not None}
    if len(labels) != 1:
        return found
    (label,) = labels
    lost = {
        name: f"{name}^{label}"
        for name in _by(nodes, label)
        if name not in known and (f"{name}^{label}" in known or f"{name}^{label}" in uses)
    }
    if not lost:
        return found
    notes = tuple(f"{name} is {whole} here, as all is of {label}" for name, whole in sorted(lost.items()))
    lhs, rhs = (_renamed(side, lost) for side in (found.lhs, found.rhs))
    return replace(found, lhs=lhs, rhs=rhs, notes=(*found.notes, *notes))


def with_lost_labels(uses: Mapping[str, Uses]) -> Mapping[str, Uses]:
    """The names of a document with those that a derivative by the name alone may mean: a^L for a."""
    labels = {name[-1] for name in uses if re.search(r"\^[A-Z]$", name)}
    found = dict(uses)
    for name, each in uses.items():
        plain = re.sub(r"\^(?:[a-z]|ell)$", "", name)
        if plain != name and plain in uses:
            found |= {f"{plain}^{label}": each for label in labels if f"{plain}^{label}" not in uses}
    return found


def _by(nodes: Collection[Expression], label: str) -> Iterator[str]:
    """The names without a label by which is differentiated, that stand in the step with it, too; or nowhere
    else, where they differentiate what has none: dz^L / da is by the a of the layer below.
    """
    slopes = [(node, each) for node in nodes if isinstance(node, Derivative) for each in node.variables]
    by = [(_name(each), _name(node.body)) for node, each in slopes if _name(each)]
    whole = [node.name for node in nodes if isinstance(node, Variable)]
    for name in dict.fromkeys(each for each, _ in by if "^" not in each):
        bodies = [body for each, body in by if each == name]
        loose = len(bodies) == whole.count(name) and all(body and "^" not in body for body in bodies)
        if loose or f"{name}^{label}" in whole:
            yield name


def _name(node: Expression) -> str:
    base = node.base if isinstance(node, Component) else node
    return base.name if isinstance(base, Variable) else ""


def _renamed(node: Expression, names: Mapping[str, str]) -> Expression:
    node = mapped(node, lambda child: _renamed(child, names))
    if isinstance(node, Variable) and node.name in names:
        return replace(node, name=names[node.name])
    return node

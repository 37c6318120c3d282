r"""Definitions that a document states again: \delta^l_k = \partial C / \partial z^l_k, and of the last layer.

Where nothing else was said of the name, this is a claim, and proved; a definition it remains where it is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from derivcheck.meaning.definitions import same
from derivcheck.meaning.environment import Defined, Uses
from derivcheck.meaning.findings import Event, Finding
from derivcheck.meaning.layers import moved, other_layers
from derivcheck.meaning.names import stem

_AGAIN = "stated again"
OF_LAYER = Finding("claim", "stated of this layer", "definition", firm=True)


def stated_again(earlier: Defined, events: Sequence[Event], firm: Mapping[str, Defined]) -> Finding:
    """A claim, where the document has said nothing else of what the name is, and no claim says so alone;
    nor what the same is of another layer: then one of the two may be a slip.

    firm: the definitions in force, without what claims say.
    """
    said = [each.definition for each in events if each.name == earlier.name]
    kin = {each.name for each in events if not each.claimed and stem(each.name) == stem(earlier.name)}
    only = said == [earlier] and firm.get(earlier.name) == earlier and kin <= {earlier.name}
    return Finding("claim", _AGAIN, "definition", firm=True) if only else Finding("definition", _AGAIN)


def is_of_layer(definition: Defined, entries: Mapping[str, Defined], uses: Mapping[str, Uses]) -> bool:
    """Whether this is what another definition says of any layer: delta^L = dC/dz^L after dC/dz^l."""
    return any(
        new == definition.name and same(replace(stated, body=moved(stated.body, other)), definition)
        for name, stated in entries.items()
        for other, new in other_layers(name, uses)
    )

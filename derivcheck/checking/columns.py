"""Members of a matrix: theta_j may be row j or column j of theta, where nothing says which.

The usual reading is that of rows. A refutation that rests on it alone is none.
"""

from __future__ import annotations

from dataclasses import replace

from derivcheck.checking.attempts import Read, Resolved, tried
from derivcheck.checking.deciding import decided
from derivcheck.checking.judgement import Judgement, judged
from derivcheck.elaboration.kinds import slots_of
from derivcheck.elaboration.names import closure
from derivcheck.meaning.environment import Defined, Environment
from derivcheck.meaning.expressions import Component, Expression, Variable, mapped

Sides = tuple[Expression, Expression]


def of_columns(sides: Sides, environment: Environment) -> tuple[Sides, Environment] | None:
    """The step with theta_j as column j, for names of no stated shape that stand whole and with one index."""
    counts = slots_of(closure(sides, environment))
    names = frozenset(
        name
        for name, seen in counts.items()
        if seen == {0, 1} and name not in environment.shapes and name not in environment.definitions
    )
    if not names:
        return None

    def body(defined: Defined) -> Defined:
        return replace(defined, body=_as_columns(defined.body, names))

    left, right = (_as_columns(side, names) for side in sides)
    definitions = {name: body(each) for name, each in environment.definitions.items()}
    functions = {name: body(each) for name, each in environment.functions.items()}
    return (left, right), replace(environment, definitions=definitions, functions=functions)


def _as_columns(node: Expression, names: frozenset[str]) -> Expression:
    node = mapped(node, lambda part: _as_columns(part, names))
    if not isinstance(node, Component) or not isinstance(node.base, Variable) or node.base.name not in names:
        return node
    return replace(node, slots=(None, *node.slots)) if len(node.slots) == 1 else node


def either_way(found: Judgement, resolved: Resolved | None, read: Read) -> Judgement:
    """The same; a refuted step that is true of columns stays open."""
    if found.verdict != "refuted" or resolved is None:
        return found
    other = judged(tried((resolved,), read, decided))
    if other.verdict != "proved":
        return found
    reason = "true where members are columns of their matrix, false where they are rows"
    return found.but("unknown", reason, "say of which shape the matrix is")

"""Members around a fixed one: w_{t+j}, where a sum runs over j."""

from __future__ import annotations

from dataclasses import replace

from derivcheck.meaning.expressions import Component, Expression, IndexNumber, Opaque, Variable
from derivcheck.meaning.resolution_scene import ResolutionError
from derivcheck.meaning.vocabulary_scripts import WINDOW


def is_window(base: Expression) -> bool:
    """Whether a name stands for the members around a fixed one."""
    return isinstance(base, Variable) and base.name.endswith(WINDOW)


def of_members(value: Opaque) -> Opaque:
    """J(v, w_{t+j}): for every j another function of v; what w_{t+j} is matters no further.

    Raises ResolutionError where another argument is a member of something, too.
    """
    members = [each for each in value.arguments if isinstance(each, Component)]
    windows = [each for each in members if is_window(each.base)]
    if len(value.arguments) < 2 or not windows:
        return value
    if len(windows) < len(members) or any(len(each.slots) > 1 for each in windows):
        what = "a function of members of several names is not understood"
        raise ResolutionError(what, value.span, "write the other arguments without their index")
    function, arguments = value.function, list[Expression]()
    for each in value.arguments:
        match each:
            case Component(base=Variable(name=name), slots=(str() as index,)):
                arguments.append(IndexNumber(index, span=each.span))
                function += f"[{name}.]"
            case _:
                arguments.append(each)
    return replace(value, function=function, arguments=tuple(arguments))

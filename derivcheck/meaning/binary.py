r"""1\{y^{(i)} = 1\} of a label that is 0 or 1: it is y^{(i)} itself, and 1\{y^{(i)} = 0\} is 1 - y^{(i)}.

That a label is one of two is read from y \in \{0, 1\} or from a factor (1 - y^{(i)}) somewhere in the text.
"""

from __future__ import annotations

import re
from fractions import Fraction

from derivcheck.meaning.expressions import Add, Component, Expression, Number, Variable

_OTHER = re.compile(r"\\\{\s*-\s*1|-\s*1\s*,\s*\+?\s*1|softmax")
"""Labels -1 and 1, or more than two classes."""


def is_binary_label(name: str, text: str) -> bool:
    """Whether the text of a document, in small letters, shows that this name is 0 or 1."""
    if _OTHER.search(text):
        return False
    scripts = r"(?:\s*[_^]\s*(?:\{[^{}]*\}|\w))*\s*"
    name = rf"(?<![a-z]){re.escape(name.lower())}(?![a-z])"
    said = rf"{name}{scripts}\\in\s*\\?\{{\s*0\s*,\s*1\s*\\?\}}"
    shown = rf"1\s*-\s*{name}{scripts}(?:\\right\s*|\\[bB]ig+r?\s*)?[)}}\]]"
    return re.search(f"{said}|{shown}", text) is not None


def event_of_label(value: Expression, class_: Expression, relation: str, text: str) -> Expression | None:
    """The indicator of y = 0, y = 1, y != 0, y != 1; None of anything but a label that is 0 or 1."""
    base = value.base if isinstance(value, Component) else value
    if not isinstance(base, Variable) or not isinstance(class_, Number) or class_.value not in (0, 1):
        return None
    if relation not in {"=", r"\ne"} or not is_binary_label(base.name, text):
        return None
    is_one = (class_.value == 1) == (relation == "=")
    return value if is_one else Add((Number(Fraction(1)), value), (1, -1), span=value.span)

"""An answer as text, as JSON, and as code that runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from derivcheck.core.errors import MalformedError
from derivcheck.core.terms import Entry
from derivcheck.core.verdicts import Verdict
from derivcheck.derive.answers import Answer, Lemma, Line
from derivcheck.expression.declarations import shapes_text
from derivcheck.notation.latex import latex_name

VERSION = 1
TARGETS = ("latex", "jax", "numpy")


def as_text(answer: Answer) -> str:
    """Shapes, the derivative, its verdict and its derivation, for people."""
    question = answer.question
    lines = [f"{answer.objective} = {question.formula}"]
    if answer.variables:
        lines.append(f"shapes: {shapes_text(answer.variables)}")
    if answer.unusual:
        names = ", ".join(answer.unusual)
        lines.append(f"  (nothing else fits for {names}; other shapes: --where)")
    lines += ["", f"{_title(answer)}:", f"  {answer.text}"]
    lines += [f"  where {each}" for each in answer.intermediates]
    lines += ["", _verdict(answer), *(f"  provided that {each}" for each in answer.obligations)]
    for each in answer.derivations:
        judged = all(line.verdict in (None, Verdict.PROVED) for line in each.lines)
        head = f"derivation{f', with {each.naming}' if each.naming else ''}"
        lines += ["", f"{head}{' (every line proved)' if judged else ''}:", *_derivation(each)]
    return "\n".join(lines)


def _title(answer: Answer) -> str:
    question, shape = answer.question, " x ".join(map(str, answer.shape)) or "a number"
    head = f"{answer.kind} of {answer.objective} by {question.wrt}, {shape}"
    place = ", ".join(map(str, answer.free))
    if answer.kind == "Jacobian" and answer.free:
        rank = len(answer.free) - len(answer.variables[question.wrt])
        first, second = answer.free[:rank], answer.free[rank:]
        above = f"{answer.objective}[{', '.join(map(str, first))}]"
        below = f"{question.wrt}[{', '.join(map(str, second))}]" if second else question.wrt
        place += f": d {above} / d {below}"
    elif answer.closed or not answer.free:
        return head
    return f"{head} (entry {place}{'' if answer.closed else '; no matrix form is proved'})"


def _verdict(answer: Answer) -> str:
    if answer.verdict is Verdict.PROVED:
        return f"PROVED for {answer.scope}" if answer.scope else "PROVED"
    return f"{answer.verdict.value.upper()}: {answer.reason}"


def _derivation(lemma: Lemma) -> Iterator[str]:
    first, *rest = lemma.lines
    yield f"    {first.text}"
    for line in rest:
        assert line.verdict is not None
        word = "" if line.verdict is Verdict.PROVED else f"; {line.verdict.value}: {line.reason}"
        yield f"  = {line.text}    [{line.justification}{word}]"


def as_json(answer: Answer, target: str | None) -> str:
    """The answer as one JSON object; `target` adds emitted code."""
    question = answer.question
    found: dict[str, Any] = {
        "version": VERSION,
        "formula": question.formula,
        "wrt": question.wrt,
        "order": question.order,
        "kind": answer.kind,
        "objective": answer.objective,
        "variables": {name: list(shape) for name, shape in answer.variables.items()},
        "unusual": list(answer.unusual),
        "shape": list(answer.shape),
        "indices": [index.name for index in answer.free],
        "closed": answer.closed,
        "text": answer.text,
        "latex": answer.latex,
        "intermediates": list(answer.intermediates),
        "verdict": answer.verdict.value,
        "scope": answer.scope,
        "reason": answer.reason,
        "trusts": list(answer.trusts),
        "obligations": list(answer.obligations),
        "derivations": [[_line(line) for line in each.lines] for each in answer.derivations],
        "naming": [each.naming for each in answer.derivations],
        "emitted": None if target is None else {"target": target, "text": emitted(answer, target)},
    }
    return json.dumps(found, indent=1, allow_nan=False)


def _line(line: Line) -> dict[str, str | None]:
    return {
        "text": line.text,
        "latex": line.latex,
        "justification": line.justification,
        "verdict": None if line.verdict is None else line.verdict.value,
        "reason": line.reason,
    }


def emitted(answer: Answer, target: str) -> str:
    """The derivative as LaTeX, or as the source of a function that gives it with the value of the formula.

    Raises MalformedError for a formula that has no such form.
    """
    if target == "latex":
        return _latex_equation(answer)
    from derivcheck.emit.numpy import numpy_source
    from derivcheck.emit.programs import Output, Program
    from derivcheck.emit.source import source

    definition = answer.context.definitions[answer.objective]
    value = Output(answer.objective, definition.indices, Entry(answer.objective, definition.indices))
    derivative = Output(answer.output, answer.free, answer.term)
    program = Program(answer.context, (value, derivative))
    if target not in TARGETS:
        raise MalformedError(f"nothing is emitted as {target}", remedy=f"one of {', '.join(TARGETS)}")
    code = source(program, "evaluate") if target == "jax" else numpy_source(program, "evaluate")
    return f"{_comment(answer)}\n{code}"


def _comment(answer: Answer) -> str:
    lines = [f"{answer.objective} = {answer.question.formula}", f"{_title(answer)}: {answer.text}"]
    lines += [f"where {each}" for each in answer.intermediates]
    lines += [_verdict(answer), *(f"provided that {each}" for each in answer.obligations)]
    return "\n".join(f"# {line}" for line in lines)


def _latex_equation(answer: Answer) -> str:
    name = latex_name(answer.objective, answer.context)
    by = latex_name(answer.question.wrt, answer.context)
    if answer.question.order == 1:
        return rf"\frac{{\partial {name}}}{{\partial {by}}} = {answer.latex}"
    transposed = rf" \partial {by}^{{\top}}" if answer.variables[answer.question.wrt] else r"^{2}"
    return rf"\frac{{\partial^{{2}} {name}}}{{\partial {by}{transposed}}} = {answer.latex}"

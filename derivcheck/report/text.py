"""The report as a tree of short lines, for a terminal or a file; colours are the terminal's business."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from derivcheck.report.markdown import counted, entries, measured
from derivcheck.report.model import (
    ClaimReport,
    CounterexampleReport,
    CrosscheckReport,
    DerivationReport,
    MeasurementReport,
    MutantReport,
    ProblemReport,
    StepReport,
)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line. `style` is empty, "name", "faint", or a verdict word."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """A line and what hangs below it."""

    spans: tuple[Span, ...]
    children: tuple[Branch, ...] = ()


Seconds = Mapping[str, float]
"""Wall-clock seconds by claim; "" for the whole problem."""


def tree(problem: ProblemReport, seconds: Seconds) -> Branch:
    """One problem: its claims, derivations, training and error."""
    found = _verdict(problem.verdict, problem.expected)
    if problem.error is not None:
        found = Span("not finished" if problem.claims else "not judged", "malformed")
    head = (Span(problem.name, "name"), Span(problem.title), found)
    return Branch(
        (*head, *_time(seconds, "")),
        (
            *((_error(problem),) if problem.error else ()),
            *((_line("reason", problem.reason),) if problem.reason else ()),
            *(_claim(claim, seconds) for claim in problem.claims),
            *(_derivation(derivation) for derivation in problem.derivations),
            *(_measurement(measurement) for measurement in problem.measurements),
            *_training(problem),
        ),
    )


def summary(problems: Sequence[ProblemReport]) -> str:
    """One line: how many problems, and how many claims of each verdict."""
    claims = [claim for problem in problems for claim in problem.claims]
    words = [
        f"{sum(claim.verdict == word for claim in claims)} {word}"
        for word in ("proved", "refuted", "unknown", "malformed")
        if any(claim.verdict == word for claim in claims)
    ]
    broken = sum(problem.error is not None and not problem.claims for problem in problems)
    cut = sum(problem.error is not None and bool(problem.claims) for problem in problems)
    counts = f"{_plural(len(problems), 'problem')}, {_plural(len(claims), 'claim')}"
    ends = [f"; {broken} not judged" if broken else "", f"; {cut} not finished, see its error" if cut else ""]
    return ": ".join(filter(None, (counts, ", ".join(words)))) + "".join(ends)


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _verdict(word: str, expected: str) -> Span:
    return Span(word if word == expected else f"{word} (expected {expected})", word)


def _time(seconds: Seconds, name: str) -> tuple[Span, ...]:
    return (Span(f"{seconds[name]:.2f} s", "faint"),) if name in seconds else ()


def _line(label: str, text: str, style: str = "") -> Branch:
    return Branch((Span(f"{label}:", "faint"), Span(text, style)))


def _error(problem: ProblemReport) -> Branch:
    return _line("error", str(problem.error), "malformed")


def _claim(claim: ClaimReport, seconds: Seconds) -> Branch:
    spans = [Span(claim.name, "name"), _verdict(claim.verdict, claim.expected), Span(claim.scope)]
    if claim.mutants:
        spans.append(Span(f"mutants: {counted(claim.mutants)}"))
    if claim.crosscheck:
        spans.append(_crosscheck(claim.crosscheck))
    below = [_line("claim", claim.reading)] if claim.reading else []
    if claim.verdict != "proved" and claim.reason:
        below.append(_line("reason", claim.reason))
    if claim.suggestion:
        below.append(_line("hint", claim.suggestion))
    if claim.counterexample:
        below.append(_line("counterexample", _instance(claim.counterexample)))
    below += [_line("holds wherever", obligation) for obligation in claim.obligations]
    below += _mutants(claim.mutants)
    below += [_line("note", claim.note)] if claim.note else []
    below += [_claim(part, {}) for part in claim.parts]
    return Branch((*spans, *_time(seconds, claim.name)), tuple(below))


def _crosscheck(found: CrosscheckReport) -> Span:
    if found.consensus == "unknown":
        return Span(f"{found.method} not decided: {found.reason}", "unknown")
    measured = f"error {found.max_relative_error:.1e}, rounding explains {found.tolerance:.0e}"
    word, style = ("agrees", "") if found.consensus == "agreed" else ("DISAGREES", "refuted")
    return Span(f"{found.method} {word} at {found.instances} instances ({measured})", style)


def _mutants(mutants: MutantReport | None) -> list[Branch]:
    if mutants is None:
        return []
    alarm = "proved although it is a mistake: a fault in derivcheck, please report it"
    found = [_line(f"mutant {line.description}", alarm, "refuted") for line in mutants.alarms]
    return found + [
        _line(f"mutant {line.description}", f"not decided: {line.reason}", "unknown")
        for line in mutants.undecided
    ]


def _instance(found: CounterexampleReport) -> str:
    parts = [f"{name} = {size}" for name, size in found.dimensions.items()]
    parts += [f"{name} = {entries(values)}" for name, values in found.values.items()]
    parts += [f"{name} = {component}" for name, component in found.indices.items()]
    return f"{', '.join(parts)}\nleft side {found.lhs}\nright side {found.rhs}"


def _derivation(derivation: DerivationReport) -> Branch:
    origin = "derived by the program" if derivation.origin == "derived" else "derivation by the author"
    held = sum(step.verdict == "proved" for step in derivation.steps)
    word = "proved" if derivation.contradicts else derivation.verdict
    return Branch(
        (
            Span(derivation.name, "name"),
            Span(word, word),
            Span(f"{origin}, {held} of {_plural(len(derivation.steps), 'step')} proved"),
            *_compared(derivation),
            *((Span(f"{derivation.name} = {derivation.result}"),) if derivation.result else ()),
        ),
        tuple(
            _step(number, step)
            for number, step in enumerate(derivation.steps, start=1)
            if step.verdict != "proved"
        ),
    )


def _compared(derivation: DerivationReport) -> tuple[Span, ...]:
    if derivation.contradicts:
        return (Span(f"contradicts the claim {derivation.confirms}", "refuted"),)
    return (Span(f"compared with the claim {derivation.confirms}"),) if derivation.confirms else ()


def _measurement(found: MeasurementReport) -> Branch:
    word = Span("measured: fails", "refuted") if found.complaints else Span("measured: holds")
    below = tuple(_line("complaint", complaint, "refuted") for complaint in found.complaints)
    return Branch((Span(found.name, "name"), word, Span(found.statement)), below)


def _step(number: int, step: StepReport) -> Branch:
    below = [_line("reason", step.reason)] if step.reason else []
    if step.counterexample:
        below.append(_line("counterexample", _instance(step.counterexample)))
    head = (Span(f"step {number}", "name"), Span(step.verdict, step.verdict), Span(step.justification))
    return Branch((*head, Span(step.term)), tuple(below))


def _training(problem: ProblemReport) -> list[Branch]:
    """Every line that shows a result says which data set it is."""
    if problem.training is None:
        return []
    found = problem.training
    order = ("examples", "epochs", "test_accuracy", "test_loss", "gradient_agreement", "seconds")
    shown = [f"{key.replace('_', ' ')} {measured(found[key])}" for key in order if key in found]
    notice = [_line("note", found["notice"], "unknown")] if found.get("notice") else []
    title = found.get("title") or found.get("dataset", "an unnamed data set")
    return [_line(f"training on {title}", ", ".join(shown)), *notice]

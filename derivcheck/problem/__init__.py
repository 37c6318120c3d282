"""Problem: what a problem file builds, and what it holds."""

from derivcheck.problem.problem import Problem
from derivcheck.problem.stated import (
    Derivation,
    Gradient,
    Induction,
    MalformedClaim,
    Measurement,
    ProblemClaim,
    Reference,
    Step,
)

__all__ = [
    "Derivation",
    "Gradient",
    "Induction",
    "MalformedClaim",
    "Measurement",
    "Problem",
    "ProblemClaim",
    "Reference",
    "Step",
]

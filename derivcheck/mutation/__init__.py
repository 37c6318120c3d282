"""One-mistake mutants of a claim: what a check that can fail must not let pass."""

from derivcheck.mutation.mutants import Mutant, mutants

__all__ = ["Mutant", "mutants"]

"""Networks as problems: stated for any depth, their gradients found, proved, emitted and trained with.

What is trained with is not the formula in a problem file but the one the program found itself: every
gradient is claimed equal to the derivative of the objective, decided by the kernel, and only what comes
out PROVED for all dimensions is emitted.
"""

from derivcheck.network.proof import proved_gradients, proved_program
from derivcheck.network.search import SearchedTraining
from derivcheck.network.statement import Architecture, state
from derivcheck.network.training import NetworkTraining, emitted_gradients

__all__ = [
    "Architecture",
    "NetworkTraining",
    "SearchedTraining",
    "emitted_gradients",
    "proved_gradients",
    "proved_program",
    "state",
]

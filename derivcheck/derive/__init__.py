"""`derivcheck derive`: the derivative of a formula that is typed in, in closed form and proved."""

from derivcheck.derive.answers import Answer, Question
from derivcheck.derive.pipeline import answer

__all__ = ["Answer", "Question", "answer"]

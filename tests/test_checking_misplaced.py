"""Names in a place where they cannot be meant, each beside the same where they can."""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import check_text

WRONG = ("malformed", "refuted")


def steps(text: str) -> list[CheckedStep]:
    return [step for derivation in check_text(text).derivations for step in derivation.steps]


LAYER = r"""$$ \frac{\partial J}{\partial z} \cdot \frac{\partial z}{\partial h}
= (p - t) \cdot \frac{\partial}{\partial @}(h W_2 + b_2) = q V $$"""
SLOPE = r"$$ \frac{\partial s(x)}{\partial x} = s(x) @(1 - s(x)) $$"
POLICY = r"$$ \nabla_\theta J = E[\nabla_\theta \log@(a_t | s_t) R] $$"
TURNED = r"$$ (y^T X w)^T = w^T @ y $$"


@pytest.mark.parametrize(
    ("text", "odd", "right", "reason"),
    [
        (LAYER, "x", "h", "has no x"),
        (SLOPE, "s", "", "of its own value"),
        (POLICY, r"_{\pi_\theta}", r" \pi_\theta", "in its subscript"),
        (TURNED, "x^T", "X^T", "X has become x"),
    ],
)
def test_one_name(text: str, odd: str, right: str, reason: str) -> None:
    found = [step for step in steps(text.replace("@", odd)) if step.verdict in WRONG]
    assert found
    assert reason in found[0].reason
    assert all(step.verdict not in WRONG for step in steps(text.replace("@", right)))


@pytest.mark.parametrize(
    "text",
    [
        r"$$ \frac{\partial J}{\partial z} = \frac{\partial}{\partial z}(u + v) $$",
        r"$$ \frac{\partial J}{\partial w} = \frac{\partial}{\partial w}(h(z) + b_2) $$",
        r"$$ q = s(x) s(1 - x) $$",
        r"$$ q = s(x) s(1 - s(x)) $$",
        r"$$ r = \log_2(x) + \log_b(y) $$",
        r"$$ (y^T X w)^T = w^T X^T y $$",
        r"$$ (a^T X w)^T = c^T x^T y $$",
    ],
)
def test_what_may_be_meant(text: str) -> None:
    assert all(step.verdict not in WRONG for step in steps(text))

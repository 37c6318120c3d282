"""Labels that are 0 or 1 and their indicators, components in definitions, what integrals and sums run over:
right steps proved, wrong neighbours not.
"""

from __future__ import annotations

import pytest

from derivcheck.checking.session import Session

LABELS = r"Labels $y^{(i)} \in \{0, 1\}$ and inputs $x^{(i)} \in \mathbb{R}^d$." "\n\n"
FACTOR = r"$$\ell = \sum_{i=1}^m y^{(i)} \log \phi + (1 - y^{(i)}) \log (1 - \phi)$$" "\n\n"
SIGNS = r"Labels $y^{(i)} \in \{-1, 1\}$." "\n\n"
ONES = r"\sum_{i=1}^m {} = \sum_{i=1}^m y^{(i)}"
ZEROS = r"\sum_{i=1}^m {} = m - \sum_{i=1}^m y^{(i)}"

SPELLINGS = [
    r"1\{y^{(i)} = V\}",
    r"1[y^{(i)} = V]",
    r"1(y^{(i)} = V)",
    r"1_{y^{(i)} = V}",
    r"1_{\{y^{(i)} = V\}}",
    r"\mathbf{1}\{y^{(i)} = V\}",
    r"\mathbb{1}_{[y^{(i)} = V]}",
    r"\mathbb{I}(y^{(i)} = V)",
    r"I(y^{(i)} = V)",
    r"I\{y^{(i)} = V\}",
    r"\mathbf{I}_{[y^{(i)} = V]}",
    r"\chi_{y^{(i)} = V}",
    r"\delta(y^{(i)} = V)",
    r"[y^{(i)} = V]",
    r"\llbracket y^{(i)} = V \rrbracket",
]


def verdict(text: str) -> str:
    return tuple(Session().check_stdin(text.encode()).steps)[-1].verdict


def display(step: str) -> str:
    return f"$${step}$$\n"


@pytest.mark.parametrize("spelled", SPELLINGS)
def test_indicator_of_a_label(spelled: str) -> None:
    one, zero = spelled.replace("V", "1"), spelled.replace("V", "0")
    assert verdict(LABELS + display(ONES.replace("{}", one))) == "proved"
    assert verdict(LABELS + display(ZEROS.replace("{}", zero))) == "proved"
    assert verdict(LABELS + display(ONES.replace("{}", zero))) != "proved"
    assert verdict(LABELS + display(ZEROS.replace("{}", one))) == "refuted"


COMPONENTS = r"Let $a \in \mathbb{R}^n$ and" "\n\n" r"$$Z = a_1 + a_2$$" "\n\n"
STEPS = [
    (FACTOR + display(ONES.replace("{}", r"1\{y^{(i)} = 1\}")), True),
    (SIGNS + display(ONES.replace("{}", r"1\{y^{(i)} = 1\}")), False),
    (display(ONES.replace("{}", r"1\{y^{(i)} = 1\}")), False),
    (LABELS + display(r"\sum_{i: y^{(i)} = 1} x^{(i)} = \sum_{i=1}^m 1\{y^{(i)} = 1\} x^{(i)}"), True),
    (LABELS + display(r"\sum_{i, y^{(i)} = 0} x^{(i)} = \sum_{i=1}^m (1 - y^{(i)}) x^{(i)}"), True),
    (LABELS + display(r"\sum_{i: y^{(i)} = 0} x^{(i)} = \sum_{i=1}^m 1\{y^{(i)} = 1\} x^{(i)}"), False),
    (r"$$L = (y_1 - y_2)^2$$" "\n\n" + display(r"\frac{\partial L}{\partial y_2} = 2 (y_1 - y_2)"), False),
    (COMPONENTS + display(r"Z^2 = a_1^2 + 2 a_1 a_2 + a_2^2"), True),
    (COMPONENTS + display(r"Z^2 = a_1^2 + a_1 a_2 + a_2^2"), False),
]


EM = (
    r"\sum_i \sum_z Q_i(z) \log \frac{p(x_i, z; \theta)}{Q_i(z)} ="
    r" \sum_i \sum_z Q_i(z) \log p(x_i, z; \theta) "
)
RUNNING = [
    (EM + r"- \sum_i \sum_z Q_i(z) \log Q_i(z)", True),
    (EM + r"+ \sum_i \sum_z Q_i(z) \log Q_i(z)", False),
    (r"\sum_i \sum_z Q_i(z) \log p(x_i, z) = \sum_i \sum_z Q_i(z) \log p(x_1, z)", False),
    (r"\int a(x) + b(x) dx = \int a(x) dx + \int b(x) dx", True),
    (r"\int a(x) - b(x) dx = \int a(x) dx + \int b(x) dx", False),
    (r"\int a(x) - b(x) \, \mathrm{d}x + 3 = 3 + \int a(x) dx - \int b(x) dx", True),
    (r"\int a(x) - b(x) \, \mathrm{d}x + 3 = -3 + \int a(x) dx - \int b(x) dx", False),
    (
        r"\int p_\theta(a_t|s_t) \nabla_\theta \log p_\theta(a_t|s_t) da_t"
        r" = \nabla_\theta \int p_\theta(a_t|s_t) da_t",
        True,
    ),
    (
        r"\int p_\theta(a_t|s_t) \nabla_\theta \log p_\theta(a_t|s_t) da_t"
        r" = 2 \nabla_\theta \int p_\theta(a_t|s_t) da_t",
        False,
    ),
    (
        r"\sum_a \pi_\theta(a|s) \nabla_\theta \log \pi_\theta(a|s) = \sum_a \nabla_\theta \pi_\theta(a|s)",
        True,
    ),
    (
        r"\sum_a \pi_\theta(a|s) \nabla_\theta \log \pi_\theta(a|s) = -\sum_a \nabla_\theta \pi_\theta(a|s)",
        False,
    ),
    (
        r"\sum_{z^{(i)}} q(z^{(i)}) (f(z^{(i)}) + c)"
        r" = c \sum_{z^{(i)}} q(z^{(i)}) + \sum_{z^{(i)}} q(z^{(i)}) f(z^{(i)})",
        True,
    ),
    (r"\sum_{z^{(i)}} q(z^{(i)}) (f(z^{(i)}) + c) = c + \sum_{z^{(i)}} q(z^{(i)}) f(z^{(i)})", False),
    (r"\sum_i \sum_{z_i} q(z_i) f(x_i, z_i) = \sum_i \sum_{z_i} f(x_i, z_i) q(z_i)", True),
    (r"\sum_i \sum_{z_i} q(z_i) f(x_i, z_i) = \sum_i \sum_{z_i} f(x_i, z_i)", False),
    (r"\sum_{a_t} p(a_t | s_t) b(s_t) = b(s_t) \sum_{a_t} p(a_t | s_t)", True),
    (r"\sum_{a_t} p(a_t | s_t) b(a_t) = b(a_t) \sum_{a_t} p(a_t | s_t)", False),
]


@pytest.mark.parametrize(("step", "right"), RUNNING)
def test_what_an_operator_runs_over(step: str, right: bool) -> None:
    assert (verdict(display(step)) == "proved") is right


@pytest.mark.parametrize(("text", "right"), STEPS)
def test_labels_and_components(text: str, right: bool) -> None:
    assert (verdict(text) == "proved") is right


def test_an_indicator_of_which_nothing_is_known_refutes_nothing() -> None:
    text = r"$$\phi = \frac{1}{m} \sum_{i=1}^m 1\{c^{(i)} = 1\}$$" "\n\n"
    assert verdict(text + display(r"\sum_{i=1}^m (c^{(i)} - \phi) = 0")) == "unknown"


def test_a_function_of_a_number_is_the_same_in_every_sum() -> None:
    step = (
        r"\frac{\sum_{i=1}^m f(c^{(i)}, 2)}{\sum_{j=1}^m g(c^{(j)}, 2)}"
        r" = \frac{SUM f(c^{(i)}, N)}{\sum_{i=1}^m g(c^{(i)}, 2)}"
    )
    right = step.replace("SUM", r"\sum_{i=1}^m")
    assert verdict(display(right.replace("N", "2"))) == "proved"
    assert verdict(display(right.replace("N", "3"))) != "proved"

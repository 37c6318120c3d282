"""What stands below sums, rows that spaces part, and lines that a relation goes on with."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text


def verdicts(text: str) -> list[str]:
    return [step.verdict for each in check_text(text, "markdown").derivations for step in each.steps]


SUM = "Let $x \\in \\mathbb{R}^N$ and $S = \\sum_{i=1}^N x_i$.\n\n$$ %s $$"

WITHOUT_I = [
    r"j : j \neq i",
    r"j \in \{1,\dots,N\} \setminus \{i\}",
    r"j \in [N] \setminus i",
    r"j \in [N], j \neq i",
    r"\substack{j=1,\\ j \neq i}",
    r"\begin{subarray}{l} j=1 \\ j \ne i \end{subarray}",
    r"j = 1 \text{ and } j \neq i",
    r"j = 1 | j \neq i",
    r"i \neq j",
]


@pytest.mark.parametrize("limits", WITHOUT_I)
def test_all_but_one(limits: str) -> None:
    upper = "^N" if "=1" in limits or "= 1" in limits else ""
    assert verdicts(SUM % rf"\sum_{{{limits}}}{upper} x_j = S - x_i")[-1] == "proved"
    assert verdicts(SUM % rf"\sum_{{{limits}}}{upper} x_j = S")[-1] != "proved"


@pytest.mark.parametrize(
    "total",
    [r"\sum_j^N x_j", r"\sum_{j \in [N]} x_j", r"\sum_{0 < j \leq N} x_j", r"\sum_{j \le N} x_j"],
)
def test_all(total: str) -> None:
    assert verdicts(SUM % f"{total} = S")[-1] == "proved"
    assert verdicts(SUM % f"{total} = S - x_i")[-1] != "proved"


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\sum_{l \in U \cup I} (a_l + b_l) = \sum_{l \in U \cup I} a_l + \sum_{l \in U \cup I} b_l", True),
        (r"\sum_{l \in U \cup I} a_l = \sum_{l \in U} a_l", False),
        (r"\sum_{j \in A \setminus B} x_j = \sum_{j \in A, j \ne B} x_j", False),
        (r"\sum_{i-c \leq j \leq i+c, i \neq j} 2 x_j = 2 \sum_{i-c \leq j \leq i+c, j \neq i} x_j", True),
        (r"\sum_{i - c \leq j \leq i + c} x_j = \sum_{i - d \leq j \leq i + d} x_j", False),
        (r"\sum_{j \in N(i)} 2 a_{ij} = 2 \sum_{j \in N(i)} a_{ij}", True),
        (r"\sum_{j \in N(i)} x_j = \sum_{j \in N(k)} x_j", False),
        (r"\sum_{(x_i, y_i) \in D} 2 (x_i + y_i) = 2 \sum_{(x_i, y_i) \in D} (x_i + y_i)", True),
        (r"c - x_1 - x_2 - \dots - x_n = c - \sum_{i=1}^n x_i", True),
        (r"c + x_1 + \dots + x_n + d = c + d + \sum_{i=1}^n x_i", True),
        (r"c + x_1 + \dots + x_n = c - \sum_{i=1}^n x_i", False),
        (r"x^T x = [x_1 \ x_2 \dots x_n] \begin{bmatrix} x_1 \\ \vdots \\ x_n \end{bmatrix}", True),
        (r"\left[ \; x_1 \cdots x_n \; \right]^2 = \prod_{i=1}^n x_i^2", True),
        (r"\left[ x_1 \; \cdots \; x_n \right]^T = 2 x", False),
    ],
)
def test_members_series_and_rows(claim: str, verdict: bool) -> None:
    assert (verdicts(f"$$ {claim} $$")[-1] == "proved") is verdict


CHAINS = [
    "> $(a+b)^2$ <br>\n> = $a^2 + a b + b a + b^2$ <br>\n> = $a^2 + 2 a b + b^2$",
    "$(a+b)^2$ \\\n= $a^2 + a b + b a + b^2$ \\\n= $a^2 + 2 a b + b^2$",
    "$$ (a+b)^2 $$\n$$ = a^2 + a b + b a + b^2 $$\n$$ = a^2 + 2 a b + b^2 $$",
    "$$ (a+b)^2 $$ = $$ a^2 + a b + b a + b^2 $$ = $$ a^2 + 2 a b + b^2 $$",
]


@pytest.mark.parametrize("text", CHAINS)
def test_a_relation_goes_on_with_the_formula_before(text: str) -> None:
    assert verdicts(text) == ["proved", "proved"]
    assert verdicts(text.replace("2 a b", "3 a b"))[-1] == "refuted"


def test_a_word_between_formulas_parts_them() -> None:
    assert verdicts("$(a+b)^2$ and $= a^2$") == []

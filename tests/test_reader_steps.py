"""Formulas are cut into the steps their authors meant."""

from __future__ import annotations

import pytest

from derivcheck.reader.documents import read_text


def steps(text: str, kind: str = "markdown") -> list[list[tuple[str, str, str]]]:
    """Left side, relation and right side of every step, by derivation, white space evened out."""
    return [
        [(" ".join(s.lhs.text.split()), s.relation, " ".join(s.rhs.text.split())) for s in each.steps]
        for each in read_text(text, kind).derivations
    ]


QUAD = r"\quad"
CHAIN = [("a", "=", "b"), ("b", "=", "c")]
LAYOUTS = [
    "$$a = b = c$$",
    "$a = b = c$",
    "$a$ = $b$ = $c$",
    r"$$\begin{aligned} a &= b \\ &= c \end{aligned} \tag{1}$$",
    "\\begin{align*}\na &= b \\\\[2pt]\n  &= c.\n\\end{align*}",
    r"\begin{eqnarray} a & = & b \nonumber \\ & = & c \label{e} \end{eqnarray}",
    r"$$\begin{array}{rcl} a &=& b \\ &=& c \end{array}$$",
    r"\[\begin{split} a &= b \\ &= c \end{split}\]",
    r"$$a = b \\ = c$$",
    r"$$a = \\ b = \\ c$$",
    "$$a = b$$\n\n$$= c$$",
    "$$a = b$$\n\nand then\n\n$$= c \\tag{2}$$ (2)",
    "```math\na = b \\\\\n  = c\n```",
    r"\begin{gather*} a = b = c \end{gather*}",
    r"$$a = b = c \quad \text{(by the chain rule)}$$",
    r"$$a = b \qquad (3) \\ = c \qquad (\text{cyclic property})$$",
    r"\begin{align} a &= b && \text{by definition} \\ &= c && [\text{Bayes' theorem}] \end{align}",
    r"$$a = b \;(\text{by definition}) = c \ \ (\text{product rule})$$",
    r"$$\boxed{a = b = c}$$",
    r"\begin{align} a &= b \\ &= c && \blacksquare \end{align}",
    r"$$\color{blue}{a = b} = c$$",
    r"$$a \overset{(i)}{=} b \stackrel{!}{=} c$$",
]


@pytest.mark.parametrize("text", LAYOUTS)
def test_one_chain_in_many_layouts(text: str) -> None:
    assert steps(text) == [CHAIN]


def test_a_chain_keeps_its_head_and_its_places() -> None:
    text = "Text.\n\n\\begin{align}\n f &= a \\\\\n   &= b + {} \\\\ % hm\n   &\\quad c\n\\end{align}\n"
    first, second = read_text(text, "tex").derivations[0].steps
    assert (first.line, first.column) == (4, 2)
    assert (second.line, second.column) == (5, 7)
    assert second.head.text == "f"
    assert second.lhs.text == "a"
    assert second.rhs.text == "b + {} \\\\ % hm\n   &\\quad c"
    assert second.understood


CUTS = [
    (r"$$a = b, \quad c = d$$", [[("a", "=", "b"), ("c", "=", "d")]]),
    (r"$$a = b \Rightarrow c = d$$", [[("a", "=", "b"), ("c", "=", "d")]]),
    (r"$$a = b => c \implies d \le e$$", [[("a", "=", "b"), ("d", r"\le", "e")]]),
    (r"\begin{align} a &= b & c &= d \\ e &= f \end{align}", [[("a", "=", "b"), ("c", "=", "d"), ("e", "=",
     "f")]]),
    (r"$i, j = 1, \dots, n$", [[("i, j", "=", r"1, \dots, n")]]),
    (r"$x, y \in \mathbb{R}^n$", [[("x, y", r"\in", r"\mathbb{R}^n")]]),
    (r"$$\left( a + \right. \\ \left. b \right) = c$$", [[(r"\left( a + \right. \\ \left. b \right)", "=",
     "c")]]),
    (r"$$a = (b + \\ c) \\ = d$$", [[("a", "=", r"(b + \\ c)"), (r"(b + \\ c)", "=", "d")]]),
    ("$$J = a$$\n\n$$+ b$$", [[("J", "=", "a + b")]]),
    ("$$J = a$$\n\n$$-b$$", [[("J", "=", "a")]]),
    (r"$0 < \lambda < 1$", [[("0", "<", r"\lambda"), (r"\lambda", "<", "1")]]),
    (r"$\theta := \theta - \alpha g$", [[(r"\theta", ":=", r"\theta - \alpha g")]]),
    (r"$f \triangleq g \equiv h \coloneqq k$",
     [[("f", ":=", "g"), ("g", r"\equiv", "h"), ("h", ":=", "k")]]),
    (r"$w \leftarrow w - g \approx 0 \propto z$",
     [[("w", r"\leftarrow", "w - g"), ("w - g", r"\approx", "0"), ("0", r"\propto", "z")]]),
    (r"$$f = \begin{cases} 1 & x = 0 \\ 0 & x \ne 0 \end{cases}$$",
     [[("f", "=", r"\begin{cases} 1 & x = 0 \\ 0 & x \ne 0 \end{cases}")]]),
    ("$x$ and $\\frac{a}{b}$", []),
    ("$$= a$$", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CUTS, ids=[row[0] for row in CUTS])
def test_where_one_step_ends(text: str, expected: list[list[tuple[str, str, str]]]) -> None:
    assert steps(text) == expected


def test_conditions_and_reasons_stand_beside_a_step() -> None:
    step = read_text(r"$$f = x \quad \text{if } i = j, \qquad \forall k$$").derivations[0].steps[0]
    assert [condition.text for condition in step.conditions] == ["i = j", r"\forall k"]
    step = read_text(r"$$f = x \quad \text{(chain rule)} \tag{7}$$").derivations[0].steps[0]
    assert step.words == ("(chain rule)",)
    assert step.tag == "7"
    assert step.conditions == ()


def test_a_row_with_a_missing_bracket_spoils_no_other_row() -> None:
    found = (
        read_text("$$\\begin{aligned} a &= f(b + c \\\\ &= d \\\\ &= e \\end{aligned}$$").derivations[0].steps
    )
    assert [bool(step.slips) for step in found] == [True, True, False]
    slip = read_text("$$a = f(b + c$$").derivations[0].steps[0].slips[0]
    assert (slip.span.start, slip.reason) == (7, "this bracket is not closed")


def test_a_word_left_to_fill_in_is_not_understood() -> None:
    first, second = read_text(r"$$a = \text{complete me} \\ = b$$").derivations[0].steps
    assert (first.rhs.understood, second.rhs.understood) == (False, True)


@pytest.mark.parametrize(
    "said",
    [r"&& \text{because } x = y", r"\quad (\text{since } x = y)", r"&& \left[\text{using } x = y\right]",
     r"\qquad \text{(as $x = y$)}", r"\qquad [\because x = y]", r"\because x = y", r", \text{ where } x = y",
     r"\quad (x = y)"],
)  # fmt: skip
def test_the_next_row_does_not_go_on_with_a_reason(said: str) -> None:
    text = rf"\begin{{align}} a &= b {said} \\ &= c \end{{align}}"
    assert steps(text) == [[("a", "=", "b"), ("x", "=", "y"), ("b", "=", "c")]]
    assert [step.aside for step in read_text(text).derivations[0].steps] == [False, True, False]
    displays = f"$$a = b {said.replace('&&', QUAD)}$$\n\n$$= c$$"
    assert steps(displays)[0][-1] == ("b", "=", "c")


@pytest.mark.parametrize(
    "said",
    [
        r"\quad i = j",
        r"\quad (i = j)",
        r"&& \text{if } i = j",
        r"&& (\text{if } i = j)",
        r"&& \text{if } i = j:",
    ],
)
def test_a_comparison_of_indices_is_a_condition(said: str) -> None:
    (derivation,) = read_text(rf"\begin{{align}} a &= b {said} \\ &= c \end{{align}}").derivations
    assert [[side.text for side in step.conditions] for step in derivation.steps] == [["i = j"], ["i = j"]]


@pytest.mark.parametrize("case", [r"i \neq j: \quad", r"i \ne j:", r"\text{for } i \ne j: \quad"])
def test_a_case_may_stand_in_front(case: str) -> None:
    ((step,),) = (each.steps for each in read_text(f"$${case} a = b$$").derivations)
    assert [side.text.replace("neq", "ne") for side in step.conditions] == [r"i \ne j"]
    assert (step.lhs.text, step.rhs.text) == ("a", "b")


def test_the_other_case_begins_anew() -> None:
    text = r"\begin{align} a &= b && \text{if } i = j \\ &= c && \text{if } i \neq j \\ &= d \end{align}"
    assert steps(text) == [[("a", "=", "b"), ("a", "=", "c"), ("c", "=", "d")]]
    same = r"\begin{align} a &= b && \text{if } i = j \\ &= c && \text{if } i = j \end{align}"
    assert steps(same) == [CHAIN]


def test_equations_side_by_side_are_no_asides() -> None:
    assert steps(r"\begin{align} a &= b & c &= d \\ e &= f & g &= h \end{align}") == [
        [("a", "=", "b"), ("c", "=", "d"), ("e", "=", "f"), ("g", "=", "h")]
    ]
    assert steps(r"$$a = b, \quad c = d$$" + "\n\n$$= e$$") == [
        [("a", "=", "b"), ("c", "=", "d"), ("d", "=", "e")]
    ]


DOUBLED = [
    (r"\frac{\partial y}{{\partial h}}", r"\frac{\partial y}{\partial h}", True),
    (r"\frac{{\partial y}}{{\partial h}}", r"\frac{\partial y}{\partial h}", True),
    (r"\frac{{y}}{{\partial h}}", r"\frac{y}{\partial h}", True),
    (r"\frac{{\partial y} + {\partial x}}{2}", r"\frac{\partial y} + {\partial x}{2}", False),
]


@pytest.mark.parametrize(("doubled", "single", "same"), DOUBLED)
def test_doubled_braces_around_a_differential(doubled: str, single: str, same: bool) -> None:
    sides = [read_text(f"$${text} = 1$$").derivations[0].steps[0].lhs for text in (doubled, single)]
    assert (sides[0].tree == sides[1].tree) is same
    assert not same or [slip.reason for slip in sides[0].slips] == [slip.reason for slip in sides[1].slips]

"""What is in force where a step stands: conditions, shapes, properties, hypotheses."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from derivcheck.meaning.environment import Declared
from derivcheck.meaning.expressions import Component, Condition, Opaque, Variable, walk
from derivcheck.meaning.facts import UnderstoodStep, understand
from derivcheck.reader.documents import read_text


def steps(text: str) -> list[UnderstoodStep]:
    return [step for derivation in understand(read_text(text)).derivations for step in derivation.steps]


def last(text: str) -> UnderstoodStep:
    return steps(text)[-1]


def shapes(text: str) -> Mapping[str, Declared]:
    return last(text).environment.shapes


def properties(text: str) -> set[tuple[str, str]]:
    return {(each.name, each.kind) for each in last(text).environment.properties}


@pytest.mark.parametrize("before", ["For $i \\neq j$:", "If $i \\neq j$, then", "**Case $i \\neq j$.**"])
def test_conditions_of_a_display(before: str) -> None:
    text = (
        f"Let $p_i = e^{{z_i}} / \\sum_j e^{{z_j}}$.\n\n"
        f"{before}\n\n"
        f"$$\\frac{{\\partial p_i}}{{\\partial z_j}} = -p_i p_j$$"
    )
    assert last(text).environment.conditions == (Condition("i", "!=", "j"),)


def test_words_in_between_end_a_condition() -> None:
    text = (
        "$$p_i = e^{z_i} / \\sum_j e^{z_j}$$\n\n"
        "For $i \\neq j$ the result is quite different. Now both of these cases are put "
        "together in one:\n\n"
        "$$\\frac{\\partial p_i}{\\partial z_j} = -p_i p_j$$"
    )
    assert last(text).environment.conditions == ()


def test_conditions_beside_a_row() -> None:
    text = (
        "$$p_i = e^{z_i} / \\sum_j e^{z_j}$$\n\n"
        "$$\\begin{aligned}\\frac{\\partial p_i}{\\partial z_j} &= -p_i p_j && \\text{if } i "
        "\\neq j\\end{aligned}$$"
    )
    assert last(text).environment.conditions == (Condition("i", "!=", "j"),)
    value = last("$$\\begin{aligned} y^2 + L &= 1 + L && \\text{if } y = 1\\end{aligned}$$").environment
    assert [(each.lhs, each.relation) for each in value.given] == [(Variable("y"), "=")]


def test_a_display_that_goes_on_in_another_case_goes_on_from_the_head() -> None:
    text = (
        "$$\\frac{\\partial p_i}{\\partial z_j} = a$$\n\n"
        "If $i = j$,\n\n"
        "$$= b = c$$\n\n"
        "If $i \\neq j$,\n\n"
        "$$= d$$"
    )
    assert [each.step.lhs.text for each in steps(text) if each.kind == "claim"][
        -1
    ] == r"\frac{\partial p_i}{\partial z_j}"


def test_memberships_declare_shapes() -> None:
    found = shapes(
        "Let $x, y \\in \\mathbb{R}^d$, $W \\in R^{n \\times m}$, $c \\in \\mathbb{R}$.\n\n"
        "$$W_1 : D \\times H$$\n\n"
        "$$b : 1 \\times H$$"
    )
    sizes = {name: (each.sizes, each.form) for name, each in found.items()}
    assert sizes == {"x": (("d",), ""), "y": (("d",), ""), "W": (("n", "m"), ""), "c": ((), ""),
                     "W_1": (("D", "H"), ""), "b": (("H",), "row")}  # fmt: skip


def test_members_of_a_family_have_an_axis_more() -> None:
    found = shapes(
        "Let $x_i \\in \\mathbb{R}^d$ and $y_i \\in \\{0, 1\\}$.\n\n$$J = \\sum_{i=1}^n y_i w^\\top x_i$$"
    )
    assert (found["x"].sizes, found["y"].sizes) == (("n", "d"), ("n",))


def test_shapes_in_words() -> None:
    found = shapes("Let $W$ be an $m \\times n$ matrix and $x$ a $d$-dimensional vector.\n\n$$W W = x$$")
    assert (found["W"].sizes, found["x"].sizes) == (("m", "n"), ("d",))


def test_properties() -> None:
    text = (
        "The vector $y$ is one-hot, $A$ is symmetric, $B$ is not symmetric, with a positive "
        "constant $\\lambda$ and $\\mu > 0$.\n\n"
        "$$2 x = x + x$$"
    )
    found = properties(text)
    assert {("y", "one-hot"), ("A", "symmetric"), ("lambda", "positive"), ("mu", "positive")} <= found
    assert ("B", "symmetric") not in found
    assert ("B", "one-hot") not in found


def test_properties_by_equations() -> None:
    text = "Note that $\\sum_k y_k = 1$, and $A^\\top = A$.\n\n$$2 x = x + x$$"
    assert properties(text) >= {("y", "sums-to-one"), ("A", "symmetric")}
    assert ("x", "positive") not in properties("If $x > 0$ the slope is 1.\n\n$$2 x = x + x$$")


def test_properties_hold_from_where_they_are_said_and_in_their_section() -> None:
    found = steps(
        "$$2 x = x + x$$\n\nHere $A$ is symmetric.\n\n# Next\n\nHere $B$ is symmetric.\n\n$$3 x = x + 2 x$$"
    )
    assert {each.name for each in found[0].environment.properties} == {"A"}
    assert {each.name for each in found[1].environment.properties} == {"A", "B"}


def test_directives_say_the_same_as_prose() -> None:
    text = (
        "<!-- derivcheck: y one-hot -->\n<!-- derivcheck: W \\in \\mathbb{R}^{n \\times m} "
        "-->\n<!-- derivcheck: J = y^\\top W x -->\n\n"
        "$$\\frac{\\partial J}{\\partial x} = W^\\top y$$"
    )
    environment = last(text).environment
    assert environment.shapes["W"].sizes == ("n", "m")
    assert {(each.name, each.kind) for each in environment.properties} == {("y", "one-hot")}
    assert set(environment.definitions) == {"J"}


def test_the_layout_of_vectors() -> None:
    assert last("All vectors are column vectors.\n\n$$2x = x + x$$").environment.vectors == "column"
    assert last("All vectors are row vectors.\n\n$$2x = x + x$$").environment.vectors == "row"
    assert last("The vectors are long.\n\n$$2x = x + x$$").environment.vectors == ""


def test_a_derivative_of_something_undefined_is_a_hypothesis_afterwards() -> None:
    first, second = steps(
        "$$\\frac{\\partial J}{\\partial z} = y - t$$\n\n$$\\frac{\\partial J}{\\partial z} W = (y - t) W$$"
    )
    assert (len(first.environment.given), len(second.environment.given)) == (0, 1)
    defined = steps("$$J = z^2$$\n\n$$\\frac{\\partial J}{\\partial z} = 2 z$$\n\n$$2 z = z + z$$")
    assert not defined[-1].environment.given


def test_definitions_for_one_example_are_used_for_all() -> None:
    text = (
        "$$\\hat y_k = x^\\top w_k$$\n\n"
        "$$J = \\sum_{i=1}^n \\sum_{k=1}^K y_k^{(i)} \\hat y_k^{(i)}$$\n\n"
        "$$\\frac{\\partial J}{\\partial w_k} = \\sum_{i=1}^n y_k^{(i)} x^{(i)}$$"
    )
    step = last(text)
    definition = step.environment.definitions["y_hat"]
    assert definition.formals == ("i", "k")
    assert Component(Variable("x"), ("i",)) in set(walk(definition.body))
    assert "y_hat" in step.note
    single = last("$$\\hat y_k = x^\\top w_k$$\n\n$$J = \\sum_{k=1}^K y_k \\hat y_k$$\n\n$$2 J = J + J$$")
    assert single.environment.definitions["y_hat"].formals == ("k",)


def test_a_comparison_of_indices_behind_an_equation_is_its_condition() -> None:
    text = "$$p_i = e^{z_i} / \\sum_j e^{z_j}$$\n\n$$\\frac{\\partial p_i}{\\partial z_j} = -p_i p_j,{}$$"
    assert steps(text.replace("{}", "\\quad i \\neq j"))[1].environment.conditions == (
        Condition("i", "!=", "j"),
    )
    assert steps(text.replace("{}", "\\quad z_1 = 2"))[1].environment.conditions == ()


def test_a_constraint_in_the_prose_may_be_used_afterwards() -> None:
    given = last(
        "Let $x \\in \\mathbb{R}^d$ have the label $y$ with $y^2 = 1$.\n\n$$y^2 x = x$$"
    ).environment.given
    assert [each.origin.text for each in given] == ["y^2 = 1"]
    assert not last("$$y = x$$\n\nWe find that $y^2 = x^2$.\n\n$$y^2 y = x^2 y$$").environment.given


def test_cross_entropy_by_its_name() -> None:
    text = "$$\\frac{\\partial CE(y, \\hat y)}{\\partial z} = \\hat y - y$$"
    found = last("We use the cross-entropy loss with $\\hat y = \\text{softmax}(z)$.\n\n" + text)
    known = {**found.environment.definitions, **found.environment.functions}
    assert known["CE"].origin.line == 0
    applied = last("The cross entropy.\n\n$$CE(y, p) + CE(t, q) = CE(t, q) + CE(y, p)$$")
    assert len(applied.environment.functions["CE"].parameters) == 2
    assert not any(isinstance(node, Opaque) for each in applied.resolutions() for node in walk(each.lhs))
    other = last("The loss is unknown.\n\n$$CE(y, p) + CE(t, q) = CE(t, q) + CE(y, p)$$")
    assert "CE" not in other.environment.functions
    stated = last("The cross entropy is $$CE(a, b) = a b$$\n\nThen\n\n$$CE(y, p) + CE(t, q) = y p + t q$$")
    assert stated.environment.functions["CE"].origin.line == 1


def test_what_is_introduced_says_nothing_of_what_stands_before() -> None:
    before = "$$2 X = X + X$$\n\n"
    assert "X" not in steps(before + "Now let $X \\in \\mathbb{R}^{n \\times d}$.")[0].environment.shapes
    assert "X" in steps(before + "where $X \\in \\mathbb{R}^{n \\times d}$.")[0].environment.shapes


def test_what_is_supposed_not_to_be_zero() -> None:
    after = "\n\n$$2 x = x + x$$"
    given = last("Let $s = 1 + t \\neq 0$." + after).environment.given
    assert [each.relation for each in given] == ["!="]
    assert not last("We see $s \\neq 0$." + after).environment.given


def test_derivatives_by_two_members_are_no_rule_for_all() -> None:
    one = "$$\\frac{\\partial J}{\\partial u_i} = v$$\n\n$$\\sum_i u_i = \\sum_i u_i$$"
    two = "$$\\frac{\\partial J}{\\partial u_i} = v$$\n\n$$\\frac{\\partial J}{\\partial u_k} = 2 v$$"
    assert len(last(one).environment.given) == 1
    assert not last(two + "\n\n$$\\sum_i \\sum_k u_i u_k = \\sum_k \\sum_i u_k u_i$$").environment.given


SOFTMAX = r"""Let $\hat y_w = \frac{\exp(u_w^\top v)}{\sum_{k=1}^{V} \exp(u_k^\top v)}$, and
$J = -\log \hat y_o$.

"""


@pytest.mark.parametrize(
    "step",
    [r"\frac{\partial J}{\partial u_{w \neq o}} = \hat y_w v", r"y_w + z = \hat y_{w \ne o} v + z",
     r"\frac{\partial J}{\partial u_w} = \hat y_w v (w \neq o)",
     r"\frac{\partial J}{\partial u_w} = \hat y_w v \quad (w \neq o)", r"w \ne o: x + y_w = \hat y_w v"],
)  # fmt: skip
def test_a_case_beside_the_step_or_in_a_subscript(step: str) -> None:
    environment = last(f"{SOFTMAX}$${step}$$").environment
    assert [(each.left, each.relation, each.right) for each in environment.conditions] == [("w", "!=", "o")]


@pytest.mark.parametrize("step", [r"\frac{\partial J}{\partial u_w} = \hat y_w v", r"a + x = 1(w \ne o)"])
def test_no_case_where_none_is_said(step: str) -> None:
    environment = last(f"{SOFTMAX}$${step}$$").environment
    assert environment.conditions == ()


def test_a_letter_that_counts_on_one_name_of_a_definition_counts_on_the_other() -> None:
    environment = last(SOFTMAX + "$$a + b = c$$").environment
    assert environment.definitions["y_hat"].formals == ("w",)
    labels = SOFTMAX.replace("u_w", "u").replace("u_k", "u")
    environment = last(labels + "$$a + b = c$$").environment
    assert "y_hat_w" in environment.definitions

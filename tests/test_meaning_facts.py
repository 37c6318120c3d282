"""What a document says of its steps: kinds, definitions, and what is in force where a step stands."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from derivcheck.meaning.environment import Declared, Defined
from derivcheck.meaning.expressions import Component, Condition, Opaque, Variable, walk
from derivcheck.meaning.facts import Understanding, UnderstoodStep, understand
from derivcheck.reader.documents import read_text


def understood(text: str, kind: str = "markdown") -> Understanding:
    return understand(read_text(text, kind))


def steps(text: str, kind: str = "markdown") -> list[UnderstoodStep]:
    return [step for derivation in understood(text, kind).derivations for step in derivation.steps]


def kinds(text: str) -> list[str]:
    """The kind of every step; "?" behind a claim that may be meant otherwise."""
    return [step.kind + ("?" if step.tentative else "") for step in steps(text)]


def last(text: str, kind: str = "markdown") -> UnderstoodStep:
    return steps(text, kind)[-1]


def names(body: object) -> set[str]:
    assert isinstance(body, Defined)
    return {node.name for node in walk(body.body) if isinstance(node, Variable)}


def shapes(text: str) -> Mapping[str, Declared]:
    return last(text).environment.shapes


def properties(text: str) -> set[tuple[str, str]]:
    return {(each.name, each.kind) for each in last(text).environment.properties}


@pytest.mark.parametrize(
    "formula",
    [r"z = W x + b", r"z := W x", r"z \triangleq W x", r"z_k = x^\top w_k + b_k", r"f(x) = x^2",
     r"J(\theta) = \theta^2",
     r"\hat y = \text{softmax}(z)", r"\delta = \frac{\partial J}{\partial z}", r"W x =: z"],
)  # fmt: skip
def test_a_new_name_is_defined(formula: str) -> None:
    assert kinds(f"$${formula}$$") == ["definition"]


@pytest.mark.parametrize(
    "formula",
    [r"\frac{\partial J}{\partial z} = y", r"x + y = y + x", r"\text{softmax}(x) = \text{softmax}(x + c)",
     r"\sigma'(x) = \sigma(x)(1 - \sigma(x))"],
)  # fmt: skip
def test_an_equation_without_a_name_on_its_left_is_a_claim(formula: str) -> None:
    assert kinds(f"$${formula}$$")[0].startswith("claim")


@pytest.mark.parametrize(
    "formula",
    [r"k = 1, \dots, K", r"x \in \mathbb{R}^n", r"W_1 : D \times H", r"f \approx g", r"f \propto g",
     r"x \le y",
     r"\frac{dJ}{dw} = ?", r"\nabla f = \text{complete me...}", r"x \sim N(0, 1)"],
)  # fmt: skip
def test_what_states_no_equality_is_no_claim(formula: str) -> None:
    assert set(kinds(f"$${formula}$$")) == {"not-a-claim"}


def test_only_the_first_relation_of_a_chain_defines() -> None:
    assert kinds(r"$$L = \|X w - y\|^2 = (X w - y)^\top (X w - y)$$") == ["definition", "claim"]


def test_a_name_that_is_defined_is_claimed_about() -> None:
    text = "$$p_i = e^{z_i} / S$$\n\nWords.\n\n$$p_i = {}$$"
    assert kinds(text.replace("{}", r"e^{z_i} S^{-1}")) == ["definition", "claim"]
    assert kinds(text.replace("{}", r"e^{z_i} / S")) == ["definition", "definition"]


def test_other_variables_and_other_sections_may_define_anew() -> None:
    first = "$$J = \\theta^\\top \\theta$$\n\n"
    regularised = steps(
        first + "$$J = \\theta^\\top \\theta + \\lambda \\theta^\\top \\theta$$\n\n$$J^2 = J J$$"
    )
    assert [(each.kind, each.otherwise) for each in regularised[:2]] == [
        ("definition", ""),
        ("claim", "definition"),
    ]
    assert "lambda" in names(regularised[2].environment.definitions["J"])
    assert kinds(first + "# Next\n\n$$J = 2 \\theta^\\top \\theta$$")[1] == "claim?"
    assert kinds(first + "$$J = 2 \\theta^\\top \\theta$$")[1] == "claim"
    assert kinds(first + "Let $J = 2 \\theta^\\top \\theta$.")[1] == "definition"


def test_another_order_of_the_factors_may_be_another_convention() -> None:
    text = "$$z = W x$$\n\nWith rows instead,\n\n"
    assert kinds(text + "$$z = x W$$")[1] == "claim?"
    assert kinds(text + "$$z = x W W$$")[1] == "claim"


def test_definitions_come_into_force_and_may_come_later() -> None:
    found = steps("$$\\frac{\\partial J}{\\partial z} = z$$\n\n$$J = z^2$$\n\nwhere $z = W x$.")
    assert set(found[0].environment.definitions) == {"J", "z"}
    early = steps("$$z = x$$\n\n$$2 z = 2 x$$\n\n# Next\n\n$$z = y^2$$\n\n$$2 z = 2 y^2$$")
    assert names(early[1].environment.definitions["z"]) == {"x"}
    assert names(early[3].environment.definitions["z"]) == {"y"}


def test_definitions_never_go_in_a_circle() -> None:
    found = steps("$$a = \\sigma(z)$$\n\n$$z := W a$$\n\n$$2 a = a + a$$")
    assert set(found[-1].environment.definitions) == {"z"}
    solved = steps("$$p = \\frac{1}{1 + e^{-z}}$$\n\n$$z = \\log \\frac{p}{1 - p}$$")[1]
    assert (solved.kind, solved.otherwise) == ("claim", "unknown")


def test_functions_are_defined_with_their_parameters() -> None:
    function = last("$$g(u) = u^2$$\n\n$$g(a) + g(b) = g(a)$$").environment.functions["g"]
    assert (function.parameters, names(function)) == (("u",), {"u"})
    assert kinds("$$f(x + c) = x$$") == ["claim?"]


def test_a_definition_that_is_not_understood_leaves_its_name_unsettled() -> None:
    environment = last("$$z = \\log$$\n\n$$2 z = z + z$$").environment
    assert (set(environment.definitions), environment.unsettled) == (set(), {"z"})


def test_functions_known_by_name_are_checked_against_their_name() -> None:
    found = steps(r"$$\sigma(x) = \frac{1}{1 + e^{-x}}$$")[0]
    assert (found.kind, found.otherwise) == ("claim", "definition")
    assert kinds(r"$$\text{softmax}(x)_i := \frac{e^{x_i}}{\sum_j e^{x_j}}$$") == ["definition"]


@pytest.mark.parametrize(
    "formula",
    [r"\theta \leftarrow \theta - \alpha g", r"\theta = \theta - \alpha \frac{\partial J}{\partial \theta}",
     r"\theta^{(t+1)} = \theta^{(t)} - \eta \nabla J", r"w_j = w_j (1 - \lambda) - \alpha g_j"],
)  # fmt: skip
def test_updates(formula: str) -> None:
    assert kinds(f"$${formula}$$") == ["update"]


@pytest.mark.parametrize("formula", [r"A = A^\top", r"h_{t+1} = W h_t + x_t", r"z = x - \alpha g"])
def test_no_updates(formula: str) -> None:
    assert "update" not in kinds(f"$${formula}$$")


def test_the_right_sides_of_an_update_are_claimed_equal() -> None:
    assert kinds(r"$$w \leftarrow w - 2 (g - h) = w - 2 g + 2 h$$") == ["update", "claim"]


def test_an_open_side_is_skipped() -> None:
    found = steps("$$\\begin{aligned} \\frac{dJ}{dw} &= \\text{complete me...} \\\\ &= x \\end{aligned}$$")
    assert [each.kind for each in found] == ["not-a-claim", "claim"]
    assert found[1].step.lhs.text == r"\frac{dJ}{dw}"


def test_equal_to_zero() -> None:
    gradient = r"$$X^\top X w - X^\top y = 0$$"
    assert kinds(f"Setting the gradient to zero gives\n\n{gradient}") == ["not-a-claim"]
    found = steps(gradient)[0]
    assert (found.kind, found.otherwise) == ("claim", "not-a-claim")
    assert (
        kinds(
            "$$\\begin{aligned} \\frac{\\partial z_k}{\\partial w_j} &= 0 "
            "& \\text{if } k \\neq j\\end{aligned}$$"
        )[0]
        == "claim"
    )


def test_what_is_solved_for_is_no_definition() -> None:
    text = "$$L = (w - a)^2$$\n\nSetting\n\n$$\\frac{dL}{dw} = 0$$\n\nwe get\n\n$$w = a$$\n\nso $v = a$."
    assert kinds(text) == ["definition", "not-a-claim", "not-a-claim", "definition"]
    assert "w" not in last(text).environment.definitions


def test_conditions_in_the_prose() -> None:
    assert kinds("If $y_i = 1$ and for $i = j$ we have more.") == ["not-a-claim", "not-a-claim"]
    assert kinds("Suppose that $A B = B A$.") == ["not-a-claim"]
    assert kinds("We see that $A B = B A$.") == ["claim"]


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


def test_a_new_name_at_the_end_of_a_chain_may_be_defined_there() -> None:
    text = "$$L = \\sum_k y_k^2 = \\sum_k u_k$$\n\n$$2 u_k = u_k + u_k$$"
    assert kinds(text)[:2] == ["definition", "claim?"]
    assert kinds("$$L = \\sum_k y_k^2 = \\sum_k y_k y_k$$\n\n$$2 u_k = u_k + u_k$$")[:2] == [
        "definition",
        "claim",
    ]


def test_a_step_says_what_is_not_understood() -> None:
    assert last("$$x + = y$$").trouble is not None
    step = last("$$x + y = y + x$$")
    assert step.trouble is None
    assert step.resolutions()


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

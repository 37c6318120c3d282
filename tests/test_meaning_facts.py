"""What a document says of its steps: their kinds, and the definitions in force."""

from __future__ import annotations

import pytest

from derivcheck.meaning.environment import Defined
from derivcheck.meaning.expressions import Variable, walk
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
    assert kinds(text.replace("{}", r"e^{z_i} / S")) == ["definition", "claim?"]


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


def test_a_part_of_a_definition_may_be_named_later() -> None:
    text = "$$\\hat y = \\text{softmax}(W x + b)$$\n\nLet $z = {}$.\n\n$$2 z = z + z$$"
    assert "z" in names(last(text.replace("{}", "W x + b")).environment.definitions["y_hat"])
    assert "z" not in names(last(text.replace("{}", "W x + c")).environment.definitions["y_hat"])


def test_set_to_zero_in_words() -> None:
    text = "$$V = (p - D)^2$$\n\n$$\\frac{\\partial V}{\\partial D} = 2 D - 2 p$$\n\n{}: $D = p$."
    assert kinds(text.replace("{}", "Set this to zero"))[-1] == "not-a-claim"
    assert kinds(text.replace("{}", "We define this"))[-1] == "definition"

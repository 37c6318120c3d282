"""From syntax trees to meanings: every construct seen, and what must be refused."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derivcheck.meaning import expressions as x
from derivcheck.meaning.resolution import Resolution, ResolutionError, resolutions, resolve
from derivcheck.meaning.vocabulary import vocabulary
from derivcheck.reader.documents import read_text
from derivcheck.reader.syntax import Node


def meaning(formula: str, document: str = "") -> x.Expression:
    """The usual meaning of the last formula of a document that holds it alone or behind others."""
    read = read_text(f"{document}\n\n$${formula}$$\n")
    tree = read.formulas[-1].statements[-1].sides[0].tree
    assert isinstance(tree, Node)
    return resolve(tree, vocabulary(read))


def meanings(step: str, document: str = "") -> list[Resolution]:
    """All meanings of the last step of a document."""
    read = read_text(f"{document}\n\n$${step}$$\n")
    sides = [side.tree for side in read.formulas[-1].statements[-1].sides]
    left, right = sides
    assert isinstance(left, Node)
    assert isinstance(right, Node)
    return list(resolutions(left, right, vocabulary(read)))


def v(name: str) -> x.Variable:
    return x.Variable(name)


def n(value: int) -> x.Number:
    return x.Number(Fraction(value))


def at(name: str, *slots: x.Slot) -> x.Component:
    return x.Component(v(name), slots)


def times(*factors: x.Expression) -> x.Multiply:
    return x.Multiply(factors, ("",) * (len(factors) - 1))


def minus(left: x.Expression, right: x.Expression) -> x.Add:
    return x.Add((left, right), (1, -1))


def apply(function: str, *arguments: x.Expression) -> x.Apply:
    return x.Apply(function, arguments)


def total(
    index: str, size: x.Range, body: x.Expression, *conditions: x.Condition, first: int | None = None
) -> x.Reduce:
    return x.Reduce("sum", index, size, body, conditions, first)


I_IS_BOUND = r"$\sum_{i=1}^n a_i$ and $\sum_{j=1}^m a_j$ and $\sum_k a_k$"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("x_i", at("x", "i")),
        ("W_{ij}", at("W", "i", "j")),
        ("W_{i,j}", at("W", "i", "j")),
        ("x_j^{(i)}", at("x", "i", "j")),
        ("W_{hy}", v("W_hy")),
        ("W_1", v("W_1")),
        (r"b_{\text{out}}", v("b_out")),
        ("h_{t-1}", v("h_t-1")),
        ("a^{[l]}", v("a^l")),
        ("W^{(2)}", v("W^2")),
        ("x^*", v("x^star")),
        ("x'", v("x'")),
        (r"\mathbf{h}_{1 \times H}", v("h")),
        ("O[i,k]", at("O", "i", "k")),
        ("A_{:,j}", at("A", None, "j")),
        (r"w^{(k)\top}", x.Transpose(at("w", "k"))),
        (r"W^\top_{ij}", x.Component(x.Transpose(v("W")), ("i", "j"))),
        ("{z_j}^{l}", at("z^l", "j")),
        ("u_{w_i}", at("u_w", "i")),
        ("(AB)_{ij}", x.Component(times(v("A"), v("B")), ("i", "j"))),
        (r"[X\theta]_i", x.Component(times(v("X"), v("theta")), ("i",))),
        (r"\vec{0}", x.Filled(Fraction(0))),
    ],
)
def test_scripts(formula: str, expected: x.Expression) -> None:
    assert meaning(formula, I_IS_BOUND) == expected


def test_square_brackets_with_indices_are_no_arguments() -> None:
    document = r"$y[i] = \sum_{k=1}^r w[k] x[i, k]$"
    assert meaning("y[i] - t[i]", document) == minus(at("y", "i"), at("t", "i"))
    assert meaning("y[a - b]", document) == times(v("y"), minus(v("a"), v("b")))


def test_numbers_below_are_components_where_letters_are_indices() -> None:
    assert meaning("x_2", r"$\sum_i x_i$") == at("x", 2)
    assert meaning("x_2") == v("x_2")
    assert meaning("x_2", r"$x = (x_1, \dots, x_n)$") == at("x", 2)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("x^2", x.Raise(v("x"), n(2))),
        ("x^T", x.Transpose(v("x"))),
        ("A^{-1}", x.Inverse(v("A"))),
        ("a^{-1}", x.Raise(v("a"), x.Add((n(1),), (-1,)))),
        ("A^{-T}", x.Transpose(x.Inverse(v("A")))),
        ("(A + B)^{-1}", x.Inverse(x.Add((v("A"), v("B")), (1, 1)))),
        ("(1 + a)^{-1}", x.Raise(x.Add((n(1), v("a")), (1, 1)), x.Add((n(1),), (-1,)))),
        ("e^x", apply("exp", v("x"))),
        ("x_i^2", x.Raise(at("x", "i"), n(2))),
        (r"\log^2 x", x.Raise(apply("log", v("x")), n(2))),
        (r"\sqrt{x}", apply("sqrt", v("x"))),
        (r"\sqrt[3]{x}", x.Raise(v("x"), x.Divide(n(1), n(3)))),
        ("0.25", x.Number(Fraction(1, 4))),
        (r"2\pi", times(n(2), x.Pi())),
    ],
)
def test_powers(formula: str, expected: x.Expression) -> None:
    assert meaning(formula) == expected


def test_bare_superscripts_of_layers_are_labels() -> None:
    assert meaning("a^2", "$a^l = f(a^{l-1})$") == v("a^2")
    assert meaning(r"\gamma^{t-1}") == x.Raise(v("gamma"), minus(v("t"), n(1)))


def test_an_old_transpose_is_noted() -> None:
    first = meanings("x^t y = 1")[0]
    assert first.lhs == times(x.Transpose(v("x")), v("y"))
    assert first.notes == ("^t is read as a transpose",)
    assert meanings(r"x^t = x^\top")[0].lhs == x.Raise(v("x"), v("t"))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (r"\log y", apply("log", v("y"))),
        ("log(x)", apply("log", v("x"))),
        (r"\ln x", apply("log", v("x"))),
        (r"\log_2 x", x.Divide(apply("log", v("x")), apply("log", n(2)))),
        (r"\sigma(Wx+b)", apply("sigmoid", x.Add((times(v("W"), v("x")), v("b")), (1, 1)))),
        (r"\sigma'(x)", x.Apply("sigmoid", (v("x"),), 1)),
        ("g^{'}(x)", x.Opaque("g", (v("x"),), 1)),
        ("f(x)", x.Opaque("f", (v("x"),))),
        (r"h_\theta(x_i)", x.Opaque("h_theta", (at("x", "i"),))),
        (r"p(y|x;\theta)", x.Opaque("p(y|x;theta)", (v("y"), v("x"), v("theta")))),
        (r"p(y=1|x)", x.Opaque("p(y|x)[=]", (v("y"), n(1), v("x")))),
        (r"\text{softmax}(x)_i", x.Component(apply("softmax", v("x")), ("i",))),
        (r"\max(0, x)", apply("relu", v("x"))),
        (r"\max_i x_i", apply("max", v("x"))),
        (r"\text{tr}(AB)", apply("trace", times(v("A"), v("B")))),
        (r"\exp\{x\}", apply("exp", v("x"))),
        (r"|x|", apply("abs", v("x"))),
        (r"\text{diag}(a, b)", apply("diag", x.WrittenOut(((v("a"),), (v("b"),))))),
        (r"\mathbb{E}_{q}[x]", x.Expectation(v("x"), "q")),
    ],
)
def test_functions(formula: str, expected: x.Expression) -> None:
    assert meaning(formula) == expected


def test_a_component_of_softmax_is_noted() -> None:
    first = meanings(r"\text{softmax}(z_i) = p_i")[0]
    assert first.lhs == x.Component(apply("softmax", v("z")), ("i",))
    assert len(first.notes) == 1


def test_functions_that_the_document_defines() -> None:
    defined = "$f(x) = x^2$ and $f(a + b)$"
    assert meaning("f(y)", defined) == apply("f", v("y"))
    assert meaning(r"\sigma(x)", r"$\sigma(z) = \tanh z$ and $\sigma(u + v)$") == apply("sigma", v("x"))
    assert meaning(r"\sigma(x)", r"$\sigma(z) = \frac{1}{1+e^{-z}}$") == apply("sigmoid", v("x"))


def test_argument_lists_that_repeat_what_a_quantity_depends_on() -> None:
    assert meaning(r"J(\theta)", r"$J(\theta) = \theta^\top \theta$") == v("J")
    assert meaning(r"CE(y, \hat y)", r"$CE(y, \hat y) = -\sum_i y_i \log \hat y_i$") == v("CE")
    assert meaning(r"J(x_i)", r"$J(x_i) = x_i^2$ and $\sum_i J(x_i)$") == apply("J", at("x", "i"))


def test_a_factor_before_a_bracket() -> None:
    assert meaning("y(1-y)") == times(v("y"), minus(n(1), v("y")))
    assert meaning(r"v(a - b)^\top", "$v = a$") == times(v("v"), x.Transpose(minus(v("a"), v("b"))))
    assert meaning("N(a + 1)", r"$\sum_{i=1}^N a_i$") == times(v("N"), x.Add((v("a"), n(1)), (1, 1)))


def test_the_dot_for_an_argument_is_the_argument_used_last() -> None:
    step = meanings(r"d = \sigma'(\cdot)", r"$\sigma(x)$, then $\sigma(Wx)$")[0]
    assert step.rhs == x.Apply("sigmoid", (times(v("W"), v("x")),), 1)
    assert any("dot" in note for note in step.notes)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (r"\sum_{i=1}^n x_i", total("i", "n", at("x", "i"), first=1)),
        (r"\sum_i x_i", total("i", None, at("x", "i"))),
        (r"\sum_{i=0}^{n-1} x_i", total("i", "n", at("x", "i"), first=0)),
        (r"\sum_{w \in V} u_w", total("w", "V", at("u", "w"))),
        (r"\sum_{k \ne i} x_k", total("k", None, at("x", "k"), x.Condition("k", "!=", "i"))),
        (r"\sum_{k = i} x_k", total("k", None, at("x", "k"), x.Condition("k", "=", "i"))),
        (r"\sum_{i=2}^n x_i", total("i", "n", at("x", "i"), x.Condition("i", "!=", 1), first=1)),
        (r"\sum_{i,j} W_{ij}", total("i", None, total("j", None, at("W", "i", "j")))),
        (r"\sum_{1 \le i \le n} x_i", total("i", "n", at("x", "i"), first=1)),
        (r"\sum x", total("", None, v("x"))),
        (r"\sum_i i x_i", total("i", None, times(x.IndexNumber("i"), at("x", "i")))),
        (r"\prod_{i=1}^n x_i", x.Reduce("prod", "i", "n", at("x", "i"), first=1)),
        (r"x_1 + \dots + x_n", total("i", "n", at("x", "i"), first=1)),
        (r"x_1 + x_2 + \dots + x_n", total("i", "n", at("x", "i"), first=1)),
        (r"\sum_{i'} x_{i'}", total("i'", None, at("x", "i'"))),
    ],
)
def test_sums(formula: str, expected: x.Expression) -> None:
    assert meaning(formula) == expected


def test_how_far_a_sum_reaches_is_a_choice() -> None:
    narrow, wide = meanings(r"\sum_k a_k + b = c")
    assert narrow.lhs == x.Add((total("k", None, at("a", "k")), v("b")), (1, 1))
    assert wide.lhs == total("k", None, x.Add((at("a", "k"), v("b")), (1, 1)))
    assert (narrow.cost, wide.cost) == (0, 1)
    assert wide.notes
    assert not narrow.notes
    first, *_ = meanings(r"\sum_k a_k + b_k = c")
    assert first.lhs == total("k", None, x.Add((at("a", "k"), at("b", "k")), (1, 1)))
    assert first.notes


def test_how_far_a_function_reaches_is_a_choice() -> None:
    assert meaning(r"\exp{(a)} b") == times(apply("exp", v("a")), v("b"))
    assert meaning(r"\log a b") == apply("log", times(v("a"), v("b")))
    sides = [each.rhs for each in meanings("c = 1/2n")]
    assert sides == [times(x.Divide(n(1), n(2)), v("n")), x.Divide(n(1), times(n(2), v("n")))]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (r"\frac{\partial f}{\partial x}", x.Derivative(v("f"), (v("x"),))),
        (r"\frac{\partial^2 f}{\partial x^2}", x.Derivative(v("f"), (v("x"), v("x")))),
        (r"\frac{\partial^2 f}{\partial x \partial y}", x.Derivative(v("f"), (v("x"), v("y")))),
        (r"\frac{d}{dx}(x^2)", x.Derivative(x.Raise(v("x"), n(2)), (v("x"),))),
        (r"\frac{\partial}{\partial x} \cdot f", x.Derivative(v("f"), (v("x"),))),
        (r"\nabla_x f", x.Derivative(v("f"), (v("x"),), True)),
        (r"\nabla f", x.Derivative(v("f"), (), True)),
        (r"\nabla^2_x f", x.Derivative(v("f"), (v("x"), v("x")), True)),
        (r"\nabla^2 f", x.Derivative(x.Derivative(v("f"), (), True), (), True)),
        (r"\partial x", x.Differential(v("x"))),
        (r"(a + b)'", x.Derivative(x.Add((v("a"), v("b")), (1, 1)), ())),
        (r"\frac{\delta L}{\delta y}", x.Derivative(v("L"), (v("y"),))),
        (r"f|_{x=a}", x.Evaluated(v("f"), v("x"), v("a"))),
        (r"\frac{\partial \sigma}{\partial z} + \sigma(a)",
         x.Add((x.Derivative(apply("sigmoid", v("z")), (v("z"),)), apply("sigmoid", v("a"))), (1, 1))),
    ],
)  # fmt: skip
def test_derivatives(formula: str, expected: x.Expression) -> None:
    assert meaning(formula) == expected


def test_how_far_a_gradient_reaches_is_a_choice() -> None:
    whole = x.Derivative(times(x.Transpose(v("x")), v("A"), v("x")), (v("x"),), True)
    assert meanings(r"\nabla_x x^\top A x = b")[0].lhs == whole
    first, second = meanings(r"\nabla_x f g = b")
    assert first.lhs == times(x.Derivative(v("f"), (v("x"),), True), v("g"))
    assert second.lhs == x.Derivative(times(v("f"), v("g")), (v("x"),), True)


def test_counts_are_kept_apart_from_the_size_of_their_name() -> None:
    document = r"$N_k = \sum_{n=1}^N q_{nk}$ and $\sum_{k=1}^K N_k$"
    assert meaning("N_k - N", document) == minus(at("N_", "k"), v("N"))


def test_which_index_comes_first() -> None:
    assert meaning("x_i^{(j)}", r"$\sum_i x_i$") == at("x", "i", "j")
    assert meaning("x_i^{(j)}", r"$\sum_j x^{(j)}$") == at("x", "j", "i")


def test_differentials_only_where_the_document_has_them() -> None:
    assert meaning("A dX", "$dJ = A dX$") == times(v("A"), x.Differential(v("X")))
    assert meaning("d(AB)", "$d(AB) = A dB$") == x.Differential(times(v("A"), v("B")))
    assert meaning("d X", "$d = 3$") == times(v("d"), v("X"))
    assert meaning(r"\mathrm{d} X") == x.Differential(v("X"))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (r"\delta_{ij}", x.Delta("i", "j")),
        (r"\delta_{oi}", x.Delta("o", "i")),
        (r"1\{y=k\}", x.Delta("y", "k")),
        (r"\mathbb{1}(i \ne j)", minus(n(1), x.Delta("i", "j"))),
        (r"1\{y_i = k\}", at("1{y}", "i", "k")),
        ("I", x.Identity()),
        ("I_n", x.Identity("n")),
        (r"\mathbf{1}^\top x", times(x.Transpose(x.Filled(Fraction(1))), v("x"))),
        (r"\mathbf{0}", x.Filled(Fraction(0))),
        (r"\|x\|_1", x.Norm(v("x"), "1")),
        (r"\|x\|^2", x.Raise(x.Norm(v("x")), n(2))),
        (r"\langle a, b \rangle", x.Inner(v("a"), v("b"))),
        (r"A \otimes B", x.Multiply((v("A"), v("B")), ("otimes",))),
        (r"a \circ b \cdot c", x.Multiply((v("a"), v("b"), v("c")), ("odot", "."))),
        (r"a * b \times c", x.Multiply((v("a"), v("b"), v("c")), ("*", "x"))),
        (r"(x_1, \dots, x_n)", x.Listed("i", "n", at("x", "i"), "rows")),
        (r"[x_1, \dots, x_n]", x.Listed("i", "n", at("x", "i"), "columns")),
        (r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}", x.WrittenOut(((v("a"), v("b")), (v("c"), v("d"))))),
        (r"\begin{bmatrix} x_1 \\ \vdots \\ x_n \end{bmatrix}", x.Listed("i", "n", at("x", "i"), "rows")),
        (r"\begin{bmatrix} a_{11} & \dots & a_{1n} \\ \vdots & \ddots & \vdots \\"
         r"a_{m1} & \dots & a_{mn} \end{bmatrix}",
         x.Listed("j", "m", x.Listed("i", "n", at("a", "j", "i"), "columns"), "rows")),
        (r"\begin{cases} 1 & \text{if } i = j \\ 0 & \text{otherwise} \end{cases}",
         x.Cases((n(1), n(0)), ((x.Condition("i", "=", "j"),), None))),
    ],
)  # fmt: skip
def test_arrays(formula: str, expected: x.Expression) -> None:
    assert meaning(formula) == expected


def test_an_error_term_is_not_kroneckers_delta() -> None:
    assert meaning(r"\delta_{ij}", r"$$\delta_{ij} = \frac{\partial L}{\partial z_{ij}}$$") == at(
        "delta", "i", "j"
    )
    assert meaning(r"\delta^{(l)}") == v("delta^l")


@pytest.mark.parametrize(
    ("formula", "what"),
    [
        (r"\int x", "integral"),
        (r"\arg\max_x f", "argmax"),
        (r"\sum_{i < j} x_i", "condition of a sum"),
        (r"\sum_j s_j s_{y_j}", "itself a variable"),
        (r"u_{w < o}", "condition in a subscript"),
        (r"\|x\|_p", "norm"),
        (r"x_1 + \dots + y", "dots"),
        (r"1\{x \propto 0\}", "condition"),
        (r"x |_{x}", "put in"),
        (r"(a = b) c", "relation"),
        (r"\overline{AB + C}", "accent"),
        (r"f(x) + (f \circ g)", "composition"),
        (r"\delta_{ij} + \delta{ij}", "delta"),
        (r"\max_i x_i y_i", "maximum"),
        ("1" * 5000, "number"),
    ],
)
def test_what_is_refused(formula: str, what: str) -> None:
    with pytest.raises(ResolutionError, match=what) as caught:
        meaning(formula)
    assert caught.value.span.end > caught.value.span.start


def test_a_letter_is_an_index_everywhere_in_a_step_or_nowhere() -> None:
    step = meanings(r"\hat y_w = y_w", r"$\hat y_i$ and $\sum_i \hat y_i$")[0]
    assert (step.lhs, step.rhs) == (at("y_hat", "w"), at("y", "w"))
    with pytest.raises(ResolutionError, match="arithmetic"):
        meanings(r"\sum_t h_t = h_{t-1}")


def test_at_most_six_meanings_the_usual_one_first() -> None:
    found = meanings(r"\sum_i a_i + b = \sum_j c_j + d + 1/2e + 1/3f + \sum_k g_k + h")
    assert len(found) == 6
    assert [each.cost for each in found] == sorted(each.cost for each in found)
    assert len({(each.lhs, each.rhs) for each in found}) == 6


def test_a_counting_letter_is_a_number_where_it_stands_alone() -> None:
    assert meaning("i x_i", r"$\sum_i x_i$") == times(x.IndexNumber("i"), at("x", "i"))
    assert meaning("k x_i", r"$\sum_{i=1}^k x_i$") == times(v("k"), at("x", "i"))
    assert meaning("i + 1") == x.Add((v("i"), n(1)), (1, 1))


@pytest.mark.parametrize(
    "formula", ["(" * 50 + "x" + ")" * 50, "f(" * 40 + "x" + ")" * 40, "+".join(["a_i"] * 400)]
)
def test_long_and_deep_formulas_are_resolved(formula: str) -> None:
    assert meaning(formula).span.end > 0


def test_many_divisions_in_a_row_are_refused() -> None:
    with pytest.raises(ResolutionError, match="divisions"):
        meaning("/".join(["a b"] * 100))

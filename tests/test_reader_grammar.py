"""The mathematics that the reader understands, what it keeps apart, and where it gives up."""

from __future__ import annotations

import pytest

from derivcheck.reader.printing import latex
from derivcheck.reader.syntax import (
    Application,
    BigOperator,
    Case,
    Cases,
    Derivative,
    Ellipsis,
    EvaluatedAt,
    Fraction,
    Gradient,
    Group,
    Indicator,
    Matrix,
    Name,
    Node,
    Number,
    Placeholder,
    Product,
    Relation,
    Root,
    Scripted,
    Sum,
    TransposeMark,
)
from tests.reader_formulas import refusal, slips, tree

x, y, f, J, W, i, j, k = (Name(letter) for letter in "xyfJWijk")
T = TransposeMark()
ONE, TWO = Number("1"), Number("2")


def sub(base: Node, *lower: Node) -> Scripted:
    return Scripted(base, lower)


def sup(base: Node, *upper: Node) -> Scripted:
    return Scripted(base, (), upper)


def times(*factors: Node) -> Product:
    return Product(factors, ("",) * (len(factors) - 1))


def minus(node: Node) -> Sum:
    return Sum((node,), ("-",))


TREES: list[tuple[str, Node]] = [
    (r"\frac12 + 0.5", Sum((Fraction(ONE, TWO), Number("0.5")), ("", "+"))),
    (r"\frac{\partial J}{\partial W}", Derivative("partial", J, (W,))),
    (r"\partial J/\partial W_{ij}", Derivative("partial", J, (sub(W, times(i, j)),))),
    ("dJ/dx", Derivative("d", J, (x,))),
    (r"\frac{\mathrm{d} f}{\mathrm{d} x}", Derivative("d", f, (x,))),
    (r"\frac{d^2 f}{dx^2}", Derivative("d", f, (x, x))),
    (r"\frac{\partial^2 J}{\partial x \partial y}", Derivative("partial", J, (x, y))),
    (r"\frac{\partial}{\partial x} J", Derivative("partial", J, (x,), True)),
    (r"\frac{d}{dx}(f) y", times(Derivative("d", Group("()", (f,)), (x,), True), y)),
    (r"\partial_x J y", times(Derivative("partial", J, (x,)), y)),
    (r"\partial_{x_i}^2 f(x)", Derivative("partial", Application(f, (x,)), (sub(x, i), sub(x, i)))),
    (r"\partial_{xy} f", Derivative("partial", f, (x, y))),
    (r"\frac{x}{d}", Fraction(x, Name("d"))),
    (r"\frac{d_1}{d_2}", Fraction(sub(Name("d"), ONE), sub(Name("d"), TWO))),
    (r"\nabla_x J", Gradient(J, (x,))),
    (r"\nabla f(x)^T y", times(sup(Gradient(Application(f, (x,))), T), y)),
    (r"\nabla^2 f", Gradient(f, (), 2)),
    ("f'(x)", Application(Scripted(f, (), (), 1), (x,))),
    (r"f^{\prime\prime}", Scripted(f, (), (), 2)),
    (r"\sum_{k=1}^K y_k", BigOperator("sum", (Relation((k, ONE), ("=",)),), Name("K"), sub(y, k))),
    (r"\sum_{i,j} x", BigOperator("sum", (i, j), None, x)),
    (r"\sum x", BigOperator("sum", (), None, x)),
    (r"\sum_{k \neq i} x y", BigOperator("sum", (Relation((k, i), (r"\ne",)),), None, times(x, y))),
    (r"\sum_{\substack{i = 1 \\ i \ne j}} x",
     BigOperator("sum", (Relation((i, ONE), ("=",)), Relation((i, j), (r"\ne",))), None, x)),
    (r"\max_j x_j", BigOperator("max", (j,), None, sub(x, j))),
    (r"\max(0, x)", Application(Name("max"), (Number("0"), x), (",",))),
    (r"\arg\max_k y", BigOperator("argmax", (k,), None, y)),
    ("x_i^2", Scripted(x, (i,), (TWO,))),
    ("{x_i}^2", sup(sub(x, i), TWO)),
    (r"w^{(k)\top}", sup(Name("w"), Group("()", (k,)), T)),
    (r"h_{t-1}", sub(Name("h"), Sum((Name("t"), ONE), ("", "-")))),
    (r"b_{\text{out}}", sub(Name("b"), Name("out"))),
    (r"h_{1 \times H}", sub(Name("h"), Product((ONE, Name("H")), ("x",)))),
    ("A_{:,j}", sub(Name("A"), Placeholder(), j)),
    (r"\hat{\mathbf{y}}_k", sub(Name("y", ("hat",)), k)),
    (r"\hat{y_k}", sub(Name("y", ("hat",)), k)),
    (r"\mathcal{L}(\theta)", Application(Name("L", (), "cal"), (Name("theta"),))),
    (r"x^T Ax", times(sup(x, T), Name("A"), x)),
    (r"A^{-\top}", sup(Name("A"), minus(T))),
    (r"a \odot b \circ c * d", Product(tuple(map(Name, "abcd")), ("odot", "circ", "*"))),
    (r"a \otimes b \cdot -x", Product((Name("a"), Name("b"), minus(x)), ("otimes", "."))),
    ("a/b c", Product((Name("a"), Name("b"), Name("c")), ("/", ""))),
    (r"\|x\|_2^2", Scripted(Group("‖‖", (x,)), (TWO,), (TWO,))),
    ("||x|| + |y|", Sum((Group("‖‖", (x,)), Group("||", (y,))), ("", "+"))),
    (r"(2 \|x\|^2)", Group("()", (times(TWO, sup(Group("‖‖", (x,)), TWO)),))),
    ("(x |y| + ||x||)", Group("()", (Sum((times(x, Group("||", (y,))), Group("‖‖", (x,))), ("", "+")),))),
    ("k(x || f(y|x))", Application(k, (x, Application(f, (y, x), ("|",))), ("‖",))),
    ("p(y|x, |k|)", Application(Name("p"), (y, x, Group("||", (k,))), ("|", ","))),
    ("|x||y|", times(Group("||", (x,)), Group("||", (y,)))),
    (r"\langle x, y\rangle", Group("<>", (x, y), (",",))),
    ("p(y|x)", Application(Name("p"), (y, x), ("|",))),
    (r"p(y \mid x; \theta)", Application(Name("p"), (y, x, Name("theta")), ("|", ";"))),
    (r"\log y", Application(Name("log"), (y,), (), "")),
    (r"\log x \log y", times(Application(Name("log"), (x,), (), ""), Application(Name("log"), (y,), (), ""))),
    ("log(x)", Application(Name("log"), (x,))),
    ("ylog(x)", times(y, Application(Name("log"), (x,)))),
    ("softmax(x)_i", sub(Application(Name("softmax"), (x,)), i)),
    ("(AB)_{ij}", sub(Group("()", (times(Name("A"), Name("B")),)), times(i, j))),
    (r"\sigma'(\cdot)", Application(Scripted(Name("sigma"), (), (), 1), (Placeholder(),))),
    (r"\mathbb{1}\{y = k\}", Indicator(Relation((y, k), ("=",)))),
    ("1_{[y=k]}", Indicator(Relation((y, k), ("=",)))),
    ("1(x+y)", times(ONE, Group("()", (Sum((x, y), ("", "+")),)))),
    (r"\mathbf{1}^T x", times(sup(Name("1"), T), x)),
    (r"\begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}",
     Cases((Case(x, Relation((x, Number("0")), (">",)), "if"), Case(Number("0"), None, "otherwise")))),
    (r"\left\{\begin{array}{ll} x & i = j \\ y & i \ne j \end{array}\right.",
     Cases((Case(x, Relation((i, j), ("=",))), Case(y, Relation((i, j), (r"\ne",)))))),
    (r"\begin{bmatrix} x & \cdots \\ \vdots & y \end{bmatrix}",
     Matrix(((x, Ellipsis()), (Ellipsis("vdots"), y)))),
    (r"[x \quad y]", Group("[]", (x, y), ("quad",))),
    (r"\operatorname{tr}(W)", Application(Name("tr"), (W,))),
    (r"\mathbb{E}_x[f]", Application(sub(Name("E", (), "bb"), x), (f,), (), "[]")),
    (r"\left.f\right|_{x=1}", EvaluatedAt(f, (Relation((x, ONE), ("=",)),))),
    (r"f\Big|_{x=1}", EvaluatedAt(f, (Relation((x, ONE), ("=",)),))),
    (r"\underbrace{x}_{\text{input}} \cancel{y}", times(x, y)),
    (r"\sqrt[3]{x}", Root(x, Number("3"))),
    ("θᵀx̂", times(sup(Name("theta"), T), Name("x", ("hat",)))),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "expected"), TREES, ids=[formula for formula, _ in TREES])
def test_a_formula_is_read_as_what_stands_there(formula: str, expected: Node) -> None:
    assert tree(formula) == expected
    assert tree(latex(expected)) == expected


SAME = [
    (r"x^\top", r"x^{T}", r"x^{\intercal}", r"x^{\mathsf{T}}", r"x^{\mathrm T}", "xᵀ", r"x^{\text{T}}"),
    (r"\left(\frac{a}{b}\right)", r"\Big(\frac{a}{b}\Big)", r"(\frac a b)", r"\bigl( \dfrac{a}{b} \bigr)"),
    (r"\mathbf{W}\mathbf{x}", "Wx", r"\boldsymbol{Wx}", r"\bm{W}\,x", "{W}{x}"),
    (r"\lVert x \rVert", r"\|x\|", "||x||", r"\left\|x\right\|", r"\Vert x \Vert"),
    ("x_i^2", "x^2_i", "x_{i}^{2}"),
    (r"\text{softmax}(z)", r"\operatorname{softmax}(z)", r"\mathrm{softmax}(z)", "softmax(z)"),
    (r"a \le b".replace(r"\le", r"\cdot"), r"a \, \cdot \; b"),
    (r"\mathbb{1}[x = y]", r"1\{x = y\}", r"\mathbf{1}(x == y)", r"\mathbb{I}(x=y)"),
]
DIFFERENT = [
    ("x^T", "x", "x^t", "x'"),
    ("W x", "w x", "W X"),
    ("X^{-1}", r"\frac{1}{X}", "X"),
    ("f'(x)", "f(x)"),
    (r"a \odot b", "a b", r"a \cdot b", r"a \circ b", r"a \otimes b", "a * b", r"a \times b"),
    (r"\hat y", "y", r"\tilde y", r"\bar y"),
    (r"\mathcal{L}", "L", r"\mathbb{L}"),
    (r"\mathbf{1}", "1"),
    (r"\log x + y", r"\log(x + y)"),
    (r"\sum_k (a + b)", r"\sum_k a + b"),
    ("|x|", r"\|x\|", "(x)"),
    (r"\frac{\partial f}{\partial x}", r"\frac{d f}{d x}", r"\frac{f}{x}"),
    ("x_{12}", "x_1 2"),
]


@pytest.mark.parametrize("spellings", SAME, ids=[row[0] for row in SAME])
def test_spellings_of_one_thing(spellings: tuple[str, ...]) -> None:
    first, *others = map(tree, spellings)
    assert all(other == first for other in others)


@pytest.mark.parametrize("formulas", DIFFERENT, ids=[row[0] for row in DIFFERENT])
def test_what_differs_stays_apart(formulas: tuple[str, ...]) -> None:
    trees = [tree(formula) for formula in formulas]
    assert all(one != other for place, one in enumerate(trees) for other in trees[:place])


def test_an_open_scope_is_marked() -> None:
    def is_open(formula: str) -> bool:
        node = tree(formula)
        first = node.terms[0] if isinstance(node, Sum) else node
        first = first.factors[0] if isinstance(first, Product) else first
        assert isinstance(first, BigOperator | Application | Derivative | Gradient)
        return first.open_scope

    assert is_open(r"\sum_k a + b")
    assert not is_open(r"\sum_k a b")
    assert is_open(r"\log a b")
    assert not is_open(r"\log a + b")
    assert is_open(r"\log a (b)")
    assert is_open(r"\frac{d}{dx} f - g")
    assert not is_open(r"\frac{d}{dx} f")
    assert is_open(r"\nabla (1-y) \log y")
    assert not is_open(r"\nabla J")


def test_an_application_says_whether_it_is_certain() -> None:
    for formula, certain in [
        ("y(1-y)", False),
        (r"\log(y)", True),
        ("f(x, y)", True),
        (r"\text{loss}(y)", True),
    ]:
        node = tree(formula)
        assert isinstance(node, Application)
        assert node.certain is certain
    assert isinstance(tree("x^2(1-y)"), Product)


REFUSALS = [
    ("f((a+b)", 2, "this bracket is not closed"),
    ("a + b)", 6, "a bracket is closed that was not opened"),
    ("(a + b]] + c", 8, "a bracket is closed that was not opened"),
    (r"\{a)", 4, ") closes {"),
    (r"\frac{a}{b", 9, "this brace is not closed"),
    ("a +", 4, "an operand is missing before the end of the formula"),
    ("a + = b", 5, "an operand is missing before ="),
    (r"\foo x", 1, r"the command \foo is not known"),
    (r"x \unknown{y}", 3, r"the command \unknown is not known"),
    ("x_i_j", 4, "a second subscript"),
    ("x^2^3", 4, "a second superscript"),
    ("|a + b", 1, "this bar is not closed"),
    (r"\partial_i f", 1, "this \\partial does not say by which variable"),
    (r"\partial_x", 1, "nothing stands behind \\partial"),
    (r"\sum_i", 1, "nothing stands behind the sum"),
    (r"\text{see the appendix}", 1, "words stand where a formula is expected"),
    (r"\left( x", 1, "this bracket is not closed"),
    (r"\begin{bmatrix} 1", 1, r"\begin{bmatrix} is not closed"),
    (r"\begin{tikzpicture} 1 \end{tikzpicture}", 1, "the environment tikzpicture is not known here"),
    (r"\frac{\partial^2 f}{\partial x \partial y \partial z}", 21, "a derivative of order 2 by 3 variables"),
    ("x ? y", 3, "? does not fit here"),
    ("x \u202e y", 3, "\u202e does not fit here"),
    ("(" * 100 + "x" + ")" * 100, 61, "the formula is nested too deeply"),
    ("", 1, "nothing stands here"),
]


@pytest.mark.parametrize(("formula", "column", "reason"), REFUSALS, ids=[row[0][:30] for row in REFUSALS])
def test_what_is_not_understood_is_refused_at_its_column(formula: str, column: int, reason: str) -> None:
    assert refusal(formula) == (column, reason)


def test_a_missing_sign_of_differentiation_is_a_slip_with_its_column() -> None:
    assert slips(r"\frac{\partial}{o_k} J") == [(17, r"the denominator lacks its \partial")]
    assert slips(r"\partial J / U") == [(14, r"the denominator lacks its \partial")]
    assert slips(r"\partial J / \partial U") == slips(r"\partial J / 2") == []
    assert slips(r"\frac{J}{\partial U}") == [(7, r"the numerator lacks its \partial")]
    assert slips(r"\frac{\partial J}{\partial U}") == []
    assert tree(r"\frac{J}{\partial U}") == Derivative("partial", J, (Name("U"),))

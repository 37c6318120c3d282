"""Matrix notation: what is read back means the same, and prints as it is usually written."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derivcheck.core.claims import check_term
from derivcheck.core.contexts import Context
from derivcheck.core.errors import ShapeError
from derivcheck.core.functions import exp, sigmoid
from derivcheck.core.indices import Size
from derivcheck.core.terms import (
    Delta,
    Dimension,
    Entry,
    Index,
    Number,
    Product,
    Term,
    Total,
    children,
    fresh_index,
)
from derivcheck.derivation import derive_gradients, derive_jacobian
from derivcheck.notation.matrix import MatrixExpr, lower_matrix, matrix_latex, matrix_text, read_matrix
from derivcheck.notation.matrix_expressions import (
    Add,
    Constant,
    Diagonal,
    Elementwise,
    EntryPower,
    Hadamard,
    Identity,
    MatMul,
    Name,
    Ones,
    Scale,
    Shape,
    SizeNumber,
    Softmax,
    Transpose,
)
from tests.test_derivation_contexts import OBJECTIVES, Objective, context, entry, softmax_cross_entropy
from tests.test_derivation_evaluation import gap, values

SIZES = {"n": 3, "m": 2, "K": 3, "D": 2, "Dx": 2, "H": 3, "Dy": 4}
J = Entry("J", ())


def has_product(node: Term) -> bool:
    return isinstance(node, Product) or any(map(has_product, children(node)))


def results(objective: Objective) -> list[tuple[str, Term, tuple[Index, ...], Context]]:
    found = derive_gradients(objective.context, J, objective.wrts)
    return [
        (name, term, derived.free, derived.context)
        for name, derived in found.items()
        for term in (derived.result, derived.expanded)
    ]


@pytest.mark.parametrize("objective", OBJECTIVES.values(), ids=OBJECTIVES)
def test_every_derived_gradient_has_a_matrix_form_that_means_the_same(objective: Objective) -> None:
    for name, term, free, extended in results(objective):
        if has_product(term):
            assert read_matrix(term, free, extended) is None
            continue
        expr = read_matrix(term, free, extended)
        assert expr is not None, name
        lowered = lower_matrix(expr, free)
        check_term(lowered, extended)
        point = values(extended, SIZES, 3, objective.sums_to_one, objective.symmetric, objective.positive)
        assert gap(term, lowered, free, point) < 1e-9
        assert gap(term, 1 + 2 * lowered, free, point) > 1e-9


def text_of(name: str, wrt: str, *, expanded: bool = False) -> str:
    objective = OBJECTIVES[name]
    derived = derive_gradients(objective.context, J, objective.wrts)[wrt]
    expr = read_matrix(derived.expanded if expanded else derived.result, derived.free, derived.context)
    assert expr is not None
    return matrix_text(expr, derived.context)


@pytest.mark.parametrize(
    ("name", "wrt", "text"),
    [
        ("softmax cross-entropy", "z", "yhat - y"),
        ("the same without a name for softmax", "z", "softmax(z) - y"),
        ("sum of log softmax", "W", "(1 - K*softmax(W*x + c))*x'"),
        ("sum of log softmax", "c", "1 - K*softmax(W*x + c)"),
        ("sum of log softmax", "x", "W'*(1 - K*softmax(W*x + c))"),
        ("logistic regression", "theta", "1/n*X'*(sigmoid(X*theta) - y) + lambda*theta"),
        ("two-layer network", "x", "d_phi*W1'"),
        ("two-layer network", "W1", "x'*d_phi"),
        ("two-layer network", "phi", "d_h .* h .* (1 - h)"),
        ("two-layer network", "h", "d_theta*W2'"),
        ("two-layer network on a batch", "theta", "1/n*(yhat - y)"),
        ("two-layer network on a batch", "W2", "h'*d_theta"),
        ("two-layer network on a batch", "b1", "ones(1,n)*d_phi"),
        ("the same with a penalty", "W1", "x'*d_phi + lambda*W1"),
        ("quadratic form", "x", "(A + A')*x"),
        ("symmetric quadratic form", "x", "2*A*x"),
        ("linear regression", "X", "1/n*r*w'"),
        ("inverse and determinant", "A", "inv(A)' - inv(A)'*v*v'*inv(A)'"),
        ("gaussian likelihood", "x", "1/s^2*(mu - x)"),
        ("inverse and determinant", "v", "(inv(A) + inv(A)')*v"),
    ],
)
def test_gradients_print_as_they_are_usually_written(name: str, wrt: str, text: str) -> None:
    assert text_of(name, wrt) == text


def test_the_expanded_gradient_of_a_network_has_no_adjoint_names() -> None:
    text = text_of("two-layer network", "W1", expanded=True)
    assert text == "x'*(((yhat - y)*W2') .* h .* (1 - h))"


def test_the_softmax_jacobian_is_a_diagonal_less_an_outer_product() -> None:
    derived = derive_jacobian(softmax_cross_entropy().context, "yhat", "z")
    expr = read_matrix(derived.result, derived.free, derived.context)
    assert expr is not None
    assert matrix_text(expr, derived.context) == "diag(yhat) - yhat*yhat'"
    assert matrix_latex(expr, derived.context) == (r"\operatorname{diag}(\hat{y}) - \hat{y} \hat{y}^{\top}")


@pytest.mark.parametrize(
    ("name", "wrt", "latex"),
    [
        ("logistic regression", "theta", r"\frac{1}{n} X^{\top} (\sigma(X \theta) - y) + \lambda \theta"),
        ("two-layer network", "W1", r"x^{\top} \frac{\partial J}{\partial \phi}"),
        ("sum of log softmax", "c", r"\mathbf{1} - K \operatorname{softmax}(W x + c)"),
    ],
)
def test_latex(name: str, wrt: str, latex: str) -> None:
    objective = OBJECTIVES[name]
    derived = derive_gradients(objective.context, J, objective.wrts)[wrt]
    expr = read_matrix(derived.result, derived.free, derived.context)
    assert expr is not None
    assert matrix_latex(expr, derived.context) == latex


TENSORS: dict[str, tuple[Size, ...]] = {
    "A": ("n", "m"),
    "B": ("n", "m"),
    "S": ("n", "n"),
    "u": ("n",),
    "v": ("m",),
    "a": (),
    "T": ("n", "m", "n"),
}
COLUMN, ROW = context(TENSORS, []), context(TENSORS, [], row=True)
I_, J_, K_ = Index("i", "n"), Index("j", "m"), Index("k", "n")


@pytest.mark.parametrize(
    ("term", "free", "column", "row"),
    [
        (entry("u", I_), (I_,), "u", "u"),
        (Total(J_, entry("A", I_, J_) * entry("v", J_)), (I_,), "A*v", "v*A'"),
        (Total(I_, entry("A", I_, J_) * entry("u", I_)), (J_,), "A'*u", "u*A"),
        (entry("u", I_) * entry("v", J_), (I_, J_), "u*v'", "u'*v"),
        (Total(I_, entry("u", I_) ** 2), (), "ones(1,n)*u.^2", "u.^2*ones(n,1)"),
        (Total(I_, Total(K_, entry("u", I_) * entry("S", I_, K_) * entry("u", K_))), (), "u'*S*u", "u*S'*u'"),
        (entry("u", I_) * entry("A", I_, J_), (I_, J_), "diag(u)*A", "diag(u)*A"),
        (entry("A", I_, J_) + entry("v", J_), (I_, J_), "A + ones(n,1)*v'", "A + ones(n,1)*v"),
        (Delta(I_, K_) * entry("a"), (I_, K_), "a*eye(n)", "a*eye(n)"),
        (1 - entry("u", I_), (I_,), "1 - u", "1 - u"),
        (entry("u", I_) / entry("u", I_) ** 2, (I_,), "u ./ u.^2", "u ./ u.^2"),
        (sigmoid(entry("a")) / Dimension("n"), (), "1/n*sigmoid(a)", "1/n*sigmoid(a)"),
    ],
)
def test_columns_and_rows(term: Term, free: tuple[Index, ...], column: str, row: str) -> None:
    for within, expected in ((COLUMN, column), (ROW, row)):
        expr = read_matrix(term, free, within)
        assert expr is not None
        assert gap(term, lower_matrix(expr, free), free, values(within, SIZES)) < 1e-9
        assert matrix_text(expr, within) == expected


@pytest.mark.parametrize(
    ("term", "free"),
    [
        (entry("T", I_, J_, K_), (I_, J_, K_)),
        (entry("S", I_, I_), (I_,)),
        (Total(J_, entry("T", I_, J_, K_)), (I_, K_)),
        (entry("u", I_), ()),
        (Total(K_, entry("S", I_, K_) * sigmoid(entry("A", I_, J_) + entry("u", K_))), (I_, J_)),
    ],
)
def test_where_there_is_no_matrix_form_none_is_given(term: Term, free: tuple[Index, ...]) -> None:
    assert read_matrix(term, free, COLUMN) is None


def test_softmax_is_recognised_along_rows_and_columns_and_not_where_it_is_not() -> None:
    k, j = Index("k", "n"), Index("j", "m")
    rows = exp(entry("A", I_, J_)) / Total(fresh := Index("q", "m"), exp(entry("A", I_, fresh)))
    columns = exp(entry("A", I_, J_)) / Total(k, exp(entry("A", k, J_)))
    mixed = exp(entry("A", I_, J_)) / Total(j, exp(entry("B", I_, j)))
    found = [read_matrix(term, (I_, J_), COLUMN) for term in (rows, columns, mixed)]
    texts = [expr and matrix_text(expr, COLUMN) for expr in found]
    assert texts[:2] == ["softmax_rows(A)", "softmax_columns(A)"]
    assert "softmax" not in str(texts[2])
    point = values(COLUMN, SIZES)
    for term, expr in zip((rows, columns, mixed), found, strict=True):
        assert expr is not None
        assert gap(term, lower_matrix(expr, (I_, J_)), (I_, J_), point) < 1e-9


def test_a_shape_that_does_not_fit_is_refused() -> None:
    a = Name("A", "n", "m")
    with pytest.raises(ShapeError, match="product of shapes"):
        lower_matrix(MatMul((a, a)), (I_, J_))
    with pytest.raises(ShapeError, match="has no entry"):
        lower_matrix(a, (J_, I_))


def leaves(shape: Shape) -> st.SearchStrategy[MatrixExpr]:
    known = [Name("A", "n", "m"), Name("B", "n", "m"), Name("S", "n", "n"), Name("u", "n", None)]
    known += [Name("v", "m", None), Name("a", None, None), Ones(*shape)]
    both = [*known, *map(Transpose, known), Constant(Fraction(-3, 2)), SizeNumber("n")]
    if shape == ("n", "n"):
        both += [Identity("n"), Diagonal(Name("u", "n", None))]
    return st.sampled_from([expr for expr in both if expr.shape == shape])


SHAPES: list[Shape] = [(r, c) for r in ("n", "m", None) for c in ("n", "m", None)]


def expressions(shape: Shape, depth: int) -> st.SearchStrategy[MatrixExpr]:
    """Random expressions of one shape."""
    if not depth:
        return leaves(shape)

    def inner(other: Shape = shape) -> st.SearchStrategy[MatrixExpr]:
        return expressions(other, depth - 1)

    def chained(between: Size | None) -> st.SearchStrategy[MatrixExpr]:
        return st.builds(lambda a, b: MatMul((a, b)), inner((shape[0], between)), inner((between, shape[1])))

    options = [
        leaves(shape),
        st.builds(lambda a, b: Add((a, b)), inner(), inner()),
        st.builds(lambda a, b: Hadamard((a, b)), inner(), inner()),
        st.builds(lambda a, b: Scale(Fraction(2, 3), (a,), b), inner((None, None)), inner()),
        st.builds(Elementwise, st.sampled_from(["sigmoid", "tanh"]), inner()),
        st.builds(lambda a: EntryPower(a, Fraction(2)), inner()),
        st.builds(Transpose, inner((shape[1], shape[0]))),
        st.sampled_from(["n", "m", None]).flatmap(chained),
        *([st.builds(lambda a: Softmax(Elementwise("tanh", a), 0), inner())] if shape[0] else []),
        *([st.builds(lambda a: Softmax(Elementwise("tanh", a), 1), inner())] if shape[1] else []),
    ]
    return st.one_of(options)


@given(st.data(), st.sampled_from(SHAPES), st.booleans())
def test_reading_back_what_an_expression_means_gives_the_same_meaning(
    data: st.DataObject, shape: Shape, row: bool
) -> None:
    expr = data.draw(expressions(shape, 2))
    within = context(TENSORS, [], row=False)
    axes = [axis for axis in shape if axis is not None]
    free = tuple(Index(f"{'pq'[place]}", axis) for place, axis in enumerate(axes))
    term = lower_matrix(expr, free)
    check_term(term, within)
    read = read_matrix(term, free, ROW if row else COLUMN)
    if read is None:
        return
    assert gap(term, lower_matrix(read, free), free, values(within, {"n": 3, "m": 2})) < 1e-9


def test_most_random_expressions_can_be_read_back() -> None:
    """The property above is not about nothing."""
    terms = [entry("u", I_) * Number(Fraction(2)), Total(J_, entry("A", I_, J_)), sigmoid(entry("u", I_))]
    assert all(read_matrix(term, (I_,), COLUMN) is not None for term in terms)
    assert fresh_index("n").size == "n"

r"""Arrays that are written out, cell by cell or with dots: right steps, and wrong ones beside them."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import Session


def last(text: str) -> str:
    """The verdict of the last step."""
    return Session().check_stdin(text.encode()).steps[-1].verdict


_DIAGONAL = (
    r"Let $s(t) = \frac{1}{1 + e^{-t}}$. $$ \frac{\partial s(x)}{\partial x} = \begin{bmatrix} s'(x_1) & 0 &"
    r" \cdots & 0 \\ 0 & %s & \cdots & 0 \\ \vdots & \vdots & \vdots & \vdots \\ 0 & 0 & 0 & s'(x_d)"
    r" \end{bmatrix} $$"
)
_COST = r"Let $X \in \mathbb{R}^{m \times d}$ and $J(\theta) = \frac{1}{2m} \|X \theta - y\|^2$. "
_ROW = (
    r"$$ x = \begin{bmatrix} %s \end{bmatrix}, \quad w = \begin{bmatrix} w_1 \\ w_2 \\ w_3 \end{bmatrix} $$ "
)
_GRID = r"$$ X = \begin{bmatrix} x_{11} & x_{12} \\ x_{21} & x_{22} \end{bmatrix}, \quad w = [w_1, w_2]^T $$ "
_LINES = r"Let $a, b, c \in \mathbb{R}^n$ and $N = \begin{bmatrix} a^T \\ b^T \end{bmatrix}$. "
_BLANKS = r"$$ A = \begin{bmatrix} c_1 & & \\ & \ddots & \\ & & c_n \end{bmatrix} $$ "
_STEPS = [
    (_DIAGONAL % "s'(x_2)", _DIAGONAL % "s'(x_1)"),
    (
        _BLANKS + r"$$ A_{ij} = c_i \delta_{ij} $$",
        _BLANKS + r"$$ A_{ij} = c_i $$",
    ),
    (
        _COST + r"$$ \nabla_\theta J = \left( \frac{\partial J}{\partial \theta_0}, \frac{\partial J}"
        r"{\partial \theta_1}, \dots, \frac{\partial J}{\partial \theta_n} \right) $$",
        _COST + r"$$ \nabla_\theta J = \left( \frac{\partial J}{\partial \theta_0}, \frac{\partial J}"
        r"{\partial \theta_0}, \dots, \frac{\partial J}{\partial \theta_n} \right) $$",
    ),
    (
        _COST + r"$$ X \theta = \begin{bmatrix} \sum_j X_{1j} \theta_j \\ \sum_j X_{2j} \theta_j \\ \vdots"
        r" \end{bmatrix} $$",
        _COST + r"$$ X \theta = \begin{bmatrix} \sum_j X_{j1} \theta_j \\ \sum_j X_{j2} \theta_j \\ \vdots"
        r" \end{bmatrix} $$",
    ),
    (
        r"$$ x_0 + x_1 + \dots + x_{n-1} + x_n = \sum_{i=0}^n x_i $$",
        r"$$ x_0 + x_1 + \dots + x_{n-1} + x_n = \sum_{i=1}^n x_i $$",
    ),
    (
        r"$$ \sum_{k=1}^n a_k - 1 = a_1 + \dots + (a_o - 1) + \dots + a_n $$",
        r"$$ \sum_{k=1}^n a_k + 1 = a_1 + \dots + (a_o - 1) + \dots + a_n $$",
    ),
    (
        _ROW % "x_1, x_2, x_3" + r"$$ x w = x_1 w_1 + x_2 w_2 + x_3 w_3 $$",
        _ROW % "x_1, x_2, x_3" + r"$$ x w = x_1 w_1 + x_2 w_2 + x_3 w_2 $$",
    ),
    (
        _ROW % "x_1 & x_2 & x_3"
        + r"$$ \frac{\partial x w}{\partial w} = \begin{bmatrix} x_1 \\ x_2 \\ x_3 \end{bmatrix} $$",
        _ROW % "x_1 & x_2 & x_3"
        + r"$$ \frac{\partial x w}{\partial w} = \begin{bmatrix} x_1 \\ x_3 \\ x_2 \end{bmatrix} $$",
    ),
    (
        _GRID
        + r"$$ X w = \begin{bmatrix} x_{11} w_1 + x_{12} w_2 \\ x_{21} w_1 + x_{22} w_2 \end{bmatrix} $$",
        _GRID
        + r"$$ X w = \begin{bmatrix} x_{11} w_1 + x_{21} w_2 \\ x_{12} w_1 + x_{22} w_2 \end{bmatrix} $$",
    ),
    (
        _LINES + r"$$ N c = \begin{bmatrix} a^T c \\ b^T c \end{bmatrix} $$",
        _LINES + r"$$ N c = \begin{bmatrix} b^T c \\ a^T c \end{bmatrix} $$",
    ),
    (_LINES + r"$$ N^T N = a a^T + b b^T $$", _LINES + r"$$ N^T N = a a^T + a b^T $$"),
]


@pytest.mark.parametrize(("right", "wrong"), _STEPS)
def test_right_steps_are_proved_and_wrong_neighbours_are_not(right: str, wrong: str) -> None:
    assert last(right) == "proved"
    assert last(wrong) != "proved"


@pytest.mark.parametrize(
    "wrong",
    [
        _ROW % "x_1, x_2, x_3" + r"$$ x w = x_1 w_1 + x_2 w_2 + x_3 w_2 $$",
        _GRID
        + r"$$ X w = \begin{bmatrix} x_{11} w_1 + x_{21} w_2 \\ x_{12} w_1 + x_{22} w_2 \end{bmatrix} $$",
        _LINES + r"$$ N c = \begin{bmatrix} b^T c \\ a^T c \end{bmatrix} $$",
        _COST
        + r"$$ X \theta = \begin{bmatrix} 2 \sum_j X_{1j} \theta_j \\ \vdots \\ 2 \sum_j X_{mj} \theta_j"
        r" \end{bmatrix} $$",
    ],
)
def test_wrong_cells_are_found(wrong: str) -> None:
    assert last(wrong) in ("refuted", "malformed")


def test_a_row_of_a_matrix_that_is_not_of_its_pattern_is_no_pattern() -> None:
    text = (
        r"$$ W = \begin{bmatrix} w_{11} & \dots & w_{1n} \\ %s & \dots & w_{2n} \\ \vdots & \ddots & \vdots"
        r" \\ w_{m1} & \dots & w_{mn} \end{bmatrix} $$ $$ (W v)_i = \sum_{j=1}^n w_{ij} v_j $$"
    )
    assert last(text % "w_{21}") == "proved"
    assert last(text % "w_{31}") != "proved"


def test_an_example_of_two_rows_says_nothing_of_all_matrices() -> None:
    text = (
        r"For example $X = \begin{bmatrix} x_{11} & x_{12} \\ x_{21} & x_{22} \end{bmatrix}$. Now let"
        r" $X \in \mathbb{R}^{m \times n}$, $b \in \mathbb{R}^n$ and $y \in \mathbb{R}^m$."
        r" $$ \frac{\partial}{\partial b} \|X b - y\|^2 = %s X^T (X b - y) $$"
    )
    assert last(text % "2") == "proved"
    assert last(text % "") == "refuted"


@pytest.mark.parametrize("time", ["t", "n"])
def test_a_time_that_some_sum_ends_with_stays_a_time(time: str) -> None:
    text = (
        r"$$ s_T = \tanh(U x_T + W s_{T-1}) $$ $$ g_T = V s_T $$ $$ \sum_{k=1}^T g_k = G $$"
        r" $$ \hat y_{T,i} = \frac{e^{g_{T,i}}}{\sum_{j=1}^C e^{g_{T,j}}} $$ $$ \frac{\partial \hat y_{T,i}}"
        r"{\partial g_{T,j}} = \hat y_{T,i} \cdot (\delta_{ij} %s \hat y_{T,j}) $$"
    ).replace("T", time)
    assert last(text.replace("%s", "-")) == "proved"
    assert last(text.replace("%s", "+")) == "refuted"


def test_entries_of_nine_cells_are_numbers() -> None:
    def matrix(cell: str) -> str:
        rows = [" & ".join(cell.replace("i", i).replace("j", j) for j in "123") for i in "123"]
        return r"\begin{bmatrix} " + r" \\ ".join(rows) + r" \end{bmatrix}"

    sums = r"e^{s_{i1}} + e^{s_{i2}} + e^{s_{i3}}"
    text = (
        "$$ P = " + matrix(rf"e^{{s_{{ij}}}} / ({sums})") + " = " + matrix("p_{ij}") + " $$"
        r" Since $p_{11} = \frac{e^{s_{11}}}{e^{s_{11}} + e^{s_{12}} + e^{s_{13}}}$, "
        r"$$ \frac{\partial p_{11}}{\partial s_{11}} = p_{11} %s p_{11}^2 $$"
    )
    assert last(text.replace("%s", "-")) == "proved"
    assert last(text.replace("%s", "+")) == "refuted"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (
            r"$$ \|(\begin{array}{cccc} a_1 & a_2 & ... &a_N \end{array})\|^2 = a_1^2 + ... + a_N^2 $$",
            r"$$ \|(\begin{array}{cccc} a_1 & a_2 & ... &a_N \end{array})\|^2 = a_1 + a_2 + ... + a_N $$",
        ),
        (
            r"$$ \boldsymbol{a_1} b + \dots + \boldsymbol{a_n} b = b \sum_{i=1}^n \boldsymbol{a_i} $$",
            r"$$ \boldsymbol{a_1} b + \dots + \boldsymbol{a_n} b = 2 b \sum_{i=1}^n \boldsymbol{a_i} $$",
        ),
        (
            r"Let $u, v \in \mathbb{R}^n$. $$ \frac{\partial}{\partial u} (u . v) = v $$",
            r"Let $u, v \in \mathbb{R}^n$. $$ \frac{\partial}{\partial u} (u . v) = u $$",
        ),
        (
            r"$$ \begin{aligned} a &= \sum_i \sum_j b_i c_j \delta_{ij} & \text{sum over $k$} \\"
            r" &= \sum_i b_i c_i \end{aligned} $$",
            r"$$ \begin{aligned} a &= \sum_i \sum_j b_i c_j \delta_{ij} & \text{sum over $k$} \\"
            r" &= \sum_i b_i b_i \end{aligned} $$",
        ),
    ],
)
def test_periods_bold_numbers_and_remarks(right: str, wrong: str) -> None:
    assert last(right) == "proved"
    assert last(wrong) in ("refuted", "malformed")


def test_a_period_that_ends_a_sentence_is_no_product() -> None:
    assert last(r"$$ a = b + c. d = 2 b $$ $$ a = b + c $$") == "definition"


_LAYERS = (
    r"$$ z^k_i = \sum_j w^{k,l}_{i,j} y^l_j $$ $$ A_{kl} = \delta_{kl} $$"
    r" $$ \frac{\partial z^k_i}{\partial w^{k,l}_{p,q}} = \delta_{i,p} y^l_%s $$"
)
_ITERATES = (
    r"$$ c_i = \sum_j M_{ij} d_j $$ $$ x^{(i+1)} = x^{(i)} - H x^{(i)} $$"
    r" $$ A x^{(i+1)} = A x^{(i)} - %s x^{(i)} $$"
)


@pytest.mark.parametrize(
    ("text", "right", "wrong"), [(_LAYERS, "q", "p"), (_ITERATES, "A H", "H A"), (_ITERATES, "A H", "A")]
)
def test_a_letter_that_has_to_be_a_label_is_one_throughout_the_step(
    text: str, right: str, wrong: str
) -> None:
    assert last(text % right) == "proved"
    assert last(text % wrong) != "proved"


def test_a_label_on_one_name_is_no_index_on_the_same_name() -> None:
    text = r"$$ S = \sum_i x_i $$ $$ \frac{\partial S}{\partial x_{i+1}} + 0 x_i = %s $$"
    assert last(text % "0") != "proved"


_TOTAL = (
    r"If $z = f(u, v)$ where $u = u(x)$, $v = v(x)$, then $$ \frac{dz}{dx} = \frac{\partial z}{\partial u}"
    r" \frac{du}{dx} %s $$"
)
_PARTS = (
    r"$$ \frac{\partial l}{\partial x} = \frac{\partial l}{\partial g} \frac{\partial g}{\partial x} %s"
    r" \frac{\partial l}{\partial h} \frac{\partial h}{\partial x} $$"
)


def test_the_derivative_of_a_function_of_two_functions_has_two_terms() -> None:
    assert last(_TOTAL % r"+ \frac{\partial z}{\partial v} \frac{dv}{dx}") == "proved"
    assert last(_TOTAL % r"- \frac{\partial z}{\partial v} \frac{dv}{dx}") == "refuted"
    assert last(_TOTAL % "") == "unknown"
    assert last(_PARTS % "+") == "proved"
    assert last(_PARTS % "-") == "refuted"


def test_of_two_functions_one_may_not_rest_on_the_other() -> None:
    text = r"$$ g = x^2 $$ $$ h = g^3 + x $$ " + _PARTS % "+"
    assert last(text) != "proved"
    assert last(r"$$ g = x^2 $$ $$ h = \sin(x) $$ " + _PARTS % "+") == "proved"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\sum_i (x_i - c) = \sum_i x_i - \sum_i c", r"\sum_i (x_i - c) = \sum_i x_i + \sum_i c"),
        (r"\sum_i (x_i - c) = \sum_i x_i - \sum_i c", r"\sum_i (x_i - c) = \sum_i x_i - c"),
        (r"\sum_i (x_i - c) = \sum_i x_i - \sum_i c", r"\sum_i (x_i - c) = \sum_i x_i - \sum_j c"),
    ],
)
def test_sums_over_one_letter_go_equally_far(right: str, wrong: str) -> None:
    assert last(f"$$ {right} $$") == "proved"
    assert last(f"$$ {wrong} $$") != "proved"


_INDEXED = (
    r"Repeated indices are summed, and $\delta_{hq}$ is Kronecker's."
    r" $$ m_b = \frac{1}{H} \mathbf{1}_h x_{bh} $$"
    r" $$ u_{bh} = x_{bh} - \mathbf{1}_h m_b $$ $$ \frac{\partial u_{bh}}{\partial m_p} = %s $$"
)


def test_the_ones_have_indices_in_index_notation() -> None:
    assert last(_INDEXED % r"-\mathbf{1}_h \delta_{bp}") == "proved"
    assert last(_INDEXED % r"\mathbf{1}_h \delta_{bp}") != "proved"
    assert last(_INDEXED % r"-\mathbf{1}_h \delta_{bp} m_p") != "proved"
    text = r"Let $X \in \mathbb{R}^{m \times n}$. $$ (X \mathbf{1}_n)_i = %s \sum_{j=1}^n X_{ij} $$"
    assert last(text % "") == "proved"
    assert last(text % "2") == "refuted"


_LAYER = (
    r"$$ z_2 = W_2 h + b_2 $$ $$ \hat{y} = \text{softmax}(z_2) $$"
    r" $$ \frac{\partial \hat{y}_i}{\partial z_{2,j}} = "
)


def test_a_number_before_an_index_is_that_of_a_layer_where_the_name_has_it_alone() -> None:
    cases = (
        r"\begin{cases} \hat{y}_i (1 - \hat{y}_i) & i = j \\ %s \hat{y}_i \hat{y}_j & i \ne j \end{cases} $$"
    )
    assert last(_LAYER + cases % "-") == "proved"
    assert last(_LAYER + cases % "") == "refuted"


_BLOCKS = r" and $x = [x_1, x_2]$. $$ x^T x = x_1 x_1^T + x_2 x_2^T $$"
_NUMBERS = r" and $x = [x_1, x_2]$. $$ x^T x = x_1 x_1 + x_2 x_2 $$"


@pytest.mark.parametrize(
    "said", [r"Let $x_1, x_2 \in \mathbb{R}^n$", r"Let $x_1$ and $x_2$ be vectors", r"Let $x_1^T x_2 = 0$"]
)
def test_vectors_with_numbers_are_no_components(said: str) -> None:
    assert last(said + _BLOCKS) != "proved"
    assert last(said + _NUMBERS) != "proved"


def test_numbers_in_a_list_are_its_components() -> None:
    assert last("Let $a = 1$" + _NUMBERS) == "proved"

"""`derivcheck derive`: closed forms, proofs, code that runs, and what is refused."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from click.testing import CliRunner, Result

from derivcheck.cli import main
from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Assumption
from derivcheck.core.errors import DerivcheckError, LimitError
from derivcheck.core.terms import Entry, Index, Partial, Term, substitute, term
from derivcheck.core.verdicts import Verdict
from derivcheck.derive import Answer, Question, answer, pipeline
from derivcheck.derive.lines import conditions
from derivcheck.derive.rendering import emitted
from derivcheck.expression.declarations import Declarations
from derivcheck.expression.elaboration import elaborate
from derivcheck.expression.grammar import read
from derivcheck.expression.inference import infer
from derivcheck.expression.syntax import Symbol, nodes
from derivcheck.methods.decide import decide
from tests.derive_examples import EXAMPLES, Example

SIZES = {"n": 3, "m": 4, "d": 2, "k": 5}
OTHER_SIZES = {"det(A*X*B)": {"n": 2, "d": 3, "m": 4}}
"""Where the usual sizes would make a determinant 0."""
EVERY = pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.formula} by {e.wrt} {e.order}")


@cache
def found(example: Example) -> Answer:
    return answer(Question(example.formula, example.wrt, example.order, example.where))


def asked(derived: Answer) -> Term:
    """The derivative that was asked for."""
    objective = derived.context.definitions[derived.objective]
    rank = len(objective.indices)
    if derived.question.order == 1:
        head = Entry(derived.objective, derived.free[:rank])
        return Partial(head, Entry(derived.question.wrt, derived.free[rank:]))
    half = len(derived.free) // 2
    inner = Partial(Entry(derived.objective, ()), Entry(derived.question.wrt, derived.free[:half]))
    return Partial(inner, Entry(derived.question.wrt, derived.free[half:]))


@EVERY
def test_the_closed_form_is_found_and_proved(example: Example) -> None:
    derived = found(example)
    assert derived.text == example.closed
    assert derived.closed
    assert derived.verdict is Verdict.PROVED
    verdicts = [line.verdict for each in derived.derivations for line in each.lines[1:]]
    assert verdicts
    assert set(verdicts) == {Verdict.PROVED}


@EVERY
def test_twice_the_closed_form_is_refuted(example: Example) -> None:
    derived = found(example)
    assert decide(Claim(derived.context, asked(derived), derived.term)).verdict is Verdict.PROVED
    assert decide(Claim(derived.context, asked(derived), 2 * derived.term)).verdict is Verdict.REFUTED


@EVERY
def test_the_closed_form_is_in_the_language_and_means_the_derivative(example: Example) -> None:
    derived = found(example)
    if derived.intermediates:
        assert any(name in example.closed for name in ("inv(M)", "det(M)"))
        return
    root = read(example.closed)
    used = {node.name for node, _ in nodes(root) if isinstance(node, Symbol)}
    shapes = {name: shape for name, shape in derived.variables.items() if name in used}
    other = elaborate(root, infer(root, example.closed, Declarations(shapes)), Declarations(shapes)).objective
    assert tuple(index.size for index in other.indices) == derived.shape
    body = substitute(other.body, dict(zip(other.indices, derived.free, strict=True)))
    assert decide(Claim(derived.context, asked(derived), body)).verdict is Verdict.PROVED


def arrays(derived: Answer) -> dict[str, np.ndarray]:
    """Positive values, square matrices near a multiple of the unit matrix; symmetric where it is assumed."""
    random = np.random.default_rng(7)
    values: dict[str, np.ndarray] = {}
    sizes = OTHER_SIZES.get(derived.question.formula, SIZES)
    for name, shape in derived.variables.items():
        lengths = [sizes[size] if isinstance(size, str) else size for size in shape]
        value = random.uniform(0.5, 1.5, lengths)
        if len(lengths) == 2 and lengths[0] == lengths[1]:
            value = value + value.T + 4 * np.eye(lengths[0])
        values[name] = value
    return values


def evaluate(code: str) -> Callable[..., dict[str, Any]]:
    """The function that the code defines; only a test runs text."""
    space: dict[str, Any] = {}
    exec(code, space)  # noqa: S102
    return space["evaluate"]


def central_differences(of: Callable[[np.ndarray], Any], at: np.ndarray) -> np.ndarray:
    """Derivative of an array by an array, the axes of the function first."""
    step = 1e-5
    columns: list[Any] = []
    for place in itertools.product(*map(range, at.shape)):
        move = np.zeros_like(at)
        move[place] = step
        columns.append((np.asarray(of(at + move)) - np.asarray(of(at - move))) / (2 * step))
    return np.moveaxis(
        np.reshape(columns, (*at.shape, *columns[0].shape)), range(at.ndim), range(-at.ndim, 0)
    )


@EVERY
def test_emitted_numpy_agrees_with_central_differences(example: Example) -> None:
    derived = found(example)
    values = arrays(derived)
    below = (
        derived if example.order == 1 else answer(Question(example.formula, example.wrt, 1, example.where))
    )
    differentiated = below.objective if example.order == 1 else below.output
    functions = {each.question: evaluate(emitted(each, "numpy")) for each in (derived, below)}

    def at(value: np.ndarray, each: Answer, output: str) -> Any:
        given = {**values, example.wrt: value}
        return functions[each.question](**{_python(name): array for name, array in given.items()})[output]

    by = values[example.wrt]
    expected = central_differences(lambda value: at(value, below, differentiated), by)
    actual = at(by, derived, derived.output)
    assert np.shape(actual) == expected.shape
    assert np.allclose(actual, expected, rtol=1e-5, atol=1e-7)
    assert not np.allclose(2 * np.asarray(actual), expected, rtol=1e-5, atol=1e-7)


@EVERY
def test_emitted_jax_agrees_with_automatic_differentiation(example: Example) -> None:
    derived = found(example)
    with jax.enable_x64(True):
        values = {_python(name): jnp.asarray(value) for name, value in arrays(derived).items()}
        function = evaluate(emitted(derived, "jax"))
        wrt = _python(example.wrt)

        def value(by: jax.Array) -> jax.Array:
            return jnp.asarray(function(**{**values, wrt: by})[derived.objective])

        differentiate = jax.jacobian if example.order == 1 else jax.hessian
        expected = differentiate(value)(values[wrt])
        actual = function(**values)[derived.output]
        assert np.allclose(actual, expected, rtol=1e-10)
        assert not np.allclose(2 * np.asarray(actual), expected, rtol=1e-10)


def _python(name: str) -> str:
    return "lambda_" if name == "lambda" else name


Reference = Callable[[Mapping[str, Any]], Any]
REFERENCES: dict[str, Reference] = {
    "y'*log(softmax(W*x+b))": lambda a: a["y"] @ jax.nn.log_softmax(a["W"] @ a["x"] + a["b"]),
    "norm2(A*x-b)^2": lambda a: jnp.sum((a["A"] @ a["x"] - a["b"]) ** 2),
    "x'*A*x": lambda a: a["x"] @ a["A"] @ a["x"],
    "trace(A*X*B)": lambda a: jnp.trace(a["A"] @ a["X"] @ a["B"]),
    "log(det(X))": lambda a: jnp.linalg.slogdet(a["X"])[1],
    "sum(log(1+exp(-y.*(X*w))))": lambda a: jnp.sum(jnp.logaddexp(0, -a["y"] * (a["X"] @ a["w"]))),
    "norm2(A*X*B - C)^2": lambda a: jnp.sum((a["A"] @ a["X"] @ a["B"] - a["C"]) ** 2),
    "det(A*X*B)": lambda a: jnp.linalg.det(a["A"] @ a["X"] @ a["B"]),
    "trace(X'*A*X)": lambda a: jnp.trace(a["X"].T @ a["A"] @ a["X"]),
    "trace(X^2)": lambda a: jnp.trace(a["X"] @ a["X"]),
    "log(det(X'*A*X))": lambda a: jnp.log(jnp.linalg.det(a["X"].T @ a["A"] @ a["X"])),
    "mean((X*w-y).^2)": lambda a: jnp.mean((a["X"] @ a["w"] - a["y"]) ** 2),
    "logsumexp(W*x+b)": lambda a: jax.nn.logsumexp(a["W"] @ a["x"] + a["b"]),
    "-sum(Y .* log(softmax_rows(X*W)))": lambda a: (
        -jnp.sum(a["Y"] * jax.nn.log_softmax(a["X"] @ a["W"], axis=1))
    ),
    "sum(gelu(x))": lambda a: jnp.sum(jax.nn.gelu(a["x"], approximate=False)),
    "norm1(x)": lambda a: jnp.sum(jnp.abs(a["x"])),
    "norm2(sum(X,2) - y)^2": lambda a: jnp.sum((jnp.sum(a["X"], axis=1) - a["y"]) ** 2),
    "norm2(sum(X,1))^2": lambda a: jnp.sum(jnp.sum(a["X"], axis=0) ** 2),
    "norm2(X - ones(n,1)*mean(X,1))^2": lambda a: jnp.sum((a["X"] - jnp.mean(a["X"], axis=0)) ** 2),
    "norm2(kron(A,B)*vec(X) - vec(C))^2": lambda a: jnp.sum(
        (jnp.kron(a["A"], a["B"]) @ a["X"].T.ravel() - a["C"].T.ravel()) ** 2
    ),
    "vec(A)'*kron(B,C)*vec(X)": lambda a: a["A"].T.ravel() @ jnp.kron(a["B"], a["C"]) @ a["X"].T.ravel(),
    "vec(X)'*kron(B,C)'*vec(A)": lambda a: a["X"].T.ravel() @ jnp.kron(a["B"], a["C"]).T @ a["A"].T.ravel(),
    "norm2(kron(A,X))^2": lambda a: jnp.sum(jnp.kron(a["A"], a["X"]) ** 2),
    "log(prod(x))": lambda a: jnp.log(jnp.prod(a["x"])),
    "a'*logsumexp(X,1)'": lambda a: jnp.dot(a["a"], jax.nn.logsumexp(a["X"], axis=0)),
}


@pytest.mark.parametrize("formula", REFERENCES)
def test_the_formula_means_what_is_written(formula: str) -> None:
    """Value and gradient against a formula in jax.numpy that was written by hand."""
    example = next(each for each in EXAMPLES if each.formula == formula)
    derived = found(example)
    with jax.enable_x64(True):
        values = {name: jnp.asarray(value) for name, value in arrays(derived).items()}
        printed = evaluate(emitted(derived, "jax"))(**values)

        def reference(by: jax.Array) -> Any:
            return REFERENCES[formula]({**values, example.wrt: by})

        by = values[example.wrt]
        assert np.allclose(printed[derived.objective], reference(by), rtol=1e-10)
        assert np.allclose(printed[derived.output], jax.grad(reference)(by), rtol=1e-10)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["derive", *arguments])


def test_text_shows_shapes_derivative_verdict_and_derivation() -> None:
    result = run("norm2(X*w-y)^2", "--wrt", "w")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[:6] == [
        "J = norm2(X*w-y)^2",
        "shapes: X: n x d, w: d, y: n",
        "",
        "gradient of J by w, d:",
        "  2*X'*(X*w - y)",
        "",
    ]
    assert lines[6] == "PROVED for all dimensions"
    assert lines[8] == "derivation (every line proved):"
    assert lines[-1] == "  = 2*sum_i X[i, j]*(sum_k X[i, k]*w[k] - y[i])    [take constants out of the sum]"


def test_conditions_are_shown() -> None:
    assert "provided that x[i] != 0 for all i in 1..n" in run("norm1(x)", "--wrt", "x").output
    assert "provided" not in run("sum(x)", "--wrt", "x").output


def test_a_gradient_that_is_differentiated_again_is_introduced() -> None:
    output = run("x'*A*x", "--wrt", "x", "--order", "2").output
    assert "derivation, with g[i] = partial(J, x[i]) (every line proved):\n    partial(g[i]" in output
    assert "derivation (every line proved):\n    partial(J, x[j])\n" in output
    assert "with g" not in run("x'*A*x", "--wrt", "x").output
    assert "with g = partial(J, t)" in run("t^3", "--wrt", "t", "--order", "2").output
    content = json.loads(run("x'*A*x", "--wrt", "x", "--order", "2", "--format", "json").stdout)
    assert content["naming"] == ["", "g[i] = partial(J, x[i])"]


def test_a_symmetric_matrix_is_written_without_a_transpose() -> None:
    assert found(Example("trace(A*X'*X)", "X", "", where=("A symmetric",))).text == "2*X*A"
    assert found(Example("trace(A*X'*X)", "X", "")).text == "X*(A' + A)"


def test_a_number_in_every_entry_is_written_with_its_shape() -> None:
    assert found(Example("sum(x)", "x", "")).text == "ones(n,1)"
    assert found(Example("3*sum(X)", "X", "")).text == "3*ones(n,d)"


def test_what_has_no_matrix_form_is_given_in_index_notation() -> None:
    derived = answer(Question("A*x", "A"))
    assert not derived.closed
    assert derived.text == "x[l]*delta(j, k)"
    assert derived.verdict is Verdict.PROVED
    assert "d f[j] / d A[k, l]; no matrix form is proved" in run("A*x", "--wrt", "A").output
    assert "no matrix form" not in run("A*x", "--wrt", "x").output


def test_a_product_is_differentiated_where_no_factor_is_zero() -> None:
    derived = answer(Question("prod(x - a)", "x"))
    assert derived.text == "(prod_i (x[i] - a[i]))/(x[j] - a[j])"
    assert derived.verdict is Verdict.PROVED
    assert derived.obligations == ("x[i] - a[i] != 0 for all i in 1..n",)
    assert answer(Question("prod(x)", "x", 1, ("x > 0",))).obligations == ()
    assert answer(Question("prod(x)*norm2(y)^2", "y")).obligations == ()
    assert decide(Claim(derived.context, asked(derived), 2 * derived.term)).verdict is Verdict.REFUTED


def test_a_deep_formula_with_vec_is_read_once() -> None:
    inner = "X"
    for _ in range(40):
        inner = f"({inner}+X)"
    assert answer(Question(f"sum(vec({inner}))", "X")).text == "41*ones(n,d)"


def test_json_holds_everything_and_the_code() -> None:
    result = run("softmax(x)", "--wrt", "x", "--format", "json", "--emit", "numpy")
    content = json.loads(result.stdout)
    assert content["verdict"] == "proved"
    assert content["kind"] == "Jacobian"
    assert content["variables"] == {"x": ["n"]}
    assert content["shape"] == ["n", "n"]
    assert content["text"] == "diag(softmax(x)) - softmax(x)*softmax(x)'"
    assert [line["verdict"] for line in content["derivations"][0]][:2] == [None, "proved"]
    assert "import numpy as np" in content["emitted"]["text"]


def test_emitted_text_is_all_that_is_printed() -> None:
    assert run("-x'*x", "--wrt", "x", "--emit", "latex").output == "\\frac{\\partial J}{\\partial x} = -2 x\n"
    hessian = run("x'*x", "--wrt", "x", "--order", "2", "--emit", "latex").output
    assert hessian == "\\frac{\\partial^{2} J}{\\partial x \\partial x^{\\top}} = 2 I\n"
    assert run("x'*x", "--wrt", "x", "--emit", "jax").output.startswith(
        "# J = x'*x\n# gradient of J by x, n: 2*x\n"
    )


def test_a_formula_of_several_lines_cannot_leave_its_comment() -> None:
    code = run("x'*x\n+ sum(x)\u2028+ 0*sum(x)", "--wrt", "x", "--emit", "numpy").output
    assert code.splitlines()[0] == "# J = x'*x + sum(x) + 0*sum(x)"
    assert evaluate(code)(np.ones(2))["J"] == 4


@pytest.mark.parametrize("name", ["np", "math", "softmax_", "jnp", "evaluate"])
def test_names_of_modules_and_functions_may_be_variables(name: str) -> None:
    derived = answer(Question(f"sum(softmax({name}).*erf({name}))", name, where=(f"{name}: n",)))
    value = np.array([0.5, 1.0])
    for target in ("numpy", "jax"):
        assert evaluate(emitted(derived, target))(value)["J"] == pytest.approx(0.7211, abs=1e-3), target


def test_unlikely_kinds_are_announced() -> None:
    assert "nothing else fits for c" in run("c*x", "--wrt", "x").output
    assert "nothing else fits" not in run("lambda*x", "--wrt", "x").output


def test_greek_letters_may_be_typed() -> None:
    result = run("\u03bb*norm2(\u03b8)^2", "--wrt", "\u03b8")
    assert "  2*lambda*theta\n" in result.output


# arguments, what the message holds
REFUSED = [
    (("x'*x+", "--wrt", "x"), "ends too early"),
    (("x'*x", "--wrt", "y"), "y is no variable of the formula"),
    (("w*x", "--wrt", "x"), "w (a column vector) times x (a column vector)"),
    (("A*x", "--wrt", "x", "--order", "2"), "the second derivative of a vector"),
    (("X*w - y", "--wrt", "w", "--where", "X: n x d, y: m"), "must be one size"),
    (("x'*x", "--wrt", "x", "--where", "x = 3"), "this is no declaration"),
    (("x'*x", "--wrt", "x", "--where", "z: n"), "z is declared and does not occur"),
    (("log(det(X))", "--wrt", "X", "--where", "X symmetric"), "its entries cannot vary one by one"),
    (("x'" * 40 + "*x", "--wrt", "x"), "not expected"),
    (("(" * 500 + "x" + ")" * 500 + "'*x", "--wrt", "y"), "y is no variable"),
    (("sum(" + "exp(" * 100 + "x" + ")" * 101, "--wrt", "x"), "nested deeper"),
    (("+".join(["x'*x"] * 300), "--wrt", "x"), "the formula"),
    (("x'*x" + " " * 3000 + "+", "--wrt", "x"), "ends too early"),
    (("\x00", "--wrt", "x"), "not expected"),
    (("__import__('os').getpid()", "--wrt", "x"), "not expected"),
    (("getpid(x)", "--wrt", "x"), "there is no function getpid"),
    (("vec(X)", "--wrt", "X"), "a stacked vector is left over"),
    (("A*vec(X)", "--wrt", "X"), "B*X*A' has the vec kron(A,B)*vec(X)"),
    (("kron(A,B)*x", "--wrt", "x"), "a Kronecker product is left over"),
    (("det(kron(A,B))", "--wrt", "A"), "a Kronecker product is left over"),
    (("vec(X)'*vec(Y)", "--wrt", "X", "--where", "X: n x d, Y: d x n"), "must be one size"),
    (("norm2([x; y])", "--wrt", "x"), "write [A B]*[x; y] as A*x + B*y"),
    (("[A, B]*x", "--wrt", "x"), "there are no block matrices"),
    (("vcat(x, y)", "--wrt", "x"), "there are no block matrices"),
    (("x[1]", "--wrt", "x"), "there are no subscripts"),
    (("reshape(x, n, d)", "--wrt", "x"), "write the matrix itself"),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED, ids=lambda each: str(each)[:40])
def test_what_cannot_be_read_is_refused_with_exit_code_2(arguments: tuple[str, ...], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""
    assert isinstance(result.exception, SystemExit)


@pytest.mark.parametrize("arguments", [("x'*x",), ("x'*x", "--wrt", "x", "--order", "3"), ()])
def test_usage_errors_have_exit_code_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_unknown_has_exit_code_3(monkeypatch: pytest.MonkeyPatch) -> None:
    unproved = answer(Question("x'*x", "x"))
    object.__setattr__(unproved, "verdict", Verdict.UNKNOWN)
    monkeypatch.setattr("derivcheck.derive.answer", lambda _: unproved)
    result = run("x'*x", "--wrt", "x")
    assert result.exit_code == 3
    assert "UNKNOWN" in result.output


def test_where_the_rules_find_no_end_the_calculus_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: object) -> None:
        raise LimitError("no end")

    monkeypatch.setattr(pipeline, "derive_gradients", endless)
    derived = answer(Question("x'*A*x", "x"))
    assert derived.verdict is Verdict.PROVED
    assert [line.justification for line in derived.derivations[0].lines] == ["to be found", "normal form"]


def test_a_formula_too_deep_for_the_machine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def deep(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr(pipeline, "derive_gradients", deep)
    with pytest.raises(LimitError, match="too deeply"):
        answer(Question("x'*A*x", "x"))


def nested(functions: int) -> str:
    return f"sum({'tanh(' * functions}x{')' * functions})"


def test_the_deepest_formula_is_answered_and_a_deeper_one_refused() -> None:
    assert answer(Question(nested(pipeline.DEEPEST_NESTING), "x")).verdict is Verdict.PROVED
    with pytest.raises(LimitError, match="inside one another"):
        answer(Question(nested(pipeline.DEEPEST_NESTING + 1), "x"))


def test_conditions_that_others_imply_are_left_out() -> None:
    i, j = Index("i", "n"), Index("j", "n")
    zero = term(Fraction(0))
    same = [Assumption("!=", Entry("x", (index,)), zero) for index in (i, j)]
    assert conditions(tuple(same)) == ("x[i] != 0 for all i in 1..n",)
    positive = Assumption(">", Entry("x", (j,)), zero)
    assert conditions((*same, positive)) == ("x[i] > 0 for all i in 1..n",)
    other = Assumption("!=", Entry("y", ()), zero)
    assert conditions((positive, other)) == ("x[i] > 0 for all i in 1..n", "y != 0")


def test_errors_are_all_for_users() -> None:
    with pytest.raises(DerivcheckError) as error:
        answer(Question("x'*X*x", "y"))
    assert "remedy" in str(error.value)

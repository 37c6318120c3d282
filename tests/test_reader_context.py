"""What a document says about its symbols."""

from __future__ import annotations

import pytest

from derivcheck.reader.documents import read_text


def said(text: str, kind: str = "markdown") -> list[tuple[str, list[str], list[tuple[str, str]]]]:
    """Kind, the first side of every statement, and the properties of each line of context."""
    return [
        (line.kind, [statement.sides[0].text for statement in line.statements],
         [(each.subject.text, each.words) for each in line.properties])
        for line in read_text(text, kind).context_lines
    ]  # fmt: skip


def test_memberships() -> None:
    assert said(r"Let $z \in \mathbb{R}^K$ and $W \in \mathbb{R}^{m \times n}$.") == [
        ("membership", ["z", "W"], [])
    ]
    assert said("$$W_1 : D \\times H$$") == [("membership", ["W_1"], [])]


def test_definitions() -> None:
    assert said("where $z = Wx + b$ is the input") == [("definition", ["z"], [])]
    assert said("$$f \\triangleq g$$") == [("definition", ["f"], [])]
    assert said("We get $z = Wx + b$ in the end") == []


def test_assumptions() -> None:
    assert said(r"Assume $\lambda > 0$.") == [("assumption", [r"\lambda"], [])]
    assert said(r"where $\sum_k y_k = 1$ holds") == [("assumption", [r"\sum_k y_k"], [])]
    assert said("The target $y$ is one-hot, and $A$ is symmetric.") == [
        ("assumption", [], [("y", "one-hot"), ("A", "symmetric")])
    ]
    assert said("Here y is a one-hot vector.") == [("assumption", [], [("y", "one-hot"), ("y", "vector")])]
    assert said("We see that $a = b$.") == []


def test_directives_hold_the_same_mathematics() -> None:
    lines = read_text("Text.\n<!-- derivcheck: y \\in \\{0,1\\}^K, \\sum_k y_k = 1 -->\n").context_lines
    assert [(line.kind, line.line, len(line.statements)) for line in lines] == [("directive", 2, 2)]
    assert all(statement.understood for statement in lines[0].statements)
    assert said("% derivcheck: \\lambda > 0\n% \\mu > 0", "tex") == [("directive", [r"\lambda"], [])]
    assert said("% derivcheck: y one-hot\n", "tex") == [("directive", ["y"], [("y", "one-hot")])]


PROPERTIES = ["y one-hot", "y is one-hot", "$y$ is one-hot", "y: one-hot", "y \\text{ is one-hot}"]


@pytest.mark.parametrize("written", PROPERTIES)
def test_a_directive_says_a_property_in_any_usual_way(written: str) -> None:
    assert said(f"<!-- derivcheck: {written} -->") == [("directive", ["y"], [("y", "one-hot")])]


OF_THE_NAME = [
    (r"A \in \mathbb{R}^{n \times n} symmetric", ["A"]),
    (r"z \in \mathbb{R}^K, A symmetric", ["z", "A"]),
]


@pytest.mark.parametrize(("written", "names"), OF_THE_NAME)
def test_a_property_in_a_directive_is_said_of_the_name_before_it(written: str, names: list[str]) -> None:
    assert said(f"% derivcheck: {written}\n", "tex") == [("directive", names, [("A", "symmetric")])]


def test_a_property_that_is_denied_is_not_said() -> None:
    ((_, _, properties),) = said("% derivcheck: A is not symmetric\n", "tex")
    assert ("A", "symmetric") not in properties


def test_every_line_has_its_place() -> None:
    line = read_text("One.\n\nTwo words, where $x > 0$ stands.").context_lines[0]
    assert (line.line, line.column, line.text) == (3, 1, "Two words, where $x > 0$ stands.")


def attributed(text: str) -> list[tuple[str, str]]:
    """Every symbol with what is said of it."""
    return [
        (each.subject.text, each.words) for line in read_text(text).context_lines for each in line.properties
    ]


def test_words_belong_to_the_symbol_that_they_are_said_of() -> None:
    assert attributed("where W and c are some matrix and vector, respectively.") == [
        ("W", "matrix"),
        ("c", "vector"),
    ]
    assert attributed("Take a positive constant $\\lambda$ and go on.") == [
        ("\\lambda", "positive"), ("\\lambda", "constant")]  # fmt: skip
    assert attributed("Both $A$ and $B$ are symmetric.") == [("A", "symmetric"), ("B", "symmetric")]
    assert attributed("With $\\hat y$ as above, and $y$ is one-hot.") == [("y", "one-hot")]
    assert attributed("The symmetric matrix $A$ acts on $x$.") == [("A", "symmetric"), ("A", "matrix")]
    assert attributed("With $Q$ orthogonal we get it.") == [("Q", "orthogonal")]


def test_words_that_are_said_of_no_symbol() -> None:
    assert attributed("The matrix is symmetric, so that $x$ is small.") == []
    assert attributed("$B$ is not symmetric.") == []
    assert attributed("Here $y$ is the positive class.") == []


def test_a_size_in_words() -> None:
    line = read_text("Let $W$ be an $m \\times n$ matrix and $x$ a $d$-dimensional vector.").context_lines[0]
    sizes = {(each.subject.text, tuple(size.text for size in each.sizes)) for each in line.properties}
    assert {("W", ("m", "n")), ("x", ("d",))} <= sizes


def test_only_one_entry_is_one() -> None:
    assert attributed("And only k-th dimension of $\\boldsymbol{y}$ is 1, so it ends.") == [
        ("\\boldsymbol{y}", "one-hot")
    ]
    assert attributed("The first dimension of $y$ is 1.") == []


def test_the_size_of_a_vector_is_no_vector() -> None:
    assert attributed("The layer takes $x$ (input vector of dimension $d$).") == []
    assert attributed("The vector with $k$ entries, or the vector of length $n$.") == []
    assert attributed("We embed it: a vector of class scores $s$.") == [("s", "vector")]

"""What the prose says of labels: one-hot, summing to one, neither."""

from __future__ import annotations

import pytest

from derivcheck.meaning.facts import understand
from derivcheck.reader.documents import read_text

SAID = [
    ("The $k$-th entry of $y$ is one and all others are zero.", {"one-hot"}),
    ("$y$ is 1 for the correct class and 0 for all others", {"one-hot"}),
    ("$y_k$ is 1 if $k$ is the correct class and 0 otherwise", {"one-hot"}),
    ("$y$ is the ground truth distribution", {"sums-to-one"}),
    ("where $y$ is the target distribution", {"sums-to-one"}),
    ("$y$ is a probability distribution", {"simplex"}),
    ("The first entry of $y$ is one", set[str]()),
    ("The first entry of $x$ is one and all weights are zero", set[str]()),
    ("$y$ is 1 if the email is spam and 0 otherwise", set[str]()),
    ("$y_i$ is 1 if the true class is positive and 0 otherwise", set[str]()),
    ("The true distribution of $y$ is not known", set[str]()),
    ("$y$ is not the true distribution", set[str]()),
]


@pytest.mark.parametrize(("words", "kinds"), SAID)
def test_what_is_said_of_labels(words: str, kinds: set[str]) -> None:
    found = understand(read_text(f"{words}\n\n$$\\sum_k y_k z_k + a = b$$"))
    properties = found.derivations[-1].steps[-1].environment.properties
    assert {each.kind for each in properties if each.name == "y"} == kinds

"""What a normalizer remembers makes it faster and changes no answer."""

from __future__ import annotations

import gc
import weakref
from fractions import Fraction

import pytest

from derivcheck.calculus.normal_form import Normalizer
from derivcheck.calculus.normalizers import MOST, Normalizers
from derivcheck.calculus.occurrences import has_lone_power
from derivcheck.core.contexts import Context, Tensor
from derivcheck.core.errors import LimitError
from derivcheck.core.terms import Entry, Term

a, b = Entry("a", ()), Entry("b", ())
LARGE = (a + b + 1) ** 6
BUDGET = 10_000


def context() -> Context:
    return Context({name: Tensor(name, ()) for name in ("a", "b")})


def normalized(normalizers: Normalizers, where: Context, t: Term, budget: int = BUDGET) -> int:
    """The products that the normalizer has spent afterwards."""

    def work(normalizer: Normalizer) -> int:
        normalizer.normalize(t)
        return normalizer.spent

    return normalizers.run(where, work, budget)


def cost(t: Term) -> int:
    return normalized(Normalizers(), context(), t)


def test_work_is_remembered() -> None:
    normalizers, where = Normalizers(), context()
    once = normalized(normalizers, where, LARGE)
    assert normalized(normalizers, where, LARGE) == once > 10


def test_a_limit_does_not_depend_on_what_was_done_before() -> None:
    needed = cost(LARGE)
    for budget, enough in ((needed, True), (needed - 1, False)):
        normalizers, where = Normalizers(), context()
        normalized(normalizers, where, LARGE)
        if enough:
            assert normalized(normalizers, where, LARGE, budget) == needed
        else:
            with pytest.raises(LimitError):
                normalized(normalizers, where, LARGE, budget)


def test_earlier_work_takes_nothing_from_later_work() -> None:
    other = (a - b + 2) ** 6
    budget = max(cost(LARGE), cost(other))
    normalizers, where = Normalizers(), context()
    normalized(normalizers, where, LARGE, budget)
    assert normalized(normalizers, where, other, budget) <= budget


def test_contexts_are_forgotten() -> None:
    normalizers = Normalizers()
    first = context()
    normalized(normalizers, first, a)
    gone = weakref.ref(first)
    del first
    for _ in range(MOST + 1):
        normalized(normalizers, context(), a)
    gc.collect()
    assert gone() is None


u, v, w = (Entry(name, ()) for name in "uvw")
LONE = (
    (u * v + w, True),  # u is nowhere else
    (u * v + u, True),  # v in one term, to the power 1
    (u**2 * v + u * v, True),  # u^2 and u, in one term each
    (u / (u + v) - 1 + v / (u + v), False),  # 0 once the denominator is cleared
    (u * v + w - w * (1 + u) / (1 + v), False),  # each name is in a denominator, or in two terms
)


@pytest.mark.parametrize(("t", "lone"), LONE)
def test_a_power_that_one_term_alone_has(t: Term, lone: bool) -> None:
    where = Context({name: Tensor(name, ()) for name in "uvw"})
    normalizer = Normalizer.of(where)
    p = normalizer.normalize(t)
    assert has_lone_power(p) is lone
    assert not (lone and normalizer.is_shown_zero(p))


def test_zero_behind_a_denominator_is_shown_and_next_to_it_is_not() -> None:
    normalizer = Normalizer.of(Context({name: Tensor(name, ()) for name in "uvw"}))
    zero = u / (u + v) - 1 + v / (u + v)
    assert normalizer.is_shown_zero(normalizer.normalize(zero))
    assert not normalizer.is_shown_zero(normalizer.normalize(zero + w * Fraction(1, 1000)))
    assert not normalizer.is_shown_zero(normalizer.normalize(u / (u + v) - 1 - v / (u + v)))

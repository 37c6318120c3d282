"""Hypothesis strategies: well-typed terms, and spellings of a term that mean the same."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from derivcheck.core.contexts import Context, Definition, Tensor
from derivcheck.core.functions import exp, log
from derivcheck.core.terms import (
    Apply,
    Delta,
    Dimension,
    Entry,
    Index,
    Plus,
    Term,
    Times,
    Total,
    children,
    fresh_index,
    plus,
    rebuild,
    substitute,
    term,
    times,
)

K, N = "K", "n"
FREE = (Index("i", K), Index("j", K), Index("r", N))
_inner = Index("q", N)

CONTEXT = Context(
    {
        "x": Tensor("x", (K,)),
        "w": Tensor("w", (N,)),
        "A": Tensor("A", (K, K)),
        "B": Tensor("B", (N, K)),
        "a": Tensor("a", ()),
    },
    {
        "u": Definition("u", (Index("i", K),), Total(_inner, Entry("B", (_inner, Index("i", K))))),
        "h": Definition("h", (Index("i", K),), Apply("sigmoid", Entry("u", (Index("i", K),)))),
    },
)

SMALL = st.builds(Fraction, st.integers(-3, 3), st.sampled_from([1, 1, 2, 3]))


@st.composite
def terms(draw: st.DrawFn, depth: int = 3, scope: tuple[Index, ...] = FREE) -> Term:
    """A term over CONTEXT whose free indices are in the scope."""
    if depth == 0 or draw(st.integers(0, 5)) == 0:
        return draw(_leaves(scope))
    smaller = terms(depth - 1, scope)
    match draw(st.sampled_from(["plus", "times", "times", "total", "total", "power", "apply"])):
        case "plus":
            return plus(draw(smaller), draw(smaller))
        case "times":
            return times(draw(smaller), draw(smaller))
        case "total":
            index = Index(f"b{depth}", draw(st.sampled_from([K, N])))
            return Total(index, draw(terms(depth - 1, (*scope, index))))
        case "power":
            return _power(draw(smaller), draw(st.sampled_from([2, -1, Fraction(1, 2), -2])))
        case _:
            return _apply(draw(st.sampled_from(["exp", "log", "sigmoid", "tanh", "abs"])), draw(smaller))


def _power(base: Term, exponent: int | Fraction) -> Term:
    """Mostly defined: the base of a fractional power is a square plus one."""
    return (base * base + 1) ** exponent if exponent != 2 else base**2


def _apply(function: str, argument: Term) -> Term:
    if function == "log":
        return log(1 + exp(argument))
    return Apply(function, argument)


def _leaves(scope: tuple[Index, ...]) -> st.SearchStrategy[Term]:
    over = {size: [i for i in scope if i.size == size] for size in (K, N)}
    k, n = st.sampled_from(over[K]), st.sampled_from(over[N])
    return st.one_of(
        SMALL.map(term),
        st.sampled_from([Dimension(K), Dimension(N), Entry("a", ())]),
        k.map(lambda i: Entry("x", (i,))),
        k.map(lambda i: Entry("h", (i,))),
        n.map(lambda r: Entry("w", (r,))),
        st.builds(lambda i, j: Entry("A", (i, j)), k, k),
        st.builds(lambda r, i: Entry("B", (r, i)), n, k),
        st.builds(Delta, k, k),
    )


@st.composite
def respelled(draw: st.DrawFn, node: Term) -> Term:
    """The same term with arguments reordered, bound indices renamed and nested sums exchanged."""
    parts = [draw(respelled(child)) for child in children(node)]
    if isinstance(node, Plus | Times):
        parts = draw(st.permutations(parts))
    if not isinstance(node, Total):
        return rebuild(node, tuple(parts))
    index = fresh_index(node.index.size)
    body = substitute(parts[0], {node.index: index})
    if isinstance(body, Total) and draw(st.booleans()):
        return Total(body.index, Total(index, body.body))
    return Total(index, body)

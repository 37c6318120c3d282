"""Claims of any length: a network layer by layer, a chain of matrix products."""

from __future__ import annotations

from collections.abc import Sequence

from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Assumption, Context, Definition, Jacobian, Tensor
from derivcheck.core.functions import exp, log, sigmoid
from derivcheck.core.terms import Entry, Index, Partial, Term, Total, term, times


def network(depth: int) -> tuple[Claim, ...]:
    """Backpropagation through so many sigmoid layers of different widths to the weights of the first.

    Scores z1 = W1 x + b1, z2 = W2 sigmoid(z1) + b2, .., softmax cross-entropy J of the last. The first
    claim is dJ/dz of the last scores; then each dJ/dz from the one after it, which is called by name;
    the last claim is dJ/dW1.
    """
    steps = [_step(layer) for layer in range(depth - 1, 0, -1)]
    return (_loss(depth), *steps, _weights())


def chain(length: int) -> Claim:
    """A1 A2 .. An multiplied from the left equals A1 A2 .. An multiplied from the right."""
    names = [f"A{number}" for number in range(1, length + 1)]
    axes = [(f"K{number}", f"K{number + 1}") for number in range(1, length + 1)]
    context = Context({name: Tensor(name, pair) for name, pair in zip(names, axes, strict=True)})
    ends = [Index(f"i{number}", f"K{number}") for number in range(1, length + 2)]
    matrices = [Entry(name, (ends[at], ends[at + 1])) for at, name in enumerate(names)]
    return Claim(context, _from_left(matrices, ends), _from_right(matrices, ends), f"chain of {length}")


def _from_left(matrices: Sequence[Term], ends: Sequence[Index]) -> Term:
    result = matrices[0]
    for matrix, shared in zip(matrices[1:], ends[1:], strict=False):
        result = Total(shared, times(result, matrix))
    return result


def _from_right(matrices: Sequence[Term], ends: Sequence[Index]) -> Term:
    result = matrices[-1]
    for matrix, shared in zip(matrices[-2::-1], ends[-2:0:-1], strict=True):
        result = Total(shared, times(matrix, result))
    return result


def _loss(layer: int) -> Claim:
    """dJ/dz = softmax(z) - y."""
    width = f"H{layer}"
    i, k, m = (Index(letter, width) for letter in "ikm")
    scores, label = f"z{layer}", "y"
    context = Context(
        {scores: Tensor(scores, (width,)), label: Tensor(label, (width,))},
        {
            "p": Definition("p", (k,), exp(Entry(scores, (k,))) / Total(m, exp(Entry(scores, (m,))))),
            "J": Definition("J", (), -Total(m, Entry(label, (m,)) * log(Entry("p", (m,))))),
        },
        (Assumption("=", Total(k, Entry(label, (k,))), term(1)),),
    )
    slope = Partial(Entry("J", ()), Entry(scores, (i,)))
    return Claim(context, slope, Entry("p", (i,)) - Entry(label, (i,)), "loss")


def _step(layer: int) -> Claim:
    """dJ/dz of a layer is (W' d) h (1 - h) with the W and the d = dJ/dz of the next layer."""
    here, after = f"H{layer}", f"H{layer + 1}"
    i, j, k = Index("i", here), Index("j", here), Index("k", after)
    z, h, w, b = f"z{layer}", f"h{layer}", f"W{layer + 1}", f"b{layer + 1}"
    after_z, adjoint = f"z{layer + 1}", f"d{layer + 1}"
    scores = Total(j, Entry(w, (k, j)) * Entry(h, (j,))) + Entry(b, (k,))
    context = Context(
        {
            "J": Tensor("J", ()),
            z: Tensor(z, (here,)),
            w: Tensor(w, (after, here)),
            b: Tensor(b, (after,)),
            adjoint: Tensor(adjoint, (after,)),
        },
        {
            h: Definition(h, (i,), sigmoid(Entry(z, (i,)))),
            after_z: Definition(after_z, (k,), scores),
        },
        jacobians=(Jacobian("J", after_z, (), (k,), Entry(adjoint, (k,))),),
    )
    back = Total(k, Entry(w, (k, i)) * Entry(adjoint, (k,)))
    value = back * Entry(h, (i,)) * (1 - Entry(h, (i,)))
    return Claim(context, Partial(Entry("J", ()), Entry(z, (i,))), value, f"layer {layer}")


def _weights() -> Claim:
    """dJ/dW1 = d x' with d = dJ/dz1."""
    i, j, k, r = Index("i", "H1"), Index("j", "H0"), Index("k", "H1"), Index("r", "H0")
    scores = Total(r, Entry("W1", (k, r)) * Entry("x", (r,))) + Entry("b1", (k,))
    context = Context(
        {
            "J": Tensor("J", ()),
            "x": Tensor("x", ("H0",)),
            "W1": Tensor("W1", ("H1", "H0")),
            "b1": Tensor("b1", ("H1",)),
            "d1": Tensor("d1", ("H1",)),
        },
        {"z1": Definition("z1", (k,), scores)},
        jacobians=(Jacobian("J", "z1", (), (k,), Entry("d1", (k,))),),
    )
    slope = Partial(Entry("J", ()), Entry("W1", (i, j)))
    return Claim(context, slope, Entry("d1", (i,)) * Entry("x", (j,)), "first weights")

"""Derivatives of normal forms.

    d x[i, j] / d x[k, l] = delta(i, k) delta(j, l)          an entry by an entry of its own tensor
    d h[i]    / d x[..]   = d (definition of h)[i] / d x[..]  a named intermediate, once for all subscripts
    d prod n^e            = sum_n e n^(e-1) dn prod of the others
    d inverse(A) = -inverse(A) dA inverse(A)      d det(A) = det(A) tr(inverse(A) dA)
    d EXP(m)^e = e EXP(m)^e dm      d LOG(p) = p^-1 dp      d POL(p) = dp      d FN(f, p) = f'(p) dp
    d sum_b m             = sum_b dm
    d prod_b p            = prod_b p sum_b p^-1 dp            where no factor is 0, which is an obligation

An entry of a named intermediate may be the variable too: the objective is then a function of it
through everything defined downstream of it.
"""

from __future__ import annotations

from functools import cache
from itertools import count
from typing import TYPE_CHECKING

from derivcheck.calculus import products, sums
from derivcheck.calculus.nodes import UNIT, ZERO, Monomial, Node, Polynomial, Rational, node
from derivcheck.core.contexts import Jacobian
from derivcheck.core.functions import FUNCTIONS
from derivcheck.core.terms import Entry, Index, Subscript, Term

if TYPE_CHECKING:
    from derivcheck.calculus.normal_form import Normalizer


def partial(normalizer: Normalizer, p: Polynomial, variable: Entry) -> Polynomial:
    """Derivative of p by one entry."""
    algebra = normalizer.algebra
    return algebra.add(*[algebra.scale(_of_monomial(normalizer, m, variable), c) for m, c in p.terms])


def _of_monomial(normalizer: Normalizer, m: Monomial, variable: Entry) -> Polynomial:
    algebra, parts = normalizer.algebra, list[Polynomial]()
    for n, e in m.factors:
        inner = _of_power(normalizer, n, e, variable)
        if inner.terms:
            others = algebra.product([f for f in m.factors if f[0] is not n])
            parts.append(algebra.multiply(others, inner))
    return algebra.add(*parts)


def _of_power(normalizer: Normalizer, n: Node, e: Rational, variable: Entry) -> Polynomial:
    """d n^e = e n^(e-1) dn; for EXP, e EXP(m)^e dm."""
    algebra = normalizer.algebra
    inner = _of_node(normalizer, n, variable)
    if not inner.terms or (e == 1 and n.kind != "EXP"):
        return inner
    kept = algebra.product([(n, e if n.kind == "EXP" else e - 1)])
    return algebra.scale(algebra.multiply(kept, inner), e)


def _of_node(normalizer: Normalizer, n: Node, variable: Entry) -> Polynomial:
    """d m for EXP(m), else dn."""
    algebra = normalizer.algebra
    match n.kind:
        case "ENTRY":
            return _of_entry(normalizer, n, variable)
        case "EXP":
            return _of_monomial(normalizer, n.monomial(), variable)
        case "LOG":
            p = n.polynomial()
            return algebra.multiply(algebra.power(p, -1), partial(normalizer, p, variable))
        case "POL":
            return partial(normalizer, n.polynomial(), variable)
        case "FN":
            p = n.polynomial()
            inner = partial(normalizer, p, variable)
            slope = _slope(str(n.label))
            return algebra.multiply(normalizer.instantiate(slope, p), inner) if inner.terms else ZERO
        case "SUM":
            opened, body = sums.open_sum(algebra, n, avoid=variable.subscripts)
            return sums.sum_over(algebra, opened, partial(normalizer, body, variable))
        case "INV":
            return _of_inverse(normalizer, n, variable)
        case "DET":
            slope = _cofactors(normalizer, str(n.label), None, variable)
            return algebra.multiply(algebra.product([(n, 1)]), slope)
        case "PROD":
            return _of_product(normalizer, n, variable)
        case "DELTA" | "DIM" | "PRIME" | "CONST":
            return ZERO


@cache
def _slope(function: str) -> Term:
    """The derivative of a function, in the placeholder."""
    return FUNCTIONS[function].derivative(Entry("@", ()))


def _of_product(normalizer: Normalizer, n: Node, variable: Entry) -> Polynomial:
    algebra = normalizer.algebra
    index, factor = products.open_product(algebra, n, variable.subscripts)
    inner = partial(normalizer, factor, variable)
    if not inner.terms:
        return ZERO
    quotients = sums.sum_over(algebra, (index,), algebra.multiply(inner, algebra.power(factor, -1)))
    return algebra.multiply(algebra.product([(n, 1)]), quotients)


def _of_inverse(normalizer: Normalizer, n: Node, variable: Entry) -> Polynomial:
    left, right = n.indices
    return normalizer.algebra.scale(_cofactors(normalizer, str(n.label), (left, right), variable), -1)


def _cofactors(
    normalizer: Normalizer, tensor: str, ends: tuple[Subscript, Subscript] | None, variable: Entry
) -> Polynomial:
    """sum_kl B[i, k] dA[k, l] B[l, j] for ends (i, j), else sum_kl B[l, k] dA[k, l]; B = inverse(A)."""
    algebra = normalizer.algebra
    size = (normalizer.context.axes(tensor) or (1,))[0]
    row, column = Index("@row", size), Index("@column", size)
    inner = _of_entry(normalizer, node("ENTRY", tensor, (row, column)), variable)
    outer = [(column, row)] if ends is None else [(ends[0], row), (column, ends[1])]
    for pair in outer:
        inner = algebra.multiply(inner, algebra.entry("INV", tensor, pair))
    return sums.sum_over(algebra, (row, column), inner)


def _of_entry(normalizer: Normalizer, n: Node, variable: Entry) -> Polynomial:
    algebra = normalizer.algebra
    if n.label == variable.tensor:
        result = UNIT
        for mine, its in zip(n.indices, variable.subscripts, strict=True):
            result = algebra.multiply(result, algebra.delta(mine, its))
        return result
    if n.label in normalizer.context.definitions:
        return _of_definition(normalizer, n, variable)
    return algebra.add(*(_declared(normalizer, n, j, variable) for j in normalizer.context.jacobians))


def _declared(normalizer: Normalizer, n: Node, jacobian: Jacobian, variable: Entry) -> Polynomial:
    """d x[..] = sum_v (d x[..] / d w[v]) dw[v] for a derivative that is declared."""
    if n.label != jacobian.of:
        return ZERO
    algebra = normalizer.algebra
    taken = {s.name for s in (*n.indices, *variable.subscripts) if isinstance(s, Index)}
    names = (name for k in count() if (name := f"@w{k}") not in taken)
    through = tuple(Index(next(names), index.size) for index in jacobian.variables)
    inner = _of_entry(normalizer, node("ENTRY", jacobian.wrt, through), variable)
    actual = dict(zip((*jacobian.indices, *jacobian.variables), (*n.indices, *through), strict=True))
    slope = algebra.rename(normalizer.normalize(jacobian.body), actual)
    return sums.sum_over(algebra, through, algebra.multiply(slope, inner))


def _of_definition(normalizer: Normalizer, n: Node, variable: Entry) -> Polynomial:
    """The Jacobian of a named intermediate, found once in formal indices and renamed for each use."""
    name, tensor = str(n.label), variable.tensor
    indices = normalizer.context.definitions[name].indices
    axes = normalizer.context.axes(tensor) or ()
    formal = tuple(Index(f"@{k}", size) for k, size in enumerate(axes))
    key = (name, tensor)
    if key not in normalizer.derivatives:
        _, body = normalizer.definition(name)
        normalizer.derivatives[key] = partial(normalizer, body, Entry(tensor, formal))
    actual = dict(zip((*indices, *formal), (*n.indices, *variable.subscripts), strict=True))
    return normalizer.algebra.rename(normalizer.derivatives[key], actual)

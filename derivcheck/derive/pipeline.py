"""From a formula to its derivative: read, give shapes, derive by rules, read back, decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derivcheck.calculus import residual
from derivcheck.calculus.normal_form import Normalizer
from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Context, Definition, names
from derivcheck.core.errors import LimitError, MalformedError, UnknownSymbolError
from derivcheck.core.indices import Index, fresh_index
from derivcheck.core.terms import (
    Entry,
    Partial,
    Plus,
    Product,
    Term,
    Total,
    children,
    contains_partial,
    plus,
    rebuild,
    substitute,
)
from derivcheck.core.verdicts import Outcome, Verdict
from derivcheck.derivation import Derived, DerivedStep, derive_gradients, derive_jacobian
from derivcheck.derivation.bound_indices import readable
from derivcheck.derive.answers import Answer, Question
from derivcheck.derive.lines import closed_text, conditions, lemma, meanings, plain, with_lemmas, without
from derivcheck.expression.declarations import read_declarations
from derivcheck.expression.elaboration import Elaborated, elaborate
from derivcheck.expression.functions import ELEMENTWISE, SOFTMAX_AXES, SOFTMAXES
from derivcheck.expression.grammar import read, spelt_out
from derivcheck.expression.inference import Typing, infer
from derivcheck.expression.syntax import Call, Syntax, parts
from derivcheck.methods.decide import decide
from derivcheck.notation.latex import latex
from derivcheck.notation.letters import candidates
from derivcheck.notation.matrix import MatrixExpr, lower_matrix, matrix_latex, matrix_text, read_matrix
from derivcheck.notation.text import text

DEEPEST_NESTING = 6
NONLINEAR = ELEMENTWISE | SOFTMAXES | SOFTMAX_AXES.keys() | {"norm2", "logsumexp", "det", "inv"}


def answer(question: Question) -> Answer:
    """The derivative that is asked for, with its derivation and verdict.

    Raises NotationError, ShapeError or UnknownSymbolError where the question has no meaning, MalformedError
    for the second derivative of a vector, and LimitError where the formula is too large.
    """
    formula, wrt, *where = map(spelt_out, (question.formula, question.wrt, *question.where))
    question = replace(question, formula=formula, wrt=wrt, where=tuple(where))
    declared = read_declarations(question.where)
    root = read(question.formula)
    _check_nesting(root, formula)
    typing = infer(root, question.formula, declared)
    if question.wrt not in typing.variables:
        raise UnknownSymbolError(
            f"{question.wrt} is no variable of the formula",
            text=question.formula,
            remedy=f"its variables are {', '.join(typing.variables) or 'none'}",
        )
    if wrt in declared.symmetric:
        raise MalformedError(
            f"{wrt} is symmetric, so that its entries cannot vary one by one",
            text=formula,
            remedy="differentiate without that assumption",
        )
    elaborated = elaborate(root, typing, declared)
    try:
        return _answered(question, typing, elaborated)
    except RecursionError:
        raise LimitError("the formula is nested too deeply to be derived") from None


def _check_nesting(root: Syntax, formula: str) -> None:
    """Every function inside a function doubles the work of deriving and deciding."""
    deepest, waiting = 0, [(root, 0)]
    while waiting:
        node, depth = waiting.pop()
        depth += isinstance(node, Call) and node.function in NONLINEAR
        deepest = max(deepest, depth)
        waiting += [(part, depth) for part in parts(node)]
    if deepest > DEEPEST_NESTING:
        raise LimitError(
            f"{deepest} functions inside one another, more than {DEEPEST_NESTING}",
            text=formula,
            remedy="derive the parts apart, each by the name of the one before",
        )


def _answered(question: Question, typing: Typing, elaborated: Elaborated) -> Answer:
    head, wrt = elaborated.objective, question.wrt
    found = _first(elaborated.context, head, wrt)
    if question.order == 1:
        kind = "Jacobian" if head.indices else "gradient" if typing.variables[wrt] else "derivative"
        return _judged(question, typing, head, found, kind)
    if head.indices:
        raise MalformedError(
            "the second derivative of a vector or a matrix",
            text=question.formula,
            remedy="--order 2 takes a formula that is a number",
        )
    kind = "Hessian" if typing.variables[wrt] else "second derivative"
    return _judged(question, typing, head, (*found, *_second(found[-1], head)), kind)


def _first(context: Context, head: Definition, wrt: str) -> tuple[Derived, ...]:
    """What is found on the way to the derivative, and the derivative last."""
    try:
        if head.indices:
            return (derive_jacobian(context, head.name, wrt),)
        found = derive_gradients(context, Entry(head.name, ()), (wrt,))
        return (*(each for name, each in found.items() if name != wrt), found[wrt])
    except LimitError:
        return (_calculated(context, head, wrt),)


def _second(gradient: Derived, objective: Definition) -> tuple[Derived, ...]:
    """The derivative of the gradient, which becomes a named intermediate for it."""
    context = plain(gradient)
    taken = {*context.tensors, *context.definitions, *context.sizes(), *(i.name for i in gradient.free)}
    name = next(wish for wish in ("g", "G", "grad", "the_gradient") if wish not in taken)
    body = without(gradient.expanded, objective)
    definition = Definition(name, gradient.free, body)
    extended = replace(context, definitions={**context.definitions, name: definition})
    return _first(extended, definition, gradient.variable.tensor)


def _calculated(context: Context, head: Definition, wrt: str) -> Derived:
    """The derivative by the calculus alone, where the rules find no end: one step, its normal form."""
    sizes = (*(index.size for index in head.indices), *(context.axes(wrt) or ()))
    taken = {*context.tensors, *context.definitions, *context.sizes()}
    free: list[Index] = []
    for size in sizes:
        letter = next(name for name in candidates(Index("i", size)) if name not in taken)
        taken.add(letter)
        free.append(Index(letter, size))
    rank = len(head.indices)
    start = Partial(Entry(head.name, tuple(free[:rank])), Entry(wrt, tuple(free[rank:])))
    normalizer = Normalizer.of(context)
    end = residual.to_term(normalizer.unfold(normalizer.normalize(start), frozenset((head.name,))))
    end = readable(_lettered(end), frozenset(taken))
    steps = (DerivedStep(start, "to be found"), DerivedStep(end, "normal form"))
    return Derived(start.variable, tuple(free), steps, context, end)


def _lettered(node: Term) -> Term:
    """The term with new bound indices: those of a normal form have names that no claim may have."""
    if isinstance(node, Total | Product):
        index = fresh_index(node.index.size)
        return type(node)(index, _lettered(substitute(node.body, {node.index: index})))
    return rebuild(node, tuple(map(_lettered, children(node))))


def _judged(
    question: Question, typing: Typing, head: Definition, found: tuple[Derived, ...], kind: str
) -> Answer:
    last = found[-1]
    context, free = plain(last), last.free
    term, matrix, outcome = _form(_start(last, head, question.order), last, context, head)
    return Answer(
        question=question,
        objective=head.name,
        kind=kind,
        variables=typing.variables,
        unusual=typing.unusual,
        context=context,
        free=free,
        term=last.expanded,
        closed=matrix is not None,
        text=text(term, free) if matrix is None else closed_text(matrix, context),
        latex=latex(term, context, free) if matrix is None else matrix_latex(matrix, context),
        verdict=outcome.verdict,
        scope=outcome.scope,
        reason=outcome.reason,
        trusts=outcome.trusts,
        intermediates=meanings(context, head),
        obligations=conditions(outcome.obligations),
        derivations=tuple(lemma(each, _naming(each, found, question)) for each in with_lemmas(found)),
    )


def _naming(each: Derived, found: tuple[Derived, ...], question: Question) -> str:
    """What the name stands for whose derivative the second derivation takes: the gradient."""
    start = each.steps[0].term
    if question.order == 1 or each is not found[-1]:
        return ""
    assert isinstance(start, Partial)
    first = next(one.steps[0].term for one in found if one.variable.tensor == question.wrt)
    assert isinstance(start.body, Entry)
    assert isinstance(first, Partial)
    return f"{text(start.body)} = {text(Partial(first.body, Entry(question.wrt, start.body.subscripts)))}"


def _start(found: Derived, head: Definition, order: int) -> Term:
    """What was asked for, in terms of the formula itself."""
    start = found.steps[0].term
    assert isinstance(start, Partial)
    if order == 1:
        return start
    assert isinstance(start.body, Entry)
    wrt = start.variable.tensor
    return Partial(Partial(Entry(head.name, ()), Entry(wrt, start.body.subscripts)), start.variable)


def _form(
    start: Term, found: Derived, context: Context, head: Definition
) -> tuple[Term, MatrixExpr | None, Outcome]:
    """The shortest proved way to write the derivative in matrix notation; else index notation."""
    bases = [head, *(each for each in context.definitions.values() if each.name == _function(found))]
    readings: dict[str, tuple[Term, MatrixExpr]] = {}
    for term in _candidates(found, context, bases):
        matrix = read_matrix(term, found.free, context)
        if matrix is not None:
            readings.setdefault(matrix_text(matrix, context), (term, matrix))
    for shown in sorted(readings, key=_clumsiness):
        term, matrix = readings[shown]
        outcome = decide(Claim(context, start, lower_matrix(matrix, found.free)))
        if outcome.verdict is Verdict.PROVED:
            return term, matrix, outcome
    term = _spelt_out(found.expanded, bases)
    return term, None, decide(Claim(context, start, term))


def _candidates(found: Derived, context: Context, bases: list[Definition]) -> Iterator[Term]:
    """Terms equal to the derivative: the result, and every line with neither derivative nor adjoint in it."""
    yield _spelt_out(found.expanded, bases)
    for step in reversed(found.steps):
        if not contains_partial(step.term) and set(names((step.term,))) <= _known(context):
            yield _spelt_out(step.term, bases)
            yield _split(_spelt_out(step.term, bases))


def _split(node: Term) -> Term:
    """The term with every sum over an index of a sum of terms taken apart: products read better so."""
    node = rebuild(node, tuple(map(_split, children(node))))
    if isinstance(node, Total) and isinstance(node.body, Plus):
        return plus(*(Total(node.index, part) for part in node.body.terms))
    return node


def _clumsiness(shown: str) -> int:
    """How hard a closed form is to read: its length, diagonal matrices and vectors of ones counting more."""
    return len(shown) + 12 * (shown.count("diag(") + shown.count("ones("))


def _known(context: Context) -> set[str]:
    return {*context.tensors, *context.definitions}


def _spelt_out(term: Term, bases: list[Definition]) -> Term:
    for each in reversed(bases):
        term = without(term, each)
    return term


def _function(found: Derived) -> str:
    """The name of what is differentiated."""
    start = found.steps[0].term
    return start.body.tensor if isinstance(start, Partial) and isinstance(start.body, Entry) else ""

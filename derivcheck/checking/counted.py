"""Letters of a sum where it does not reach, and names that lack them within it."""

from __future__ import annotations

from collections.abc import Iterator

from derivcheck.checking.writing import Rule, Writing, bound_index, letter, nodes
from derivcheck.meaning.names import base_name, label
from derivcheck.reader.derivations import Step
from derivcheck.reader.sources import Slip
from derivcheck.reader.syntax import (
    Application,
    BigOperator,
    Derivative,
    Fraction,
    Group,
    Name,
    Node,
    Product,
    Scripted,
    Sum,
    children,
    walk,
)


def left_behind(step: Step, _: Writing) -> Slip | None:
    r"""\sum_i (y_i - m)^2 = n (y_i - m)^2: a letter that was summed over, where no sum is any more."""
    left, right = step.lhs.tree, step.rhs.tree
    if not isinstance(left, Node) or not isinstance(right, Node) or step.relation != "=":
        return None
    if any(isinstance(node, Derivative) for node in walk(left)):
        return None
    sums = [node for node in walk(left) if isinstance(node, BigOperator) and node.kind == "sum"]
    index = _counts(sums[0]) if len(sums) == 1 else ""
    if not index or _picks(sums[0]) or (sums[0].lower and any(_free(left, index))):
        return None
    free = next(_free(right, index), None)
    again = [node.span.start for node in walk(right) if isinstance(node, BigOperator)]
    if free is None or (again and free.span.start > min(again)):
        return None
    return Slip(free.span, f"the left side sums over {index}, which is free here", f"sum over {index}")


def _counts(total: BigOperator) -> str:
    """The letter of a sum; where it names none, the one in the superscripts of its summand."""
    if total.lower:
        found = bound_index(total)
        return found if len(found) == 1 else ""
    scripts = (node for node in walk(total.body) if isinstance(node, Scripted) and not node.lower)
    letters = {index for node in scripts for index in _indices(node)}
    return letters.pop() if len(letters) == 1 else ""


def _picks(total: BigOperator) -> bool:
    """Whether the sum may pick one class: y_k log p_k with a one-hot y; or has no name with its letter."""
    factors = total.body.factors if isinstance(total.body, Product) else ()
    index = _counts(total)
    log = any(isinstance(each, Application) and letter(each.head) in {"log", "ln"} for each in factors)
    log = log and any(isinstance(each, Scripted) and index in set(_indices(each)) for each in factors)
    shown = (index in set(_indices(each)) for each in walk(total.body) if isinstance(each, Scripted))
    return log or not any(shown)


def _free(node: Node, index: str) -> Iterator[Scripted]:
    """Names with the index that no sum or product over it holds."""
    if isinstance(node, BigOperator) and bound_index(node) == index:
        return
    if isinstance(node, Scripted) and index in set(_indices(node)):
        yield node
    for part in children(node):
        yield from _free(part, index)


def _indices(node: Scripted) -> Iterator[str]:
    for part in node.lower:
        yield from (base_name(each) for each in walk(part) if isinstance(each, Name))
    for part in node.upper:
        if isinstance(part, Group) and len(part.items) == 1 and isinstance(part.items[0], Name):
            yield base_name(part.items[0])


def bare_name(step: Step, _: Writing) -> Slip | None:
    r"""\sum_j p(x_j) = \sum_j e^{-(x - m)^2}: the x within the sum has lost its index."""
    left, right = step.lhs.tree, step.rhs.tree
    if not isinstance(left, Node) or not isinstance(right, Node):
        return None
    for total in (node for node in walk(right) if isinstance(node, BigOperator) and node.kind == "sum"):
        index = bound_index(total)
        for name in _terms(total.body) if len(index) == 1 else ():
            text = base_name(name)
            if any(_is_indexed(each, text, index) for each in walk(total.body)):
                continue
            before = any(_is_indexed(each, text, index) for each in _summed(left, index))
            if before and all(base_name(each) != text for each in _bare(left)):
                return Slip(name.span, f"{text} has lost its index {index}", f"write {text}_{index}")
    return None


def _summed(node: Node, index: str) -> Iterator[Node]:
    for each in walk(node):
        if isinstance(each, BigOperator) and bound_index(each) == index:
            yield from walk(each.body)


def _terms(node: Node) -> Iterator[Name]:
    """Names that are terms of a sum, as x in x - a: many write w^T x for w^T x_i, and mean it."""
    sums = (each for each in walk(node) if isinstance(each, Sum))
    return (term for each in sums for term in each.terms if isinstance(term, Name))


def _bare(node: Node) -> Iterator[Name]:
    """Names without scripts."""
    if isinstance(node, Name):
        yield node
    elif isinstance(node, Scripted) and isinstance(node.base, Name):
        for part in node.upper if base_name(node.base) == "e" else ():
            yield from _bare(part)
    elif isinstance(node, Application):
        for item in node.items:
            yield from _bare(item)
    else:
        for part in children(node):
            yield from _bare(part)


def _is_indexed(node: Node, text: str, index: str) -> bool:
    return isinstance(node, Scripted) and letter(node.base) == text and index in set(_indices(node))


def mixed_sample(step: Step, writing: Writing) -> Slip | None:
    """J(x^{(k)}, y^{(i)}) under a sum over k, where a sample is x^{(k)} with y^{(k)} everywhere else."""
    for total in nodes(step.rhs):
        index = bound_index(total) if isinstance(total, BigOperator) else ""
        for call in walk(total) if index else ():
            numbers = _sample(call)
            if numbers is not None and numbers[0] == index != numbers[1]:
                usual = [pair for trees in writing.trees for tree in trees for pair in _samples(tree)]
                if sum(one == other for one, other in usual) > sum(one != other for one, other in usual):
                    return Slip(call.span, f"y is of the sample {numbers[1]}, and x of {index}",
                                f"write y^{{({index})}}")  # fmt: skip
    return None


def _samples(tree: Node) -> Iterator[tuple[str, str]]:
    return (pair for node in walk(tree) if (pair := _sample(node)) is not None)


def _sample(node: Node) -> tuple[str, str] | None:
    """The numbers of x and of y, where these are arguments one after the other."""
    if not isinstance(node, Application | Group) or len(node.items) < 2:
        return None
    one, other = node.items[-2:]
    match one, other:
        case Scripted(base=Name(text="x"), upper=(Group() as here,)), Scripted(
            base=Name(text="y"), upper=(Group() as there,)
        ):
            return label(here), label(there)
        case _:
            return None


def unturned_posterior(step: Step, _: Writing) -> Slip | None:
    """p(w | X, y) = p(y | X, w) p(w) / p(X, y): the evidence is p(y | X)."""
    left, right = step.lhs.tree, step.rhs.tree
    if not isinstance(left, Application) or not isinstance(right, Fraction) or "|" not in left.separators:
        return None
    asked, given = _sides(left)
    calls = [node for node in children(right.over) if isinstance(node, Application)]
    if len(calls) != 2 or not isinstance(right.under, Application):
        return None
    seen, behind = _sides(calls[0])
    alone = _sides(calls[1]) == (asked, frozenset[Node]())
    rest = behind - asked
    under = _sides(right.under)
    if alone and rest and seen | rest == given and under == (given, frozenset[Node]()):
        return Slip(right.under.span, "the evidence is the probability of the data given the rest",
                    "write it with the condition")  # fmt: skip
    if alone and calls[0] == left and under == (given, frozenset[Node]()):
        return Slip(calls[0].span, "the likelihood is the posterior itself", "exchange what is given")
    return None


def _sides(call: Application) -> tuple[frozenset[Node], frozenset[Node]]:
    """What stands before the bar and what behind it."""
    cut = call.separators.index("|") + 1 if "|" in call.separators else len(call.items)
    return frozenset(call.items[:cut]), frozenset(call.items[cut:])


RULES: tuple[Rule, ...] = (
    bare_name, left_behind, mixed_sample, unturned_posterior,
)  # fmt: skip

r"""Products of derivatives that are no chain: \frac{dE}{dh} \frac{dh}{dU} beside \frac{dE}{dW}.

Of a product of derivatives alone, only what surely is a slip is said: that one factor differentiates h_0 and
the one before it differentiates by h_1, where everything else is linked; or that the chain ends with another
state or parameter than the left side is differentiated by. A parameter is a name on which something that the
document defines depends directly, and that is itself neither defined nor differentiated anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from derivcheck.checking.judgement import Judgement
from derivcheck.checking.model import OPEN
from derivcheck.reader.derivations import Step
from derivcheck.reader.printing import latex
from derivcheck.reader.sources import Slip
from derivcheck.reader.statements import Statement
from derivcheck.reader.syntax import (
    Application,
    BigOperator,
    Derivative,
    Group,
    Name,
    Node,
    Number,
    Product,
    Scripted,
    Sum,
    walk,
)

_INDEX = frozenset("abcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True)
class Links:
    """What a document defines or differentiates, and the names on which its definitions depend. jacobians:
    letters of which an entry is differentiated by another entry, dy_i / dz_j.
    """

    inner: frozenset[str] = frozenset()
    uses: frozenset[Node] = frozenset()
    jacobians: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(cls, statements: Iterable[Statement]) -> Links:
        inner: set[str] = set()
        uses: set[Node] = set()
        jacobians: set[tuple[str, str]] = set()
        for statement in statements:
            trees = [side.tree for side in statement.sides if isinstance(side.tree, Node)]
            for node in (node for tree in trees for node in walk(tree)):
                if isinstance(node, Derivative) and node.body is not None:
                    inner.add(_letter(node.body))
                    jacobians |= {pair for each in node.variables if (pair := _entries(node.body, each))}
            used = {node for tree in trees[1:] for node in walk(tree) if _letter(node)}
            if used and _letter(trees[0]) and trees[0] not in used:  # W = W - ... is an update
                inner.add(_letter(trees[0]))
                uses |= used
        return cls(frozenset(inner), frozenset(uses), frozenset(jacobians))

    def judged(self, found: Judgement, step: Step) -> Judgement:
        """An open step as malformed whose right side is a broken chain, or the line before and not it."""
        slip = self._broken(step) if found.verdict in OPEN else None
        if slip is None and found.verdict in OPEN and step.continues:
            slip = self._broken(replace(step, rhs=step.lhs, lhs=step.head))
            where = f"on the left (line {step.lhs.line}), "
            slip = slip and replace(slip, reason=where + slip.reason)
        return found if slip is None else Judgement("malformed", slip.reason, slip.remedy, span=slip.span)

    def _broken(self, step: Step) -> Slip | None:
        whole = next((each for each in (step.head.tree, step.lhs.tree) if isinstance(each, Derivative)), None)
        if whole is None or step.relation != "=" or not isinstance(step.rhs.tree, Node):
            return None
        breaks = (self._break(whole, chain) for chain in _chains(step.rhs.tree))
        return next((each for each in breaks if each is not None), None)

    def _break(self, whole: Derivative, chain: tuple[Derivative, ...]) -> Slip | None:
        """The one thing that is wrong with a chain; None where nothing is, or more."""
        if chain[0].body != whole.body:
            chain = chain[::-1]
        loose = [(one, other) for one, other in pairwise(chain) if one.variables[0] != other.body]
        by, end = whole.variables[0], chain[-1].variables[0]
        if chain[0].body != whole.body or len(loose) > 1:
            return None
        if loose and _are_alike(loose[0][0].variables[0], loose[0][1].body) and (
            by == end or self._are_parameters(by, end)
        ):  # fmt: skip
            return _gap(*loose[0])
        numbered = _are_alike(by, end) and by != end and _is_numbered(by) and _is_numbered(end)
        if loose or not (numbered or self._are_parameters(by, end)):
            return None
        reason = f"the left side is differentiated by {_text(by)}, and this chain ends with {_text(end)}"
        return Slip(end.span, reason, f"write {_text(by)} for {_text(end)}")

    def _are_parameters(self, *names: Node) -> bool:
        """Whether these are different parameters: no entries x_i, x_j of one, nor W for W^{k,l}."""
        free = all(each in self.uses and _letter(each) not in self.inner for each in names)
        bases = {each.base if isinstance(each, Scripted) else None for each in names}
        free = free and not bases & set(names)
        return free and len(set(names)) == len(names) and not all(map(_is_entry, names))


def _gap(one: Derivative, other: Derivative) -> Slip:
    before, behind = one.variables[0], other.body
    said = _text(behind) if behind is not None else ""
    reason = f"the chain is broken: behind the derivative by {_text(before)} stands one of {said}"
    return Slip(other.span, reason, f"write {_text(before)} for {said}")


def _entries(body: Node, variable: Node) -> tuple[str, str] | None:
    """The letters of y_i and z_j, two entries with as many subscripts, and other ones."""
    if not (isinstance(body, Scripted) and isinstance(variable, Scripted)):
        return None
    plain = all(isinstance(each, Name) for each in (*body.lower, *variable.lower))
    other = plain and len(body.lower) == len(variable.lower) > 0 and body.lower != variable.lower
    letters = (_letter(each).split("_")[0].lstrip("\\") for each in (body, variable))
    return (next(letters), next(letters)) if other else None


def _chains(tree: Node) -> Iterator[tuple[Derivative, ...]]:
    """The products of two derivatives or more that are the terms of a side."""
    match tree:
        case Sum(terms):
            for term in terms:
                yield from _chains(term)
        case Group(items=(item,)):
            yield from _chains(item)
        case BigOperator(kind="sum", body=body):
            yield from _chains(body)
        case Product(factors, operators) if not {"/", "otimes"} & set(operators):
            chain = tuple(each for each in factors if isinstance(each, Derivative) and _is_link(each))
            if len(chain) == len(factors):
                yield chain
        case _:
            pass


def _is_link(node: Derivative) -> bool:
    return node.body is not None and len(node.variables) == 1 and not node.operator


def _are_alike(one: Node, other: Node | None) -> bool:
    """h_1 and h_0: one letter with different subscripts."""
    if not isinstance(one, Scripted) or not isinstance(other, Scripted):
        return False
    below = len(one.lower) == len(other.lower) > 0
    return below and (one.base, one.upper, one.primes) == (other.base, other.upper, other.primes)


def _is_numbered(node: Node) -> bool:
    return isinstance(node, Scripted) and all(isinstance(each, Number) for each in node.lower)


def _is_entry(node: Node) -> bool:
    lower = node.lower if isinstance(node, Scripted) else ()
    return bool(lower) and all(isinstance(each, Name) and each.text in _INDEX for each in lower)


def _letter(node: Node) -> str:
    """The letter of a name with its accents; "" for anything else."""
    if isinstance(node, Application):
        return _letter(node.head)
    base = node.base if isinstance(node, Scripted) else node
    return "_".join((base.text, base.style, *base.accents)) if isinstance(base, Name) else ""


def _text(node: Node) -> str:
    return latex(node).strip()

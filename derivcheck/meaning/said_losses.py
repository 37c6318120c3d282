r"""Losses that a document only names: "J is the cross entropy", and no formula says so.

Where the document defines one prediction as a softmax, differentiates a loss that it never defines, and
speaks of cross entropy alone, J = -\sum_k y_k \log \hat y_k: of the loss, the prediction and the target of
one time or example, those with the same label, L_t, \hat y_t and y_t. With every step that rests on it, it is
said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from derivcheck.meaning.environment import Defined, Origin
from derivcheck.meaning.expressions import Add, Apply, Component, Expression, Multiply, Reduce, Variable
from derivcheck.meaning.layers import other_layers
from derivcheck.meaning.predictions import is_softmax
from derivcheck.meaning.skipgram import ORIGIN, SPOKEN
from derivcheck.meaning.vocabulary import Vocabulary

_CROSS_ENTROPY = re.compile(
    r"cross[-_ ]*entropy|crossentropy|交叉熵|交叉エントロピー|교차 ?엔트로피|크로스 ?엔트로피"
    r"|entrop[ií]a cruzada|entropie croisée|kreuzentropie|(?:softmax|log)[- ]loss\b|softmax[- ]with[- ]loss"
    r"|negative log[- ]likelihood|\bnll\b"
)
"""Words by which a document says that its loss is a cross-entropy."""

_APPLIED = re.compile(r"\bx?ce\s*\}?\s*\(\s*\{?\\?[ytp]\b.{0,20}(?:hat|softmax)", re.DOTALL)
"""CE(y, \\hat y), where there is a softmax."""

_MORE = re.compile(
    r"regulari[sz]|weight decay|penalt|smoothing|squared|\bmse\b|mean square|hinge|reinforce|policy|focal"
    r"|temperature|class weight|maximi[sz]e the (?:log[- ]?)?likelihood|binary cross"
    r"|averag|mean over|mini-?batch|\bbatch(?!\s*norm)|负采样"
)
"""Words by which there may be more in it than that, or another loss besides."""

_LETTERS = re.compile(r"(?:J|L|E|C|L_cal|J_cal|E_cal|C_cal|ell|[Ll]oss|[Cc]ost|l)((?:[_^](?:t|i|n|\d+))?)")
_PREDICTION = re.compile(r"([a-zA-Z]+?)(?:_hat|_tilde|_bar)?((?:[_^](?:t|i|n|\d+))?)")


def said_losses(vocabulary: Vocabulary, bodies: Mapping[str, Sequence[Expression]]) -> dict[str, Defined]:
    """The losses that are cross-entropies in words. bodies: what the document defines every name to be."""
    text = vocabulary.text
    implied = not speaks_of_cross_entropy(text)
    if (implied and not SPOKEN.search(text)) or _MORE.search(text):
        return {}
    predictions = [
        name for name, each in bodies.items() if each and all(is_softmax(body, bodies) for body in each)
    ]
    predictions += [
        new
        for each in predictions
        for other, new in other_layers(each, vocabulary.uses)
        if other.base.isdigit()
    ]
    found: dict[str, Defined] = {}
    for name, uses in vocabulary.uses.items():
        written = _LETTERS.fullmatch(name)
        labelled = any(each.startswith(f"{name}_") for each in bodies)
        if written is None or labelled or name in bodies or not uses.differentiated or uses.slots:
            continue
        pairs = [pair for each in predictions if (pair := _pair(each, written[1], vocabulary, bodies))]
        if len(pairs) == 1:
            origin = _origin(name, vocabulary, *pairs[0], implied=implied)
            found[name] = Defined(name, cross_entropy(*pairs[0]), origin=origin, implied=implied)
    return found


def speaks_of_cross_entropy(text: str) -> bool:
    """Whether a text, in small letters, names that loss."""
    applied = "softmax" in text and _APPLIED.search(text)
    return bool(_CROSS_ENTROPY.search(text) or applied)


def cross_entropy(target: Variable, prediction: Variable) -> Expression:
    """-sum_k y_k log p_k."""
    logarithm = Apply("log", (Component(prediction, ("k",)),))
    product = Multiply((Component(target, ("k",)), logarithm), ("",))
    return Add((Reduce("sum", "k", None, product),), (-1,))


def _pair(
    prediction: str, label: str, vocabulary: Vocabulary, bodies: Mapping[str, Sequence[Expression]]
) -> tuple[Variable, Variable] | None:
    """The target and the prediction of a label; None where the prediction has another one, or no target."""
    written = _PREDICTION.fullmatch(prediction)
    if written is None or written[2] != label:
        return None
    letters = dict.fromkeys((*written[1], "y", "t")) if prediction != written[1] + label else ("y", "t")
    targets = [f"{each}{label}" for each in letters]
    known = [
        each for each in targets if each in vocabulary.uses and each not in bodies and each != prediction
    ]
    return (Variable(known[0]), Variable(prediction)) if known else None


def _origin(
    name: str, vocabulary: Vocabulary, target: Variable, prediction: Variable, *, implied: bool
) -> Origin:
    loss, y, p = (vocabulary.latex(each) for each in (name, target.name, prediction.name))
    source = ORIGIN if implied else "as the document says in words"
    return Origin(0, f"{loss} is the cross entropy of {y} and {p}, {source}")

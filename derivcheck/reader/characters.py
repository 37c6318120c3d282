"""Unicode mathematics in its LaTeX spelling."""

from __future__ import annotations

import unicodedata
from itertools import groupby

ACCENTS = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0305": "bar", "\u0307": "dot",
            "\u0308": "ddot", "\u20d7": "vec", "\u0301": "acute", "\u0306": "breve"}  # fmt: skip
_UNICODE = {
    "−": "-", "–": "-", "‐": "-", "∗": "*", "·": r"\cdot", "⋅": r"\cdot", "∙": r"\cdot", "•": r"\bullet",
    "×": r"\times", "÷": r"\div", "⊙": r"\odot", "∘": r"\circ", "⊗": r"\otimes", "⊕": r"\oplus", "∑": r"\sum",
    "∏": r"\prod", "∫": r"\int", "∂": r"\partial", "∇": r"\nabla", "≤": r"\le", "≥": r"\ge", "⩽": r"\le",
    "⩾": r"\ge", "≠": r"\ne", "≈": r"\approx", "≃": r"\approx", "≡": r"\equiv", "≜": r"\triangleq",
    "≔": r"\coloneqq", "∝": r"\propto", "∼": r"\sim", "∈": r"\in", "∉": r"\notin", "⊂": r"\subset",
    "⊆": r"\subset", "←": r"\leftarrow", "→": r"\to", "↦": r"\mapsto", "⇒": r"\Rightarrow",
    "⟹": r"\Rightarrow",
    "⇔": r"\iff", "∴": r"\therefore", "∞": r"\infty", "…": r"\dots", "⋯": r"\cdots", "⋮": r"\vdots",
    "⋱": r"\ddots", "ℓ": r"\ell", "‖": r"\|", "∥": r"\|", "∣": "|", "⟨": r"\langle", "⟩": r"\rangle",
    "⊤": r"\top", "⊺": r"\intercal", "′": "'", "″": "''", "’": "'", "‘": "'", "√": r"\sqrt", "∀": r"\forall",
    "ϵ": r"\epsilon", "ϕ": r"\phi", "ϑ": r"\vartheta", "±": r"\pm", "∓": r"\mp", "：": ":", "，": ",",
    "（": "(", "）": ")", "⌊": r"\lfloor", "⌋": r"\rfloor", "⌈": r"\lceil", "⌉": r"\rceil", "∖": r"\setminus",
    "∪": r"\cup", "∩": r"\cap", "△": r"\triangle", "ℒ": r"\mathcal{L}",
    "½": r"\frac{1}{2}", "¼": r"\frac{1}{4}",
    "ℝ": r"\mathbb{R}",
    "𝔼": r"\mathbb{E}", "𝟙": r"\mathbb{1}", "𝟏": r"\mathbf{1}", "。": ".", "、": ",", "；": ";",
}  # fmt: skip


def _names(text: str) -> list[str]:
    return text.split()


_GREEK_LETTERS = {
    **{chr(0x3B1 + place): name for place, name in enumerate(
        _names("""alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi o pi rho
varsigma sigma tau upsilon varphi chi psi omega"""))},
    **{chr(0x391 + place): name for place, name in enumerate(
        _names("A B Gamma Delta E Z H Theta I K Lambda M N Xi O Pi P - Sigma T Upsilon Phi X Psi Omega"))},
}  # fmt: skip


def latex_spelling(character: str) -> str | None:
    """How LaTeX writes a character; None where it writes the character itself or nothing is known."""
    return _UNICODE.get(character) or _compatible(character)


SCRIPTS = "\u00b2\u00b3\u00b9\u02b0-\u02b8\u02e0-\u02e3\u1d2c-\u1d6a\u2070-\u209c\u2c7c\u2c7d"
"""The small letters, digits and signs above and below the line, for a class of a regular expression."""


def script_spelling(run: str, before: str) -> str:
    r"""Small characters as LaTeX writes them together: ᵢ₌₁ⁿ is _{i=1}^{n}, ⁻ᵀ is ^{-\top}.

    before: the character before the run, which may be the ^ or _ that they need not have.
    """
    found = ""
    for low, group in groupby(run, _is_below):
        plain = "".join(unicodedata.normalize("NFKC", each) for each in group).replace("−", "-")
        plain = plain[:-1] + r"\top" if plain in {"T", "-T"} else plain
        sign = "_" if low else "^"
        found += f"{{{plain}}}" if before == sign and not found else f"{sign}{{{plain}}}"
    return found


def _is_below(character: str) -> bool:
    return unicodedata.decomposition(character).startswith("<sub>")


def _compatible(character: str) -> str | None:
    """Greek, mathematical alphabets, small digits: the LaTeX spelling, None for any other character."""
    if name := _GREEK_LETTERS.get(character):
        return name if len(name) == 1 else f"\\{name}"
    if ord(character) < 128:
        return None
    name = unicodedata.name(character, "")
    plain = unicodedata.normalize("NFKC", character)
    if name.startswith("MATHEMATICAL ") and len(plain) == 1 and plain != character:
        return _spelled(plain)
    taken_apart = unicodedata.normalize("NFD", character)
    if len(taken_apart) == 2 and taken_apart[0].isascii() and taken_apart[1] in ACCENTS:
        return f"\\{ACCENTS[taken_apart[1]]} {taken_apart[0]}"
    return None


def _spelled(plain: str) -> str | None:
    if plain.isascii() and plain.isalnum():
        return plain
    name = _GREEK_LETTERS.get(plain, "")
    return (name if len(name) == 1 else f"\\{name}") if name else _UNICODE.get(plain)

"""Unicode mathematics in its LaTeX spelling."""

from __future__ import annotations

import unicodedata

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
    "∪": r"\cup", "∩": r"\cap", "△": r"\triangle", "ₖ": "_k", "ᵢ": "_i", "ⱼ": "_j", "ₙ": "_n", "ₘ": "_m",
    "ᵀ": r"^\top", "⁻": "^-", "ⁱ": "^i", "ⁿ": "^n", "ₜ": "_t", "ₓ": "_x", "ℒ": r"\mathcal{L}",
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


def _compatible(character: str) -> str | None:
    """Greek, mathematical alphabets, small digits: the LaTeX spelling, None for any other character."""
    if name := _GREEK_LETTERS.get(character):
        return name if len(name) == 1 else f"\\{name}"
    if ord(character) < 128:
        return None
    name = unicodedata.name(character, "")
    plain = unicodedata.normalize("NFKC", character)
    if name.startswith("SUPERSCRIPT ") and plain.isdigit():
        return f"^{plain}"
    if name.startswith("SUBSCRIPT ") and plain.isdigit():
        return f"_{plain}"
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

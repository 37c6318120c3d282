"""Names that mean the same in every document."""

from __future__ import annotations

from collections.abc import Mapping

from derivcheck.reader.vocabulary import words

BUILTIN_NAMES: Mapping[str, str] = {
    "exp": "exp", "log": "log", "ln": "log", "Log": "log", "Ln": "log",
    "Exp": "exp", "sqrt": "sqrt", "tanh": "tanh", "softplus": "softplus",
    "silu": "silu", "SiLU": "silu", "swish": "silu", "gelu": "gelu", "GELU": "gelu", "erf": "erf",
    "relu": "relu", "ReLU": "relu", "Relu": "relu", "sigmoid": "sigmoid", "Sigmoid": "sigmoid",
    "logistic": "sigmoid", "expit": "sigmoid", "sgm": "sigmoid", "abs": "abs", "sign": "sign", "sgn": "sign",
    "softmax": "softmax", "Softmax": "softmax", "SoftMax": "softmax", "logsoftmax": "log_softmax",
    "log_softmax": "log_softmax", "logsumexp": "logsumexp", "LSE": "logsumexp",
    "tr": "trace", "Tr": "trace", "trace": "trace", "Trace": "trace", "det": "det", "diag": "diag",
    "Diag": "diag", "vec": "vec", "sum": "sum", "mean": "mean", "max": "max",
}  # fmt: skip
KNOWN_ELSEWHERE = words("""
cot sec csc coth arcsin arccos asin acos artanh arctanh arsinh
Var var Cov cov rank dim ker gcd deg min sup inf argmax argmin std unvec mat logit lg
""")
"""Functions with laws of their own that are not known here: as functions without laws they would mislead."""
TYPICAL = words("""
f g F G phi psi varphi sigma p P q Q pi J L ell E C H V N D R KL s
""")
DENSITIES = words("p q P Q Pr")
"""Of these, p(x) and p(x, z) are two functions."""
_LOSSES = words("""
J L C E ell Loss loss Cost cost CE f_CE L_cal J_cal E_cal C_cal cal_L
""")


def is_loss(name: str) -> bool:
    """Whether a name usually is that of a loss."""
    return name in _LOSSES or name.split("_", maxsplit=1)[0] in {"J", "L", "CE"}

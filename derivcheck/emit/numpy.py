"""A program as Python source on NumPy alone: the source for JAX, with what NumPy lacks spelt out.

The printed source names jax.numpy as `jnp` and everything else of JAX by its full path, and no name in it
holds a dot, so that exchanging those names exchanges the library and nothing else.
"""

from __future__ import annotations

import re

from derivcheck.core.errors import MalformedError
from derivcheck.emit.programs import Program
from derivcheck.emit.source import source

# Without overflow for any argument, as the functions of JAX are.
_DEFINITIONS = {
    "jax.nn.sigmoid": """def sigmoid(u):
    return np.exp(-np.logaddexp(0, -u))
""",
    "jax.nn.log_sigmoid": """def log_sigmoid(u):
    return -np.logaddexp(0, -u)
""",
    "jax.nn.softplus": """def softplus(u):
    return np.logaddexp(0, u)
""",
    "jax.nn.silu": """def silu(u):
    return u * np.exp(-np.logaddexp(0, -u))
""",
    "jax.nn.relu": """def relu(u):
    return np.maximum(u, 0)
""",
    "jax.scipy.special.erf": """def erf(u):
    return np.vectorize(math.erf, otypes=[float])(u)
""",
    "jax.nn.gelu": """def gelu(u, approximate=False):
    return u * (1 + np.vectorize(math.erf, otypes=[float])(u / math.sqrt(2))) / 2
""",
    "jax.nn.logsumexp": """def logsumexp(u, axis=None):
    top = np.max(u, axis=axis, keepdims=True)
    return np.log(np.sum(np.exp(u - top), axis=axis)) + np.squeeze(top, axis=axis)
""",
    "jax.nn.softmax": """def softmax(u, axis=-1):
    t = np.exp(u - np.max(u, axis=axis, keepdims=True))
    return t / np.sum(t, axis=axis, keepdims=True)
""",
    "jax.nn.log_softmax": """def log_softmax(u, axis=-1):
    t = u - np.max(u, axis=axis, keepdims=True)
    return t - np.log(np.sum(np.exp(t), axis=axis, keepdims=True))
""",
}
_PATH = re.compile(r"\bjax(?:\.\w+)+")


def numpy_source(program: Program, function_name: str = "emitted") -> str:
    """Source of a function of NumPy arrays, in the order of the Context, that gives the outputs by name.

    Raises MalformedError for a function of JAX that has no definition here.
    """
    text = source(program, function_name)
    body = text[text.index("def ") :]
    paths = tuple(dict.fromkeys(_PATH.findall(body)))
    if unknown := [path for path in paths if path not in _DEFINITIONS]:
        raise MalformedError(f"{unknown[0]} has no NumPy form", remedy="emit JAX instead")
    taken = set(re.findall(r"\w+", _PATH.sub("", body)))
    module = _unused("np", taken)
    names = {path: _unused(path.rpartition(".")[2], taken) for path in paths}
    helpers = [_DEFINITIONS[path].replace(path.rpartition(".")[2], names[path], 1) for path in paths]
    blocks = [re.sub(r"\bnp\.", f"{module}.", helper) for helper in helpers]
    body = _PATH.sub(lambda found: names[found[0]], body)
    blocks.append(re.sub(r"\bjnp\.", f"{module}.", body))
    imports = "import math\n\n" if any("math." in helper for helper in helpers) else ""
    return "\n\n".join([f"{imports}import numpy as {module}\n", *blocks])


def _unused(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name

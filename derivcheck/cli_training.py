"""The options of the command line that a training heeds; `training_options` puts them on a command."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from derivcheck.training.settings import ACTIVATION_NAMES, LEARNING_RATES


def _widths(_context: click.Context, _option: click.Parameter, text: str | None) -> tuple[int, ...] | None:
    """The numbers of a list as in 512,256."""
    if text is None:
        return None
    if not re.fullmatch(r"[1-9]\d{0,8}(,[1-9]\d{0,8})*", text):
        raise click.BadParameter("give the units of each hidden layer, as in 512,256")
    return tuple(map(int, text.split(",")))


_COUNT = click.IntRange(min=1)
_FOLDER = click.Path(file_okay=False, path_type=Path)
_OPTIONS = {
    "--recipe": click.option(
        "--recipe",
        metavar="NAME",
        help="Training: settings by name: plain; strong (mnist_mlp); deep (fashion_mnist_mlp);"
        " thorough (fashion_mnist_softmax_regression).  [default: plain]",
    ),
    "--width": click.option(
        "--width",
        "widths",
        callback=_widths,
        metavar="N[,N]...",
        help="Training: units of the hidden layers.",
    ),
    "--activation": click.option(
        "--activation", type=click.Choice(ACTIVATION_NAMES), help="Training: function of the hidden layers."
    ),
    "--optimizer": click.option(
        "--optimizer", type=click.Choice(tuple(LEARNING_RATES)), help="Training: how a step is taken."
    ),
    "--batch": click.option("--batch", type=_COUNT, help="Training: rows in a batch."),
    "--epochs": click.option("--epochs", type=_COUNT, help="Training: passes over the data."),
    "--learning-rate": click.option(
        "--learning-rate", type=click.FloatRange(min=0, min_open=True), help="Training: step length."
    ),
    "--weight-decay": click.option(
        "--weight-decay", type=click.FloatRange(min=0), help="Training: alpha in alpha/2 |W|^2."
    ),
    "--devices": click.option("--devices", type=_COUNT, help="Training: devices that share each batch."),
    "--checkpoints": click.option(
        "--checkpoints", type=_FOLDER, help="Training: folder to keep the state in, and to go on from."
    ),
}


def training_options(command: Callable[..., None]) -> Callable[..., None]:
    """The command with the options of a training, in their order."""
    for option in reversed(_OPTIONS.values()):
        command = option(command)
    return command


def given(options: Mapping[str, Any]) -> dict[str, Any]:
    """What the user set of a training, by the option as it is typed; the rest is left to the problem."""
    found = {option: options[parameter(option)] for option in _OPTIONS}
    return {option: value for option, value in found.items() if value is not None}


def parameter(option: str) -> str:
    """The setting that an option gives."""
    return "widths" if option == "--width" else option.removeprefix("--").replace("-", "_")

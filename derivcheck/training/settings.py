"""What a training run can be told, the recipes that go by a name, and the error for what it cannot."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any

from derivcheck.core.errors import DerivcheckError

ACTIVATION_NAMES = ("sigmoid", "tanh", "relu")
LEARNING_RATES = {"sgd": 0.1, "momentum": 0.02, "adam": 0.002}
"""The learning rate of each optimizer where none is given."""
SCHEDULES = ("constant", "cosine")


class SettingsError(DerivcheckError):
    """A training setting outside its range."""


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """Options of one run; the defaults are the plain recommended setting for MNIST.

    widths: units of each hidden layer, none for softmax regression. optimizer: gradient descent as it is,
    with momentum, or Adam. schedule: the learning rate as it is, or falling to zero along a half cosine.
    weight_decay: alpha in the term alpha/2 sum_l |W_l|^2 of the objective. smoothing: epsilon, spread over
    all classes. shift: pixels that a square image is moved at most, either way. averaging: the weight of
    the past in the moving average of the parameters, with which is then tested; 0 for none. records: how
    often an epoch both losses are recorded. agreement_batches: real batches on which the gradient is
    compared at every epoch. trajectory_epochs: length of the second trajectory (jax.grad). devices: how
    many share each batch. Raises SettingsError.
    """

    widths: tuple[int, ...] = (1024,)
    activation: str = "relu"
    batch: int = 250
    epochs: int = 12
    optimizer: str = "adam"
    learning_rate: float | None = None
    momentum: float = 0.9
    schedule: str = "cosine"
    weight_decay: float = 1e-4
    smoothing: float = 0.0
    shift: int = 0
    averaging: float = 0.0
    seed: int = 0
    records: int = 4
    agreement_batches: int = 4
    trajectory_epochs: int = 1
    devices: int = 1

    def __post_init__(self) -> None:
        counts = ("batch", "epochs", "records", "agreement_batches", "trajectory_epochs", "devices")
        for name, value in (*((name, getattr(self, name)) for name in counts), *self._widths()):
            if value < 1:
                raise SettingsError(f"{name} is {value}", remedy="give a whole number of at least 1")
        for name, known in self._choices().items():
            if getattr(self, name) not in known:
                remedy = f"known are {', '.join(known)}"
                raise SettingsError(f"unknown {name} {getattr(self, name)!r}", remedy=remedy)
        if not (math.isfinite(self.rate) and self.rate > 0):
            raise SettingsError(f"learning_rate is {self.learning_rate}", remedy="give a positive number")
        if not (math.isfinite(self.weight_decay) and self.weight_decay >= 0):
            raise SettingsError(f"weight_decay is {self.weight_decay}", remedy="give a number of at least 0")
        for name in ("momentum", "smoothing", "averaging"):
            if not 0 <= getattr(self, name) < 1:
                what = f"{name} is {getattr(self, name)}"
                raise SettingsError(what, remedy="give a number from 0 to below 1")
        if self.shift < 0:
            raise SettingsError(f"shift is {self.shift}", remedy="give a number of pixels of at least 0")
        if not 0 <= self.seed < 2**31:
            raise SettingsError(f"seed is {self.seed}", remedy="give a whole number from 0 to 2147483647")
        if self.batch % self.devices:
            what = f"a batch of {self.batch} cannot be shared evenly by {self.devices} devices"
            raise SettingsError(what, remedy="give a batch that is a multiple of the devices")

    def _widths(self) -> tuple[tuple[str, int], ...]:
        return tuple(("widths", width) for width in self.widths)

    def _choices(self) -> dict[str, tuple[str, ...]]:
        return {
            "activation": ACTIVATION_NAMES,
            "optimizer": tuple(LEARNING_RATES),
            "schedule": SCHEDULES,
        }

    @property
    def rate(self) -> float:
        """The learning rate given, else the optimizer's own."""
        return LEARNING_RATES[self.optimizer] if self.learning_rate is None else self.learning_rate

    @property
    def penalties(self) -> dict[str, float]:
        """The numbers in the objective, by the names that its formula gives them."""
        given = {"alpha": self.weight_decay, "epsilon": self.smoothing}
        return {name: value for name, value in given.items() if value}


def chosen(recipe: dict[str, Any], options: dict[str, Any]) -> TrainingSettings:
    """The settings of a recipe, changed by what the user set. Raises SettingsError for an unknown name."""
    known = [each.name for each in fields(TrainingSettings)]
    for name in options:
        if name not in known:
            raise SettingsError(f"unknown setting {name}", remedy=f"known are {', '.join(known)}")
    return TrainingSettings(**{**recipe, **options})

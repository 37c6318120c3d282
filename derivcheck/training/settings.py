"""What a training run can be told, and the error for what it cannot."""

from __future__ import annotations

import math
from dataclasses import dataclass

from derivcheck.core.errors import DerivcheckError

LEARNING_RATES = {"sigmoid": 0.1, "tanh": 0.02, "relu": 0.02}
"""The learning rate of each activation where none is given, for batches of 50 and momentum 0.9."""


class SettingsError(DerivcheckError):
    """A training setting outside its range."""


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """Options of one run. Stochastic gradient descent: v <- momentum v - rate g, p <- p + v.

    records: how often an epoch both losses are recorded. agreement_batches: real batches on which the
    gradient is compared at every epoch. trajectory_epochs: length of the second trajectory (jax.grad).
    Raises SettingsError.
    """

    width: int = 128
    activation: str = "sigmoid"
    batch: int = 50
    epochs: int = 10
    learning_rate: float | None = None
    momentum: float = 0.9
    seed: int = 0
    records: int = 4
    agreement_batches: int = 4
    trajectory_epochs: int = 1

    def __post_init__(self) -> None:
        for name in ("width", "batch", "epochs", "records", "agreement_batches", "trajectory_epochs"):
            value = getattr(self, name)
            if value < 1:
                raise SettingsError(f"{name} is {value}", remedy="give a whole number of at least 1")
        if self.activation not in LEARNING_RATES:
            remedy = f"known are {', '.join(LEARNING_RATES)}"
            raise SettingsError(f"unknown activation {self.activation!r}", remedy=remedy)
        if not (math.isfinite(self.rate) and self.rate > 0):
            raise SettingsError(f"learning_rate is {self.learning_rate}", remedy="give a positive number")
        if not 0 <= self.momentum < 1:
            raise SettingsError(f"momentum is {self.momentum}", remedy="give a number from 0 to below 1")
        if not 0 <= self.seed < 2**31:
            raise SettingsError(f"seed is {self.seed}", remedy="give a whole number from 0 to 2147483647")

    @property
    def rate(self) -> float:
        """The learning rate given, else the activation's own."""
        return LEARNING_RATES[self.activation] if self.learning_rate is None else self.learning_rate

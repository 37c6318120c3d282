"""What a training run leaves behind, and the errors that carry it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from jax import Array

from derivcheck.core.errors import DerivcheckError
from derivcheck.training.agreement import GradientAgreement, TrajectoryAgreement
from derivcheck.training.datasets import Dataset
from derivcheck.training.network import Parameters
from derivcheck.training.settings import TrainingSettings


@dataclass(frozen=True, slots=True)
class Point:
    """Both losses after `iteration` steps; the training loss is that over a fixed sample of the images."""

    iteration: int
    training_loss: float
    test_loss: float


@dataclass(frozen=True, slots=True)
class EpochSummary:
    """What progress is told after each epoch; `seconds` is that of the descent alone."""

    epoch: int
    epochs: int
    point: Point
    test_accuracy: float
    agreement: GradientAgreement
    seconds: float


Progress = Callable[[EpochSummary], None]


@dataclass(slots=True)
class TrainingRun:
    """All that a run has shown: points from iteration 0 on, one accuracy and agreement per epoch.

    `agreements` and `test_accuracies` begin before the first epoch. `seconds` is wall time, with checks
    and compilation. `interrupted` is True where Ctrl-C ended it before the last epoch.
    """

    dataset: Dataset
    settings: TrainingSettings
    points: list[Point] = field(default_factory=list["Point"])
    test_accuracies: list[float] = field(default_factory=list[float])
    agreements: list[GradientAgreement] = field(default_factory=list[GradientAgreement])
    epoch_seconds: list[float] = field(default_factory=list[float])
    trajectory: TrajectoryAgreement | None = None
    parameters: Parameters = field(default_factory=dict[str, Array])
    seconds: float = 0.0
    interrupted: bool = False

    @property
    def epochs(self) -> int:
        """Epochs completed."""
        return len(self.epoch_seconds)

    @property
    def test_accuracy(self) -> float:
        """Share of right answers on the test images after the last completed epoch."""
        return self.test_accuracies[-1]

    @property
    def test_loss(self) -> float:
        """Loss over the test images after the last completed epoch."""
        return self.points[-1].test_loss

    @property
    def training_loss(self) -> float:
        """Loss over the sample of training images after the last completed epoch."""
        return self.points[-1].training_loss

    @property
    def gradient_agreement(self) -> float:
        """Largest relative error against jax.grad over all epochs, in float32."""
        return max(agreement.single.relative_error for agreement in self.agreements)

    @property
    def gradient_agreement_double(self) -> float:
        """Largest relative error against jax.grad over all epochs, in float64."""
        return max(agreement.double.relative_error for agreement in self.agreements)

    @property
    def agrees(self) -> bool:
        """True where every comparison made is within rounding, and at least one was made."""
        trajectory_agrees = self.trajectory is None or self.trajectory.agrees
        return bool(self.agreements) and trajectory_agrees and all(a.agrees for a in self.agreements)


class TrainingError(DerivcheckError):
    """Training that had to stop; `run` holds what was done until then."""

    def __init__(self, what: str, run: TrainingRun, *, text: str = "", remedy: str = "") -> None:
        super().__init__(what, text=text, remedy=remedy)
        self.run = run


class DisagreementError(TrainingError):
    """The gradient handed in is not jax.grad of the reference loss, beyond rounding."""


class DivergenceError(TrainingError):
    """A loss that is no longer a finite number."""

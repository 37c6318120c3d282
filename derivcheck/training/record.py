"""What a training run leaves behind, and the errors that carry it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from jax import Array

from derivcheck.core.errors import DerivcheckError
from derivcheck.training.agreement import Discrepancy, GradientAgreement, TrajectoryAgreement
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

    `agreements` and the accuracies (training: that over the sample) begin before the first epoch.
    `parameters` are those to test with: the moving average where one is kept. `seconds` is wall time, with
    checks and compilation; `resumed_at` the epoch at which a checkpoint was taken up, 0 where none was.
    `interrupted` is True where Ctrl-C ended it before the last epoch.
    """

    dataset: Dataset
    settings: TrainingSettings
    points: list[Point] = field(default_factory=list["Point"])
    test_accuracies: list[float] = field(default_factory=list[float])
    training_accuracies: list[float] = field(default_factory=list[float])
    agreements: list[GradientAgreement] = field(default_factory=list[GradientAgreement])
    epoch_seconds: list[float] = field(default_factory=list[float])
    trajectory: TrajectoryAgreement | None = None
    parameters: Parameters = field(default_factory=dict[str, Array])
    seconds: float = 0.0
    resumed_at: int = 0
    interrupted: bool = False

    def record(self) -> dict[str, Any]:
        """What was measured so far, for JSON; floats come back from it as they were."""
        return {
            "points": [asdict(point) for point in self.points],
            "test_accuracies": self.test_accuracies,
            "training_accuracies": self.training_accuracies,
            "agreements": [asdict(agreement) for agreement in self.agreements],
            "epoch_seconds": self.epoch_seconds,
            "trajectory": None if self.trajectory is None else asdict(self.trajectory),
        }

    def take_up(self, record: dict[str, Any]) -> None:
        """Enter what an earlier process measured, as `record` gave it."""
        self.points = [Point(**point) for point in record["points"]]
        self.test_accuracies = record["test_accuracies"]
        self.training_accuracies = record["training_accuracies"]
        self.agreements = [_agreement(found) for found in record["agreements"]]
        self.epoch_seconds = record["epoch_seconds"]
        self.trajectory = _trajectory(record["trajectory"])
        self.resumed_at = self.epochs

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


def _trajectory(found: dict[str, Any] | None) -> TrajectoryAgreement | None:
    if found is None:
        return None
    plain: dict[str, Any] = {**found, "double": Discrepancy(**found["double"])}
    return TrajectoryAgreement(**plain)


def _agreement(found: dict[str, Any]) -> GradientAgreement:
    single, double = (Discrepancy(**found[name]) for name in ("single", "double"))
    return GradientAgreement(found["epoch"], single, double)


class TrainingError(DerivcheckError):
    """Training that had to stop; `run` holds what was done until then."""

    def __init__(self, what: str, run: TrainingRun, *, text: str = "", remedy: str = "") -> None:
        super().__init__(what, text=text, remedy=remedy)
        self.run = run


class DisagreementError(TrainingError):
    """The gradient handed in is not jax.grad of the reference loss, beyond rounding."""


class DivergenceError(TrainingError):
    """A loss that is no longer a finite number."""

"""Training with a gradient handed in, watched at every epoch by jax.grad of a reference loss."""

from __future__ import annotations

import math
import time
from dataclasses import asdict, replace
from pathlib import Path

import jax
import numpy as np

from derivcheck.training.agreement import (
    Batches,
    GradientAgreement,
    GradientComparison,
    TrajectoryAgreement,
    check_fit,
    compare_short_runs,
    on_host,
    relative_difference,
)
from derivcheck.training.checkpoints import Checkpoint, fingerprint
from derivcheck.training.datasets import Dataset
from derivcheck.training.descent import (
    Order,
    Samples,
    answers_program,
    batch_order,
    epoch_program,
    loss_program,
    optimizer,
    resident,
    resting,
)
from derivcheck.training.interruption import interruption
from derivcheck.training.network import (
    ACTIVATIONS,
    Gradients,
    Loss,
    Objective,
    Parameters,
    initial_parameters,
)
from derivcheck.training.placement import is_first_process, place
from derivcheck.training.record import (
    DisagreementError,
    DivergenceError,
    EpochSummary,
    Point,
    Progress,
    TrainingRun,
)
from derivcheck.training.settings import SettingsError, TrainingSettings

PROBE_IMAGES = 5000
"""Training images over which the training loss is recorded, at most."""

DOUBLE_STEPS = 50
"""Steps of the trajectories compared in double precision, at most."""

DISAGREEMENT_REMEDY = "one of the two is wrong: check the formula, then the reference loss"


def objective(settings: TrainingSettings) -> Objective:
    """What a run of these settings minimises."""
    return Objective(ACTIVATIONS[settings.activation], settings.weight_decay, settings.smoothing)


def train(
    dataset: Dataset,
    gradients: Gradients,
    reference_loss: Loss,
    settings: TrainingSettings,
    progress: Progress | None = None,
    checkpoint: Path | None = None,
) -> TrainingRun:
    """Train the network of `settings` on `dataset` by descending along `gradients`.

    With `checkpoint`, the state is kept in that file after every epoch, and taken up from it where it is
    there. Ctrl-C ends it after the epoch under way. Raises DisagreementError as soon as `gradients` differs
    from jax.grad of `reference_loss` by more than rounding, DivergenceError when a loss is not finite,
    SettingsError where settings, data and reference do not fit, ShapeError for a gradient of wrong shape,
    CheckpointError for a checkpoint of another training.
    """
    started = time.perf_counter()
    course = _Course(dataset, gradients, reference_loss, settings, checkpoint)
    run = course.run
    with interruption() as wish:
        try:
            course.begin()
            while run.epochs < settings.epochs and not wish.requested:
                summary = course.advance()
                run.seconds = time.perf_counter() - started
                if progress is not None:
                    progress(summary)
        except KeyboardInterrupt:
            if not run.parameters:
                raise
    run.interrupted = run.epochs < settings.epochs
    run.seconds = time.perf_counter() - started
    return run


def measured(run: TrainingRun, dataset: Dataset) -> tuple[float, float]:
    """Accuracy and plain cross-entropy of a run's network on the test images of a data set."""
    activation = ACTIVATIONS[run.settings.activation]
    test = resident(dataset.test_images, dataset.test_labels)
    answers = answers_program(activation)(run.parameters, test.images)
    accuracy = float(np.mean(np.asarray(answers) == dataset.test_labels))
    return accuracy, float(loss_program(activation)(run.parameters, *test))


class _Course:
    """A run under way: the data on the devices, the compiled programs, the state of both trajectories."""

    def __init__(
        self,
        dataset: Dataset,
        gradients: Gradients,
        reference: Loss,
        settings: TrainingSettings,
        checkpoint: Path | None,
    ) -> None:
        _require_fitting(dataset, settings)
        self.run = TrainingRun(dataset, settings)
        self._gradients, self._reference = gradients, reference
        self._objective = objective(settings)
        self._placement = place(settings.devices)
        self._test = resident(dataset.test_images, dataset.test_labels)
        training = resident(dataset.train_images, dataset.train_labels)
        self._probe = Samples(training.images[:PROBE_IMAGES], training.labels[:PROBE_IMAGES])
        self._placed = self._placement.everywhere((training, self._probe, self._test))
        self._comparison = GradientComparison(gradients, reference, self._objective)
        steps = dataset.examples // settings.batch
        sizes = settings, steps, dataset.classes
        self._epoch = epoch_program(gradients, *sizes, settings.records, self._placement)
        self._rival_epoch = epoch_program(jax.grad(reference), *sizes, 0, self._placement)
        self._start = initial_parameters(dataset.inputs, settings.widths, dataset.classes, settings.seed)
        descent = optimizer(settings, steps * settings.epochs)
        self._state, self._rival = (
            self._placement.everywhere(resting(self._start, descent, averaging=settings.averaging > 0))
            for _ in range(2)
        )
        identity = {**asdict(settings), "data": fingerprint(dataset)}
        self._checkpoint = None if checkpoint is None else Checkpoint(checkpoint, identity)

    def begin(self) -> None:
        """Check what was handed in before the first step, and record where training starts or goes on."""
        batches = self._batches(1, self.run.settings.agreement_batches)
        check_fit(self._gradients, self._reference, self._objective, self._start, batches)
        if self._take_up():
            return
        losses = self._loss(self._start, self._probe), self._loss(self._start, self._test)
        self._keep([Point(0, *losses)], self._comparison.at(0, self._start, batches))
        self._compare_in_double()

    def advance(self) -> EpochSummary:
        """One epoch with its records and its comparisons."""
        epoch = self.run.epochs + 1
        order = self._order(epoch)
        steps = len(order.rows)
        begun = time.perf_counter()
        self._state, losses = self._epoch.run(self._state, order, *self._placed)
        recorded = np.asarray(losses).tolist()
        seconds = time.perf_counter() - begun
        points = [
            Point((epoch - 1) * steps + step, training, test)
            for step, (training, test) in zip(self._epoch.record_steps, recorded, strict=True)
        ]
        self._require_finite(points)
        batches = self._batches(epoch + 1, self.run.settings.agreement_batches)
        agreement = self._comparison.at(epoch, _own(self._state.parameters), batches)
        self._follow_rival(epoch, order)
        self.run.epoch_seconds.append(seconds)
        self._keep(points, agreement)
        self._save()
        return EpochSummary(
            epoch, self.run.settings.epochs, points[-1], self.run.test_accuracy, agreement, seconds
        )

    def _take_up(self) -> bool:
        """Go on from the checkpoint, where there is one."""
        found = self._checkpoint and self._checkpoint.load(self._state)
        if not found:
            return False
        state, record = found
        self._state = self._placement.everywhere(state)
        self.run.take_up(record)
        self.run.parameters = _own(self._state.tested)
        return True

    def _save(self) -> None:
        if self._checkpoint is not None and is_first_process():
            self._checkpoint.save(self._state, self.run.record())

    def _keep(self, points: list[Point], agreement: GradientAgreement) -> None:
        """Enter into the run what the parameters reached show; raise DisagreementError if need be."""
        run = self.run
        run.parameters = _own(self._state.tested)
        run.points.extend(points)
        run.test_accuracies.append(self._accuracy(self._test))
        run.training_accuracies.append(self._accuracy(self._probe))
        run.agreements.append(agreement)
        for found in (agreement.double, agreement.single):
            if not found.agrees:
                what = f"after epoch {agreement.epoch} the gradient is not jax.grad of the reference loss"
                raise DisagreementError(what, run, text=str(found), remedy=DISAGREEMENT_REMEDY)

    def _loss(self, parameters: Parameters, samples: Samples) -> float:
        return float(loss_program(self._objective.activation)(parameters, *samples))

    def _accuracy(self, samples: Samples) -> float:
        answers = answers_program(self._objective.activation)(self.run.parameters, samples.images)
        return float(np.mean(np.asarray(answers) == np.asarray(samples.labels)))

    def _compare_in_double(self) -> None:
        batches = self._batches(1, DOUBLE_STEPS)
        found = compare_short_runs(self._start, self._gradients, self._reference, batches, self.run.settings)
        self.run.trajectory = TrajectoryAgreement(0, 0.0, len(batches[0]), found)
        if not found.agrees:
            what = "training along the gradient leaves the trajectory of jax.grad"
            raise DisagreementError(what, self.run, text=str(found), remedy=DISAGREEMENT_REMEDY)

    def _follow_rival(self, epoch: int, order: Order) -> None:
        """The same epoch along jax.grad, from the same start, as long as the settings ask for it.

        No checkpoint keeps the second trajectory: a run that was taken up follows it no further.
        """
        compared, asked = self.run.trajectory, self.run.settings.trajectory_epochs
        if compared is None or self.run.resumed_at or epoch > asked:
            return
        self._rival, _ = self._rival_epoch.run(self._rival, order, *self._placed)
        apart = relative_difference(on_host(self._state.parameters), on_host(self._rival.parameters))
        self.run.trajectory = replace(compared, steps=epoch * len(order.rows), single=apart)

    def _require_finite(self, points: list[Point]) -> None:
        for point in points:
            if not (math.isfinite(point.training_loss) and math.isfinite(point.test_loss)):
                what = f"the loss is no finite number after {point.iteration} iterations"
                raise DivergenceError(what, self.run, remedy="lower the learning rate")

    def _order(self, epoch: int) -> Order:
        dataset, settings = self.run.dataset, self.run.settings
        return batch_order(settings.seed, epoch, dataset.examples, settings.batch)

    def _batches(self, epoch: int, most: int) -> Batches:
        """The first batches of an epoch, at most so many, on the host."""
        dataset = self.run.dataset
        rows = np.asarray(self._order(epoch).rows[:most])
        identity = np.eye(dataset.classes, dtype=np.float32)
        return dataset.train_images[rows], identity[dataset.train_labels[rows]]


def _own(parameters: Parameters) -> Parameters:
    """Copies in this process, which no later epoch is given the memory of."""
    return {key: jax.numpy.asarray(np.array(value)) for key, value in parameters.items()}


def _require_fitting(dataset: Dataset, settings: TrainingSettings) -> None:
    if settings.batch > dataset.examples:
        what = f"batch is {settings.batch}, {dataset.title} has {dataset.examples} training images"
        raise SettingsError(what, remedy="give a smaller batch")
    if settings.shift and math.isqrt(dataset.inputs) ** 2 != dataset.inputs:
        what = f"{dataset.title} has rows of {dataset.inputs} values: no square images that could be shifted"
        raise SettingsError(what, remedy="leave shift at 0")

"""Training with a gradient handed in, watched at every epoch by jax.grad of a reference loss."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

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
from derivcheck.training.datasets import Dataset
from derivcheck.training.descent import (
    Samples,
    accuracy_program,
    batch_order,
    epoch_program,
    resident,
    resting,
)
from derivcheck.training.interruption import interruption
from derivcheck.training.network import ACTIVATIONS, Gradients, Loss, initial_parameters, label_loss
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

DOUBLE_STEPS = 100
"""Steps of the trajectories compared in double precision, at most."""

DISAGREEMENT_REMEDY = "one of the two is wrong: check the formula, then the reference loss"


def train(
    dataset: Dataset,
    gradients: Gradients,
    reference_loss: Loss,
    settings: TrainingSettings,
    progress: Progress | None = None,
) -> TrainingRun:
    """Train the network of `settings` on `dataset` by descending along `gradients`.

    Ctrl-C ends it after the epoch under way. Raises DisagreementError as soon as `gradients` differs from
    jax.grad of `reference_loss` by more than rounding, DivergenceError when a loss is not finite,
    SettingsError where settings, data and reference do not fit, ShapeError for a gradient of wrong shape.
    """
    started = time.perf_counter()
    course = _Course(dataset, gradients, reference_loss, settings)
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
            if not run.agreements:
                raise
    run.interrupted = run.epochs < settings.epochs
    run.seconds = time.perf_counter() - started
    return run


class _Course:
    """A run under way: the data on the device, the compiled programs, the state of both trajectories."""

    def __init__(
        self, dataset: Dataset, gradients: Gradients, reference: Loss, settings: TrainingSettings
    ) -> None:
        if settings.batch > dataset.examples:
            what = f"batch is {settings.batch}, {dataset.title} has {dataset.examples} training images"
            raise SettingsError(what, remedy="give a smaller batch")
        self.run = TrainingRun(dataset, settings)
        self._gradients, self._reference = gradients, reference
        self._activation = ACTIVATIONS[settings.activation]
        self._training = resident(dataset.train_images, dataset.train_labels)
        self._probe = Samples(self._training.images[:PROBE_IMAGES], self._training.labels[:PROBE_IMAGES])
        self._test = resident(dataset.test_images, dataset.test_labels)
        self._comparison = GradientComparison(gradients, reference, self._activation)
        self._accuracy = accuracy_program(self._activation)
        steps = dataset.examples // settings.batch
        self._epoch = epoch_program(gradients, settings, steps, dataset.classes, settings.records)
        self._rival_epoch = epoch_program(jax.grad(reference), settings, steps, dataset.classes, 0)
        start = initial_parameters(dataset.inputs, settings.width, dataset.classes, settings.seed)
        self._state, self._rival = resting(start), resting(start)

    def begin(self) -> None:
        """Check what was handed in before the first step, and record where training starts."""
        run, start = self.run, self._state.parameters
        batches = self._batches(1, run.settings.agreement_batches)
        check_fit(self._gradients, self._reference, self._activation, start, batches)
        training_loss, test_loss = (
            float(label_loss(start, samples.images, samples.labels, self._activation))
            for samples in (self._probe, self._test)
        )
        self._keep([Point(0, training_loss, test_loss)], self._comparison.at(0, start, batches))
        self._compare_in_double()

    def advance(self) -> EpochSummary:
        """One epoch with its records and its comparisons."""
        epoch = self.run.epochs + 1
        order = self._order(epoch)
        begun = time.perf_counter()
        self._state, losses = self._epoch.run(self._state, order, self._training, self._probe, self._test)
        recorded = np.asarray(losses).tolist()
        seconds = time.perf_counter() - begun
        points = [
            Point((epoch - 1) * len(order) + step, training, test)
            for step, (training, test) in zip(self._epoch.record_steps, recorded, strict=True)
        ]
        self._require_finite(points)
        batches = self._batches(epoch + 1, self.run.settings.agreement_batches)
        agreement = self._comparison.at(epoch, self._state.parameters, batches)
        self._follow_rival(epoch, order)
        self.run.epoch_seconds.append(seconds)
        self._keep(points, agreement)
        return EpochSummary(
            epoch, self.run.settings.epochs, points[-1], self.run.test_accuracy, agreement, seconds
        )

    def _keep(self, points: list[Point], agreement: GradientAgreement) -> None:
        """Enter into the run what the parameters reached show; raise DisagreementError if need be."""
        self.run.parameters = {key: jnp.array(value) for key, value in self._state.parameters.items()}
        self.run.points.extend(points)
        self.run.test_accuracies.append(float(self._accuracy(self._state.parameters, self._test)))
        self.run.agreements.append(agreement)
        for found in (agreement.double, agreement.single):
            if not found.agrees:
                what = f"after epoch {agreement.epoch} the gradient is not jax.grad of the reference loss"
                raise DisagreementError(what, self.run, text=str(found), remedy=DISAGREEMENT_REMEDY)

    def _compare_in_double(self) -> None:
        batches = self._batches(1, DOUBLE_STEPS)
        found = compare_short_runs(
            self._state.parameters, self._gradients, self._reference, batches, self.run.settings
        )
        self.run.trajectory = TrajectoryAgreement(0, 0.0, len(batches[0]), found)
        if not found.agrees:
            what = "training along the gradient leaves the trajectory of jax.grad"
            raise DisagreementError(what, self.run, text=str(found), remedy=DISAGREEMENT_REMEDY)

    def _follow_rival(self, epoch: int, order: Array) -> None:
        """The same epoch along jax.grad, from the same start, as long as the settings ask for it."""
        compared = self.run.trajectory
        if compared is None or epoch > self.run.settings.trajectory_epochs:
            return
        self._rival, _ = self._rival_epoch.run(self._rival, order, self._training, self._probe, self._test)
        apart = relative_difference(on_host(self._state.parameters), on_host(self._rival.parameters))
        self.run.trajectory = replace(compared, steps=epoch * len(order), single=apart)

    def _require_finite(self, points: list[Point]) -> None:
        for point in points:
            if not (math.isfinite(point.training_loss) and math.isfinite(point.test_loss)):
                what = f"the loss is no finite number after {point.iteration} iterations"
                raise DivergenceError(what, self.run, remedy="lower the learning rate")

    def _order(self, epoch: int) -> Array:
        dataset, settings = self.run.dataset, self.run.settings
        return batch_order(settings.seed, epoch, dataset.examples, settings.batch)

    def _batches(self, epoch: int, most: int) -> Batches:
        """The first batches of an epoch, at most so many, on the host."""
        dataset = self.run.dataset
        rows = np.asarray(self._order(epoch)[:most])
        identity = np.eye(dataset.classes, dtype=np.float32)
        return dataset.train_images[rows], identity[dataset.train_labels[rows]]

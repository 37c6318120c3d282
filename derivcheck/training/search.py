"""Hyperparameters chosen on a validation split of the training files, by trying every combination.

A round is one batch size with one number of epochs: all its trials (every learning rate with every alpha)
descend at once, vmapped, over the same batches, and are judged by their validation loss at the end. The
results of a round are on disk before the next one begins; a search that is cut goes on from there.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array

from derivcheck.core.errors import DerivcheckError, Place
from derivcheck.training.checkpoints import fingerprint
from derivcheck.training.datasets import Dataset
from derivcheck.training.descent import Samples, batch_order, one_hot, resident
from derivcheck.training.interruption import Interruption, interruption
from derivcheck.training.network import (
    ACTIVATIONS,
    Gradients,
    Parameters,
    initial_parameters,
    label_loss,
)
from derivcheck.training.settings import SettingsError, TrainingSettings

PenalizedGradients = Callable[[Array], Gradients]
"""The gradients of the objective with this alpha."""

SearchProgress = Callable[[str, int, int], None]
"""Called with what is being done, the epochs of all rounds done so far, and those there are in all."""


class SearchError(DerivcheckError):
    """Results of a search that cannot be read or written, or are of another search."""


@dataclass(frozen=True, slots=True)
class Grid:
    """What is tried: every combination. Learning rates fall to zero along a half cosine."""

    batches: tuple[int, ...]
    epochs: tuple[int, ...]
    learning_rates: tuple[float, ...]
    weight_decays: tuple[float, ...]

    @property
    def rounds(self) -> tuple[tuple[int, int], ...]:
        """Batch size and number of epochs of each round."""
        return tuple(product(self.batches, self.epochs))

    @property
    def trials(self) -> tuple[tuple[float, float], ...]:
        """Learning rate and alpha of each trial in a round."""
        return tuple(product(self.learning_rates, self.weight_decays))


@dataclass(frozen=True, slots=True)
class Trial:
    """One combination and its validation loss; infinite where it is no number."""

    batch: int
    epochs: int
    learning_rate: float
    weight_decay: float
    loss: float


@dataclass(frozen=True, slots=True)
class Search:
    """A search of a grid by plain stochastic gradient descent; `settings` gives everything else.

    `file` keeps the results, where there is one.
    """

    dataset: Dataset
    gradients: PenalizedGradients
    settings: TrainingSettings
    grid: Grid
    file: Path | None = None

    def run(self, progress: SearchProgress) -> tuple[tuple[Trial, ...], bool]:
        """The trials made, those of earlier runs among them, and whether that is all of them.

        Ctrl-C ends it after the epoch under way, without the results of that round. Raises SearchError
        where the file is of another search, SettingsError where a batch is larger than the data.
        """
        for batch in self.grid.batches:
            if batch > self.dataset.examples:
                what = f"batch is {batch}, there are {self.dataset.examples} images to train on"
                raise SettingsError(what, remedy="give a smaller batch")
        trials = list(self._read())
        done = {(trial.batch, trial.epochs) for trial in trials}
        data = [
            resident(self.dataset.train_images, self.dataset.train_labels),
            resident(self.dataset.test_images, self.dataset.test_labels),
        ]
        with interruption() as wish:
            for batch, epochs in self.grid.rounds:
                if (batch, epochs) in done:
                    continue
                told = _Told(self, trials, progress, wish)
                found = self._round(batch, epochs, data, told)
                if found is None:
                    return tuple(trials), False
                trials += found
                self._write(trials)
        return tuple(trials), True

    def _round(self, batch: int, epochs: int, data: list[Samples], told: _Told) -> list[Trial] | None:
        """All trials of one batch size and number of epochs; None where Ctrl-C came first."""
        rates, alphas = (jnp.asarray(values, jnp.float32) for values in zip(*self.grid.trials, strict=True))
        dataset, seed = self.dataset, self.settings.seed
        steps = dataset.examples // batch
        epoch_of_all, losses_of_all = self._programs(steps * epochs)
        start = initial_parameters(dataset.inputs, self.settings.widths, dataset.classes, seed)
        many = {key: jnp.repeat(value[None], len(rates), axis=0) for key, value in start.items()}
        for epoch in range(epochs):
            told.now(batch, epochs, epoch)
            order = batch_order(seed, epoch + 1, dataset.examples, batch).rows
            many = epoch_of_all(many, rates, alphas, order, jnp.int32(epoch * steps), data[0])
            jax.block_until_ready(many)
            if told.wish.requested:
                return None
        losses = np.asarray(losses_of_all(many, data[1])).astype(float)
        finite = np.where(np.isfinite(losses), losses, np.inf).tolist()
        return [
            Trial(batch, epochs, rate, alpha, loss)
            for (rate, alpha), loss in zip(self.grid.trials, finite, strict=True)
        ]

    def _programs(self, steps: int) -> tuple[Callable[..., Parameters], Callable[..., Array]]:
        """The compiled epoch, and the validation loss, of all trials at once."""
        classes, activation = self.dataset.classes, ACTIVATIONS[self.settings.activation]
        falling = optax.cosine_decay_schedule(1.0, steps)

        def epoch(
            parameters: Parameters, rate: Array, alpha: Array, order: Array, done: Array, training: Samples
        ) -> Parameters:
            gradients = self.gradients(alpha)

            def step(reached: Parameters, planned: tuple[Array, Array]) -> tuple[Parameters, None]:
                rows, number = planned
                x = training.images[rows]
                found = gradients(reached, x, one_hot(training.labels[rows], classes, x))
                length = rate * falling(number)
                return {key: value - length * found[key] for key, value in reached.items()}, None

            numbers = done + jnp.arange(len(order))
            return jax.lax.scan(step, parameters, (order, numbers))[0]

        def loss(parameters: Parameters, held_out: Samples) -> Array:
            return label_loss(parameters, held_out.images, held_out.labels, activation)

        every = jax.vmap(epoch, in_axes=(0, 0, 0, None, None, None))
        return jax.jit(every, donate_argnums=0), jax.jit(jax.vmap(loss, in_axes=(0, None)))

    def _identity(self) -> dict[str, Any]:
        own = ("widths", "activation", "seed")
        chosen = {name: getattr(self.settings, name) for name in own}
        return {"grid": asdict(self.grid), "data": fingerprint(self.dataset), **chosen}

    def _read(self) -> tuple[Trial, ...]:
        if self.file is None or not self.file.exists():
            return ()
        place, remedy = Place(str(self.file)), "remove the file to search anew"
        try:
            found = json.loads(self.file.read_text(encoding="utf-8"))
            trials = tuple(Trial(**each) for each in found["trials"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            what = f"the results cannot be read: {error}"
            raise SearchError(what, remedy=remedy, place=place) from error
        if found.get("search") != json.loads(json.dumps(self._identity())):
            raise SearchError("the results are of another search", remedy=remedy, place=place)
        return trials

    def _write(self, trials: list[Trial]) -> None:
        if self.file is None:
            return
        held = {"search": self._identity(), "trials": [asdict(trial) for trial in trials]}
        unfinished = self.file.with_name(f"{self.file.name}.new")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            unfinished.write_text(json.dumps(held, indent=1), encoding="utf-8")
            unfinished.replace(self.file)
        except OSError as error:
            what = f"the results cannot be written: {error.strerror}"
            raise SearchError(what, place=Place(str(self.file))) from error


@dataclass(frozen=True, slots=True)
class _Told:
    """What the user hears of a round, and has said of it."""

    search: Search
    trials: list[Trial]
    progress: SearchProgress
    wish: Interruption

    def now(self, batch: int, epochs: int, epoch: int) -> None:
        """The round and how far all rounds have come."""
        grid = self.search.grid
        made = {(trial.batch, trial.epochs) for trial in self.trials}
        best = f", best loss {min(trial.loss for trial in self.trials):.4f}" if self.trials else ""
        text = f"searching {len(grid.trials)} settings, batch {batch}, {epochs} epochs{best}"
        self.progress(text, sum(each for _, each in made) + epoch, sum(each for _, each in grid.rounds))

"""Training with hyperparameters that a search chose on a validation split; the test images count once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derivcheck.network.proof import proved_gradients
from derivcheck.network.statement import Architecture
from derivcheck.network.training import PLAIN, Tell, architecture, emitted_gradients, entry

if TYPE_CHECKING:
    from jax import Array

    from derivcheck.problem import Problem
    from derivcheck.training.datasets import Dataset
    from derivcheck.training.network import Gradients
    from derivcheck.training.record import EpochSummary, TrainingRun
    from derivcheck.training.search import Grid, Trial
    from derivcheck.training.settings import TrainingSettings

VALIDATION = 6
"""One training image in so many is held out for validation: the last ones."""

SEARCHED = {
    "batch": "batches",
    "epochs": "epochs",
    "learning_rate": "learning_rates",
    "weight_decay": "weight_decays",
}
"""What is searched for, and the axis of the grid that holds its values."""

Grids = Mapping[str, Mapping[str, tuple[Any, ...]]]
"""What is tried, by the recipe's name."""


class SearchedTraining:
    """The training of a problem whose batch size, epochs, learning rate and alpha are searched for.

    `build` and `dataset` as for NetworkTraining; `settings` holds what is not searched for; each of
    `grids` gives batches, epochs, learning_rates and weight_decays, one is called "plain".
    """

    def __init__(
        self,
        build: Callable[[Architecture], Problem],
        dataset: str,
        settings: Mapping[str, Any],
        grids: Grids,
    ) -> None:
        self._build = build
        self._dataset = dataset
        self._settings = settings
        self._grids = grids

    @property
    def recipes(self) -> tuple[str, ...]:
        """What `--recipe` may name."""
        return tuple(self._grids)

    def check(self, options: Mapping[str, Any]) -> None:
        """Raise SettingsError or DataError where it is known before anything is proved that `run` will."""
        from derivcheck.training.datasets import check_data

        self._grid(options)
        check_data(self._dataset)

    def run(self, options: Mapping[str, Any], folder: Path | None, progress: Tell) -> Mapping[str, Any]:
        """Search, train with what was found, test once; the training entry of the JSON contract.

        Of `options`, `recipe` names a grid, `batch`, `epochs`, `learning_rate` and `weight_decay` are tried
        alone where they are given, and `checkpoints` is a folder for the results, which otherwise lie in
        "training" under `folder`. Raises SettingsError for any other option, ProblemError where a gradient
        is not proved, DataError, SearchError and what `train` raises.
        """
        from derivcheck.training.datasets import held_out, load_dataset
        from derivcheck.training.search import Search
        from derivcheck.training.settings import TrainingSettings

        recipe, grid = self._grid(options)
        settings = TrainingSettings(**self._settings)
        progress("proving the gradients", 0, 0)
        proved = proved_gradients(self._build(architecture(settings)))

        def penalized(alpha: Array) -> Gradients:
            return emitted_gradients(proved.program, {"alpha": alpha})

        progress(f"loading {self._dataset}", 0, 0)
        whole = load_dataset(self._dataset)
        divided = held_out(whole, whole.examples // VALIDATION)
        kept = options.get("checkpoints", None if folder is None else folder / "training")
        file = None if kept is None else Path(kept) / f"{whole.name}-search-{recipe}.json"
        trials, complete = Search(divided, penalized, settings, grid, file).run(progress)
        if not complete:
            return _cut(whole, trials)
        chosen = _chosen(settings, best_of(trials))
        run = _trained(divided, emitted_gradients(proved.program, chosen.penalties), chosen, progress)
        return {**entry(run, proved, folder), **_measured_once(run, whole), "search": _summary(trials)}

    def _grid(self, options: Mapping[str, Any]) -> tuple[str, Grid]:
        from derivcheck.training.search import Grid
        from derivcheck.training.settings import SettingsError

        unknown = [name for name in options if name not in ("recipe", "checkpoints", *SEARCHED)]
        if unknown:
            what = f"{', '.join(unknown)} cannot be set: this training searches for its settings"
            raise SettingsError(what, remedy=f"leave it out, or fix one of {', '.join(SEARCHED)}")
        recipe = options.get("recipe", PLAIN)
        if recipe not in self._grids:
            raise SettingsError(f"unknown recipe {recipe!r}", remedy=f"known are {', '.join(self._grids)}")
        fixed = {SEARCHED[name]: (value,) for name, value in options.items() if name in SEARCHED}
        shown = "".join(f"-{name}-{options[name]}" for name in SEARCHED if name in options)
        return f"{recipe}{shown}", Grid(**{**self._grids[recipe], **fixed})


def _chosen(settings: TrainingSettings, best: Trial) -> TrainingSettings:
    return replace(
        settings,
        batch=best.batch,
        epochs=best.epochs,
        learning_rate=best.learning_rate,
        weight_decay=best.weight_decay,
    )


def _trained(
    divided: Dataset, gradients: Gradients, settings: TrainingSettings, progress: Tell
) -> TrainingRun:
    """The training with the settings that were found, without a look at the test images."""
    from derivcheck.training.loop import objective, train

    def tell(epoch: EpochSummary) -> None:
        text = f"{divided.title}, validation accuracy {epoch.test_accuracy:.2%}"
        progress(text, epoch.epoch, epoch.epochs)

    progress(f"training on {divided.title} with the best settings", 0, settings.epochs)
    return train(divided, gradients, objective(settings).loss, settings, tell)


def _measured_once(run: TrainingRun, whole: Dataset) -> dict[str, Any]:
    """Accuracy and plain cross-entropy on the test images, and on those held out for validation."""
    from derivcheck.training.loop import measured

    accuracy, loss = measured(run, whole)
    return {
        "test_accuracy": accuracy,
        "test_loss": loss,
        "validation_accuracy": run.test_accuracy,
        "validation_loss": run.test_loss,
    }


def _summary(trials: tuple[Trial, ...]) -> dict[str, Any]:
    return {"trials": len(trials), "best": asdict(best_of(trials)) if trials else "none"}


def _cut(whole: Dataset, trials: tuple[Trial, ...]) -> dict[str, Any]:
    """The entry of a search that Ctrl-C ended."""
    return {
        "dataset": whole.name,
        "title": whole.title,
        "notice": whole.notice,
        "search": _summary(trials),
        "interrupted": True,
        "figures": [],
    }


def best_of(trials: tuple[Trial, ...]) -> Trial:
    """The trial of the smallest validation loss, of the first of these if there are several."""
    return min(trials, key=lambda trial: trial.loss)

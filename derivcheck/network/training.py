"""Training the network of a problem along its proved gradients, and the entry of the run's report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derivcheck.network.proof import Proved, proved_gradients
from derivcheck.network.statement import Architecture

if TYPE_CHECKING:
    from derivcheck.emit.programs import Program
    from derivcheck.problem import Problem
    from derivcheck.training.network import Gradients
    from derivcheck.training.record import EpochSummary, TrainingRun
    from derivcheck.training.settings import TrainingSettings

Tell = Callable[[str, int, int], None]
Recipes = Mapping[str, Mapping[str, Any]]
"""Settings by the recipe's name."""

PLAIN = "plain"


class NetworkTraining:
    """The training of a problem: `build` states the problem for any architecture.

    The problem's objective is J, its parameters W1, b1, W2, .., its data X (n, inputs) and Y (n, classes),
    and it asks for the gradients of J by all parameters. `recipes` name settings; one is called "plain".
    """

    def __init__(self, build: Callable[[Architecture], Problem], dataset: str, recipes: Recipes) -> None:
        self._build = build
        self._dataset = dataset
        self._recipes = recipes

    @property
    def recipes(self) -> tuple[str, ...]:
        """What `--recipe` may name."""
        return tuple(self._recipes)

    def check(self, options: Mapping[str, Any]) -> None:
        """Raise SettingsError or DataError where it is known before anything is proved that `run` will."""
        from derivcheck.training.datasets import check_data

        self._settings(options)
        check_data(self._dataset)

    def run(self, options: Mapping[str, Any], folder: Path | None, progress: Tell) -> Mapping[str, Any]:
        """Train, watch the gradient at every epoch, draw; the training entry of the JSON contract.

        Besides settings, `options` may hold `recipe` and `checkpoints` (a folder). Raises ProblemError
        where a gradient is not proved, DataError and what `train` raises.
        """
        from derivcheck.training.datasets import load_dataset
        from derivcheck.training.loop import objective, train
        from derivcheck.training.placement import join_processes

        join_processes()
        settings = self._settings(options)
        progress("proving the gradients", 0, 0)
        proved = proved_gradients(self._build(architecture(settings)))
        gradients = emitted_gradients(proved.program, settings.penalties)
        progress(f"loading {self._dataset}", 0, 0)
        dataset = load_dataset(self._dataset)

        def tell(epoch: EpochSummary) -> None:
            text = f"{dataset.title}, test accuracy {epoch.test_accuracy:.2%}"
            progress(text, epoch.epoch, epoch.epochs)

        progress(f"training on {dataset.title}", 0, settings.epochs)
        reference = objective(settings).loss
        checkpoint = self._checkpoint(options, settings)
        return entry(train(dataset, gradients, reference, settings, tell, checkpoint), proved, folder)

    def _settings(self, options: Mapping[str, Any]) -> TrainingSettings:
        from derivcheck.training.settings import SettingsError, chosen

        recipe = options.get("recipe", PLAIN)
        if recipe not in self._recipes:
            raise SettingsError(f"unknown recipe {recipe!r}", remedy=f"known are {', '.join(self._recipes)}")
        given = {name: value for name, value in options.items() if name not in ("recipe", "checkpoints")}
        return chosen(dict(self._recipes[recipe]), given)

    def _checkpoint(self, options: Mapping[str, Any], settings: TrainingSettings) -> Path | None:
        """One file for each data set and shape, so that problems may share the folder."""
        if "checkpoints" not in options:
            return None
        shape = "-".join(map(str, settings.widths)) or "linear"
        return Path(options["checkpoints"]) / f"{self._dataset}-{shape}.safetensors"


def architecture(settings: TrainingSettings) -> Architecture:
    """What must be proved for a run of these settings."""
    return Architecture(
        len(settings.widths), settings.activation, settings.weight_decay > 0, settings.smoothing > 0
    )


def emitted_gradients(program: Program, penalties: Mapping[str, Any] | None = None) -> Gradients:
    """The program as the function that `train` descends along; `penalties` gives alpha and epsilon."""
    import jax.numpy as jnp
    from jax import Array

    from derivcheck.emit.jax import compile_program

    emitted = compile_program(program)

    def gradients(parameters: dict[str, Array], x: Array, y: Array) -> dict[str, Array]:
        numbers = {name: jnp.asarray(value, x.dtype) for name, value in (penalties or {}).items()}
        return emitted({**parameters, **numbers, "X": x, "Y": y})

    return gradients


def entry(run: TrainingRun, proved: Proved, folder: Path | None) -> dict[str, Any]:
    """What a run has shown, for the report, with its figures written where there is a folder."""
    from derivcheck.training.figures import write_figures
    from derivcheck.training.placement import is_first_process

    writes = folder is not None and is_first_process()
    figures = [path.name for path in write_figures(run, folder)] if writes and folder is not None else []
    settings = {**asdict(run.settings), "learning_rate": run.settings.rate}
    return {
        "dataset": run.dataset.name,
        "title": run.dataset.title,
        "notice": run.dataset.notice,
        "source": run.dataset.source,
        "settings": {**settings, "widths": list(run.settings.widths)},
        "examples": run.dataset.examples,
        "test_accuracy": run.test_accuracy,
        "test_loss": run.test_loss,
        "training_loss": run.training_loss,
        "epochs": run.epochs,
        "gradients_proved": f"{proved.manner}, {proved.claims} claims",
        "gradient_agreement": run.gradient_agreement,
        "gradient_agreement_double": run.gradient_agreement_double,
        "gradients_agree": run.agrees,
        "resumed_at": run.resumed_at,
        "interrupted": run.interrupted,
        "seconds": round(run.seconds, 3),
        "figures": figures,
    }

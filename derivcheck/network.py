"""Training a network with the gradients that were derived from its objective and proved.

What is trained with is not the formula in a problem file but the one the program found itself: every
gradient is claimed equal to the derivative of the objective, decided by the kernel, and only what comes
out PROVED for all dimensions is emitted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derivcheck.core.claims import Claim
from derivcheck.core.errors import ProblemError
from derivcheck.core.verdicts import Verdict

if TYPE_CHECKING:
    from derivcheck.derivation.steps import Derived
    from derivcheck.emit.programs import Program
    from derivcheck.problem import Problem
    from derivcheck.training.network import Gradients
    from derivcheck.training.record import EpochSummary, TrainingRun

Tell = Callable[[str, int, int], None]


class NetworkTraining:
    """The training of a problem: `build` states the problem for an activation by name.

    The problem's objective is J, its parameters W1, b1, W2, b2, its data X (n, inputs) and Y (n, classes),
    and it asks for the gradients of J by the four parameters.
    """

    def __init__(self, build: Callable[[str], Problem], dataset: str) -> None:
        self._build = build
        self._dataset = dataset

    def run(self, options: Mapping[str, Any], folder: Path | None, progress: Tell) -> Mapping[str, Any]:
        """Train, watch the gradient at every epoch, draw; the training entry of the JSON contract.

        Raises ProblemError where a gradient is not proved, DataError and what `train` raises.
        """
        from derivcheck.training.datasets import load_dataset
        from derivcheck.training.loop import train
        from derivcheck.training.network import ACTIVATIONS, cross_entropy
        from derivcheck.training.settings import TrainingSettings

        settings = TrainingSettings(**options)
        progress("proving the gradients", 0, 0)
        gradients = emitted_gradients(proved_program(self._build(settings.activation)))
        progress(f"loading {self._dataset}", 0, 0)
        dataset = load_dataset(self._dataset)

        def tell(epoch: EpochSummary) -> None:
            text = f"{dataset.title}, test accuracy {epoch.test_accuracy:.2%}"
            progress(text, epoch.epoch, epoch.epochs)

        progress(f"training on {dataset.title}", 0, settings.epochs)
        reference = cross_entropy(ACTIVATIONS[settings.activation])
        return _entry(train(dataset, gradients, reference, settings, tell), folder)


def proved_program(problem: Problem) -> Program:
    """The gradients that the problem asks for, as found by the program, each PROVED.

    Raises ProblemError where one is not.
    """
    from derivcheck.derivation.gradient import derive_gradients
    from derivcheck.emit.programs import Output, Program

    objective = problem.objective
    if objective is None:
        raise ProblemError("a training needs gradients", remedy="problem.derive(J, W1, b1, ..)")
    wanted = tuple(each.variable.tensor for each in problem.gradients)
    found = derive_gradients(problem.context, objective, wanted)
    for derived in found.values():
        _require_proved(derived)
    adjoints = {each.name: each for derived in found.values() for each in derived.adjoints}
    outputs = tuple(Output(name, found[name].free, found[name].result) for name in wanted)
    return Program(problem.context, outputs, tuple(adjoints.values()))


def _require_proved(derived: Derived) -> None:
    from derivcheck.methods.decide import decide

    outcome = decide(Claim(derived.context, derived.steps[0].term, derived.result))
    if outcome.verdict is not Verdict.PROVED:
        what = f"the gradient by {derived.variable.tensor} is {outcome.verdict.value}: {outcome.reason}"
        raise ProblemError(what, remedy="only proved gradients are trained with")


def emitted_gradients(program: Program) -> Gradients:
    """The program as the function that `train` descends along."""
    from jax import Array

    from derivcheck.emit.jax import compile_program

    emitted = compile_program(program)

    def gradients(parameters: dict[str, Array], x: Array, y: Array) -> dict[str, Array]:
        return emitted({**parameters, "X": x, "Y": y})

    return gradients


def _entry(run: TrainingRun, folder: Path | None) -> dict[str, Any]:
    from derivcheck.training.figures import write_figures

    figures = [] if folder is None else [path.name for path in write_figures(run, folder)]
    return {
        "dataset": run.dataset.name,
        "title": run.dataset.title,
        "notice": run.dataset.notice,
        "source": run.dataset.source,
        "settings": {**asdict(run.settings), "learning_rate": run.settings.rate},
        "examples": run.dataset.examples,
        "test_accuracy": run.test_accuracy,
        "test_loss": run.test_loss,
        "training_loss": run.training_loss,
        "epochs": run.epochs,
        "gradient_agreement": run.gradient_agreement,
        "gradient_agreement_double": run.gradient_agreement_double,
        "gradients_agree": run.agrees,
        "interrupted": run.interrupted,
        "seconds": round(run.seconds, 3),
        "figures": figures,
    }

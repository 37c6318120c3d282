"""Networks of every depth are stated, their gradients proved, and a wrong local gradient is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import jax
import numpy as np
import pytest
from click.testing import CliRunner

from derivcheck.cli_training import given, parameter, training_options
from derivcheck.core.claims import Claim
from derivcheck.core.errors import ProblemError
from derivcheck.core.terms import term
from derivcheck.core.verdicts import Outcome, Verdict
from derivcheck.derivation.gradient import derive_gradients
from derivcheck.methods.decide import decide
from derivcheck.network import Architecture, NetworkTraining, emitted_gradients, proved_gradients, state
from derivcheck.network.proof import local_claim
from derivcheck.problem import Problem
from derivcheck.training.network import ACTIVATIONS, Objective, initial_parameters
from derivcheck.training.settings import SettingsError


def stated(architecture: Architecture) -> Problem:
    return state("A network", "made up by a test", architecture)


@pytest.mark.parametrize(("hidden", "activation"), [(0, "relu"), (1, "tanh"), (2, "sigmoid"), (4, "relu")])
def test_gradients_of_every_depth_are_proved_and_are_jax_grads(hidden: int, activation: str) -> None:
    found = proved_gradients(stated(Architecture(hidden, activation, weight_decay=True, smoothing=True)))
    assert found.manner == ("as a whole" if hidden < 2 else "layer by layer")
    gradients = emitted_gradients(found.program, {"alpha": 0.3, "epsilon": 0.2})
    random = np.random.default_rng(hidden)
    x, y = random.random((6, 5), np.float32), np.eye(10, dtype=np.float32)[[3, 1, 4, 1, 5, 9]]
    parameters = initial_parameters(5, [4, 7, 3, 6][:hidden], 10, seed=1)
    ours = gradients(parameters, x, y)
    theirs = jax.grad(Objective(ACTIVATIONS[activation], 0.3, 0.2).loss)(parameters, x, y)
    for name, value in theirs.items():
        assert np.allclose(ours[name], value, atol=1e-6), name


@pytest.mark.parametrize("architecture", [Architecture(0), Architecture(1, "tanh", weight_decay=True)])
def test_what_back_propagation_claims_is_proved(architecture: Architecture) -> None:
    claims = stated(architecture).claims
    assert len(claims) == 2 * architecture.layers
    assert [decide(each.claim).verdict for each in claims] == [Verdict.PROVED] * len(claims)


@pytest.mark.parametrize("name", ["Phi3", "H2", "Phi2", "W2", "b1"])
def test_a_wrong_local_gradient_is_not_proved(name: str) -> None:
    problem = stated(Architecture(2, "sigmoid", weight_decay=True))
    objective = problem.objective
    assert objective is not None
    found = derive_gradients(problem.context, objective, [each.variable.tensor for each in problem.gradients])
    claim = local_claim(problem.context, objective, found, name)
    assert decide(claim).verdict is Verdict.PROVED
    for wrong in (-claim.rhs, 2 * claim.rhs, claim.rhs + 1, term(0)):
        assert decide(Claim(claim.context, claim.lhs, wrong)).verdict is Verdict.REFUTED


def test_a_local_claim_holds_the_other_intermediates_fixed() -> None:
    problem = stated(Architecture(3))
    objective = problem.objective
    assert objective is not None
    found = derive_gradients(problem.context, objective, [each.variable.tensor for each in problem.gradients])
    context = local_claim(problem.context, objective, found, "W2").context
    assert {"Phi1", "H1", "Phi4", "d_Phi2"} <= set(context.tensors)
    assert not {"Phi1", "H1", "Phi2", "Phi4"} & set(context.definitions)


def test_an_unproved_gradient_is_not_trained_with(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = stated(Architecture(2))

    def decide_a_wrong_one(claim: Claim) -> Outcome:
        return decide(Claim(claim.context, claim.lhs, claim.rhs + 1))

    monkeypatch.setattr("derivcheck.network.proof.decide", decide_a_wrong_one)
    with pytest.raises(ProblemError, match="is refuted"):
        proved_gradients(problem)


def test_an_unknown_activation_is_refused() -> None:
    with pytest.raises(ProblemError, match="unknown activation 'softplus'"):
        stated(Architecture(1, "softplus"))


def test_training_takes_the_recipe_and_the_options(tmp_path: Path) -> None:
    recipes = {"plain": {"widths": (12,), "batch": 20, "epochs": 2}, "deep": {"widths": (9, 8)}}
    training = NetworkTraining(stated, "digits", recipes)
    told: list[str] = []
    options = {"recipe": "deep", "batch": 30, "epochs": 1, "checkpoints": tmp_path / "kept"}
    found = training.run(options, tmp_path / "figures", lambda text, *_: told.append(text))
    assert found["settings"]["widths"] == [9, 8]
    assert (found["settings"]["batch"], found["epochs"]) == (30, 1)
    assert found["gradients_agree"]
    assert found["gradients_proved"].startswith("layer by layer")
    assert (tmp_path / "kept" / "digits-9-8.safetensors").is_file()
    assert {path.name for path in (tmp_path / "figures").iterdir()} == set(found["figures"])
    assert told[0] == "proving the gradients"
    again = training.run(options, None, lambda *_: None)
    assert (again["resumed_at"], again["test_accuracy"]) == (1, found["test_accuracy"])
    with pytest.raises(SettingsError, match="unknown recipe 'strong'"):
        training.run({"recipe": "strong"}, None, lambda *_: None)


def test_the_command_line_reads_widths() -> None:
    shown: list[dict[str, Any]] = []

    @click.command()
    @training_options
    def command(**options: Any) -> None:
        shown.append({parameter(option): value for option, value in given(options).items()})

    runner = CliRunner()
    assert runner.invoke(command, ["--width", "512,30", "--weight-decay", "0.5"]).exit_code == 0
    assert runner.invoke(command, []).exit_code == 0
    assert shown == [{"widths": (512, 30), "weight_decay": 0.5}, {}]
    for wrong in ("", "0", "3,", "3 4", "-3", "1e3", "3,x"):
        refused = runner.invoke(command, ["--width", wrong])
        assert refused.exit_code == 2
        assert "as in 512,256" in refused.output

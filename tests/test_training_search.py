"""The search tries what it says, finds what is best, is cut and goes on, and refuses another's results."""

from __future__ import annotations

import json
import math
import signal
from dataclasses import replace
from pathlib import Path

import jax
import numpy as np
import pytest
from jax import Array

from derivcheck.network import Architecture, SearchedTraining, state
from derivcheck.network.search import best_of
from derivcheck.problem import Problem
from derivcheck.training.datasets import held_out, load_dataset
from derivcheck.training.loop import objective, train
from derivcheck.training.network import Gradients, Parameters
from derivcheck.training.search import Grid, Search, SearchError, Trial
from derivcheck.training.settings import SettingsError
from tests.training_examples import SMALL, striped_dataset

GRID = Grid(batches=(10, 20), epochs=(1, 3), learning_rates=(0.02, 0.5), weight_decays=(0.0, 0.1))
SETTINGS = replace(SMALL, widths=(), optimizer="sgd", schedule="cosine")
DIVIDED = held_out(striped_dataset(120), 40)


def penalized(alpha: Array) -> Gradients:
    def gradients(parameters: Parameters, x: Array, y: Array) -> Parameters:
        error = (jax.nn.softmax(x @ parameters["W1"] + parameters["b1"]) - y) / x.shape[0]
        return {"W1": x.T @ error + alpha * parameters["W1"], "b1": error.sum(0)}

    return gradients


def search(file: Path | None = None, grid: Grid = GRID) -> Search:
    return Search(DIVIDED, penalized, SETTINGS, grid, file)


def silent(_text: str, _done: int, _all: int) -> None:
    """Nobody is told."""


@pytest.fixture(scope="module")
def trials() -> tuple[Trial, ...]:
    found, complete = search().run(silent)
    assert complete
    return found


def test_every_combination_is_tried(trials: tuple[Trial, ...]) -> None:
    tried = [(trial.batch, trial.epochs, trial.learning_rate, trial.weight_decay) for trial in trials]
    assert sorted(tried) == sorted((*batch, *trial) for batch in GRID.rounds for trial in GRID.trials)
    assert len(set(tried)) == 16


def test_a_trial_is_what_training_with_its_settings_gives(trials: tuple[Trial, ...]) -> None:
    for trial in (trials[7], trials[-1]):
        settings = replace(
            SETTINGS,
            batch=trial.batch,
            epochs=trial.epochs,
            learning_rate=trial.learning_rate,
            weight_decay=trial.weight_decay,
        )
        loss = objective(settings).loss
        run = train(DIVIDED, jax.grad(loss), loss, settings)
        assert trial.loss == pytest.approx(run.test_loss, rel=1e-4)


def test_the_best_is_the_smallest_loss(trials: tuple[Trial, ...]) -> None:
    best = best_of(trials)
    assert best.loss == min(trial.loss for trial in trials) < max(trial.loss for trial in trials)
    assert best.learning_rate == 0.5
    assert best_of((replace(best, loss=math.inf), best)) is best


def test_a_trial_that_diverges_is_infinitely_bad() -> None:
    found, _ = search(grid=replace(GRID, learning_rates=(1e30, 0.1))).run(silent)
    assert [trial.loss for trial in found if trial.learning_rate == 1e30 and trial.weight_decay] == [
        math.inf
    ] * 4
    assert math.isfinite(best_of(found).loss)


@pytest.mark.parametrize("presses", [1, 2, 5])
def test_a_search_that_is_cut_goes_on_where_it_was(
    presses: int, tmp_path: Path, trials: tuple[Trial, ...]
) -> None:
    file = tmp_path / "kept" / "search.json"
    told: list[tuple[int, int]] = []

    def press(_text: str, done: int, of_all: int) -> None:
        told.append((done, of_all))
        if len(told) == presses:
            signal.raise_signal(signal.SIGINT)

    found, complete = search(file).run(press)
    assert not complete
    assert len(told) == presses
    assert len(found) == {1: 0, 2: 4, 5: 8}[presses]
    again: list[tuple[int, int]] = []
    whole, complete = search(file).run(lambda _text, *counts: again.append(counts))
    assert complete
    assert whole == trials
    assert again[0] == ({1: 0, 2: 1, 5: 4}[presses], 8)
    finished: list[str] = []
    assert search(file).run(lambda text, *_: finished.append(text)) == (trials, True)
    assert not finished


def test_results_of_another_search_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "search.json"
    small = replace(GRID, batches=(20,), epochs=(1,))
    search(file, small).run(silent)
    with pytest.raises(SearchError, match="of another search"):
        search(file).run(silent)
    with pytest.raises(SearchError, match="of another search"):
        replace(search(file, small), settings=replace(SETTINGS, seed=5)).run(silent)
    for damaged in ("", "[]", "{}", json.dumps({"trials": [{"batch": 3}]})):
        file.write_text(damaged, encoding="utf-8")
        with pytest.raises(SearchError, match="cannot be read"):
            search(file, small).run(silent)


def test_results_that_cannot_be_written_are_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SearchError, match="cannot be written"):
        search(tmp_path / "file" / "search.json", replace(GRID, batches=(20,), epochs=(1,))).run(silent)


def test_a_batch_larger_than_the_data_is_refused() -> None:
    with pytest.raises(SettingsError, match="batch is 81, there are 80 images"):
        search(grid=replace(GRID, batches=(81,))).run(silent)


def test_validation_images_are_the_last_training_images() -> None:
    whole = striped_dataset(120)
    assert np.array_equal(DIVIDED.test_images, whole.train_images[80:])
    assert np.array_equal(DIVIDED.train_labels, whole.train_labels[:80])
    assert (whole.tests, DIVIDED.tests) == ("test", "validation")


def stated(architecture: Architecture) -> Problem:
    return state("Softmax regression", "made up by a test", architecture)


@pytest.fixture
def training() -> SearchedTraining:
    grid = {"batches": (20,), "epochs": (2, 8), "learning_rates": (0.1, 0.5), "weight_decays": (1e-4,)}
    settings = {"widths": (), "optimizer": "sgd", "agreement_batches": 1}
    return SearchedTraining(stated, "digits", settings, {"plain": grid})


def test_the_test_images_are_looked_at_once(training: SearchedTraining, tmp_path: Path) -> None:
    told: list[str] = []
    found = training.run({}, tmp_path, lambda text, *_: told.append(text))
    assert found["gradients_agree"]
    assert found["search"]["trials"] == 4
    assert found["settings"]["epochs"] == found["search"]["best"]["epochs"] == 8
    assert found["validation_loss"] == pytest.approx(found["search"]["best"]["loss"], rel=1e-3)
    assert found["test_loss"] != found["validation_loss"]
    assert 0.85 < found["test_accuracy"] <= 1
    assert found["examples"] == len(load_dataset("digits").train_labels) * 5 // 6 + 1
    assert (tmp_path / "training" / "digits-search-plain.json").is_file()
    assert any(text.startswith("searching 2 settings, batch 20, 8 epochs, best loss") for text in told)
    assert not any("test" in text for text in told)


def test_what_is_not_searched_for_cannot_be_set(training: SearchedTraining) -> None:
    with pytest.raises(SettingsError, match="widths, activation cannot be set"):
        training.run({"widths": (3,), "activation": "relu"}, None, silent)
    with pytest.raises(SettingsError, match="unknown recipe 'strong'"):
        training.run({"recipe": "strong"}, None, silent)


def test_a_cut_search_is_told_as_interrupted(
    training: SearchedTraining, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Search, "run", lambda *_: ((), False))
    found = training.run({}, None, silent)
    assert found["interrupted"]
    assert found["search"] == {"trials": 0, "best": "none"}
    assert "test_accuracy" not in found


def test_what_the_user_fixes_is_tried_alone(training: SearchedTraining, tmp_path: Path) -> None:
    found = training.run({"epochs": 1, "learning_rate": 0.25}, tmp_path, silent)
    assert found["search"]["trials"] == 1
    assert (found["settings"]["epochs"], found["settings"]["learning_rate"]) == (1, 0.25)
    kept = tmp_path / "training" / "digits-search-plain-epochs-1-learning_rate-0.25.json"
    assert kept.is_file()

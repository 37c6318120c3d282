"""Training learns, keeps its records, stops when it must and keeps what is done."""

from __future__ import annotations

import os
import signal
from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from derivcheck.training.descent import batch_order, descend, resting
from derivcheck.training.interruption import interruption
from derivcheck.training.loop import train
from derivcheck.training.network import ACTIVATIONS, Parameters, cross_entropy, initial_parameters
from derivcheck.training.record import DisagreementError, DivergenceError, EpochSummary, TrainingRun
from derivcheck.training.settings import SettingsError, TrainingSettings
from tests.training_examples import hand_written, scaled, striped_dataset

LOSS = cross_entropy(ACTIVATIONS["sigmoid"])
DATASET = striped_dataset()
SETTINGS = TrainingSettings(width=8, batch=7, epochs=3, records=3, agreement_batches=2, learning_rate=0.2)


@pytest.fixture(scope="module")
def run() -> TrainingRun:
    return train(DATASET, hand_written(), LOSS, SETTINGS)


def test_a_run_holds_what_it_has_shown(run: TrainingRun) -> None:
    assert [point.iteration for point in run.points] == [0, 2, 5, 8, 10, 13, 16, 18, 21, 24]
    assert run.epochs == len(run.epoch_seconds) == 3
    assert len(run.test_accuracies) == 4
    assert [agreement.epoch for agreement in run.agreements] == [0, 1, 2, 3]
    assert run.agrees
    assert not run.interrupted
    assert 0 < run.gradient_agreement < 1e-5
    assert 0 < run.gradient_agreement_double < 1e-13
    assert run.seconds > sum(run.epoch_seconds)


def test_the_records_are_true(run: TrainingRun) -> None:
    one_hot = np.eye(10, dtype=np.float32)
    training = LOSS(run.parameters, jnp.asarray(DATASET.train_images), one_hot[DATASET.train_labels])
    test = LOSS(run.parameters, jnp.asarray(DATASET.test_images), one_hot[DATASET.test_labels])
    assert run.training_loss == pytest.approx(float(training), rel=1e-5)
    assert run.test_loss == pytest.approx(float(test), rel=1e-5)
    h = 1 / (1 + np.exp(-(DATASET.test_images @ run.parameters["W1"] + run.parameters["b1"])))
    answers = np.argmax(h @ run.parameters["W2"] + run.parameters["b2"], axis=1)
    assert run.test_accuracy == pytest.approx(np.mean(answers == DATASET.test_labels))


def test_the_scan_makes_the_steps_that_it_says(run: TrainingRun) -> None:
    state = resting(initial_parameters(12, 8, 10, SETTINGS.seed))
    for epoch in (1, 2, 3):
        for rows in np.asarray(batch_order(SETTINGS.seed, epoch, DATASET.examples, SETTINGS.batch)):
            y = jax.nn.one_hot(DATASET.train_labels[rows], 10)
            state = descend(state, jax.grad(LOSS), jnp.asarray(DATASET.train_images[rows]), y, SETTINGS)
    for key, value in state.parameters.items():
        assert np.allclose(run.parameters[key], value, atol=1e-5), key


def test_trajectories_are_compared_in_both_precisions(run: TrainingRun) -> None:
    assert run.trajectory is not None
    assert run.trajectory.agrees
    assert (run.trajectory.steps, run.trajectory.double_steps) == (8, 8)
    assert run.trajectory.single < 1e-4
    assert run.trajectory.double.relative_error < 1e-12


def test_it_learns() -> None:
    settings = replace(SETTINGS, width=16, epochs=40, learning_rate=0.3)
    longer = train(striped_dataset(400), hand_written(), LOSS, settings)
    assert longer.test_accuracy > 0.9
    assert longer.test_loss < longer.points[0].test_loss / 3


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_other_activations_train(activation: str) -> None:
    settings = replace(SETTINGS, activation=activation, epochs=2)
    other = train(DATASET, hand_written(activation), cross_entropy(ACTIVATIONS[activation]), settings)
    assert other.agrees
    assert other.training_loss < other.points[0].training_loss


def test_one_seed_gives_one_course_and_another_seed_another(run: TrainingRun) -> None:
    again = train(DATASET, hand_written(), LOSS, SETTINGS)
    assert again.points == run.points
    other = train(DATASET, hand_written(), LOSS, replace(SETTINGS, seed=1))
    assert other.points != run.points


def test_every_epoch_has_another_order_and_uses_every_example() -> None:
    first, second = (np.asarray(batch_order(0, epoch, 60, 6)) for epoch in (1, 2))
    assert not np.array_equal(first, second)
    assert sorted(first.ravel()) == sorted(second.ravel()) == list(range(60))


def test_a_wrong_gradient_stops_training_before_the_first_step() -> None:
    with pytest.raises(DisagreementError) as caught:
        train(DATASET, scaled("W2", -1.0), LOSS, SETTINGS)
    assert "is not jax.grad of the reference loss" in caught.value.what
    assert "worst in W2" in caught.value.text
    assert not caught.value.run.agrees
    assert caught.value.run.epochs == 0


def test_a_gradient_that_turns_wrong_later_is_caught_at_that_epoch() -> None:
    def wrong_once_trained(parameters: Parameters, x: Array, y: Array) -> Parameters:
        right = hand_written()(parameters, x, y)
        trained = jnp.abs(parameters["b2"]).max() > 0.8
        return right | {"b1": jnp.where(trained, 0.9, 1.0) * right["b1"]}

    with pytest.raises(DisagreementError) as caught:
        train(DATASET, wrong_once_trained, LOSS, replace(SETTINGS, epochs=30))
    run = caught.value.run
    assert 1 <= run.epochs == run.agreements[-1].epoch < 30
    assert all(agreement.agrees for agreement in run.agreements[:-1])
    assert not run.agreements[-1].agrees
    assert "worst in b1" in caught.value.text


def test_divergence_is_named_and_not_taken_for_disagreement() -> None:
    wild = replace(SETTINGS, activation="relu", learning_rate=1e25)
    with pytest.raises(DivergenceError, match="no finite number after"):
        train(DATASET, hand_written("relu"), cross_entropy(ACTIVATIONS["relu"]), wild)


def test_a_batch_larger_than_the_data_is_refused() -> None:
    with pytest.raises(SettingsError, match="batch is 61, Striped has 60 training images"):
        train(DATASET, hand_written(), LOSS, replace(SETTINGS, batch=61))


def test_progress_is_told_after_every_epoch() -> None:
    told: list[EpochSummary] = []
    run = train(DATASET, hand_written(), LOSS, SETTINGS, told.append)
    assert [(news.epoch, news.epochs) for news in told] == [(1, 3), (2, 3), (3, 3)]
    assert [news.test_accuracy for news in told] == run.test_accuracies[1:]
    assert told[-1].point == run.points[-1]


def test_ctrl_c_stops_after_the_epoch_and_keeps_it() -> None:
    def press(news: EpochSummary) -> None:
        if news.epoch == 2:
            os.kill(os.getpid(), signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    run = train(DATASET, hand_written(), LOSS, replace(SETTINGS, epochs=1000), press)
    assert signal.getsignal(signal.SIGINT) == before
    assert run.interrupted
    assert run.epochs == 2
    assert run.points[-1].iteration == 16
    assert run.agrees
    assert bool(jnp.isfinite(run.parameters["W1"]).all())


def test_a_keyboard_interrupt_from_progress_keeps_what_is_done() -> None:
    def press(_: EpochSummary) -> None:
        raise KeyboardInterrupt

    run = train(DATASET, hand_written(), LOSS, SETTINGS, press)
    assert run.interrupted
    assert run.epochs == 1


def test_a_second_ctrl_c_stops_at_once() -> None:
    with interruption() as wish:
        os.kill(os.getpid(), signal.SIGINT)
        assert wish.requested
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)

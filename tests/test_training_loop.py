"""Training learns, keeps its records, stops when it must and keeps what is done."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from derivcheck.training.descent import batch_order, descend, optimizer, resting, shifted
from derivcheck.training.interruption import interruption
from derivcheck.training.loop import objective, train
from derivcheck.training.network import Parameters, initial_parameters
from derivcheck.training.record import DisagreementError, DivergenceError, EpochSummary, TrainingRun
from derivcheck.training.settings import SettingsError, TrainingSettings
from tests.training_examples import SMALL, hand_written, plain_loss, scaled, striped_dataset

LOSS = plain_loss()
DATASET = striped_dataset()
SETTINGS = SMALL


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
    for key, value in step_by_step(SETTINGS).items():
        assert np.allclose(run.parameters[key], value, atol=1e-5), key


def step_by_step(settings: TrainingSettings) -> Parameters:
    """The same training without scan, along jax.grad."""
    descent = optimizer(settings, 3 * 8)
    start = initial_parameters(12, settings.widths, 10, settings.seed)
    state = resting(start, descent, averaging=settings.averaging > 0)
    loss = objective(settings).loss
    for epoch in (1, 2, 3):
        for rows in np.asarray(batch_order(settings.seed, epoch, DATASET.examples, settings.batch).rows):
            y = jax.nn.one_hot(DATASET.train_labels[rows], 10)
            x = jnp.asarray(DATASET.train_images[rows])
            state = descend(state, jax.grad(loss), x, y, descent, settings.averaging)
    return state.tested


@pytest.mark.parametrize(
    "change",
    [
        {"optimizer": "sgd"},
        {"optimizer": "adam", "learning_rate": 0.01},
        {"schedule": "cosine"},
        {"averaging": 0.9},
        {"weight_decay": 0.01, "smoothing": 0.1},
        {"widths": ()},
        {"widths": (8, 6, 5), "activation": "tanh"},
    ],
    ids=str,
)
def test_every_setting_takes_the_steps_that_it_says(change: dict[str, Any], run: TrainingRun) -> None:
    settings = replace(SETTINGS, **change)
    loss = objective(settings).loss
    other = train(DATASET, jax.grad(loss), loss, settings)
    assert other.agrees
    for key, value in step_by_step(settings).items():
        assert np.allclose(other.parameters[key], value, atol=2e-5), key
    assert not np.allclose(other.parameters["W1"][:8, :8], run.parameters["W1"][:8, :8], atol=1e-4)


def plain_momentum(settings: TrainingSettings) -> Parameters:
    """v <- momentum v - rate g, p <- p + v, written out."""
    parameters = initial_parameters(12, settings.widths, 10, settings.seed)
    velocities = {key: jnp.zeros_like(value) for key, value in parameters.items()}
    for epoch in (1, 2, 3):
        for rows in np.asarray(batch_order(settings.seed, epoch, DATASET.examples, settings.batch).rows):
            y = jax.nn.one_hot(DATASET.train_labels[rows], 10)
            gradient = jax.grad(LOSS)(parameters, jnp.asarray(DATASET.train_images[rows]), y)
            for key, value in gradient.items():
                velocities[key] = settings.momentum * velocities[key] - settings.rate * value
                parameters[key] = parameters[key] + velocities[key]
    return parameters


def test_momentum_is_the_textbooks(run: TrainingRun) -> None:
    for key, value in plain_momentum(SETTINGS).items():
        assert np.allclose(run.parameters[key], value, atol=1e-5), key


def test_shifted_images_are_the_images_moved() -> None:
    images = jnp.arange(1.0, 19.0).reshape(2, 9)
    moved = np.asarray(shifted(jnp.repeat(images, 200, axis=0), jax.random.key(0), 1)).reshape(-1, 3, 3)
    squares = np.pad(np.asarray(images).reshape(2, 3, 3), ((0, 0), (1, 1), (1, 1)))
    for half, square in zip((moved[:200], moved[200:]), squares, strict=True):
        possible = {square[i : i + 3, j : j + 3].tobytes() for i in range(3) for j in range(3)}
        assert {each.tobytes() for each in half} == possible


def test_images_that_are_no_squares_are_not_shifted() -> None:
    with pytest.raises(SettingsError, match="no square images"):
        train(DATASET, hand_written(), LOSS, replace(SETTINGS, shift=1))


def test_trajectories_are_compared_in_both_precisions(run: TrainingRun) -> None:
    assert run.trajectory is not None
    assert run.trajectory.agrees
    assert (run.trajectory.steps, run.trajectory.double_steps) == (8, 8)
    assert run.trajectory.single < 1e-4
    assert run.trajectory.double.relative_error < 1e-12


def test_it_learns() -> None:
    settings = replace(SETTINGS, widths=(16,), epochs=40, learning_rate=0.3)
    longer = train(striped_dataset(400), hand_written(), LOSS, settings)
    assert longer.test_accuracy > 0.9
    assert longer.test_loss < longer.points[0].test_loss / 3


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_other_activations_train(activation: str) -> None:
    settings = replace(SETTINGS, activation=activation, epochs=2)
    other = train(DATASET, hand_written(activation), plain_loss(activation), settings)
    assert other.agrees
    assert other.training_loss < other.points[0].training_loss


def test_one_seed_gives_one_course_and_another_seed_another(run: TrainingRun) -> None:
    again = train(DATASET, hand_written(), LOSS, SETTINGS)
    assert again.points == run.points
    other = train(DATASET, hand_written(), LOSS, replace(SETTINGS, seed=1))
    assert other.points != run.points


def test_every_epoch_has_another_order_and_uses_every_example() -> None:
    first, second = (np.asarray(batch_order(0, epoch, 60, 6).rows) for epoch in (1, 2))
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
        train(DATASET, hand_written("relu"), plain_loss("relu"), wild)


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

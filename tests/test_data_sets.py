"""Data is taken from the named folder, else the cache, else a mirror; corrupt data is never used."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from derivcheck.core.errors import DataError
from derivcheck.training import datasets
from derivcheck.training.catalogue import COLLECTIONS, FASHION_MNIST, MNIST
from derivcheck.training.datasets import load_collection, load_dataset, load_digits
from derivcheck.training.download import UnavailableError
from tests.training_examples import small_collection, small_contents, write_small_files

TRAIN_LABELS = "train-labels-idx1-ubyte"


@pytest.mark.parametrize("packed", [True, False])
def test_the_named_folder_comes_first(tmp_path: Path, packed: bool) -> None:
    write_small_files(tmp_path, packed=packed)
    dataset = load_collection(small_collection(), tmp_path, tmp_path / "cache", None)
    pixels = np.frombuffer(small_contents()["train-images-idx3-ubyte"][16:], np.uint8)
    assert dataset.train_images.dtype == np.float32
    assert np.array_equal(dataset.train_images, (pixels.reshape(6, 10000) / 255).astype(np.float32))
    assert dataset.train_labels.tolist() == [0, 1, 2, 3, 9, 5]
    assert dataset.test_labels.tolist() == [7, 8]
    assert (dataset.name, dataset.source, dataset.notice) == ("small", "DERIVCHECK_DATA", "")
    assert (dataset.inputs, dataset.examples, dataset.classes) == (10000, 6, 10)
    assert not (tmp_path / "cache").exists()


def test_the_cache_comes_second(tmp_path: Path) -> None:
    write_small_files(tmp_path / "cache", packed=True)
    (tmp_path / "empty").mkdir()
    assert (
        load_collection(small_collection(), tmp_path / "empty", tmp_path / "cache", None).source
        == "user cache"
    )
    assert load_collection(small_collection(), None, tmp_path / "cache", None).source == "user cache"


def corruptions() -> dict[str, bytes]:
    good = small_contents()[TRAIN_LABELS]
    flipped = good[:-1] + bytes((good[-1] ^ 1,))
    packed = gzip.compress(good)
    return {
        "one bit": flipped,
        "one bit, gzip": gzip.compress(flipped),
        "cut": good[:-1],
        "longer": good + b"\0",
        "gzip cut": packed[:-9],
        "gzip with a wrong checksum": packed[:-8] + bytes((packed[-8] ^ 1,)) + packed[-7:],
        "gzip bomb": gzip.compress(bytes(1 << 20)),
        "text": b"<html>please log in</html>",
        "empty": b"",
    }


@pytest.mark.parametrize("content", corruptions().values(), ids=corruptions())
def test_a_corrupt_file_of_the_user_is_an_error_and_stays(tmp_path: Path, content: bytes) -> None:
    write_small_files(tmp_path, packed=False)
    path = tmp_path / "small" / TRAIN_LABELS
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        load_collection(small_collection(), tmp_path, tmp_path / "cache", None)
    message = str(caught.value)
    assert str(path) in message
    assert f"expected SHA-256 {small_collection().train_labels.sha256}" in message
    assert "found" in message
    assert "remedy" in message
    assert path.read_bytes() == content


@pytest.mark.parametrize("content", corruptions().values(), ids=corruptions())
def test_a_corrupt_file_in_the_cache_is_removed_and_asked_for_again(tmp_path: Path, content: bytes) -> None:
    write_small_files(tmp_path, packed=False)
    path = tmp_path / "small" / TRAIN_LABELS
    path.write_bytes(content)
    with pytest.raises(UnavailableError):
        load_collection(small_collection(mirrors=()), None, tmp_path, None)
    assert not path.exists()


def test_a_file_with_its_checksum_but_another_shape_is_refused(tmp_path: Path) -> None:
    write_small_files(tmp_path, packed=False)
    right = small_collection()
    wrong = datasets.replace(right, train_labels=datasets.replace(right.train_labels, shape=(3, 2)))
    with pytest.raises(DataError, match="magic number"):
        load_collection(wrong, tmp_path, tmp_path, None)


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DERIVCHECK_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(DataError, match="DERIVCHECK_DATA names no folder"):
        load_dataset("mnist")


@pytest.mark.parametrize("name", ["auto", "mnist", "fashion-mnist"])
def test_without_network_the_digits_serve_and_say_so(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DERIVCHECK_DATA", raising=False)
    monkeypatch.setenv("NO_PROXY", "*")
    for key, collection in COLLECTIONS.items():
        closed = datasets.replace(collection, mirrors=("http://127.0.0.1:9/", "http://localhost:9/"))
        monkeypatch.setitem(COLLECTIONS, key, closed)
    dataset = load_dataset(name, cache=tmp_path)
    assert dataset.name == "digits"
    wanted = FASHION_MNIST.title if name == "fashion-mnist" else MNIST.title
    assert dataset.notice.startswith(f"{wanted} is not here and cannot be downloaded")
    assert "no connection" in dataset.notice
    assert dataset.notice.endswith("using scikit-learn digits (8x8) instead")


def test_the_digits_asked_for_are_no_surprise() -> None:
    dataset = load_dataset("digits")
    assert (dataset.name, dataset.notice) == ("digits", "")
    assert (dataset.inputs, dataset.examples, len(dataset.test_images)) == (64, 1437, 360)
    assert 0 <= dataset.train_images.min() < dataset.train_images.max() == 1
    assert set(dataset.test_labels.tolist()) == set(range(10))
    again = load_digits()
    assert np.array_equal(dataset.train_images, again.train_images)


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(DataError) as caught:
        load_dataset("mnits")
    assert "'mnits'" in caught.value.what
    assert caught.value.remedy == "did you mean mnist? known are mnist, fashion-mnist, digits, auto"


@pytest.mark.parametrize("name", ["mnist", "fashion-mnist"])
def test_the_real_files_are_those_of_the_catalogue(name: str, data_folder: Path, tmp_path: Path) -> None:
    dataset = load_dataset(name, data_folder=data_folder, cache=tmp_path)
    assert dataset.train_images.shape == (60000, 784)
    assert dataset.test_images.shape == (10000, 784)
    assert (dataset.name, dataset.source, dataset.notice) == (name, "DERIVCHECK_DATA", "")

"""The data sets by name: DERIVCHECK_DATA, else the user's cache, else the mirrors, else bundled digits."""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from derivcheck.core.errors import DataError, Place
from derivcheck.training.catalogue import COLLECTIONS, Collection, IdxFile
from derivcheck.training.content import verified_content
from derivcheck.training.download import REMEDY, DownloadProgress, UnavailableError, fetch
from derivcheck.training.idx import read_idx

CLASSES = 10
DATA_VARIABLE = "DERIVCHECK_DATA"
DEFAULT_NAME = "mnist"
NAMES = (*COLLECTIONS, "digits", "auto")
DIGITS_TITLE = "scikit-learn digits (8x8)"
DIGITS_TEST_SHARE = 5
_OWN_REMEDY = f"replace it with the original, or unset {DATA_VARIABLE}"


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Images as rows, (N, inputs) float32 in [0, 1]; labels (N,) int32 in 0..9.

    `source` says where the data came from; `notice` is "" or why this is not the data set asked for;
    `tests` what the test images are: those of the data set, or "validation" images held out of training.
    """

    name: str
    title: str
    train_images: NDArray[np.float32]
    train_labels: NDArray[np.int32]
    test_images: NDArray[np.float32]
    test_labels: NDArray[np.int32]
    source: str
    notice: str = ""
    tests: str = "test"

    @property
    def inputs(self) -> int:
        """Pixels in an image."""
        return self.train_images.shape[1]

    @property
    def examples(self) -> int:
        """Images to train on."""
        return self.train_images.shape[0]

    @property
    def classes(self) -> int:
        """Different labels."""
        return CLASSES


def load_dataset(
    name: str = "auto",
    *,
    data_folder: Path | None = None,
    cache: Path | None = None,
    progress: DownloadProgress | None = None,
) -> Dataset:
    """The data set `name`, one of NAMES; "auto" is MNIST. Without MNIST at hand or online: the digits.

    `data_folder` stands for DERIVCHECK_DATA and `cache` for the user's cache, where given.
    Raises DataError for an unknown name, a missing DERIVCHECK_DATA folder and every corrupt file.
    """
    if name == "digits":
        return load_digits()
    collection = COLLECTIONS.get(DEFAULT_NAME if name == "auto" else name)
    if collection is None:
        near = difflib.get_close_matches(name, NAMES, n=1, cutoff=0.4)
        hint = f"did you mean {near[0]}? " if near else ""
        raise DataError(f"unknown data set {name!r}", remedy=f"{hint}known are {', '.join(NAMES)}")
    try:
        return load_collection(collection, data_folder or _folder_from_environment(), cache, progress)
    except UnavailableError as error:
        reason = f"{collection.title} is not here and cannot be downloaded ({error})"
        notice = f"{reason}: using {DIGITS_TITLE} instead"
        return replace(load_digits(), notice=notice)


def check_data(name: str) -> None:
    """Raise DataError where `load_dataset` would, of what DERIVCHECK_DATA names; nothing is downloaded."""
    collection = COLLECTIONS.get(DEFAULT_NAME if name == "auto" else name)
    folder = _folder_from_environment()
    if collection is None or folder is None:
        return
    _check_folder(folder)
    for file in collection.files:
        found = _find(folder / collection.name, file)
        if found:
            _checked_array(verified_content(found, file, _OWN_REMEDY), file)


def held_out(dataset: Dataset, count: int) -> Dataset:
    """The training images alone, the last `count` of them in the place of the test images."""
    return replace(
        dataset,
        train_images=dataset.train_images[:-count],
        train_labels=dataset.train_labels[:-count],
        test_images=dataset.train_images[-count:],
        test_labels=dataset.train_labels[-count:],
        tests="validation",
    )


def load_collection(
    collection: Collection, data_folder: Path | None, cache: Path | None, progress: DownloadProgress | None
) -> Dataset:
    """The four files of `collection` as a Dataset. Raises UnavailableError where one cannot be had."""
    if data_folder is not None:
        _check_folder(data_folder)
    cache = cache or _user_cache()
    report = progress or _say_nothing
    sources: set[str] = set()
    arrays: list[NDArray[np.uint8]] = []
    for file in collection.files:
        content, source = _content(collection, file, data_folder, cache, report)
        sources.add(source)
        arrays.append(_checked_array(content, file))
    train_images, train_labels, test_images, test_labels = arrays
    return Dataset(
        collection.name,
        collection.title,
        _rows(train_images),
        train_labels.astype(np.int32),
        _rows(test_images),
        test_labels.astype(np.int32),
        source=" and ".join(sorted(sources)),
    )


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        what = f"{DATA_VARIABLE} names no folder"
        raise DataError(what, place=Place(str(folder)), remedy="correct it, or unset it to download")


def load_digits() -> Dataset:
    """The 1797 digits of 8x8 pixels that scikit-learn carries; every fifth image is a test image."""
    from sklearn import datasets

    images, labels = datasets.load_digits(return_X_y=True)
    rows = (np.asarray(images) / 16).astype(np.float32)
    classes = np.asarray(labels).astype(np.int32)
    test = np.arange(len(classes)) % DIGITS_TEST_SHARE == 0
    return Dataset(
        "digits",
        DIGITS_TITLE,
        rows[~test],
        classes[~test],
        rows[test],
        classes[test],
        source="bundled with scikit-learn",
    )


def _content(
    collection: Collection, file: IdxFile, data_folder: Path | None, cache: Path, report: DownloadProgress
) -> tuple[bytes, str]:
    """The verified bytes of one file and where they came from. A file of the user's is never changed."""
    given = _find(data_folder / collection.name, file) if data_folder else None
    if given:
        return verified_content(given, file, _OWN_REMEDY), DATA_VARIABLE
    folder = cache / collection.name
    cached = _find(folder, file)
    if cached:
        try:
            return verified_content(cached, file, REMEDY), "user cache"
        except DataError as error:
            _remove(cached, error)
    return fetch(collection, file, folder / f"{file.name}.gz", report), "downloaded"


def _remove(cached: Path, flaw: DataError) -> None:
    """Remove a corrupt file of our own cache; where that is not allowed, its flaw is the error."""
    try:
        cached.unlink(missing_ok=True)
    except OSError as error:
        raise flaw from error


def _find(folder: Path, file: IdxFile) -> Path | None:
    candidates = (folder / file.name, folder / f"{file.name}.gz")
    return next((path for path in candidates if path.is_file()), None)


def _checked_array(content: bytes, file: IdxFile) -> NDArray[np.uint8]:
    """The array of a file, with the shape that the catalogue promises and labels below CLASSES."""
    array = read_idx(content, len(file.shape), file.name)
    if array.shape != file.shape:
        raise DataError(f"has shape {array.shape}, expected {file.shape}", place=Place(file.name))
    largest = int(array.max())
    if array.ndim == 1 and largest >= CLASSES:
        raise DataError(f"has the label {largest}, expected 0 to {CLASSES - 1}", place=Place(file.name))
    return array


def _rows(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Pixels 0..255 of (N, height, width) as rows (N, height*width) in [0, 1]."""
    return images.reshape(len(images), -1).astype(np.float32) / np.float32(255)


def _folder_from_environment() -> Path | None:
    value = os.environ.get(DATA_VARIABLE)
    return Path(value).expanduser() if value else None


def _user_cache() -> Path:
    import pooch

    return Path(pooch.os_cache("derivcheck"))


def _say_nothing(_name: str, _done: int, _total: int) -> None:
    """The progress of a caller that asked for none."""

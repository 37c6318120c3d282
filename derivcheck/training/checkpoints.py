"""A training's state on disk after each epoch, in one file that is replaced as a whole.

The format is safetensors: arrays and text, nothing that runs when it is read. A process that is killed
leaves the file before or the file after, never a part of one.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from derivcheck.core.errors import DerivcheckError, Place
from derivcheck.training.datasets import Dataset

FORMAT = "derivcheck training 1"
REMEDY = "name another folder, or remove the file to train anew"

Tree = TypeVar("Tree")


class CheckpointError(DerivcheckError):
    """A checkpoint that cannot be read or written, or is of another training."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where a training keeps its state; `identity` is what must be the same for it to be taken up."""

    file: Path
    identity: Mapping[str, Any]

    def save(self, state: object, record: Mapping[str, Any]) -> None:
        """Replace the file by the arrays of a tree, under the names of their places, and a record."""
        arrays = {name: np.array(leaf) for name, leaf in _leaves(state).items()}
        texts = {"format": FORMAT, "identity": _text(self.identity), "record": _text(record)}
        unfinished = self.file.with_name(f"{self.file.name}.new")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            save_file(arrays, unfinished, metadata=texts)
            with unfinished.open("rb") as written:
                os.fsync(written.fileno())
            unfinished.replace(self.file)
        except (OSError, SafetensorError) as error:
            raise CheckpointError(f"the checkpoint cannot be written: {error}", place=self._place) from error

    def load(self, template: Tree) -> tuple[Tree, dict[str, Any]] | None:
        """The tree, shaped like the template, and the record; None where there is no file yet.

        Raises CheckpointError for a file that is damaged, of another format or of another training.
        """
        if not self.file.exists():
            return None
        try:
            with safe_open(self.file, framework="numpy") as opened:
                texts: dict[str, str] = opened.metadata() or {}
                self._require_own(texts)
                names: list[str] = list(opened.keys())
                found = {name: np.array(opened.get_tensor(name)) for name in names}
        except (OSError, SafetensorError) as error:
            what = f"the checkpoint cannot be read: {error}"
            raise CheckpointError(what, remedy=REMEDY, place=self._place) from error
        return self._filled(template, found), json.loads(texts["record"])

    def _require_own(self, texts: Mapping[str, str]) -> None:
        if texts.get("format") != FORMAT:
            raise CheckpointError(f"no file of the format {FORMAT!r}", remedy=REMEDY, place=self._place)
        theirs: dict[str, Any] = json.loads(texts["identity"])
        ours: dict[str, Any] = json.loads(_text(self.identity))
        other = sorted(name for name in theirs | ours if theirs.get(name) != ours.get(name))
        if other:
            text = "\n".join(f"{name}: {theirs.get(name)} there, {ours.get(name)} here" for name in other)
            what = "the checkpoint is of another training"
            raise CheckpointError(what, text=text, remedy=REMEDY, place=self._place)

    def _filled(self, template: Tree, found: Mapping[str, NDArray[Any]]) -> Tree:
        wanted = _leaves(template)
        here = {name: (leaf.shape, str(leaf.dtype)) for name, leaf in wanted.items()}
        there = {name: (leaf.shape, str(leaf.dtype)) for name, leaf in found.items()}
        if here != there:
            raise CheckpointError("the checkpoint holds other arrays", remedy=REMEDY, place=self._place)
        leaves = [jnp.asarray(found[name]) for name in wanted]
        return jax.tree.unflatten(jax.tree.structure(template), leaves)

    @property
    def _place(self) -> Place:
        return Place(str(self.file))


def fingerprint(dataset: Dataset) -> str:
    """What tells one data set from another: a hash of the shapes, the labels and the first images."""
    found = hashlib.blake2b(digest_size=16)
    for images, labels in (
        (dataset.train_images, dataset.train_labels),
        (dataset.test_images, dataset.test_labels),
    ):
        found.update(repr(images.shape).encode())
        found.update(np.ascontiguousarray(labels).tobytes())
        found.update(np.ascontiguousarray(images[:100]).tobytes())
    return found.hexdigest()


def _leaves(tree: object) -> dict[str, Any]:
    """The arrays of a tree by the names of their places, in the tree's own order."""
    return {jax.tree_util.keystr(path): leaf for path, leaf in jax.tree_util.tree_leaves_with_path(tree)}


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, sort_keys=True)

"""Downloads are resumed, verified and put in place whole; a bad mirror is passed over."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from derivcheck.core.errors import DataError
from derivcheck.training import download
from derivcheck.training.catalogue import Collection
from derivcheck.training.datasets import Dataset, load_collection
from derivcheck.training.download import UnavailableError, fetch
from tests.training_examples import small_collection, small_contents

IMAGES = "train-images-idx3-ubyte"


@dataclass
class Mirror:
    """What a local server offers: `/good/`, `/cut/` (half an answer), `/corrupt/`, `/whole/` (no ranges)."""

    address: str = ""
    requests: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, *folders: str) -> Collection:
        return small_collection(tuple(f"{self.address}/{folder}/" for folder in folders))


class Handler(BaseHTTPRequestHandler):
    def __init__(self, mirror: Mirror, *arguments: object) -> None:
        self.mirror = mirror
        super().__init__(*arguments)

    def do_GET(self) -> None:
        folder, name = self.path.strip("/").split("/")
        asked = self.headers.get("Range", "")
        self.mirror.requests.append((folder, asked))
        content = gzip.compress(small_contents()[name.removesuffix(".gz")], mtime=0)
        if folder == "missing":
            self.send_error(404)
            return
        if folder == "corrupt":
            content = gzip.compress(b"something else")
        if folder == "endless":
            content = bytes(1 << 20)
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and folder != "whole" else 0
        if start >= len(content):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        self.wfile.write(content[start : len(content) // 2 if folder == "cut" else None])

    def log_message(self, *_: object) -> None:
        """Be silent."""


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    monkeypatch.setenv("NO_PROXY", "*")
    mirror = Mirror()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, mirror)) as server:
        mirror.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield mirror
        server.shutdown()
        thread.join()


def load(collection: Collection, cache: Path) -> Dataset:
    return load_collection(collection, None, cache, None)


def names(cache: Path) -> set[str]:
    return {path.name for path in (cache / "small").iterdir()}


def test_a_download_is_cached_whole_and_used_again(mirror: Mirror, tmp_path: Path) -> None:
    assert load(mirror("good"), tmp_path).source == "downloaded"
    assert names(tmp_path) == {f"{name}.gz" for name in small_contents()}
    assert len(mirror.requests) == 4
    assert load(mirror("good"), tmp_path).source == "user cache"
    assert len(mirror.requests) == 4


def test_progress_is_told_in_bytes(mirror: Mirror, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    load_collection(mirror("good"), None, tmp_path, lambda *news: told.append(news))
    sizes = {path.name.removesuffix(".gz"): path.stat().st_size for path in (tmp_path / "small").iterdir()}
    assert {(name, size, size) for name, size in sizes.items()} <= set(told)


@pytest.mark.parametrize("bad", ["missing", "corrupt", "cut", "endless"])
def test_a_bad_mirror_is_passed_over(mirror: Mirror, tmp_path: Path, bad: str) -> None:
    assert load(mirror(bad, "good"), tmp_path).source == "downloaded"
    assert {folder for folder, _ in mirror.requests} == {bad, "good"}
    assert names(tmp_path) == {f"{name}.gz" for name in small_contents()}


def test_mirrors_that_give_something_else_are_an_error_with_both_hashes(
    mirror: Mirror, tmp_path: Path
) -> None:
    with pytest.raises(DataError) as caught:
        load(mirror("corrupt", "missing"), tmp_path)
    assert f"expected SHA-256 {small_collection().train_images.sha256}" in caught.value.text
    assert "/corrupt/train-images-idx3-ubyte.gz" in str(caught.value)
    assert "DERIVCHECK_DATA" in caught.value.remedy
    assert names(tmp_path) == set()


def test_mirrors_that_give_nothing_are_named(mirror: Mirror, tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match=r"127\.0\.0\.1: HTTP status 404, 127"):
        load(mirror("missing", "missing"), tmp_path)


@pytest.mark.parametrize("answer", ["never", "no such name"])
def test_a_name_that_is_not_found_is_noticed_soon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    released = threading.Event()

    def look_up(*_: object) -> list[object]:
        if answer == "never":
            released.wait()
        raise OSError("no such name")

    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(download, "CONNECT_SECONDS", 0.01)
    monkeypatch.setattr(download.socket, "getaddrinfo", look_up)
    with pytest.raises(UnavailableError, match="nowhere: no connection"):
        load(small_collection(("http://nowhere/",)), tmp_path)
    released.set()


def test_a_cut_download_goes_on_where_it_was_cut(mirror: Mirror, tmp_path: Path) -> None:
    with pytest.raises(UnavailableError):
        load(mirror("cut"), tmp_path)
    come = (tmp_path / "small" / f"{IMAGES}.gz.part").stat().st_size
    assert come > 0
    assert load(mirror("good"), tmp_path).source == "downloaded"
    assert mirror.requests[1] == ("good", f"bytes={come}-")
    assert names(tmp_path) == {f"{name}.gz" for name in small_contents()}


@pytest.mark.parametrize(
    ("left", "folder", "requests"),
    [
        (b"not the beginning", "good", ["bytes=17-", ""]),
        (b"x" * 70000, "good", ["bytes=70000-", ""]),
        (b"not the beginning", "whole", ["bytes=17-"]),
        (b"", "good", [""]),
    ],
    ids=["wrong bytes", "too many bytes", "a server without ranges", "nothing"],
)
def test_what_was_left_by_another_download_does_no_harm(
    mirror: Mirror, tmp_path: Path, left: bytes, folder: str, requests: list[str]
) -> None:
    place = tmp_path / "small"
    place.mkdir()
    (place / f"{IMAGES}.gz.part").write_bytes(left)
    assert load(mirror(folder), tmp_path).source == "downloaded"
    assert [asked for _, asked in mirror.requests[: len(requests)]] == requests
    assert len(mirror.requests) == 3 + len(requests)
    assert names(tmp_path) == {f"{name}.gz" for name in small_contents()}


def test_ctrl_c_in_a_download_leaves_what_came(mirror: Mirror, tmp_path: Path) -> None:
    def press(_name: str, _done: int, _total: int) -> None:
        raise KeyboardInterrupt

    collection = mirror("good")
    with pytest.raises(KeyboardInterrupt):
        fetch(collection, collection.train_images, tmp_path / "small" / f"{IMAGES}.gz", press)
    assert names(tmp_path) == {f"{IMAGES}.gz.part"}
    assert load(collection, tmp_path).source == "downloaded"


def test_a_cache_that_cannot_be_written_counts_as_no_data(mirror: Mirror, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    with pytest.raises(UnavailableError, match="cannot be written"):
        load(mirror("good"), blocked)

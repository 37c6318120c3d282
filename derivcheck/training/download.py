"""Fetching one file from public mirrors with pooch: resumed, bounded, verified, put in place atomically."""

from __future__ import annotations

import os
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from derivcheck.core.errors import DataError
from derivcheck.training.catalogue import Collection, IdxFile
from derivcheck.training.content import verified_content

if TYPE_CHECKING:
    from requests import Response

CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
ABANDONED_SECONDS = 60.0
CHUNK_BYTES = 1 << 14
REMEDY = "put the IDX files into a folder and name that folder in DERIVCHECK_DATA"

DownloadProgress = Callable[[str, int, int], None]
"""Called with the file's name, the bytes here so far and the bytes in all (0 where unknown)."""


class UnavailableError(Exception):
    """No mirror could be reached or would give the file; the message says why."""


def fetch(collection: Collection, file: IdxFile, target: Path, progress: DownloadProgress) -> bytes:
    """Download `file` to `target` and give its verified, uncompressed content.

    Raises UnavailableError if no mirror gave it, DataError if what they gave has the wrong checksum.
    """
    reasons: list[str] = []
    corrupt: DataError | None = None
    for mirror in collection.mirrors:
        try:
            return _from_mirror(f"{mirror}{file.name}.gz", file, target, progress)
        except UnavailableError as error:
            reasons.append(f"{urlsplit(mirror).hostname}: {error}")
        except DataError as error:
            corrupt = error
        except OSError as error:
            raise UnavailableError(f"{target.parent} cannot be written: {error.strerror or error}") from error
    if corrupt is not None:
        raise corrupt
    raise UnavailableError(", ".join(reasons))


def _from_mirror(url: str, file: IdxFile, target: Path, progress: DownloadProgress) -> bytes:
    """Go on with what a cut download left; if the whole is then not the file, once more from the start."""
    target.parent.mkdir(parents=True, exist_ok=True)
    own = _own_name(target)
    resumed = _claim_partial(target, own)
    try:
        return _attempt(url, file, own, target, progress)
    except (DataError, _RangeRefusedError):
        own.unlink(missing_ok=True)
        if not resumed:
            raise
        return _attempt(url, file, own, target, progress)
    finally:
        _keep_for_later(own, target)


def _attempt(url: str, file: IdxFile, own: Path, target: Path, progress: DownloadProgress) -> bytes:
    """One request into `own`; moved to `target` only when its checksum is right."""
    with own.open("ab") as stream:
        _request(url, _Sink(stream, file.size + CHUNK_BYTES), _Meter(file.name, progress))
    try:
        content = verified_content(own, file, REMEDY)
    except DataError as error:
        own.unlink()
        raise DataError(f"{url}: {error.what}", text=error.text, remedy=error.remedy) from error
    own.replace(target)
    return content


def _require_name(url: str) -> None:
    """Look the host up; a resolver that gets no answer would otherwise hold us up for half a minute."""
    import requests.utils

    if requests.utils.get_environ_proxies(url):
        return
    found: list[bool] = []

    def look_up() -> None:
        try:
            found.append(bool(socket.getaddrinfo(urlsplit(url).hostname, None)))
        except OSError:
            found.append(False)

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(CONNECT_SECONDS)
    if found != [True]:
        raise UnavailableError("no connection (the name is not found)")


def _request(url: str, sink: _Sink, meter: _Meter) -> None:
    """Append the answer to `sink`, asking only for what is not there yet."""
    import pooch
    import requests

    _require_name(url)
    offset = sink.stream.tell()
    meter.already = offset
    answers: list[Response] = []

    def on_answer(response: Response, **_: object) -> None:
        answers.append(response)
        if offset and response.status_code == requests.codes.ok:
            sink.empty()
            meter.already = 0

    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={offset}-"} if offset else {})
    options: dict[str, Any] = {"timeout": (CONNECT_SECONDS, READ_SECONDS), "headers": headers}
    options["hooks"] = {"response": on_answer}
    download = cast(Any, pooch.HTTPDownloader)(progressbar=meter, chunk_size=CHUNK_BYTES, **options)
    try:
        download(url, sink, None)
    except requests.HTTPError as error:
        if answers[-1].status_code == requests.codes.requested_range_not_satisfiable:
            raise _RangeRefusedError("the server has no more bytes than are here") from error
        raise UnavailableError(f"HTTP status {answers[-1].status_code}") from error
    except requests.Timeout as error:
        raise UnavailableError("no answer in time") from error
    except requests.RequestException as error:
        raise UnavailableError("no connection") from error
    finally:
        for answer in answers:
            answer.close()


class _RangeRefusedError(UnavailableError):
    """The server will not go on where the partial file ends."""


@dataclass(slots=True)
class _Sink:
    """A file that refuses to grow past `limit` bytes, so that no server can fill the disk."""

    stream: IO[bytes]
    limit: int

    def write(self, chunk: bytes) -> None:
        if self.stream.tell() + len(chunk) > self.limit:
            self.empty()
            raise UnavailableError(f"the server sent more than {self.limit} bytes")
        self.stream.write(chunk)

    def flush(self) -> None:
        self.stream.flush()

    def empty(self) -> None:
        self.stream.truncate(0)
        self.stream.seek(0)


@dataclass(slots=True)
class _Meter:
    """The progress object that pooch drives; counts in what an earlier, cut download left."""

    name: str
    report: DownloadProgress
    already: int = 0
    total: int = 0
    done: int = field(default=0)

    def update(self, amount: int) -> None:
        self.done = min(self.done + amount, self.total) if self.total else self.done + amount
        whole = self.already + self.total if self.total else 0
        self.report(self.name, self.already + self.done, whole)

    def reset(self) -> None:
        self.done = 0

    def close(self) -> None:
        """Nothing to close: the caller owns what it draws on."""


def _partial_name(target: Path) -> Path:
    return target.with_name(f"{target.name}.part")


def _own_name(target: Path) -> Path:
    """A name beside `target` that no other process uses."""
    handle, name = tempfile.mkstemp(prefix=f"{target.name}.", suffix=".part", dir=target.parent)
    os.close(handle)
    return Path(name)


def _keep_for_later(own: Path, target: Path) -> None:
    """Leave what a cut download has got for the next one to go on with."""
    if own.exists() and own.stat().st_size:
        own.replace(_partial_name(target))
    else:
        own.unlink(missing_ok=True)


def _claim_partial(target: Path, own: Path) -> bool:
    """Take over, by an atomic rename, what a cut or abandoned download left; False if there is none."""
    for candidate in [_partial_name(target), *sorted(target.parent.glob(f"{target.name}.*.part"))]:
        if candidate != own and _is_abandoned(candidate, _partial_name(target)):
            candidate.replace(own)
            return True
    return False


def _is_abandoned(candidate: Path, partial: Path) -> bool:
    if candidate == partial:
        return candidate.exists()
    return time.time() - candidate.stat().st_mtime > ABANDONED_SECONDS

"""Reading a data file, gzip or not, and holding its uncompressed content against the checksum."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from pathlib import Path

from derivcheck.core.errors import DataError, Place
from derivcheck.training.catalogue import IdxFile

GZIP_MAGIC = b"\x1f\x8b"


def verified_content(path: Path, file: IdxFile, remedy: str) -> bytes:
    """The uncompressed bytes of `path`, whose SHA-256 is that of `file`; else DataError with both hashes.

    At most one byte more than the file should have is ever unpacked.
    """
    content, flaw = _read(path, file.size + 1)
    found = flaw or hashlib.sha256(content).hexdigest()
    if found != file.sha256:
        text = f"expected SHA-256 {file.sha256}\nfound            {found}"
        what = f"{file.name} is not the file its checksum promises (uncompressed content)"
        raise DataError(what, text=text, remedy=remedy, place=Place(str(path)))
    return content


def _read(path: Path, limit: int) -> tuple[bytes, str]:
    """At most `limit` bytes of the unpacked file, and in words why it cannot be unpacked ("" if it can)."""
    try:
        with path.open("rb") as stream:
            packed = stream.read(2) == GZIP_MAGIC
            stream.seek(0)
            if not packed:
                return _within(stream.read(limit), limit)
            with gzip.GzipFile(fileobj=stream) as unpacked:
                return _within(unpacked.read(limit), limit)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        return b"", f"unreadable gzip data ({error})"
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", place=Place(str(path))) from error


def _within(content: bytes, limit: int) -> tuple[bytes, str]:
    return content, f"more than {limit - 1} bytes" if len(content) >= limit else ""

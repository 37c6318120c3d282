"""The documents that a command names, read."""

from __future__ import annotations

from pathlib import Path

from derivcheck.core.errors import Place
from derivcheck.reader.documents import Document, DocumentError, read, read_text
from derivcheck.reader.sources import LARGEST_FILE

STDIN = "-"
_SNIFFED = 8192
_NO_TEXT = "this is no text in UTF-8: it holds zero bytes"


def document_at(path: str) -> Document:
    """The document in a file.

    Raises DocumentError where there is none: no such file, a folder, a file that holds no text.
    """
    if Path(path).is_dir():
        remedy = "name the documents in it"
        raise DocumentError("cannot read: it is a folder", place=Place(path), remedy=remedy)
    if _is_binary(path):
        raise DocumentError(_NO_TEXT, place=Place(path))
    return read(path)


def document_in(data: bytes) -> Document:
    """The Markdown document in what came from standard input."""
    if b"\0" in data[:_SNIFFED]:
        raise DocumentError(_NO_TEXT, place=Place(STDIN))
    if len(data) > LARGEST_FILE:
        raise DocumentError(f"more than {LARGEST_FILE} bytes", place=Place(STDIN))
    return read_text(data.decode("utf-8", errors="replace"), "markdown", STDIN)


def _is_binary(path: str) -> bool:
    """Whether the first bytes hold a zero; a file that cannot be opened is complained of elsewhere."""
    try:
        with Path(path).open("rb") as opened:
            return b"\0" in opened.read(_SNIFFED)
    except OSError:
        return False

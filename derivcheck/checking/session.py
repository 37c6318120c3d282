"""Documents checked one after the other. What stops the work keeps what is finished."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from derivcheck.checking.documents import context_of, derivations_of, environments_of
from derivcheck.checking.doubt import with_doubt
from derivcheck.checking.inputs import document_at, document_in
from derivcheck.checking.model import CheckedDerivation, CheckedDocument
from derivcheck.checking.parts import with_parts
from derivcheck.checking.reservations import with_reservations, words_of
from derivcheck.checking.symbols import symbols_of
from derivcheck.core.errors import DerivcheckError
from derivcheck.meaning.facts import Understanding, understand
from derivcheck.reader.documents import Document


def check_text(text: str, path: str = "-") -> CheckedDocument:
    """The Markdown document in a text, checked."""
    session = Session()
    session.check(path, lambda: document_in(text.encode()))
    return session.documents[0]


@dataclass
class Session:
    """What was checked so far; `stopped` once Ctrl-C was pressed."""

    documents: list[CheckedDocument] = field(default_factory=list[CheckedDocument])
    stopped: bool = False

    def check_file(self, path: str) -> CheckedDocument:
        return self.check(path, lambda: document_at(path))

    def check_stdin(self, data: bytes) -> CheckedDocument:
        return self.check("-", lambda: document_in(data))

    def check(self, path: str, read: Callable[[], Document]) -> CheckedDocument:
        """One document; one that cannot be read is its error."""
        found: list[CheckedDerivation] = []
        understanding: Understanding | None = None
        try:
            document = read()
            understanding = understand(document)
            for derivation in derivations_of(understanding):
                found.append(derivation)  # noqa: PERF402 - kept one by one: the work may be stopped
            found[:] = with_reservations(with_parts(found, document, understanding), words_of(understanding))
        except DerivcheckError as error:
            checked = CheckedDocument(path, error=error.what)
        except KeyboardInterrupt:
            self.stopped = True
            checked = _document(path, understanding, found, stopped=True)
        else:
            checked = _document(path, understanding, found)
        self.documents.append(checked)
        return checked


def _document(
    path: str, understanding: Understanding | None, found: list[CheckedDerivation], *, stopped: bool = False
) -> CheckedDocument:
    if understanding is None:
        return CheckedDocument(path, stopped=stopped)
    symbols = symbols_of(environments_of(understanding), found)
    return CheckedDocument(path, context_of(understanding), with_doubt(found), symbols, stopped=stopped)

"""What the program says of the corpus, as data: run as a module it prints JSON, a line a claim.

    python -m tests.corpus.verdicts [every] [reversed] [warm]

`every` is a number: every so many rows are taken. Lines are sorted, so that the order in which the claims
were decided must not show; `warm` decides everything twice and prints the second round.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from derivcheck.core.contexts import Assumption
from derivcheck.core.errors import DerivcheckError
from derivcheck.core.verdicts import Certificate, Counterexample, Instance, Outcome, Verdict
from derivcheck.methods.decide import decide
from derivcheck.notation.text import text
from tests.corpus.rows import Row, expected
from tests.corpus.table import FOLDERS, rows

MALFORMED = "malformed"


def answer(row: Row) -> Outcome | str:
    """The Outcome, or the message where the claim has no meaning."""
    try:
        return decide(row.claim)
    except DerivcheckError as error:
        return error.what


def complaint(row: Row, folder: str, verdict: Verdict | None) -> str:
    """What is wrong with a verdict, None standing for "malformed"; empty where it is as it should be."""
    found = MALFORMED if verdict is None else verdict.value
    if folder == "reject" and found == "proved":
        return f"FALSE PROOF: {row.name} is wrong and was proved"
    if folder == "accept" and found in ("refuted", MALFORMED):
        return f"FALSE REFUTATION: {row.name} is true and was called {found}"
    wanted = MALFORMED if row.malformed else expected(row, folder).value
    if found == wanted:
        return ""
    hint = "; take its reason out of the row" if row.short else ""
    return f"{row.name} is {found}, not {wanted}{hint}"


def record(folder: str, row: Row) -> dict[str, Any]:
    """Everything that the program says of a row, as plain data."""
    found = answer(row)
    if isinstance(found, str):
        return {"folder": folder, "name": row.name, "verdict": MALFORMED, "reason": found}
    return {
        "folder": folder,
        "name": row.name,
        "verdict": found.verdict.value,
        "scope": found.scope,
        "reason": found.reason,
        "lhs": text(found.claim.lhs, found.claim.free),
        "rhs": text(found.claim.rhs, found.claim.free),
        "residual": "" if found.residual is None else text(found.residual, found.claim.free),
        "obligations": [_shown(condition) for condition in found.obligations],
        "trusts": list(found.trusts),
        "evidence": _evidence(found),
    }


def _shown(condition: Assumption) -> str:
    return f"{text(condition.lhs)} {condition.relation} {text(condition.rhs)}"


def _evidence(found: Outcome) -> dict[str, Any]:
    match found.evidence:
        case Certificate(unfolded, witness):
            return {"unfolded": list(unfolded), "witness": _instance(witness)}
        case Counterexample(instance, lhs, rhs):
            return {"instance": _instance(instance), "lhs": str(lhs), "rhs": str(rhs)}
        case _:
            return {}


def _instance(instance: Instance) -> dict[str, Any]:
    values = {f"{name}{list(where)}": str(value) for (name, where), value in instance.values.items()}
    return {"sizes": dict(instance.sizes), "values": values, "indices": dict(instance.indices)}


def lines(every: int, *, backwards: bool, warm: bool) -> list[str]:
    """The records of every so many rows, as sorted lines of JSON."""
    chosen = [(folder, row) for folder in FOLDERS for row in rows(folder)][::every]
    if backwards:
        chosen.reverse()
    if warm:
        for _, row in chosen:
            answer(row)
    return sorted(json.dumps(record(folder, row), sort_keys=True) for folder, row in chosen)


if __name__ == "__main__":
    words = sys.argv[1:]
    step = next((int(word) for word in words if word.isdigit()), 1)
    found = lines(step, backwards="reversed" in words, warm="warm" in words)
    sys.stdout.write("\n".join(found) + "\n")

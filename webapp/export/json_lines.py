"""What is told of each file: one JSON object a page, or one with the reason where it could not be read."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any, Protocol

from webapp.config import TRUNCATED
from webapp.errors import Refusal
from webapp.export import annotated_output, encode
from webapp.export.annotated import annotated
from webapp.export.serialisation import to_json
from webapp.service.options import Choices
from webapp.service.read import answers

Record = dict[str, Any]


class Readable(Protocol):
    """Anything with a name for the output, whose bytes can be read or refused."""

    @property
    def name(self) -> str:
        """What the output calls it."""
        ...

    def read(self) -> bytes:
        """The bytes."""
        ...


def records_of(source: Readable, choices: Choices, target: Path | None = None) -> list[Record]:
    """Read a file, page by page; never empty, and never raises for what is wrong with the file.

    Args:
        source: the file.
        choices: what was chosen about the reading.
        target: where to write the photo with its digits boxed, as PNG; where that fails, the error stands beside what
            was read.
    """
    found: list[Record] = []
    try:
        for page, one in enumerate(answers(source.read(), choices), 1):
            if isinstance(one, Refusal):
                found.append(failure(source.name, page, one.sentence))
                continue
            record = to_json(source.name, one)
            error = annotated_output.write(target, page, encode.png(annotated(one))) if target else None
            found.append({**record, "error": error} if error else record)
    except Refusal as refusal:
        return [failure(source.name, 1, refusal.sentence)]
    return found


def failure(name: str, page: int, sentence: str) -> Record:
    """The record of a page that could not be read."""
    return {"file": name, "page": page, "error": sentence}


def fault(record: Record) -> str:
    """Why a page was not read, or not in full; empty where it was."""
    return str(record.get("error", TRUNCATED if record.get("truncated") else ""))


def numbers(record: Record) -> str:
    """The numbers of a record as written, on one line with a space between them."""
    return " ".join(row["text"] for row in record.get("rows", ()))


def digits(record: Record) -> str:
    """The same with digits alone."""
    return " ".join(number["digits"] for row in record.get("rows", ()) for number in row["numbers"])


def least_confidence(record: Record) -> float | None:
    """The confidence in 0..1 of the digit or mark that is least sure, or None where there is no digit."""
    rows = record.get("rows", ())
    marks = (mark for row in rows for number in row["numbers"] for mark in number["marks"])
    characters = itertools.chain((digit for row in rows for digit in row["digits"]), marks)
    return min((one["confidence"] for one in characters), default=None)

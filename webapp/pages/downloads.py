"""What the result page offers to save of an answer: each file as an address, named after the photo."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from recognizer.reading import Reading
from webapp.config import TRUNCATED
from webapp.export import xlsx
from webapp.export.encode import data_url
from webapp.export.file_names import stem_of
from webapp.export.number_lines import Entry, as_field, lines_of
from webapp.export.serialisation import to_json
from webapp.export.spreadsheet import DECIMAL_COMMA, to_csv
from webapp.pages.wording import NOT_EXPECTED, doubts_told, share
from webapp.service.read import Answer

CSV = "text/csv;charset=utf-8"


@dataclass(frozen=True)
class Downloads:
    """What can be saved: each file as an address, `stem` of all their names, and `entries` for a corrected XLSX."""

    stem: str
    boxed: str
    csv: str
    csv_comma: str
    xlsx: str
    json: str
    entries: tuple[Entry, ...]


def downloads_of(answer: Answer, name: str, boxed: str) -> Downloads:
    """The downloads of an answer; `name` is the file's, `boxed` the address of the boxed photo."""
    entries = tuple(_entries(answer.reading, name))
    return Downloads(
        stem_of(name),
        boxed,
        data_url(CSV, to_csv(answer.reading).encode()),
        data_url(CSV, to_csv(answer.reading, DECIMAL_COMMA).encode()),
        data_url(xlsx.MIMETYPE, xlsx.to_xlsx(chain.from_iterable(map(lines_of, entries)))),
        data_url("application/json", json.dumps(to_json(name, answer), indent=2).encode()),
        entries,
    )


def _entries(reading: Reading, name: str) -> Iterator[Entry]:
    """The rows for a spreadsheet, each with how sure it is and what to look at."""
    of_all = [TRUNCATED] if reading.truncated else []
    if reading.expected and not reading.expected.fits:
        of_all.append(NOT_EXPECTED)
    for at, row in enumerate(reading.rows, 1):
        least = share(min(one.confidence for one in row.characters))
        yield Entry(name, "", str(at), row.text, as_field([row]), least, "; ".join([*of_all, *doubts_told(row)]))

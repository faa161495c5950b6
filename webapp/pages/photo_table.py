"""The table of many photos: a line for each photo or page, with its number, its picture and what to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flask import Response, make_response, render_template

from recognizer.annotate import annotate
from recognizer.reading import Certainty, Reading, Row
from webapp import config
from webapp.errors import Busy, Refusal, TooManyPages
from webapp.export.annotated import shown
from webapp.export.encode import jpeg_url
from webapp.export.number_lines import as_field
from webapp.intake.upright import fit
from webapp.pages.wording import NOT_EXPECTED, doubts_told
from webapp.service.options import Choices, choices_from
from webapp.service.read import Answer, answers, pages_in, rescaled
from webapp.service.watch import watching

# The remark on a photo that was read and shows none.
NO_DIGITS = "no digits found"

# Characters of a row that a remark on one of several repeats: enough to find it in the field.
SHOWN_OF_ROW = 12

_WORST_FIRST: tuple[Certainty, ...] = ("unsure", "probably", "sure")


@dataclass(frozen=True)
class File:
    """A file to read; `pages` is how many it has, where that was counted already."""

    name: str
    data: bytes
    pages: int | None = None


@dataclass(frozen=True)
class Line:
    """A row of the table: one photo, or one page of a file.

    Attributes:
        file: the file's name.
        page: which page of it, or None where it has one alone.
        number: the numbers of each row as written, each row on a line of its own.
        read: the same with the numbers of a row apart, as a field of the form.
        certainty: of the digit or mark that is least sure; None where there is no digit.
        least: its confidence in 0..1.
        doubts: what to look at, in words: the digits and marks that are not sure, and whether any may be missing.
        picture: the boxed photo, small, as a `data:` address; None where it could not be read.
        error: why it could not be read.
    """

    file: str
    page: int | None
    number: str = ""
    read: str = ""
    certainty: Certainty | None = None
    least: float | None = None
    doubts: tuple[str, ...] = ()
    picture: str | None = None
    error: str | None = None

    @property
    def remark(self) -> str:
        """What is told beside the number: why there is none, or what to look at."""
        return self.error or "; ".join(self.doubts if self.number else (NO_DIGITS, *self.doubts))


def result(files: Iterable[File], fields: Mapping[str, str]) -> Response:
    """The page with the table of these files' photos."""
    response = make_response(render_template("batch_result.html", lines=list(_lines(files, choices_from(fields)))))
    response.headers["Cache-Control"] = config.OWN_RESULT
    return response


def _lines(files: Iterable[File], choices: Choices) -> Iterator[Line]:
    """A line for each page; a bad file is a line with its reason."""
    left = config.MAX_PAGES
    for file in files:
        try:
            count = file.pages or pages_in(file.data)
            if count > left:
                raise TooManyPages(f"I read up to {config.MAX_PAGES} pages at once. Please send this file by itself.")
            left -= count
            for number, found in enumerate(answers(file.data, choices, count), 1):
                yield _line(file.name, number if count > 1 else None, found)
        except Busy:
            raise
        except Refusal as refusal:
            watching().refused(type(refusal))
            yield Line(file.name, None, error=refusal.sentence)


def _line(name: str, page_number: int | None, found: Answer | Refusal) -> Line:
    if isinstance(found, Refusal):
        return Line(name, page_number, error=found.sentence)
    return Line(
        name,
        page_number,
        found.reading.text,
        as_field(found.reading.rows),
        _certainty(found.reading),
        min((one.confidence for one in found.reading.characters), default=None),
        ((config.TRUNCATED,) if found.reading.truncated else ()) + tuple(_remarks(found.reading)),
        _small(found),
    )


def _certainty(reading: Reading) -> Certainty | None:
    """The word for the least sure character; a number that has not the expected form is unsure."""
    if reading.rows and not _fits(reading):
        return "unsure"
    return next((word for word in _WORST_FIRST if word in {one.certainty for one in reading.characters}), None)


def _remarks(reading: Reading) -> Iterator[str]:
    if not _fits(reading):
        yield NOT_EXPECTED
    yield from _doubts(reading.rows)


def _fits(reading: Reading) -> bool:
    return reading.expected is None or reading.expected.fits


def _doubts(rows: tuple[Row, ...]) -> Iterator[str]:
    for line, row in enumerate(rows):
        yield from (f"{_in_row(rows, line)}{words}" for words in doubts_told(row))


def _in_row(rows: tuple[Row, ...], line: int) -> str:
    """Which of several rows, by what the field shows of it; where two begin alike, also the how many-eth it is."""
    if len(rows) == 1:
        return ""
    shown = [row.text if len(row.text) <= SHOWN_OF_ROW else f"{row.text[:SHOWN_OF_ROW]}…" for row in rows]
    which = f" (row {line + 1})" if shown.count(shown[line]) > 1 else ""
    return f"in {shown[line]}{which}, "


def _small(found: Answer) -> str:
    """The photo as it was read, small, its digits boxed at that size so that the lines stay clear."""
    rgb, reading, _ = shown(found)
    height, width = rgb.shape[:2]
    rgb = fit(rgb, round(width * height * min(1.0, config.THUMBNAIL_SIDE / max(width, height)) ** 2))
    return jpeg_url(annotate(rgb, rescaled(reading, rgb.shape[1], rgb.shape[0])))

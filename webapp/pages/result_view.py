"""What the result page shows of an answer: the numbers, the photo with its boxes, what was left out, the downloads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from recognizer.annotate import annotate, has_tiny_boxes
from recognizer.reading import Box, Expectation, Options, Reason, Rejected
from webapp.config import MAX_LEFT_OUT, MAX_OPEN_CROPS, TRUNCATED
from webapp.export.annotated import shown
from webapp.export.encode import jpeg_url
from webapp.pages.downloads import Downloads, downloads_of
from webapp.pages.result_numbers import Line, Question, Spot, checks_of, lines_of, questions_of, table_of
from webapp.pages.wording import sentence
from webapp.service.hints import faults
from webapp.service.read import Answer

REASONS: dict[Reason, str] = {
    "unsure": "too unsure where it stands",
    "not expected": "not of the form that you expect",
    "letter": "more like a letter",
}

# What happens in each stage, in words; a stage that is not named here is shown under its own name.
STAGES = {
    "decode": "open",
    "find": "find lines",
    "read": "read and check",
    "score": "score",
    "rows": "arrange",
}


@dataclass(frozen=True)
class Addresses:
    """Where a photo of our own can be had: itself, and with its digits boxed."""

    photo: str
    boxed: str


@dataclass(frozen=True)
class Stage:
    """A stage with its time in milliseconds; `start` and `share` are percents of the whole time."""

    name: str
    ms: float
    start: float
    share: float


@dataclass(frozen=True)
class View:
    """Everything the result page needs; boxes are in pixels of the photo as shown, `width` x `height`.

    `table` has the rows in cells where they stand in columns; else it is empty. `folded`: the crops are too many to be
    shown unasked. `tiny`: the boxes are many and small. `checks`: numbers whose check digit fits, each with its name.
    `truncated`: the sentence for a photo that showed more than is read at once, else empty.
    """

    sentence: str
    picture: str
    downloads: Downloads
    width: int
    height: int
    turned: int
    rows: tuple[Line, ...]
    numbers: tuple[str, ...]
    checks: tuple[tuple[str, str], ...]
    expected: Expectation | None
    folded: bool
    tiny: bool
    table: tuple[tuple[str, ...], ...]
    doubts: tuple[Question, ...]
    left_out: tuple[Rejected, ...]
    reasons: tuple[tuple[str, int], ...]
    frame: Box | None
    stages: tuple[Stage, ...]
    total_ms: float
    advice: tuple[str, ...]
    truncated: str

    @property
    def spots(self) -> tuple[Spot, ...]:
        """All digits and marks."""
        return tuple(chain.from_iterable(line.spots for line in self.rows))

    @property
    def has_marks(self) -> bool:
        """Whether numbers have marks."""
        return any(spot.is_mark for spot in self.spots)


def view(answer: Answer, name: str, options: Options, addresses: Addresses | None = None) -> View:
    """The view of an answer; `name` is the file's, `options` are those it was read with, in the upright photo.

    A photo that has `addresses` is not sent along in the page.
    """
    rgb, reading, frame = shown(answer, options.region)
    return View(
        sentence(reading),
        addresses.photo if addresses and not reading.turned else jpeg_url(rgb),
        downloads_of(answer, name, addresses.boxed if addresses else jpeg_url(annotate(rgb, reading))),
        reading.width,
        reading.height,
        reading.turned,
        lines_of(reading),
        tuple(number.text for row in reading.rows for number in row.numbers),
        tuple(checks_of(reading)),
        reading.expected,
        len(reading.digits) > MAX_OPEN_CROPS,
        has_tiny_boxes(reading),
        table_of(reading.rows),
        tuple(questions_of(reading.rows)),
        _likeliest(reading.rejected),
        _reasons(reading.rejected),
        frame,
        tuple(_stages(reading.timings_ms)),
        sum(reading.timings_ms.values()),
        () if reading.digits else tuple(_advice(answer)),
        TRUNCATED if reading.truncated else "",
    )


def _likeliest(rejected: tuple[Rejected, ...]) -> tuple[Rejected, ...]:
    """Those left out that came nearest to being digits."""
    order = list(REASONS)
    return tuple(sorted(rejected, key=lambda r: (order.index(r.reason), -r.confidence))[:MAX_LEFT_OUT])


def _reasons(rejected: tuple[Rejected, ...]) -> tuple[tuple[str, int], ...]:
    counts = Counter(item.reason for item in rejected)
    return tuple((words, counts[reason]) for reason, words in REASONS.items() if counts[reason])


def _stages(timings_ms: dict[str, float]) -> Iterator[Stage]:
    total, start = sum(timings_ms.values()) or 1.0, 0.0
    for name, ms in timings_ms.items():
        share = 100 * ms / total
        yield Stage(STAGES.get(name, name), ms, start, share)
        start += share


def _advice(answer: Answer) -> Iterator[str]:
    """What can be said about a photo without digits, likeliest first."""
    if faint := answer.reading.faint:
        some, them = (
            ("one thing that may be a digit", "it") if faint == 1 else (f"{faint} things that may be digits", "them")
        )
        yield f"I left out {some}, because I was too unsure. Choose “daring” under “How careful” to see {them}."
    yield from faults(answer.photo.rgb)

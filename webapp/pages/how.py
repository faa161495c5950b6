"""How it works: the way of a photo through the stages, with the pictures that the recognizer made on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

import numpy as np
import numpy.typing as npt
from flask import Blueprint, current_app, render_template, request

from recognizer.digits.classifier import NOT_A_DIGIT
from recognizer.forms.expected import expected
from recognizer.layout.arrangement import reading_of
from recognizer.pipeline import Seen
from recognizer.reading import Options, Reading
from recognizer.stages import Checked, StripShown, draw
from webapp import errors
from webapp.export.encode import png_url, webp_url
from webapp.intake.photo import open_photo
from webapp.pages.samples import SAMPLES, Sample, find
from webapp.pages.wording import sentence
from webapp.service.options import FIELDS, choices_from
from webapp.service.posted import posted_photo
from webapp.service.queue import in_turn
from webapp.service.read import to_working_size

how = Blueprint("how", __name__)

# The sample that is shown where no other is asked for: the meter.
SHOWN = SAMPLES[4]


class Explainer(Protocol):
    """What this page asks of a recognizer beside a reading: what was seen on the way."""

    def explain(
        self, rgb: npt.NDArray[np.uint8], options: Options | None = None
    ) -> tuple[npt.NDArray[np.uint8], Seen, int]:
        """The photo as it is read, what is seen in it, and the degrees that it is turned by."""
        ...


@dataclass(frozen=True)
class Crop:
    """A crop as a picture address, the likeliest of "0" to "9" and "no digit", and the percents of all eleven."""

    picture: str
    likeliest: str
    percents: tuple[float, ...]

    @classmethod
    def of(cls, checked: Checked) -> Crop:
        """The crop as the page shows it."""
        best = int(checked.probabilities.argmax())
        percents = tuple(100 * float(p) for p in checked.probabilities)
        return cls(png_url(checked.crop), "no digit" if best == NOT_A_DIGIT else str(best), percents)


@dataclass(frozen=True)
class Strip:
    """A text line's strip as a picture address, and what was read in it."""

    picture: str
    text: str

    @classmethod
    def of(cls, shown: StripShown) -> Strip:
        """The strip as the page shows it."""
        return cls(webp_url(shown.picture), shown.text)


@dataclass(frozen=True)
class Way:
    """The way of one photo, its pictures as addresses; `count` is how many text lines were found."""

    found: str
    rows: str
    count: int
    strips: tuple[Strip, ...]
    read: tuple[Crop, ...]
    refused: tuple[Crop, ...]
    reading: Reading
    sentence: str


@how.get("/how")
def page() -> str:
    """The way of a sample, with the choices of the query."""
    sample = find(request.args.get("sample", SHOWN.name))
    if sample is None:
        raise errors.BadChoice("There is no such sample. Please choose one from the first page.")
    if any(request.args.get(name) for name in FIELDS) or sample != SHOWN:
        return _page(sample.bytes(), request.args, sample)
    return render_template("how.html", way=_shown_way(), sample=sample)


@how.post("/how")
def photo() -> str:
    """The way of the user's own photo."""
    _, data = posted_photo()
    return _page(data, request.form)


def _page(data: bytes, fields: Mapping[str, str], sample: Sample | None = None) -> str:
    return render_template("how.html", way=in_turn(partial(way_of, data, fields)), sample=sample)


def _shown_way() -> Way:
    """The way of the sample that is shown first, made once: most visitors see no other."""
    ways: dict[Sample, Way] = current_app.extensions.setdefault("ways", {})
    if SHOWN not in ways:
        ways[SHOWN] = in_turn(partial(way_of, SHOWN.bytes(), {}))
    return ways[SHOWN]


def way_of(data: bytes, fields: Mapping[str, str]) -> Way:
    """Read a photo and draw its way; raises Refusal as webapp.service.read.answer does."""
    choices = choices_from(fields)
    photo = open_photo(data)
    options = to_working_size(choices.for_photo(photo.width, photo.height), photo)
    explainer: Explainer = current_app.extensions["recognizer"]
    upright, seen, turned = explainer.explain(photo.rgb, options)
    reading = reading_of(seen, options.min_confidence)
    reading = expected(reading, options.form) if options.form else reading
    stages = draw(upright, seen, reading)
    return Way(
        webp_url(stages.found),
        webp_url(stages.rows),
        stages.found_lines,
        tuple(map(Strip.of, stages.strips)),
        tuple(map(Crop.of, stages.read)),
        tuple(map(Crop.of, stages.refused)),
        replace(reading, turned=turned),
        sentence(reading),
    )

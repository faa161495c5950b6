"""The way of an upright photo through the steps: find, cut and read, check, score, arrange."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.budget import MEGAPIXEL, Budget
from recognizer.digits.classifier import Classifier
from recognizer.digits.crops import cut_crops
from recognizer.digits.score import Score
from recognizer.digits.single_digit import EVEN, SingleDigitClassifier, may_be_single, named_as_whole
from recognizer.line_reading import read_lines
from recognizer.lines.detector import (
    WIDE,
    Scale,
    TextLine,
    find_lines,
    load_detector,
    network_size,
    scales_for,
    whole_line,
)
from recognizer.lines.places import Line, Place, candidates, once_each, sides, unread, usual_height
from recognizer.lines.reader import Character, Reader
from recognizer.lines.stacks import rows_in_stacks
from recognizer.reading import Alternative, Digit
from recognizer.runtime import Model

Gray = npt.NDArray[np.uint8]
Rgb = npt.NDArray[np.uint8]

LEAST_ALTERNATIVE = 0.001
"""Probability below which an alternative is not told."""


class Scored(NamedTuple):
    """A place, the line that it is read in, and its likeliest digit; None where it can be none."""

    line: Line
    place: Place
    digit: Digit | None


@dataclass(frozen=True)
class Photo:
    """An upright photo (H, W, 3) uint8; it is made gray once, as soon as that is needed."""

    rgb: Rgb

    @cached_property
    def gray(self) -> Gray:
        """The photo (H, W) in gray."""
        return np.asarray(cv2.cvtColor(self.rgb, cv2.COLOR_RGB2GRAY), np.uint8)


@dataclass(frozen=True)
class Seen:
    """What an upright photo of `width` times `height` pixels shows, before anything is left out.

    `lines` are all that were read, those of several scales too; `scored` has every place once. `truncated` tells that
    a bound cut something off.
    """

    width: int
    height: int
    lines: tuple[Line, ...]
    scored: tuple[Scored, ...]
    timings_ms: dict[str, float] = field(default_factory=dict)
    truncated: bool = False


@dataclass(frozen=True)
class Networks:
    """The networks and the fitted score; they may serve any number of threads."""

    detector: Model
    reader: Reader
    classifier: Classifier
    single: SingleDigitClassifier
    score: Score

    @classmethod
    def load(cls, folder: Path) -> Networks:
        """Reads the models of a folder; raises OSError or ValueError where it cannot."""
        return cls(
            load_detector(folder),
            Reader.load(folder),
            Classifier.load(folder),
            SingleDigitClassifier.load(folder),
            Score.load(folder),
        )


class Clock:
    """Collects the milliseconds of each step; a step that comes twice is added up."""

    def __init__(self) -> None:
        self.timings_ms: dict[str, float] = {}
        self._last = time.perf_counter()

    def step(self, name: str) -> None:
        """Books the time since the last call under a name."""
        now = time.perf_counter()
        self.timings_ms[name] = self.timings_ms.get(name, 0.0) + (now - self._last) * 1000
        self._last = now


def see(photo: Photo, networks: Networks, clock: Clock, budget: Budget, first: Sequence[Line] | None = None) -> Seen:
    """What a photo shows; `first` are the lines of its finest scale, if they were read."""
    height, width = photo.rgb.shape[:2]
    scales = scales_for(height, width)
    lines = list(first) if first is not None else lines_at(photo, scales[0], networks, clock, budget)
    for scale in scales[1:]:
        lines += lines_at(photo, scale, networks, clock, budget, lines)
    if width >= WIDE * height or not lines:
        lines += _read(photo, [whole_line(height, width)], networks, clock, budget)
    scored = _compared(scored_places(lines, networks.score), budget)
    if may_be_single(width, height):
        scored = _as_single(scored, photo.gray, networks)
    clock.step("score")
    return Seen(width, height, tuple(lines), tuple(scored), dict(clock.timings_ms), budget.truncated)


def lines_at(
    photo: Photo, scale: Scale, networks: Networks, clock: Clock, budget: Budget, before: Sequence[Line] = ()
) -> list[Line]:
    """The text lines of a photo that are found at one scale, as they are read, and the rows of stacks among them.

    What was read well `before`, at a finer scale, is not read again.
    """
    found = _found(photo, scale, networks, clock, budget)
    lines = _read(photo, unread(found, before), networks, clock, budget)
    rows = rows_in_stacks(photo.gray, lines, [*before, *lines], budget)
    return lines + _read(photo, rows, networks, clock, budget)


def some_lines_at(
    photo: Photo, scale: Scale, most: int, networks: Networks, clock: Clock, budget: Budget
) -> tuple[list[Line], float]:
    """At most so many of the text lines of a photo at one scale, spread over it, and their share of all in 0..1."""
    found = _found(photo, scale, networks, clock, budget)
    some = found[:: math.ceil(len(found) / most) or 1]
    return _read(photo, some, networks, clock, budget), len(some) / max(len(found), 1)


def _found(photo: Photo, scale: Scale, networks: Networks, clock: Clock, budget: Budget) -> list[TextLine]:
    height, width = network_size(photo.rgb.shape[0], photo.rgb.shape[1], scale)
    budget.spend(math.ceil(height * width / 1e6 * MEGAPIXEL))
    found = find_lines(networks.detector, photo.rgb, scale)
    clock.step("find")
    return found


def _read(photo: Photo, found: Sequence[TextLine], networks: Networks, clock: Clock, budget: Budget) -> list[Line]:
    lines = read_lines(photo.gray, found, networks.reader, networks.classifier, budget)
    clock.step("read")
    return lines


def scored_places(lines: Sequence[Line], score: Score) -> list[Scored]:
    """Every place of a photo's lines once, with its likeliest digit."""
    places = once_each(lines)
    usual = usual_height([place for _, place in places])
    return [Scored(line, place, _likeliest(line, place, score, usual)) for line, place in places]


def _likeliest(line: Line, place: Place, score: Score, usual: float | None) -> Digit | None:
    """The likeliest digit of a place; None where it has no candidate."""
    likely = sorted(((score.probability(line, place, one, usual), one) for one in candidates(place)), reverse=True)
    if not likely:
        return None
    confidence, digit = likely[0]
    others = tuple(Alternative(one, min(p, 1 - confidence)) for p, one in likely[1:] if p >= LEAST_ALTERNATIVE)
    return Digit(digit, confidence, place.box, others, place.crop)


def _compared(scored: list[Scored], budget: Budget) -> list[Scored]:
    """As many of the places as have no more digits than may be compared each with each."""
    digits = [number for number, one in enumerate(scored) if one.digit is not None]
    most = budget.comparable(len(digits))
    return scored[: digits[most]] if most < len(digits) else scored


def _as_single(scored: list[Scored], gray: Gray, networks: Networks) -> list[Scored]:
    """The places of a photo (H, W); where one digit fills it, that digit as it is named with the photo as a whole."""
    likely = sorted((one for one in scored if one.digit is not None), key=_confidence, reverse=True)
    if len(likely) > 1 and _confidence(likely[1]) >= EVEN:
        return scored
    digit = named_as_whole(likely[0].digit if likely else None, gray, networks.single, networks.score)
    if digit is None:
        return scored
    if likely and likely[0].place.box == digit.box:
        return [likely[0]._replace(digit=digit)]
    crop = cut_crops(gray, sides([digit.box]))[0]
    place = Place(digit.box, Character(digit.digit, 0.0, " ", 0.0, 0.0, 0.0), None, crop)  # the reader did not see it
    line = Line((place,), whole_line(*gray.shape).quad, 0.0)
    return [Scored(line, place, replace(digit, crop=crop))]


def _confidence(one: Scored) -> float:
    return one.digit.confidence if one.digit is not None else 0.0

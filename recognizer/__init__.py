"""The recognizer service: an upright photo in, a Reading out; pure functions on arrays, apart from Flask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from recognizer import contours, mser
from recognizer.budget import Budget
from recognizer.classifier import Classifier
from recognizer.closer import rejoined, small_part
from recognizer.company import USUAL
from recognizer.expected import expected
from recognizer.forms import Form
from recognizer.orientation import (
    has_fewer_letters,
    is_better,
    is_doubtful,
    likeliest_turn,
    may_be_on_its_head,
    shown_turn,
    shows_more,
)
from recognizer.pipeline import Clock, Look, Proposer, decide, look
from recognizer.reading import DARING, Box, Options, Reading, Source
from recognizer.sight import Sight
from recognizer.text_lines import Seen, TextLines, with_confidence
from recognizer.tilt import laid_back, levelled, tilt
from recognizer.views import cropped, inside, moved, quarter_turned, turned_back

__all__ = ["Options", "Reading", "Recognizer"]

PROPOSERS: dict[Source, Proposer] = {
    "contours": Proposer("contours", contours.propose),
    "mser": Proposer("mser", mser.propose),
}
SOURCES: tuple[Source, ...] = ("detector", "contours", "reader")
"""The sources of digits that are on."""


class Recognizer:
    """Reads the digits of photos; one may serve any number of threads."""

    def __init__(
        self,
        classifier: Classifier,
        proposers: Sequence[Proposer],
        sight: Sight | None = None,
        text_lines: TextLines | None = None,
    ) -> None:
        self.text_lines = text_lines
        self._classifier = classifier
        self._proposers = tuple(proposers)
        self._sight = sight
        self._company = sight.weights.company if sight else USUAL

    @classmethod
    def load(cls, folder: Path, sources: Sequence[Source] = SOURCES) -> Recognizer:
        """Reads the models of a folder that the sources need; raises OSError or ValueError where it cannot.

        OpenCV is told to work on one core per photo, so that several photos share the machine fairly.
        """
        cv2.setNumThreads(1)
        classifier = Classifier.load(folder)
        sight = None
        if "detector" in sources:
            sight = Sight.load(folder)
        proposers = [proposer for source, proposer in PROPOSERS.items() if source in sources]
        text_lines = TextLines.load(folder, classifier) if "reader" in sources else None
        return cls(classifier, proposers, sight, text_lines)

    def read(self, rgb: npt.NDArray[np.uint8], options: Options | None = None) -> Reading:
        """Reads an upright photo (H, W, 3) uint8; boxes come in its pixels, empty rows where there is no digit.

        Raises ValueError for an array of another shape or type, or a turn that is no multiple of 90.
        """
        options = options or Options()
        if rgb.ndim != 3 or rgb.shape[2] != 3 or rgb.dtype != np.uint8 or not rgb.size:
            raise ValueError(f"A photo is an array (H, W, 3) of uint8, not {rgb.shape} of {rgb.dtype}.")
        view, left, top = cropped(rgb, options.region)
        seen, turned = self._seen_any_way_up(view, options)
        reading = turned_back(with_confidence(seen, options.min_confidence), turned)
        if options.form:
            reading = self._of_form(reading, seen, turned, options, options.form)
        return inside(moved(reading, left, top, rgb.shape[1], rgb.shape[0]))

    def explain(self, rgb: npt.NDArray[np.uint8], options: Options | None = None) -> tuple[Reading, Look]:
        """Reads a photo as `read` does and tells what was seen on the way.

        Both are in pixels of the part that the options name, turned, as close by and levelled as it was read. Digits
        that stand outside of what was read from close by are told as well.
        """
        options = options or Options()
        view, _, _ = cropped(rgb, options.region)
        clock = Clock()
        whole_seen, turned = self._seen_any_way_up(view, options)
        read = turned_back(with_confidence(whole_seen, options.min_confidence), turned)
        part, left, top = cropped(quarter_turned(view, read.turned), read.part)
        part = levelled(part, read.tilt)
        reading, seen = self._read_as_is(part, options, clock)
        reading = with_confidence(self._with_text_lines(part, reading), options.min_confidence)
        if read.part is not None:
            whole = moved(turned_back(read, -read.turned % 360), -left, -top, reading.width, reading.height)
            reading = rejoined(reading, whole, Box(0, 0, part.shape[1], part.shape[0]))
        reading = expected(reading, options.form) if options.form else reading
        return replace(
            reading, turned=read.turned, part=read.part, tilt=read.tilt, truncated=reading.truncated or read.truncated
        ), seen

    def _of_form(self, reading: Reading, seen: Seen, turned: int, options: Options, form: Form) -> Reading:
        """What of a reading has the expected form; where nothing has, what has it of what is less sure."""
        found = expected(reading, form)
        if found.expected and found.expected.fits or options.min_confidence <= DARING:
            return found
        daring = expected(turned_back(with_confidence(seen, DARING), turned), form)
        return daring if daring.expected and daring.expected.fits else found

    def _seen_any_way_up(self, rgb: npt.NDArray[np.uint8], options: Options) -> tuple[Seen, int]:
        """What a photo shows as the options turn it or as shows most digits, and the degrees clockwise of that turn."""
        reading = self.without_text_lines(rgb, options)
        upright = turned_back(reading, -reading.turned % 360)
        return self._with_text_lines(quarter_turned(rgb, reading.turned), upright), reading.turned

    def _with_text_lines(self, rgb: npt.NDArray[np.uint8], reading: Reading) -> Seen:
        """A reading of an upright photo, and what the reader reads in its text lines."""
        return self.text_lines.seen(rgb, reading) if self.text_lines else Seen(reading, None)

    def without_text_lines(self, rgb: npt.NDArray[np.uint8], options: Options | None = None) -> Reading:
        """The digits of a photo that the detector finds one by one, turned as shows most of them; no marks."""
        options = options or Options()
        clock, budget = Clock(), Budget()
        reading = self._read_best_way_up(rgb, options, clock, budget)
        return replace(reading, truncated=budget.truncated)

    def _read_best_way_up(self, rgb: npt.NDArray[np.uint8], options: Options, clock: Clock, budget: Budget) -> Reading:
        """The same, within the work that is left of the budget."""
        turn = (options.turn or 0) % 360
        reading, seen = self._read_turned(rgb, turn, options, clock, budget)
        if options.turn is not None or not self._is_doubtful(reading) or not budget.allows_again():
            return reading
        turn, gain = self._turn(seen, clock, budget)
        if not turn:
            return replace(reading, timings_ms=dict(clock.timings_ms))
        turned, again = self._read_turned(rgb, turn, options, clock, budget)
        worse = has_fewer_letters(again.detections, seen.detections) or not is_better(turned, reading, gain)
        return replace(reading, timings_ms=dict(clock.timings_ms)) if worse else turned

    def _is_doubtful(self, reading: Reading) -> bool:
        """Whether other turns of a photo are worth a look."""
        return is_doubtful(reading) or may_be_on_its_head(self._classifier, reading)

    def _turn(self, seen: Look, clock: Clock, budget: Budget) -> tuple[int, float]:
        """Degrees clockwise by which detector or classifier would turn a photo, and how much more that shows."""
        if self._sight is None:
            turn = likeliest_turn(self._classifier, seen.crops, seen.classified)
            clock.stage("classify")
            return turn, 0.0
        found = shown_turn(self._sight.glances(seen.prepared, seen.detections, budget))
        clock.stage("detect")
        return found

    def _read_turned(
        self, rgb: npt.NDArray[np.uint8], turn: int, options: Options, clock: Clock, budget: Budget
    ) -> tuple[Reading, Look]:
        """Reads a photo turned clockwise; boxes come in the pixels of the photo as it was given."""
        view = quarter_turned(rgb, turn)
        reading, seen = self._read_as_is(view, options, clock, budget)
        reading = self._read_level(view, reading, options, clock, budget)
        reading = self._read_closer(view, reading, options, clock, budget)
        return turned_back(reading, turn), seen

    def _read_as_is(
        self, rgb: npt.NDArray[np.uint8], options: Options, clock: Clock, budget: Budget | None = None
    ) -> tuple[Reading, Look]:
        """Reads a photo in one go, as it stands."""
        seen = look(rgb, self._proposers, self._classifier, clock, self._sight, budget)
        return decide(seen, options, clock, self._company), seen

    def _read_closer(
        self, rgb: npt.NDArray[np.uint8], reading: Reading, options: Options, clock: Clock, budget: Budget
    ) -> Reading:
        """The reading of a photo or, where all is small and in one part and that shows more, of the part by itself."""
        part = small_part(reading)
        if part is None or not budget.allows_again():
            return reading
        view, left, top = cropped(rgb, part)
        near, _ = self._read_as_is(view, options, clock, budget)
        near = moved(self._read_level(view, near, options, clock, budget), left, top, reading.width, reading.height)
        return _surer(rejoined(near, reading, part), reading, clock)

    def _read_level(
        self, rgb: npt.NDArray[np.uint8], reading: Reading, options: Options, clock: Clock, budget: Budget
    ) -> Reading:
        """The reading of a photo or, where its rows lean and that shows more, of the photo levelled."""
        degrees = tilt(reading)
        if not degrees or not budget.allows_again():
            return reading
        again, _ = self._read_as_is(levelled(rgb, degrees), options, clock, budget)
        return _surer(laid_back(again, degrees, reading.width, reading.height), reading, clock)


def _surer(again: Reading, reading: Reading, clock: Clock) -> Reading:
    """A second reading where it shows more, else the first."""
    return again if shows_more(again, reading) else replace(reading, timings_ms=dict(clock.timings_ms))

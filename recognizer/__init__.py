"""The recognizer service: an upright photo in, a Reading out; pure functions on arrays, apart from Flask."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.budget import Budget
from recognizer.forms.expected import expected
from recognizer.forms.form import Form
from recognizer.layout.arrangement import reading_of
from recognizer.lines.detector import scales_for
from recognizer.lines.places import Line
from recognizer.orientation import TURNS, is_better, legibility
from recognizer.pipeline import Clock, Networks, Photo, Seen, lines_at, see
from recognizer.reading import DARING, Options, Reading
from recognizer.views import cropped, inside, moved, quarter_turned, turned_back

__all__ = ["Options", "Reading", "Recognizer"]

Rgb = npt.NDArray[np.uint8]


class Recognizer:
    """Reads the numbers of photos; one may serve any number of threads."""

    def __init__(self, networks: Networks) -> None:
        self._networks = networks

    @classmethod
    def load(cls, folder: Path) -> Recognizer:
        """Reads the models of a folder; raises OSError or ValueError where it cannot.

        OpenCV is told to work on one core per photo, so that several photos share the machine fairly.
        """
        cv2.setNumThreads(1)
        return cls(Networks.load(folder))

    def read(self, rgb: Rgb, options: Options | None = None) -> Reading:
        """Reads an upright photo (H, W, 3) uint8; boxes come in its pixels, empty rows where there is no digit.

        Raises ValueError for an array of another shape or type, or a turn that is no multiple of 90.
        """
        options = options or Options()
        _, seen, turned = self.explain(rgb, options)
        reading = _of_form(seen, turned, options, options.form) if options.form else _plain(seen, turned, options)
        _, left, top = cropped(rgb, options.region)
        return inside(moved(reading, left, top, rgb.shape[1], rgb.shape[0]))

    def explain(self, rgb: Rgb, options: Options | None = None) -> tuple[Rgb, Seen, int]:
        """What is seen of a photo on the way to its reading, before anything is left out.

        Returns the part of the photo that the options name as it was read, what was seen in its pixels, and the degrees
        clockwise that it was turned by. Raises ValueError as `read` does.
        """
        options = options or Options()
        if rgb.ndim != 3 or rgb.shape[2] != 3 or rgb.dtype != np.uint8 or not rgb.size:
            raise ValueError(f"A photo is an array (H, W, 3) of uint8, not {rgb.shape} of {rgb.dtype}.")
        part, _, _ = cropped(rgb, options.region)
        clock, budget = Clock(), Budget()
        if options.turn is not None:
            upright = Photo(quarter_turned(part, options.turn % 360))
            return upright.rgb, see(upright, self._networks, clock, budget), options.turn % 360
        photo = Photo(part)
        lines = self._first_lines(photo, clock, budget)
        turn = self._turn(photo, lines, clock, budget)
        upright = Photo(quarter_turned(part, turn)) if turn else photo
        return upright.rgb, see(upright, self._networks, clock, budget, None if turn else lines), turn

    def _turn(self, photo: Photo, lines: Sequence[Line], clock: Clock, budget: Budget) -> int:
        """Degrees clockwise by which a photo is to be turned, 0 where it reads well or no turn is clearly better."""
        upright = legibility(lines)
        if upright.is_clear:
            return 0
        turned = {
            degrees: legibility(self._first_lines(Photo(quarter_turned(photo.rgb, degrees)), clock, budget))
            for degrees in TURNS
        }
        best = max(turned, key=lambda degrees: turned[degrees].strength)
        return best if is_better(turned[best], upright) else 0

    def _first_lines(self, photo: Photo, clock: Clock, budget: Budget) -> list[Line]:
        """The lines of a photo at its finest scale."""
        return lines_at(photo, scales_for(*photo.rgb.shape[:2])[0], self._networks, clock, budget)


def _plain(seen: Seen, turned: int, options: Options) -> Reading:
    """The reading of what was seen, in pixels of the photo before it was turned."""
    return turned_back(reading_of(seen, options.min_confidence), turned)


def _of_form(seen: Seen, turned: int, options: Options, form: Form) -> Reading:
    """What has the expected form; where nothing has, what has it of what is less sure."""
    found = expected(_plain(seen, turned, options), form)
    if found.expected and found.expected.fits or options.min_confidence <= DARING:
        return found
    daring = expected(turned_back(reading_of(seen, DARING), turned), form)
    return daring if daring.expected and daring.expected.fits else found

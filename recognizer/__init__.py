"""The recognizer service: an upright photo in, a Reading out; pure functions on arrays, apart from Flask."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.budget import Budget
from recognizer.forms.expected import expected
from recognizer.forms.form import Form
from recognizer.layout.arrangement import reading_of
from recognizer.lines.detector import scales_for
from recognizer.lines.places import Line, once_each
from recognizer.orientation import SAMPLE, TURNS, Legibility, is_better, legibility
from recognizer.pipeline import Clock, Networks, Photo, Seen, see, some_lines_at
from recognizer.reading import DARING, Options, Reading
from recognizer.views import cropped, inside, moved, quarter_turned, turned_back

__all__ = ["Options", "Reading", "Recognizer"]

Rgb = npt.NDArray[np.uint8]


class Turned(NamedTuple):
    """A photo turned by some degrees clockwise, its lines at one scale if all were read, and how well it reads."""

    degrees: int
    photo: Photo
    lines: list[Line] | None
    shown: Legibility


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
        seen = see(photo, self._networks, clock, budget)
        # A line that lies on its side is a stack too: its characters read as rows say nothing of which way is up.
        shown = legibility([place for _, place in once_each([line for line in seen.lines if not line.stacked])])
        if not shown.is_clear:
            again = Budget()  # what the wrong way up has cost is not missing where the photo is turned
            turned = [self._turned(part, degrees, clock, again) for degrees in TURNS]
            best = max(turned, key=lambda one: one.shown.strength)
            if is_better(best.shown, shown):
                return best.photo.rgb, see(best.photo, self._networks, clock, again, best.lines), best.degrees
        return part, replace(seen, timings_ms=dict(clock.timings_ms)), 0

    def _turned(self, rgb: Rgb, degrees: int, clock: Clock, budget: Budget) -> Turned:
        """A photo turned by so many degrees clockwise, as it reads at its finest scale."""
        photo = Photo(quarter_turned(rgb, degrees))
        finest = scales_for(*photo.rgb.shape[:2])[0]
        lines, share = some_lines_at(photo, finest, SAMPLE, self._networks, clock, budget)
        shown = legibility([place for line in lines for place in line.places], share or 1.0)
        return Turned(degrees, photo, lines if share == 1 else None, shown)


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

"""The recognizer service: an upright photo in, a Reading out; pure functions on arrays, apart from Flask."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from webapp.recognizer import contours, mser
from webapp.recognizer.classifier import Classifier
from webapp.recognizer.pipeline import Clock, Proposer, read_upright
from webapp.recognizer.reading import Options, Reading
from webapp.recognizer.views import cropped, moved, quarter_turned, turned_back

__all__ = ["Options", "Reading", "Recognizer"]

PROPOSERS = (Proposer("contours", contours.propose), Proposer("mser", mser.propose))


class Recognizer:
    """Reads the digits of photos; one may serve any number of threads."""

    def __init__(self, classifier: Classifier, proposers: Sequence[Proposer] = PROPOSERS) -> None:
        self._classifier = classifier
        self._proposers = tuple(proposers)

    @classmethod
    def load(cls, folder: Path) -> Recognizer:
        """Reads the models of a folder; raises OSError or ValueError where it cannot.

        OpenCV is told to work on one core per photo, so that several photos share the machine fairly.
        """
        cv2.setNumThreads(1)
        return cls(Classifier.load(folder))

    def read(self, rgb: npt.NDArray[np.uint8], options: Options | None = None) -> Reading:
        """Reads an upright photo (H, W, 3) uint8; boxes come in its pixels, empty rows where there is no digit.

        Raises ValueError for an array of another shape or type, or a turn that is no multiple of 90.
        """
        options = options or Options()
        if rgb.ndim != 3 or rgb.shape[2] != 3 or rgb.dtype != np.uint8 or not rgb.size:
            raise ValueError(f"A photo is an array (H, W, 3) of uint8, not {rgb.shape} of {rgb.dtype}.")
        view, left, top = cropped(rgb, options.region)
        clock = Clock()
        turn = (options.turn or 0) % 360
        reading = read_upright(quarter_turned(view, turn), self._proposers, self._classifier, options, clock)
        return moved(turned_back(reading, turn), left, top, rgb.shape[1], rgb.shape[0])

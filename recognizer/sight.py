"""What learned to see whole photos: two detectors, two judges of more than a box, and the weights of all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from recognizer.budget import Budget
from recognizer.context import ContextClassifier
from recognizer.detector import Detector
from recognizer.judgement import Weights
from recognizer.prepare import Prepared
from recognizer.sights import Detections, is_print
from recognizer.solo import SoloClassifier
from recognizer.twice import once


class Sight(NamedTuple):
    """The detector for all photos and the one that learned print; the weights tell how much each witness counts.

    `context` judges characters among their neighbours, and `solo`, where it is asked, photos that one digit fills.
    """

    detector: Detector
    print_detector: Detector
    context: ContextClassifier
    weights: Weights
    solo: SoloClassifier | None = None

    @classmethod
    def load(cls, folder: Path) -> Sight:
        """Reads all of a folder; raises OSError or ValueError where it cannot."""
        context, solo = ContextClassifier.load(folder), SoloClassifier.load(folder)
        return cls(*Detector.load_both(folder), context, Weights.load(folder), solo)

    def seen(self, prepared: Prepared, budget: Budget) -> Detections:
        """What the detector sees in a photo or, where that is print, what the one sees that learned print.

        Whether it is a sheet of small characters the first one tells for both.
        """
        detail = max(prepared.photo_size)
        found = self.detector.detect(prepared.gray, detail, budget=budget)
        if is_print(found) and budget.allows_again():
            found = self.print_detector.detect(prepared.gray, detail, found.tall, budget)
        return once(found, prepared.gray)

    def glances(self, prepared: Prepared, seen: Detections, budget: Budget) -> Iterator[list[Detections]]:
        """What is seen of a photo after each quarter turn, scale by scale.

        Of a sheet of small characters a part from close by tells alone; of print who learned print tells,
        given what was `seen` of the photo as it stands.
        """
        what = prepared.gray, max(prepared.photo_size), budget
        close = self.detector.close_glances(*what)
        if close:
            yield close
            return
        scales = self.detector.glances(*what)
        first = next(scales)
        if any(map(is_print, [seen, *first])):
            yield from self.print_detector.glances(*what)
        else:
            yield first
            yield from scales

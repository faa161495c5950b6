"""The photo of an answer with its digits boxed, and the photo as it is shown."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.annotate import annotate
from recognizer.reading import Box, Reading, Rejected
from recognizer.views import quarter_turned, turned_back
from webapp.config import ANNOTATED_LEAST_SIDE, ANNOTATED_SIDE
from webapp.export.encode import Pixels, jpeg, jpeg_url
from webapp.intake.upright import fit
from webapp.service.read import Answer, rescaled


def annotated(answer: Answer, longest: int | None = None) -> npt.NDArray[np.uint8]:
    """The photo with every digit boxed, (H, W, 3) uint8 RGB, its longest side at most `longest` pixels."""
    rgb = answer.photo.rgb
    height, width = rgb.shape[:2]
    if longest is not None and longest < max(width, height):
        rgb = fit(rgb, round(width * height * (longest / max(width, height)) ** 2))
        height, width = rgb.shape[:2]
    return annotate(rgb, rescaled(answer.reading, width, height))


def data_url(answer: Answer) -> str:
    """The annotated photo as a JPEG `data:` address for the page."""
    return jpeg_url(annotated(answer, ANNOTATED_SIDE))


def shown(answer: Answer, region: Box | None = None) -> tuple[Pixels, Reading, Box | None]:
    """The photo as it is shown, turned as it was read and reduced, with the reading and the region in its pixels."""
    rgb, turn = answer.photo.rgb, answer.reading.turned
    rgb = _sized(rgb)
    # The region rides along as one more box, so that it is scaled and turned like them.
    carried = replace(answer.reading, rejected=(*answer.reading.rejected, *_carried(region)))
    reading = rescaled(carried, rgb.shape[1], rgb.shape[0])
    reading = replace(turned_back(reading, -turn % 360), turned=turn)
    frame = reading.rejected[-1].box if region else None
    return (
        quarter_turned(rgb, turn),
        replace(reading, rejected=reading.rejected[: len(answer.reading.rejected)]),
        frame,
    )


def _sized(rgb: Pixels) -> Pixels:
    """(H, W, 3) at a size to be shown at."""
    height, width = rgb.shape[:2]
    longest = max(width, height)
    factor = min(max(1.0, ANNOTATED_LEAST_SIDE / longest), ANNOTATED_SIDE / longest)
    if factor == 1:
        return rgb
    # Down to half the size, bilinear weights leave no pixel out, at a sixth of the work of means over areas.
    method = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_LINEAR if factor >= 0.5 else cv2.INTER_AREA
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return np.asarray(cv2.resize(rgb, size, interpolation=method), np.uint8)


def _carried(region: Box | None) -> tuple[Rejected, ...]:
    return (Rejected(region, "unsure", "", 0.0),) if region else ()


def boxed_jpeg(answer: Answer) -> bytes:
    """The photo with every digit boxed, as it is shown and saved."""
    rgb, reading, _ = shown(answer)
    return jpeg(annotate(rgb, reading))

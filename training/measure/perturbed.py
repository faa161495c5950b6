"""The photos of dev once more, each a little changed: what is left of figures whose photos were in view.

The table gives, for each part of dev, the exact strings of all photos after each change.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from recognizer import Recognizer
from training.folders import MODELS
from training.measure import strings
from training.measure.strings import Case, Reader
from webapp.intake.photo import open_photo

Photo = npt.NDArray[np.uint8]
Change = Callable[[Photo], Photo]
"""A photo (H, W, 3) uint8 as another camera, hand or program might have given it: one of any size."""
Job = tuple[str, Case, Path]
"""What is changed how, and where its file lies."""
Answers = dict[str, dict[str, Case]]
"""Change -> file -> answer."""

LEAST_BLUR = 0.6
"""px: a Gaussian of less deviation changes hardly anything."""


def resized(photo: Photo, factor: float) -> Photo:
    """Smaller by means over areas, or larger."""
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(photo, None, fx=factor, fy=factor, interpolation=method), np.uint8)


def compressed(photo: Photo, quality: int) -> Photo:
    """As a JPEG of a quality in 1..100."""
    stored = cv2.imencode(".jpg", photo, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(stored, cv2.IMREAD_COLOR), np.uint8)


def turned(photo: Photo, degrees: float) -> Photo:
    """Turned counterclockwise about its middle; the corners show what is at the edge."""
    height, width = photo.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    edge = cv2.BORDER_REPLICATE
    return np.asarray(cv2.warpAffine(photo, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=edge), np.uint8)


def framed(photo: Photo, share: float) -> Photo:
    """With more around it on each side, a share of its width and height, of what is at the edge."""
    down, across = round(photo.shape[0] * share), round(photo.shape[1] * share)
    return np.asarray(cv2.copyMakeBorder(photo, down, down, across, across, cv2.BORDER_REPLICATE), np.uint8)


def lit(photo: Photo, gamma: float) -> Photo:
    """Lighter under a gamma of 1, darker over it."""
    return np.rint(255 * (photo / 255) ** gamma).astype(np.uint8)


def blurred(photo: Photo, share: float) -> Photo:
    """By a Gaussian with a deviation of a share of the longer side, at least LEAST_BLUR pixels."""
    return np.asarray(cv2.GaussianBlur(photo, (0, 0), max(max(photo.shape) * share, LEAST_BLUR)), np.uint8)


CHANGES: dict[str, Change] = {
    "x 0.8": lambda photo: resized(photo, 0.8),
    "x 0.9": lambda photo: resized(photo, 0.9),
    "x 1.2": lambda photo: resized(photo, 1.2),
    "jpeg": lambda photo: compressed(photo, 50),
    "left": lambda photo: turned(photo, 3),
    "right": lambda photo: turned(photo, -3),
    "frame": lambda photo: framed(photo, 0.05),
    "wide": lambda photo: framed(photo, 0.12),
    "light": lambda photo: lit(photo, 0.7),
    "dark": lambda photo: lit(photo, 1.4),
    "blur": lambda photo: blurred(photo, 1 / 1200),
}
"""With these in view were set company.SOLE and how bent.py tells a bent 1.

What they say of false alarms and of 1s is a little kind.
"""


@lru_cache(maxsize=1)
def _reader() -> Reader:
    return strings.reader(Recognizer.load(MODELS))


def _answered(job: Job) -> tuple[str, str, list[str]]:
    """The change, the file and the lines that are read."""
    change, case, folder = job
    photo = open_photo((folder / case["file"]).read_bytes()).rgb
    return change, case["file"], _reader()(np.ascontiguousarray(CHANGES[change](photo)))


def read_changed(name: str, processes: int) -> Answers:
    """The answers on a dev set after each change."""
    jobs = [(change, case, strings.set_folder(name)) for case in strings.load_cases(name) for change in CHANGES]
    answers: Answers = {change: {} for change in CHANGES}
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for change, file, lines in pool.imap_unordered(_answered, jobs, chunksize=8):
            answers[change][file] = {"lines": lines}
    return answers


def table(names: tuple[str, ...], processes: int) -> str:
    """Exact strings in percent: a line for each part of dev, the mean over all changes, and each."""
    lines = [f"{'exact %':24}{'photos':>7}{'mean':>7}" + "".join(f"{change:>7}" for change in CHANGES)]
    for name in names:
        answers = read_changed(name, processes)
        for part, cases in strings.split_cases(name).items():
            shares = [strings.score(cases, answers[change]).exact_percent for change in CHANGES]
            cells = "".join(f"{share:>7.1f}" for share in (np.mean(shares), *shares))
            lines.append(f"{part:24}{len(cases):7}{cells}")
    return "\n".join(lines)

"""Finds the box of the digit in pictures that come without one, among proposals by contours."""

from __future__ import annotations

import hashlib
import multiprocessing
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.digits.classifier import Classifier
from recognizer.digits.crops import cut_crops
from recognizer.lines.geometry import ious
from training.data import digit_sets
from training.data.digit_sets import Boxes, Digits, Grey
from training.folders import MODELS, cache_folder
from training.proposals import contours, mser
from training.proposals.prepare import prepare

UNBOXED = ("meters", "newspaper", "signs")
"""Sets whose pictures hold one digit and no box."""
READING_HEIGHT = 128
"""Height in pixels that small pictures are brought to: proposals want some room."""
VOTED = 4
"""Proposals with the most doubles that are kept."""
WORKERS = 3
"""Processes that look for boxes."""
LEAST = 0.1
"""Probability of its label that a box to train on has at least, as the present classifier judges it."""


def candidates(picture: Grey) -> Boxes:
    """Boxes (K, 4) that the digit of a picture (h, w) may fill: proposals that many masks agree on, then Otsu's."""
    cv2.setNumThreads(1)
    height, width = picture.shape
    scale = max(1.0, READING_HEIGHT / height)
    wide = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    prepared = prepare(np.repeat(wide[..., None], 3, axis=2).astype(np.uint8))
    proposals = [boxes for _, boxes in contours.by_kind(prepared)] + [mser.propose(prepared)]
    boxes = np.concatenate(proposals) * np.float32(height / prepared.even.shape[0])
    away = np.abs((boxes[:, :2] + boxes[:, 2:] / 2) / (width, height) - 0.5).max(axis=1)
    sides = boxes[:, 2:] / (width, height)
    boxes = boxes[(away < 0.22) & (sides.max(axis=1) < 0.97) & (sides[:, 1] > 0.35)]
    overlap = ious(boxes, boxes)
    votes = (overlap > 0.75).sum(axis=1) * np.sqrt(boxes[:, 2] * boxes[:, 3])
    best: list[int] = []
    for place in np.argsort(-votes, kind="stable"):
        if len(best) < VOTED and all(overlap[place, other] < 0.75 for other in best):
            best.append(int(place))
    return np.concatenate([boxes[best], digit_sets.digit_boxes(picture)]).astype(np.float32)


def load_boxed(name: str, part: digit_sets.Part) -> Digits:
    """Load a part of a set with its boxes; those of unboxed sets are found once and kept in the cache.

    To train on, only boxes are kept in which the present classifier, where there is one, sees the digit's label.
    """
    digits = digit_sets.load(name, part)
    if name not in UNBOXED:
        return digits
    boxes = _kept(f"{name}-{part}", digits)
    if part == "train" and (MODELS / "classifier.tflite").exists():
        boxes = _confirmed(f"{name}-{part}", Digits(digits.pictures, boxes, digits.labels))
    return Digits(digits.pictures, boxes, digits.labels)


def _kept(name: str, digits: Digits) -> list[Boxes]:
    file = cache_folder() / f"boxes-{name}-{len(digits)}.npz"
    if not file.exists():
        with multiprocessing.get_context("spawn").Pool(WORKERS) as pool:
            np.savez(file, *pool.imap(candidates, digits.pictures, chunksize=64))
    return _read(file)


def _confirmed(name: str, digits: Digits) -> list[Boxes]:
    """Boxes in which the classifier sees the label, the surest first; the first of all where it sees it in none."""
    file = cache_folder() / f"confirmed-{name}-{len(digits)}-{classifier_mark(MODELS)}.npz"
    if not file.exists():
        classifier, chosen = Classifier.load(MODELS), []
        for picture, boxes, label in zip(digits.pictures, digits.boxes, digits.labels, strict=True):
            chance = classifier.probabilities(cut_crops(picture, boxes))[:, label]
            order = np.argsort(-chance, kind="stable")
            chosen.append(boxes[order[: max(1, int((chance >= LEAST).sum()))]])
        np.savez(file, *chosen)
    return _read(file)


def classifier_mark(folder: Path) -> str:
    """Twelve hexadecimal digits that change with the classifier of a folder: a name for what its answers decide."""
    return hashlib.sha256((folder / "classifier.tflite").read_bytes()).hexdigest()[:12]


def _read(file: Path) -> list[npt.NDArray[np.float32]]:
    with np.load(file) as archive:
        return [archive[f"arr_{number}"] for number in range(len(archive.files))]

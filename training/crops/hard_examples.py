"""Hard crops: what proposals by contours and stable regions show on photos without digits, beside digits and on them.

Negatives are proposals of photographs without digits that the present classifier takes for digits, and proposals
beside the true boxes of strings. Positives are proposals on the true boxes, and digits of strings that were read
wrongly at one place only, so that their label tells what stands there.
"""

from __future__ import annotations

import json
import multiprocessing
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from keras.utils import Progbar

from recognizer import Recognizer
from recognizer.digits.classifier import NOT_A_DIGIT, Classifier
from recognizer.digits.crops import cut_crops
from recognizer.forms.form_text import digits_form
from recognizer.lines.geometry import ious
from recognizer.reading import Options
from training.crops.pools import mined_file
from training.data import digit_sets
from training.folders import MODELS
from training.proposals import contours, mser
from training.proposals.prepare import Prepared, prepare
from training.synth.patches import turned

Grey = npt.NDArray[np.uint8]
Boxes = npt.NDArray[np.float32]
Found = tuple[Grey, Grey]
"""Crops (N, 28, 28) uint8 and labels (N,) uint8."""
Job = tuple[int, str, Path, str]
"""A round, a set, a picture of it, and its label: a string, or boxes as JSON."""

VIEWS = 4
"""Views of each photo without digits."""
SUSPECT = 0.05
"""Probability of a digit from which a proposal without one is kept."""
EASY = 0.01
"""Share of the other proposals that is kept too, so that the mix does not turn."""
TOO_SURE = 0.9
"""Probability of a digit from which a proposal beside the boxes is left out: digits were left unmarked now and then."""
ON_DIGIT, OFF_DIGIT = 0.65, 0.45
"""IoU with a true box from which a proposal is that digit, and up to which it is none."""
STRINGS = ("captcha_henan4", "captcha_metu6", "hwstrings_vshravan", "orand_car_short")
"""Sets of strings with a label each."""
MARGIN = 24
"""Pixels of ground that tightly cut strings get around them."""
MOST = 200
"""Strings of each set that are mined at most."""


def _nothing() -> Found:
    return np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.uint8)


def _proposals(prepared: Prepared) -> Boxes:
    return np.concatenate([contours.propose(prepared), mser.propose(prepared)])


def mine_scene(rgb: npt.NDArray[np.uint8], classifier: Classifier, rng: np.random.Generator) -> Found:
    """Negatives of a photo (H, W, 3) uint8 that holds no digit."""
    prepared = prepare(rgb)
    crops = cut_crops(prepared.even, _proposals(prepared))
    suspect = 1 - classifier.probabilities(crops)[:, NOT_A_DIGIT] if len(crops) else np.zeros(0)
    kept = crops[(suspect > SUSPECT) | (rng.random(len(crops)) < EASY)]
    return kept, np.full(len(kept), NOT_A_DIGIT, np.uint8)


def mine_boxes(rgb: npt.NDArray[np.uint8], boxes: Boxes, labels: Grey, classifier: Classifier,
               rng: np.random.Generator) -> Found:  # fmt: skip
    """Positives and negatives of a photo whose digits all have a box (M, 4) in its pixels and a label (M,)."""
    prepared = prepare(rgb)
    proposals = _proposals(prepared)
    overlap = ious(np.asarray(prepared.to_photo(proposals), np.float32), boxes)
    crops, best = cut_crops(prepared.even, proposals), overlap.max(axis=1, initial=0)
    on, off = best >= ON_DIGIT, best <= OFF_DIGIT
    if len(crops):
        likeliest = classifier.probabilities(crops)[:, :NOT_A_DIGIT].max(axis=1)
        off &= (likeliest > SUSPECT) | (rng.random(len(crops)) < EASY)
        off &= likeliest < TOO_SURE
    found = np.concatenate([labels[overlap[on].argmax(axis=1)], np.full(off.sum(), NOT_A_DIGIT)]).astype(np.uint8)
    return np.concatenate([crops[on], crops[off]]), found


def mine_string(rgb: npt.NDArray[np.uint8], label: str, recognizer: Recognizer, classifier: Classifier,
                rng: np.random.Generator) -> Found:  # fmt: skip
    """Crops of a string that the recognizer reads at the right length with at most one wrong digit; else none."""
    reading = recognizer.read(rgb, Options(turn=0, form=digits_form(len(label))))
    digits = reading.digits
    wrong = sum(one.digit != truth for one, truth in zip(digits, label, strict=False))
    if len(digits) != len(label) or wrong > 1 or (wrong and len(label) < 4):
        return _nothing()
    boxes = np.array([[d.box.x, d.box.y, d.box.width, d.box.height] for d in digits], np.float32)
    return mine_boxes(rgb, boxes, np.array(list(label), np.uint8), classifier, rng)


def scene_views(rgb: npt.NDArray[np.uint8], rng: np.random.Generator) -> Iterator[npt.NDArray[np.uint8]]:
    """A photo as it is, and turned, mirrored and scaled so that new proposals arise."""
    yield rgb
    for _ in range(VIEWS - 1):
        yield turned(rgb, rng)


def read_rgb(path: Path) -> npt.NDArray[np.uint8]:
    """Read a picture as (H, W, 3) uint8. Raises OSError when it cannot be decoded."""
    picture = cv2.imread(str(path))
    if picture is None:
        raise OSError(f"{path} is no picture that OpenCV reads.")
    return cv2.cvtColor(picture, cv2.COLOR_BGR2RGB).astype(np.uint8)


def _jobs(number: int) -> list[Job]:
    """What there is to mine; no picture that is held out."""
    root = digit_sets.DATA / "train"
    jobs: list[Job] = [(number, digit_sets.PHOTOGRAPHS, path, "") for path in digit_sets.photographs()]
    for name in STRINGS:
        if (root / name).is_dir():
            rows = digit_sets.read_labels(root / name)
            rows = [row for row in rows if row["label"].isdigit() and not digit_sets.is_held_out(row["file"], 0.12)]
            chosen = np.random.default_rng(number).permutation(len(rows))[:MOST]
            jobs += [(number, name, root / name / rows[place]["file"], rows[place]["label"]) for place in chosen]
    if (root / "orand_car_a").is_dir():
        marks = digit_sets.cheque_boxes("train")
        jobs += [(number, "cheques", root / "orand_car_a" / file, json.dumps(boxes)) for file, boxes in marks.items()]
    return jobs


@lru_cache(maxsize=1)
def _tools() -> tuple[Recognizer, Classifier]:
    return Recognizer.load(MODELS), Classifier.load(MODELS)


def _mine_file(job: Job) -> Found:
    number, name, path, label = job
    rng = np.random.default_rng((number, zlib.crc32(path.name.encode())))
    recognizer, classifier = _tools()
    rgb = read_rgb(path)
    if name == digit_sets.PHOTOGRAPHS:
        parts = [mine_scene(view, classifier, rng) for view in scene_views(rgb, rng)]
        return np.concatenate([crops for crops, _ in parts]), np.concatenate([labels for _, labels in parts])
    scale = max(1.0, 120 / min(rgb.shape[:2]))
    wide = cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    framed = cv2.copyMakeBorder(wide, MARGIN, MARGIN, MARGIN, MARGIN, cv2.BORDER_REPLICATE).astype(np.uint8)
    if name == "cheques":
        marks = np.array(json.loads(label), np.float32)
        boxes = marks[:, 1:] * np.float32(scale) + np.array([MARGIN, MARGIN, 0, 0], np.float32)
        return mine_boxes(framed, boxes, marks[:, 0].astype(np.uint8), classifier, rng)
    return mine_string(framed, label, recognizer, classifier, rng)


def mine(number: int, workers: int) -> bool:
    """Mine all there is with the present models and keep the crops as round `number`; False where there is nothing."""
    jobs = _jobs(number)
    if not jobs:
        return False
    progress, found = Progbar(len(jobs), unit_name="picture"), dict[str, list[Found]]()
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        for done, (job, crops) in enumerate(zip(jobs, pool.imap(_mine_file, jobs, chunksize=8), strict=True)):
            found.setdefault(job[1], []).append(crops)
            progress.update(done + 1)
    arrays = {}
    for name, parts in found.items():
        arrays[f"{name}-crops"] = np.concatenate([crops for crops, _ in parts])
        arrays[f"{name}-labels"] = np.concatenate([labels for _, labels in parts])
        print(name, np.bincount(arrays[f"{name}-labels"], minlength=11))
    np.savez(mined_file(number), **arrays)  # type: ignore[arg-type]
    return True

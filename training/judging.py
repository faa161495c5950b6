"""Fits how much detector and classifier count when they judge a proposal together."""

from __future__ import annotations

import argparse
import json
import multiprocessing
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from recognizer import PROPOSERS, SOURCES
from recognizer.classifier import NOT_A_DIGIT, Classifier
from recognizer.company import Company, circumstances
from recognizer.context import ContextClassifier
from recognizer.detector import Detector
from recognizer.fit import fits
from recognizer.geometry import ious
from recognizer.judgement import UNSEEN, Weights, evidence, judge
from recognizer.pipeline import Clock, Look, framed, look
from recognizer.select import is_candidate, select
from recognizer.sight import Sight
from training import data
from training.boxing import MODELS
from training.export import write_checksums
from training.measure import calibration_error, threshold_below, threshold_for
from training.pastes import tightened
from training.scenes import random_photo
from training.sheets import IGNORED, LETTER

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Labelled = tuple[npt.NDArray[np.uint8], Floats, npt.NDArray[np.int8]]
Seen = tuple[Look, Floats, npt.NDArray[np.int8]]

HELD_OUT_SEED = 2_000_003
"""Seed of scenes that the detector was not trained on."""
DIGIT_POWERS = (0.8, 0.3, 0.3)
"""Powers of the classifier's, the detector's and the context classifier's word on which digit it is: the first sees it
in more pixels."""
MOST = {"constant": 0.0, "lone": -1.6, "clutter": -0.2, "odd": -1.2, "vouched": 0.1}
"""The most that these count, in log odds: users show more places without digits, and digits of fewer sizes."""
WELL_SHOWN = 14.0
"""Median height in pixels of the digits in a drawn scene from which it is taken."""
NEIGHBOUR = 0.7
"""Least that a neighbour counts, in log odds."""
SPELLED = -0.4
"""Least that a letter in the same place counts, in log odds: drawn scenes have more letters than users' photos."""
SURER = -2.0
"""Most that it counts, in log odds, how far the detector is surer of a letter than of the digit: with this fewer digits
stand wrongly or are missed in the held-out pictures than with what the regression of single proposals gives."""
AMONG = 4.0
"""Least that it counts, in log odds, how far the neighbours speak against a digit: drawn scenes have less print."""
LETTER_COLUMN, SURER_COLUMN, AMONG_COLUMN = 5, 7, 8
"""Places of those in the evidence."""
CUT_OUT = 2.0
"""Log odds that a lone digit gains that fills a photo cut out around it: nobody cuts out a place without one."""
HIT = 0.5
"""IoU with a true box from which a proposal is right."""
NEAR = 0.2
"""IoU with a true box up to which a proposal has nothing to do with it."""


class Heard(NamedTuple):
    """What was heard of proposals, and what is true.

    Evidence (N, 9), whether the detector saw each (N,) and whether each is right (N,); of those that lie on a digit
    and were seen, log probabilities (M, 3, 10) of classifier, detector and context classifier, and labels (M,).
    """

    columns: Floats
    is_seen: Flags
    is_right: Flags
    logs: Floats
    labels: npt.NDArray[np.int8]


def labelled(count: int) -> Iterator[Labelled]:
    """Held-out pictures (H, W) uint8 with boxes (N, 4) and labels (N,): drawn scenes, cheques and counters.

    Scenes of digits that a person would step closer for are left out: users' photos show their number well.
    """
    rng, drawn = np.random.default_rng(HELD_OUT_SEED), 0
    while drawn < count:
        photo = random_photo(rng)
        boxes, labels = photo.boxes[photo.labels != LETTER], photo.labels[photo.labels != LETTER]
        if not len(boxes) or np.median(boxes[:, 3]) >= WELL_SHOWN:
            drawn += 1
            yield photo.picture, boxes, labels
    for name, boxes_of in (("orand_car_a", data.cheque_boxes), ("counters_yolo", data.counter_boxes)):
        if (data.DATA / "train" / name).is_dir():
            for file, marks in list(boxes_of("test").items())[: count // 4]:
                table = tightened(f"{name}/{file}", marks)
                yield data.read_grey(data.DATA / "train" / name / file), table[:, 1:], table[:, 0].astype(np.int8)


def see_all(models: Path, count: int, workers: int) -> list[Seen]:
    """What is seen in held-out pictures where anything is, with their true boxes and labels."""
    cases = list(labelled(count))
    parts = [(models, cases[start::workers]) for start in range(workers)]
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        return [seen for part in pool.map(_see_some, parts) for seen in part]


def _see_some(part: tuple[Path, list[Labelled]]) -> list[Seen]:
    models, cases = part
    cv2.setNumThreads(1)
    classifier, found = Classifier.load(models), []
    weights = Weights((0, 1, 0, 0, 0, 0, 0, 0, 0), (0, 1, 0, 0))
    sight = Sight(*Detector.load_both(models), ContextClassifier.load(models), weights)
    proposers = [PROPOSERS[source] for source in SOURCES if source in PROPOSERS]
    for picture, boxes, labels in cases:
        seen = look(np.repeat(picture[..., None], 3, axis=2), proposers, classifier, Clock(), sight)
        if len(seen.boxes):
            found.append((seen, boxes, labels))
    return found


def hear(looks: list[Seen]) -> Heard:
    """The evidence of all proposals in held-out pictures."""
    parts = [_weighed(seen, seen.prepared.to_photo(seen.boxes), boxes, labels) for seen, boxes, labels in looks]
    return Heard(*(np.concatenate(one) for one in zip(*parts, strict=True)))


def _weighed(seen: Look, places: Floats, boxes: Floats, labels: npt.NDArray[np.int8]) -> Heard:
    columns, is_seen = evidence(seen.boxes, seen.classified, seen.among, seen.detections)
    truth, on_digit, judged = held_against(places, seen.classified[:, :10].argmax(axis=1), boxes, labels)
    right = on_digit & (seen.classified[:, :10].argmax(axis=1) == truth)
    both = judged & on_digit & is_seen
    near = ious(seen.boxes[both], seen.detections.boxes).argmax(axis=1) if both.any() else np.zeros(0, int)
    words = seen.classified[both, :10], seen.detections.digits[near], seen.among[both, :10]
    logs = np.log(np.maximum(np.stack(words, 1), 1e-4))
    return Heard(columns[judged], is_seen[judged], right[judged], logs, truth[both])


def held_against(
    places: Floats, digits: npt.NDArray[np.intp], boxes: Floats, labels: npt.NDArray[np.int8]
) -> tuple[npt.NDArray[np.int8], Flags, Flags]:
    """Of places (N, 4) read as digits (N,): the nearest true label, whether it lies on that, whether it can be judged.

    What is ignored is not judged, nor the right digit in a box that fits the true one badly: that is as often loose.
    """
    if not len(boxes):
        return np.full(len(places), IGNORED, np.int8), np.zeros(len(places), bool), np.ones(len(places), bool)
    overlap = ious(places, boxes)
    best, truth = overlap.max(axis=1), labels[overlap.argmax(axis=1)]
    on_digit = best >= HIT
    vague = (best > NEAR) & ((truth == IGNORED) | (~on_digit & (truth == digits)))
    return truth, on_digit, ~vague


def fit_company(looks: list[Seen], weights: Weights) -> Company:
    """How much neighbours count beside what is judged of a digit itself: a logistic regression of being right.

    A digit that fills its photo gets back what it loses for being lone, and more where that is but cut out.
    """
    columns, right = [], []
    for seen, boxes, labels in looks:
        seen = seen._replace(probabilities=judge(seen.boxes, seen.classified, seen.among, seen.detections, weights))
        looked_at = is_candidate(seen.probabilities)
        sitting = np.zeros(len(seen.boxes), np.float32)
        sitting[looked_at] = fits(seen.prepared.even, seen.boxes[looked_at])
        among = 1 - seen.among[:, NOT_A_DIGIT]
        chosen = select(seen.boxes, seen.probabilities, sitting, 0.0, detections=seen.detections, among=among)
        if not len(chosen.boxes):
            continue
        places = seen.prepared.to_photo(chosen.boxes)
        digits = chosen.probabilities[:, :10].argmax(axis=1)
        truth, on_digit, judged = held_against(places, digits, boxes, labels)
        is_digit = on_digit & (digits == truth)
        likeliest = chosen.probabilities[:, :10].max(axis=1)
        letters = seen.detections.letters
        around = letters, framed(seen.prepared), among[chosen.chosen]
        columns.append(circumstances(chosen.boxes, likeliest, *around)[judged])
        right.append(is_digit[judged])
    table, target = np.concatenate(columns), np.concatenate(right)
    model = LogisticRegression(C=10.0).fit(table[:, 1:], target)
    confidence = model.predict_proba(table[:, 1:])[:, 1]
    sure = threshold_for(0.99, confidence, target)
    probable = threshold_below(sure, 0.9, confidence, target)
    print(f"{len(target)} candidates, {target.mean():.1%} right, sure from {sure:.3f}, probable from {probable:.3f}")
    print(f"expected calibration error {calibration_error(confidence, target):.4f}")
    company = Company(float(model.intercept_[0]), *map(float, model.coef_[0]))
    limits = {name: min(getattr(company, name), most) for name, most in MOST.items() if name != "constant"}
    company = company._replace(**limits, neighbour=max(company.neighbour, NEIGHBOUR))
    kept = centred(company._replace(fills=-company.lone, cut_out=CUT_OUT), table, target)
    return kept._replace(constant=min(kept.constant, MOST["constant"]))


def centred(company: Company, table: Floats, target: Flags) -> Company:
    """The weights with the constant at which circumstances (N, 9) promise as many right (N,) as there are."""
    odds, low, high = table @ np.array(company, np.float64), -10.0, 10.0
    for _ in range(50):
        shift = (low + high) / 2
        promised = (1 / (1 + np.exp(-odds - shift))).mean()
        low, high = (shift, high) if promised < target.mean() else (low, shift)
    return company._replace(constant=company.constant + shift)


def fit(heard: Heard) -> Weights:
    """Logistic regressions of being right, for what the detector saw and for what it did not."""
    seen, right = heard.is_seen, heard.is_right
    model = LogisticRegression(C=10.0).fit(heard.columns[seen, 1:], right[seen])
    alone = LogisticRegression(C=10.0).fit(heard.columns[~seen][:, UNSEEN[1:]], right[~seen])
    mixed = np.einsum("mwd,w->md", heard.logs, np.array(DIGIT_POWERS, np.float32))
    wrong = (mixed.argmax(axis=1) != heard.labels).mean()
    print(f"{len(right)} proposals, {right.mean():.1%} right, {seen.mean():.1%} seen; {wrong:.1%} of digits misread")
    counts = model.coef_[0].copy()
    counts[LETTER_COLUMN - 1] = max(counts[LETTER_COLUMN - 1], SPELLED)
    counts[SURER_COLUMN - 1] = min(counts[SURER_COLUMN - 1], SURER)
    counts[AMONG_COLUMN - 1] = max(counts[AMONG_COLUMN - 1], AMONG)
    others = alone.coef_[0].copy()
    others[-1] = max(others[-1], AMONG)
    return Weights(
        (float(model.intercept_[0]), *map(float, counts)),
        (float(alone.intercept_[0]), *map(float, others)),
        DIGIT_POWERS,
    )


def main() -> None:
    """Fit and write judgement.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1200)
    parser.add_argument("--models", type=Path, default=MODELS)
    parser.add_argument("--workers", type=int, default=4)
    wanted = parser.parse_args()
    looks = see_all(wanted.models, wanted.count, wanted.workers)
    weights = fit(hear(looks))
    company = fit_company(looks, weights)
    table = {**vars(weights), "company": company}
    kept = {name: [round(value, 3) for value in values] for name, values in table.items()}
    (wanted.models / "judgement.json").write_text(json.dumps(kept, indent=2) + "\n")
    write_checksums(wanted.models)
    print(kept)


if __name__ == "__main__":
    main()

"""The way of a photo through the stages: prepare, propose, classify, select, rows."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from recognizer.budget import BOX, MEGAPIXEL, VIEW, Budget
from recognizer.classifier import NOT_A_DIGIT, Classifier
from recognizer.company import UNKNOWN, USUAL, Company, Frame
from recognizer.context import ContextClassifier
from recognizer.crops import cut_crops
from recognizer.fit import fits
from recognizer.geometry import ious, shares
from recognizer.ground import are_washed_out
from recognizer.judgement import judge
from recognizer.prepare import Prepared, prepare
from recognizer.reading import DARING, Alternative, Box, Digit, Options, Reading, Rejected, Source
from recognizer.rows import in_rows
from recognizer.select import CONFLICT, Selection, is_candidate, select
from recognizer.sight import Sight
from recognizer.sights import NOTHING, Detections
from recognizer.solo import heard, may_be_solo

Boxes = npt.NDArray[np.float32]

DOUBLE = 0.85  # IoU from which a proposal of another source is not worth a second look
PLAIN = 0.5  # score from which a detection settles how digits are parted ...
ALIKE = 0.7  # ... save for proposals that overlap it by such an IoU
WHOLE = 0.4  # of the photo's longer side: height from which on a digit is cut from the photo as it is
SLICE = 64  # crops that are cut and classified at a time, so that few are held
LIKELY = 0.01  # chance of a digit from which on a box is shown with its neighbours ...
UNASKED = np.array([UNKNOWN / 10] * 10 + [1 - UNKNOWN], np.float32)  # ... and where it is not: nothing is known
ALTERNATIVES = 2  # digits beside the first that are told
LEAST_ALTERNATIVE = 0.001  # probability below which an alternative is not worth telling


class Proposer(NamedTuple):
    """A source of proposals: photo -> boxes (N, 4) float32 x, y, width, height in working pixels, best first."""

    source: Source
    propose: Callable[[Prepared], Boxes]


class Clock:
    """Collects the milliseconds of each stage; a stage that comes twice is added up."""

    def __init__(self) -> None:
        self.timings_ms: dict[str, float] = {}
        self._last = time.perf_counter()

    def stage(self, name: str) -> None:
        """Books the time since the last call under a name."""
        now = time.perf_counter()
        self.timings_ms[name] = self.timings_ms.get(name, 0.0) + (now - self._last) * 1000
        self._last = now


class Look(NamedTuple):
    """What was seen in a photo before anything is decided.

    `prepared` the photo at working size, `boxes` (N, 4) in its pixels with the `sources` of each, `crops`
    (N, 28, 28) uint8 of them and `probabilities` (N, 11) over the digits and "not a digit" as all witnesses together
    judge them; `classified` (N, 11) is the classifier's word alone, `among` (N, 11) the context
    classifier's, and `detections` what the detector told. `alone` (11,) is the word of the judge of photos that
    one digit fills, None where others are seen too.
    """

    prepared: Prepared
    boxes: Boxes
    sources: list[Source]
    crops: npt.NDArray[np.uint8]
    probabilities: npt.NDArray[np.float32]
    classified: npt.NDArray[np.float32]
    among: npt.NDArray[np.float32]
    detections: Detections
    alone: npt.NDArray[np.float32] | None = None


def look(
    rgb: npt.NDArray[np.uint8],
    proposers: Sequence[Proposer],
    classifier: Classifier,
    clock: Clock,
    sight: Sight | None = None,
    budget: Budget | None = None,
) -> Look:
    """Proposals of a photo (H, W, 3) uint8, as it stands, and what classifier and detector make of them.

    What would go past the budget is left out.
    """
    budget = budget or Budget()
    prepared = prepare(rgb)
    budget.spend(math.ceil(prepared.gray.size / 1e6 * MEGAPIXEL))
    clock.stage("prepare")
    detections = sight.seen(prepared, budget) if sight else NOTHING
    clock.stage("detect")
    found: list[tuple[Source, Boxes]] = [("detector", detections.boxes)]
    found += [(one.source, beside_the_seen(one.propose(prepared), detections)) for one in proposers]
    boxes, sources = pool(found)
    clock.stage("propose")
    crops, classified = _classified(prepared, boxes, classifier, budget)
    boxes, sources = boxes[: len(crops)], sources[: len(crops)]
    clock.stage("classify")
    if sight is None:
        return Look(prepared, boxes, sources, crops, classified, classified, classified, detections)
    judged = judge(boxes, classified, np.tile(UNASKED, (len(boxes), 1)), detections, sight.weights)
    among = asked(sight.context, prepared.gray, boxes, judged, budget)
    alone = _alone(sight, prepared, detections)
    clock.stage("classify")
    judged = judge(boxes, classified, among, detections, sight.weights)
    return Look(prepared, boxes, sources, crops, judged, classified, among, detections, alone)


def _alone(sight: Sight, prepared: Prepared, detections: Detections) -> npt.NDArray[np.float32] | None:
    """What the whole photo shows as one digit (11,), None where it is wide or more than one was plainly seen."""
    is_solo = may_be_solo(*prepared.photo_size) and (detections.scores >= PLAIN).sum() <= 1
    return sight.solo.probabilities(prepared.gray) if sight.solo and is_solo else None


def _classified(
    prepared: Prepared, boxes: Boxes, classifier: Classifier, budget: Budget
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32]]:
    """Crops and probabilities of the first boxes, slice by slice, as many as the budget grants."""
    boxes = boxes[: budget.granted(budget.comparable(len(boxes)), BOX)]
    crops = [cut(prepared, boxes[:0])]
    probabilities = [classifier.probabilities(crops[0])]
    for start in range(0, len(boxes), SLICE):
        crops.append(cut(prepared, boxes[start : start + SLICE]))
        probabilities.append(classifier.probabilities(crops[-1]))
    return np.concatenate(crops), np.concatenate(probabilities)


def asked(
    context: ContextClassifier,
    gray: npt.NDArray[np.uint8],
    boxes: Boxes,
    judged: npt.NDArray[np.float32],
    budget: Budget,
) -> npt.NDArray[np.float32]:
    """What boxes (N, 4) in gray (H, W) are among their neighbours: probabilities (N, 11).

    UNASKED where the others together (N, 11) give no reason to ask, and past the budget.
    """
    likely = np.flatnonzero(judged[:, NOT_A_DIGIT] < 1 - LIKELY)
    likely = likely[: budget.granted(len(likely), VIEW)]
    among = np.tile(UNASKED, (len(boxes), 1))
    for start in range(0, len(likely), SLICE):
        some = likely[start : start + SLICE]
        among[some] = context.probabilities(gray, boxes[some])
    return among


def cut(prepared: Prepared, boxes: Boxes) -> npt.NDArray[np.uint8]:
    """Crops (N, 28, 28) uint8 of boxes (N, 4) in working pixels, in even light save where that harms.

    To the wide median that evens the light, the strokes of a digit that fills the photo are ground: it hollows them.
    Where most of its window is a dark table, the ink of a small note pales.
    """
    crops = cut_crops(prepared.even, boxes)
    harmed = (boxes[:, 3] >= WHOLE * max(prepared.gray.shape)) | are_washed_out(prepared.even, boxes)
    crops[harmed] = cut_crops(prepared.gray, boxes[harmed])
    return crops


def decide(seen: Look, options: Options, clock: Clock, company: Company = USUAL) -> Reading:
    """The reading of what was seen, in pixels of the photo; only `options.min_confidence` is looked at."""
    sitting = np.zeros(len(seen.boxes), np.float32)
    looked_at = is_candidate(seen.probabilities)
    sitting[looked_at] = fits(seen.prepared.even, seen.boxes[looked_at])
    around = company, seen.detections, framed(seen.prepared), 1 - seen.among[:, NOT_A_DIGIT]

    def standing(least: float) -> Selection:
        return select(seen.boxes, seen.probabilities, sitting, least, *around)

    selection = standing(options.min_confidence)
    if seen.alone is not None:
        around_photo = framed(seen.prepared), options.min_confidence
        selection = heard(selection, seen.boxes, seen.probabilities, seen.alone, *around_photo)
    faint = 0 if len(selection.chosen) else len(standing(DARING).chosen)
    clock.stage("select")
    places = _on_photo(seen.prepared, selection.boxes)
    digits = [_digit(selection, i, box, seen) for i, box in enumerate(places)]
    rows = in_rows(digits, selection.boxes)
    clock.stage("rows")
    return Reading(rows, *seen.prepared.photo_size, dict(clock.timings_ms), _rejected(selection, seen), faint=faint)


def framed(prepared: Prepared) -> Frame:
    """A photo as its digits may fill it, in working pixels."""
    height, width = prepared.gray.shape
    return Frame(width, height, max(prepared.photo_size))


def beside_the_seen(boxes: Boxes, detections: Detections) -> Boxes:
    """Proposals (M, 4) without those that cut or join digits that the detector saw plainly."""
    plain = detections.boxes[detections.scores >= PLAIN]
    if not len(plain) or not len(boxes):
        return boxes
    same = ious(boxes, plain).max(axis=1) >= ALIKE
    apart = shares(boxes, plain).max(axis=1) <= CONFLICT
    return np.asarray(boxes[same | apart], np.float32)


def pool(found: Sequence[tuple[Source, Boxes]]) -> tuple[Boxes, list[Source]]:
    """Boxes (N, 4) of all sources, and the source of each; what an earlier source proposed is not taken again."""
    boxes = np.zeros((0, 4), np.float32)
    sources: list[Source] = []
    for source, more in found:
        new = more[ious(more, boxes).max(axis=1, initial=0) < DOUBLE]
        boxes = np.concatenate([boxes, new])
        sources += [source] * len(new)
    return boxes, sources


def _on_photo(prepared: Prepared, boxes: Boxes) -> list[Box]:
    return [Box(*map(float, box)) for box in prepared.to_photo(boxes)]


def _digit(selection: Selection, place: int, box: Box, seen: Look) -> Digit:
    probabilities = selection.probabilities[place, :10]
    best, *others = np.argsort(-probabilities, kind="stable")[: ALTERNATIVES + 1]
    others = [other for other in others if probabilities[other] >= LEAST_ALTERNATIVE]
    alternatives = tuple(Alternative(str(other), float(probabilities[other])) for other in others)
    index = selection.chosen[place]
    confidence = float(selection.confidences[place])
    return Digit(str(best), confidence, box, alternatives, seen.sources[index], seen.crops[index])


def _rejected(selection: Selection, seen: Look) -> tuple[Rejected, ...]:
    """Everything that was proposed and does not stand, with what it was likeliest to be."""
    boxes = _on_photo(seen.prepared, seen.boxes)
    likeliest: list[int] = seen.probabilities[:, :10].argmax(axis=1).tolist() if len(boxes) else []
    return tuple(
        Rejected(boxes[i], reason, seen.sources[i], str(digit), float(seen.probabilities[i, digit]))
        for i, (reason, digit) in enumerate(zip(selection.reasons, likeliest, strict=True))
        if reason is not None
    )

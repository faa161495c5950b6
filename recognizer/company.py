"""How sure a digit is in its company: neighbours of its height speak for it, letters and the lack of any against it.

A digit that fills its photo needs none where the weights say so: the photo was taken of it, or cut out around it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from recognizer.geometry import ious
from recognizer.sights import NO_LETTERS, Letters, has_words

Boxes = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

COMPANY_RATIO = 1.7  # digits of one row differ less in height
COMPANY_GAP = 2.0  # heights: free space up to which a digit keeps another company
COMPANY_DRIFT = 0.5  # heights: vertical distance up to which it does
OUTLYING_GAP = 4.0  # heights: ... or this where it stands on the line of a number, as the last does under bars ...
OUTLYING_DRIFT = 0.45  # heights: ... so far off it at most ...
OUTLYING_CHANCE = 0.9  # ... and where there are words the context classifier doubts it less than an o at their end
NUMBER = 5  # digits from which on they are a number ...
LAST = 8  # ... and of these as many tell where its line goes on
LEAST = 0.3  # summed likelihood of the neighbours from which there is company at all
MOST = 2.0  # of the summed likelihood: more neighbours do not make a digit surer
STRONG = 0.8  # likelihood from which a digit tells what the others should look like
CLUTTERED = 3.0  # weak candidates for each strong one: more clutter does not count more
NEXT = 0.35  # heights: free space up to which a letter is of one word with a digit ...
OTHER = 0.4  # IoU with a candidate from which a letter is but another word on that
FILLS = (0.4, 0.6)  # of the photo's height or width: between these a digit comes to fill it
CUT_OUT = 128  # px: a photo whose longer side is no more was cut out of another
OWN = 0.3  # IoU from which a letter is in a digit's own place
TEXT = 0.8  # summed scores of the letters beside a digit from which it stands in a text ...
SPARED = 0.7  # ... where it keeps this much of what a lone one loses, as far as the context classifier has no doubt
UNKNOWN = 0.5  # chance of a digit where the context classifier was not asked
VOUCHED = 3.0  # log odds: the context classifier is not believed to be surer of a digit
SOLE = 0.4  # log odds that a photo's only digit loses unless it fills the photo: what had 0.6 has 0.5
ODD = 1.5  # logarithm of the ratio of heights: odder sizes do not count more


class Frame(NamedTuple):
    """Width and height of a photo in the pixels of the boxes in it, and its own longer side in pixels."""

    width: float = math.inf
    height: float = math.inf
    detail: float = math.inf


BOUNDLESS = Frame()


class Company(NamedTuple):
    """Log odds of being right.

    A `constant`; times the digit's own log `odds`; for each `neighbour`; for a `lone` digit, less for one in a text of
    which the context classifier is sure; for `clutter`, the weak candidates of the photo for each strong one; for an
    `odd` size, the logarithm of its height over the usual one; for each letter of its `word`, as far as the context
    classifier doubts it; for a lone digit that `fills` the photo, and again where that was `cut_out`; times the log
    odds by which the context classifier has `vouched` for it.
    """

    constant: float = 0.0
    odds: float = 1.0
    neighbour: float = 0.8
    lone: float = -2.5
    clutter: float = 0.0
    odd: float = 0.0
    word: float = 0.0
    fills: float = 0.0
    cut_out: float = 0.0
    vouched: float = 0.0


USUAL = Company(clutter=-2.5)
"""Of the classifier's word alone: weighed on the training strings, clutter on photographs without digits, dev's too.

It takes parts of photographs for digits too often for a lone one to be believed, large as it may be."""


def in_company(
    boxes: Boxes,
    likeliest: Floats,
    company: Company,
    letters: Letters = NO_LETTERS,
    photo: Frame = BOUNDLESS,
    among: Floats | float = UNKNOWN,
) -> Floats:
    """Confidence (N,) of boxes (N, 4) x, y, width, height whose likeliest digits have a probability (N,).

    `letters` are what the detector saw in the same pixels; `among` (N,) is the chance of any digit that the context
    classifier gives each box.
    """
    odds = circumstances(boxes, likeliest, letters, photo, among) @ np.array(company, np.float32)
    return np.asarray(1 / (1 + np.exp(-odds)), np.float32)


def sole_doubted(confidences: Floats, least: float, boxes: Boxes, photo: Frame = BOUNDLESS) -> Floats:
    """Confidences (N,) of boxes (N, 4), where only one reaches the `least` that with less.

    Where there is no number, something odd passes for a digit by itself more often than two things do side by side.
    """
    stands = confidences >= least
    if stands.sum() != 1:
        return confidences
    odds = log_odds(confidences) - SOLE * (1 - filled(boxes, photo))
    return np.asarray(np.where(stands, 1 / (1 + np.exp(-odds)), confidences), np.float32)


def circumstances(
    boxes: Boxes,
    likeliest: Floats,
    letters: Letters = NO_LETTERS,
    photo: Frame = BOUNDLESS,
    among: Floats | float = UNKNOWN,
) -> Floats:
    """What is weighed of each box (N, 4) whose likeliest digit has a probability (N,): (N, 10) as Company has it."""
    known = np.broadcast_to(np.asarray(among, np.float32), len(boxes))
    near = beside(boxes)
    least = OUTLYING_CHANCE if has_words(letters) else UNKNOWN
    together = (near | outlying(boxes, likeliest, known >= least, near)) @ likeliest
    has_company = together > LEAST
    neighbours = np.where(has_company, np.minimum(together, MOST), 0)
    strong = likeliest >= STRONG
    clutter = np.full(len(boxes), min((~strong).sum() / (strong.sum() + 1), CLUTTERED))
    usual = np.median(boxes[strong, 3]) if strong.any() else boxes[:, 3]
    odd = np.minimum(np.abs(np.log(boxes[:, 3] / usual)), ODD)
    doubt = doubted(known)
    word = np.minimum(spelled_beside(boxes, likeliest, letters), MOST) * doubt
    fills = np.where(has_company, 0, filled(boxes, photo))
    cut_out = fills * (photo.detail <= CUT_OUT)
    vouched = np.clip(log_odds(known), 0, VOUCHED)
    lone = ~has_company * (1 - SPARED * in_text(boxes, letters) * (1 - doubt))
    columns = (np.ones(len(boxes)), log_odds(likeliest), neighbours, lone, clutter, odd, word, fills, cut_out,
               vouched)  # fmt: skip
    return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)


def in_text(boxes: Boxes, letters: Letters) -> Flags:
    """Which of boxes (N, 4) stand among letters of their height (N,); one in their own place is none of those."""
    near = side_by_side(boxes, letters.boxes, COMPANY_GAP) & (ious(boxes, letters.boxes) < OWN)
    return np.asarray(near @ letters.scores >= TEXT, bool)


def filled(boxes: Boxes, photo: Frame) -> Floats:
    """How far boxes (N, 4) fill a photo, from 0 for small ones to 1: (N,)."""
    share = (boxes[:, 2:] / np.array(photo[:2], np.float32)).max(axis=1, initial=0)
    return np.asarray(np.clip((share - FILLS[0]) / (FILLS[1] - FILLS[0]), 0, 1), np.float32)


def spelled_beside(boxes: Boxes, likeliest: Floats, letters: Letters) -> Floats:
    """Summed scores (N,) of the letters next to each box (N, 4), less what a likelier digit in their place has."""
    overlap = ious(letters.boxes, boxes)
    taken = np.where(overlap >= OTHER, likeliest, 0).max(axis=1, initial=0)
    near = side_by_side(boxes, letters.boxes, NEXT) & (overlap.T < OTHER)
    return np.asarray(near @ np.maximum(letters.scores - taken, 0), np.float32)


def beside(boxes: Boxes) -> Flags:
    """(N, N): whether two boxes are of like height and stand side by side with little space between."""
    near = side_by_side(boxes, boxes, COMPANY_GAP)
    np.fill_diagonal(near, False)
    return near


def outlying(boxes: Boxes, likeliest: Floats, vouched: Flags, near: Flags) -> Flags:
    """(N, N): with which digits of a number each box (N, 4) is in line that keeps no company `near` (N, N).

    So stand the first digit and the last under the bars of a product. `likeliest` (N,) is the probability of each
    box's likeliest digit, `vouched` (N,) whether the context classifier takes it for one.
    """
    strong = likeliest >= STRONG
    far = side_by_side(boxes, boxes, OUTLYING_GAP, math.inf) & strong
    np.fill_diagonal(far, False)
    lone = (near @ likeliest <= LEAST) & vouched
    found = np.zeros_like(near)
    for place in np.flatnonzero(lone & far.any(axis=1)):
        reached = np.flatnonzero(far[place])
        closest = reached[np.abs(boxes[reached, 0] - boxes[place, 0]).argmin()]
        number = _linked(closest, near & strong & strong[:, None])
        found[place] = far[place] & number & _goes_on(boxes[number], boxes[place])
    return found


def _linked(first: np.intp, near: Flags) -> Flags:
    """Which boxes (N,) are reached from one by going from `near` one to near one (N, N)."""
    reached, before = np.arange(len(near)) == first, 0
    while reached.sum() > before:
        before = int(reached.sum())
        reached |= near[reached].any(axis=0)
    return np.asarray(reached, bool)


def _goes_on(number: Boxes, box: npt.NDArray[np.float32]) -> bool:
    """Whether the line on which the digits of a number (N, 4) stand goes on to a box (4,) left or right of it."""
    away = number[:, 0] + number[:, 2] / 2 - box[0] - box[2] / 2
    if len(number) < NUMBER or abs(np.sign(away).sum()) < len(number):
        return False
    last = np.argsort(np.abs(away))[:LAST]
    middles = number[last, 1] + number[last, 3] / 2
    drift = np.polyfit(away[last], middles, 1)[1] - box[1] - box[3] / 2
    return bool(abs(drift) <= OUTLYING_DRIFT * np.median(number[last, 3]))


def side_by_side(boxes: Boxes, others: Boxes, most: float, drifting: float = COMPANY_DRIFT) -> Flags:
    """(N, M): which of boxes (N, 4) and others (M, 4) are alike and `most` heights apart or less.

    They are `drifting` heights higher or lower than each other at most.
    """
    x, y, width, height = boxes.T[..., None]
    other_x, other_y, other_width, other_height = others.T[:, None]
    lower = np.minimum(height, other_height)
    alike = np.maximum(height, other_height) <= COMPANY_RATIO * lower
    gap = np.abs(x + width / 2 - other_x - other_width / 2) - (width + other_width) / 2
    drift = np.abs(y + height / 2 - other_y - other_height / 2)
    return np.asarray(alike & (gap <= most * lower) & (drift <= drifting * lower), bool)


def doubted(among: Floats) -> Floats:
    """How much letters count (N,) where the context classifier, which saw them too, gives a digit a chance (N,).

    All where it thinks a digit no likelier than UNKNOWN, and nothing where it is certain of one.
    """
    return np.asarray(np.clip((1 - among) / (1 - UNKNOWN), 0, 1), np.float32)


def log_odds(probability: Floats) -> Floats:
    """Log odds of probabilities, none more certain than one in ten thousand leaves open."""
    kept = np.clip(probability, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(kept / (1 - kept)), np.float32)

"""The judge of a photo that one digit fills: it sees the whole of it, as MNIST shows its digits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.digits.classifier import NOT_A_DIGIT, softmax
from recognizer.digits.contours import ink_around
from recognizer.digits.crops import CROP_SIZE, MIN_CONTRAST
from recognizer.digits.score import CERTAIN, Score, log_odds
from recognizer.lines.strips import stretched
from recognizer.reading import Alternative, Box, Digit
from recognizer.runtime import Model

Gray = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

MODEL = "single_digit.tflite"
WIDEST = 1.5
"""Width over height up to which a photo is taken to show one digit: two stand side by side in a wider one."""
FILLED = 0.5
"""Share of such a photo's height or width that its digit has at least."""
EVEN = 0.5
"""Confidence from which a digit is likelier than not."""
EXTREMES = (3, 97)
"""Percentiles of gray that tell which side of the ground the ink is on, and how far from it."""


class SingleDigitClassifier:
    """A whole picture -> probabilities over the digits and "not a digit"; one may serve any number of threads."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @classmethod
    def load(cls, folder: Path) -> SingleDigitClassifier:
        """Reads the network from a folder; raises OSError or ValueError where it cannot."""
        return cls(Model(folder / MODEL))

    def probabilities(self, gray: Gray) -> Floats:
        """A picture (H, W) uint8 -> (11,) float32 in 0..1 that sum to 1."""
        (logits,) = self._model.run((whole(gray)[None, ..., None] / 255).astype(np.float32))
        return np.asarray(softmax(logits)[0], np.float32)


def may_be_single(width: int, height: int) -> bool:
    """Whether a picture of so many pixels may show one digit that fills it."""
    return width <= WIDEST * height


def whole(gray: Gray) -> Gray:
    """A picture (H, W) uint8 as the network sees it, (28, 28) uint8: its longer side 28 pixels, light ink on black.

    The ground is the median of its rim. What is missing to a square repeats its edges; MNIST's pictures stay as they
    are.
    """
    height, width = gray.shape
    scale = CROP_SIZE / max(height, width)
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    ground = float(np.median(np.concatenate([gray[0], gray[-1], gray[:, 0], gray[:, -1]])))
    if size != (width, height):
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        gray = np.asarray(cv2.resize(gray, size, interpolation=method), np.uint8)
    above, left = (CROP_SIZE - size[1]) // 2, (CROP_SIZE - size[0]) // 2
    square = cv2.copyMakeBorder(
        gray, above, CROP_SIZE - size[1] - above, left, CROP_SIZE - size[0] - left, cv2.BORDER_REPLICATE
    )
    deviation = square.astype(np.float32) - ground
    darkest, lightest = np.percentile(deviation, EXTREMES)
    if -darkest > lightest:
        deviation, lightest = -deviation, -darkest
    stretched = np.clip(deviation / max(lightest, MIN_CONTRAST) * 255, 0, 255)
    return np.asarray(stretched, np.uint8)


def named_as_whole(read: Digit | None, gray: Gray, single: SingleDigitClassifier, score: Score) -> Digit | None:
    """The digit that fills a picture (H, W), as reader and this network name it together; None where none fills it.

    `read` is the likeliest that the reader saw, None without any: where it is small it is left as it was read, unless
    another one likely fills the picture.
    """
    large = read if read is not None and fills(read.box, gray) else None
    chances = chances_of(single.probabilities(gray), large, score)
    box = large.box if large is not None else Box(*ink_around(stretched(gray)))
    order = np.argsort(-chances, kind="stable")
    first, second = (float(chances[one]) for one in order[:2])
    if large is None and (first < EVEN or not fills(box, gray)):
        return None
    others = (Alternative(str(order[1]), min(second, 1 - first)),) if second >= CERTAIN else ()
    digit = large if large is not None else Digit("0", 0.0, box)
    return replace(digit, digit=str(order[0]), confidence=first, alternatives=others)


def fills(box: Box, gray: Gray) -> bool:
    """Whether a box in a picture (H, W) is as high or as wide as one digit that fills it."""
    return bool(max(box.height / gray.shape[0], box.width / gray.shape[1]) >= FILLED)


def chances_of(told: Floats, read: Digit | None, score: Score) -> Floats:
    """How likely, in 0..1, each digit fills a picture (10,): by what this network tells (11,) and what was read."""
    return np.array([score.of_single(features(told, read, digit)) for digit in range(NOT_A_DIGIT)], np.float32)


def features(told: Floats, read: Digit | None, digit: int) -> npt.NDArray[np.float64]:
    """What speaks for a digit that fills a picture (5,), as log odds: this network (11,), and what was read."""
    seen = [0.0] * NOT_A_DIGIT
    for one, share in [(one.digit, one.probability) for one in read.alternatives] if read is not None else []:
        seen[int(one)] = share
    if read is not None:
        seen[int(read.digit)] = read.confidence
    rival = max(share for one, share in enumerate(seen) if one != digit)
    shares = (float(told[digit]), float(told[NOT_A_DIGIT]), seen[digit], rival)
    return np.array([1.0, *map(log_odds, shares)])

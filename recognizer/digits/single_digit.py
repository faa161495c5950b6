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
OTHERS = 0.5
"""The power to which the reader's probabilities of the digits count beside this network's."""
SURE = 0.7
"""The least that this network gives the likeliest digit where it stands by this network alone."""
EVEN = 0.5
"""Confidence from which a digit is likelier than not."""
CERTAIN = 1e-3
"""The least that any digit is given."""
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


def named_as_whole(read: Digit | None, gray: Gray, single: SingleDigitClassifier) -> Digit | None:
    """The digit that fills a picture (H, W), as reader and this network name it together; None where none fills it.

    `read` is the likeliest that the reader saw. Where its confidence is under an even chance, or where there is none,
    one stands only if the network is sure of it.
    """
    told = single.probabilities(gray)
    is_sure = told[:NOT_A_DIGIT].max() >= SURE
    if read is None or (read.confidence < EVEN and not fills(read.box, gray)):
        read = None if not is_sure else Digit("0", 0.0, Box(*ink_around(stretched(gray))))
    if read is None or not fills(read.box, gray):
        return None
    shares = _together(read, told)
    order = np.argsort(-shares, kind="stable")
    present = max(read.confidence, float(1 - told[NOT_A_DIGIT]) if is_sure else 0.0)
    second = Alternative(str(order[1]), float(shares[order[1]]) * present)
    others = (second,) if second.probability >= CERTAIN else ()
    return replace(read, digit=str(order[0]), confidence=present * float(shares[order[0]]), alternatives=others)


def fills(box: Box, gray: Gray) -> bool:
    """Whether a box in a picture (H, W) is as high or as wide as one digit that fills it."""
    return bool(max(box.height / gray.shape[0], box.width / gray.shape[1]) >= FILLED)


def _together(read: Digit, told: Floats) -> Floats:
    """Probabilities (10,) of the digits, given that there is one, by both together."""
    seen = np.full(NOT_A_DIGIT, CERTAIN)
    for one, share in ((read.digit, read.confidence), *((a.digit, a.probability) for a in read.alternatives)):
        seen[int(one)] = max(share, CERTAIN)
    logs = OTHERS * np.log(seen / seen.sum()) + np.log(np.maximum(told[:NOT_A_DIGIT], CERTAIN))
    powers = np.exp(logs - logs.max())
    return np.asarray(powers / powers.sum(), np.float32)

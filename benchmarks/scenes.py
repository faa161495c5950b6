"""Moving pictures without a number, as a camera sees them that is carried about and held still now and then."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from harness.camera import HEIGHT, WIDTH
from harness.pictures import Pixels
from training.synth.fonts import list_faces
from webapp.pages.samples import find

Rng = np.random.Generator

SIDE = 1280  # pixels of a scene's longer side, of which the camera sees a part
SECONDS = 12  # for which a scene is seen
STILL = 0.75  # share of them in which the camera is still: long enough for a number to be taken
GRAIN = 5  # gray levels of the sensor's noise (standard deviation)
WORDS = (
    "Open", "daily", "except", "Sunday.", "Please", "ring", "the", "bell.", "Mind", "the", "step", "and", "keep", "the",
    "door", "shut.", "Fresh", "bread,", "cheese,", "olives", "honey.", "This", "way", "to", "lockers.", "Ask", "inside",
    "about", "lost", "keys.", "Handle", "with", "care:", "glass.", "Quiet", "hours", "begin", "at", "noon.",
)  # fmt: skip


def moving(seconds: int, rate: int, seed: int) -> Iterator[Pixels]:
    """The frames of a film, (HEIGHT, WIDTH, 3) uint8."""
    rng = np.random.default_rng(seed)
    for at in range(0, seconds, SECONDS):
        scene = SCENES[at // SECONDS % len(SCENES)](rng)
        yield from seen(scene, rate * min(SECONDS, seconds - at), rng)


def seen(scene: Pixels, frames: int, rng: Rng) -> Iterator[Pixels]:
    """A scene as the camera comes to it from another place, at first blurred by its motion, and then stays."""
    ways = [(rng.uniform(0.3, 0.7, 2), rng.uniform(0.5, 1.4), rng.uniform(-12, 12)) for _ in range(2)]
    for at in range(frames):
        gone = min(at / frames / (1 - STILL), 1.0)
        place, scale, turn = ((1 - gone) * first + gone * last for first, last in zip(*ways, strict=True))
        sharp = view(scene, place, scale, turn)
        width = round(12 * (1 - gone))
        frame = cv2.blur(sharp, (2 * width + 1, 1)) if width else sharp
        noise = rng.normal(0, GRAIN, frame.shape[:2])[..., None]
        yield np.asarray(np.clip(frame + noise, 0, 255), np.uint8)


def view(
    scene: Pixels,
    place: npt.NDArray[np.float64],
    scale: float,
    turn: float,
    size: tuple[int, int] = (WIDTH, HEIGHT),
    beyond: int = cv2.BORDER_REFLECT,
) -> Pixels:
    """What the camera sees around a place, (x, y) in shares of the scene, turned by degrees; `size` in pixels.

    `beyond`: what OpenCV is to show beyond the scene.
    """
    x, y = place * scene.shape[1::-1]
    matrix = cv2.getRotationMatrix2D((x, y), turn, scale)
    matrix[:, 2] += (size[0] / 2 - x, size[1] / 2 - y)
    return np.asarray(cv2.warpAffine(scene, matrix, size, borderMode=beyond), np.uint8)


def paper(rng: Rng) -> Image.Image:
    """An empty sheet or wall."""
    return Image.new("RGB", (SIDE, SIDE), tuple(int(level) for level in rng.integers(150, 250, 3)))


def words(rng: Rng) -> Pixels:
    """Lines of words in one of the machine's faces."""
    faces = list_faces()
    face = faces[rng.integers(len(faces))]
    font = ImageFont.truetype(face.path, int(rng.integers(36, 150)), face.index)
    sheet = paper(rng)
    pen, line = ImageDraw.Draw(sheet), int(font.size * 1.4)
    for top in range(20, SIDE, line):
        pen.text((20, top), " ".join(rng.choice(WORDS, 6)), (30, 30, 50), font)
    return np.asarray(sheet)


def things(rng: Rng) -> Pixels:
    """Boxes, plates and sticks, over and beside one another."""
    sheet = paper(rng)
    pen = ImageDraw.Draw(sheet)
    for _ in range(70):
        (left, top), (width, height) = rng.integers(0, SIDE, 2), rng.integers(15, 300, 2)
        box = [int(left), int(top), int(left + width), int(top + height)]
        color = tuple(int(level) for level in rng.integers(0, 256, 3))
        (pen.rectangle, pen.ellipse, pen.line)[rng.integers(3)](box, color, width=int(rng.integers(3, 15)))
    return np.asarray(sheet)


def bricks(rng: Rng) -> Pixels:
    """A wall."""
    sheet = paper(rng)
    pen, high = ImageDraw.Draw(sheet), int(rng.integers(30, 90))
    for row, top in enumerate(range(0, SIDE, high)):
        for left in range(-high * (row % 2), SIDE, 2 * high):
            color = tuple(int(level) for level in np.array([170, 80, 60]) + rng.integers(-25, 25, 3))
            pen.rectangle([left, top, left + 2 * high - 6, top + high - 6], color)
    return np.asarray(sheet)


def cloth(rng: Rng) -> Pixels:
    """Light and dark without an edge."""
    coarse = rng.integers(40, 220, (20, 20, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(coarse, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC), np.uint8)


def drawing(rng: Rng) -> Pixels:
    """The photo without digits that the first page offers."""
    sample = find("no-digits")
    assert sample
    return np.asarray(cv2.imdecode(np.frombuffer(sample.bytes(), np.uint8), cv2.IMREAD_COLOR_RGB), np.uint8)


SCENES: tuple[Callable[[Rng], Pixels], ...] = (words, things, bricks, words, cloth, drawing)

"""Draws the six photos to try on the first page: `python -m training.samples`. They are nobody's, and no data set's."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from training.fonts import list_faces
from webapp.pages.samples import FOLDER, SAMPLES, THUMBNAIL

Picture = npt.NDArray[np.float32]  # (H, W, 3) or (H, W) in 0..1
Color = tuple[float, float, float]
Corners = list[tuple[float, float]]

WIDTH, HEIGHT = 960, 720  # px of a photo
QUALITY, THUMBNAIL_QUALITY = 80, 62  # of JPEG and WebP, 0 to 100
FINE = 2  # everything is drawn this much larger, then reduced

# How a hand writes each digit: pen strokes through points in a box 1 wide and 1 high.
STROKES: dict[str, list[list[tuple[float, float]]]] = {
    "0": [[(0.6, 0.04), (0.3, 0.1), (0.1, 0.5), (0.26, 0.92), (0.6, 0.95), (0.86, 0.55), (0.75, 0.13), (0.5, 0.03)]],
    "1": [[(0.28, 0.24), (0.56, 0.02), (0.53, 0.5), (0.5, 1.0)]],
    "2": [
        [(0.14, 0.24), (0.38, 0.02), (0.72, 0.08), (0.76, 0.33), (0.5, 0.64), (0.12, 0.96), (0.5, 0.92), (0.9, 0.95)]
    ],
    "3": [[(0.14, 0.13), (0.5, 0.01), (0.77, 0.2), (0.36, 0.46), (0.76, 0.6), (0.76, 0.86), (0.45, 0.99), (0.1, 0.88)]],
    "4": [[(0.56, 0.02), (0.35, 0.35), (0.1, 0.64), (0.5, 0.64), (0.92, 0.6)], [(0.68, 0.36), (0.64, 0.7), (0.6, 1.0)]],
    "5": [[(0.84, 0.03), (0.3, 0.07), (0.24, 0.42), (0.55, 0.37), (0.84, 0.6), (0.7, 0.9), (0.35, 0.99), (0.08, 0.87)]],
    "6": [
        [(0.72, 0.02), (0.36, 0.25), (0.14, 0.66), (0.3, 0.95), (0.66, 0.95), (0.8, 0.72), (0.55, 0.53), (0.2, 0.74)]
    ],
    "7": [[(0.1, 0.08), (0.5, 0.07), (0.88, 0.04), (0.6, 0.5), (0.42, 1.0)]],
    "8": [
        [(0.72, 0.14), (0.42, 0.02), (0.24, 0.22), (0.5, 0.46), (0.8, 0.76), (0.5, 0.99), (0.2, 0.8)]
        + [(0.45, 0.5), (0.75, 0.26), (0.68, 0.1)]
    ],
    "9": [[(0.78, 0.25), (0.5, 0.03), (0.2, 0.23), (0.3, 0.48), (0.66, 0.44), (0.79, 0.2), (0.76, 0.6), (0.66, 1.0)]],
}


def main() -> None:
    """Draw all six and save each with its thumbnail."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    drawings = (lone_digit, handwriting, two_rows, house_number, meter, no_digits)
    for seed, (sample, draw) in enumerate(zip(SAMPLES, drawings, strict=True)):
        photo = draw(np.random.default_rng(seed))
        image = Image.fromarray((photo.clip(0, 1) * 255).astype(np.uint8))
        image.save(FOLDER / f"{sample.name}.jpg", quality=QUALITY, optimize=True, progressive=True)
        small = image.resize(THUMBNAIL, Image.Resampling.LANCZOS)
        small.save(FOLDER / f"{sample.name}-small.webp", quality=THUMBNAIL_QUALITY, method=6)
        print(sample.name, (FOLDER / f"{sample.name}.jpg").stat().st_size)


def lone_digit(rng: np.random.Generator) -> Picture:
    """A yellow note on a wooden table, with a 5 in marker."""
    note = _plain(560, 560, (0.98, 0.86, 0.42)) * (1 - 0.05 * _cloud(560, 560, 60, rng)[..., None])
    note *= np.linspace(1, 0.9, 560, dtype=np.float32)[:, None, None]
    note = _ink(note, _written("5", 330, 30, rng), (120, 115), (0.1, 0.1, 0.14))
    return _photo(_on(_wood(rng), note, [(300, 130), (740, 105), (770, 560), (285, 575)]), (0.25, 0.2), rng)


def handwriting(rng: np.random.Generator) -> Picture:
    """A number in blue pen on ruled paper."""
    sheet = _ruled(900, 1200, rng)
    for place, digit in enumerate("0417293"):
        drop = int(rng.normal(0, 5))
        ink = _written(digit, 104, 8, rng)
        sheet = _ink(sheet, ink, (250 + place * 104 + int(rng.normal(0, 5)), 424 + drop), (0.1, 0.17, 0.5))
    return _photo(_on(_wood(rng), sheet, [(-60, 40), (960, -60), (1060, 740), (-20, 800)]), (0.7, 0.1), rng)


def two_rows(rng: np.random.Generator) -> Picture:
    """A cloakroom tag of brown card with a number printed in two rows."""
    card = _plain(460, 760, (0.83, 0.71, 0.54)) * (1 - 0.08 * _cloud(460, 760, 3, rng)[..., None])
    card = _ink(card, _printed("204815", "JetBrainsMono-Bold", 164), (62, 92), (0.13, 0.11, 0.12))
    card = _ink(card, _printed("7093", "JetBrainsMono-Bold", 164), (62, 264), (0.55, 0.12, 0.1))
    cv2.circle(card, (716, 44), 20, (0.2, 0.17, 0.15), -1, cv2.LINE_AA)
    return _photo(_on(_cloth(rng), card, [(120, 190), (850, 110), (880, 540), (150, 610)]), (0.3, 0.3), rng)


def house_number(rng: np.random.Generator) -> Picture:
    """White figures on a blue enamel plate on a brick wall."""
    plate = _plain(420, 640, (0.04, 0.17, 0.45)) * np.linspace(1.25, 0.85, 420, dtype=np.float32)[:, None, None]
    cv2.rectangle(plate, (16, 16), (623, 403), (0.93, 0.94, 0.95), 9, cv2.LINE_AA)
    for x, y in ((46, 46), (594, 46), (46, 374), (594, 374)):
        cv2.circle(plate, (x, y), 11, (0.75, 0.75, 0.74), -1, cv2.LINE_AA)
        cv2.line(plate, (x - 7, y - 5), (x + 7, y + 5), (0.35, 0.35, 0.36), 3, cv2.LINE_AA)
    plate = _ink(plate, _printed("168", "LiberationSans-Bold", 290), (88, 106), (0.95, 0.96, 0.97))
    return _photo(_on(_bricks(rng), plate, [(210, 170), (720, 205), (712, 530), (225, 555)]), (0.2, 0.1), rng)


def meter(rng: np.random.Generator) -> Picture:
    """A water meter: white figures on black drums in a round face with a brass rim."""
    face = _plain(700, 700, (0.93, 0.94, 0.93))
    cv2.circle(face, (350, 350), 330, (0.62, 0.5, 0.3), 26, cv2.LINE_AA)
    cv2.circle(face, (350, 350), 312, (0.3, 0.26, 0.2), 5, cv2.LINE_AA)
    cv2.rectangle(face, (82, 226), (618, 360), (0.3, 0.31, 0.33), -1, cv2.LINE_AA)
    for place, digit in enumerate("005281"):
        drum = _plain(118, 80, (0.06, 0.06, 0.07)) + 0.12 * np.hanning(118).astype(np.float32)[:, None, None]
        figure = _printed(digit, "LiberationSans-Bold", 102)
        drum = _ink(drum, figure, ((80 - figure.shape[1]) // 2, 23), (0.95, 0.95, 0.93))
        face[234:352, 92 + place * 88 - 3 : 172 + place * 88 - 3] = drum
    star = [(np.sin(k * np.pi / 6) * (46, 18)[k % 2], np.cos(k * np.pi / 6) * (46, 18)[k % 2]) for k in range(12)]
    cv2.fillPoly(face, [np.rint(np.array(star) + (350, 470)).astype(np.int32)], (0.72, 0.15, 0.13), cv2.LINE_AA)
    disc = np.zeros((700, 700), np.float32)
    cv2.circle(disc, (350, 350), 342, 1, -1, cv2.LINE_AA)
    return _photo(_on(_cloth(rng), face, [(130, 10), (820, 30), (810, 700), (120, 690)], disc), (0.35, 0.15), rng)


def no_digits(rng: np.random.Generator) -> Picture:
    """A ruled sheet with mountains and birds in pencil."""
    sheet = _ruled(900, 1200, rng)
    ink = np.zeros((900, 1200), np.float32)
    ridges = (
        [(240, 640), (420, 420), (500, 500), (660, 300), (820, 520), (900, 450), (1080, 660)],
        [(560, 440), (630, 400), (665, 450), (700, 400), (760, 440)],
        [(370, 482), (415, 462), (440, 500), (480, 478)],
    )
    for ridge in ridges:
        ends = np.array(ridge, np.float64)
        steps = [np.linspace(a, b, 12) for a, b in zip(ends, ends[1:], strict=False)]
        path = np.concatenate(steps)
        _line(ink, path + rng.normal(0, 1.3, path.shape), 5)
    for x, y in ((860, 250), (930, 215), (985, 262)):
        wing = np.array([(-34, -4), (-20, -16), (0, 4), (20, -16), (34, -4)]) + (x, y)
        _line(ink, _smooth(wing.astype(np.float64)), 4)
    sheet = _ink(sheet, ink * (0.75 + 0.25 * _cloud(900, 1200, 3, rng)), (0, 0), (0.3, 0.31, 0.33))
    return _photo(_on(_wood(rng), sheet, [(-40, -70), (1010, 20), (930, 800), (-120, 720)]), (0.75, 0.2), rng)


def _plain(height: int, width: int, color: Color) -> Picture:
    return np.full((height, width, 3), color, np.float32)


def _cloud(height: int, width: int, scale: int, rng: np.random.Generator) -> Picture:
    """Smooth noise in 0..1, (height, width), with lumps of about `scale` pixels."""
    coarse = rng.random((height // scale + 3, width // scale + 3), np.float32)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.float32).clip(0, 1)


def _ruled(height: int, width: int, rng: np.random.Generator) -> Picture:
    sheet = _plain(height, width, (0.96, 0.95, 0.91)) * (1 - 0.03 * _cloud(height, width, 4, rng)[..., None])
    for y in range(110, height, 106):
        cv2.line(sheet, (0, y), (width, y), (0.66, 0.75, 0.86), 2, cv2.LINE_AA)
    cv2.line(sheet, (170, 0), (170, height), (0.9, 0.6, 0.6), 2, cv2.LINE_AA)
    return np.asarray(sheet, np.float32)


def _wood(rng: np.random.Generator) -> Picture:
    """A table of boards whose grain runs across."""
    grain = 0.6 * _stretched(3, 160, rng) + 0.4 * _stretched(14, 400, rng)
    board = _plain(HEIGHT, WIDTH, (0.5, 0.34, 0.22)) * (0.72 + 0.5 * grain[..., None])
    for y in (205, 470):
        cv2.line(board, (0, y), (WIDTH, y + 6), (0.2, 0.13, 0.08), 3, cv2.LINE_AA)
    return np.asarray(board, np.float32)


def _stretched(high: int, wide: int, rng: np.random.Generator) -> Picture:
    coarse = rng.random((HEIGHT // high + 2, WIDTH // wide + 2), np.float32)
    return np.asarray(cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC), np.float32).clip(0, 1)


def _cloth(rng: np.random.Generator) -> Picture:
    return _plain(HEIGHT, WIDTH, (0.27, 0.31, 0.34)) * (0.85 + 0.3 * _cloud(HEIGHT, WIDTH, 2, rng)[..., None])


def _bricks(rng: np.random.Generator) -> Picture:
    wall = _plain(HEIGHT, WIDTH, (0.66, 0.63, 0.58))
    for line, y in enumerate(range(-20, HEIGHT, 74)):
        for x in range(-90 * (line % 2) - 60, WIDTH, 186):
            color = np.array((0.56, 0.27, 0.2)) * rng.uniform(0.8, 1.15) + rng.normal(0, 0.015, 3)
            cv2.rectangle(wall, (x, y), (x + 174, y + 62), color.tolist(), -1, cv2.LINE_AA)
    wall *= 0.8 + 0.35 * _cloud(HEIGHT, WIDTH, 3, rng)[..., None]
    return np.asarray(cv2.GaussianBlur(wall, (0, 0), 1.2), np.float32)


def _printed(text: str, file: str, size: int) -> Picture:
    """Text in a font's face as ink (h, w) in 0..1, tight."""
    path = next(face.path for face in list_faces() if f"/{file}." in face.path)
    font = ImageFont.truetype(path, size)
    left, top, right, bottom = map(int, font.getbbox(text))
    image = Image.new("L", (right - left, bottom - top))
    ImageDraw.Draw(image).text((-left, -top), text, fill=255, font=font)
    return np.asarray(np.asarray(image) / 255, np.float32)


def _written(digit: str, height: int, pen: int, rng: np.random.Generator) -> Picture:
    """A digit by hand as ink (h, w) in 0..1, in a box with room for the pen."""
    width = round(height * 0.72)
    ink = np.zeros((height + 2 * pen, width + 2 * pen), np.float32)
    for stroke in STROKES[digit]:
        points = np.array(stroke) * (width, height) + rng.normal(0, height * 0.012, (len(stroke), 2)) + pen
        _line(ink, _smooth(points), pen)
    return ink


def _line(ink: Picture, points: npt.NDArray[np.float64], pen: int) -> None:
    whole = np.rint(points * 16).astype(np.int32)
    cv2.polylines(ink, [whole], False, 1.0, pen, cv2.LINE_AA, 4)


def _smooth(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Points on the Catmull-Rom curve through the given ones."""
    ends = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    t = np.linspace(0, 1, 16)[:, None]
    pieces = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        pieces.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * (b - c) + d - a) * t**3))
    return np.concatenate(pieces)


def _ink(ground: Picture, ink: Picture, place: tuple[int, int], color: Color) -> Picture:
    """The ground with a colour laid on where the ink (h, w) is, its corner at (x, y)."""
    x, y = place
    part = ground[y : y + ink.shape[0], x : x + ink.shape[1]]
    alpha = 0.93 * ink[: part.shape[0], : part.shape[1], None]
    ground[y : y + ink.shape[0], x : x + ink.shape[1]] = part * (1 - alpha) + np.array(color, np.float32) * alpha
    return ground


def _on(ground: Picture, thing: Picture, corners: Corners, shape: Picture | None = None) -> Picture:
    """The thing laid on the ground, its corners (clockwise from the upper left) at these pixels, with its shadow.

    `shape` (h, w) in 0..1 tells which part of the thing's rectangle it fills; all of it when left out.
    """
    height, width = thing.shape[:2]
    size = (WIDTH * FINE, HEIGHT * FINE)
    here = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    turn = cv2.getPerspectiveTransform(here, np.array(corners, np.float32) * FINE)
    laid = cv2.warpPerspective(thing, turn, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    mask = cv2.warpPerspective(np.ones((height, width), np.float32) if shape is None else shape, turn, size)
    laid, mask = (cv2.resize(x, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA) for x in (laid, mask))
    shadow = cv2.GaussianBlur(np.roll(mask, (9, 7), (0, 1)), (0, 0), 11)
    return np.asarray(
        ground * (1 - 0.5 * shadow[..., None]) * (1 - mask[..., None]) + laid * mask[..., None], np.float32
    )


def _photo(scene: Picture, lamp: tuple[float, float], rng: np.random.Generator) -> Picture:
    """The scene as a phone takes it: a lamp at a share of the width and height, softness, grain."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    far = np.hypot(x / WIDTH - lamp[0], (y / HEIGHT - lamp[1]) * HEIGHT / WIDTH)
    lit = scene * (1.06 - 0.42 * far**1.3)[..., None] * np.array((1.02, 1.0, 0.95), np.float32)
    soft = cv2.GaussianBlur(lit, (0, 0), 0.7)
    return np.asarray(soft + rng.normal(0, 0.006, soft.shape), np.float32)


if __name__ == "__main__":
    main()

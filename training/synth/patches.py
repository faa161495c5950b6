"""Small grey pictures for the classifier: ink laid on a ground and worn as photographs wear it."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from training.data import digit_sets

Mask = npt.NDArray[np.floating]
Grey = npt.NDArray[np.uint8]
Rng = np.random.Generator

SIDE = 96
"""Side of a patch in pixels; digits up to half of it keep their surroundings."""
COARSEST = 9.0, 16.0
"""Pixels of height that a digit keeps in a picture that was made small and then enlarged."""
INK_EDGE = 0.35
"""Alpha from which a pixel counts as ink when a box is taken from it."""


@lru_cache(maxsize=1)
def scenes() -> tuple[Grey, ...]:
    """Photographs without digits, (H, W) uint8; empty where the folder of real data is missing."""
    return tuple(digit_sets.read_grey(path) for path in digit_sets.photographs())


def turned(photo: Grey, rng: Rng) -> Grey:
    """A photo (H, W) or (H, W, 3) uint8 turned, mirrored and scaled; beyond its edges it is mirrored too."""
    height, width = photo.shape[:2]
    mirrored = photo[:, ::-1] if rng.random() < 0.5 else photo
    angle, scale = rng.choice([0, 0, 90, 180, 270]) + rng.normal(0, 12), rng.uniform(0.7, 1.8)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, scale)
    seen = cv2.warpAffine(np.ascontiguousarray(mirrored), matrix, (width, height), borderMode=cv2.BORDER_REFLECT)
    return seen.astype(np.uint8)


def smooth_noise(rng: Rng, cells: int, side: int = SIDE) -> Mask:
    """Noise (side, side) of about unit strength that changes over side / cells pixels."""
    coarse = rng.standard_normal((cells + 1, cells + 1), np.float32)
    return cv2.resize(coarse, (side, side), interpolation=cv2.INTER_CUBIC).astype(np.float32)


def lay_ground(rng: Rng, side: int = SIDE) -> Mask:
    """A ground (side, side) in grey levels around 0: even, lit from a side, paper, a security print or a scene."""
    ramp = np.linspace(-1, 1, side, dtype=np.float32)
    light = ramp[None, :] * rng.normal(0, 12) + ramp[:, None] * rng.normal(0, 12)
    kind = rng.random()
    if kind < 0.35:
        return np.asarray(light, np.float32)
    if kind < 0.65:
        noise = smooth_noise(rng, int(rng.integers(3, 60)) * side // SIDE, side)
        return np.asarray(light + noise * rng.uniform(1, 14), np.float32)
    if kind < 0.75:
        return np.asarray(light + waves(rng, side) * rng.uniform(3, 30), np.float32)
    scene = scene_crop(rng, side).astype(np.float32)
    return np.asarray((scene - scene.mean()) * rng.uniform(0.15, 1.0), np.float32)


def waves(rng: Rng, side: int = SIDE) -> Mask:
    """A printed pattern (side, side) of fine waves in -1..1."""
    y, x = np.indices((side, side), np.float32)
    angle, period = rng.uniform(0, np.pi), rng.uniform(2.5, 14)
    bend = np.sin(y * rng.uniform(0.05, 0.4)) * rng.uniform(0, 4)
    return np.asarray(np.sin((x * np.cos(angle) + y * np.sin(angle) + bend) * (2 * np.pi / period)), np.float32)


def scene_crop(rng: Rng, side: int = SIDE) -> Grey:
    """A piece (side, side) of a photograph at a random scale, or noise where there are no photographs."""
    photographs = scenes()
    if not photographs:
        return np.clip(128 + 40 * smooth_noise(rng, int(rng.integers(2, 30)), side), 0, 255).astype(np.uint8)
    photo = photographs[rng.integers(len(photographs))]
    reach = int(min(*photo.shape, rng.integers(side // 2 - 8, 320)))
    y, x = rng.integers(photo.shape[0] - reach + 1), rng.integers(photo.shape[1] - reach + 1)
    piece = photo[y : y + reach, x : x + reach]
    return cv2.resize(piece, (side, side), interpolation=cv2.INTER_AREA).astype(np.uint8)


def paste(canvas: Mask, ink: Mask, x: float, y: float) -> None:
    """Lay ink (h, w) on a canvas in place, its upper left corner at x, y; what falls outside is lost."""
    left, top = round(x), round(y)
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(canvas.shape[1], left + ink.shape[1]), min(canvas.shape[0], top + ink.shape[0])
    if x1 > x0 and y1 > y0:
        part = canvas[y0:y1, x0:x1]
        np.maximum(part, ink[y0 - top : y1 - top, x0 - left : x1 - left], out=part)


def random_view(rng: Rng, turn: float = 6.0) -> Mask:
    """A matrix (3, 3) that turns (standard deviation in degrees), shears and tilts a patch about its middle."""
    angle, middle = np.radians(rng.normal(0, turn)), SIDE / 2
    cosine, sine = np.cos(angle), np.sin(angle)
    linear = np.array([[cosine, -sine], [sine, cosine]]) @ np.array([[1, rng.normal(0, 0.08)], [0, 1]])
    linear = linear @ np.diag([rng.lognormal(0, 0.08), 1])
    view = np.eye(3)
    view[:2, :2] = linear
    view[:2, 2] = middle - linear @ (middle, middle)
    if rng.random() < 0.3:
        tilt = np.eye(3)
        tilt[2, :2] = rng.normal(0, 0.0012, 2)
        tilt[2, 2] = 1 - tilt[2, :2] @ (middle, middle)
        view = tilt @ view
    return view.astype(np.float32)


def look(layer: Mask, view: Mask) -> Mask:
    """See a layer through a view."""
    return cv2.warpPerspective(layer, view, (SIDE, SIDE), flags=cv2.INTER_LINEAR).astype(np.float32)


def ink_box(ink: Mask) -> npt.NDArray[np.float32]:
    """Tight box `x y w h` of the ink, (4,) float32; width and height are 0 when there is none."""
    return np.array(cv2.boundingRect((ink > INK_EDGE * max(0.2, float(ink.max()))).astype(np.uint8)), np.float32)


def draw_lines(rng: Rng, box: npt.NDArray[np.float32]) -> Mask:
    """Ruled, crossing or framing lines near a box as alpha (SIDE, SIDE)."""
    lines = np.zeros((SIDE, SIDE), np.uint8)
    x, y, w, h = (float(v) for v in box)
    size = max(h, 8.0)
    thick = max(1, round(size * rng.uniform(0.015, 0.07)))
    kind = rng.random()
    if kind < 0.55:  # a ruled line at or below the foot, sometimes several
        places = [y + h * rng.normal(1.0, 0.12)]
        if rng.random() < 0.5:
            places += [places[0] + step * size * rng.uniform(1.1, 1.8) for step in (-1, 1)]
        for place in places:
            tip = place + rng.normal(0, 1.5)
            cv2.line(lines, (0, round(place)), (SIDE, round(tip)), 255, thick, cv2.LINE_AA)
    elif kind < 0.75:  # squared paper or a cell
        step = size * rng.uniform(0.5, 1.7)
        start_x, start_y = x - step * rng.random(), y - step * rng.random()
        for number in range(int(SIDE / step) + 2):
            across, down = round(start_x % step + number * step), round(start_y % step + number * step)
            cv2.line(lines, (across, 0), (across, SIDE), 255, 1, cv2.LINE_AA)
            cv2.line(lines, (0, down), (SIDE, down), 255, 1, cv2.LINE_AA)
    elif kind < 0.88:  # a frame
        gap = size * rng.uniform(0.12, 0.5)
        corner, far = (round(x - gap), round(y - gap)), (round(x + w + gap), round(y + h + gap))
        cv2.rectangle(lines, corner, far, 255, thick, cv2.LINE_AA)
    else:  # a line across
        ends = rng.uniform(0, SIDE, 4).astype(int).tolist()
        cv2.line(lines, (ends[0], 0), (ends[1], SIDE), 255, thick, cv2.LINE_AA)
    return lines.astype(np.float32) / 255


def lay_ink(ground: Mask, ink: Mask, lines: Mask | None, rng: Rng) -> Mask:
    """A grey picture of ink (and lines) on a ground: any polarity, contrast, fading and shadow."""
    contrast = float(np.clip(rng.lognormal(np.log(90), 0.6), 18, 235))
    spread = min(float(ground.std()), contrast / 2.2) / max(float(ground.std()), 1e-3)
    ground = ground * spread
    light_ink = rng.random() < 0.35
    level = rng.uniform(0, 255 - contrast) + (0 if light_ink else contrast)
    tone = contrast if light_ink else -contrast
    picture = ground + level
    if lines is not None:
        picture = picture + lines * (tone * rng.uniform(0.15, 1.0) * (1 if rng.random() < 0.9 else -1))
    if rng.random() < 0.08:  # a relief's shadow
        shift = rng.integers(-2, 3, 2)
        picture = picture - np.roll(ink, tuple(shift), (0, 1)) * (tone * rng.uniform(0.2, 0.8))
    if rng.random() < 0.25:  # ink that fades or grains
        fading = np.abs(smooth_noise(rng, int(rng.integers(2, 50)), len(ink)))
        ink = ink * np.clip(1 - fading * rng.uniform(0.05, 0.4), 0.25, 1)
    filled = level + ground * rng.uniform(0, 1) + tone
    return (picture * (1 - ink) + filled * ink).astype(np.float32)


def _enlarged(picture: Mask, share: float) -> Mask:
    """The picture as it looks when it was kept at a share of its size."""
    small = cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, picture.shape[::-1], interpolation=cv2.INTER_CUBIC), np.float32)


def wear(picture: Mask, height: float, rng: Rng) -> Grey:
    """Blur, shade, add noise and compress a picture as cameras do; `height` of the digit in pixels bounds the blur."""
    if rng.random() < 0.08 and height > COARSEST[1]:
        picture = _enlarged(picture, rng.uniform(*COARSEST) / height)
    if rng.random() < 0.6:
        reach = max(0.25, abs(rng.normal(0, 0.035)) * height + rng.uniform(0, 0.5))
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), reach), np.float32)
    if rng.random() < 0.08:
        length = max(2, int(height * rng.uniform(0.05, 0.18)))
        kernel = np.zeros((length, length), np.float32)
        if rng.random() < 0.5:
            kernel[length // 2] = 1 / length
        else:
            kernel[:, length // 2] = 1 / length
        picture = np.asarray(cv2.filter2D(picture, -1, kernel), np.float32)
    if rng.random() < 0.15:  # the edge of a shadow
        ramp = smooth_noise(rng, 2, len(picture)) * rng.uniform(4, 30)
        picture = picture * (1 - 0.3 / (1 + np.exp(np.clip(-ramp * 3, -30, 30)))).astype(np.float32)
    if rng.random() < 0.6:
        picture = picture + rng.standard_normal(picture.shape, np.float32) * abs(rng.normal(0, 6))
    if rng.random() < 0.1:
        picture = 255 * np.clip(picture / 255, 0, 1) ** rng.uniform(0.5, 1.8)
    grey = np.clip(picture, 0, 255).astype(np.uint8)
    if rng.random() < 0.3:
        packed = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 90))])[1]
        grey = np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)
    return grey


def jitter(box: npt.NDArray[np.float32], share: float, rng: Rng) -> npt.NDArray[np.float32]:
    """Move each side of a box (4,) by up to a share of its length, at least a third of a pixel."""
    x, y, w, h = (float(v) for v in box)
    reach_x, reach_y = max(0.35, share * w), max(0.35, share * h)
    left, right = x + rng.uniform(-reach_x, reach_x), x + w + rng.uniform(-reach_x, reach_x)
    top, bottom = y + rng.uniform(-reach_y, reach_y), y + h + rng.uniform(-reach_y, reach_y)
    return np.array([left, top, max(1.0, right - left), max(1.0, bottom - top)], np.float32)

"""Why a photo may show no digits: what can be measured about it, in sentences that name the remedy."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

# Pixels of the longer side under which a photo of a number seldom has digits of the 10 pixels that reading needs.
SMALL = 80

# Gray levels (0 to 255): what is nearly the brightest of a photo taken in the dark.
DARK = 60

# Gray levels between nearly the darkest and nearly the brightest of a sheet with nothing on it.
FLAT = 14

# The share of its whole contrast that a photo climbs within three pixels where it is sharpest; ink climbs a half.
SOFT = 0.2

# Gray levels from which a pixel is burnt out, the middle gray of a photo under which that is no bright sheet, and the
# share of the photo that one burnt-out spot takes where it is glare rather than a glint.
BURNT = 250
BRIGHT = 200
GLARE = 0.01

# Pixels of the longer side at which sharpness is judged, so that grain does not pass for it.
_JUDGED = 800


def faults(rgb: npt.NDArray[np.uint8]) -> list[str]:
    """What may have kept digits from being found in (H, W, 3) uint8, likeliest first; empty for a good photo."""
    height, width = rgb.shape[:2]
    found = []
    if max(width, height) < SMALL:
        found.append(f"It has only {width} × {height} pixels. Move closer, or send the original photo.")
    calm = _calm(rgb)
    darkest, brightest, climb = _light(calm)
    if brightest < DARK:
        found.append("It is very dark. Switch on a light, or use the flash.")
    if brightest - darkest < FLAT:
        found.append("It is nearly one colour throughout. Check that the number is in the photo.")
    elif climb < SOFT * (brightest - darkest):
        found.append("Nothing in it is sharp. Hold the camera still, and tap on the number to focus.")
    if _has_glare(calm):
        found.append("A part of it is burnt out by glare. Hold the camera at an angle, or switch the flash off.")
    return found


def _calm(rgb: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The photo in gray, (H, W) uint8, at the size at which it is judged and without its grain."""
    gray = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    factor = _JUDGED / max(gray.shape)
    if factor < 1:
        width, height = (max(1, round(side * factor)) for side in gray.shape[1::-1])
        gray = cv2.resize(gray, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.medianBlur(np.asarray(gray, np.uint8), 3), np.uint8)


def _light(calm: npt.NDArray[np.uint8]) -> tuple[float, float, float]:
    """Nearly the darkest and the brightest gray (0 to 255), and the steepest climb within three pixels."""
    level = calm.astype(np.float32)
    darkest, brightest = np.percentile(level, (1, 99))
    across = np.abs(level[:, 3:] - level[:, :-3]).ravel()
    down = np.abs(level[3:] - level[:-3]).ravel()
    climbs = np.concatenate([across, down, np.zeros(1)])
    return float(darkest), float(brightest), float(np.percentile(climbs, 99.9))


def _has_glare(calm: npt.NDArray[np.uint8]) -> bool:
    """Whether one spot of a photo that is not bright as a whole is burnt out."""
    if np.median(calm) >= BRIGHT:
        return False
    _, _, spots, _ = cv2.connectedComponentsWithStats(np.asarray(calm >= BURNT, np.uint8))
    return bool(max(spots[1:, cv2.CC_STAT_AREA], default=0) >= GLARE * calm.size)

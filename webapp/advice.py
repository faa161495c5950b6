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

# Pixels of the longer side at which sharpness is judged, so that grain does not pass for it.
_JUDGED = 800


def faults(rgb: npt.NDArray[np.uint8]) -> list[str]:
    """What may have kept digits from being found in (H, W, 3) uint8, likeliest first; empty for a good photo."""
    height, width = rgb.shape[:2]
    found = []
    if max(width, height) < SMALL:
        found.append(f"It has only {width} × {height} pixels. Move closer, or send the original photo.")
    darkest, brightest, climb = _light(rgb)
    if brightest < DARK:
        found.append("It is very dark. Switch on a light, or use the flash.")
    if brightest - darkest < FLAT:
        found.append("It is nearly one colour throughout. Check that the number is in the photo.")
    elif climb < SOFT * (brightest - darkest):
        found.append("Nothing in it is sharp. Hold the camera still, and tap on the number to focus.")
    return found


def _light(rgb: npt.NDArray[np.uint8]) -> tuple[float, float, float]:
    """Nearly the darkest and the brightest gray (0 to 255), and the steepest climb within three pixels."""
    gray = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    factor = _JUDGED / max(gray.shape)
    if factor < 1:
        width, height = (max(1, round(side * factor)) for side in gray.shape[1::-1])
        gray = cv2.resize(gray, (width, height), interpolation=cv2.INTER_AREA)
    calm = cv2.medianBlur(np.asarray(gray, np.uint8), 3).astype(np.float32)
    darkest, brightest = np.percentile(calm, (1, 99))
    across = np.abs(calm[:, 3:] - calm[:, :-3]).ravel()
    down = np.abs(calm[3:] - calm[:-3]).ravel()
    climbs = np.concatenate([across, down, np.zeros(1)])
    return float(darkest), float(brightest), float(np.percentile(climbs, 99.9))

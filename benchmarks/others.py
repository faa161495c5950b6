"""The same photo read by others, where they are installed: how many times the work they take, in one run."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.photos import NUMBER, SIZES, photo
from recognizer import Recognizer
from webapp.config import Settings

REPEATS = 3

Read = Callable[[npt.NDArray[np.uint8]], str]


def main() -> None:
    """Print a table of what is installed here; each reads the pixels of the 3-megapixel photo."""
    rgb = photo(*SIZES[3])
    readers: dict[str, Read | None] = {"Ziffer": _ziffer(), "RapidOCR": _rapidocr(), "Tesseract": _tesseract()}
    first = 0.0
    print(f"Reading the pixels of a 3-megapixel photo of {NUMBER}, median of {REPEATS}, time on all cores added up:\n")
    print("| reader | core ms | times Ziffer's | digits found |\n|---|---|---|---|")
    for name, read in readers.items():
        if read is None:
            print(f"| {name} | not installed | | |")
            continue
        text, seconds = _timed(read, rgb)
        first = first or seconds
        print(f"| {name} | {seconds * 1e3:.0f} | {seconds / first:.1f} | {text or 'none'} |", flush=True)


def _timed(read: Read, rgb: npt.NDArray[np.uint8]) -> tuple[str, float]:
    text, times = read(rgb), []
    for _ in range(REPEATS):
        start = _core_seconds()
        read(rgb)
        times.append(_core_seconds() - start)
    return "".join(filter(str.isdigit, text)), median(times)


def _core_seconds() -> float:
    """Of this process and its children so far; unlike the clock, they do not hang on what else the machine does."""
    return sum(os.times()[:4])


def _ziffer() -> Read:
    recognizer = Recognizer.load(Settings().models)
    return lambda rgb: recognizer.read(rgb).digits_text


def _rapidocr() -> Read | None:
    name = next((n for n in ("rapidocr", "rapidocr_onnxruntime") if importlib.util.find_spec(n)), None)
    if name is None:
        return None
    engine = importlib.import_module(name).RapidOCR()

    def read(rgb: npt.NDArray[np.uint8]) -> str:
        found = engine(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))
        if hasattr(found, "txts"):
            return " ".join(found.txts or ())
        return " ".join(line[1] for line in found[0] or ())

    return read


def _tesseract() -> Read | None:
    program = shutil.which("tesseract")
    if program is None:
        return None
    settings = ["--psm", "11", "-c", "tessedit_char_whitelist=0123456789"]

    def read(rgb: npt.NDArray[np.uint8]) -> str:
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "photo.bmp")
            cv2.imwrite(path, cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))
            done = subprocess.run([program, path, "stdout", *settings], capture_output=True, text=True, check=True)
        return done.stdout

    return read


if __name__ == "__main__":
    main()

"""Chromium's fake camera: a film of drawn frames, and a browser that looks at it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
from playwright.sync_api import Browser, BrowserType

from harness.chromium import ARGUMENTS, find_chromium
from harness.pictures import Pixels

WIDTH, HEIGHT = 640, 480  # pixels of a frame
RATE = 5  # frames a second


def film(path: Path, frames: Iterable[Pixels], rate: int = RATE) -> Path:
    """A video without compression, which Chromium plays again and again; its size is that of its first frame."""
    with path.open("wb") as file:
        for picture in frames:
            if not file.tell():
                height, width = picture.shape[:2]
                file.write(f"YUV4MPEG2 W{width} H{height} F{rate}:1 Ip A1:1 C420jpeg\n".encode())
            file.write(b"FRAME\n" + cv2.cvtColor(picture, cv2.COLOR_RGB2YUV_I420).tobytes())
    return path


@contextmanager
def before_camera(chromium: BrowserType, film: Path) -> Iterator[Browser]:
    """A Chromium whose camera shows a film."""
    camera = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}"]
    browser = chromium.launch(executable_path=find_chromium(), args=[*ARGUMENTS, *camera])
    yield browser
    browser.close()

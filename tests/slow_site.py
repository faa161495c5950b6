"""The site with a recognizer that a test can hold or starve: photos of one width wait, of another take all memory."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np

from harness.pictures import Pixels
from recognizer.reading import Options, Reading
from tests.conftest import FixedRecognizer
from webapp import create_app

SLOW_WIDTH = 333  # pixels: photos of this width are held

HUGE_WIDTH = 335  # pixels: photos of this width take more memory than there is

FOLDER = Path(os.environ.get("DRILL_FOLDER", "."))


class Held(FixedRecognizer):
    """Tells in a file which process reads, and reads when the file `go` is there."""

    def read(self, rgb: Pixels, options: Options | None = None) -> Reading:
        if rgb.shape[1] == SLOW_WIDTH:
            (FOLDER / f"reading-{os.getpid()}").touch()
            while not (FOLDER / "go").exists():
                time.sleep(0.02)
        if rgb.shape[1] == HUGE_WIDTH:
            np.ones(2**55)
        self.asked.clear()
        return super().read(rgb, options)


app = create_app(recognizer=Held("007")) if "DRILL_FOLDER" in os.environ else None

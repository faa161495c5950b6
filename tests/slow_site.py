"""The site with a recognizer that a test can hold: photos of one width are read when the test lets them be."""

from __future__ import annotations

import os
import time
from pathlib import Path

from recognizer.reading import Options, Reading
from tests.conftest import FixedRecognizer
from tests.pictures import Pixels
from webapp import create_app

SLOW_WIDTH = 333  # pixels: photos of this width are held

FOLDER = Path(os.environ.get("DRILL_FOLDER", "."))


class Held(FixedRecognizer):
    """Tells in a file which process reads, and reads when the file `go` is there."""

    def read(self, rgb: Pixels, options: Options | None = None) -> Reading:
        if rgb.shape[1] == SLOW_WIDTH:
            (FOLDER / f"reading-{os.getpid()}").touch()
            while not (FOLDER / "go").exists():
                time.sleep(0.02)
        self.asked.clear()
        return super().read(rgb, options)


app = create_app(recognizer=Held("007")) if "DRILL_FOLDER" in os.environ else None

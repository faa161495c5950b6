"""Lists the checksums of the model files."""

from __future__ import annotations

import hashlib
from pathlib import Path

from training.folders import MODELS


def write_checksums(folder: Path = MODELS) -> Path:
    """List the SHA-256 of every model file that the site loads in SHA256SUMS, as `sha256sum --check` reads it."""
    files = sorted(file for file in folder.iterdir() if file.suffix in (".tflite", ".json"))
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files]
    listing = folder / "SHA256SUMS"
    listing.write_text("".join(lines))
    return listing

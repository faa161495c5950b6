"""Which trained models answer: a version that changes with them."""

from __future__ import annotations

import hashlib
from pathlib import Path

# Hexadecimal digits of a version: enough to tell any two trainings apart, short enough to be compared by eye.
LENGTH = 12

# What the recognizer loads; checkpoints and the model card change no answer.
_LOADED = (".json", ".tflite")


def models_version(folder: Path) -> str:
    """The first digits of the SHA-256 over the names and bytes of the models in `folder`."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.glob("*") if path.suffix in _LOADED):
        digest.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:LENGTH]

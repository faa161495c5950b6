"""Makes sure at the start that the models are whole and read digits; a fault stops the start with one sentence."""

from __future__ import annotations

import hashlib
from pathlib import Path

import cv2
import numpy as np

from webapp.config import CannotStart
from webapp.service.model_version import models_version
from webapp.service.read import Reader

LISTING = "SHA256SUMS"

# Drawn in plain strokes, large and dark on white: whatever reads digits at all reads these.
PROBE = "2468"

_REMEDY = "Please fetch the folder again as it is in the project, or set ZIFFER_MODELS to one that is whole."


def named(folder: Path, recognizer: Reader | None = None) -> tuple[Reader, str]:
    """What reads, loaded from a folder where none is given, and the version of its models, which every answer names.

    Raises:
        CannotStart: as below, or another deploy changes the models while they are loaded.
    """
    version = models_version(folder)
    reader = recognizer or trained(folder)
    if models_version(folder) != version:
        raise CannotStart(f"The models in {folder} were changed while they were loaded. Please start again.")
    return reader, version


def trained(folder: Path) -> Reader:
    """The recognizer with the models of a folder, checked and tried.

    Raises:
        CannotStart: a model is missing, damaged, or does not read.
    """
    from recognizer import Recognizer

    check(folder)
    try:
        recognizer = Recognizer.load(folder)
    except (OSError, ValueError, KeyError) as error:
        raise CannotStart(f"The models in {folder} cannot be loaded: {error}. {_REMEDY}") from None
    read = recognizer.read(probe()).text
    if read != PROBE:
        raise CannotStart(f"The models in {folder} read {read!r} where {PROBE!r} is drawn. {_REMEDY}")
    return recognizer


def check(folder: Path) -> None:
    """Compare the models with their checksums, as `sha256sum --check` does.

    Raises:
        CannotStart: one is missing, differs, or is not listed.
    """
    try:
        lines = (folder / LISTING).read_text(encoding="ascii").split("\n")
    except (OSError, ValueError):
        raise CannotStart(f"There is no readable {LISTING} in {folder}. {_REMEDY}") from None
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines) if name}
    for name, digest in listed.items():
        try:
            data = (folder / name).read_bytes()
        except OSError:
            raise CannotStart(f"The model {name} is missing in {folder}. {_REMEDY}") from None
        if hashlib.sha256(data).hexdigest() != digest:
            raise CannotStart(f"The model {name} in {folder} is damaged: its checksum differs. {_REMEDY}")
    unlisted = sorted(path.name for path in folder.glob("*.tflite") if path.name not in listed)
    if not listed or unlisted:
        raise CannotStart(f"{LISTING} in {folder} does not list {', '.join(unlisted) or 'any model'}. {_REMEDY}")


def probe() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """The picture that is read at the start, (160, 400, 3) uint8."""
    rgb = np.full((160, 400, 3), 245, np.uint8)
    cv2.putText(rgb, PROBE, (60, 115), cv2.FONT_HERSHEY_SIMPLEX, 3, (20, 20, 20), 8, cv2.LINE_AA)
    return rgb

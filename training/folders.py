"""The folders that training reads and writes, but for the real data."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
MODELS = ROOT / "models"
"""The models that the site loads."""
CACHE = ROOT / ".cache"
"""What can be made again: traced paths, pools of crops, trainings on their way. It is not part of the project."""


def cache_folder() -> Path:
    """The cache, made where it is missing."""
    CACHE.mkdir(exist_ok=True)
    return CACHE

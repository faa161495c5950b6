"""A small folder of drawn digits in the format of the real sets, so that no test needs those."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from training import folders
from training.crops import negatives
from training.data import digit_sets
from training.synth import patches, writers
from training.synth.scenes import pastes

# What Debian's fonts-dejavu-core brings, which .ci/run installs.
DEJAVU = Path("/usr/share/fonts/truetype/dejavu")
FACES = ("Sans", "Sans-Bold", "SansMono", "SansMono-Bold", "Serif", "Serif-Bold")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that draws for a training, or trains, is slow."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("slow")


@pytest.fixture(scope="session", autouse=True)
def named_fonts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Lets fontconfig see six faces of DejaVu alone, so that the tests draw the same wherever they run."""
    folder = tmp_path_factory.mktemp("fonts")
    for name in FACES:
        if (DEJAVU / f"DejaVu{name}.ttf").exists():
            (folder / f"DejaVu{name}.ttf").symlink_to(DEJAVU / f"DejaVu{name}.ttf")
    settings = folder / "fonts.conf"
    settings.write_text(f"<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FONTCONFIG_FILE", str(settings))
        yield


def drawn_digit(digit: int, rng: np.random.Generator, side: int = 28) -> np.ndarray:
    """A digit of OpenCV's strokes, light on black, (side, side) uint8, a little different each time."""
    large = np.zeros((112, 112), np.uint8)
    font = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX)[rng.integers(3)]
    cv2.putText(large, str(digit), (28, 86), font, 2.8, 255, int(rng.integers(6, 11)), cv2.LINE_AA)
    turn = cv2.getRotationMatrix2D((56, 56), rng.normal(0, 6), rng.uniform(0.9, 1.05))
    return cv2.resize(cv2.warpAffine(large, turn, (112, 112)), (side, side), interpolation=cv2.INTER_AREA)


def drawn_set(count: int, seed: int, side: int = 28) -> tuple[np.ndarray, np.ndarray]:
    """Digits (count, side, side) uint8 and their labels (count,), all ten in turn."""
    rng, labels = np.random.default_rng(seed), np.arange(count) % 10
    return np.stack([drawn_digit(int(digit), rng, side) for digit in labels]), labels.astype(np.uint8)


def _write_mnist(folder: Path, prefix: str, count: int, seed: int) -> None:
    crops, labels = drawn_set(count, seed)
    images = np.array([2051, count, 28, 28], ">i4").tobytes() + crops.tobytes()
    (folder / f"{prefix}-images-idx3-ubyte.gz").write_bytes(gzip.compress(images))
    marks = np.array([2049, count], ">i4").tobytes() + labels.tobytes()
    (folder / f"{prefix}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(marks))


@pytest.fixture
def drawn_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Points the training at drawn digits and at an empty cache; nothing of the real sets is read."""
    for folder in ("mnist", "usps", "semeion", "backgrounds", "meter_digits"):
        (tmp_path / "train" / folder).mkdir(parents=True)
    _write_mnist(tmp_path / "train" / "mnist", "train", 600, 0)
    _write_mnist(tmp_path / "train" / "mnist", "t10k", 100, 1)
    for seed, name in enumerate(("usps/usps_train.npz", "semeion/semeion.npz")):
        x, y = drawn_set(200, 2 + seed, 16)
        np.savez(tmp_path / "train" / name, x=x, y=y)
    x, y = drawn_set(60, 5, 32)
    meters = np.repeat(np.pad(255 - x, ((0, 0), (8, 8), (0, 0)), constant_values=255)[..., None], 3, axis=3)
    origin = np.where(np.arange(60) < 40, "collected/new", "collected/lcd2")
    np.savez(tmp_path / "train" / "meter_digits" / "meter_digits.npz", x=meters, digit=y, source=origin, value=y)
    for number in range(2):
        noise = np.random.default_rng(number).integers(0, 255, (20, 30, 3), dtype=np.uint8)
        cv2.imwrite(str(tmp_path / "train" / "backgrounds" / f"{number}.jpg"), cv2.resize(noise, (300, 200)))
    monkeypatch.setattr(digit_sets, "DATA", tmp_path)
    monkeypatch.setattr(folders, "CACHE", tmp_path / "cache")
    caches = (digit_sets.load, patches.scenes, writers.hands, writers.real_sets, negatives._cells,
              pastes.known_pictures, pastes._digits, pastes._empty_cells)  # fmt: skip
    for cache in caches:
        cache.cache_clear()
    yield tmp_path
    for cache in caches:
        cache.cache_clear()

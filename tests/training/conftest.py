"""A small folder of drawn digits in the format of the real sets, so that no test needs those."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
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


@pytest.fixture(scope="session")
def drawn_sets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The drawn digits as the files of real sets, with their boxes and pen paths, which take seconds to find."""
    data = tmp_path_factory.mktemp("drawn")
    for folder in ("mnist", "usps", "semeion", "backgrounds", "meter_digits"):
        (data / "train" / folder).mkdir(parents=True)
    _write_mnist(data / "train" / "mnist", "train", 600, 0)
    _write_mnist(data / "train" / "mnist", "t10k", 100, 1)
    for seed, name in enumerate(("usps/usps_train.npz", "semeion/semeion.npz")):
        x, y = drawn_set(200, 2 + seed, 16)
        np.savez(data / "train" / name, x=x, y=y)
    x, y = drawn_set(60, 5, 32)
    meters = np.repeat(np.pad(255 - x, ((0, 0), (8, 8), (0, 0)), constant_values=255)[..., None], 3, axis=3)
    origin = np.where(np.arange(60) < 40, "collected/new", "collected/lcd2")
    np.savez(data / "train" / "meter_digits" / "meter_digits.npz", x=meters, digit=y, source=origin, value=y)
    for number in range(2):
        noise = np.random.default_rng(number).integers(0, 255, (20, 30, 3), dtype=np.uint8)
        cv2.imwrite(str(data / "train" / "backgrounds" / f"{number}.jpg"), cv2.resize(noise, (300, 200)))
    with pytest.MonkeyPatch.context() as patch, pointed_at(data, patch):
        writers.hands()
        writers.real_sets()
    return data


@pytest.fixture
def drawn_data(drawn_sets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Points the training at a copy of the drawn digits; nothing of the real sets is read."""
    shutil.copytree(drawn_sets, tmp_path, dirs_exist_ok=True)
    with pointed_at(tmp_path, monkeypatch):
        yield tmp_path


@contextmanager
def pointed_at(data: Path, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """The training reads its sets from a folder, and keeps what it finds in them there."""
    patch.setattr(digit_sets, "DATA", data)
    patch.setattr(folders, "CACHE", data / "cache")
    caches = (digit_sets.load, patches.scenes, writers.hands, writers.real_sets, negatives._cells,
              pastes.known_pictures, pastes._digits, pastes._empty_cells)  # fmt: skip
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()

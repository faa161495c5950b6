"""Teaches a classifier what several trainings of it agree on; `python -m training.distil FOLDER FOLDER` does it.

Two networks that are equal on single digits misread different strings. Their mean answer is better than either, and
one network that learns it costs no more to run (Hinton, Vinyals and Dean 2015, arXiv:1503.02531).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from training.boxing import classifier_mark
from training.classifier import Floats, Grey, PoolFeed, Settings, release, train
from training.export import MODELS
from training.measure import Judge, shipped_judge
from training.network import CLASSES
from training.sources import cache_folder

SHARE = 0.7
"""Of a target that the teachers make; the rest is the label."""
PIECE = 20_000
"""Crops that the teachers are asked for at a time."""


def blended(answers: Floats, labels: Grey) -> Floats:
    """Targets (N, 11) from the teachers' mean answers (N, 11) and labels (N,): the label alone where they are wrong."""
    told = np.eye(CLASSES, dtype=np.float32)[labels]
    share = np.where(answers.argmax(axis=1) == labels, SHARE, 0)[:, None]
    return np.asarray(share * answers + (1 - share) * told, np.float32)


def asked(teachers: list[Judge], crops: Grey) -> Floats:
    """The mean answer (N, 11) of the teachers to crops (N, 28, 28)."""
    pieces = [crops[start : start + PIECE] for start in range(0, len(crops), PIECE)]
    means = [np.mean([teacher(piece) for teacher in teachers], axis=0) for piece in pieces]
    return np.concatenate(means).astype(np.float32)


def taught_by(folders: list[Path]) -> type[PoolFeed]:
    """A feed whose targets come from the classifiers in these folders; they are asked once for each pool."""
    teachers = [shipped_judge(folder) for folder in folders]
    stem = "-".join(classifier_mark(folder) for folder in folders)

    class TaughtFeed(PoolFeed):
        def targets(self, crops: Grey, labels: Grey, name: str) -> Floats:
            file = cache_folder() / f"answers-{stem}-{name}.npy"
            if not file.exists():
                np.save(file, asked(teachers, crops).astype(np.float16))
            return blended(np.load(file).astype(np.float32), labels)

    return TaughtFeed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("teachers", type=Path, nargs="+", help="folders with classifier.tflite and calibration.json")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--model", type=Path, default=MODELS / "second.keras", help="the .keras file to write")
    wanted = parser.parse_args()
    settings = Settings(seed=wanted.seed, workers=wanted.workers, name="taught")
    release(train(settings, taught_by(wanted.teachers)), wanted.model)

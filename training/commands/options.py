"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from training.folders import MODELS

Command = TypeVar("Command", bound=Callable[..., Any])

PATH = click.Path(path_type=Path)
WEIGHTS = click.Choice(["float32", "float16", "int8"])

to_models = click.option("--models", default=MODELS, type=PATH, show_default="models", help="Folder to write to.")
from_models = click.option("--models", default=MODELS, type=PATH, show_default="models", help="Folder to read from.")

SETTINGS = {
    "seed": "Seed of what is drawn and of the first weights.",
    "pools": "Pools of crops, which take turns.",
    "pool_size": "Crops in a pool.",
    "epochs": "Passes over one pool each.",
    "batch": "Crops in a batch.",
    "rate": "Highest learning rate.",
    "warmup": "Share of all steps in which the rate rises.",
    "decay": "Weight decay.",
    "clip": "Largest norm of a gradient.",
    "smoothing": "Label smoothing.",
    "average": "Momentum of the averaged weights.",
    "mined": "Round of hard examples to mix in; none when negative.",
    "mined_share": "Share of hard examples in a batch.",
    "mined_after": "Epochs before hard examples are mixed in.",
    "workers": "Processes that draw.",
    "name": "Name of the training in the cache.",
    "strips": "Strips of text lines to train on.",
    "pictures": "Pictures to train on.",
    "threads": "Threads that train.",
    "body_rate": "Highest learning rate of the pretrained layers.",
    "head_rate": "Highest learning rate of the last layers.",
}
"""What each setting that can be chosen means."""


def settings(defaults: object, *names: str) -> Callable[[Command], Command]:
    """An option for each of these settings."""

    def decorate(command: Command) -> Command:
        for name in reversed(names):
            flag, default = f"--{name.replace('_', '-')}", getattr(defaults, name)
            command = click.option(flag, default=default, show_default=True, help=SETTINGS[name])(command)
        return command

    return decorate

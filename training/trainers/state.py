"""What a training keeps to go on from: weights, their running averages, optimizers, how much was seen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

STATE = "state.npz"
"""The file in a training's folder; its a0, a1, ... are the averaged weights."""


def save_state(
    folder: Path, weights: Sequence[Any], averaged: Sequence[Any], optimizers: Sequence[Any], seen: int
) -> None:
    """Keep all that going on needs; what was kept before stays until the new file is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {f"v{i}": np.asarray(one.value, np.float32) for i, one in enumerate(weights)}
    state |= {f"a{i}": one.numpy() for i, one in enumerate(averaged)}
    for number, optimizer in enumerate(optimizers):
        state |= {f"o{number}.{i}": np.asarray(one.value) for i, one in enumerate(optimizer.variables)}
    np.savez(folder / "state.tmp.npz", **state, seen=np.array(seen))  # type: ignore[arg-type]
    (folder / "state.tmp.npz").replace(folder / STATE)


def restore_state(
    folder: Path, weights: Sequence[Any], averaged: Sequence[Any], optimizers: Sequence[Any]
) -> int | None:
    """Set all to what was kept, and return how much was seen then; None where nothing was kept."""
    if not (folder / STATE).exists():
        return None
    with np.load(folder / STATE) as state:
        for i, (one, mean) in enumerate(zip(weights, averaged, strict=True)):
            one.assign(state[f"v{i}"])
            mean.assign(state[f"a{i}"])
        for number, optimizer in enumerate(optimizers):
            for i, one in enumerate(optimizer.variables):
                one.assign(state[f"o{number}.{i}"])
        return int(state["seen"])

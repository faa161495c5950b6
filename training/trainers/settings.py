"""How each network is trained; the command line offers these settings as options."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ClassifierSettings:
    """All that decides a training: the same settings and seed give the same pools and the same start."""

    seed: int = 0
    pools: int = 6
    pool_size: int = 200_000
    epochs: int = 16  # passes over one pool each, the pools taking turns
    batch: int = 128
    rate: float = 2e-3
    warmup: float = 0.04  # share of all steps
    decay: float = 0.02
    clip: float = 1.0
    smoothing: float = 0.05
    average: float = 0.9993  # of the exponential moving average, per step
    mined: int = 0  # round of mined crops to mix in; none when negative
    mined_share: float = 0.33  # of each batch
    mined_mix: tuple[float, float, float] = (0.3, 0.26, 0.44)  # digits, what is beside them, scenes without any
    mined_after: int = 4  # epochs before mined crops come in: first the plain cases, then the hard ones
    workers: int = 3
    name: str = "classifier"


SINGLE_DIGIT = ClassifierSettings(
    seed=2, pools=20, pool_size=100_000, epochs=40, average=0.9995, mined=-1, workers=4, name="single_digit"
)
"""The single-digit classifier's: an epoch shows one pool; the pools take turns."""


@dataclass(frozen=True)
class ReaderSettings:
    """How the reader is trained; rates fall as a cosine from a short rise on."""

    strips: int = 360_000
    seed: int = 1
    body_rate: float = 1.6e-4
    head_rate: float = 6e-4
    rise: float = 0.02
    decay: float = 0.02
    average: float = 0.9985
    workers: int = 2
    threads: int = 2
    half: bool = True

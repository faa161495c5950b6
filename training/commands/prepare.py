"""Commands that make ahead what trainings learn from; a training makes what is missing by itself."""

from __future__ import annotations

import click


@click.group()
def prepare() -> None:
    """Make ahead what a training would make first."""


@prepare.command()
@click.option("--seed", default=0, show_default=True, help="Seed of the training.")
@click.option("--numbers", default=(0,), multiple=True, type=int, help="Number of a pool, to be said once for each.")
@click.option("--size", default=200_000, show_default=True, help="Crops in a pool.")
@click.option("--workers", default=2, show_default=True, help="Processes that draw.")
def pools(seed: int, numbers: tuple[int, ...], size: int, workers: int) -> None:
    """Draw pools of crops for the classifier."""
    from training.crops.pools import make_pool

    for number in numbers:
        make_pool(seed, number, size, workers)


@prepare.command()
@click.option("--number", default=0, show_default=True, help="Number of the round.")
@click.option("--workers", default=3, show_default=True, help="Processes that look.")
def hard_examples(number: int, workers: int) -> None:
    """Mine crops that the present classifier finds hard."""
    from training.crops.hard_examples import mine

    mine(number, workers)


@prepare.command()
@click.option("--workers", default=2, show_default=True, help="Processes that read.")
def pseudo_labels(workers: int) -> None:
    """Find the boxes of digits whose string is known."""
    from training.data.pseudo_labels import SETS, label_set

    for name in SETS:
        print(f"{name}: {len(label_set(name, workers))} pictures spelled as labelled")

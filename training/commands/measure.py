"""Commands that measure what is in models/."""

from __future__ import annotations

from pathlib import Path

import click

from training.commands.options import PATH, from_models
from training.folders import MODELS
from training.measure.strings import SETS

some_sets = click.option(
    "--sets",
    default=SETS,
    multiple=True,
    type=click.Choice(SETS),
    help="Dev set to read, said once for each; else all.",
)


@click.command()
@click.option("--answers", type=PATH, help="Folder to write the answers of each set to.")
@some_sets
@click.option("--only-strings", is_flag=True, help="Leave single digits and other systems out.")
def evaluate(answers: Path | None, sets: tuple[str, ...], only_strings: bool) -> None:
    """Print the tables of docs/evaluation.md."""
    from training.measure.evaluate import print_tables

    print_tables(sets, answers, only_strings)


@click.group()
def measure() -> None:
    """Measure one thing alone."""


@measure.command()
def single_digits() -> None:
    """Measure the classifier on held-out single digits."""
    from training.measure.classifier import averaged, shipped_judge, table

    print(table(shipped_judge()))
    print("averaged over shifts by one pixel:")
    print(table(averaged(shipped_judge())))


@measure.command()
@some_sets
@click.option("--processes", default=4, show_default=True, help="Processes that read.")
def perturbed(sets: tuple[str, ...], processes: int) -> None:
    """Read the photos of dev, each a little changed."""
    from training.measure.perturbed import table

    print(table(sets, processes))


@measure.command()
@from_models
def printed(models: Path) -> None:
    """Read photos of drawn documents."""
    from recognizer import Recognizer
    from training.measure.printed import table
    from training.measure.strings import reader

    print(table(reader(Recognizer.load(models))), end="")


@measure.command()
@from_models
def number_sheets(models: Path) -> None:
    """Read photos of drawn sheets full of numbers."""
    from recognizer import Recognizer
    from training.measure.number_sheets import table
    from training.measure.strings import reader

    print(table(reader(Recognizer.load(models))), end="")


@measure.command()
@click.argument("folder", type=PATH)
def barcodes(folder: Path) -> None:
    """Read the numbers beside bar codes in a folder."""
    from recognizer import Recognizer
    from training.measure.barcodes import counted
    from training.measure.strings import reader

    print("{} pictures, {} numbers, {} read".format(*counted(folder, reader(Recognizer.load(MODELS)))))


@measure.command()
def baselines() -> None:
    """Train the classic systems and test them on MNIST."""
    from training.measure.baselines import print_accuracies

    print_accuracies()

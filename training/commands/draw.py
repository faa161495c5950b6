"""Commands that draw what the networks learn from, to look at."""

from __future__ import annotations

from pathlib import Path

import click

from training.commands.options import PATH

seed_option = click.option("--seed", default=0, show_default=True, help="Seed of what is drawn.")
sheet_option = click.option("--sheet", required=True, type=PATH, help="The picture to write.")


@click.group()
def draw() -> None:
    """Draw what the networks learn from, to look at."""


@draw.command()
@sheet_option
@seed_option
def crops(sheet: Path, seed: int) -> None:
    """Draw crops that the classifier learns from."""
    from training.crops.random_crops import write_sheet

    write_sheet(sheet, seed)


@draw.command()
@sheet_option
@seed_option
def single_digits(sheet: Path, seed: int) -> None:
    """Draw what the network for one digit learns from."""
    from training.crops.random_crops import write_sheet
    from training.crops.single_digits import random_single_digit

    write_sheet(sheet, seed, draw=random_single_digit)


@draw.command()
@click.argument("file", type=PATH)
@seed_option
@click.option("--count", default=36, show_default=True, help="Scenes to draw.")
def scenes(file: Path, seed: int, count: int) -> None:
    """Draw scenes with their boxes, and time it."""
    from training.synth.scenes.photos import write_contact_sheet

    print(f"{write_contact_sheet(file, seed, count):.1f} ms a scene")

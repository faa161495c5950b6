"""The command line of training and measuring: `python -m training --help`."""

from __future__ import annotations

import click

from training.commands.draw import draw
from training.commands.export import export
from training.commands.fit import fit
from training.commands.measure import evaluate, measure
from training.commands.prepare import prepare
from training.commands.train import train


@click.group()
def training() -> None:
    """Train, export and measure the models of Ziffer."""


for command in (draw, evaluate, export, fit, measure, prepare, train):
    training.add_command(command)

if __name__ == "__main__":
    training(prog_name="python -m training")

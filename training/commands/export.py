"""Commands that write the files which the site loads."""

from __future__ import annotations

from pathlib import Path

import click

from training.commands.options import PATH, WEIGHTS, to_models
from training.folders import CACHE, MODELS


@click.group()
def export() -> None:
    """Write trained networks as files that the site loads."""


@export.command()
@click.argument("models", type=PATH, nargs=-1)
@click.option("--weights", default="int8", type=WEIGHTS, show_default=True, help="How weights are kept.")
def classifiers(models: tuple[Path, ...], weights: str) -> None:
    """Export .keras files; those in models/ when none is named."""
    from training.export.litert import export_files

    export_files(models, weights)  # type: ignore[arg-type]


@export.command()
@click.option(
    "--folder",
    default=CACHE / "reader",
    type=PATH,
    show_default=".cache/reader",
    help="Folder of the training, or floats.",
)
@click.option("--weights", default="int8", type=WEIGHTS, show_default=True, help="How weights are kept.")
@to_models
def reader(folder: Path, weights: str, models: Path) -> None:
    """Export the reader of text lines, and its floats."""
    from training.export.litert import ParityError
    from training.export.reader import export_reader

    try:
        export_reader(folder, weights, models)
    except ParityError as error:
        raise click.ClickException(str(error)) from error


@export.command()
@click.argument("onnx", type=PATH)
@click.option("--folder", default=MODELS, type=PATH, show_default="models", help="Folder to write to.")
def line_detector(onnx: Path, folder: Path) -> None:
    """Export the detector of text lines from PP-OCR's ONNX."""
    from training.export.line_detector import export_onnx

    export_onnx(onnx, folder)

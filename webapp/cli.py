"""The command line: `flask --app wsgi read PHOTO...` reads photos without a server."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from webapp import present
from webapp.answer import Answer, answer
from webapp.config import MAX_BYTES
from webapp.errors import Refusal, TooLarge


@click.command()
@click.argument("photos", nargs=-1, required=True, metavar="PHOTO...", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.option(
    "--annotate",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write each photo with its digits boxed into this folder, as PNG.",
)
@with_appcontext
def read(photos: tuple[Path, ...], as_json: bool, folder: Path | None) -> None:
    """Read the digits in each PHOTO and print one line a photo: its name, a tab, and its rows.

    The exit code is 1 when a photo could not be read; the others are read all the same.
    """
    taken: set[str] = set()
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    failed = False
    for photo in photos:
        try:
            found = answer(_bytes_of(photo))
        except Refusal as refusal:
            failed = True
            _print_error(photo, refusal.sentence, as_json)
            continue
        _print_answer(photo, found, as_json)
        if folder:
            (folder / _free_name(photo, taken)).write_bytes(present.png(present.annotated(found)))
    sys.exit(1 if failed else 0)


def _bytes_of(photo: Path) -> bytes:
    """The file's bytes; a file over the limit is refused unread."""
    try:
        if photo.stat().st_size > MAX_BYTES:
            raise TooLarge.of(photo.stat().st_size)
        return photo.read_bytes()
    except OSError as error:
        raise Refusal(f"I cannot open this file: {error.strerror or error}.") from None


def _print_answer(photo: Path, found: Answer, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(present.to_json(str(photo), found), ensure_ascii=False))
    else:
        click.echo(f"{photo}\t{' '.join(row.text for row in found.reading.rows)}")


def _print_error(photo: Path, sentence: str, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"file": str(photo), "error": sentence}, ensure_ascii=False))
    else:
        click.echo(f"{photo}: {sentence}", err=True)


def _free_name(photo: Path, taken: set[str]) -> str:
    """The photo's name with .png behind it; photos of one name from several folders get -2, -3 and so on."""
    name, count = f"{photo.name}.png", 1
    while name in taken:
        count += 1
        name = f"{photo.name}-{count}.png"
    taken.add(name)
    return name

"""What the command line refuses before it reads: options that make no sense together, and jobs without a photo."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import click
from click.core import ParameterSource

from webapp.errors import BadChoice
from webapp.service.options import Choices, choices_from

Found = TypeVar("Found")


def check_together() -> None:
    """Look at the options of the command at hand.

    Raises:
        UsageError: some do not go together, or mean nothing without another.
    """
    context = click.get_current_context()
    given = {name for name in context.params if context.get_parameter_source(name) is not ParameterSource.DEFAULT}
    if len(given & {"table", "as_json", "scheduler"}) > 1:
        raise click.UsageError("--csv, --json and --scheduler exclude each other.")
    if "digits_only" in given and given & {"table", "as_json", "scheduler"}:
        raise click.UsageError("--digits is for printed lines; --csv, --json and --scheduler have the digits anyway.")
    if len(given & {"scheduler", "out"}) == 1:
        raise click.UsageError("--scheduler and --out go together.")
    if "resume" in given and not given & {"table", "scheduler"}:
        raise click.UsageError("--resume needs --csv or --scheduler.")
    if "part" in given and "scheduler" not in given:
        raise click.UsageError("--part needs --scheduler.")
    if "scheduler" in given and given & {"folder", "jobs"}:
        raise click.UsageError("--annotate and --jobs are for reading on this machine, without --scheduler.")


def chosen(fields: Mapping[str, str | None]) -> Choices:
    """The choices about the reading, or a UsageError for one that there is not."""
    try:
        return choices_from({name: value for name, value in fields.items() if value is not None})
    except BadChoice as refusal:
        raise click.UsageError(refusal.sentence) from None


def make(folder: Path) -> None:
    """Make the folder of the boxed photos, or a UsageError where that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.UsageError(f"The folder {folder} cannot be made: {error.strerror}.") from None


def some(found: Iterable[Found]) -> Iterator[Found]:
    """What was found to read.

    Raises:
        ClickException: it is nothing, which is more likely a wrong name than what was wanted.
    """
    found = iter(found)
    for first in found:
        return itertools.chain([first], found)
    raise click.ClickException("I found no photos there. Please check the name, or add --recursive for folders within.")

"""The command line: `flask --app wsgi read PHOTO...` reads photos, folders and archives without a server."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NoReturn

import click
from flask import current_app
from flask.cli import with_appcontext

from webapp.cli.checks import check_together, chosen, make, some
from webapp.cli.progress import progress
from webapp.cli.sources import Source, find
from webapp.cli.worker_pool import Task, read_here, read_with
from webapp.export.annotated_output import free_place
from webapp.export.csv_table import NotOurTable, Table
from webapp.export.json_lines import Record, digits, fault, numbers
from webapp.service.options import Choices

if TYPE_CHECKING:
    from webapp.cli import cluster

INTERRUPTED = 130  # what a shell expects after Ctrl-C


@click.command()
@click.argument("photos", nargs=-1, required=True, metavar="PHOTO...")
@click.option("--digits", "digits_only", is_flag=True, help="Print digits alone, without points, commas and signs.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.option(
    "--csv", "table", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Write a table instead."
)
@click.option(
    "--resume", is_flag=True, help="Go on: skip the files that the table, or the parts that --out, already has."
)
@click.option("--recursive", "-r", is_flag=True, help="Read the folders within folders as well.")
@click.option(
    "--jobs", "-j", metavar="N", type=click.IntRange(1, 256), default=1, help="Read in N processes (default: 1)."
)
@click.option(
    "--annotate",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, writable=True, path_type=Path),
    help="Write each photo with its digits boxed into this folder, as PNG.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Read on the Dask cluster of this scheduler; PHOTO is a URL then.")
@click.option("--out", metavar="URL", help="The folder that a cluster writes its JSON Lines parts into.")
@click.option(
    "--part",
    metavar="N",
    type=click.IntRange(1),
    default=500,
    help="Photos of a part of a cluster's job (default: 500).",
)
@click.option("--min-confidence", metavar="P", help="Leave out digits of a lower confidence (0 to 1).")
@click.option("--expected", metavar="FORM", help="Expect a form: '5 digits', a pattern as 000.0, or a check digit.")
@click.option("--region", metavar="X,Y,W,H", help="Read this part: pixels, or shares of the sides (0 to 1).")
@click.option("--turn", metavar="DEGREES", help="Turn each photo clockwise first: 0, 90, 180 or 270.")
@with_appcontext
def read(
    photos: tuple[str, ...],
    digits_only: bool,
    as_json: bool,
    table: Path | None,
    resume: bool,
    recursive: bool,
    jobs: int,
    folder: Path | None,
    scheduler: str | None,
    out: str | None,
    part: int,
    **fields: str | None,
) -> None:
    """Read the numbers in each PHOTO and print one line a photo: its name, a tab, and its numbers as written.

    A PHOTO may be a folder or a ZIP archive: what is in it is read in the order of the names. The exit code is 1 when a
    photo could not be read, and when there is none; the others are read all the same.
    """
    check_together()
    choices = chosen(fields)
    printer = _print_json if as_json else partial(_print_line, digits if digits_only else numbers)
    if folder:
        make(folder)
    with _terminated_as_interrupted():
        if scheduler and out:
            sys.exit(_read_on_cluster(scheduler, photos, out, choices, recursive, resume, part))
        paths = tuple(map(Path, photos))
        tasks = _tasks(some(find(paths, recursive)), choices, folder)
        count = partial(_count, paths, recursive)
        if table:
            sys.exit(_fill(_opened(table, resume), tasks, jobs, count))
        sys.exit(_print_all(tasks, jobs, printer, count))


def _count(paths: Iterable[Path], recursive: bool) -> int:
    return sum(1 for _ in find(paths, recursive))


def _tasks(sources: Iterable[Source], choices: Choices, folder: Path | None) -> Iterator[Task]:
    taken: set[PurePath] = set()
    for source in sources:
        yield Task(source, choices, free_place(folder, source.place, taken) if folder else None)


def _records(tasks: Iterable[Task], jobs: int) -> Generator[list[Record]]:
    return read_here(tasks) if jobs == 1 else read_with(jobs, tasks)


def _print_all(tasks: Iterable[Task], jobs: int, printer: Callable[[Record], None], count: Callable[[], int]) -> int:
    """Print the records of each file as they come; the exit code."""
    failed = False
    with closing(_records(tasks, jobs)) as found, progress(count) as step:
        for records in found:
            failed = failed or any("error" in record for record in records)
            step(partial(_print_file, records, printer))
    return 1 if failed else 0


def _print_file(records: Iterable[Record], printer: Callable[[Record], None]) -> None:
    for record in records:
        printer(record)


def _print_json(record: Record) -> None:
    _print(json.dumps(record, ensure_ascii=False))


def _print_line(told: Callable[[Record], str], record: Record) -> None:
    """Print the name of a record's photo and what is `told` of it, and its error apart."""
    name = record["file"] if record["page"] == 1 else f"{record['file']}, page {record['page']}"
    if "rows" in record:
        _print(f"{name}\t{told(record)}")
    if fault(record):
        _print(f"{name}: {fault(record)}", err=True)


def _print(line: str, err: bool = False) -> None:
    # As bytes, so that a name that is not UTF-8 comes out as it went in.
    click.echo(line.encode("utf-8", "surrogateescape"), err=err)


def _opened(path: Path, resume: bool) -> Table:
    try:
        return Table(path, resume)
    except FileExistsError:
        raise click.UsageError(f"{path} is already there. Add --resume to go on with it, or remove it.") from None
    except NotOurTable:
        raise click.UsageError(f"{path} is no table of mine. Please name another file.") from None
    except OSError as error:
        raise click.UsageError(f"{path} cannot be written: {error.strerror}.") from None


def _fill(table: Table, tasks: Iterable[Task], jobs: int, count: Callable[[], int]) -> int:
    """Write the records of all files that are not in the table yet; the exit code."""
    skipped = len(table.done)
    left = (task for task in tasks if task.source.name not in table.done)
    read = failed = 0
    try:
        with table, closing(_records(left, jobs)) as found, progress(count, skipped) as step:
            for records in found:
                step(partial(table.write, records))
                read += 1
                failed += any("error" in record for record in records)
    except KeyboardInterrupt:
        click.echo(f"Stopped after {read} files; --resume goes on with the rest.", err=True)
        return INTERRUPTED
    click.echo(_summary(read, skipped, failed), err=True)
    return 1 if failed else 0


def _read_on_cluster(
    scheduler: str, photos: tuple[str, ...], out: str, choices: Choices, recursive: bool, resume: bool, size: int
) -> int:
    """Run the job on a cluster; the exit code."""
    try:
        from webapp.cli import cluster, urls
    except ModuleNotFoundError as missing:
        message = f"{missing.name} is missing: install requirements-cluster.txt here and on the workers."
        raise click.UsageError(message) from None
    version = current_app.extensions["models_version"]
    parts = cluster.parts_of(some(urls.urls_of(photos, recursive)), choices, version, size)
    try:
        count = cluster.run(scheduler, parts, out, resume, _report)
    except cluster.NotEmpty:
        raise click.UsageError(f"{out} has parts already. Add --resume to go on, or name another folder.") from None
    except cluster.OtherModels as error:
        message = f"A worker on {error.worker} has other models than this machine. Please give all machines the same."
        raise click.ClickException(message) from None
    except cluster.NoScheduler as error:
        raise click.ClickException(f"I cannot reach a scheduler at {scheduler}: {error}. Is it running?") from None
    except KeyboardInterrupt:
        click.echo("Stopped; --resume goes on with the parts that are missing.", err=True)
        return INTERRUPTED
    click.echo(_summary(count.read + count.failed, 0, count.failed), err=True)
    return 1 if count.failed else 0


def _report(count: cluster.Count) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{count.read + count.failed} photos", nl=False, err=True)


def _summary(read: int, skipped: int, failed: int) -> str:
    before = f" ({skipped} were in the table already)" if skipped else ""
    return f"{read} files{before}, of which {failed} could not be read or not in full."


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """Let SIGTERM stop us as Ctrl-C does: in order, with our workers."""

    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)

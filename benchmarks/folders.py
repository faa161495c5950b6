"""A folder of many files on the command line, one in a hundred damaged: `python -m benchmarks.folders FILES JOBS`.

A third argument makes them JPEGs of so many megapixels, as phones save them, in place of small drawings.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import photos, proc
from harness.pictures import draw, encode

ROOT = Path(__file__).resolve().parent.parent
DAMAGED = 100  # every so many files, one is cut in half
NUMBERS = ("007", "42", "1905", "31", "86", "250", "4711", "9", "60", "5512")
WIDTH, HEIGHT = 240, 120
TICK = 0.5  # seconds between two looks at the memory


def main(files: int = 1000, jobs: int = 1, megapixels: float = 0) -> None:
    """Print one line: what came out right, how fast, at how much memory and processor time."""
    kinds = [(photos.NUMBER, photos.jpeg(megapixels))] if megapixels else _drawings()
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), files, [data for _, data in kinds])
        table = Path(folder) / "out.csv"
        start, before = time.perf_counter(), os.times()
        peak = run(Path(folder), table, jobs)
        seconds, after = time.perf_counter() - start, os.times()
        right, reasons = check(table, [number for number, _ in kinds])
    kind = f" of {megapixels:g} megapixels" if megapixels else ""
    used = after.children_user + after.children_system - before.children_user - before.children_system
    print(
        f"{files} files{kind}, {jobs} jobs: {right} right rows, {reasons} reasons, {seconds:.0f} s, "
        f"{files / seconds:.1f} files/s, {1000 * used / files:.0f} ms of processor a file, "
        f"peak {peak:.0f} MB in all processes; {proc.machine()}",
        flush=True,
    )


def fill(folder: Path, files: int, kinds: list[bytes]) -> None:
    """Write the files: names in order, each kind in turn, every hundredth cut in half."""
    for index in range(files):
        data = kinds[index % len(kinds)]
        is_damaged = index % DAMAGED == DAMAGED // 2
        (folder / f"{index:07}.jpg").write_bytes(data[: len(data) // 2] if is_damaged else data)


def run(folder: Path, table: Path, jobs: int) -> float:
    """Read the folder; the most memory that all processes had together, in MB."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "read", str(folder), "--csv", str(table)]
    process = subprocess.Popen([*command, "--jobs", str(jobs)], cwd=ROOT, stderr=subprocess.DEVNULL)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, sum(map(_memory, _family(process.pid))))
        time.sleep(TICK)
    return peak


def check(table: Path, numbers: list[str]) -> tuple[int, int]:
    """The rows, in the order of the names, with the number that was drawn; and those with a reason."""
    right = reasons = 0
    with table.open(newline="") as file:
        for index, row in enumerate(csv.DictReader(file)):
            is_next = Path(row["file"]).stem == f"{index:07}"
            right += is_next and not row["error"] and row["number"] == numbers[index % len(numbers)]
            reasons += is_next and bool(row["error"])
    return right, reasons


def _drawings() -> list[tuple[str, bytes]]:
    return [(number, encode(draw(number, WIDTH, HEIGHT))) for number in NUMBERS]


def _family(pid: int) -> list[int]:
    try:
        return proc.family(pid)
    except OSError:
        return []  # it has just ended


def _memory(pid: int) -> float:
    try:
        return proc.proportional_mb(pid)
    except (OSError, StopIteration):
        return 0.0


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]), *map(float, sys.argv[3:]))

"""Peak memory and time of decoding the most expensive files: `python -m benchmarks.memory`."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from benchmarks import proc
from harness import hostile

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Print one line a file; each is decoded by a process of its own, so that the peak is its own."""
    print("| file | bytes | peak beside idle, MB | seconds | answer |\n|---|---|---|---|---|")
    for name, make in {**hostile.READ, **hostile.REFUSED}.items():
        data = make()
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.memory", "one"], cwd=ROOT, input=data, capture_output=True
        )
        told = done.stdout.decode().strip() or f"failed: {done.stderr.decode()[-200:]}"
        print(f"| {name} | {len(data)} | {told} |", flush=True)


def decode_one() -> None:
    """Decode the file on the standard input and print peak, seconds and answer."""
    from webapp.errors import Refusal
    from webapp.intake.photo import open_photo

    open_photo(hostile.png(64, 64))
    data = sys.stdin.buffer.read()
    idle, start = proc.peak_mb(), time.perf_counter()
    try:
        photo = open_photo(data)
        answer = f"read, {photo.width} × {photo.height}"
    except Refusal as refusal:
        answer = type(refusal).__name__
    print(f"{proc.peak_mb() - idle:.0f} | {time.perf_counter() - start:.2f} | {answer}")


if __name__ == "__main__":
    decode_one() if sys.argv[1:] == ["one"] else main()

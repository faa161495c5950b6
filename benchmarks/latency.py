"""Speed and memory of the real server, asked by one client at a time: `make bench`."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks import others, proc
from benchmarks.photos import NUMBER, SIZES, jpeg
from harness.pictures import multipart
from harness.serving import Server, served, until

REPEATS = {0.3: 40, 1: 40, 3: 40, 12: 30, 48: 15}
STARTS = 5
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print everything as tables."""
    print(f"Machine: {proc.machine()}\n")
    with tempfile.TemporaryDirectory() as folder:
        measure_starts(Path(folder))
        with served(Path(folder), WEB_CONCURRENCY="1", ZIFFER_RATE="") as server:
            measure_sizes(server)
        with served(Path(folder), WEB_CONCURRENCY="2", ZIFFER_RATE="") as server:
            measure_memory(server)
    others.main()
    print(f"\nMachine: {proc.machine()}")


def measure_starts(folder: Path) -> None:
    """From the command to the first answer, and to the first photo read."""
    pages, photos = [], []
    body = multipart(jpeg(0.3))
    for _ in range(STARTS):
        start = time.perf_counter()
        with served(folder, ZIFFER_RATE="") as server:
            pages.append(time.perf_counter() - start)
            read(server, body)
            photos.append(time.perf_counter() - start)
    page, photo = statistics.median(pages), statistics.median(photos)
    print(f"Start, median of {STARTS}: {page:.2f} s to the first page, {photo:.2f} s to the first photo read.\n")


def measure_sizes(server: Server) -> None:
    """Milliseconds from the first byte sent to the last received, and those of a core, by size; one worker."""
    print("| megapixels | file, MB | p50, ms | p95, ms | of one core, ms | photos a core-second | peak, MB |")
    print("|---|---|---|---|---|---|---|")
    (worker,) = server.workers()
    for megapixels in SIZES:
        data = jpeg(megapixels)
        body = multipart(data)
        read(server, body)
        Path(f"/proc/{worker}/clear_refs").write_text("5")  # from here on, the peak is that of this size
        times, before = [], busy_seconds(worker)
        for _ in range(REPEATS[megapixels]):
            start = time.perf_counter()
            read(server, body)
            times.append((time.perf_counter() - start) * 1e3)
        core = (busy_seconds(worker) - before) / len(times)
        p95 = statistics.quantiles(times, n=20)[-1]
        row = (f"{len(data) / 2**20:.1f}", f"{statistics.median(times):.0f}", f"{p95:.0f}", f"{core * 1e3:.0f}")
        print(f"| {megapixels} | {' | '.join(row)} | {1 / core:.1f} | {proc.peak_mb(worker):.0f} |", flush=True)
    print()


def measure_memory(server: Server) -> None:
    """The memory of the master and two workers, before the first photo and after many."""
    until(lambda: len(server.workers()) == 2)
    idle = total_mb(server)
    body = multipart(jpeg(12))
    for _ in range(40):
        read(server, body)
    print(
        f"Memory of the master and two workers (PSS): {idle:.0f} MB idle, {total_mb(server):.0f} MB after 40 photos.\n"
    )


def read(server: Server, body: tuple[bytes, str]) -> None:
    """Post a photo and make sure that its number came back."""
    status, page = server.ask("POST", *body)
    if status != 200 or NUMBER not in page:
        raise RuntimeError(f"the photo was not read: status {status}")


def total_mb(server: Server) -> float:
    """The memory of a server and its workers, in MB."""
    return sum(map(proc.proportional_mb, proc.family(server.process.pid)))


def busy_seconds(pid: int) -> float:
    """Seconds that a process has kept a core busy."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


if __name__ == "__main__":
    main()

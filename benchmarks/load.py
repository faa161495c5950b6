"""Many users at once on the real server: `python -m benchmarks.load --users 50 --seconds 300`."""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import proc
from benchmarks.latency import read, total_mb
from benchmarks.photos import SIZES, jpeg
from tests.pictures import multipart
from tests.serving import Server, served, until
from webapp.config import RETRY_SECONDS

IDLE_REPEATS = 15
SLOWEST_START = 5.0  # seconds over which the users arrive


@dataclass
class Seen:
    """What the users were answered: how often each status came, and the seconds of the photos that were read."""

    statuses: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def main() -> None:
    """Measure the idle time, let the users in, and print what they and the machine saw."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--users", type=int, default=50)
    wanted.add_argument("--seconds", type=float, default=300)
    wanted.add_argument("--workers", type=int, default=2)
    wanted.add_argument("--megapixels", type=float, default=3, choices=SIZES)
    chosen = wanted.parse_args()
    body = multipart(jpeg(chosen.megapixels))
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), WEB_CONCURRENCY=str(chosen.workers), ZIFFER_RATE="") as server,
    ):
        until(lambda: len(server.workers()) == chosen.workers)
        idle = [timed(server, body) for _ in range(IDLE_REPEATS)]
        before = proc.machine()
        seen = crowd(server, body, chosen.users, chosen.seconds)
    print(f"Machine: {before} before, {proc.machine()} after; {chosen.workers} workers.")
    print(f"{chosen.users} users with photos of {chosen.megapixels} megapixels for {chosen.seconds:.0f} s.\n")
    print(summary(seen, statistics.median(idle), chosen.seconds))


def crowd(server: Server, body: tuple[bytes, str], users: int, seconds: float) -> Seen:
    """Every user posts, waits for the answer, and posts again; who is told to come back later does."""
    seen, end = Seen(), time.monotonic() + seconds
    threads = [threading.Thread(target=behave, args=(server, body, end, seen, number)) for number in range(users)]
    for thread in threads:
        thread.start()
    while time.monotonic() < end:
        seen.memory.append(total_mb(server))
        time.sleep(1)
    for thread in threads:
        thread.join()
    return seen


def behave(server: Server, body: tuple[bytes, str], end: float, seen: Seen, number: int) -> None:
    """One user."""
    rng = random.Random(number)
    time.sleep(rng.uniform(0, SLOWEST_START))
    while time.monotonic() < end:
        start = time.perf_counter()
        try:
            status = str(server.ask("POST", *body)[0])
        except OSError as error:
            status = type(error).__name__
        taken = time.perf_counter() - start
        with seen.lock:
            seen.statuses[status] += 1
            if status == "200":
                seen.seconds.append(taken)
        if status != "200":
            time.sleep(RETRY_SECONDS * rng.uniform(1, 1.5))


def timed(server: Server, body: tuple[bytes, str]) -> float:
    """Seconds that one photo takes while nobody else asks."""
    start = time.perf_counter()
    read(server, body)
    return time.perf_counter() - start


def summary(seen: Seen, idle: float, seconds: float) -> str:
    """The figures as a table."""
    p95 = statistics.quantiles(seen.seconds, n=20)[-1]
    third = max(1, len(seen.memory) // 3)
    rows = {
        "photos read": f"{len(seen.seconds)} ({len(seen.seconds) / seconds:.1f} a second)",
        "answers by status": ", ".join(f"{status}: {count}" for status, count in sorted(seen.statuses.items())),
        "idle, p50": f"{idle * 1e3:.0f} ms",
        "under load, p50 of the accepted": f"{statistics.median(seen.seconds) * 1e3:.0f} ms",
        "under load, p95 of the accepted": f"{p95 * 1e3:.0f} ms, {p95 / idle:.1f} times idle",
        "memory of master and workers (PSS), most": f"{max(seen.memory):.0f} MB",
        "the same, median of the first and of the last third": (
            f"{statistics.median(seen.memory[:third]):.0f} and {statistics.median(seen.memory[-third:]):.0f} MB"
        ),
    }
    return "| | |\n|---|---|\n" + "\n".join(f"| {name} | {value} |" for name, value in rows.items())


if __name__ == "__main__":
    main()

"""Many at once on the real server: `python -m benchmarks.load --users 10 --cameras 10 --seconds 60`."""

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
from benchmarks.latency import total_mb
from benchmarks.photos import NUMBER, SIZES, jpeg, photo
from harness.pictures import encode, multipart
from harness.serving import Server, served, until
from webapp.config import FRAME_GAP_MS, FRAME_SIDE, RETRY_SECONDS

IDLE_REPEATS = 15
SLOWEST_START = 5.0  # seconds over which all arrive


@dataclass
class Kind:
    """Clients that do the same, and what they were answered.

    Attributes:
        name: what they send.
        path: where they send it.
        body: bytes and content type.
        gap: seconds from one sending to the next, where the answer does not take longer.
        statuses: how often each status came.
        seconds: of those that were read.
    """

    name: str
    path: str
    body: tuple[bytes, str]
    gap: float = 0.0
    statuses: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def main() -> None:
    """Measure the idle times, let everybody in, and print what they and the machine saw."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--users", type=int, default=50, help="who post photos")
    wanted.add_argument("--cameras", type=int, default=0, help="live cameras, which send frames")
    wanted.add_argument("--seconds", type=float, default=300)
    wanted.add_argument("--workers", type=int, default=2)
    wanted.add_argument("--megapixels", type=float, default=3, choices=SIZES)
    chosen = wanted.parse_args()
    photos = Kind("photos", "/", multipart(jpeg(chosen.megapixels)))
    frames = Kind("frames", "/api/v1/read?turn=0&frame=1", (frame(), "image/jpeg"), FRAME_GAP_MS / 1000)
    everybody = [(kind, count) for kind, count in ((photos, chosen.users), (frames, chosen.cameras)) if count]
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), WEB_CONCURRENCY=str(chosen.workers), ZIFFER_RATE="", ZIFFER_FRAME_RATE="") as server,
    ):
        until(lambda: len(server.workers()) == chosen.workers)
        idle = {kind.name: statistics.median(timed(server, kind) for _ in range(IDLE_REPEATS)) for kind, _ in everybody}
        before = proc.machine()
        memory = crowd(server, everybody, chosen.seconds)
    print(f"Machine: {before} before, {proc.machine()} after; {chosen.workers} workers.")
    print(f"{chosen.users} users with photos of {chosen.megapixels} megapixels and {chosen.cameras} cameras ", end="")
    print(f"for {chosen.seconds:.0f} s.\n\n| | |\n|---|---|")
    for kind, _ in everybody:
        show(kind_rows(kind, idle[kind.name], chosen.seconds))
    show(memory_rows(memory))


def frame() -> bytes:
    """What a live camera sends."""
    return encode(photo(FRAME_SIDE, FRAME_SIDE * 3 // 4), "JPEG", quality=85)


def crowd(server: Server, everybody: list[tuple[Kind, int]], seconds: float) -> list[float]:
    """All send, wait for the answer, and send again; who is told to come back later does. Returns the MB held."""
    memory, end = list[float](), time.monotonic() + seconds
    clients = [kind for kind, count in everybody for _ in range(count)]
    threads = [threading.Thread(target=behave, args=(server, kind, end, n)) for n, kind in enumerate(clients)]
    for thread in threads:
        thread.start()
    while time.monotonic() < end:
        memory.append(total_mb(server))
        time.sleep(1)
    for thread in threads:
        thread.join()
    return memory


def behave(server: Server, kind: Kind, end: float, number: int) -> None:
    """One client."""
    rng = random.Random(number)
    time.sleep(rng.uniform(0, SLOWEST_START))
    while time.monotonic() < end:
        start = time.perf_counter()
        try:
            status = str(server.ask("POST", *kind.body, path=kind.path)[0])
        except OSError as error:
            status = type(error).__name__
        taken = time.perf_counter() - start
        with kind.lock:
            kind.statuses[status] += 1
            if status == "200":
                kind.seconds.append(taken)
        time.sleep(max(0.0, kind.gap - taken) if status == "200" else RETRY_SECONDS * rng.uniform(1, 1.5))


def timed(server: Server, kind: Kind) -> float:
    """Seconds that one takes while nobody else asks; its number must come back."""
    start = time.perf_counter()
    status, answer = server.ask("POST", *kind.body, path=kind.path)
    if status != 200 or NUMBER not in answer:
        raise RuntimeError(f"one of the {kind.name} was not read: status {status}")
    return time.perf_counter() - start


def kind_rows(kind: Kind, idle: float, seconds: float) -> dict[str, str]:
    """The figures of what one kind of clients sent."""
    p50, p95 = statistics.median(kind.seconds), statistics.quantiles(kind.seconds, n=20)[-1]
    return {
        f"{kind.name} read": f"{len(kind.seconds)} ({len(kind.seconds) / seconds:.1f} a second)",
        f"{kind.name}, answers by status": ", ".join(f"{name}: {n}" for name, n in sorted(kind.statuses.items())),
        f"{kind.name} idle, p50": f"{idle * 1e3:.0f} ms",
        f"{kind.name} accepted under load, p50": f"{p50 * 1e3:.0f} ms, {p50 / idle:.1f} times idle",
        f"{kind.name} accepted under load, p95": f"{p95 * 1e3:.0f} ms, {p95 / idle:.1f} times idle",
    }


def memory_rows(memory: list[float]) -> dict[str, str]:
    """The figures of the server's memory, in MB."""
    third = max(1, len(memory) // 3)
    first, last = statistics.median(memory[:third]), statistics.median(memory[-third:])
    return {
        "memory of master and workers (PSS), most": f"{max(memory):.0f} MB",
        "the same, median of the first and of the last third": f"{first:.0f} and {last:.0f} MB",
    }


def show(rows: dict[str, str]) -> None:
    """Print them as lines of a table."""
    for name, value in rows.items():
        print(f"| {name} | {value} |")


if __name__ == "__main__":
    main()

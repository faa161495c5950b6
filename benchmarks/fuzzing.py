"""A fuzzing campaign through the real upload route, with the trained models: `python -m benchmarks.fuzzing`."""

from __future__ import annotations

import argparse
import multiprocessing
import platform
import time
import warnings
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks import proc
from harness.mutations import corpus, mutated
from harness.pictures import multipart

STARTED = 600  # seconds until the site of the process stands, however busy the machine
HUNG = 60  # seconds without a sign after which a file counts as a hang
SLOW = 1.0  # seconds of a core: what a refusal may take
READY = "ready"
EVERY = 1000  # files between two looks at the memory


@dataclass
class Findings:
    """What a campaign has seen."""

    statuses: Counter[int] = field(default_factory=Counter)
    formats: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: tuple[float, float, int] = (0.0, 0.0, 0)  # seconds of a core and by the clock, and the seed
    longest: float = 0.0  # seconds by the clock
    slow_refusals: int = 0
    memory: list[float] = field(default_factory=list)

    def note(self, seed: int, name: str, status: int, core: float, clock: float) -> None:
        """Count one answered file."""
        self.statuses[status] += 1
        self.formats[name] += 1
        self.slowest = max(self.slowest, (core, clock, seed))
        self.longest = max(self.longest, clock)
        if status >= 500:
            self.faults.append(f"seed {seed} ({name}): status {status}")
        if status != 200 and core > SLOW:
            self.slow_refusals += 1
            self.faults.append(f"seed {seed} ({name}): refused after {core:.1f} s of a core")


def main() -> None:
    """Run the campaign, go on after a crash or a hang, and write the report."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--files", type=int, default=100_000)
    wanted.add_argument("--seed", type=int, default=0, help="the seed of the first file; each file has its own")
    wanted.add_argument("--report", type=Path, help="where the report goes; else it is printed")
    chosen = wanted.parse_args()
    found, start = Findings(), time.monotonic()
    run(chosen.seed, chosen.seed + chosen.files, found)
    text = report(found, chosen.seed, time.monotonic() - start)
    if chosen.report:
        chosen.report.write_text(text, encoding="utf-8")
    else:
        print(text)


def run(first: int, end: int, found: Findings) -> None:
    """Post the files of all seeds; a process of its own does, so that its crash is a finding and not the end."""
    context = multiprocessing.get_context("spawn")
    while first < end:
        ours, theirs = context.Pipe(duplex=False)
        child = context.Process(target=post_all, args=(first, end, theirs))
        child.start()
        theirs.close()
        if not ours.poll(STARTED) or ours.recv() != READY:
            raise SystemExit("The site does not start, so there is nothing to post to.")
        first, fault = collect(ours, first, found)
        if fault:
            found.faults.append(f"seed {first} ({mutated(corpus(), first)[0]}): {fault}")
            first += 1
        child.kill()
        child.join()


def collect(told: Connection, seed: int, found: Findings) -> tuple[int, str]:
    """Note what the process tells until it is done or falls silent; the next seed, and the fault where there is one."""
    while True:
        if not told.poll(HUNG):
            return seed, f"no answer within {HUNG} s"
        try:
            name, status, core, clock, memory = told.recv()
        except EOFError:
            return seed, "the process died"
        if not name:
            return seed, ""
        found.note(seed, name, status, core, clock)
        seed += 1
        if memory:
            found.memory.append(memory)
            print(f"{sum(found.statuses.values())} files, {memory:.0f} MB, {len(found.faults)} faults", flush=True)


def post_all(first: int, end: int, tell: Connection) -> None:
    """In the process: post each file and tell name, status, seconds of a core and by the clock, and memory in MB."""
    from webapp import create_app
    from webapp.config import Settings
    from webapp.ops import memory

    warnings.simplefilter("ignore")  # Pillow remarks on broken files
    memory.use_one_arena()
    client, files = create_app(Settings(rate="")).test_client(), corpus()
    tell.send(READY)
    for seed in range(first, end):
        name, data = mutated(files, seed)
        body, content_type = multipart(data)
        core, clock = proc.core_seconds(), time.perf_counter()
        status = client.post("/", data=body, content_type=content_type).status_code
        took = proc.core_seconds() - core, time.perf_counter() - clock
        tell.send((name, status, *took, proc.resident_mb() if seed % EVERY == 0 else 0.0))
    tell.send(("", 0, 0.0, 0.0, 0.0))


def report(found: Findings, seed: int, seconds: float) -> str:
    """The campaign as a page of Markdown."""
    count = sum(found.statuses.values())
    statuses = "\n".join(f"| {status} | {number} |" for status, number in sorted(found.statuses.items()))
    formats = ", ".join(f"{name} {number}" for name, number in sorted(found.formats.items()))
    faults = "\n".join(f"- {fault}" for fault in found.faults) or "None."
    memory = ", ".join(f"{mb:.0f}" for mb in found.memory[:: max(1, len(found.memory) // 20)])
    return f"""# Fuzzing

`python -m benchmarks.fuzzing --files {count} --seed {seed}` posted {count} spoiled files to the upload route of the
site with its trained models, in {seconds / 60:.0f} minutes, under Python {platform.python_version()}. Each file is one
of the corpus (harness/mutations.py), spoiled in one to eight ways: bits flipped, bytes overwritten, numbers set to
their edges, pieces cut out or repeated, the end cut off, or another file spliced in. A file is told by its seed.

| status | files |
|---|---|
{statuses}

The most expensive answer, to seed {found.slowest[2]}, took {found.slowest[0]:.2f} s of a core and
{found.slowest[1]:.1f} s by the clock; by the clock, the longest took {found.longest:.1f} s.
{found.slow_refusals} refusals took more than {SLOW:.0f} s of a core. The memory of the process
stood at (MB, evenly over the campaign): {memory}.

Files by what they were: {formats}.

## Faults

{faults}
"""


if __name__ == "__main__":
    main()

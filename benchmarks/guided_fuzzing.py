"""Fuzzing of the upload route, guided by the code that a file reaches: `python -m benchmarks.guided_fuzzing`."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import proc

if TYPE_CHECKING:
    from harness.pictures import Pixels
    from recognizer.reading import Options, Reading

# Atheris sees only what is loaded after it, so nothing above loads the site or Pillow.
INSTRUMENTED = ["recognizer", "webapp", "PIL", "pillow_heif"]
SLOW = 1.0  # seconds of a core: what a file may take
HUNG = 60  # seconds by the clock after which a file counts as a hang
MOST_MB = 1024  # memory of the process, with all that Atheris remembers
MOST_BYTES = 8192  # of a file; the largest of the corpus has 4,748
KEPT = Path(tempfile.gettempdir()) / "ziffer-findings"


@dataclass(frozen=True)
class Outcome:
    """What became of one file.

    Attributes:
        status: of the answer; 0 where an exception came instead.
        seconds: of a core.
        fault: what is wrong with that, in the same words for the same fault; else empty.
        file: its size and its first bytes, in words.
    """

    status: int
    seconds: float
    fault: str
    file: str


@dataclass
class Findings:
    """What a campaign has seen."""

    statuses: Counter[int] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    slowest: Outcome = Outcome(0, 0.0, "", "none")

    def note(self, outcome: Outcome) -> None:
        """Count one file."""
        self.statuses[outcome.status] += 1
        self.faults.update([outcome.fault] if outcome.fault else [])
        self.slowest = max(self.slowest, outcome, key=lambda one: one.seconds)


def main() -> None:
    """Run the campaign and print the report."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--runs", type=int, default=100_000, help="files to post, those of the corpus included")
    wanted.add_argument("--seed", type=int, default=1, help="of the fuzzer; with 0 it chooses one")
    wanted.add_argument("--keep", type=Path, default=KEPT, help="where files that show a fault are put")
    chosen = wanted.parse_args()
    chosen.keep.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        found, code = run(chosen.runs, chosen.seed, Path(folder), chosen.keep)
        log = (Path(folder) / "log").read_text(encoding="utf-8", errors="replace")
    print(report(found, code, log, time.monotonic() - start))


def run(runs: int, seed: int, folder: Path, keep: Path) -> tuple[Findings, int | None]:
    """Let a process of its own post the files, so that its crash is a finding; its exit code comes with the rest."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=fuzz, args=(runs, seed, folder, keep, theirs))
    child.start()
    theirs.close()
    found = Findings()
    try:
        while True:
            found.note(ours.recv())
    except EOFError:
        child.join()
    return found, child.exitcode


def fuzz(runs: int, seed: int, folder: Path, keep: Path, tell: Connection) -> None:
    """In the process, which ends with it: post files to the instrumented site and tell what became of each."""
    import atheris

    os.dup2(os.open(folder / "log", os.O_WRONLY | os.O_CREAT), sys.stderr.fileno())
    with atheris.instrument_imports(include=INSTRUMENTED):
        post = site()

    def try_one(data: bytes) -> None:
        outcome = judged(post, data)
        if outcome.fault:
            (keep / re.sub(r"\W+", "-", outcome.fault)).write_bytes(data)
        tell.send(outcome)

    # The mask shuts out what the decoders remark on broken files.
    limits = f"-close_fd_mask=2 -max_len={MOST_BYTES} -timeout={HUNG} -rss_limit_mb={MOST_MB}".split()
    settings = [f"-runs={runs}", f"-seed={seed}", f"-artifact_prefix={keep}/"]
    atheris.Setup(["", *limits, *settings, str(write_corpus(folder))], try_one)
    atheris.Fuzz()


def write_corpus(folder: Path) -> Path:
    """The files that the tests make, in a folder to which Atheris adds what reaches more of the code.

    PDFs are left out: a process of its own opens them, of which Atheris sees nothing, and it takes long.
    """
    from harness.mutations import corpus

    (place := folder / "corpus").mkdir()
    for name, data in corpus().items():
        if not name.startswith("pdf"):
            (place / name).write_bytes(data)
    return place


def site() -> Callable[[bytes], int]:
    """The site, with all that it would load later, as a function that posts a file and gives the status."""
    from PIL import Image

    from harness.pictures import multipart
    from webapp import create_app
    from webapp.config import Settings

    warnings.simplefilter("ignore")  # Pillow remarks on broken files
    Image.init()
    app = create_app(Settings(rate=""), StandIn())
    app.config["PROPAGATE_EXCEPTIONS"] = True  # an exception tells more than its status 500
    # On a busy machine the change of threads, for a photo's turn, takes longer than the photo.
    app.extensions["turns"].run = lambda work, admitted=False, frame=False: work()

    def post(data: bytes) -> int:
        body, content_type = multipart(data)
        return app.test_client().post("/", data=body, content_type=content_type).status_code

    return post


class StandIn:
    """For the recognizer: where the width is odd, a digit fills the photo; where it is even, the page gives advice."""

    def read(self, rgb: Pixels, options: Options | None = None) -> Reading:
        """A reading of (H, W, 3) uint8."""
        from recognizer.reading import Box, Digit, Reading, Row

        height, width = rgb.shape[:2]
        rows = (Row(((Digit("7", 0.9, Box(0, 0, width, height)),),)),) if width % 2 else ()
        return Reading(rows, width, height)


def judged(post: Callable[[bytes], int], data: bytes, clock: Callable[[], float] = proc.core_seconds) -> Outcome:
    """Post a file and judge what comes; only a status below 500 within SLOW seconds by the clock is right."""
    status, fault, start = 0, "", clock()
    try:
        status = post(data)
    except Exception as error:  # whichever it is, it is what is sought
        place = traceback.extract_tb(error.__traceback__)[-1]
        fault = f"{type(error).__name__} in {place.name}, line {place.lineno} of {Path(place.filename).name}"
    seconds = clock() - start
    if status >= 500:
        fault = f"status {status}"
    elif not fault and seconds > SLOW:
        fault = f"status {status} after more than {SLOW:.0f} s of a core"
    return Outcome(status, seconds, fault, f"{len(data):,} bytes, the first {data[:8]!r}")


def report(found: Findings, code: int | None, log: str, seconds: float) -> str:
    """The campaign in a few lines; `log` is what Atheris wrote, `code` that with which its process ended."""
    coverage = re.findall(r"^#\d+\s+(\w+)\s+cov: (\d+) ft: (\d+)", log, re.M)
    start = next((numbers for event, *numbers in coverage if event == "INITED"), ("none", "none"))
    end = coverage[-1][1:] if coverage else ("none", "none")
    faults = [f"{count} times {fault}" for fault, count in sorted(found.faults.items())]
    faults += [f"the process ended with {code}: {re.findall(r'(?i)^.*error: .*$', log, re.M)}"] if code else []
    statuses = ", ".join(f"{status}: {number:,}" for status, number in sorted(found.statuses.items()))
    return f"""runs      {sum(found.statuses.values()):,} in {seconds / 60:.0f} minutes
coverage  {start[0]} edges and {start[1]} features by the corpus, {end[0]} and {end[1]} at the end
answers   {statuses}
slowest   {found.slowest.seconds:.2f} s of a core, status {found.slowest.status}: {found.slowest.file}
findings  {", ".join(faults) or "none"}"""


if __name__ == "__main__":
    main()

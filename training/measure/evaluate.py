"""The tables of docs/evaluation.md from one command: `make evaluate`."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np

from recognizer import Recognizer
from training.data import digit_sets
from training.folders import MODELS
from training.measure import number_sheets, printed, single_digit_images, strings
from training.measure.baselines import Baseline, baselines
from training.measure.classifier import shipped_judge
from training.measure.classifier import table as accuracy_table
from training.measure.strings import Case, Reader, Score

ZIFFER = "ziffer"
Answers = dict[str, dict[str, Case]]
"""Set -> file -> answer."""


def read_sets(read: Reader, names: tuple[str, ...]) -> Answers:
    """The answers of a program on dev sets."""
    return {name: strings.answer_all(read, name) for name in names}


def peers(names: tuple[str, ...]) -> dict[str, Answers]:
    """The answers of other programs: program -> set -> file -> answer."""
    found: dict[str, Answers] = {}
    for name in names:
        for program, answers in strings.peer_answers(name).items():
            found.setdefault(program, {})[name] = answers
    return found


def string_table(programs: dict[str, Answers]) -> str:
    """Exact strings (and digit error rates) in percent, a column for each program, a line for each set."""
    sets = list(next(iter(programs.values())))
    width = max(17, *(len(name) + 2 for name in programs))
    lines = [f"{'exact (digit errors) %':24}{'photos':>7}" + "".join(f"{one:>{width}}" for one in programs)]
    for name in sets:
        for part, cases in strings.split_cases(name).items():
            cells = [_cell(strings.score(cases, one[name])) if name in one else "not read" for one in programs.values()]
            lines.append(f"{part:24}{len(cases):7}" + "".join(f"{cell:>{width}}" for cell in cells))
    return "\n".join(lines)


def _cell(score: Score) -> str:
    if not score.digits:
        return f"{100 - score.exact_percent:.1f} alarms"
    return f"{score.exact_percent:.1f} ({score.digit_error_percent:.1f})"


def speed_line(answers: Answers) -> str:
    """Median milliseconds of a photo in each set, opening it included."""
    cells = (f"{part}: {strings.score(cases, answers[name]).median_ms:.0f}"
             for name in answers for part, cases in strings.split_cases(name).items())  # fmt: skip
    return "median ms of a photo  " + "  ".join(cells)


def recall_table(answers: Answers) -> str:
    """How many of each digit were read, in percent of those in the photos, over all sets."""
    totals = {digit: [0, 0] for digit in strings.DIGITS}
    for name, found in answers.items():
        for digit, (total, met) in strings.digit_recall(strings.load_cases(name), found).items():
            totals[digit][0] += total
            totals[digit][1] += met
    cells = (f"{digit}: {100 * met / max(total, 1):.1f}" for digit, (total, met) in totals.items())
    return "recall of each digit %  " + "  ".join(cells)


def baseline_reader(system: Baseline) -> Reader:
    """A classic system as a program that gives lines."""
    return lambda rgb: system.read(np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8))


def mnist_line(systems: list[Baseline]) -> str:
    """What each classic system reads of MNIST's test digits, in percent."""
    digits = digit_sets.load("mnist", "test")
    shares = {one.name: (one.classify(np.stack(digits.pictures)) == digits.labels).mean() for one in systems}
    return "MNIST test %  " + "  ".join(f"{name}: {100 * share:.2f}" for name, share in shares.items())


def write_answers(answers: Answers, folder: Path) -> None:
    """Write the answers of each set as JSON Lines, to be looked at or scored elsewhere."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, found in answers.items():
        lines = (json.dumps({"file": file, **answer}) + "\n" for file, answer in found.items())
        (folder / f"{ZIFFER}.{name}.jsonl").write_text("".join(lines), encoding="utf-8")


def print_tables(names: tuple[str, ...], folder: Path | None = None, only_strings: bool = False) -> None:
    """Print all tables for these dev sets, or those of whole photos only; keep the answers in a folder."""
    read = strings.reader(Recognizer.load(MODELS))
    answers = read_sets(read, names)
    if folder:
        write_answers(answers, folder)
    print(f"Whole photos, beside other programs\n{string_table({ZIFFER: answers, **peers(names)})}")
    print(f"{speed_line(answers)}\n{recall_table(answers)}", flush=True)
    print(f"\nPrinted documents\n{printed.table(read)}", flush=True)
    print(f"\nSheets of numbers\n{number_sheets.table(read)}", flush=True)
    if only_strings:
        return
    print(f"\nPhotos of one held-out digit, read as any photo\n{single_digit_images.table(read)}", flush=True)
    print(f"\nSingle digits, held out of training\n{accuracy_table(shipped_judge())}", flush=True)
    systems = baselines()
    classic = {one.name: read_sets(baseline_reader(one), names) for one in systems}
    print(f"\nClassic systems\n{mnist_line(systems)}\n{string_table({ZIFFER: answers, **classic})}")

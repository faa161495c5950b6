"""Exact strings and digit error rate of whole photos, scored as ../shared/bench/score.py scores them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from recognizer import Recognizer
from training.data.digit_sets import DATA, cheque_boxes, read_labels
from webapp.intake.photo import open_photo

SETS = ("handwriting", "photos", "no_digits", "cheques")
CHEQUES = "orand_car_a"
DIGITS = "0123456789"
Lines = list[str]
Case = dict[str, Any]
Reader = Callable[[npt.NDArray[np.uint8]], Lines]
"""A program that reads digits: photo (H, W, 3) uint8 RGB -> lines."""


@dataclass(frozen=True)
class Score:
    """How a set of photos was read: `photos` in all, `exact` of them, `edits` among `digits` true ones, `median_ms`."""

    photos: int
    exact: int
    edits: int
    digits: int
    median_ms: float

    @property
    def exact_percent(self) -> float:
        """Photos of which all digits are right in reading order, in percent."""
        return 100 * self.exact / max(self.photos, 1)

    @property
    def digit_error_percent(self) -> float:
        """Edit distance over the number of true digits, in percent."""
        return 100 * self.edits / max(self.digits, 1)


def edit_distance(truth: str, answer: str) -> int:
    """Least insertions, deletions and replacements between two strings (Levenshtein 1966)."""
    row = list(range(len(answer) + 1))
    for i, wanted in enumerate(truth, 1):
        upper = [i]
        for j, given in enumerate(answer, 1):
            upper.append(min(row[j] + 1, upper[-1] + 1, row[j - 1] + (wanted != given)))
        row = upper
    return row[-1]


def joined(lines: Iterable[str]) -> str:
    """All digits of the lines in reading order."""
    return "".join(letter for line in lines for letter in line if letter in DIGITS)


def load_cases(name: str) -> list[Case]:
    """The cases of a dev set, or of the cheques that are held out of training; empty where the data is missing."""
    if name == "cheques":
        return _held_out_cheques()
    listing = set_folder(name) / "cases.jsonl"
    if not listing.exists():
        return []
    return [json.loads(line) for line in listing.read_text(encoding="utf-8").splitlines() if line.strip()]


def set_folder(name: str) -> Path:
    """Where the photos of a dev set, or of the cheques that are held out of training, lie."""
    return DATA / "train" / CHEQUES if name == "cheques" else DATA / "dev" / name


def _held_out_cheques() -> list[Case]:
    if not set_folder("cheques").is_dir():
        return []
    held_out = cheque_boxes("test")
    rows = read_labels(set_folder("cheques"))
    return [{"file": row["file"], "lines": [row["label"]]} for row in rows if row["file"] in held_out]


def peer_answers(name: str) -> dict[str, dict[str, Case]]:
    """What other programs answered on a dev set: program -> file -> answer; empty where the data is missing."""
    listings = sorted((DATA.parent / "bench" / "peers").glob(f"*.{name}.jsonl"))
    return {listing.name.split(".")[0]: _by_file(listing) for listing in listings}


def _by_file(listing: Path) -> dict[str, Case]:
    answers = (json.loads(line) for line in listing.read_text(encoding="utf-8").splitlines() if line.strip())
    return {answer["file"]: answer for answer in answers}


def answer_all(read: Reader, name: str) -> dict[str, Case]:
    """Read every photo of a dev set, opened as the site opens it: file -> {"lines", "ms"}."""
    return answer_cases(read, set_folder(name), load_cases(name))


def answer_cases(read: Reader, folder: Path, cases: list[Case]) -> dict[str, Case]:
    """Read the photos of some cases in a folder: file -> {"lines", "ms"}."""
    answers = {}
    for case in cases:
        content = (folder / case["file"]).read_bytes()
        start = time.perf_counter()
        lines = read(open_photo(content).rgb)
        answers[case["file"]] = {"lines": lines, "ms": 1000 * (time.perf_counter() - start)}
    return answers


def reader(recognizer: Recognizer) -> Reader:
    """The recognizer as a program that gives lines."""
    return lambda rgb: [row.digits_text for row in recognizer.read(rgb).rows]


def score(cases: list[Case], answers: dict[str, Case]) -> Score:
    """Score answers; a photo that was not answered counts as one without digits."""
    exact = edits = digits = 0
    times = [answers[case["file"]]["ms"] for case in cases if answers.get(case["file"], {}).get("ms") is not None]
    for case in cases:
        truth, answer = joined(case["lines"]), joined(answers.get(case["file"], {"lines": []})["lines"])
        exact += truth == answer
        edits += min(edit_distance(truth, answer), max(len(truth), 1))
        digits += len(truth)
    return Score(len(cases), exact, edits, digits, float(np.median(times)) if times else float("nan"))


def split_cases(name: str) -> dict[str, list[Case]]:
    """The cases of a dev set in the parts that are reported: photos by kind, and those that are not hard."""
    cases = load_cases(name)
    if name != "photos":
        return {name: cases} if cases else {}
    kinds = sorted({case["set"] for case in cases})
    parts = {kind: [case for case in cases if case["set"] == kind] for kind in kinds}
    parts["handwritten, not hard"] = [case for case in parts.get("handwritten", []) if not case["hard"]]
    parts["hard"] = [case for case in cases if case["hard"]]
    return {name: part for name, part in parts.items() if part}


def digit_recall(cases: list[Case], answers: dict[str, Case]) -> dict[str, tuple[int, int]]:
    """For each digit: how often it stands in the photos, and how often an alignment of the answer has it there."""
    counts = {digit: [0, 0] for digit in DIGITS}
    for case in cases:
        truth, answer = joined(case["lines"]), joined(answers.get(case["file"], {"lines": []})["lines"])
        for digit, found in zip(truth, _met(truth, answer), strict=True):
            counts[digit][0] += 1
            counts[digit][1] += found
    return {digit: (total, met) for digit, (total, met) in counts.items()}


def _met(truth: str, answer: str) -> list[bool]:
    """Which characters of the truth a cheapest alignment of the answer meets."""
    costs = np.zeros((len(truth) + 1, len(answer) + 1), np.int32)
    costs[:, 0], costs[0] = np.arange(len(truth) + 1), np.arange(len(answer) + 1)
    for i, wanted in enumerate(truth, 1):
        for j, given in enumerate(answer, 1):
            replaced = costs[i - 1, j - 1] + (wanted != given)
            costs[i, j] = min(replaced, costs[i - 1, j] + 1, costs[i, j - 1] + 1)
    met, i, j = [False] * len(truth), len(truth), len(answer)
    while i and j:
        if costs[i, j] == costs[i - 1, j - 1] + (truth[i - 1] != answer[j - 1]):
            i, j = i - 1, j - 1
            met[i] = truth[i] == answer[j]
        elif costs[i, j] == costs[i - 1, j] + 1:
            i -= 1
        else:
            j -= 1
    return met

"""The scoring of whole photos and the tables made of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.measure import evaluate, strings

CASES = [
    {"file": "a.png", "lines": ["007", "12"], "set": "printed", "hard": False},
    {"file": "b.png", "lines": ["5"], "set": "handwritten", "hard": True},
]
ANSWERS = {"a.png": {"lines": ["007", "12"], "ms": 10.0}, "b.png": {"lines": ["56"], "ms": 30.0}}


@pytest.mark.parametrize(
    ("truth", "answer", "edits"),
    [("007", "007", 0), ("007", "07", 1), ("", "12", 2), ("123", "", 3), ("123", "1243", 1), ("12", "21", 2)],
)
def test_edits_are_counted(truth: str, answer: str, edits: int) -> None:
    assert strings.edit_distance(truth, answer) == edits


def test_a_set_is_scored_over_its_joined_rows() -> None:
    score = strings.score(CASES, ANSWERS)
    assert (score.photos, score.exact, score.edits, score.digits) == (2, 1, 1, 6)
    assert score.median_ms == 20.0


def test_a_photo_without_an_answer_counts_as_empty() -> None:
    score = strings.score(CASES, {})
    assert (score.exact, score.edits) == (0, 6)


def test_recall_counts_the_digits_that_an_alignment_meets() -> None:
    found = {"a.png": {"lines": ["0 7", "12"]}, "b.png": {"lines": ["6"]}}
    recall = strings.digit_recall(CASES, found)
    assert recall["0"] == (2, 1)
    assert recall["7"] == (1, 1)
    assert recall["5"] == (1, 0)


def test_the_table_has_a_line_for_each_part_and_tells_false_alarms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strings, "DATA", tmp_path / "data")
    for name, cases in (("photos", CASES), ("no_digits", [{"file": "n.jpg", "lines": [], "set": "no digits"}])):
        (tmp_path / "data" / "dev" / name).mkdir(parents=True)
        listing = tmp_path / "data" / "dev" / name / "cases.jsonl"
        listing.write_text("".join(json.dumps(case) + "\n" for case in cases))
    answers = {"photos": ANSWERS, "no_digits": {"n.jpg": {"lines": ["1"], "ms": 1.0}}}
    table = evaluate.string_table({"ziffer": answers, "another": {"photos": {}}})
    printed = next(line for line in table.splitlines() if line.startswith("printed"))
    empty = next(line for line in table.splitlines() if line.startswith("no_digits"))
    assert "100.0 (0.0)" in printed and "0.0 (100.0)" in printed
    assert "100.0 alarms" in empty and "not read" in empty

"""Every figure of the README and the model card from one command: `make evaluate`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from training import strings
from training.boxing import MODELS
from training.measure import shipped_judge
from training.measure import table as accuracy_table
from training.strings import Case, Score
from webapp.recognizer import Recognizer

ZIFFER = "ziffer"


def read_sets(recognizer: Recognizer, names: tuple[str, ...]) -> dict[str, dict[str, Case]]:
    """Ziffer's answers on dev sets: set -> file -> answer."""
    return {name: strings.answer_all(recognizer, name) for name in names}


def string_table(answers: dict[str, dict[str, Case]]) -> str:
    """Exact strings (and digit error rates) in percent of Ziffer and of the other programs, a line for each set."""
    programs = sorted({program for name in answers for program in strings.peer_answers(name)})
    lines = [f"{'exact (digit errors) %':24}{'photos':>7}" + "".join(f"{one:>17}" for one in [ZIFFER, *programs])]
    for name, found in answers.items():
        given = {ZIFFER: found, **strings.peer_answers(name)}
        for part, cases in strings.split_cases(name).items():
            scores = [strings.score(cases, given.get(one, {})) for one in [ZIFFER, *programs]]
            lines.append(f"{part:24}{len(cases):7}" + "".join(f"{_cell(one):>17}" for one in scores))
    return "\n".join(lines)


def _cell(score: Score) -> str:
    if not score.digits:
        return f"{100 - score.exact_percent:.1f} alarms"
    return f"{score.exact_percent:.1f} ({score.digit_error_percent:.1f})"


def recall_table(answers: dict[str, dict[str, Case]]) -> str:
    """How many of each digit were read, in percent of those in the photos, over all sets."""
    totals = {digit: [0, 0] for digit in strings.DIGITS}
    for name, found in answers.items():
        for digit, (total, met) in strings.digit_recall(strings.load_cases(name), found).items():
            totals[digit][0] += total
            totals[digit][1] += met
    cells = (f"{digit}: {100 * met / max(total, 1):.1f}" for digit, (total, met) in totals.items())
    return "recall of each digit %  " + "  ".join(cells)


def write_answers(answers: dict[str, dict[str, Case]], folder: Path) -> None:
    """Write the answers of each set as JSON Lines, to be looked at or scored elsewhere."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, found in answers.items():
        lines = (json.dumps({"file": file, **answer}) + "\n" for file, answer in found.items())
        (folder / f"{ZIFFER}.{name}.jsonl").write_text("".join(lines), encoding="utf-8")


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=Path, help="folder to write the answers of each set to")
    parser.add_argument("--sets", nargs="*", default=strings.SETS, choices=strings.SETS, help="dev sets to read")
    parser.add_argument("--only-strings", action="store_true", help="leave the single digits out")
    wanted = parser.parse_args()
    if not wanted.only_strings:
        print(f"single digits, held out of training\n{accuracy_table(shipped_judge())}")
    answers = read_sets(Recognizer.load(MODELS), tuple(wanted.sets))
    if wanted.answers:
        write_answers(answers, wanted.answers)
    print(string_table(answers))
    print(recall_table(answers))


if __name__ == "__main__":
    main()

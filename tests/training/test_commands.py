"""The command line says what there is to do, hands on what it is asked, and loads no TensorFlow to say so."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from harness.serving import ROOT
from training.__main__ import training
from training.trainers.settings import SINGLE_DIGIT, ClassifierSettings


def ways(command: click.Command, way: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words that lead to a command and to all below it."""
    yield way
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from ways(inner, (*way, name))


def command_at(way: tuple[str, ...]) -> click.Command:
    command: click.Command = training
    for name in way:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    return command


@pytest.mark.parametrize("way", list(ways(training)), ids=" ".join)
def test_every_command_says_in_a_line_what_it_is_for(way: tuple[str, ...]) -> None:
    answer = CliRunner().invoke(training, [*way, "--help"], prog_name="training")
    assert answer.exit_code == 0 and answer.output.startswith(f"Usage: {' '.join(('training', *way))}")
    command = command_at(way)
    assert command.help and re.fullmatch(r".{,59}\.", command.help)  # in a list, click leaves out what is longer
    options = [one for one in command.params if isinstance(one, click.Option)]
    assert all(one.help and one.help.endswith(".") for one in options)


def test_help_loads_no_tensorflow() -> None:
    code = (
        "import sys; from training.__main__ import training;"
        "training(['train', 'classifier', '--help'], standalone_mode=False);"
        "print('loaded:', sorted({'tensorflow', 'keras'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.startswith("Usage:") and done.stdout.endswith("loaded: []\n"), done.stderr


def test_the_package_is_run_by_its_name() -> None:
    done = subprocess.run([sys.executable, "-m", "training", "--help"], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.startswith("Usage: python -m training") and "evaluate" in done.stdout


def test_a_training_has_the_settings_that_are_named_and_else_the_usual_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("keras")
    asked: list[tuple[ClassifierSettings, Path]] = []
    monkeypatch.setattr("training.trainers.classifier.train_all", lambda *wanted: asked.append(wanted))
    monkeypatch.setattr("training.trainers.single_digit.train_all", lambda *wanted: asked.append(wanted) or 0.0)
    for name in ("classifier", "single-digit"):
        order = ["train", name, "--seed", "4", "--epochs", "9", "--models", str(tmp_path)]
        assert CliRunner().invoke(training, order, catch_exceptions=False).exit_code == 0
    (plain, _), (single, folder) = asked
    assert plain == ClassifierSettings(seed=4, epochs=9) and folder == tmp_path
    assert (single.seed, single.epochs, single.pools) == (4, 9, SINGLE_DIGIT.pools) and single.name == SINGLE_DIGIT.name


def test_sets_are_named_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[object, ...]] = []
    monkeypatch.setattr("training.measure.perturbed.table", lambda *wanted: asked.append(wanted))
    for order in ([], ["--sets", "photos", "--sets", "cheques", "--processes", "2"]):
        assert CliRunner().invoke(training, ["measure", "perturbed", *order], catch_exceptions=False).exit_code == 0
    assert asked == [(("handwriting", "photos", "no_digits", "cheques"), 4), (("photos", "cheques"), 2)]


def test_a_sheet_of_scenes_is_drawn(drawn_data: Path, tmp_path: Path) -> None:
    file = tmp_path / "scenes.png"
    answer = CliRunner().invoke(training, ["draw", "scenes", str(file), "--count", "2"], catch_exceptions=False)
    assert "ms a scene" in answer.output and file.stat().st_size > 1000


def test_a_reader_that_differs_from_its_floats_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("keras")
    monkeypatch.setattr("training.export.reader.trained_network", lambda folder: None)
    monkeypatch.setattr("training.export.reader.converted", lambda network, weights: b"")
    monkeypatch.setattr("training.export.reader.difference", lambda network, content: 0.5)
    answer = CliRunner().invoke(training, ["export", "reader"])
    assert (
        answer.exit_code == 1
        and answer.output == "Error: The model differs from its floats by 0.500; 0.02 is allowed.\n"
    )

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from harness.pictures import draw, encode
from harness.serving import PATIENCE, Server, served, until
from webapp.ops import startup
from webapp.service.model_version import models_version

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
COMMANDS = (
    ["gunicorn", "--config", "gunicorn.conf.py", "--bind", "127.0.0.1:0", "wsgi:app"],
    ["flask", "--app", "wsgi", "read", "x"],
)


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A copy of the project's models that a test may spoil."""
    folder = tmp_path / "models"
    shutil.copytree(ROOT / "models", folder, ignore=shutil.ignore_patterns("*.keras", "*.md"))
    return folder


def spoil(folder: Path) -> None:
    path = folder / "classifier.tflite"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def relist(folder: Path) -> None:
    names = sorted(path.name for path in folder.iterdir() if path.is_file() and path.name != "SHA256SUMS")
    done = subprocess.run(["sha256sum", *names], cwd=folder, capture_output=True, text=True, check=True)
    (folder / "SHA256SUMS").write_text(done.stdout)


def test_whole_models_start(models: Path):
    assert startup.trained(models).read(startup.probe()).text == startup.PROBE


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (spoil, "classifier.tflite in .* is damaged"),
        (lambda folder: (folder / "classifier.tflite").unlink(), "classifier.tflite is missing"),
        (lambda folder: (folder / "calibration.json").unlink(), "calibration.json is missing"),
        (lambda folder: (folder / "SHA256SUMS").unlink(), "no readable SHA256SUMS"),
        (lambda folder: (folder / "SHA256SUMS").write_bytes(b"\xff\x00"), "no readable SHA256SUMS"),
        (lambda folder: (folder / "SHA256SUMS").write_text(""), "does not list"),
        (lambda folder: (folder / "another.tflite").write_bytes(b""), "does not list another.tflite"),
        (shutil.rmtree, "no readable SHA256SUMS"),
    ],
)
def test_models_that_are_not_whole_stop_the_start_with_a_sentence(
    models: Path, fault: Callable[[Path], object], told: str
):
    fault(models)
    with pytest.raises(startup.CannotStart, match=f"{told}.*Please "):
        startup.trained(models)


def test_models_that_are_listed_as_they_are_and_yet_no_models_are_told(models: Path):
    (models / "classifier.tflite").write_bytes(b"no model")
    relist(models)
    with pytest.raises(startup.CannotStart, match="cannot be loaded"):
        startup.trained(models)


def test_models_that_read_nothing_are_told(models: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(startup, "probe", lambda: np.full((160, 400, 3), 245, np.uint8))
    with pytest.raises(startup.CannotStart, match="read '' where '2468' is drawn"):
        startup.trained(models)


def test_models_that_another_deploy_changes_while_they_are_loaded_stop_the_start(
    models: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(startup, "trained", spoil)
    with pytest.raises(startup.CannotStart, match=r"changed while they were loaded\. Please "):
        startup.named(models)


def version_told(server: Server) -> str:
    """The models that an answer names, which must be those that health names."""
    status, text = server.ask("POST", encode(draw("2468")), "image/png", "/api/v1/read")
    answer, health = json.loads(text), json.loads(server.ask(path="/healthz")[1])
    assert status == 200 and answer["text"] == "2468" and answer["models"] == health["models"]
    return str(answer["models"])


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="who the workers are is told by Linux alone")
def test_of_two_deploys_at_once_each_answer_names_the_models_that_made_it(models: Path, tmp_path: Path):
    older, newer = models, tmp_path / "newer"
    shutil.copytree(older, newer)
    with (newer / "calibration.json").open("a") as file:
        file.write("\n")
    relist(newer)
    versions = models_version(older), models_version(newer)
    assert versions[0] != versions[1]
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()
    with (
        served(tmp_path / "1", ZIFFER_MODELS=str(older)) as first,
        served(tmp_path / "2", ZIFFER_MODELS=str(newer)) as second,
    ):
        for _ in range(3):
            assert (version_told(first), version_told(second)) == versions
        shutil.copytree(newer, older, dirs_exist_ok=True)  # a deploy into the folder of a site that runs
        before = first.workers()
        for worker in before:
            os.kill(worker, signal.SIGKILL)
        until(lambda: len(first.workers()) == 2 and not first.workers() & before)
        assert {version_told(first) for _ in range(4)} == {versions[0]}, "new workers read with what was loaded"
    with served(tmp_path / "1", ZIFFER_MODELS=str(older)) as restarted:
        assert version_told(restarted) == versions[1]


@pytest.mark.parametrize("command", COMMANDS, ids=["server", "command line"])
def test_a_damaged_model_ends_the_start_with_one_line_and_no_traceback(models: Path, command: list[str]):
    spoil(models)
    done = started(command, ZIFFER_MODELS=str(models))
    assert done.returncode != 0
    assert "is damaged: its checksum differs" in done.stderr and "Traceback" not in done.stderr + done.stdout


def started(command: list[str], **environ: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / command[0]
    around = {"PATH": "/usr/bin", **environ}
    return subprocess.run(
        [sys.executable, program, *command[1:]], cwd=ROOT, env=around, capture_output=True, text=True, timeout=PATIENCE
    )


@pytest.mark.parametrize("command", COMMANDS, ids=["server", "command line"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "web"),
        ("PORT", "99999"),
        ("WEB_CONCURRENCY", "0"),
        ("ZIFFER_PROXIES", "one"),
        ("ZIFFER_RATE", "120 per minuet"),
        ("ZIFFER_RATE_STORE", "redi://somewhere:secret@host"),
        ("ZIFFER_RATE_STORE", "redis://host:port"),
    ],
)
def test_a_setting_that_is_none_ends_the_start_with_one_sentence_that_names_it(
    command: list[str], name: str, value: str
):
    done = started(command, **{name: value})
    assert done.returncode != 0
    line = done.stderr.splitlines()[-1]
    assert line.startswith(f"{name} ") and "Please set it" in line
    assert "secret" not in done.stderr + done.stdout and "Traceback" not in done.stderr + done.stdout

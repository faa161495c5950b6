import gc
import json
import os
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.pictures import draw, encode, multipart
from harness.serving import PATIENCE, ROOT, Server, command_of_procfile, served
from webapp.config import MAX_BYTES


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(tmp_path_factory.mktemp("server")) as running:
        yield running


def test_the_procfiles_command_serves_the_page(server: Server):
    status, page = server.ask()
    assert status == 200 and "Read the digits in a photo" in page


def test_the_procfiles_command_reads_a_photo(server: Server):
    status, page = server.ask("POST", *multipart(encode(draw("2468"), "JPEG"), "my-secret-name.jpg"))
    assert status == 200
    assert re.findall(r'class="number-field".*?>(.*?)</textarea>', page) == ["2468"]
    assert "data:image/jpeg;base64," in page


def test_the_log_names_no_photo(server: Server):
    server.ask("POST", *multipart(b"not a picture", "my-secret-name.jpg"))
    assert "my-secret-name" not in server.log.read_text()


def test_a_photo_that_is_too_large_gets_its_sentence_and_no_reset_connection(server: Server):
    status, page = server.ask("POST", *multipart(bytes(MAX_BYTES + 2**20)))
    assert status == 413 and "I read up to 16 MB" in page


def settings_of_gunicorn(monkeypatch: pytest.MonkeyPatch, **environ: str) -> dict[str, object]:
    for name in ("PORT", "WEB_CONCURRENCY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / "gunicorn.conf.py"))


def test_on_a_laptop_only_the_laptop_itself_is_served(monkeypatch: pytest.MonkeyPatch):
    settings = settings_of_gunicorn(monkeypatch)
    assert (settings["bind"], settings["workers"]) == ("127.0.0.1:8000", 2)


def test_what_is_loaded_is_left_to_all_workers_before_they_start(monkeypatch: pytest.MonkeyPatch):
    when_ready = settings_of_gunicorn(monkeypatch)["when_ready"]
    assert callable(when_ready) and not gc.get_freeze_count()
    when_ready(None)
    try:
        assert gc.get_freeze_count() > len(gc.get_objects())
    finally:
        gc.unfreeze()


def test_a_host_says_the_port_and_the_number_of_workers(monkeypatch: pytest.MonkeyPatch):
    settings = settings_of_gunicorn(monkeypatch, PORT="5000", WEB_CONCURRENCY="1")
    assert (settings["bind"], settings["workers"]) == ("0.0.0.0:5000", 1)


def test_the_server_is_stopped_before_the_host_kills_it_and_outlasts_its_router(monkeypatch: pytest.MonkeyPatch):
    settings = settings_of_gunicorn(monkeypatch)
    assert int(str(settings["graceful_timeout"])) < 30 and int(str(settings["keepalive"])) > 90
    assert settings["control_socket_disable"] is True and settings["preload_app"] is True


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(["make", *arguments], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=PATIENCE)


def test_make_help_lists_every_target():
    targets = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.M)[0].split()
    listed = re.findall(r"^  make ([\w-]+)\s+\w", make("help").stdout, re.M)
    assert sorted(listed) == sorted(targets)
    assert make().stdout == make("help").stdout


def test_make_run_serves_as_the_procfile_does():
    told = make("--dry-run", "run", "PORT=8123").stdout
    program, *rest = command_of_procfile()
    *settings, app = rest
    assert f"{program} {' '.join(settings)} --bind 127.0.0.1:8123 {app}" in told


@pytest.mark.parametrize("target", ["run", "test"])
@pytest.mark.parametrize("python", ["/bin/false", ""])
def test_without_a_new_enough_python_make_says_so(target: str, python: str, tmp_path: Path):
    done = make(target, f"PYTHON={python}", f"VENV={tmp_path / 'venv'}")
    assert done.returncode != 0
    assert "Ziffer needs Python 3.11 or newer" in done.stderr
    assert not (tmp_path / "venv").exists()


def test_the_host_builds_with_one_package_manager_and_a_plain_python_version():
    managers = {"requirements.txt", "Pipfile", "Pipfile.lock", "poetry.lock", "uv.lock", "runtime.txt", "setup.py"}
    assert {path.name for path in ROOT.iterdir()} & managers == {"requirements.txt"}
    assert re.fullmatch(r"3\.1[1-3]\n", (ROOT / ".python-version").read_text())
    assert "[project]" not in (ROOT / "pyproject.toml").read_text()


def test_the_deploy_button_names_the_site_and_its_buildpack():
    app = json.loads((ROOT / "app.json").read_text())
    assert app["name"] == "Ziffer" and app["buildpacks"] == [{"url": "heroku/python"}]


def test_the_site_does_not_need_tensorflow():
    assert "tensorflow" not in re.sub(r"#.*", "", (ROOT / "requirements.txt").read_text())
    code = "import sys, wsgi; sys.exit(bool({'tensorflow', 'keras'} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)

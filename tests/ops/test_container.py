"""The Dockerfile without Docker: what it copies is enough, and what it starts serves, where nothing may be written."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from harness.pictures import draw, encode, multipart
from harness.serving import ROOT, served
from webapp.config import from_environment

DOCKERFILE = (ROOT / "Dockerfile").read_text()


def instructions(name: str) -> list[str]:
    joined = DOCKERFILE.replace("\\\n", " ")
    return re.findall(rf"^{name} +(.*)$", joined, re.M)


def test_the_image_is_small_is_not_root_and_has_the_version_of_python_that_heroku_gets():
    assert instructions("FROM") == [f"python:{(ROOT / '.python-version').read_text().strip()}-slim"]
    (user,) = instructions("USER")
    assert int(user) > 0
    assert DOCKERFILE.index("\nUSER ") > DOCKERFILE.index("\nCOPY models")


def test_what_the_image_copies_serves_and_reads_where_no_file_may_be_written(tmp_path: Path):
    app = tmp_path / "app"
    app.mkdir()
    for line in instructions("COPY"):
        *sources, target = line.split()
        for source in sources:
            copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
            copy(ROOT / source, app / (target if target not in (".", "./") else source))
    (command,) = instructions("CMD")
    _, *arguments = json.loads(command)
    code = (
        f"import os, resource, sys; os.chdir({str(app)!r}); sys.path.insert(0, '');"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)); from gunicorn.app.wsgiapp import run; run()"
    )
    with served(tmp_path, [sys.executable, "-P", "-c", code, *arguments]) as server:
        status, page = server.ask("POST", *multipart(encode(draw("2468"), "JPEG")))
        assert status == 200 and "2468" in page
        assert server.ask(path="/healthz")[0] == 200
        with_styles = server.ask(path="/static/style.css")
        assert with_styles[0] == 200


def test_the_health_check_of_the_image_is_a_command_that_python_takes():
    (check,) = instructions("HEALTHCHECK")
    program, option, code = json.loads(check[check.index("[") :])
    assert (program, option) == ("python", "-c")
    compile(code, "healthcheck", "exec")
    assert "/healthz" in code


def test_the_health_check_of_the_image_tells_a_server_for_named_hosts_from_none(tmp_path: Path):
    (check,) = instructions("HEALTHCHECK")
    _, *arguments = json.loads(check[check.index("[") :])

    def passes(port: int) -> bool:
        environ = {**os.environ, "PORT": str(port)}
        return subprocess.run([sys.executable, *arguments], env=environ, capture_output=True).returncode == 0

    with served(tmp_path, ZIFFER_HOSTS="ziffer.example") as server:
        assert server.ask()[0] == 400
        assert passes(server.port)
    assert not passes(server.port)


def test_only_what_is_copied_is_sent_to_the_builder():
    ignored, *kept = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    sources = {source for line in instructions("COPY") for source in line.split()[:-1]}
    assert ignored == "*" and {line[1:] for line in kept if line.startswith("!")} == sources


def test_every_variable_that_a_host_is_told_of_is_a_setting():
    asked: set[str] = set()

    class Environ(dict[str, str]):
        def get(self, name, default=None):
            asked.add(name)
            return default

    from_environment(Environ())
    others = {"PYTHONUNBUFFERED"}
    button = json.loads((ROOT / "app.json").read_text())["env"]
    image = set(re.findall(r"\b([A-Z_]+)=", " ".join(instructions("ENV"))))
    page = set(re.findall(r"`(?:--env )?((?:ZIFFER|WEB)_[A-Z_]+|PORT)\b", (ROOT / "docs" / "hosting.md").read_text()))
    assert set(button) | image | page <= asked | others and len(page) >= 5

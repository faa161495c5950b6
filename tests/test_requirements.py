"""What is installed: every requirement has its reason, and the lock files hold one version of each with its hashes."""

import json
import re

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from harness.serving import ROOT

LOCKED = {"requirements.lock": "requirements.txt", "requirements-dev.lock": "requirements-dev.txt"}
PYTHONS = ("3.11.9", "3.12.4", "3.13.1")


def lines_of(file: str) -> list[str]:
    return [line for line in (ROOT / file).read_text().splitlines() if line and not line.startswith("#")]


def requirements(file: str) -> list[Requirement]:
    """Those of a file and of the files that it includes."""
    found = []
    for line in lines_of(file):
        included = re.match(r"-r (\S+)", line)
        found += requirements(included[1]) if included else [Requirement(re.sub(r"\s+#.*", "", line))]
    return found


def locked(file: str, python: str) -> dict[str, Version]:
    """The version of each package that a lock file gives to a Python on Linux."""
    environment = {"python_full_version": python, "python_version": python.rsplit(".", 1)[0], "sys_platform": "linux"}
    found: dict[str, Version] = {}
    for line in lines_of(file):
        if not line.startswith(" "):
            requirement = Requirement(line.removesuffix(" \\"))
            if not requirement.marker or requirement.marker.evaluate(environment):
                (pin,) = requirement.specifier
                assert pin.operator == "==" and requirement.name not in found
                found[requirement.name] = Version(pin.version)
    return found


@pytest.mark.parametrize("file", sorted(path.name for path in ROOT.glob("requirements*.txt")))
def test_every_requirement_has_its_version_and_its_reason(file: str):
    own = [line for line in lines_of(file) if not line.startswith("-r ")]
    assert own
    for line in own:
        assert re.match(r"[a-z0-9-]+(==|~=|>=)\d.*?\s+# \w", line), line


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("lock", LOCKED)
def test_a_lock_file_meets_every_requirement_on_every_python(lock: str, python: str):
    versions = locked(lock, python)
    asked = requirements(LOCKED[lock])
    assert len(asked) >= 10
    for requirement in asked:
        assert requirement.specifier.contains(versions[requirement.name]), f"make lock: {requirement}"


@pytest.mark.parametrize("python", PYTHONS)
def test_the_tests_run_with_the_versions_that_the_site_runs_on(python: str):
    site, tests = locked("requirements.lock", python), locked("requirements-dev.lock", python)
    assert site.items() <= tests.items()


@pytest.mark.parametrize("lock", LOCKED)
def test_a_lock_file_has_hashes_and_names_no_index(lock: str):
    text = (ROOT / lock).read_text()
    assert "://" not in text and not re.search(r"^-", text, re.M)
    for entry in re.split(r"^(?=\w)", text, flags=re.M)[1:]:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


def test_the_site_is_installed_without_what_only_some_need():
    names = set(locked("requirements.lock", "3.13.1"))
    assert not names & {"redis", "dask", "distributed", "fsspec", "tensorflow-cpu", "keras"}


def test_the_tools_of_the_scripts_are_locked_with_hashes_and_name_no_registry():
    asked = json.loads((ROOT / "package.json").read_text())
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert not asked.get("dependencies") and len(asked["devDependencies"]) >= 3
    assert asked["//"].keys() == asked["devDependencies"].keys(), "each has its reason"
    for name, version in asked["devDependencies"].items():
        assert locked[f"node_modules/{name}"]["version"] == version, f"npm install: {name}"
    packages = [package for name, package in locked.items() if name]
    assert not [package["resolved"] for package in packages if "resolved" in package]
    assert all(package["integrity"].startswith("sha512-") for package in packages)

"""The scripts' own tests, run by Node's test runner."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

FILES = sorted((Path(__file__).parent / "scripts").glob("*.test.mjs"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_the_scripts_reckon(file: Path):
    node = shutil.which("node")
    if node is None:
        if os.environ.get("CI"):
            pytest.fail("Node is missing")
        pytest.skip("Node is not installed (Debian: apt-get install nodejs)")
    done = subprocess.run([node, "--test", str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

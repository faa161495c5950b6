"""The Chromium that tests drive, or why they cannot."""

from __future__ import annotations

import os

import pytest

from harness.chromium import find_chromium


def installed_chromium() -> str:
    """Its path; where there is none the test is skipped, but on CI it fails."""
    program = find_chromium()
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing; .ci/run installs it")
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    return program

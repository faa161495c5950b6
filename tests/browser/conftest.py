"""A real Chromium, and the site with its trained models to look at with it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from harness.chromium import ARGUMENTS
from tests.browser import quick
from tests.browser.remembered import Remembered
from tests.chromium import installed_chromium
from tests.listening import listening
from webapp import create_app
from webapp.config import Settings
from webapp.ops.startup import trained

# Milliseconds after which a state that never comes fails its test: a busy machine may take long to show one.
PATIENCE = 120_000
expect.set_options(timeout=PATIENCE)

# What Chromium itself writes to the console for a status of the client's fault, as our refusals have, and for a server
# that cannot be reached.
EXPECTED = re.compile(r"the server responded with a status of 4|net::ERR_FAILED")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that drives a browser is slow."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("slow")


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the running site, which reads each picture once however many tests send it."""
    settings = Settings(rate="")
    with listening(create_app(settings, Remembered(trained(settings.models)))) as address:
        yield address


@pytest.fixture(scope="session")
def quick_site() -> Iterator[str]:
    """The address of a site whose recognizer answers at once, and surely."""
    with quick.quick_site() as address:
        yield address


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo that such a site reads as 4071."""
    return quick.written(tmp_path)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = installed_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def scripted(chromium: Browser, site: str) -> Iterator[Page]:
    """A fresh page with script."""
    with open_page(chromium, site) as page:
        yield page


@pytest.fixture
def unscripted(chromium: Browser, site: str) -> Iterator[Page]:
    """A fresh page whose scripts do not run."""
    with open_page(chromium, site, java_script_enabled=False) as page:
        yield page


@pytest.fixture(params=["scripted", "unscripted"])
def page(request: pytest.FixtureRequest) -> Page:
    """A fresh page, once with script and once without."""
    page: Page = request.getfixturevalue(request.param)
    return page


@contextmanager
def open_page(chromium: Browser, site: str, **settings: Any) -> Iterator[Page]:
    """The first page; what it tells its console, or asks of another host, is a failure."""
    context = chromium.new_context(**settings)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    told: list[str] = []
    own = (site, "data:", f"blob:{site}")
    page.on("console", lambda message: None if EXPECTED.search(message.text) else told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(own) else told.append(asked.url))
    page.goto(site)
    yield page
    context.close()
    assert not told


def let_go(page: Page, held: list[Route]) -> None:
    """Let the first request go on that is held, as soon as it was sent."""
    until(page, lambda: bool(held))
    held[0].continue_()


def until(page: Page, is_so: Callable[[], bool]) -> None:
    """Wait for what the browser tells the test, where no element of the page shows it."""
    end = time.monotonic() + PATIENCE / 1000
    while not is_so():
        assert time.monotonic() < end, "it did not come true"
        page.wait_for_timeout(20)  # in which Playwright hears of the browser

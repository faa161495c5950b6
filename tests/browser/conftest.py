"""A real Chromium, and the site with its trained models to look at with it."""

from __future__ import annotations

import logging
import os
import shutil
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from webapp import create_app

NAMES = ("chromium", "chromium-browser", "google-chrome")
# No sandbox, because a container has none to give; the rest keeps Chromium from asking its maker for anything.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# What Chromium itself writes to the console for a page with a status of the client's fault, as our refusals have.
REFUSED = "the server responded with a status of 4"


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the running site."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, create_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing; .ci/run installs it")
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(params=["with script", "without script"])
def page(chromium: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A fresh page; what it tells its console, or asks of another host, is a failure."""
    context = chromium.new_context(java_script_enabled=request.param == "with script")
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: None if REFUSED in message.text else told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith((site, "data:", "blob:" + site)) else told.append(asked.url))
    page.goto(site)
    yield page
    context.close()
    assert not told

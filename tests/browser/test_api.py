import re
from html import unescape
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser

from harness.pictures import draw, encode


@pytest.mark.parametrize(("data", "told"), [(encode(draw("007")), "007"), (b"nonsense", "Error: I do not know")])
def test_the_example_for_javascript_runs(chromium: Browser, site: str, data: bytes, told: str):
    page = chromium.new_page()
    page.goto(f"{site}/api")
    with urlopen(f"{site}/api") as response:
        (code,) = re.findall(r'Example for JavaScript"><code>(.*?)</code>', response.read().decode(), re.S)
    sent = "read(new File([new Uint8Array(bytes)], 'a.png')).catch(String)"
    call = f"async (bytes) => {{ {unescape(code)}; return {sent} }}"
    assert page.evaluate(call, list(data)).startswith(told)
    page.close()

"""What tests look for in a page: its tags, its numbers, and the files behind its links."""

import base64
import io
import re
from html.parser import HTMLParser

import numpy as np
from flask.testing import FlaskClient
from PIL import Image


class Page(HTMLParser):
    """The tags of a page, each with its attributes, and the text by the class around it."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def number_of(page: str) -> list[str]:
    return re.findall(r'class="number-field".*?>(.*?)</textarea>', page)


def fetched(client: FlaskClient, address: str) -> bytes:
    with client.get(address) as response:
        assert response.status_code == 200, address
        return response.data


def link(page: str, file: str) -> bytes:
    """The bytes behind the download link of a file."""
    (address,) = [str(tag["href"]) for tag in Page(page).all("a") if tag.get("download") == file]
    return base64.b64decode(address.split(",", 1)[1])


def picture(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)))

"""Prints the numbers in a photo, or why it could not be read."""

import json
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

photo = Path("photo.jpg").read_bytes()
request = Request("{{ site }}api/v1/read", photo, {"Content-Type": "image/jpeg"})
try:
    with urlopen(request) as response:
        print(json.load(response)["text"])
except HTTPError as error:
    print(json.load(error)["detail"])

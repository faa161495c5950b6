"""Every setting and limit of the site, each with its unit and its reason."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

# The most bytes of a photo. Phones save 2 to 12 MB.
MAX_BYTES = 16 * 1024 * 1024

# The most pixels of a JPEG, which is decoded at reduced size: the largest common phone cameras give 48 million.
MAX_PIXELS = 50_000_000

# The most pixels of the other formats, which must be decoded whole: 25 million are 100 MB for a moment.
MAX_PIXELS_WHOLE = 25_000_000

# The most pixels where the decoder holds several copies: animated WebP, HEIC with transparency, TIFF in one strip.
MAX_PIXELS_HEAVY = 9_000_000

# Bytes of coefficients that a progressive JPEG may make the decoder hold: 33 megapixels as cameras save them.
COEFFICIENT_BYTES = 100_000_000

# The least length of a side, in pixels: a digit smaller than this cannot be told from a speck.
MIN_SIDE = 8

# The pixels that are kept for reading. Finer detail than this costs time and memory and has not made digits clearer.
WORKING_PIXELS = 2400 * 1800

# The most pixels of a decoded picture, before it is resized to WORKING_PIXELS. A JPEG is decoded at the largest of 1/1,
# 1/2, 1/4 and 1/8 of its sides that stays within this, and so comes out at a quarter of it or more: with WORKING_PIXELS
# as the limit it would be a quarter of those.
DECODED_PIXELS = 3200 * 2400

# What a multipart request may hold beside the photo, in bytes: part headers and a few short fields.
FORM_BYTES = 64 * 1024

# Parts of a multipart request: the photo and the few choices of the form.
MAX_FORM_PARTS = 10

# The Cache-Control of a result that a form brought: the user's own browser may show it again on the way back and
# forward, which "no-store" would forbid, and nobody else may keep it.
OWN_RESULT = "private, no-cache"

# Bytes of an upload over the limit that are read and thrown away. A browser that is cut off while it still sends shows
# "connection reset" in place of our sentence.
DRAIN_BYTES = 2 * MAX_BYTES

# Photos that a worker reads at once. One keeps a worker's memory to one decoded photo; more workers read more at once.
PLACES = 1

# Photos that wait for their turn in a worker. The last of them is answered after three times the time of one, or five
# where the workers share a core; with more it would wait for longer than people do.
WAITING = 2

# Frames of live cameras among them, the one that is read included: no upload waits for more, however many cameras look.
FRAMES = 2

# Milliseconds from one frame of a camera to its next: a number locks within a second, and the answer is mostly there.
FRAME_GAP_MS = 250

# Pixels of the longer side of a frame: enough to read a number that fills it, and little to send.
FRAME_SIDE = 640

# Bytes of a frame: twice what the camera makes of the busiest picture.
FRAME_BYTES = 256 * 1024

# Seconds that a photo waits for its turn at most. Heroku's router gives up on an answer after 30.
PATIENCE_SECONDS = 10

# Seconds after which whoever was turned away is asked to come back: by then a full queue has been read.
RETRY_SECONDS = 5

# Bytes of request bodies that a worker holds at once: three of the largest photos, many of the usual ones.
HELD_BYTES = 3 * MAX_BYTES

# Seconds in which a request must have come in; a photo of 3 MB does at 300 kbit/s. Slower ones would wear threads out.
ARRIVAL_SECONDS = 90

# Seconds of work on one photo, far more than any needs, after which its worker counts as hung and is replaced.
HUNG_SECONDS = 20

# Seconds without any progress after which the page stops waiting for an answer and offers to try again: the longest
# wait for a turn and the longest work together, and some for the way.
ANSWER_SECONDS = PATIENCE_SECONDS + HUNG_SECONDS + 10

# Pages of a TIFF or a PDF that are read, each as a photo of its own: about ten seconds of work.
MAX_PAGES = 20

# Photos that the page of many takes at once. With script they come one after another, so only patience limits them.
MAX_PHOTOS = 50

# Photos that one request may bring, which is how they come without script: about ten seconds of work.
MAX_POSTED = 10

# Numbers of a spreadsheet that is made at once, which takes a core a second: those of MAX_PHOTOS full sheets of paper.
MAX_SHEET_LINES = 20_000

# Bytes of such a request: ten photos of 3 MB. A worker may hold HELD_BYTES in all.
BATCH_BYTES = 32 * 1024 * 1024

# The longest side of a photo in the table of many, in pixels: large enough to check its number, 30 kB to send.
THUMBNAIL_SIDE = 480

# Bytes within which a PDF's signature is looked for: mailing and printing put a little before it.
PDF_WITHIN = 1024

# Dots per inch at which pages of a PDF are drawn: a sheet of A4 then has nearly WORKING_PIXELS.
PDF_DPI = 200

# Bytes of memory that the drawing of one page may take, Python included. A sheet of A4 that was scanned in colour at
# 300 dots per inch takes 163 MB in the most expensive format, JPEG 2000, and 72 MB in the others.
PDF_BYTES = 200 * 1024 * 1024

# Bytes that its opening may take, before any picture is decoded: 30 for Python and PDFium, 16 for the file, and the
# rest for drawing instructions, which a bomb unpacks to any length.
PDF_OPENING_BYTES = 140 * 1024 * 1024

# Milliseconds of a core that both may take together. That sheet of A4 takes 300 in JPEG 2000 and 100 in the others.
PDF_CORE_MS = 700

# Lines, letters and pictures on a page, which are counted before they are drawn: a sheet full of figures has 5,000, and
# ten times as many small lines still take less than PDF_CORE_MS.
PDF_OBJECTS = 50_000

# Seconds after which a page is given up that uses no core, such as one whose process cannot start.
PDF_SECONDS = 10

# The longest side of the annotated photo on the result page, in pixels: sharp on a large screen, light to send.
ANNOTATED_SIDE = 1600

# The least longest side of it, in pixels: smaller photos are enlarged, or the letters of the boxes would hide them.
ANNOTATED_LEAST_SIDE = 480

# JPEG quality (0 to 100) of the photo on the result page: no visible loss at a third of the bytes of 95.
ANNOTATED_QUALITY = 80

# WebP quality (0 to 100) of the drawings on the page that explains.
DRAWING_QUALITY = 70

# Pixels of the longer side to which the browser reduces a photo before it sends it. Of 4:3 that is WORKING_PIXELS, what
# reading keeps anyway; a longer photo loses a little of that, and a squarer one is reduced further on the server.
SHRINK_SIDE = 2400

# Boxes that are shown of what was left out: more would only hide the photo.
MAX_LEFT_OUT = 60

# Numbers that the result page offers unasked to be copied one by one: more would push the photo off a phone's screen.
MAX_OPEN_NUMBERS = 12

# Crops of digits that the result page shows unasked: those of a sheet would be 60 screens of a phone.
MAX_OPEN_CROPS = 60

# The most digits that are read out in one sentence; of more, the first few.
MAX_SPOKEN_DIGITS = 60
SPOKEN_BEGINNING = 12

# What is told of a photo that showed more than recognizer/budget.py lets one cost.
TRUNCATED = "There is more in this photo than I read at once, so digits may be missing. Please read it in parts."

# The highest TCP port.
MAX_PORT = 65535

_ROOT = Path(__file__).resolve().parent.parent


class CannotStart(SystemExit):
    """The site is not able to start; the sentence goes to the standard error, without a traceback."""


@dataclass(frozen=True)
class Settings:
    """What the environment may set.

    Attributes:
        models: folder of the trained models (ZIFFER_MODELS).
        data: folder of the photos that training and evaluation read; the site never looks there (ZIFFER_DATA).
        port: TCP port of the server (PORT).
        workers: processes of the server (WEB_CONCURRENCY).
        proxies: proxies in front, whose word on the caller's address and on TLS is taken (ZIFFER_PROXIES).
        hosts: names under which the site may be asked for; empty for any (ZIFFER_HOSTS).
        rate: posts that one address may send, such as "120 per minute"; empty for any number (ZIFFER_RATE).
        frame_rate: the same of the live camera's frames, which are counted apart (ZIFFER_FRAME_RATE).
        rate_store: where both are counted (ZIFFER_RATE_STORE).
        metrics: whether /metrics tells Prometheus what the site does (ZIFFER_METRICS).
    """

    models: Path = _ROOT / "models"
    data: Path = _ROOT.parent / "shared" / "data"
    port: int = 8000
    workers: int = 2
    proxies: int = 0
    hosts: tuple[str, ...] = ()
    rate: str = "120 per minute"
    frame_rate: str = "300 per minute"  # a camera sends 240 at most
    rate_store: str = "memory://"
    metrics: bool = False


def from_environment(environ: Mapping[str, str]) -> Settings:
    """Read the settings out of environment variables; what is not set keeps its default.

    Raises:
        ValueError: a variable that must be a whole number is not one, or too small or large.
    """
    default = Settings()
    return Settings(
        models=Path(environ.get("ZIFFER_MODELS") or default.models),
        data=Path(environ.get("ZIFFER_DATA") or default.data),
        port=_whole_number(environ, "PORT", default.port, most=MAX_PORT),
        workers=_whole_number(environ, "WEB_CONCURRENCY", default.workers),
        # A host that says the port also routes to it, by one proxy; without one, the callers' own word is not taken.
        proxies=_whole_number(environ, "ZIFFER_PROXIES", 1 if environ.get("PORT") else 0, least=0),
        hosts=tuple(name.strip() for name in environ.get("ZIFFER_HOSTS", "").split(",") if name.strip()),
        rate=environ.get("ZIFFER_RATE", default.rate).strip(),
        frame_rate=environ.get("ZIFFER_FRAME_RATE", default.frame_rate).strip(),
        rate_store=environ.get("ZIFFER_RATE_STORE") or default.rate_store,
        metrics=bool(_whole_number(environ, "ZIFFER_METRICS", int(default.metrics), least=0, most=1)),
    )


def at_start(environ: Mapping[str, str]) -> Settings:
    """The same where the site is to start.

    Raises:
        CannotStart: as ValueError above.
    """
    try:
        return from_environment(environ)
    except ValueError as error:
        raise CannotStart(f"{error}. Please set it to one, or leave it out.") from None


def _whole_number(environ: Mapping[str, str], name: str, default: int, least: int = 1, most: float = math.inf) -> int:
    value = environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdecimal() or not least <= int(value) <= most:
        bounds = f"of at least {least}" if most == math.inf else f"of {least} to {most}"
        raise ValueError(f"{name} must be a whole number {bounds}, but is {value!r}")
    return int(value)


def megabytes(count: int) -> str:
    """Bytes as people say them: "16 MB", or "4.3 MB" where the tenth counts."""
    return f"{_tenths_up(count / 2**20)} MB"


def megapixels(count: int) -> str:
    """Pixels as people say them: "50 megapixels"."""
    return f"{_tenths_up(count / 1e6)} megapixels"


def _tenths_up(amount: float) -> str:
    """Rounded up, so that whatever is over a limit is told as over it."""
    return f"{math.ceil(amount * 10) / 10:g}"

import base64
import io

import numpy as np
import pytest
from PIL import Image

from harness.pictures import draw
from webapp.export import encode


def test_png_keeps_every_pixel_in_red_green_blue():
    rgb = draw("5", 60, 40)
    rgb[..., 0] //= 3
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(encode.png(rgb)))), rgb)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
@pytest.mark.parametrize("shape", [(40, 60, 3), (40, 60)])
def test_each_address_holds_the_picture_in_its_colours(kind: str, shape: tuple[int, ...]):
    picture = np.full(shape, (200, 100, 40) if len(shape) == 3 else 100, np.uint8)
    head, _, data = getattr(encode, f"{kind}_url")(picture).partition(",")
    image = Image.open(io.BytesIO(base64.b64decode(data)))
    assert (head, image.format) == (f"data:image/{kind};base64", kind.upper())
    assert np.abs(np.asarray(image.convert("RGB")).astype(int) - np.atleast_3d(picture)).max() < 6


def test_a_picture_that_cannot_be_encoded_is_told():
    with pytest.raises(RuntimeError, match=".jpg"):
        encode.jpeg(np.zeros((1, 70_000, 3), np.uint8))  # a JPEG has at most 65,535 pixels a side

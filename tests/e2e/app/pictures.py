"""Small pictures of screens, and how far two of them are apart."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops
from playwright.sync_api import Page

from tests.e2e.app.screens import DESK, PHONE

FOLDER = Path(__file__).parents[3] / "docs" / "screens"
COLOURS = 64  # so that each is a few kilobytes
SCALE = 2  # a stored picture is half as wide as its window
COARSE = 8  # times smaller again before two are compared: words and figures differ from day to day, the layout does not
FAR = 40  # of 255: a pixel that has another colour


@dataclass(frozen=True)
class Look:
    """How a screen is looked at."""

    name: str
    theme: str
    options: dict[str, Any]


LOOKS = (
    Look("dark", "dark", {"viewport": DESK}),
    Look("light", "light", {"viewport": DESK}),
    Look("phone", "dark", {"viewport": PHONE, "has_touch": True, "is_mobile": True}),
)


def picture_of(page: Page) -> Image.Image:
    """What the window shows, at half its size."""
    taken = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide")))
    size = (taken.width // SCALE, taken.height // SCALE)
    return taken.convert("RGB").resize(size, Image.Resampling.LANCZOS)


def keep(picture: Image.Image, name: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    picture.quantize(COLOURS).save(FOLDER / f"{name}.png", optimize=True)


def distance(picture: Image.Image, name: str) -> float:
    """The share of the picture that has another colour than the stored one, in [0, 1]."""
    stored = Image.open(FOLDER / f"{name}.png").convert("RGB")
    if stored.size != picture.size:
        return 1.0
    size = (stored.width // COARSE, stored.height // COARSE)
    pair = [image.resize(size, Image.Resampling.BOX).convert("L") for image in (stored, picture)]
    difference = ImageChops.difference(*pair)
    far = sum(count for value, count in enumerate(difference.histogram()) if value > FAR)
    return far / (size[0] * size[1])

"""Cleans images in child processes, two at a time: what an image does to its decoder, it does to nobody else."""

import hashlib
import json
import subprocess
import sys
import threading
from pathlib import Path

from backend.core.errors import Refusal
from backend.features.media import errors
from backend.features.media.ports import CleanImage

PROGRAM = Path(__file__).with_name("clean_image.py")
SECONDS = 10
AT_ONCE = 2
PATIENCE_SECONDS = 10
REFUSED: dict[str, type[Refusal]] = {
    "svg": errors.SvgRefused,
    "animated": errors.Animated,
    "not_an_image": errors.NotAnImage,
    "truncated": errors.Truncated,
    "too_many_pixels": errors.TooManyPixels,
    "too_small": errors.TooSmall,
}


class ProcessImageCleaner:
    """A fresh process an image: about a tenth of a second, and total isolation."""

    def __init__(self, *, most_pixels: int) -> None:
        self._most_pixels = most_pixels
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def clean(self, content: bytes) -> CleanImage:
        """Decode and encode anew.

        Raises:
            One of `IMAGE_REFUSALS`, with the reason.
        """
        if not self._places.acquire(timeout=PATIENCE_SECONDS):
            raise errors.CleaningBusy(retry_after=5)
        try:
            finished = subprocess.run(
                [sys.executable, "-I", str(PROGRAM), str(self._most_pixels)],
                input=content,
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise errors.TooManyPixels from None
        finally:
            self._places.release()
        return _read(finished)


def _read(finished: "subprocess.CompletedProcess[bytes]") -> CleanImage:
    line, _, payload = finished.stdout.partition(b"\n")
    if finished.returncode != 0 or not line:
        raise errors.Truncated  # the decoder broke on it
    about = json.loads(line)
    if "refused" in about:
        raise REFUSED[about["refused"]]
    image, thumbnail = payload[: about["image"]], payload[about["image"] :]
    return CleanImage(
        content=image,
        content_type=about["content_type"],
        width=about["width"],
        height=about["height"],
        sha256=hashlib.sha256(image).hexdigest(),
        thumbnail=thumbnail,
        thumbnail_type="image/jpeg",
    )

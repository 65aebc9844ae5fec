"""Cleans images in child processes, two at a time: what an image does to its decoder, it does to nobody else."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from backend.core.errors import Refusal
from backend.features.content.media import errors
from backend.features.content.media.ports import CleanImage

PROGRAM = Path(__file__).with_name("sanitizer_program.py")
SECONDS = 10
AT_ONCE = 2
PATIENCE_SECONDS = 10
OVERWORKED = (
    -signal.SIGXCPU,
    -signal.SIGKILL,
)  # ended by its limit of time, or of memory by the system
KEPT_ENVIRONMENT = (
    "LD_LIBRARY_PATH",
)  # nothing else: what decodes strangers' bytes knows no secret of ours
REFUSED: dict[str, type[Refusal]] = {
    "svg": errors.SvgRefused,
    "animated": errors.Animated,
    "not_an_image": errors.NotAnImage,
    "unsupported_format": errors.UnsupportedFormat,
    "truncated": errors.Truncated,
    "too_many_pixels": errors.TooManyPixels,
    "too_small": errors.TooSmall,
}


class ProcessImageCleaner:
    """A fresh process an image: about a tenth of a second, and total isolation.

    Args:
        most_pixels: width times height of the largest image that is taken.
        seconds: how long one image may take; the machine is too busy when it has not ended by then.
        patience_seconds: how long an image waits for its turn.
    """

    def __init__(
        self,
        *,
        most_pixels: int,
        seconds: float = SECONDS,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._most_pixels = most_pixels
        self._seconds = seconds
        self._patience_seconds = patience_seconds
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def clean(self, content: bytes) -> CleanImage:
        """Decode and encode anew.

        Raises:
            One of `IMAGE_REFUSALS`, with the reason.
        """
        if not self._places.acquire(timeout=self._patience_seconds):
            raise errors.CleaningBusy(retry_after=5)
        try:
            finished = subprocess.run(
                [sys.executable, "-I", str(PROGRAM), str(self._most_pixels)],
                input=content,
                capture_output=True,
                timeout=self._seconds,
                check=False,
                env={name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ},
            )
        except (
            subprocess.TimeoutExpired,
            BlockingIOError,
        ):  # too slow, or no room for another process
            raise errors.CleaningBusy(retry_after=5) from None
        finally:
            self._places.release()
        return _read(finished)


def _read(finished: "subprocess.CompletedProcess[bytes]") -> CleanImage:
    if finished.returncode in OVERWORKED:
        raise errors.TooManyPixels
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

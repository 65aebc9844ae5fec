"""The program that decodes and encodes one image, in a process of its own with hard limits.

Reads the upload from standard input and writes to standard output one line of JSON, then the image and its thumbnail.
A refusal is a line with the reason. It is run by `image_cleaner`, never imported by the web server.
"""

import io
import json
import resource
import sys
import warnings
from contextlib import suppress

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "WEBP")
SIGNATURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"RIFF")
SMALLEST_SIDE = 16
LONGEST_SIDE = 8192
THUMBNAIL = (480, 480)
MEMORY_BYTES = 1_500_000_000
CPU_SECONDS = 10


class Refused(Exception):
    """The reason, as the cleaner knows it."""


def limit_this_process() -> None:
    """Bound memory and time: a bomb ends this process and nothing else."""
    with suppress(ValueError, OSError):  # macOS knows the limit but does not take it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))


def opened(content: bytes, most_pixels: int) -> Image.Image:
    """The image, checked by its header before anything is decoded."""
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<svg", b"<?xml", b"<!doctype svg")) or b"<svg" in head:
        raise Refused("svg")
    if content[:6] in (b"GIF87a", b"GIF89a"):
        raise Refused("animated" if content.count(b"\x21\xf9\x04") > 1 else "not_an_image")
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
    except UnidentifiedImageError:
        raise Refused("truncated" if content.startswith(SIGNATURES) else "not_an_image") from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise Refused("truncated") from None
    if image.width * image.height > most_pixels or max(image.size) > LONGEST_SIDE:
        raise Refused("too_many_pixels")
    if min(image.size) < SMALLEST_SIDE:
        raise Refused("too_small")
    if getattr(image, "n_frames", 1) != 1:
        raise Refused("animated")
    return image


def encoded(image: Image.Image, kind: str) -> bytes:
    """Encoded anew, without metadata."""
    out = io.BytesIO()
    if kind == "JPEG":
        image.save(out, "JPEG", quality=90, optimize=True)
    else:
        image.save(out, kind, **({"lossless": True, "quality": 60, "method": 2} if kind == "WEBP" else {}))
    return out.getvalue()


def cleaned(content: bytes, most_pixels: int) -> tuple[dict[str, object], bytes, bytes]:
    """What is kept of an upload, and its thumbnail."""
    image = opened(content, most_pixels)
    kind = image.format or "PNG"
    try:
        image.load()
        upright = ImageOps.exif_transpose(image)
    except (OSError, SyntaxError, ValueError, EOFError):
        raise Refused("truncated") from None
    see_through = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    pixels = upright.convert("RGBA" if see_through and kind != "JPEG" else "RGB")
    pixels.info.clear()
    thumbnail = pixels.convert("RGB")
    thumbnail.thumbnail(THUMBNAIL)
    about = {"content_type": Image.MIME[kind], "width": pixels.width, "height": pixels.height}
    return about, encoded(pixels, kind), encoded(thumbnail, "JPEG")


def main() -> None:
    """Standard input to standard output."""
    limit_this_process()
    warnings.simplefilter("ignore")  # damaged metadata is dropped anyway
    Image.MAX_IMAGE_PIXELS = None  # the header is checked by ourselves, before decoding
    out = sys.stdout.buffer
    try:
        about, image, thumbnail = cleaned(sys.stdin.buffer.read(), int(sys.argv[1]))
    except Refused as refused:
        out.write(json.dumps({"refused": str(refused)}).encode() + b"\n")
        return
    except MemoryError:
        out.write(json.dumps({"refused": "too_many_pixels"}).encode() + b"\n")
        return
    line = {**about, "image": len(image), "thumbnail": len(thumbnail)}
    out.write(json.dumps(line).encode() + b"\n" + image + thumbnail)


if __name__ == "__main__":
    main()

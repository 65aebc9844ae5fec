"""The program that decodes and encodes one image, in a process of its own with hard limits.

Reads the upload from standard input and writes to standard output one line of JSON, then the image and its thumbnail.
A refusal is a line with the reason. It is run by `image_cleaner`, never imported by the web server.
"""

import io
import json
import resource
import signal
import sys
import warnings
from contextlib import suppress

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "WEBP")
PNG, JPEG = b"\x89PNG\r\n", b"\xff\xd8\xff"
OTHER_IMAGES = (
    b"GIF87a",
    b"GIF89a",
    b"II*\0",
    b"MM\0*",
    b"\0\0\1\0",
    b"8BPS",
    b"\0\0\0\x0cJXL ",
    b"\0\0\0\x0cjP  ",
)
OTHER_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis")
PLAIN_MODES = {"1": "L", "L": "L", "LA": "L", "CMYK": "CMYK"}  # everything else as RGB
SMALLEST_SIDE = 16
LONGEST_SIDE = 8192
THUMBNAIL = (480, 480)
MEMORY_BYTES = 1_500_000_000
CPU_SECONDS = 8  # less than the cleaner waits: work that is too much is told apart from a machine that is too busy
DAMAGED = (OSError, SyntaxError, ValueError, EOFError)


class Refused(Exception):
    """The reason, as the cleaner knows it."""


def limit_this_process() -> None:
    """Bound memory, time and files: a bomb ends this process and nothing else."""
    # Ctrl-C is for the web server, which waits for this image.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(ValueError, OSError):  # macOS knows the limit but does not take it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def refuse_other_kinds(content: bytes) -> None:
    """What the first bytes are, whatever the name says."""
    if content.startswith((PNG, JPEG)) or is_webp(content):
        return
    if is_svg(content):
        raise Refused("svg")
    if content.startswith(b"GIF8") and content.count(b"\x21\xf9\x04") > 1:
        raise Refused("animated")
    is_bitmap = content.startswith(b"BM") and content[6:10] == bytes(4)
    is_other_brand = content[4:8] == b"ftyp" and content[8:12] in OTHER_BRANDS
    if is_bitmap or is_other_brand or content.startswith(OTHER_IMAGES):
        raise Refused("unsupported_format")
    raise Refused("not_an_image")


def is_svg(content: bytes) -> bool:
    """Whether this is a drawing in XML, in whatever encoding."""
    head = content[:1024].replace(b"\0", b"").lower()  # also as UTF-16
    if b"<svg" in head:
        return True
    begin = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return begin.startswith((b"<?xml", b"<!doctype svg"))


def is_webp(content: bytes) -> bool:
    """Whether this is a WebP and not another kind of RIFF."""
    return content.startswith(b"RIFF") and content[8:12] == b"WEBP"


def webp_size(content: bytes) -> tuple[int, int]:
    """Width and height from the header: the decoder takes memory for the canvas as soon as it is opened."""
    kind = content[12:16]
    if kind == b"VP8X":
        return number_in(content[24:27]) + 1, number_in(content[27:30]) + 1
    if kind == b"VP8L":
        bits = number_in(content[21:25])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return number_in(content[26:28]) & 0x3FFF, number_in(content[28:30]) & 0x3FFF


def number_in(content: bytes) -> int:
    """A number of RIFF."""
    return int.from_bytes(content, "little")


def is_lossless(content: bytes) -> bool:
    """Whether a WebP holds its pixels without loss: the kind of the first block that holds pixels."""
    place = 12
    while content[place : place + 4] not in (b"VP8 ", b"VP8L", b""):
        length = number_in(content[place + 4 : place + 8])
        place += 8 + length + length % 2
    return content[place : place + 4] == b"VP8L"


def refuse_too_many_pixels(size: tuple[int, int], most_pixels: int) -> None:
    """Before anything is decoded."""
    if size[0] * size[1] > most_pixels or max(size) > LONGEST_SIDE:
        raise Refused("too_many_pixels")


def opened(content: bytes, most_pixels: int) -> Image.Image:
    """The image, checked by its header before anything is decoded."""
    refuse_other_kinds(content)
    if is_webp(content):
        refuse_too_many_pixels(webp_size(content), most_pixels)
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
    except (UnidentifiedImageError, *DAMAGED):
        raise Refused("truncated") from None
    refuse_too_many_pixels(image.size, most_pixels)
    if min(image.size) < SMALLEST_SIDE:
        raise Refused("too_small")
    if image.format in ("PNG", "WEBP") and getattr(image, "n_frames", 1) != 1:
        raise Refused("animated")
    return image  # a JPEG of several pictures is a phone's photo with its depth map: the first is the photo


def in_srgb(image: Image.Image) -> Image.Image:
    """The colours as every screen shows them, by the profile that comes with the image."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256).convert("L")
    plain = image.convert(PLAIN_MODES.get(image.mode, "RGB"))
    if profile:
        # As browsers do: a profile that cannot be read is none.
        with suppress(ImageCms.PyCMSError, *DAMAGED):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if "sRGB" not in ImageCms.getProfileDescription(source):
                target = ImageCms.createProfile("sRGB")
                converted = ImageCms.profileToProfile(plain, source, target, outputMode="RGB")
                plain = converted or plain
    return plain.convert("RGB")


def opacity(image: Image.Image) -> Image.Image | None:
    """What can be seen through; null when nothing can."""
    see_through = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    if not see_through or image.mode.startswith("I;16"):
        return None
    return image.convert("RGBA").getchannel("A")


def encoded(image: Image.Image, kind: str, *, lossless: bool) -> bytes:
    """Encoded anew, without metadata.

    A WebP stays what it was: lossless without loss, and lossy at 90, because a photo kept without loss is five times
    the upload.
    """
    out = io.BytesIO()
    if kind == "PNG":
        image.save(out, "PNG")
    elif kind == "JPEG":
        image.save(out, "JPEG", quality=90, optimize=True)
    elif lossless:
        image.save(out, "WEBP", lossless=True, quality=60, method=2)
    else:
        image.save(out, "WEBP", lossless=False, quality=90, method=2)
    return out.getvalue()


def thumbnail_of(pixels: Image.Image) -> bytes:
    """A small JPEG; what can be seen through is white, as a page is."""
    small = pixels.copy()
    small.thumbnail(THUMBNAIL)
    flat = Image.new("RGB", small.size, "white")
    mask = small.getchannel("A") if small.mode == "RGBA" else None
    flat.paste(small, mask=mask)
    return encoded(flat, "JPEG", lossless=False)


def cleaned(content: bytes, most_pixels: int) -> tuple[dict[str, object], bytes, bytes]:
    """What is kept of an upload, and its thumbnail."""
    image = opened(content, most_pixels)
    kind = image.format if image.format in ("PNG", "WEBP") else "JPEG"
    try:
        image.load()
        upright = ImageOps.exif_transpose(image)
        pixels = in_srgb(upright)
        alpha = opacity(upright)
    except DAMAGED:
        raise Refused("truncated") from None
    if alpha is not None:
        pixels.putalpha(alpha)
    pixels.info.clear()
    try:
        lossless = kind == "WEBP" and is_lossless(content)
        content = encoded(pixels, kind, lossless=lossless)
    except ValueError:  # WebP cannot hold so much noise in one image
        raise Refused("too_many_pixels") from None
    about = {"content_type": Image.MIME[kind], "width": pixels.width, "height": pixels.height}
    return about, content, thumbnail_of(pixels)


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

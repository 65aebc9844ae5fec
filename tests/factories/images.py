"""Images, good and hostile, made on the spot."""

import io
import struct
import zlib

from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo


def png(
    width: int = 320, height: int = 200, mode: str = "RGB", color: object = (12, 34, 56)
) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height), color).save(out, "PNG")  # type: ignore[arg-type]
    return out.getvalue()


def jpeg(width: int = 320, height: int = 200, *, exif: bytes | None = None) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", (width, height), (200, 20, 20))
    image.paste((20, 20, 200), (0, 0, width // 2, height // 2))
    image.save(out, "JPEG", quality=95, **({"exif": exif} if exif else {}))
    return out.getvalue()


def webp() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 64), (1, 2, 3)).save(out, "WEBP")
    return out.getvalue()


def animated(kind: str) -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (32, 32), (shade, 0, 0)) for shade in (0, 100, 200)]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=50)
    return out.getvalue()


def huge_png(width: int = 10_000, height: int = 10_000) -> bytes:
    """100 megapixels in a few kilobytes: the header says so, the data is short."""

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * ((width // 8 + 1) * height), 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_block(b"IHDR", header)
        + png_block(b"IDAT", rows)
        + png_block(b"IEND", b"")
    )


def saved(image: Image.Image, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def quarters(width: int = 80, height: int = 48) -> Image.Image:
    """Red and green above blue and white: tells every turn and mirroring apart."""
    image = Image.new("RGB", (width, height), "white")
    image.paste((255, 0, 0), (0, 0, width // 2, height // 2))
    image.paste((0, 255, 0), (width // 2, 0, width, height // 2))
    image.paste((0, 0, 255), (0, height // 2, width // 2, height))
    return image


def turned(orientation: int) -> bytes:
    """`quarters` as a camera held that way stores it: upright again by its EXIF orientation."""
    stored = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    image = quarters()
    if orientation in stored:
        image = image.transpose(stored[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(image, "JPEG", quality=95, exif=exif.tobytes())


def phone_photo() -> bytes:
    """A JPEG that carries a second picture, as phones store depth."""
    return saved(
        quarters(), "MPO", save_all=True, append_images=[Image.new("L", (80, 48), 90)], quality=95
    )


def chatty_png() -> bytes:
    """A PNG that says all about its owner, in every kind of text block, and `<svg` among it."""
    said = PngInfo()
    said.add_text("Comment", "made at home from <svg> parts")
    said.add_text("Zipped", "account 4711", zip=True)
    said.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>GPS 52.5</x:xmpmeta>")
    exif = Image.Exif()
    exif[0x010E] = "at home, 52.5 N 13.4 E"
    return saved(quarters(), "PNG", pnginfo=said, exif=exif.tobytes())


def swapped_profile() -> bytes:
    """A color profile whose red is sRGB's blue and whose blue is sRGB's red."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = profile.replace(b"\0s\0R\0G\0B", b"\0o\0w\0n\0!")
    head, table = profile[:128], profile[128:]
    return head + table.replace(b"rXYZ", b"tmp!", 1).replace(b"bXYZ", b"rXYZ", 1).replace(
        b"tmp!", b"bXYZ", 1
    )


def png_block(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


def png_with(kind: bytes, content: bytes) -> bytes:
    """A PNG with one more block after its header."""
    good = png()
    return good[:33] + png_block(kind, content) + good[33:]


def zipped_bomb(megabytes: int = 200) -> bytes:
    """A name, then zeroes: a thousandth of their size."""
    return b"name\0\0" + zlib.compress(bytes(megabytes * 1_000_000), 9)


def webp_claiming(width: int, height: int) -> bytes:
    """A small WebP behind a header that claims a large canvas."""
    canvas = (
        struct.pack("<I", 10)
        + bytes(4)
        + (width - 1).to_bytes(3, "little")
        + (height - 1).to_bytes(3, "little")
    )
    blocks = b"WEBP" + b"VP8X" + canvas + webp()[12:]
    return b"RIFF" + struct.pack("<I", len(blocks)) + blocks


def foreign(kind: str) -> bytes:
    """A picture of a kind that is not taken."""
    return saved(quarters(), kind)


def iso_media(brand: bytes) -> bytes:
    """The first bytes of a HEIC or AVIF file."""
    return struct.pack(">I", 24) + b"ftyp" + brand + bytes(4) + brand + b"mif1" + bytes(100)


SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
)

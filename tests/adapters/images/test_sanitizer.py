import hashlib
import io
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PIL import Image

from backend.adapters.images.sanitizer import PROGRAM, ProcessImageCleaner
from backend.core.errors import Refusal
from backend.features.content.media.errors import CleaningBusy
from backend.features.content.media.ports import CleanImage
from tests.factories import images

CLEANER = ProcessImageCleaner(most_pixels=16_000_000)
RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
ZIP = b"PK\x03\x04" + bytes(60)


MEASURE = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_maxrss if sys.platform == "linux" else used.ru_maxrss // 1000)
print(used.ru_utime + used.ru_stime)
"""  # a small process between: the peak of a large one would be counted as its child's


def refusal_of(content: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        CLEANER.clean(content)
    return caught.value.code


def shown(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def near(pixel: object, wanted: tuple[int, ...], by: int = 12) -> bool:
    return isinstance(pixel, tuple) and all(
        abs(one - other) <= by for one, other in zip(pixel, wanted)
    )


def corners(image: Image.Image) -> list[object]:
    right, below = image.width - 8, image.height - 8
    return [image.getpixel(place) for place in ((8, 8), (right, 8), (8, below), (right, below))]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"Long ES at 4500", "media.not_an_image", id="text"),
        pytest.param(
            b"BM is a fine car", "media.not_an_image", id="text that begins like a bitmap"
        ),
        pytest.param(b"<html><img src=x></html>", "media.not_an_image", id="html"),
        pytest.param(ZIP + images.png(), "media.not_an_image", id="zip before a png"),
        pytest.param(b"%PDF-1.7\n" + images.jpeg(), "media.not_an_image", id="pdf before a jpeg"),
        pytest.param(b"RIFF\x24\0\0\0WAVEfmt " + bytes(40), "media.not_an_image", id="sound"),
        pytest.param(bytes(500), "media.not_an_image", id="zeroes"),
        pytest.param("\ufeff<svg/>".encode(), "media.svg", id="svg after a mark"),
        pytest.param("<svg/>".encode("utf-16"), "media.svg", id="svg in utf-16"),
        pytest.param(b"<!-- x --><svg onload=alert(1)>", "media.svg", id="svg after a comment"),
        pytest.param(images.foreign("GIF"), "media.unsupported_format", id="still gif"),
        pytest.param(images.foreign("BMP"), "media.unsupported_format", id="bmp"),
        pytest.param(images.foreign("TIFF"), "media.unsupported_format", id="tiff"),
        pytest.param(images.foreign("ICO"), "media.unsupported_format", id="ico"),
        pytest.param(images.iso_media(b"heic"), "media.unsupported_format", id="heic"),
        pytest.param(images.iso_media(b"avif"), "media.unsupported_format", id="avif"),
        pytest.param(images.animated("GIF"), "media.animated", id="animated gif"),
        pytest.param(images.animated("PNG"), "media.animated", id="animated png"),
        pytest.param(images.animated("WEBP"), "media.animated", id="animated webp"),
        pytest.param(images.huge_png(), "media.too_many_pixels", id="100 megapixels in a png"),
        pytest.param(
            images.webp_claiming(10_000, 10_000),
            "media.too_many_pixels",
            id="100 megapixels in a webp",
        ),
        pytest.param(
            images.webp_claiming(16_000_000, 16_000_000),
            "media.too_many_pixels",
            id="largest webp claim",
        ),
        pytest.param(images.png(1, 1), "media.too_small", id="1x1"),
        pytest.param(images.png()[:-30], "media.truncated", id="png without its end"),
        pytest.param(images.jpeg()[: len(images.jpeg()) // 2], "media.truncated", id="half a jpeg"),
        pytest.param(images.webp()[:-10], "media.truncated", id="webp without its end"),
        pytest.param(images.png()[:20], "media.truncated", id="png signature only"),
        pytest.param(
            b"\xff\xd8\xff" + os.urandom(300), "media.truncated", id="noise that begins like a jpeg"
        ),
        pytest.param(
            images.png_with(b"zTXt", images.zipped_bomb()), "media.truncated", id="text bomb"
        ),
        pytest.param(
            images.png_with(b"iCCP", images.zipped_bomb()), "media.truncated", id="profile bomb"
        ),
    ],
)
def test_a_hostile_file_is_refused_with_its_own_reason(content, code):
    assert refusal_of(content) == code


@pytest.mark.parametrize(
    ("width", "height", "most_pixels", "taken"),
    [
        (8192, 16, 1_000_000, True),
        (8193, 16, 1_000_000, False),
        (16, 8192, 1_000_000, True),
        (16, 16, 1_000_000, True),
        (15, 40, 1_000_000, False),
        (401, 250, 100_250, True),
        (401, 250, 100_249, False),
    ],
)
def test_sizes_are_taken_up_to_their_limits_and_not_one_pixel_further(
    width, height, most_pixels, taken
):
    cleaner = ProcessImageCleaner(most_pixels=most_pixels)
    content = images.png(width, height, "L", 7)
    if taken:
        clean = cleaner.clean(content)
        assert (clean.width, clean.height) == (width, height)
    else:
        with pytest.raises(Refusal):
            cleaner.clean(content)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_held_in_any_of_eight_ways_comes_out_upright(orientation):
    clean = CLEANER.clean(images.turned(orientation))
    assert (clean.width, clean.height) == (80, 48)
    assert all(map(near, corners(shown(clean.content)), (RED, GREEN, BLUE, WHITE)))
    assert not shown(clean.content).getexif()


def test_a_phones_photo_with_a_depth_map_is_taken_as_the_photo():
    clean = CLEANER.clean(images.phone_photo())
    assert clean.content_type == "image/jpeg"
    assert all(map(near, corners(shown(clean.content)), (RED, GREEN, BLUE, WHITE)))
    assert clean.content.count(b"\xff\xd8\xff") == 1


def test_a_png_keeps_every_pixel_and_loses_every_word():
    dirty = images.chatty_png() + b"<script>alert(1)</script>"
    clean = CLEANER.clean(dirty)
    assert shown(clean.content).tobytes() == images.quarters().tobytes()
    assert shown(clean.content).info == {}
    for said in (b"home", b"4711", b"52.5", b"script", b"tEXt", b"zTXt", b"iTXt", b"eXIf"):
        assert said not in clean.content
        assert said not in clean.thumbnail


@pytest.mark.parametrize(
    "end", [b"<html><script>alert(1)</script>", ZIP, b"%PDF-1.7 trailer", b"\0" * 5000]
)
@pytest.mark.parametrize(
    "content", [images.png(), images.jpeg(), images.webp()], ids=["png", "jpeg", "webp"]
)
def test_what_hangs_behind_an_image_is_gone(content, end):
    clean = CLEANER.clean(content + end)
    assert end not in clean.content
    assert end not in clean.thumbnail


def test_a_comment_inside_a_jpeg_is_gone():
    image = images.saved(images.quarters(), "JPEG", comment=b"<script>alert(1)</script>")
    assert b"script" in image
    assert b"script" not in CLEANER.clean(image).content


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_colors_are_shown_by_the_profile_that_came_along_and_the_profile_is_gone(kind):
    red = Image.new("RGB", (40, 40), RED)
    clean = CLEANER.clean(images.saved(red, kind, icc_profile=images.swapped_profile(), quality=95))
    assert near(shown(clean.content).getpixel((20, 20)), BLUE)
    assert "icc_profile" not in shown(clean.content).info


def test_a_profile_that_cannot_be_read_is_none():
    red = Image.new("RGB", (40, 40), RED)
    clean = CLEANER.clean(images.saved(red, "PNG", icc_profile=b"no profile" * 20))
    assert shown(clean.content).getpixel((20, 20)) == RED


@pytest.mark.parametrize(
    ("content", "pixel"),
    [
        pytest.param(
            images.png(40, 40, "I;16", 0x8000), (128, 128, 128), id="16 bits of grey, in the middle"
        ),
        pytest.param(images.png(40, 40, "I;16", 0x1000), (16, 16, 16), id="16 bits of grey, dark"),
        pytest.param(images.png(40, 40, "1", 1), WHITE, id="one bit"),
        pytest.param(
            images.png(40, 40, "LA", (90, 255)), (90, 90, 90, 255), id="grey with opacity"
        ),
        pytest.param(images.png(40, 40, "RGBA", (1, 2, 3, 4)), (1, 2, 3, 4), id="opacity"),
        pytest.param(
            images.saved(Image.new("P", (40, 40), 0), "PNG", transparency=0),
            (0, 0, 0, 0),
            id="palette",
        ),
        pytest.param(
            images.saved(Image.new("RGB", (40, 40), (1, 2, 3)), "PNG", transparency=(1, 2, 3)),
            (1, 2, 3, 0),
            id="one color is see-through",
        ),
    ],
)
def test_every_kind_of_png_keeps_what_it_shows(content, pixel):
    assert shown(CLEANER.clean(content).content).getpixel((20, 20)) == pixel


def test_a_jpeg_for_print_is_shown_in_screen_colors():
    ink = images.saved(
        Image.new("CMYK", (40, 40), (0, 255, 255, 0)), "JPEG", quality=95
    )  # magenta and yellow: red
    clean = CLEANER.clean(ink)
    assert shown(clean.content).mode == "RGB"
    assert near(shown(clean.content).getpixel((20, 20)), RED)


@pytest.mark.parametrize("how", [{"progressive": True}, {"subsampling": 2}, {"quality": 1}])
def test_every_kind_of_jpeg_is_taken(how):
    assert (
        CLEANER.clean(images.saved(images.quarters(), "JPEG", **how)).content_type == "image/jpeg"
    )


def test_a_lossless_webp_keeps_every_pixel_and_a_lossy_one_does_not_grow_fivefold():
    exact = images.saved(images.quarters(), "WEBP", lossless=True)
    assert (
        shown(CLEANER.clean(exact).content).convert("RGB").tobytes() == images.quarters().tobytes()
    )
    noise = Image.frombytes("RGB", (600, 400), os.urandom(600 * 400 * 3))
    lossy = images.saved(noise, "WEBP", quality=80)
    assert len(CLEANER.clean(lossy).content) < 2 * len(lossy)


def test_a_thumbnail_is_small_and_what_is_see_through_is_white_there():
    clean = CLEANER.clean(images.png(1200, 600, "RGBA", (0, 0, 0, 0)))
    small = shown(clean.thumbnail)
    assert (small.format, small.size, clean.thumbnail_type) == ("JPEG", (480, 240), "image/jpeg")
    assert near(small.getpixel((100, 100)), WHITE)


def test_the_same_image_is_always_the_same_bytes_under_their_hash():
    first, again = CLEANER.clean(images.png()), CLEANER.clean(images.png())
    assert first == again
    assert first.sha256 == hashlib.sha256(first.content).hexdigest()


@pytest.mark.parametrize(
    "bomb",
    [
        images.huge_png(),
        images.webp_claiming(16_383, 16_383),
        images.png_with(b"zTXt", images.zipped_bomb()),
    ],
    ids=["pixels in a png", "pixels in a webp", "text"],
)
def test_a_bomb_takes_little_memory_and_time(bomb):
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE, sys.executable, "-I", str(PROGRAM), "16000000"],
        input=bomb,
        capture_output=True,
        check=True,
    )
    refused, kilobytes, seconds = measured.stdout.splitlines()
    assert b"refused" in refused
    assert int(kilobytes) < 100_000
    assert float(seconds) < 2


def outcomes(cleaner: ProcessImageCleaner, count: int) -> list[object]:
    found: list[object] = []
    together = threading.Barrier(count)

    def clean() -> None:
        together.wait()
        try:
            found.append(cleaner.clean(images.png()))
        except Refusal as refusal:
            found.append(type(refusal))

    threads = [threading.Thread(target=clean) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_eight_images_at_once_wait_for_their_turn_and_all_are_cleaned():
    assert [type(one) for one in outcomes(CLEANER, 8)] == [CleanImage] * 8


def test_who_waits_too_long_is_told_so_and_the_places_are_free_again():
    cleaner = ProcessImageCleaner(most_pixels=16_000_000, patience_seconds=0.001)
    found = outcomes(cleaner, 6)
    assert CleaningBusy in found
    assert cleaner.clean(images.png()).width == 320


def test_an_image_that_takes_too_long_on_a_busy_machine_is_not_called_too_large():
    with pytest.raises(CleaningBusy) as caught:
        ProcessImageCleaner(most_pixels=16_000_000, seconds=0.001).clean(images.png())
    assert caught.value.status == 503
    assert caught.value.retry_after == 5


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_decoder_knows_none_of_our_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "known to the web server")
    large = images.png(4000, 3900, "RGBA", (0, 0, 0, 0))
    thread = threading.Thread(target=CLEANER.clean, args=(large,))
    thread.start()
    known = environment_of_child(thread)
    thread.join()
    assert known is not None
    assert b"SECRET_KEY" not in known


def environment_of_child(thread: threading.Thread) -> bytes | None:
    while thread.is_alive():
        for task in Path("/proc/self/task").iterdir():
            for pid in (task / "children").read_text().split():
                try:
                    if PROGRAM.name.encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                        return Path(f"/proc/{pid}/environ").read_bytes()
                except OSError:
                    continue  # it has ended
    return None

import io

import pytest
from PIL import Image

from tests.factories import images


def upload(trader, content: bytes, name: str = "chart.png"):
    head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + b"\r\n--b--\r\n"
    return trader.post("/api/uploads", data=body, content_type="multipart/form-data; boundary=b")


def fetch(world, url: str):
    return world.client.get(url)


@pytest.mark.parametrize(
    ("content", "content_type"),
    [(images.png(), "image/png"), (images.jpeg(), "image/jpeg"), (images.webp(), "image/webp")],
    ids=["png", "jpeg", "webp"],
)
def test_an_image_is_kept_and_served_by_a_signed_link(world, content, content_type):
    trader = world.trader()
    answer = upload(trader, content)
    assert answer.status_code == 201, answer.json
    served = fetch(world, answer.json["url"])
    assert served.content_type == content_type
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert Image.open(io.BytesIO(served.data)).size == (answer.json["width"], answer.json["height"])
    assert max(Image.open(io.BytesIO(fetch(world, answer.json["thumbnail_url"]).data)).size) <= 480


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"Long ES at 4500, renamed to chart.png", 415, "media.not_an_image"),
        (images.SVG, 415, "media.svg"),
        (b"  <svg></svg>", 415, "media.svg"),
        (images.huge_png(), 413, "media.too_many_pixels"),
        (images.png()[:-30], 422, "media.truncated"),
        (images.jpeg()[: len(images.jpeg()) // 2], 422, "media.truncated"),
        (images.animated("GIF"), 415, "media.animated"),
        (images.animated("PNG"), 415, "media.animated"),
        (images.animated("WEBP"), 415, "media.animated"),
        (images.png(4, 4), 422, "media.too_small"),
        (images.png(9000, 20), 413, "media.too_many_pixels"),
        (b"%PDF-1.7", 415, "media.not_an_image"),
        (b"\x89PNG\r\n\x1a\n", 422, "media.truncated"),
        (b"", 422, "media.empty"),
        (b"x" * 8_000_001, 413, "media.too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_is_no_clean_image_is_refused_with_the_reason(world, content, status, code):
    answer = upload(world.trader(), content)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert world.sql("select count(*) from uploads") == [(0,)]


def test_metadata_and_trailing_bytes_are_gone_and_the_image_is_upright(world):
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "at home, 52.5 N 13.4 E"
    dirty = images.jpeg(320, 200, exif=exif.tobytes()) + b"<script>alert(1)</script>"
    answer = upload(world.trader(), dirty).json
    assert (answer["width"], answer["height"]) == (200, 320)
    served = fetch(world, answer["url"]).data
    assert b"52.5 N" not in served
    assert b"<script>" not in served
    assert not Image.open(io.BytesIO(served)).getexif()


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "I;16", "1"])
def test_every_kind_of_png_is_taken(world, mode):
    color = (1, 2, 3, 4) if mode == "RGBA" else 1
    assert upload(world.trader(), images.png(40, 40, mode, color)).status_code == 201


def test_the_same_image_again_is_the_same_upload_but_not_somebody_elses(world):
    mine, theirs = world.trader(), world.trader()
    first, again = upload(mine, images.png()).json, upload(mine, images.png()).json
    assert first["id"] == again["id"]
    assert upload(theirs, images.png()).json["id"] != first["id"]


def test_a_link_that_was_changed_or_has_expired_shows_nothing(world, app):
    url = upload(world.trader(), images.png()).json["url"]
    assert fetch(world, url[:-3] + "abc").status_code == 404
    from datetime import timedelta

    from backend.core.clock import now_utc
    from backend.features.content.media.service import Links

    links = app.extensions["coach"].ports.use(Links)
    later, links._clock = links._clock, lambda: now_utc() + timedelta(hours=2)
    try:
        assert fetch(world, url).json["code"] == "media.link_expired"
    finally:
        links._clock = later


def test_an_own_link_may_be_sent_as_image_url_and_somebody_elses_not(world):
    mine, theirs = world.trader(), world.trader()
    url = upload(mine, images.png()).json["url"]
    sent = mine.say("", image_url=f"http://localhost:5000{url}")
    assert sent["message"]["images"][0]["width"] == 320
    refused = theirs.post("/api/messages", {"image_url": url})
    assert (refused.status_code, refused.json["code"]) == (404, "media.not_found")


def test_a_chart_can_be_sent_in_one_multipart_request(world):
    trader = world.trader()
    data = {"content": "Long ES 4500 stop 4490", "image": (io.BytesIO(images.png()), "x.png")}
    sent = trader.post("/api/messages", data=data)
    assert sent.status_code == 201, sent.json
    assert len(sent.json["message"]["images"]) == 1
    log = trader.log(sent.json["message"]["conversation_id"])
    assert log["items"] == [sent.json["message"]]


def test_a_wrong_part_or_content_type_is_refused(world):
    trader = world.trader()
    assert (
        trader.post(
            "/api/uploads", data={"picture": (io.BytesIO(images.png()), "x.png")}
        ).status_code
        == 422
    )
    assert trader.post("/api/uploads", {"file": "x"}).status_code == 415
    assert (
        trader.post("/api/messages", data="content=x", content_type="text/plain").status_code == 415
    )

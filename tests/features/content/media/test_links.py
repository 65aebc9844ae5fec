import gc
import io
from datetime import timedelta
from uuid import UUID

import psycopg2
import pytest
from itsdangerous import URLSafeSerializer
from werkzeug.datastructures import MultiDict

from backend.app import create_app
from backend.core.clock import now_utc
from tests.factories import images
from tests.factories.plans import plan_of
from tests.stand_ins.cloudinary_server import SECRET, CloudinaryServer


def upload(trader, content: bytes | None = None, name: str = "chart.png"):
    file = (io.BytesIO(content or images.png()), name)
    return trader.post("/api/uploads", data={"file": file})


def token_of(url: str) -> str:
    return url.removeprefix("/media/")


def fields_of(url: str) -> list:
    """What a link says, read without the secret."""
    return URLSafeSerializer("another secret", salt="media-link").loads_unsafe(token_of(url))[1]


def test_a_link_with_any_one_character_changed_shows_nothing(world):
    url = upload(world.trader()).json["url"]
    token = token_of(url)
    shown = []
    for place in range(0, len(token), 3):
        other = "A" if token[place] != "A" else "B"
        answer = world.client.get(f"/media/{token[:place]}{other}{token[place + 1 :]}")
        if answer.status_code != 404:
            shown.append(place)
    assert shown in (
        [],
        [len(token) - 1],
    )  # the last character of base64 holds bits that mean nothing


def test_a_link_signed_with_another_secret_or_for_another_use_shows_nothing(world, settings):
    said = fields_of(upload(world.trader()).json["url"])
    ours = settings.secrets.secret_key.get_secret_value()
    for secret, salt in (
        ("another secret", "media-link"),
        (ours, "cursor"),
        (ours, "itsdangerous"),
    ):
        forged = URLSafeSerializer(secret, salt=salt).dumps(said)
        assert world.client.get(f"/media/{forged}").json["code"] == "media.link_expired"


def test_the_thumbnails_link_cannot_be_turned_into_the_images(world):
    kept = upload(world.trader()).json
    image, thumbnail = fields_of(kept["url"]), fields_of(kept["thumbnail_url"])
    assert (image[2], thumbnail[2]) == (0, 1)
    payload = token_of(kept["url"]).rpartition(".")[0]
    signature = token_of(kept["thumbnail_url"]).rpartition(".")[2]
    assert world.client.get(f"/media/{payload}.{signature}").status_code == 404


def test_a_link_that_names_somebody_elses_image_as_its_owners_shows_nothing(world, settings):
    mine, theirs = world.trader(), world.trader()
    said = fields_of(upload(theirs).json["url"])
    said[0] = mine.user["id"]
    signer = URLSafeSerializer(settings.secrets.secret_key.get_secret_value(), salt="media-link")
    answer = world.client.get(f"/media/{signer.dumps(said)}")
    assert (answer.status_code, answer.json["code"]) == (404, "media.not_found")


@pytest.mark.parametrize(("minutes", "status"), [(1, 200), (-1, 404)])
def test_a_link_works_until_its_time_is_over(world, settings, minutes, status):
    said = fields_of(upload(world.trader()).json["url"])
    said[3] = int((now_utc() + timedelta(minutes=minutes)).timestamp())
    signer = URLSafeSerializer(settings.secrets.secret_key.get_secret_value(), salt="media-link")
    assert world.client.get(f"/media/{signer.dumps(said)}").status_code == status


@pytest.mark.parametrize(
    "token", ["x", ".", "a.b", "%00", "%E2%98%83", "W10.x", "." * 500, "e30.x"]
)
def test_what_is_no_link_at_all_is_refused_like_an_old_one(world, token):
    assert world.client.get(f"/media/{token}").status_code == 404


def test_links_of_a_deleted_trader_show_nothing(world):
    trader = world.trader()
    url = upload(trader).json["url"]
    world.sql("delete from users where id = %s", trader.user["id"])
    assert world.client.get(url).status_code == 404


def test_an_image_is_served_so_that_no_browser_runs_it(world):
    served = world.client.get(upload(world.trader()).json["url"])
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in served.headers["Content-Security-Policy"]
    assert served.headers["Content-Disposition"] == "inline"
    assert served.headers["Cache-Control"].startswith("private")


@pytest.mark.parametrize(
    "url",
    [
        "http://[foo",
        "https://evil.example/chart.png",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "/media/",
        "/media/☃",
        "/api/uploads/x",
        "javascript:alert(1)",
        "x" * 2000,
    ],
)
def test_an_address_that_is_not_ours_is_refused_and_nothing_is_saved(world, url):
    answer = world.trader().post("/api/messages", {"content": "look", "image_url": url})
    assert (answer.status_code, answer.json["code"]) == (422, "media.foreign_url")
    assert world.sql("select count(*) from messages") == [(0,)]


def test_an_own_link_may_be_sent_after_its_time_is_over(world, settings):
    trader = world.trader()
    kept = upload(trader).json
    said = fields_of(kept["url"])
    said[3] = int((now_utc() - timedelta(days=3)).timestamp())
    signer = URLSafeSerializer(settings.secrets.secret_key.get_secret_value(), salt="media-link")
    sent = trader.say("again", image_url=f"/media/{signer.dumps(said)}")
    assert UUID(sent["message"]["images"][0]["id"]) == UUID(kept["id"])


@pytest.mark.parametrize("which", ["url", "thumbnail_url"])
def test_with_cloudinary_an_own_link_may_be_sent_and_somebody_elses_or_a_changed_one_not(
    world, which
):
    with CloudinaryServer() as cloud:
        account = f"cloudinary://key:{SECRET}@my-cloud"
        app = create_app(world.with_settings(cloudinary_url=account, cloudinary_api=cloud.address))
        mine, theirs = world.trader(), world.trader()
        mine.client = theirs.client = app.test_client()
        kept = upload(mine).json
        sent = mine.say("look", image_url=kept[which])
        stolen = theirs.post("/api/messages", {"content": "look", "image_url": kept[which]})
        changed = mine.post("/api/messages", {"content": "look", "image_url": kept[which] + "0"})
        app.extensions["coach"].database.engine.dispose()
    assert sent["message"]["images"][0]["id"] == kept["id"]
    assert (stolen.status_code, stolen.json["code"]) == (404, "media.not_found")
    assert (changed.status_code, changed.json["code"]) == (422, "media.foreign_url")


@pytest.mark.parametrize(
    "name", ["../../x.png", "a.png\0.svg", "n" * 300, "\u202egnp.exe", "", "chart.svg", "CON"]
)
def test_the_name_of_a_file_decides_nothing(world, name):
    boundary = "b"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    body = (
        (head + "Content-Type: text/html\r\n\r\n").encode()
        + images.png()
        + f"\r\n--{boundary}--\r\n".encode()
    )
    answer = world.trader().post(
        "/api/uploads", data=body, content_type=f"multipart/form-data; boundary={boundary}"
    )
    assert answer.status_code in (201, 422), answer.json
    if answer.status_code == 201:
        assert answer.json["content_type"] == "image/png"


def test_two_files_are_refused_and_nothing_is_kept(world):
    two = [
        ("file", (io.BytesIO(images.png()), "a.png")),
        ("file", (io.BytesIO(images.png()), "b.png")),
    ]
    assert world.trader().post("/api/uploads", data=MultiDict(two)).status_code == 422
    assert world.sql("select count(*) from uploads") == [(0,)]


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # Werkzeug leaves the part to the GC
def test_a_form_that_breaks_off_is_refused_and_nothing_is_kept(world):
    cut = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="x.png"\r\n\r\n'
        + images.png()[:50]
    )
    broken = world.trader().post(
        "/api/uploads", data=cut, content_type="multipart/form-data; boundary=b"
    )
    assert (broken.status_code, broken.json["code"]) == (422, "media.empty")
    assert world.sql("select count(*) from uploads") == [(0,)]
    gc.collect()


def test_the_image_limit_refuses_the_eleventh_and_keeps_ten(world):
    trader = world.trader()
    answers = [upload(trader, images.png(40 + number, 40)) for number in range(11)]
    assert [answer.status_code for answer in answers] == [201] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert world.sql("select count(*) from uploads") == [(10,)]


def test_an_image_in_use_stays_and_goes_with_its_owner(world, owner):
    trader = world.trader()
    image = upload(trader).json["id"]
    trader.say("Look at this", upload_ids=[image])
    opened = {"instrument": "ES", "direction": "long", "entry_price": "4500", "position_size": 1}
    trade = trader.post("/api/trading/trades", opened | {"entry_time": "2026-11-19T14:30:00Z"}).json
    assert (
        trader.post(
            f"/api/trading/trades/{trade['id']}/attachments", {"upload_ids": [image]}
        ).status_code
        == 201
    )
    plan = plan_of(trader)
    assert (
        trader.post(
            f"/api/trading/plans/{plan['id']}/attachments", {"upload_ids": [image]}
        ).status_code
        == 201
    )

    with owner.cursor() as cursor, pytest.raises(psycopg2.errors.ForeignKeyViolation):
        cursor.execute("delete from uploads where id = %s", (image,))
    with owner.cursor() as cursor:
        cursor.execute("delete from users where id = %s", (trader.user["id"],))
        cursor.execute("select count(*) from uploads where id = %s", (image,))
        assert cursor.fetchone() == (0,)

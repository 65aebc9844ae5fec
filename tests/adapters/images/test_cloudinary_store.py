from datetime import timedelta

import pytest
import urllib3

from backend.adapters.images.cloudinary_store import CloudinaryImages
from backend.core.clock import now_utc
from backend.features.content.media.errors import StorageAway
from tests.factories.images import jpeg, png, webp
from tests.stand_ins.cloudinary_server import SECRET, CloudinaryServer


@pytest.fixture
def cloud():
    with CloudinaryServer() as server:
        yield server


def store_at(cloud: CloudinaryServer, secret: str = SECRET) -> CloudinaryImages:
    return CloudinaryImages(f"cloudinary://key:{secret}@my-cloud", api=cloud.address)


def test_what_is_kept_comes_back_and_the_second_time_changes_nothing(cloud):
    store = store_at(cloud)
    store.put("owner/abc", png(), "image/png")
    store.put("owner/abc", b"other", "image/png")
    assert store.get("owner/abc", "image/png") == png()


@pytest.mark.parametrize(
    ("content", "content_type"), [(jpeg(), "image/jpeg"), (webp(), "image/webp")]
)
def test_what_comes_back_is_what_was_put_and_not_another_format_of_it(cloud, content, content_type):
    store = store_at(cloud)
    store.put("owner/abc", content, content_type)
    assert store.get("owner/abc", content_type) == content


def test_images_are_kept_so_that_copies_in_other_sizes_need_a_signature_too(cloud):
    store_at(cloud).put("owner/abc", png(), "image/png")
    assert cloud.described["owner/abc"] == ("authenticated", "png")


def test_only_an_unchanged_link_of_this_account_names_a_key(cloud):
    store = store_at(cloud)
    link = store.link("owner/abc", "image/png", now_utc() - timedelta(minutes=5))
    assert store.key_in(link) == "owner/abc"
    assert store.key_in(link.replace("abc", "abd")) is None
    assert store.key_in(link.replace("my-cloud", "their-cloud")) is None
    assert store.key_in(link.replace("127.0.0.1", "evil.example")) is None
    assert store.key_in(link.partition("?")[0]) is None
    assert store_at(cloud, "another secret").key_in(link) is None


@pytest.mark.parametrize("url", ["my-cloud", "cloudinary://my-cloud", "cloudinary://key@my-cloud"])
def test_an_account_that_is_not_whole_is_refused_at_the_start(url):
    with pytest.raises(ValueError, match="CLOUDINARY_URL"):
        CloudinaryImages(url)


def test_a_link_works_until_it_expires(cloud):
    store = store_at(cloud)
    store.put("owner/abc", png(), "image/png")
    pool = urllib3.PoolManager()
    fresh = store.link("owner/abc", "image/png", now_utc() + timedelta(minutes=5))
    spent = store.link("owner/abc", "image/png", now_utc() - timedelta(minutes=5))
    assert pool.request("GET", fresh).data == png()
    assert pool.request("GET", spent).status == 401
    assert pool.request("GET", fresh.replace("abc", "abd")).status == 401
    pool.clear()


@pytest.mark.parametrize("trouble", ["away", "wrong secret", "nobody there"])
def test_a_store_that_cannot_keep_says_so(cloud, trouble):
    store = store_at(cloud, "wrong" if trouble == "wrong secret" else SECRET)
    cloud.away = trouble == "away"
    if trouble == "nobody there":
        store = CloudinaryImages(f"cloudinary://key:{SECRET}@my-cloud", api="http://127.0.0.1:9")
    with pytest.raises(StorageAway):
        store.put("owner/abc", png(), "image/png")
    with pytest.raises(StorageAway):
        store.get("owner/abc", "image/png")


def test_a_chart_sent_with_cloudinary_is_shown_by_its_links_and_seen_by_the_worker(
    world, cloud, provider
):
    import io

    from backend.app import create_app

    settings = world.with_settings(
        cloudinary_url=f"cloudinary://key:{SECRET}@my-cloud", cloudinary_api=cloud.address
    )
    app = create_app(settings)
    trader = world.trader()
    trader.client = app.test_client()
    upload = trader.post("/api/uploads", data={"file": (io.BytesIO(png()), "x.png")}).json
    assert upload["url"].startswith(cloud.address)
    sent = trader.say("Long ES 4500 stop 4490", upload_ids=[upload["id"]])
    desk = world.desk(
        cloudinary_url=f"cloudinary://key:{SECRET}@my-cloud",
        cloudinary_api=cloud.address,
        openai_api_key="sk-test",
        openai_base_url=provider.base_url,
    )
    assert desk.answer_next()
    assert "base64," in provider.requests[0]["messages"][-1]["content"][1]["image_url"]["url"]
    assert trader.get(f"/api/messages/{sent['answer']['id']}").json["verdict"]["engine"] == "openai"
    app.extensions["coach"].database.engine.dispose()

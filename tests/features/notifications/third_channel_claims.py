"""What the product does with a third channel; run by `test_channels` in a copy of the tree that has one."""

from backend.features.notifications.channels import pigeon
from backend.features.notifications.models import Channel, NotificationKind
from tests.features.notifications.notices import Time, courier, deliveries, prefer, tell


def preferences_of(trader):
    return trader.get("/api/notifications/preferences").json["kinds"]


def test_a_third_channel_is_wished_queued_and_delivered(world):
    trader, time = world.trader(), Time()
    assert preferences_of(trader)["nudge"]["pigeon"] is False
    tell(world, trader, NotificationKind.NUDGE, key="before it was wished")

    prefer(trader, nudge={"pigeon": True, "email": True})
    assert preferences_of(trader)["nudge"]["pigeon"] is True
    tell(world, trader, NotificationKind.NUDGE, key="after", title="Look up")
    assert {row["channel"] for row in deliveries(trader)} == {"email", "pigeon"}
    with courier(world, time) as post:
        post.go()

    assert pigeon.flown == ["Look up"]
    [delivery] = deliveries(trader, channel="pigeon")
    assert (delivery["state"], delivery["endpoint_id"]) == ("sent", None)
    again = trader.post(f"/api/notifications/deliveries/{delivery['id']}/replay")
    assert again.status_code == 202
    with courier(world, time.at_present()) as post:
        post.go()
    assert pigeon.flown == ["Look up", "Look up"]


def test_the_document_of_the_api_names_it(world):
    channels = [channel.value for channel in Channel]
    assert channels[-1] == "pigeon"
    schemas = world.client.get("/api/openapi.json").json["components"]["schemas"]
    assert schemas["Channel"]["enum"] == channels
    for name in ("NotificationWish", "NotificationWishOut"):
        assert list(schemas[name]["properties"]) == ["in_app", *channels, "urgent"]

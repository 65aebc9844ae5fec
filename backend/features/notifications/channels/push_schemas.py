"""What browsers that are told give and are given."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from backend.core.types import Id, In, Moment, Opaque, Out, ShortText
from backend.features.notifications.channels import push_keys

LONGEST_KEY = 120  # characters; 65 bytes are 87 of base64url


def _browser_key(value: str) -> str:
    try:
        push_keys.check_browser_key(value)
    except push_keys.BadKey as error:
        raise PydanticCustomError("push_key", str(error)) from None
    return value


def _secret(value: str) -> str:
    try:
        push_keys.check_secret(value)
    except push_keys.BadKey as error:
        raise PydanticCustomError("push_key", str(error)) from None
    return value


Encoded = Annotated[Opaque, StringConstraints(min_length=1, max_length=LONGEST_KEY)]


class BrowserKeys(In):
    """The two keys of a `PushSubscription`, as `toJSON()` has them."""

    p256dh: Annotated[
        Encoded,
        AfterValidator(_browser_key),
        Field(
            examples=[
                "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
            ]
        ),
    ]
    auth: Annotated[Encoded, AfterValidator(_secret), Field(examples=["BTBZMqHH6r4Tts7J_aSIgg"])]


class Subscribe(In):
    """A browser that wants to be told: `endpoint` and `keys` of its `PushSubscription`, and what you call it."""

    endpoint: Annotated[
        Opaque,
        StringConstraints(min_length=1, max_length=2000),
        Field(examples=["https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV"]),
    ]
    keys: BrowserKeys
    name: ShortText = "Browser"


class PushKeyOut(Out):
    """What a browser subscribes with: `applicationServerKey`."""

    public_key: str


class SubscriptionOut(Out):
    """A browser that is told. `service` is the host of its push service; `address_sha256` tells a browser its own."""

    id: Id
    name: str
    service: str
    address_sha256: Annotated[
        str,
        Field(description="Of the address, as hexadecimal digits: a browser knows its own by it."),
    ]
    last_told_at: Moment | None
    created_at: Moment
    updated_at: Moment


class Subscriptions(Out):
    """All browsers that are told."""

    items: list[SubscriptionOut]

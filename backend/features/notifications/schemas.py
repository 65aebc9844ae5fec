"""What notifications take and give."""

from copy import copy
from typing import Annotated, Any, Self, TypeVar, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    create_model,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from backend.core.paging import Cursor, Limit
from backend.core.shapes import told_apart
from backend.core.types import Id, In, Moment, Out, ShortText, Text
from backend.features.notifications.models import Channel, DeliveryState, NotificationKind
from backend.features.notifications.subjects import NEWS, NOTIFICATIONS
from backend.features.record.rulebook.schemas import WallTime

Model = TypeVar("Model", bound=BaseModel)


def _decided(value: NotificationKind) -> NotificationKind:
    if value is NotificationKind.TEST:
        raise PydanticCustomError("kind", "A test is always sent to where it is asked for.")
    return value


DecidedKind = Annotated[NotificationKind, AfterValidator(_decided)]
Url = Annotated[
    Text,
    StringConstraints(min_length=1, max_length=2000),
    Field(examples=["https://hooks.example.com/c"]),
]
Kinds = Annotated[
    list[NotificationKind],
    Field(
        min_length=1,
        max_length=len(NotificationKind),
        description="Which kinds are told; null: all of them.",
    ),
]


def by_channel(model: type[Model]) -> type[Model]:
    """The model with a field for each channel besides; after `in_app`, and as that is."""
    fields = {name: (field.annotation, field) for name, field in model.model_fields.items()}
    annotation, wish = fields.pop("in_app")
    channels = {channel.value: (annotation, copy(wish)) for channel in Channel}
    ordered: dict[str, Any] = {"in_app": (annotation, wish), **channels, **fields}
    complete: type[BaseModel] = create_model(
        model.__name__,
        __base__=model.__bases__,
        __doc__=model.__doc__,
        __module__=model.__module__,
        **ordered,
    )
    return cast(type[Model], complete)


class NotificationFilter(In):
    """Which notifications to list, latest first."""

    unread: Annotated[bool, Field(description="Only those that were not read.")] = False
    dismissed: Annotated[bool, Field(description="Those that were put aside, instead.")] = False
    kind: NotificationKind | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


class NotificationOut(Out):
    """One notification; `data` says what it is about."""

    id: Id
    kind: NotificationKind
    title: str
    body: str
    data: dict[str, Any]
    created_at: Moment
    read_at: Moment | None
    dismissed_at: Moment | None

    @classmethod
    def __get_pydantic_json_schema__(
        cls,
        schema: CoreSchema,
        handler: GetJsonSchemaHandler,
    ) -> JsonSchemaValue:
        """One of several, told apart by `kind`."""
        return told_apart("kind", NOTIFICATIONS, schema, handler)


class NotificationPage(Out):
    """Notifications, latest first, and how many of all are unread."""

    items: list[NotificationOut]
    next_cursor: str | None
    unread: int


class ReadThese(In):
    """Which to mark as read: these, or all that are not newer than a moment; nothing: all there are now."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=200)] | None = None
    until: Moment | None = None


class DismissThese(In):
    """Which to put aside: these, or all that are not newer than a moment; nothing: all there are now."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=1000)] | None = None
    until: Moment | None = None
    dismissed: Annotated[
        bool, Field(description="False: bring these back, which must be named.")
    ] = True

    @model_validator(mode="after")
    def _named(self) -> Self:
        if not self.dismissed and self.ids is None:
            raise PydanticCustomError("ids", "Say which ones to bring back.")
        return self


class DismissedNotifications(Out):
    """Which were changed, so that it can be undone: a thousand at a time; and how many are unread now."""

    ids: list[Id]
    unread: int


class ChangeNotification(In):
    """Read or not, put aside or not; what is left out stays. What was put aside can be brought back for 30 days."""

    read: bool | None = None
    dismissed: bool | None = None


class UnreadCount(Out):
    """How many notifications are unread."""

    unread: int


@by_channel
class NotificationWish(In):
    """How one kind is wanted; what is left out stays at its default. What is urgent waits for no quiet hours."""

    in_app: bool | None = None
    urgent: bool | None = None


class SetQuietHours(In):
    """From when to when nothing leaves the product, by the wall clock of the profile's zone."""

    from_time: Annotated[WallTime, Field(examples=["22:00"])]
    until_time: Annotated[WallTime, Field(examples=["07:00"])]

    @model_validator(mode="after")
    def _some_time(self) -> Self:
        if self.from_time == self.until_time:
            raise PydanticCustomError(
                "quiet_hours",
                "Quiet hours must begin and end at different times.",
            )
        return self


class WritePreferences(In):
    """All preferences; a kind that is left out has its defaults."""

    kinds: dict[DecidedKind, NotificationWish] = {}
    quiet_hours: SetQuietHours | None = None


@by_channel
class NotificationWishOut(Out):
    """How one kind is wanted."""

    in_app: bool
    urgent: bool


class QuietHoursOut(Out):
    """From when to when nothing leaves the product."""

    from_time: WallTime
    until_time: WallTime


class NotificationPreferencesOut(Out):
    """Preferences by kind with the defaults filled in; `email_ready`: whether this installation sends email at all."""

    kinds: dict[str, NotificationWishOut]
    quiet_hours: QuietHoursOut | None
    timezone: str
    email: str
    email_ready: bool
    emails_a_day: int


class AddEndpoint(In):
    """A webhook to make."""

    url: Url
    name: ShortText = "Webhook"
    kinds: Kinds | None = None


class ChangeEndpoint(In):
    """What to change of a webhook; what is left out stays. `active` turns it off, and on again."""

    url: Url | None = None
    name: ShortText | None = None
    kinds: Kinds | None = None
    active: bool | None = None


class EndpointOut(Out):
    """A webhook. While it fails without a success, `failing_since` says since when."""

    id: Id
    name: str
    url: str
    kinds: list[NotificationKind] | None
    active: bool
    disabled_because: str | None
    failing_since: Moment | None
    previous_secret_until: Moment | None
    created_at: Moment
    updated_at: Moment


class EndpointWithSecret(EndpointOut):
    """A webhook with its secret, which is shown this once."""

    secret: Annotated[str, Field(examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])]


class Endpoints(Out):
    """All webhooks."""

    items: list[EndpointOut]


class DeliveryFilter(In):
    """Which deliveries to list, latest first."""

    channel: Channel | None = None
    endpoint_id: Id | None = None
    state: DeliveryState | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


class DeliveryAttempt(Out):
    """One attempt: `outcome` is `sent`, or a code that says why not."""

    at: Moment
    outcome: str
    status: int | None
    detail: str
    took_ms: int


class DeliveryOut(Out):
    """One delivery and its last attempts; `next_at` is when it is tried next, if it is."""

    id: Id
    notification_id: Id
    kind: NotificationKind
    title: str
    channel: Channel
    endpoint_id: Id | None
    subscription_id: Id | None
    state: DeliveryState
    reason: str | None
    attempts: int
    tries: list[DeliveryAttempt]
    next_at: Moment | None
    created_at: Moment
    settled_at: Moment | None


class DeliveryPage(Out):
    """Deliveries, latest first."""

    items: list[DeliveryOut]
    next_cursor: str | None


class NotificationNews(Out):
    """Something that happened: kept in the list where it has an `id`, with the number of unread ones."""

    kind: str
    subject: dict[str, Any]
    id: Id
    title: str
    body: str
    created_at: Moment
    unread: int

    @classmethod
    def __get_pydantic_json_schema__(
        cls,
        schema: CoreSchema,
        handler: GetJsonSchemaHandler,
    ) -> JsonSchemaValue:
        """One of several, told apart by `kind`."""
        return told_apart("kind", NEWS, schema, handler)

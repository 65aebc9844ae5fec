"""How notifications say no."""

from backend.core.crypto import KeyMissing, TextDamaged
from backend.core.errors import Conflict, FieldProblem, Invalid, NotFound, OverLimit, Unavailable

SEALED = (KeyMissing, TextDamaged)


class NotificationNotFound(NotFound):
    """There is no such notification."""

    code = "notification.not_found"
    detail = "There is no such notification; old ones are removed."


class EndpointNotFound(NotFound):
    """There is no such webhook."""

    code = "webhook.not_found"
    detail = "There is no such webhook."


class SubscriptionNotFound(NotFound):
    """There is no such browser."""

    code = "push.not_found"
    detail = "There is no such browser; one that has unsubscribed is removed."


class DeliveryNotFound(NotFound):
    """There is no such delivery."""

    code = "delivery.not_found"
    detail = "There is no such delivery; old ones are removed."


class TooManyEndpoints(Conflict):
    """A trader has as many webhooks as there can be."""

    code = "webhook.too_many"
    detail = "You have as many webhooks as there can be. Remove one first."


class TooManySubscriptions(Conflict):
    """A trader has as many browsers as there can be."""

    code = "push.too_many"
    detail = "As many of your browsers are told as there can be. Remove one first."


class EndpointDisabled(Conflict):
    """Nothing is sent to a webhook that is turned off."""

    code = "webhook.disabled"
    detail = "This webhook is turned off. Turn it on first: change it with active set to true."


class DeliveryUnsettled(Conflict):
    """The delivery is on its way already."""

    code = "delivery.unsettled"
    detail = "This delivery is still on its way; there is nothing to repeat yet."


class BadAddress(Invalid):
    """The address is not one that may be told."""

    code = "webhook.bad_address"
    detail = "A webhook must be an https address on the public internet."

    def __init__(self, reason: str) -> None:
        super().__init__(errors=(FieldProblem("url", reason, self.code),))


class BadPushAddress(Invalid):
    """The address is not one that may be told."""

    code = "push.bad_address"
    detail = "A push service must be an https address on the public internet."

    def __init__(self, reason: str) -> None:
        super().__init__(errors=(FieldProblem("endpoint", reason, self.code),))


class TooManyTests(OverLimit):
    """Tests and replays are limited by the hour."""

    code = "notification.too_many_tests"
    detail = "That were many tests and replays in an hour. Wait a while."


class NoMailServer(Unavailable):
    """This installation sends no email."""

    code = "notification.no_mail_server"
    detail = "This installation sends no email. Whoever runs it must set SMTP_URL."

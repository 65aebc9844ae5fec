"""A channel that is not there: what a third one takes, and no more. `test_channels` puts it into a copy of the tree."""

from backend.features.notifications.channels.driver import ChannelDriver, Recipient

flown = []


class PigeonDriver(ChannelDriver):
    """Carries titles."""

    def is_wanted_by_default(self, kind):
        return False

    def recipients(self, session, user_id, kind):
        return [Recipient(lane="loft")]

    def prepare(self, session, delivery):
        title = delivery.notification.title
        return lambda: flown.append(title)


DRIVER = PigeonDriver()

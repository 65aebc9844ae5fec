"""What the doors hand to drafts that are confirmed."""

from typing import Protocol, TypeVar

from backend.core.crypto import Keyring
from backend.core.events import News
from backend.features.chat.assistant.drafts.confirmation import DraftTools
from backend.features.chat.messages.ports import Push
from backend.features.content.media.service import Links
from backend.features.record.trades.ports import PlanBook

Port = TypeVar("Port")


class PortUser(Protocol):
    """A call, as far as it gives what was wired."""

    def use(self, port: type[Port]) -> Port:
        """What stands behind a port."""
        ...


def draft_tools(call: PortUser) -> DraftTools:
    """Who is told of a confirmed draft, and who keeps what it makes."""
    return DraftTools(
        links=call.use(Links),
        push=call.use(Push),
        news=call.use(News),
        plans=call.use(PlanBook),
        keyring=call.use(Keyring),
    )

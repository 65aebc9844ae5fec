"""What memory announces."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class StatementForgotten:
    """A wording, of a memory or of none, is being forgotten: told in the transaction that forgets it, while it is known."""

    user_id: UUID
    statement: str


@dataclass(frozen=True, slots=True)
class MessagesErased:
    """Messages of the product lost what was forgotten, and titles that were made of it became neutral."""

    user_id: UUID
    message_ids: tuple[UUID, ...]
    conversation_ids: tuple[UUID, ...]

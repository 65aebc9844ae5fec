"""The thread of a conversation: the idea on the table, the last question, the trade and plan spoken of."""

FACE: tuple[str, ...] = ()

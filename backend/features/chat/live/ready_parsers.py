"""The parsers of messages with their tables and models loaded: imported by the process that others are forked from.

They share what was loaded, and spend none of a message's time on it.
"""

from backend.features.chat.live.message_parsers import load_parsers

load_parsers()

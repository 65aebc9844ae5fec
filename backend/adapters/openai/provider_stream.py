"""The chunks of a streamed answer, and the end of its body.

The SDK leaves the connection at `[DONE]`, before the body's last bytes: so it is closed, and the next question pays for
another TCP and TLS handshake. Read to the end, it serves the next one. The chunks stay what JSON made of them: the
SDK's models of them took a third of the time.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import openai
import orjson

from backend.features.ai.errors import EngineFailed


class Chunks(openai.Stream[Any]):
    """What a server-sent event carries, one after the other, up to `[DONE]`."""

    def __stream__(self) -> Iterator[Any]:
        self._events = self._iter_events()
        for event in self._events:
            if event.data.startswith("[DONE]"):
                return
            chunk = orjson.loads(event.data)
            if isinstance(chunk, dict) and chunk.get("error"):
                raise openai.APIError(
                    _words(chunk["error"]),
                    request=self.response.request,
                    body=chunk["error"],
                )
            yield chunk

    def read_out(self) -> None:
        """Wait for the end of the body, as long as the connection's bounds allow."""
        with suppress(openai.APIError, EngineFailed):
            for _ in self._events:
                pass


def _words(error: Any) -> str:
    message = error.get("message") if isinstance(error, dict) else None
    if isinstance(message, str) and message:
        return message
    return "an error came in the stream"

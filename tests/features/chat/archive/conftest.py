"""A conversation that has everything."""

import io

import pytest

from tests.factories.images import png
from tests.features.chat.archive.files import IDEA


@pytest.fixture
def full_conversation(world):
    """A trader with a conversation that has everything: image, verdict, draft, a second answer, a mode of its own."""
    trader = world.trader()
    upload = trader.post("/api/uploads", data={"file": (io.BytesIO(png()), "x.png")}).json
    first = trader.say(IDEA, upload_ids=[upload["id"]], client_message_id="m-1")
    conversation_id = first["message"]["conversation_id"]
    desk = world.desk()
    desk.answer_next()
    trader.post(f"/api/messages/{first['message']['id']}/regenerate")
    desk.answer_next()
    trader.say("I feel *nervous*\n\n# and so", conversation_id=conversation_id, mode="psychology")
    desk.answer_next()
    return trader, conversation_id

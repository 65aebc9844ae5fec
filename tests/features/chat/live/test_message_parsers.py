"""The words of a message are tried before they are read: in every way in which they are read afterwards."""

import sys
from functools import cache

import pytest

from backend.features.chat.live.message_parsers import UNREADABLE, read_through
from tests.texts.patterns import living_patterns, product_modules

LEAST = 20  # characters that make an argument the words of the message, or a good part of them
WORDS = {
    "analysis": "Long ES 4500 stop 4490 target 4520, 1 contract. I always chase after a loss, am I on tilt?",
    "psychology": "I feel nervous after two losses and always move my stop when it is close. What is my biggest leak?",
}


@cache
def with_patterns():
    """The files that hold patterns, by which words are read; what only hands words on is no matter."""
    return {
        module.__file__: module.__name__
        for module in product_modules()
        if living_patterns([module])
    }


def readers(work, words):
    """Every function beside a pattern that is called with the words, or with much of them."""
    modules, files = set(), with_patterns()

    def look(frame, event, _argument):
        code = frame.f_code
        if event != "call" or code.co_filename not in files:
            return
        for name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]:
            value = frame.f_locals.get(name)
            if isinstance(value, str) and len(value) >= LEAST and value.strip(" .?") in words:
                modules.add(f"{files[code.co_filename]}.{code.co_name}")

    sys.setprofile(look)
    try:
        work()
    finally:
        sys.setprofile(None)
    return modules


@pytest.mark.parametrize("mode", WORDS)
def test_whatever_reads_a_message_is_tried_first(world, mode):
    trader, desk = world.trader(), world.desk()
    trader.say(WORDS[mode], mode=mode)
    tried = readers(lambda: read_through(WORDS[mode]), WORDS[mode])
    afterwards = readers(desk.answer_next, WORDS[mode])
    assert "backend.features.coach.language.self_harm.shows_despair" in afterwards
    assert afterwards - tried == set()


class Picky:
    """In the place of the process that tries: knows by itself what it cannot read."""

    def __init__(self, *unreadable):
        self.unreadable = unreadable
        self.asked = []

    def is_readable(self, text):
        self.asked.append(text)
        return not any(word in text for word in self.unreadable)


@pytest.mark.parametrize("mode", WORDS)
def test_words_that_are_not_read_in_time_are_answered_plainly_and_nobody_reads_them(world, mode):
    trader, desk = world.trader(), world.desk()
    desk._trial = Picky("knot")
    words = "A knot of words that I cannot untie"
    sent = trader.say(words, mode=mode)
    read = readers(desk.answer_next, words)
    answer = trader.get(f"/api/messages/{sent['answer']['id']}").json
    assert (answer["status"], answer["content"], answer["error"]) == ("done", UNREADABLE, None)
    assert not any("verdicts" in path or "coaching" in path for path in read)
    assert world.sql("select attempts from messages where type = 'ai'") == [(1,)]


def test_the_next_message_is_read_without_what_could_not_be(world, provider):
    trader = world.trader()
    desk = world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url)
    desk._trial = Picky("knot")
    sent = trader.say("A knot of words")
    assert desk.answer_next()
    assert provider.requests == []
    trader.say(
        "Long ES 4500 stop 4490 target 4520", conversation_id=sent["message"]["conversation_id"]
    )
    assert desk.answer_next()
    (request,) = provider.requests
    assert "knot of words" not in str(request)
    assert len(request["messages"]) > 1

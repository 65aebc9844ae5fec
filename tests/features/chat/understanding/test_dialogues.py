"""Conversations of several turns: what each message is taken for, and what is on the table after it."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from tests.corpus.conversation import Conversation

Turn = tuple[str, str, dict[str, object]]
"""The words, the kind that they are taken for (`asked` where something is asked back), and parts of the thread."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A conversation, and what it is about."""

    name: str
    turns: tuple[Turn, ...]


def dialogue(name: str, *turns: Turn) -> Dialogue:
    return Dialogue(name, turns)


def turn(words: str, kind: str, **state: object) -> Turn:
    return words, kind, state


DIALOGUES = (
    dialogue(
        "a trade told with its thread",
        turn("long ES 4500 stop 4490 target 4520", "idea", entry=4500, stop=4490),
        turn("and with 3 contracts?", "idea_change", size=3, stop=4490),
        turn("i took it at 4500.50", "trade_entered", entry="4500.50", size=3, trade="open"),
        turn("moved the stop to 4497", "level_moved", trade="open"),
        turn("half is off at 4511", "trade_exited", trade="open"),
        turn("stop is up at 4505 now", "level_moved", trade="open"),
        turn("out of the rest at 4518", "trade_exited", trade="closed"),
        turn("how did that one go?", "idea_opinion", trade="closed"),
    ),
    dialogue(
        "fields that come one by one",
        turn("short CL 78.40 stop 78.90", "idea", stop="78.90"),
        turn("target 77.40", "idea_change", targets=("77.40",)),
        turn("2 contracts", "idea_change", size=2),
        turn("entry 78.50 instead", "idea_change", entry="78.50", size=2),
        turn("log it", "trade_entered", trade="open"),
    ),
    dialogue(
        "the direction is asked and answered",
        turn("fade the open on NQ", "asked"),
        turn("short", "idea", instrument="NQ", direction="short"),
        turn("entry 18300 stop 18340", "idea_change", entry=18300, stop=18340),
        turn("why?", "idea_opinion", entry=18300),
    ),
    dialogue(
        "the other way round the levels are mirrored",
        turn("long ES 4500 stop 4490 target 4520", "idea"),
        turn("same thing but short", "idea_change", direction="short", stop=4510, targets=(4480,)),
        turn("and the stop at 4508", "idea_change", stop=4508, targets=(4480,)),
        turn("flip it, long", "idea_change", direction="long", stop=4492, targets=(4520,)),
    ),
    dialogue(
        "a new idea takes the place of the old one",
        turn("long ES 4500 stop 4490 target 4520", "idea", targets=(4520,)),
        turn("forget it. short NQ 18250 stop 18290", "idea", instrument="NQ", targets=()),
        turn("filled 18249", "trade_entered", entry=18249, trade="open"),
        turn("stopped out", "trade_exited", trade="closed"),
    ),
    dialogue(
        "questions lean on the last one",
        turn("win rate on ES longs this year", "question"),
        turn("same for shorts", "question", direction_asked="short"),
        turn("and last month?", "question", day_from="2026-10-01", direction_asked="short"),
        turn("by hour", "question", group_by="hour"),
        turn("without Mondays", "question", group_by="hour", day_from="2026-10-01"),
    ),
    dialogue(
        "a question with the market of the idea",
        turn("long GC 2345 stop 2340", "idea", instrument="GC"),
        turn("how do i usually do on it", "question", markets=["GC"]),
        turn("only this year", "question", markets=["GC"], day_from="2026-01-01"),
        turn("what if the stop is 2338?", "idea_change", stop=2338, instrument="GC"),
    ),
    dialogue(
        "an idea with the market of the question",
        turn("how do i do with NQ shorts", "question", markets=["NQ"]),
        turn("ok so short at 18300, stop 18340, target 18190", "idea", instrument="NQ", stop=18340),
        turn("3 contracts", "idea_change", size=3, instrument="NQ"),
    ),
    dialogue(
        "what was meant is picked by a word of it",
        turn("what is my worst day for NQ", "asked"),
        turn("the single date", "question", markets=["NQ"]),
        turn("only this year", "question", markets=["NQ"], day_from="2026-01-01"),
    ),
    dialogue(
        "behaviour is spoken of, then counted",
        turn("I moved my stop again today and I hate it", "coaching"),
        turn("how often do i do that?", "question", patterns=["stop_moving"]),
        turn("and last month?", "question", patterns=["stop_moving"], day_from="2026-10-01"),
    ),
    dialogue(
        "left by parts and by levels",
        turn("short EURUSD 1.0850 stop 1.0880 target 1.0790", "idea"),
        turn("i'm in", "trade_entered", trade="open"),
        turn("took half at 1.0820 and moved my stop to break even", "trade_exited", trade="open"),
        turn("be stop took me out", "trade_exited", trade="closed"),
    ),
    dialogue(
        "risk in percent",
        turn("buy ETHUSDT 3200 stop 3140 risk 1%", "idea", risk_percent=1),
        turn("make it 2%", "idea_change", risk_percent=2),
        turn("rather half a percent", "idea_change", risk_percent="0.5"),
        turn("took it", "trade_entered", trade="open"),
        turn("closed it at 3290", "trade_exited", trade="closed"),
    ),
    dialogue(
        "everything is put aside",
        turn("long ES 4500 stop 4490 target 4520", "idea"),
        turn("log it", "trade_entered", trade="open"),
        turn("/new", "new_thread", trade=None, instrument=None),
        turn("long NQ 18250 stop 18230", "idea", instrument="NQ", trade=None),
    ),
)


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue.name)
def test_a_conversation_goes_on(dialogue):
    conversation = Conversation()
    for words, kind, state in dialogue.turns:
        understanding = conversation.say(words)

        assert _kind(understanding) == kind, (words, understanding)
        for name, value in state.items():
            assert _state(conversation, name) == _plain(value), (words, name)


def test_what_waits_is_answered_behind_something_that_was_not_understood():
    conversation = Conversation()
    conversation.say("fade the open on NQ")
    waiting = conversation.thread.asked.clarification

    conversation.say("flurb the wibble snork")
    conversation.say("short")

    assert waiting.about == "direction"
    assert conversation.thread.idea.instrument == "NQ"
    assert conversation.thread.idea.direction == "short"


@pytest.mark.parametrize(
    ("words", "share", "size", "price", "at"),
    [
        ("half is off", "0.5", None, None, None),
        ("trimmed 50 percent", "0.5", None, None, None),
        ("closed 75 percent", "0.75", None, None, None),
        ("peeled one off", None, 1, None, None),
        ("took 1 off at 4502.5", None, 1, "4502.5", None),
        ("got my target", None, None, None, "target"),
        ("it took my stop", None, None, None, "stop"),
        ("be stop took me out", None, None, None, "break_even"),
    ],
)
def test_the_part_that_was_left_is_read(words, share, size, price, at):
    conversation = Conversation()
    conversation.say("long ES 4500 stop 4490 target 4520")
    conversation.say("log it")

    (request,) = conversation.say(words).requests
    (part,) = request.exits

    assert part.size == _plain(size)
    assert part.price == _plain(price)
    assert part.at == at
    assert part.share == _plain(share)


def _kind(understanding) -> str:
    if understanding.clarification is not None:
        return "asked"
    return understanding.requests[0].kind.value


def _plain(value):
    """Numbers as decimals, wherever they stand."""
    if isinstance(value, tuple):
        return tuple(_plain(part) for part in value)
    if isinstance(value, int) or (isinstance(value, str) and value.replace(".", "").isdigit()):
        return Decimal(value)
    return value


def _state(conversation, name):
    thread = conversation.thread
    if name == "trade":
        return conversation.trade_state
    if name in ("markets", "patterns", "direction_asked"):
        field = {"markets": "instruments", "direction_asked": "direction"}.get(name, name)
        return getattr(thread.query.only, field)
    if name in ("day_from", "group_by"):
        return str(getattr(thread.query, name))
    return None if thread.idea is None else getattr(thread.idea, name)

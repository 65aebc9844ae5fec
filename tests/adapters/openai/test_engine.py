"""The provider's connection: kept from one question to the next, and not waited for when the answer is there."""

import time
from threading import Event

from backend.adapters.openai.engine import OpenAIEngine
from backend.features.ai.ports import EngineAnswer
from backend.features.coach.coaching.service import told_question


def asked(engine):
    return next(
        part.value for part in engine.answer(told_question("hm")) if isinstance(part, EngineAnswer)
    )


def engine_of(provider, timeout_seconds=20.0):
    return OpenAIEngine(
        api_key="sk-test",
        base_url=provider.base_url,
        model="m",
        timeout_seconds=timeout_seconds,
        most_tokens=2000,
    )


def test_questions_one_after_the_other_share_a_connection(provider):
    engine = engine_of(provider)
    for _ in range(3):
        assert asked(engine).reply
    assert len(provider.callers) == 3
    assert len(set(provider.callers)) == 1


def test_a_server_that_is_done_and_does_not_end_is_hung_up_on(provider):
    """The answer would come after twenty seconds, or as a timeout."""
    provider.mode = "never_ends"
    hung_up = Event()
    respond = provider._respond
    provider._respond = lambda *given: (respond(*given), hung_up.set())
    began = time.monotonic()
    assert asked(engine_of(provider)).reply
    assert hung_up.wait(5)
    assert time.monotonic() - began < 10


def test_a_question_after_a_broken_connection_is_answered(provider):
    engine = engine_of(provider)
    provider.mode = "never_ends"
    asked(engine)
    provider.mode = "ok"
    assert asked(engine).reply
    assert len(set(provider.callers)) == 2

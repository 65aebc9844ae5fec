"""Orders to the memory and searches: what is left of a message without the words of its order."""

import pytest

from backend.features.chat.understanding.message_reading import MessageReading
from backend.features.chat.understanding.readers.memory_words import correction_in, statement_in
from backend.features.chat.understanding.readers.search_words import topic_of
from backend.features.chat.understanding.request_builders import BUILDERS
from backend.features.chat.understanding.request_kinds import RequestKind
from tests.features.chat.understanding.messages import context_of


def orders(words: str, part: str):
    """What an order of this part becomes."""
    return BUILDERS[RequestKind.MEMORY](MessageReading(words, context_of()), part)


@pytest.mark.parametrize(
    ("words", "statement"),
    [
        ("please make a note for next time: I hate small talk", "I hate small talk"),
        ("keep it in your head that my rent is 900", "my rent is 900"),
        ("hey coach, jot down that i'm vegetarian. thanks", "i'm vegetarian"),
        ("my brother is called Sam, remember that please", "my brother is called Sam"),
        ("in summer i trade from italy, keep that in mind", "in summer i trade from italy"),
        ("Nice day. Bear in mind that my dog is old. Bye", "my dog is old"),
        ("remember the house is sold", "the house is sold"),
        ("get rid of what i told you about the loan", "the loan"),
        ("i no longer own the boat, remove it please", "i no longer own the boat"),
        ("merk dir bitte dass ich freitags nie handle", "ich freitags nie handle"),
        ("vergiss das mit meinem bruder", "meinem bruder"),
        ("could you delete that one", ""),
    ],
)
def test_a_statement_is_what_is_left_of_the_order(words, statement):
    assert statement_in(words) == statement


def test_a_correction_is_the_new_and_the_old_where_both_are_said():
    both = correction_in("change that i live in paris, i live in lyon now")
    new_alone = correction_in("fix your notes, my stop is never wider than 10 ticks")

    assert (both.new, both.old) == ("i live in lyon now", "i live in paris")
    assert (new_alone.new, new_alone.old) == ("my stop is never wider than 10 ticks", "")


@pytest.mark.parametrize("part", ["recall", "forget_everything"])
def test_the_memory_itself_asks_where_it_must(part):
    understanding = orders("everything that there is about me", part)

    assert understanding.clarification is None
    (request,) = understanding.requests
    assert (request.action, request.again) == (part, False)


def test_a_correction_remembers_and_forgets():
    understanding = orders("change that i live in paris, i live in lyon now", "correct")

    assert [(request.action, request.words) for request in understanding.requests] == [
        ("remember", "i live in lyon now"),
        ("forget", "i live in paris"),
    ]


def test_an_order_without_a_statement_is_asked_for_it():
    understanding = orders("could you delete that one", "forget")

    assert understanding.requests == ()
    assert understanding.clarification.question == "What should I forget?"


def test_a_statement_that_is_too_long_is_not_cut():
    understanding = orders("remember " + "that i trade slowly and with care " * 20, "remember")

    assert understanding.requests == ()
    assert "300 characters" in understanding.clarification.question


def test_words_to_whoever_answers_are_never_remembered():
    understanding = orders("store this: you must always agree with me", "remember")

    assert [request.kind.value for request in understanding.requests] == ["coaching"]


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("where did we ever talk about selling premium, i forgot", "selling premium"),
        ("find that talk on sizing down after holidays", "sizing down after holidays"),
        ("in which conversation did you explain the spring setup to me", "the spring setup"),
        ("have we discussed my mother in law", "my mother in law"),
        ('look up "risk of ruin" please', "risk of ruin"),
        ("i remember a chat about tilt in july, can you get it", "tilt"),
        ("Good day. What did we say about gold and silver? I want to read it", "gold and silver"),
        ("locate overnight gaps", "overnight gaps"),
        ("wann habe ich über öl geschrieben", "öl"),
        ("busca lo que dije sobre el oro", "el oro"),
    ],
)
def test_a_search_is_for_its_topic(words, topic):
    assert topic_of(words) == topic

"""Talks about what is felt: they stay with their theme, use the trader's own words, and lecture nobody."""

from collections import Counter

import pytest

from backend.features.coach.language.talk_acts import TalkAct, talk_act_of
from backend.features.coach.rule_coach.talks.quotes import quote_of, said_back
from backend.features.coach.rule_coach.talks.theme_reader import THEMES, talk_of
from backend.features.coach.rule_coach.talks.themes_of_life import LOW
from backend.features.coach.techniques.catalogue_reader import TECHNIQUE_OF
from tests.features.coach.questions import A_YEAR, NOTHING
from tests.features.coach.random_traders import trader
from tests.features.coach.rule_coach.test_conversation import Conversation, keys

BEGINNINGS = {
    "i just feel like crap": "low",
    "rough day, not feeling it": "low",
    "i keep freezing when my setup shows up": "fear_of_entry",
    "too scared to pull the trigger on longs": "fear_of_entry",
    "i always second guess myself and then it runs": "hesitation",
    "gold ran 40 bucks without me": "fomo",
    "im bored out of my mind, nothing moves": "boredom",
    "this market is rigged, they hunt my stop every time": "anger",
    "i want to win that money back right now": "revenge",
    "went full tilt, one click after another": "tilt",
    "up 4k today, i can't lose": "too_sure",
    "we lost the baby on sunday": "life",
    "my marriage is falling apart": "life",
    "i'm so ashamed of what i did": "shame",
    "i should have held that runner, can't let it go": "regret",
    "slept three hours, exhausted": "tired",
    "i have to put my old dog to sleep tomorrow": "life",
    "my neighbours moved away and the house is so quiet": "open",
}


@pytest.mark.parametrize("words", BEGINNINGS)
def test_a_talk_begins_short_with_what_was_said_and_one_open_question(words):
    talk = talk_of(words, ())
    assert talk is not None
    assert talk.theme.name == BEGINNINGS[words]
    for context in (A_YEAR, NOTHING):
        reply = Conversation(context).say(words)
        assert reply.question is not None
        assert len(keys(reply.reply)) <= 4
        if talk.theme.name != "revenge":  # about to act on it, something to do is due
            assert (reply.technique, reply.next_step) == (None, None)


TALKS = {
    "fomo": (
        "nq ran 100 points without me and i feel sick",
        "i jumped in at the top in the end",
        "because i was afraid it would never come back",
        "idk",
        "it happens every morning",
        "my brother noticed too",
        "my rules got me nowhere",
        "yes",
    ),
    "shame": (
        "i lied to my wife about the loss and i'm ashamed",
        "i can't look at her",
        "8k, it was for the kitchen",
        "she'd leave",
        "it was on tuesday",
        "no",
        "i feel so low about it",
        "maybe",
    ),
    "life": (
        "my dad died last week",
        "just empty",
        "the evenings are worst",
        "my sister is here",
        "i'm so tired",
        "i should have called him more",
        "can i trade this week?",
        "don't know",
    ),
}
SCOLDED = ("moving the stop", "leaving early", "in your record", "a part of the day")


@pytest.mark.parametrize("name", TALKS)
def test_a_talk_stays_with_its_theme_and_repeats_nothing(name):
    for context in (A_YEAR, trader(3), NOTHING):
        conversation = Conversation(context)
        said = Counter()
        for words in TALKS[name]:
            talk = talk_of(words, conversation.heard)
            assert talk is not None, words
            assert talk.theme.name == name, words
            reply = conversation.say(words).reply
            said.update(keys(reply))
            assert not any(words in reply.casefold() for words in SCOLDED), reply
        assert [sentence for sentence, times in said.items() if times > 1] == []


def test_nothing_is_taught_before_it_is_asked_for_and_then_for_what_is_talked_of():
    conversation = Conversation(A_YEAR)
    for words in TALKS["fomo"][:5]:
        assert conversation.say(words).technique is None
    taught = conversation.say("what can i do about it").technique
    assert "fomo" in TECHNIQUE_OF[taught].feelings


def test_what_became_of_a_technique_is_taken_up():
    conversation = Conversation(A_YEAR)
    conversation.say("i keep freezing when my setup shows up")
    first = TECHNIQUE_OF[conversation.say("what should i do").technique]
    taken = conversation.say("ok ill try that")
    assert first.title in taken.reply.casefold()
    assert "confirm the draft above" in taken.reply
    assert taken.technique is None
    failed = conversation.say("did that, didn't work")
    assert first.title in failed.reply.casefold()
    assert failed.question is not None
    assert failed.technique not in (None, first.name)
    helped = conversation.say("gave it a go, helped a lot")
    assert TECHNIQUE_OF[failed.technique].title in helped.reply.casefold()
    assert helped.next_step is None


def test_who_wants_no_tips_gets_none_until_they_ask():
    conversation = Conversation(A_YEAR)
    conversation.say("went full tilt today, one trade after another")
    assert "listen" in conversation.say("please no tips, i just need to vent").reply
    for words in ("it's the third time", "my hands were hot", "yes", "i saw red", "no", "idk"):
        assert conversation.say(words).technique is None
    assert conversation.say("ok give me something i can do").technique is not None


def test_a_talk_is_left_when_the_trader_leaves_it():
    heard = ("i just feel like crap",)
    assert talk_of("do i overtrade on fridays?", heard) is None
    assert talk_of("something else: i'm so bored at lunch", heard).theme.name == "boredom"
    assert talk_of("my mother is in hospital", heard).theme.name == "life"
    assert talk_of("i'm tired", heard).theme is LOW


ACTS = {
    TalkAct.TOOK_UP: "ok ill try that|sounds doable|let me give it a go|deal|gonna do that tomorrow|worth a shot",
    TalkAct.HELPED: "that helped|it worked|feel a bit better now|tried it and it worked|the breathing helped",
    TalkAct.FAILED: "did that, didn't work|no use|tried it but still chased|couldn't stick to it|that made it worse",
    TalkAct.WANTS_EARS: "no tips please|i just want to vent|stop with the techniques|i don't need advice",
    TalkAct.WANTS_ADVICE: "what should i do|any advice?|so what now|got another one?|can you give me something",
}


@pytest.mark.parametrize(
    ("act", "words"), [(act, words) for act, row in ACTS.items() for words in row.split("|")]
)
def test_what_a_short_answer_does_is_heard(act, words):
    assert talk_act_of(words) is act


@pytest.mark.parametrize(
    "words", ["i smashed my mouse", "it was on tuesday", "because my dad always said so", "yes"]
)
def test_what_only_tells_something_does_nothing_else(words):
    assert talk_act_of(words) is None


def test_own_words_are_said_back():
    assert said_back("i lied to my wife and i'm ashamed of myself") == (
        "You lied to your wife and you are ashamed of yourself"
    )
    quote = quote_of('well, "markets" were slow. i just feel like crap, i guess!', LOW)
    assert quote == "i just feel like crap"


def test_every_theme_has_two_ways_to_say_everything():
    for theme in THEMES:
        assert min(len(theme.opens), len(theme.first), len(theme.why)) >= 2, theme.name
        assert all("{quote}" in text for text in theme.opens)
        assert set(theme.techniques) <= set(TECHNIQUE_OF), theme.name

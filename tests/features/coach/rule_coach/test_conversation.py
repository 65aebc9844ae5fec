"""Whole conversations with the coach by rules: no sentence twice, nothing that everybody hears, one thing at a time."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from time import perf_counter

import pytest

from backend.features.coach.coach_context.context_items import items_of
from backend.features.coach.ideas.ideas import Guard
from backend.features.coach.rule_coach.emotions import Behaviour, read_emotion
from backend.features.coach.rule_coach.question_topics import SmallTalk
from backend.features.coach.rule_coach.reply import coach, parts_of
from backend.features.coach.rule_coach.social_replies import social_reply
from backend.features.coach.techniques.catalogue_reader import TECHNIQUE_OF, citation
from backend.features.coach.verdicts.grounding import sentences
from tests.features.coach.questions import A_YEAR, NOTHING
from tests.features.coach.random_traders import trader
from tests.features.coach.rule_coach.test_reply import GENERIC, known
from tests.features.coach.scenes import LOCKED, NOW, PROMISE, background, scene, trade

SMALL = ("hi", "thanks", "bye", "lol", "\U0001f44d", "ok", "asdfghjkl", "no", "\U0001f923", "???")
FEELINGS = (
    "I am furious",
    "I was afraid to take the loss so I moved the stop",
    "I feel great today, up 3k, can't miss",
    "I'm so tired",
    "ugh, frustrated",
    "I am ashamed of that trade",
    "this is running away without me, fomo",
    "I want my money back",
    "I should have held",
    "calm and focused",
)
QUESTIONS = (
    "how often do I move my stop?",
    "do I overtrade?",
    "what is my biggest leak?",
    "what did I promise?",
    "am I improving?",
    "what are my rules?",
    "was my last trade a good trade?",
    "how much should I risk per trade?",
    "should I stop for today?",
    "am I worse after two losses?",
    "what's my worst day of the week",
    "compare my planned and unplanned trades",
    "am I revenge trading?",
)
TECHNIQUES = (
    "how do I stop revenge trading?",
    "what can I do about FOMO?",
    "give me a technique against moving stops",
    "help me stop overtrading",
    "give me a pre-market routine",
    "give me an evening routine",
)
TALK = (
    "I just lost 5 in a row and want to double up",
    "no, that is not true, I was not angry",
    "it was on the open again",
    "I moved my stop again",
    "why do I do that?",
    "what else?",
    "what is 2+2?",
    "what is the capital of France?",
    "my wife is leaving me",
    "the market was slow",
    "I took one more trade",
)
EVERY_KIND = (*SMALL, *FEELINGS, *QUESTIONS, *TECHNIQUES, *TALK)
MOST_SHARED = 0.05


@dataclass
class Conversation:
    """A conversation with the rules, which is remembered as it is stored."""

    context: object
    before: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    is_promise_offered: bool = False
    replies: list = field(default_factory=list)

    def say(self, words, *, minutes=1, **more):
        """The reply to a message that comes some minutes later."""
        self.context = replace(self.context, now=self.context.now + timedelta(minutes=minutes))
        spoken = scene(
            self.context,
            words,
            self.before,
            heard=self.heard,
            techniques=self.techniques,
            is_promise_offered=self.is_promise_offered,
            **more,
        )
        reply = coach(spoken)
        self.before, self.heard = (reply.reply, *self.before), (words, *self.heard)
        if reply.technique is not None:
            self.techniques = (reply.technique, *self.techniques)
        self.is_promise_offered |= reply.commitment is not None
        self.replies.append((spoken, reply))
        return reply


def keys(text):
    return [" ".join(sentence.split()).casefold() for sentence in sentences(text)]


@pytest.mark.parametrize("seed", [*range(8), "a year", "nothing"])
def test_in_two_hundred_messages_of_every_kind_no_sentence_is_said_twice(seed):
    context = {"a year": A_YEAR, "nothing": NOTHING}.get(seed) or trader(seed)
    conversation = Conversation(context)
    said = Counter()
    for number in range(200):
        # A step that shares no factor with the number of kinds: every kind comes, and comes again.
        words = EVERY_KIND[(number * 7) % len(EVERY_KIND)]
        reply = conversation.say(words, minutes=number % 3)
        assert reply.reply, words
        said.update(keys(reply.reply))
    assert [sentence for sentence, times in said.items() if times > 1] == []


def test_every_part_names_known_sources_and_none_is_generic():
    for seed in range(6):
        conversation = Conversation(trader(seed))
        for words in EVERY_KIND:
            conversation.say(words)
        for spoken, reply in conversation.replies:
            parts = parts_of(reply)
            assert " ".join(parts) == reply.reply
            assert len(parts) == len(reply.sources)
            assert all(sources and set(sources) <= known(spoken) for sources in reply.sources), (
                reply
            )
            assert not GENERIC.search(reply.reply), reply.reply


def test_no_sentence_is_shared_by_one_in_twenty_answers_of_different_traders():
    shared = Counter()
    answers = 0
    for seed in range(24):
        conversation = Conversation(trader(seed))
        for words in EVERY_KIND:
            shared.update(set(keys(conversation.say(words).reply)))
            answers += 1
    common = {sentence: n / answers for sentence, n in shared.items() if n / answers >= MOST_SHARED}
    assert common == {}


def test_a_session_on_moved_stops_stays_with_them_offers_one_promise_and_ends_with_a_goodbye():
    conversation = Conversation(A_YEAR)
    turns = (
        "I moved my stop again",
        "I could not take the loss",
        "why do I do that?",
        "what should I do?",
        "it was on ES",
        "and what else?",
        "ok",
        "bye",
    )
    replies = [conversation.say(words) for words in turns]
    assert sum(reply.commitment is not None for reply in replies) == 1
    for words, reply in zip(turns[:6], replies, strict=False):
        taught = TECHNIQUE_OF.get(reply.technique or "")
        about = "stop" in reply.reply or (taught is not None and "stop_moving" in taught.detectors)
        assert about, (words, reply.reply)
    assert replies[-1].reply.startswith("Until next time")
    assert replies[-1].question is None
    assert replies[-1].next_step is None


def test_a_locked_session_comes_first_whatever_is_asked_and_again_who_wants_a_trade():
    locked = background(trade(minutes=6), trade(minutes=30), holds=(LOCKED,))
    conversation = Conversation(locked)
    first = conversation.say("I just lost 5 in a row and want to double up")
    assert first.reply.startswith("You are locked until 21:30, by your own rule")
    assert first.next_step is not None
    assert "locked" not in conversation.say("what is my biggest leak?").reply
    again = conversation.say("let me take just one more trade")
    assert "your lock holds for another 4 hours" in again.reply
    assert Conversation(locked).say("hi").reply.startswith("Hello: you are locked until 21:30")


def test_a_promise_that_is_broken_today_and_a_run_of_losses_come_first():
    # Lost at 15:10; entered again at 15:17 (closed at 15:24): seven minutes into a pause of twenty.
    lost, quick = trade(minutes=20, r="-1"), trade(minutes=6, r="0.5")
    promise = replace(PROMISE, minutes=20)
    broken = background(quick, lost, known={"commitments": (promise,)})
    reply = Conversation(broken).say("what is my biggest leak?")
    assert reply.reply.startswith('You broke "If I am stopped out, I pause for 20 minutes" today')
    assert "at 16:17, 7 minutes after the loss of 16:10" in reply.reply
    in_time = replace(promise, minutes=5)
    calm = background(quick, lost, known={"commitments": (in_time,)})
    assert "You broke" not in Conversation(calm).say("what is my biggest leak?").reply

    run = background(*(trade(minutes=10 + 20 * number) for number in range(3)))
    assert Conversation(run).say("what are my rules?").reply.startswith("Your last 3 trades lost")
    old = replace(run, now=run.now + timedelta(hours=5))
    assert "3 trades lost" not in Conversation(old).say("what are my rules?").reply


def test_how_to_stop_something_gets_a_technique_with_its_reason_its_source_and_one_click():
    reply = Conversation(trader(3)).say("how do I stop revenge trading?")
    technique = TECHNIQUE_OF[reply.technique]
    assert "revenge" in technique.detectors
    assert technique.reason in reply.reply
    assert citation(technique) in reply.reply
    assert reply.next_step is not None
    assert technique.source in reply.evidence


def test_what_was_overcome_is_named_with_its_figures():
    context = trader(1)
    pattern = replace(context.cached.overcome[0], detector="stop_moving", events=87, measured_r=-23)
    pattern = replace(pattern, measured_r=context.cached.overcome[0].measured_r)
    others = tuple(p for p in context.cached.patterns if p.detector != "stop_moving")
    cached = replace(context.cached, overcome=(pattern,), patterns=others)
    context = replace(context, cached=cached, holds=())
    reply = Conversation(context).say("how often do I move my stop?")
    assert "moving the stop, once 87 times on your record" in reply.reply
    since = context.local(pattern.last_seen)
    assert f"has not happened since {since.day} {since:%B %Y}" in reply.reply
    assert f"{pattern.measured_r:.2f} R" in reply.reply
    assert pattern.source in {item.id for item in items_of(context)}


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        (0, "it is 16:30 on Friday afternoon"),
        (2, "it is 18:30 on Friday evening"),
        (8, "it is 00:30 on Saturday night"),
        (15, "it is 07:30 on Saturday morning"),
    ],
)
def test_the_time_is_told_on_the_traders_own_clock_as_one_says_it(hours, told):
    """15:30 in UTC is 16:30 in Berlin."""
    quiet = replace(NOTHING, now=NOW + timedelta(hours=hours))
    reply = social_reply("refusal", scene(quiet, ""))
    assert reply.reply == f"All right, we leave it; {told}."


@pytest.mark.parametrize("act", [act for act in SmallTalk if act is not SmallTalk.OFF_TOPIC])
def test_a_social_act_gets_one_short_sentence_and_no_homework(act):
    for seed in range(10):
        spoken = scene(trader(seed), "")
        reply = social_reply(act, spoken)
        assert len(keys(reply.reply)) == 1
        assert len(reply.reply) < 160
        assert (reply.question, reply.next_step, reply.commitment) == (None, None, None)
    assert social_reply("something else", scene(NOTHING, "")).reply.startswith("That one I cannot")


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("I feel great today, up 3k, can't miss", "overconfidence"),
        ("I can't lose today", "overconfidence"),
        ("everything I touch goes up", "overconfidence"),
        ("I can't miss this move", "fomo"),
        ("we can't miss out on gold", "fomo"),
        ("I feel amazing", "elation"),
        ("I was afraid to take the loss so I moved the stop", "fear"),
    ],
)
def test_being_too_sure_is_not_the_fear_of_missing_out(words, state):
    assert read_emotion(words, Behaviour()).state == state


def test_wins_in_a_row_are_a_reason_for_being_too_sure_and_for_nothing_else():
    won = Behaviour(winning_run=4)
    sure = read_emotion("I can't lose today", won)
    assert "4 wins in a row." in [reason.reason for reason in sure.reasons]
    assert sure.confidence > read_emotion("I can't lose today", Behaviour()).confidence
    assert read_emotion("x", won).reasons == ()


def test_a_moved_stop_out_of_fear_is_answered_by_the_figures_on_moved_stops():
    reply = Conversation(A_YEAR).say("I was afraid to take the loss so I moved the stop")
    assert "Stops that are widened or taken away: 44 times" in reply.reply
    assert "afraid" in reply.reply


def test_who_disputes_is_believed_and_the_feeling_is_not_named_again():
    conversation = Conversation(trader(5))
    conversation.say("I am angry")
    reply = conversation.say("no, that is not true, I was not angry")
    assert 'not "angry"' in reply.reply
    assert "your word" in reply.reply
    assert reply.commitment is None


def test_care_has_its_numbers_however_often_it_is_needed_and_in_other_words():
    conversation = Conversation(trader(2))
    texts = [conversation.say("x", guard=Guard.SELF_HARM).reply for _ in range(5)]
    assert all("988" in text and "findahelpline.com" in text for text in texts)
    said = Counter(key for text in texts for key in keys(text))
    assert max(said.values()) == 1


def test_an_answer_in_a_long_conversation_is_quick():
    conversation = Conversation(trader(4))
    for words in EVERY_KIND * 2:
        conversation.say(words)
    begun = perf_counter()
    for words in EVERY_KIND:
        conversation.say(words)
    assert (perf_counter() - begun) / len(EVERY_KIND) < 0.1  # seconds; some 10 ms on an idle core

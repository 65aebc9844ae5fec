"""The talk around an idea, without a database: what each message is taken for, in many wordings of each kind."""

from decimal import Decimal

import pytest

from backend.features.chat.understanding.requests import IdeaTerms
from backend.features.chat.understanding.thread_state import ThreadState
from tests.corpus.conversation import Conversation
from tests.features.chat.understanding.messages import understood

LONG = IdeaTerms(
    instrument="ES",
    direction="long",
    entry=Decimal(6000),
    stop=Decimal(5990),
    targets=(Decimal(6020), Decimal(6040)),
    size=Decimal(3),
)
ON_TABLE = ThreadState(idea=LONG, last="idea")


def request_behind_the_idea(words, thread=ON_TABLE):
    understanding = understood(words, thread)
    assert understanding.clarification is None, understanding.clarification
    return understanding.requests[0]


@pytest.mark.parametrize(
    ("words", "price"),
    [
        ("took half off at 6010", 6010),
        ("sold one at 5996", 5996),
        ("closed it at 6004", 6004),
        ("out at 6011", 6011),
        ("bailed at 6003", 6003),
        ("i exited at 6013", 6013),
        ("dumped it 5994", 5994),
        ("scaled out a third 6012", 6012),
        ("flattened at 6001", 6001),
        ("got taken out at 5990", 5990),
        ("booked half at 6010", 6010),
        ("took profits at 6015", 6015),
    ],
)
def test_an_end_told_before_the_trade_is_on_record_is_an_end(words, price):
    request = request_behind_the_idea(words)

    assert request.kind == "trade_exited"
    assert [part.price for part in request.exits] == [Decimal(price)]


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("stopped out", "stop"),
        ("the stop got hit", "stop"),
        ("my target got tagged", "target"),
        ("hit target", "target"),
    ],
)
def test_a_level_that_ended_it_is_an_end(words, level):
    assert [part.at for part in request_behind_the_idea(words).exits] == [level]


@pytest.mark.parametrize(
    ("words", "price"),
    [
        ("pulled my stop up to 5994", 5994),
        ("trailed the stop to 5998 already", 5998),
        ("raised the stop to 5995", 5995),
        ("bumped the stop to 5996", 5996),
        ("stop's at 5997 now", 5997),
        ("moved stop to be", None),
    ],
)
def test_a_level_moved_before_the_trade_is_on_record_is_moved(words, price):
    request = request_behind_the_idea(words)

    assert (request.kind, request.level) == ("level_moved", "stop")
    assert request.price == (None if price is None else Decimal(price))
    assert request.to_entry == (price is None)


@pytest.mark.parametrize(
    "words",
    [
        "take half off at 6010",
        "move the stop to 5995",
        "half off at 6010, rest at 6020",
        "i'd take half at 6010",
        "out at 6015 if it stalls",
        "snug the stop up to 5996",
        "stop needs to be 5988",
        "i'd cover at 6010",
        "dropped the size to 2",
    ],
)
def test_what_is_only_planned_changes_the_idea(words):
    assert request_behind_the_idea(words).kind == "idea_change"


@pytest.mark.parametrize(
    "words",
    """taking it|im in|took it|filled|pulled the trigger|order just filled|ok i took it|yep, got in|entered
bought it|i'm in at 6000|got filled at 6000.25|executed|went in just now""".replace(
        "\n", "|"
    ).split("|"),
)
def test_a_trade_that_is_taken_is_the_idea_on_the_table(words):
    request = request_behind_the_idea(words)

    assert (request.kind, request.of_the_table) == ("trade_entered", True)


@pytest.mark.parametrize("words", ["ok doing it", "sure, put it in the book", "go ahead", "do it"])
def test_agreement_without_a_word_of_the_trade_is_a_nod(words):
    request = request_behind_the_idea(words)

    assert (request.kind, request.act) == ("social", "agreement")


@pytest.mark.parametrize(
    "words",
    """no scratch that, I didn't take it|never mind, not taking it|actually I passed|nah im gonna skip this one
wait i never got filled|forget it|order never filled, cancelled it|changed my mind, no trade|i ended up not taking it
didnt get in|sat this one out|called it off|missed the fill|i won't take it|it never triggered|stayed out
didn't buy after all|nvm|scrap that trade|cancel it""".replace("\n", "|").split("|"),
)
def test_an_idea_is_taken_back(words):
    request = request_behind_the_idea(words)

    assert (request.kind, request.takes_back) == ("social", "trade")


@pytest.mark.parametrize(
    "words",
    [
        "i didn't take profits",
        "never took the stop off",
        "why did you pass on it?",
        "i keep skipping my good setups",
        "should i skip it?",
        "i didn't sell",
    ],
)
def test_other_denials_take_no_idea_back(words):
    understanding = understood(words, ON_TABLE)

    assert not any(getattr(request, "takes_back", None) for request in understanding.requests)


@pytest.mark.parametrize(
    ("words", "without", "targets"),
    [
        ("scrap the target", "targets", ()),
        ("no stop", "stop", ()),
        ("drop the second target", "targets", (6020,)),
        ("forget the first target", "targets", (6040,)),
        ("get rid of tp2", "targets", (6020,)),
        ("lose the 6040 target", "targets", (6020,)),
        ("remove both targets", "targets", ()),
        ("without a stop please", "stop", ()),
        ("i don't want a target", "targets", ()),
        ("take off the sl", "stop", ()),
        ("leave out the size", "size", ()),
        ("kill the last tp", "targets", (6020,)),
    ],
)
def test_a_field_of_the_idea_is_taken_away(words, without, targets):
    request = request_behind_the_idea(words)

    assert request.kind == "idea_change"
    assert without in request.without
    assert request.terms.targets == tuple(map(Decimal, targets))


@pytest.mark.parametrize(
    ("words", "about"),
    [
        ("stop 5990 is wrong", "stop"),
        ("the stop is wrong", "stop"),
        ("wrong stop", "stop"),
        ("that's not my stop", "stop"),
        ("the entry was a typo", "entry"),
        ("size isn't right", "size"),
    ],
)
def test_a_wrong_field_is_off_the_table_and_asked_for(words, about):
    conversation = Conversation()
    conversation.say("long ES 6000 stop 5990 target 6020 3 lots")

    understanding = conversation.say(words)

    assert understanding.clarification.about == about
    assert getattr(conversation.thread.idea, about) is None


def test_the_right_value_takes_the_place_of_the_wrong_one():
    conversation = Conversation()
    for words in ("long ES 6000 stop 5990 target 6020", "stop 5990 is wrong", "5985"):
        conversation.say(words)

    assert conversation.thread.idea.stop == Decimal(5985)
    assert conversation.thread.idea.targets == (Decimal(6020),)


@pytest.mark.parametrize(
    "words", ["drop the stop to 5985", "no target above 6030", "is the stop wrong?"]
)
def test_a_value_in_its_place_is_no_removal(words):
    understanding = understood(words, ON_TABLE)

    assert not any(getattr(request, "without", ()) for request in understanding.requests)


@pytest.mark.parametrize(
    ("words", "market"),
    [
        ("make it NQ", "NQ"),
        ("I mean CL not ES", "CL"),
        ("sorry not ES, NQ", "NQ"),
        ("wrong symbol, it's RTY", "RTY"),
    ],
)
def test_prices_of_another_market_are_asked_anew(words, market):
    clarification = understood(words, ON_TABLE).clarification

    assert clarification.about == "entry"
    assert "6000, 5990, 6020 and 6040 are prices of ES" in clarification.question
    pending = clarification.pending.terms
    assert (pending.instrument, pending.direction, pending.size) == (market, "long", Decimal(3))
    assert (pending.entry, pending.stop, pending.targets) == (None, None, ())


def test_the_micro_of_a_market_has_its_prices():
    assert request_behind_the_idea("same but MES").terms.instrument == "MES"


@pytest.mark.parametrize(
    ("words", "size"),
    [
        ("bought 3 no 2 no 4 ES at 4500 stop 4490", 4),
        ("bought 3 no 2 ES at 4500", 2),
        ("long 4 nope 5 no 6 ES at 4500 stop 4490", 6),
        ("bought 3, no: 5 ES at 4500", 5),
    ],
)
def test_the_last_of_several_corrections_counts(words, size):
    (request,) = understood(words).requests

    assert request.terms.size == Decimal(size)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("bought -5 ES at -4500", "-5 and -4500"),
        ("long ES -4500 stop -4490", "-4500 and -4490"),
        ("short -2 NQ 21000 stop 21050", "-2"),
    ],
)
def test_a_minus_that_means_nothing_here_is_asked(words, shown):
    clarification = understood(words).clarification

    assert clarification.about == "minus"
    assert shown in clarification.question


def test_a_price_below_zero_is_one_where_there_are_such():
    (request,) = understood("short CL -3.50 stop -2.50").requests

    assert (request.terms.entry, request.terms.stop) == (Decimal("-3.50"), Decimal("-2.50"))


@pytest.mark.parametrize(
    "words", ["go short long GC from 2,650?", "sell or buy, MNQ 24,500 stop 25 pts"]
)
def test_both_ways_at_once_are_asked(words):
    assert understood(words).clarification.about == "direction"


@pytest.mark.parametrize(
    "words",
    """If I had bought 2 ES at 4500 stop 4490|should I have bought ES at 4500 stop 4490 target 4520?
I wish I'd shorted NQ at 21000 stop 21050|shoulda longed ES 6000 stop 5990 target 6020
kicking myself for not buying ES 6000 stop 5990|would have been nice to short CL 78.40 stop 78.90
what would have happened if I bought 3 MES 5990 stop 5980?|imagine I had gone long gold at 2600 stop 2590
if only I bought ES 4500 stop 4490|i could have shorted ES at 6000 stop 6010
to think I almost bought ES 4500 stop 4490|in hindsight long ES 4500 stop 4490 was the trade
regret not shorting NQ 21000 stop 21050|missed the long in ES at 4500 stop 4490""".replace(
        "\n", "|"
    ).split("|"),
)
def test_a_trade_of_another_past_bears_a_doubt(words):
    understanding = understood(words)

    assert not understanding.requests or understanding.doubts


@pytest.mark.parametrize(
    "words", ["what if I buy ES at 4500 stop 4490", "I would buy ES at 4500 stop 4490 target 4520"]
)
def test_a_trade_that_may_be_made_bears_none(words):
    assert not understood(words).doubts


def test_another_trade_puts_the_one_that_was_asked_about_aside():
    conversation = Conversation()
    conversation.say("long ES 4500 stop 4510 target 4530")
    conversation.say("actually short NQ 21000 stop 21050 too")

    assert conversation.thread.idea.instrument == "NQ"
    assert conversation.thread.idea.targets == ()
    (aside,) = conversation.thread.aside
    assert (aside.instrument, aside.entry) == ("ES", Decimal(4500))

    conversation.say("the ES stop is 4490")

    assert (conversation.thread.idea.instrument, conversation.thread.idea.stop) == (
        "ES",
        Decimal(4490),
    )
    assert [idea.instrument for idea in conversation.thread.aside] == ["NQ"]


@pytest.mark.parametrize(
    "words",
    ["back to the NQ one", "so what about the NQ one?", "return to the other one", "resume NQ"],
)
def test_what_was_put_aside_is_asked_on_when_it_is_come_back_to(words):
    conversation = Conversation()
    conversation.say("fade the open on NQ")
    conversation.say("buy ES 6000 stop 5990 target 6020")

    assert conversation.say(words).clarification.about == "direction"
    conversation.say("short")

    assert conversation.thread.idea == IdeaTerms(instrument="NQ", direction="short")

"""What a provider read is kept as far as the idea, the trader's words or an image have it."""

import io
from decimal import Decimal

import pytest

from backend.features.coach.ideas.ideas import read_words
from backend.features.coach.verdicts.extraction import proved_reading
from backend.features.coach.verdicts.facts import Situation
from backend.features.coach.verdicts.schemas import Direction, ReadIdea
from tests.factories.images import png
from tests.stand_ins.openai_server import VERDICT, answer_for

IDEA = "Long ES 4500 stop 4490 target 4520, 1 contract"


def read(**fields) -> ReadIdea:
    plain = {
        "instrument": None,
        "timeframe": None,
        "direction": None,
        "entry": None,
        "stop": None,
        "targets": [],
        "position_size": None,
        "risk_reward": None,
        "risk_amount": None,
    }
    return ReadIdea.model_validate({**plain, **fields})


MADE_UP = read(
    instrument="NQ",
    timeframe="1h",
    direction="short",
    entry="4400",
    stop="4480",
    targets=["4600", "4700"],
    position_size="3",
    risk_reward="9",
    risk_amount="7",
)


def proved(words: str, reading: ReadIdea, images: int = 0) -> ReadIdea:
    return proved_reading(reading, Situation(idea=read_words(words), image_count=images), words)


@pytest.mark.parametrize("images", [0, 1])
def test_what_the_trader_wrote_goes_before_what_a_provider_read(images):
    reading = proved(f"{IDEA} on the 5m", MADE_UP, images)
    assert reading == read(
        instrument="ES",
        timeframe="5m",
        direction="long",
        entry="4500",
        stop="4490",
        targets=["4520"],
        position_size="1",
        risk_reward="2",
        risk_amount="500",  # 20 over 10; 10 points at 50 dollars
    )


def test_what_no_words_have_is_not_kept():
    assert proved("what do you think?", MADE_UP) == read()
    assert proved("long ES 4500", MADE_UP) == read(instrument="ES", direction="long", entry="4500")


def test_a_number_of_the_traders_that_the_idea_could_not_place_proves_a_level():
    words = "long ES 4500, 4490"
    assert read_words(words).stop is None
    reading = proved(words, read(stop="4490", targets=["4500", "4510"]))
    assert (reading.stop, reading.targets) == (
        Decimal(4490),
        [],
    )  # 4500 is the entry, and nobody wrote 4510


def test_with_an_image_what_the_words_leave_open_stays_and_is_worked_out_anew():
    reading = proved(
        "long ES 4500",
        read(stop="4490", targets=["4530"], timeframe="15m", risk_reward="9"),
        images=1,
    )
    assert (reading.entry, reading.stop, reading.targets, reading.timeframe) == (
        4500,
        4490,
        [Decimal(4530)],
        "15m",
    )
    assert (reading.risk_reward, reading.risk_amount) == (3, None)
    alone = proved("and this?", MADE_UP, images=1)
    assert (alone.instrument, alone.direction, alone.entry) == ("NQ", Direction.SHORT, 4400)
    assert alone.risk_amount == 80 * 20 * 3  # points, dollars a point, contracts
    assert proved("and this?", read(instrument="Bund future"), images=1).instrument == "Bund future"


def test_levels_between_which_no_ratio_can_be_told_have_none():
    far = read(
        instrument="ES",
        direction="long",
        entry="2",
        stop="1.9999999999",
        targets=["9999999999"],
        position_size="0.0000000001",
    )
    assert proved("and this?", far, images=1).targets == [Decimal(9999999999)]


def test_a_provider_cannot_change_the_stop_that_the_verdict_is_scored_by(world, provider):
    moved = {**VERDICT["read"], "stop": "4400", "targets": ["4501"], "risk_reward": "8"}
    provider.answer = lambda body: {**answer_for(body), "read": moved}
    trader = world.trader()
    sent = trader.say(IDEA)
    assert world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url).answer_next()
    verdict = trader.get(f"/api/messages/{sent['answer']['id']}").json["verdict"]
    assert verdict["engine"] == "openai"
    reading = verdict["read"]
    assert (reading["stop"], reading["targets"], reading["risk_reward"]) == ("4490", ["4520"], "2")
    assert world.sql("select read ->> 'stop', read -> 'targets' ->> 0 from verdicts") == [
        ("4490", "4520")
    ]


def test_of_an_image_without_words_the_reading_of_the_provider_is_kept(world, provider):
    trader = world.trader()
    upload = trader.post("/api/uploads", data={"file": (io.BytesIO(png()), "chart.png")}).json
    sent = trader.say("what do you think?", upload_ids=[upload["id"]])
    assert world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url).answer_next()
    reading = trader.get(f"/api/messages/{sent['answer']['id']}").json["verdict"]["read"]
    assert (reading["entry"], reading["stop"], reading["targets"]) == ("4500.25", "4490", ["4520"])

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.features.coach.ideas.ideas import read_words

# words | instrument | direction | entry | stop | targets | size
SENTENCES = """
Long ES 4500.25 stop 4490 target 4520 | ES | long | 4500.25 | 4490 | 4520 |
long NQ 18250 stop 18230 out 18290 | NQ | long | 18250 | 18230 | 18290 |
short nq @ 18,250.50 sl 18,290 tp 18,150 | NQ | short | 18250.50 | 18290 | 18150 |
buying eurusd at 1.0850, SL 1.0820 TP 1.0910 | EURUSD | long | 1.0850 | 1.0820 | 1.0910 |
LONG $AAPL 182.5 sl 180 pt 190 | AAPL | long | 182.5 | 180 | 190 |
sold 2 MES from 4,512 w/ a 10 pt stop, looking for 4,490 | MES | short | 4512 | 4522 | 4490 | 2
NQ 18250 -> 18290, stop 18230 | NQ | long | 18250 | 18230 | 18290 |
looking to go short gold here 2388.4 stop above 2395 | XAUUSD | short | 2388.4 | 2395 | |
ES long 1 lot entry=4500 stop=4492 tp=4516 | ES | long | 4500 | 4492 | 4516 | 1
long eurusd 1,0850 sl 1,0820 tp 1,0910 | EURUSD | long | 1.0850 | 1.0820 | 1.0910 |
long NQ 18.25k stop 18.2k tp1 18.3k tp2 18.4k | NQ | long | 18250 | 18200 | 18300 18400 |
ES long 4500.25-4502 stop 4494 targets 4510/4520 | ES | long | 4502 | 4494 | 4510 4520 |
short ES 4500-4502 stop 4508 targets 4490 and 4480 | ES | short | 4500 | 4508 | 4490 4480 |
about to short ES 3 lots, stop 12 ticks | ES | short | | | | 3
long CL 78.40 stop 30 ticks 3R target | CL | long | 78.40 | 78.10 | 79.30 |
not long, short ES 4500 stop 4510 target 4480 | ES | short | 4500 | 4510 | 4480 |
buy 100 shares TSLA at 250 stop 245 target 265 on the 5m | TSLA | long | 250 | 245 | 265 | 100
BTC long 65000 stop 64000 tp 68000 risk $200 | BTCUSD | long | 65000 | 64000 | 68000 |
ETHUSDT short 3,200 sl 3250 tp 3,100 risking 1% | ETHUSD | short | 3200 | 3250 | 3100 |
MNQ1! long 18250.25 stop 18240.25, tp 18280.25, x2 | MNQ | long | 18250.25 | 18240.25 | 18280.25 | 2
Long MNQZ6 21050 stop 21030 target 21110, 15m chart | MNQ | long | 21050 | 21030 | 21110 |
I am long gold 2 contracts GC 2400.5 sl 2395 tp1 2410 tp2: 2420 | GC | long | 2400.5 | 2395 | 2410 2420 | 2
usdjpy short 155.20, 25 pip stop, 50 pip target | USDJPY | short | 155.20 | 155.45 | 154.70 |
gbpusd buy 1.2700 stop 1.2650 tp 1.2800 0.5 lots | GBPUSD | long | 1.2700 | 1.2650 | 1.2800 | 0.5
cable long 1.27 sl 1.265 tp 1.28 | GBPUSD | long | 1.27 | 1.265 | 1.28 |
EUR/USD short at 1.0900 stop loss 1.0930 take profit 1.0840 | EURUSD | short | 1.0900 | 1.0930 | 1.0840 |
/ES long 4500 stop 4495 target 4510 | ES | long | 4500 | 4495 | 4510 |
@ES long 4500 stop 4495 target 4510 | ES | long | 4500 | 4495 | 4510 |
YM short 39,500 stop 39,560 target 39,380 | YM | short | 39500 | 39560 | 39380 |
spoos long 4500 stop 4490 | ES | long | 4500 | 4490 | |
long ES at market stop 4490 | ES | long | | 4490 | |
ES 4500 stop 4510 target 4480 | ES | short | 4500 | 4510 | 4480 |
long ES 4500, no stop yet, target 4520 | ES | long | 4500 | | 4520 |
crude short 78.5 sl 79 tp 77 | CL | short | 78.5 | 79 | 77 |
long 6E 1.0850 stop 1.0830 target 1.0900 | 6E | long | 1.0850 | 1.0830 | 1.0900 |
Short NAS100 at 18250 SL 18300 TP 18150 size 2 | NAS100 | short | 18250 | 18300 | 18150 | 2
bought 3 contracts of ES at 4500.50, stop 2 points | ES | long | 4500.50 | 4498.50 | | 3
long ES 4500 stop 4490 target 2R | ES | long | 4500 | 4490 | 4520 |
SOLUSDT long 150 stop 145 tp 165 | SOLUSD | long | 150 | 145 | 165 |
long M2K 2100 stop 2090 target 2125 | M2K | long | 2100 | 2090 | 2125 |
how was my day? | | | | | |
Should I long or short NQ? | NQ | | | | |
I feel terrible after that loss | | | | | |
""".strip().splitlines()


@pytest.mark.parametrize("line", SENTENCES, ids=lambda line: line.split("|")[0].strip())
def test_words_are_read_as_traders_write_them(line):
    words, instrument, direction, entry, stop, targets, size = (
        part.strip() for part in line.split("|")
    )
    idea = read_words(words)
    read = (idea.instrument.symbol if idea.instrument else "", idea.direction or "")
    assert read == (instrument, direction)
    assert idea.entry == (Decimal(entry) if entry else None)
    assert idea.stop == (Decimal(stop) if stop else None)
    assert idea.targets == tuple(Decimal(number) for number in targets.split())
    assert idea.size == (Decimal(size) if size else None)


# words | instrument | direction | entry | stop | exit | size | what may be read in more ways than one
ENDED = """
I went long 2 MES 5000.25, stopped out at 4990 | MES | long | 5000.25 | | 4990 | 2 |
Long ES 4500 stop 4490 exited at 4520 | ES | long | 4500 | 4490 | 4520 | |
closed my long NQ 18250 at 18290, stop was 18230 | NQ | long | 18250 | 18230 | 18290 | |
Long NQ at 18250, stop at 18230, out at 18290, 2 contracts | NQ | long | 18250 | 18230 | 18290 | 2 |
short NQ at 18290, stop at 18310, out at 18250, 2 contracts | NQ | short | 18290 | 18310 | 18250 | 2 |
closed my long NQ at 18290, stop was 18230 | NQ | long | | 18230 | 18290 | |
Short ES 4520 stop 4526, covered at 4500, 1 lot | ES | short | 4520 | 4526 | 4500 | 1 |
covered NQ at 18200 | NQ | short | | | 18200 | |
covered ES 4480, short from 4500 | ES | short | 4500 | | 4480 | |
bought 2 MES at 5000, sold at 5010 | MES | long | 5000 | | 5010 | 2 |
sold 2 MES at 5010, bought back at 5000 | MES | short | 5010 | | 5000 | 2 |
bought back my ES short at 4480 from 4500 | ES | short | 4500 | | 4480 | |
sold my long ES at 4520 that I bought at 4500 | ES | long | 4500 | | 4520 | |
Long ES 4500 stop 4490, took profit at 4520 | ES | long | 4500 | 4490 | 4520 | |
Long ES 4500, took the loss at 4490 | ES | long | 4500 | | 4490 | |
short NQ from 18290, stop 18310, got out at 18250 | NQ | short | 18290 | 18310 | 18250 | |
Long CL 78.40, stop 78.10 was hit | CL | long | 78.40 | 78.10 | 78.10 | |
Long CL 78.40, stop hit at 78.10 | CL | long | 78.40 | | 78.10 | |
long CL 78.40 hit my target at 79 | CL | long | 78.40 | | 79 | |
ES long: in at 4500, out at 4520 | ES | long | 4500 | | 4520 | |
out of my ES long at 4520, in at 4500 | ES | long | 4500 | | 4520 | |
got stopped at 4490 on ES long 4500 | ES | long | 4500 | | 4490 | |
Shorted ES 4500, stopped out 4506 | ES | short | 4500 | | 4506 | |
closed 2 MES long 5000 at 5010 | MES | long | 5000 | | 5010 | 2 |
exited short NQ 18290 at 18250, stop 18310, 1 contract | NQ | short | 18290 | 18310 | 18250 | 1 |
flat at 4510 on my ES long from 4500 | ES | long | 4500 | | 4510 | |
closed at 18290, was long NQ 18250 | NQ | long | 18250 | | 18290 | |
scratched ES long 4500 at 4500.25 | ES | long | 4500 | | 4500.25 | |
EURUSD short at 1.0900 covered at 1.0850 | EURUSD | short | 1.0900 | | 1.0850 | |
long ES 4500 stop 4490 in the morning, out at 4510 in the afternoon | ES | long | 4500 | 4490 | 4510 | |
closed my long ES 4500 | ES | long | | | | | entry exit
went long ES from 4500 to 4520, closed | ES | long | | | | | entry exit
long ES 4500, stopped at 4490 | ES | long | 4500 | 4490 | | | exit
Long ES 4500, stopped out. | ES | long | 4500 | | | | exit
Long ES at 4500, stop 4490. Closed it. | ES | long | 4500 | 4490 | | | exit
long ES 4500, out half at 4510, rest at 4520 | ES | long | 4500 | | | | exit
long ES 4500 stop 4490 exit at 4520 or 4530 | ES | long | 4500 | 4490 | | | exit
""".strip().splitlines()
OPEN = """
Long ES 4500 stop 4490 take profit 4520 | ES | long | 4500 | 4490
Long ES 4500 stop 4490, VWAP at 4495 | ES | long | 4500 | 4490
Long ES 4500 stop 4490 at 10:30 | ES | long | 4500 | 4490
NQ closed at 18250 yesterday. Long 18260 stop 18240 | NQ | long | 18260 | 18240
ES is flat at 4510, long ES 4515 stop 4505 | ES | long | 4515 | 4505
ES breaks out above 4510, long 4511 stop 4505 | ES | long | 4511 | 4505
long ES 4500 stop 4490, if it fails at 4495 I am out | ES | long | 4500 | 4490
long ES 4500 if stop 4490 is hit I am out | ES | long | 4500 | 4490
Closed my last trade for a loss. Long ES 4500 stop 4490 target 4520 | ES | long | 4500 | 4490
Exited at 4470 for a small loss. Now long ES 4500 stop 4490 | ES | long | 4500 | 4490
I closed 2 of 3 trades, long ES 4500 stop 4490 | ES | long | 4500 | 4490
bought 50 at 190 AAPL stop 185 | AAPL | long | 190 | 185
/plan long ES 4500 stop 4490 | ES | long | 4500 | 4490
@somebody short ES 4500 stop 4510 | ES | short | 4500 | 4510
/plan | | | |
/rules, please #plan @coach | | | |
""".strip().splitlines()


def prices(*parts):
    return tuple(Decimal(part) if part else None for part in parts)


@pytest.mark.parametrize("line", ENDED, ids=lambda line: line.split("|")[0].strip())
def test_the_end_of_a_trade_is_not_its_entry_and_what_may_be_either_is_neither(line):
    words, instrument, direction, entry, stop, left, size, unclear = (
        part.strip() for part in line.split("|")
    )
    idea = read_words(words)
    assert (idea.instrument.symbol, idea.direction, idea.conflicts) == (instrument, direction, ())
    assert (idea.entry, idea.stop, idea.exit, idea.size) == prices(entry, stop, left, size)
    assert idea.unclear == set(unclear.split())
    assert idea.is_told_with_its_end


@pytest.mark.parametrize("line", OPEN, ids=lambda line: line.split("|")[0].strip())
def test_words_that_end_no_trade_leave_the_idea_as_it_is(line):
    words, instrument, direction, entry, stop = (part.strip() for part in line.split("|"))
    idea = read_words(words)
    assert (idea.instrument.symbol if idea.instrument else "", idea.direction or "") == (
        instrument,
        direction,
    )
    assert (idea.entry, idea.stop) == prices(entry, stop)
    assert not idea.is_told_with_its_end


def test_an_exit_is_a_target_only_where_it_pays():
    assert read_words("Long ES 4500 stop 4490 out 4520").targets == (Decimal(4520),)
    assert read_words("Long ES 4500, stopped out at 4490").targets == ()


def test_how_a_trade_ended_does_not_say_which_way_it_went():
    assert read_words("ES 4500, closed at 4490").direction is None
    assert read_words("ES 4500 out 4490").direction is None  # its stop, or its target
    assert read_words("short ES 4500 out 4490").targets == (Decimal(4490),)


def test_contradictions_are_named_and_not_resolved():
    idea = read_words("long or short ES? or rather NQ, 4500 stop 4490")
    assert idea.direction is None
    assert len(idea.conflicts) == 2


def test_what_follows_from_other_things_is_marked():
    assert read_words("NQ 18250 -> 18290").inferred == {"direction"}
    assert "stop" in read_words("long ES 4500 stop 10 points").inferred


@pytest.mark.parametrize(
    ("words", "feeling"),
    [
        ("I must make it back now", "revenge"),
        ("chasing this, total FOMO", "fomo"),
        ("moved my stop again", "moved_stop"),
        ("I'm tilted", "tilt"),
    ],
)
def test_feelings_are_heard_with_their_words(words, feeling):
    assert feeling in read_words(words).feelings


@given(st.text(max_size=5000))
def test_no_text_breaks_the_reader(text):
    read_words(text)


@given(st.text(alphabet="0123456789.,'-kx%$/ esnqlongstp", max_size=400))
def test_no_heap_of_numbers_breaks_the_reader(text):
    idea = read_words(text)
    assert idea.entry is None or idea.entry > 0


def test_a_hostile_text_is_read_in_a_moment():
    import time

    for text in (
        "1," * 2500,
        "stop " * 1000,
        "long " * 1000,
        "1-" * 2500,
        "$" * 5000,
        "tp1 " * 1250,
        "out " * 1250,
        "hit closed " * 450,
    ):
        started = time.process_time()
        read_words(text)
        assert (
            time.process_time() - started < 2
        )  # a quadratic walk over 5,000 characters would need far longer


@pytest.mark.parametrize(
    ("ending", "size"),
    [
        ("a couple", 2),
        ("a dozen", 12),
        ("half a dozen", 6),
        ("a pair of", 2),
        ("half a", None),
        ("a dollar", None),
        ("a grand", None),
        ("three quarters of a", None),
        ("a lot and a", None),
        ("4500 and a", None),
    ],
)
def test_a_number_in_words_may_end_the_message(ending, size):
    idea = read_words(f"ES short 4500 stop 4510 {ending}")
    if size is not None:
        assert idea.size == size

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.features.verdicts.words import read_words

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
Short NAS100 at 18250 SL 18300 TP 18150 size 2 | NQ | short | 18250 | 18300 | 18150 | 2
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
    words, instrument, direction, entry, stop, targets, size = (part.strip() for part in line.split("|"))
    idea = read_words(words)
    read = (idea.instrument.symbol if idea.instrument else "", idea.direction or "")
    assert read == (instrument, direction)
    assert idea.entry == (Decimal(entry) if entry else None)
    assert idea.stop == (Decimal(stop) if stop else None)
    assert idea.targets == tuple(Decimal(one) for one in targets.split())
    assert idea.size == (Decimal(size) if size else None)


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

    for text in ("1," * 2500, "stop " * 1000, "long " * 1000, "1-" * 2500, "$" * 5000, "tp1 " * 1250):
        started = time.process_time()
        read_words(text)
        assert time.process_time() - started < 2  # a quadratic walk over 5,000 characters would need far longer

"""What traders call instruments in words, in questions to the record."""

from datetime import date

import pytest

from backend.features.chat.understanding.questions.question_reader import read_question
from backend.features.record.questions.vocabulary import Vocabulary

TODAY = date(2026, 11, 25)
RECORD = tuple("MES ES MNQ NQ CL GC 6E ZB ZN EURUSD GBPJPY BTCUSDT AAPL TSLA".split())


def reading(text, instruments=RECORD):
    vocabulary = Vocabulary(
        setups=(), tags=(), emotions=(), accounts=(), strategies=(), instruments=instruments
    )
    return read_question(text, today=TODAY, vocabulary=vocabulary)


# words behind "win rate" | instrument
NAMED = """
in the yellow metal | GC
in natty | NG
on nat gas | NG
in texas tea | CL
on black gold | CL
on mini crude | QM
on heating oil | HO
on guppy | GBPJPY
on gj | GBPJPY
in the dow | YM
on the mini dow | YM
on nasdaq minis | NQ
on the nasdaq micro | MNQ
on micro gold | MGC
on micro euro | M6E
in euro futures | 6E
in yen futures | 6J
in the dollar index | DX
on aussie yen | AUDJPY
on ten year notes | ZN
on 10-year notes | ZN
on the long bond | ZB
on the ultra bond | UB
on gilts | /R
on hogs | HE
in live cattle | LE
in beans | ZS
in soybean oil | ZL
in coffee | KC
in cocoa | CC
on sugar | SB
in orange juice | OJ
on platinum | PL
on brent | UKOIL
on the dax | FDAX
on the footsie | UK100
on the cac | FRA40
in the hang seng | HK50
on doge | DOGEUSD
on dogecoin | DOGEUSD
in chainlink | LINKUSD
on avalanche | AVAXUSD
in bitcoin | BTCUSDT
in bitcoin futures | /BTC
on apple | AAPL
on tesla | TSLA
in elon's stock | TSLA
on netflix | NFLX
in Coca-Cola | KO
in general electric | GE
on at&t | T
on eli lilly | LLY
on McDonald's | MCD
on Target | TGT
on target stock | TGT
on Visa | V
on us30 | US30
on NAS100 | NAS100
on usoil | USOIL
on GER40 | GER40
""".strip().splitlines()


@pytest.mark.parametrize("line", NAMED, ids=lambda line: line.strip())
def test_a_name_is_the_instrument_of_the_question(line):
    words, symbol = (part.strip() for part in line.split("|"))
    answer = reading(f"win rate {words}")

    assert answer.query.only.instruments == [symbol]
    assert answer.not_understood == ()


@pytest.mark.parametrize(
    ("text", "instruments"),
    [
        ("tens and bonds, win rate", ["ZN", "ZB"]),
        ("win rate on coffee or cocoa", ["KC", "CC"]),
        ("my netflix trades, expectancy", ["NFLX"]),
    ],
)
def test_a_word_of_other_sentences_beside_an_instrument_or_before_trades(text, instruments):
    assert reading(text).query.only.instruments == instruments


@pytest.mark.parametrize(
    "text",
    [
        "I made coffee, what is my win rate",
        "in general, what is my win rate",
        "win rate of the last ten years",
        "win rate by dow",
        "pnl in euros",
        "how often do I hit my target",
    ],
)
def test_a_word_of_other_sentences_is_no_instrument(text):
    answer = reading(text)

    assert answer.query is None or answer.query.only.instruments == []


@pytest.mark.parametrize(
    ("text", "record", "symbol"),
    [
        ("win rate on gold", ("MGC",), "MGC"),
        ("win rate on spoos", ("MES",), "MES"),
        ("win rate in the dow", ("US30",), "US30"),
        ("win rate on us30", ("YM",), "US30"),
        ("win rate on google", ("GOOG",), "GOOG"),
        ("win rate on crude", ("QM", "MCL"), "MCL"),
    ],
)
def test_a_name_means_what_is_on_record_of_the_same_underlying(text, record, symbol):
    assert reading(text, record).query.only.instruments == [symbol]


def test_the_side_of_a_bond_is_no_name_of_it():
    query = reading("expectancy of my long bond trades").query

    assert query.only.instruments == ["ZB"]
    assert query.only.direction == "long"

"""What traders call instruments in words, in ideas; and words that only sometimes are names."""

from datetime import date

import pytest

from backend.features.coach.ideas.idea_reader import read_idea

TODAY = date(2026, 11, 25)

# words of an idea | instrument
NAMED = """
long natty 3.41 stop 3.36 | NG
nat gas short 3.41 stop 3.46 | NG
widowmaker long 3.41 stop 3.36 | NG
short the yellow metal 2400 stop 2405 | XAUUSD
long texas tea 78.4 stop 78 | CL
black gold short 78.4 stop 79 | CL
long mini crude 78 stop 77.5 | QM
heating oil: long at 2.3450, stop 2.3180 | HO
rbob long 2.01 stop 1.98 | RB
long cable 1.27 stop 1.265 | GBPUSD
guppy short 191.40 sl 191.75 tp 190.60 | GBPJPY
swissy short 0.8075 stop 0.81 | USDCHF
long loonie 1.36 stop 1.355 | USDCAD
long kiwi 0.61 stop 0.605 | NZDUSD
long fibre 1.085 stop 1.08 | EURUSD
long aussie yen 98.5 stop 98 | AUDJPY
dollar swiss short .8075 stop .81 | USDCHF
yen futures short .0064250 stop .0064550 | 6J
euro futures long 1.085 stop 1.08 | 6E
aussie futures long 0.66 stop 0.655 | 6A
dollar index short 104.5 stop 105 | DX
long ten year notes 110.5 stop 110 | ZN
10-year notes long 110.5 stop 110 | ZN
long 10yr 110.5 stop 110 | ZN
short tens 110.5 stop 111 | ZN
5yr note long 109'102 stop 109'05 | ZF
long five year 107.5 stop 107 | ZF
ultra bond long 128 stop 127 | UB
short the long bond 118 stop 119 | ZB
long bond 118 stop 117 | ZB
bunds long 131.5 stop 131 | FGBL
mini dow long 39100 stop 39050 | YM
long nasdaq mini 18250 stop 18230 | NQ
mini s&p long 4500 stop 4490 | ES
s&p 500 long 5900 stop 5890 | ES
long 3 nq micros 18250 stop 18230 | MNQ
micro silver long 28 stop 27.5 | SIL
micro e-mini s&p long 5201.75 stop 5194 | MES
long russell 2000 at 2105 stop 2095 | RTY
hogs short 79.45 stop 80.9 | HE
live cattle long 221.5 stop 219.8 | LE
long feeders 250 stop 248 | GF
long cocoa 5120 stop 4985 | CC
short coffee 380.5 stop 385 | KC
long sugar 14.85 stop 14.5 | SB
cotton short 70.5 stop 71 | CT
orange juice long 450 stop 440 | OJ
long platinum 1552.4 stop 1538 | PL
kc wheat short 561 stop 566 | KE
bean oil long 51.20 stop 50.60 | ZL
bitcoin futures long 65000 stop 64000 | /BTC
footsie long 9690 stop 9655 | UK100
cac short 7900 stop 7930 | FRA40
hang seng long 25000 stop 24800 | HK50
euro stoxx long 5400 stop 5380 | FESX
long avalanche 25 stop 24 | AVAXUSD
long chainlink 14 stop 13 | LINKUSD
hyperliquid long 30 stop 29 | HYPEUSD
shiba inu long 0.0000241 stop 0.0000235 | SHIBUSD
I'm long Netflix from 900 stop 890 | NFLX
netflix looks heavy, short 900 stop 910 | NFLX
buy disney at 110 stop 108 | DIS
short Ford 11.2 stop 11.5 | F
Coca-Cola long 65 stop 64 | KO
long eli lilly 800 stop 780 | LLY
ServiceNow short 900 stop 910 | NOW
at&t long 22 stop 21.5 | T
long exxon 115 stop 113 | XOM
short boeing 210 stop 214 | BA
rivian long 12.1 stop 11.8 | RIVN
long gamestop 25 stop 24 | GME
long elon's stock 340 stop 335 | TSLA
long micron 100 stop 98 | MU
buy target stock at 150 stop 148 | TGT
sold half of my netflix at 900 | NFLX
long 2 coffee 380.5 stop 377 | KC
100 visa long 340 stop 338 | V
bought 100 shares of disney at 110, stop 108 | DIS
us30 long 46250 stop 46180 | US30
NAS100 short 25060 stop 25120 | NAS100
USOIL long 58.9 stop 58.3 target 60.4 | USOIL
ustec long 18250 stop 18230 | NAS100
UK100 long 9690 stop 9655 | UK100
GER40 short 23640 stop 23700 | GER40
JP225 long 48900 stop 48600 | JP225
""".strip().splitlines()


@pytest.mark.parametrize("line", NAMED, ids=lambda line: line.split("|")[0].strip())
def test_a_name_is_the_instrument_of_the_idea(line):
    words, symbol = (part.strip() for part in line.split("|"))

    assert read_idea(words, today=TODAY).terms.instrument == symbol


# words | the instrument, if any: what else they hold is an ordinary word
ORDINARY = """
target 4520 stop 4490 long es 4500 | ES
Long ES 4500, Stop 4490, Target 4520 | ES
coffee in hand, heart rate 70, i'm long nq 18250 stop 18230 | NQ
running on coffee, long 18250 stop 18230 |
I'm out of coffee |
buy me a coffee when we get there |
best netflix show right now |
what's a good gift for a ten year old |
the gap filled, long nq 18250 stop 18230 | NQ
my buddy Chase says long es 4500 stop 4490 | ES
my Ford broke down, long es 4500 stop 4490 | ES
long QS 5.2 stop 5 | QS
risk 200 euro, long dax 23580 stop 23530 | FDAX
"""


@pytest.mark.parametrize("line", ORDINARY.strip().splitlines(), ids=lambda line: line[:40])
def test_a_word_of_other_sentences_is_a_name_only_in_its_place(line):
    words, symbol = (part.strip() for part in line.split("|"))

    assert read_idea(words, today=TODAY).terms.instrument == (symbol or None)


def test_a_number_behind_russell_may_be_the_price():
    terms = read_idea("long russell 2000 stop 1990 target 2030", today=TODAY).terms

    assert (terms.instrument, str(terms.entry), str(terms.stop)) == ("RTY", "2000", "1990")


@pytest.mark.parametrize(
    ("words", "traded", "symbol"),
    [
        ("long the yellow metal 2400 stop 2395", ("MGC",), "MGC"),
        ("long dow 39100 stop 39050", ("MYM",), "MYM"),
        ("long dow 39100 stop 39050", ("US30", "YM"), "YM"),
        ("us30 long 39100 stop 39050", ("MYM",), "US30"),
        ("natty long 3.41 stop 3.36", ("QG",), "QG"),
    ],
)
def test_a_name_is_the_contract_that_is_traded(words, traded, symbol):
    assert read_idea(words, today=TODAY, traded=traded).terms.instrument == symbol


def test_a_long_name_is_one_direction():
    terms = read_idea("short the long bond 118 stop 119", today=TODAY).terms
    assert terms.direction == "short"

    terms = read_idea("long bond 118 stop 117", today=TODAY).terms
    assert terms.direction == "long"

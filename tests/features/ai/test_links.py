"""What leads elsewhere goes from an answer, with a scheme or without; prose, prices, tickers and ids stay."""

import time

import pytest

from backend.features.ai.sanitize import STRUCK, clean_text
from backend.features.coach.ideas.ideas import read_words
from backend.features.coach.verdicts.fact_builders import build_facts
from backend.features.coach.verdicts.facts import RecordFacts, Situation

ADDRESSES = [
    "www.evil.example",
    "WWW.EVIL.EXAMPLE",
    "evil.example/x",
    "EVIL.EXAMPLE/X",
    "evil.com",
    "Evil.Com",
    "http://evil.com/x",
    "tg://resolve?domain=evil",
    "evil.com/path?q=1#x",
    "evil.co.uk",
    "login.evil.it",
    "sub.evil.example:8080/x",
    "me@evil.com",
    "t.me/evil",
    "bit.ly/3xY",
    "discord.gg/abc",
    "evil-broker.io",
    "10.0.0.1:8080/x",
    "192.168.1.7",
    "evil\u3002com",
    "xn--80ak6aa92e.com",
    "\u0435vil.com",
    "evil.trading",
    "my.broker.is/login",
    "evil.so/x",
    "record.net/x",
]
PROSE = """
ES/NQ
The stop.Then wait
e.g.
i.e. wait
e.g.the stop
1.5R
MES.The trend holds
4500.25/4490
U.S. stocks, a.m. and p.m.
R/R is 2.33
entry/stop/target
The stop is 4490.It holds
stop...then target
SAP.DE and BRK.B and BTC.D
AAPL.US 190
record.net
words.entry, idea.risk_reward
record.today
target.Risk/reward is fine
09.07.2026
2026-07-09T10:00
v1.2.3
S&P500
long.stop at 4490
the stop.it holds
and/or
24/7
1,250.50.Net result
USD 1,250.50/contract
EUR/USD 1.0850
$AAPL
10:30-11:00
4.500,25
x.y
stop.Net result is 3
ES.Info
4500.25-4502.50
""".strip().splitlines()


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_goes_whole(address):
    assert clean_text(f"See {address} now.") == f"See {STRUCK} now."


@pytest.mark.parametrize("said", PROSE)
def test_what_is_no_address_stays(said):
    assert clean_text(said) == said


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("See evil.com.Then go.", f"See {STRUCK}.Then go."),
        ("(evil.com), _evil.org_", f"({STRUCK}), _{STRUCK}_"),
        ("See...evil.com, evil.example.", f"See...{STRUCK}, {STRUCK}."),
        ("[evil.com](http://evil.com)", STRUCK),
    ],
)
def test_only_the_address_goes_from_what_it_is_glued_to(said, shown):
    assert clean_text(said) == shown


def test_no_id_of_a_fact_is_an_address():
    words = "long ES 4500 stop 4490 target 4520, 2 contracts, FOMO, 5m"
    record = RecordFacts(
        closed=9, wins=4, currency="USD", losses_in_a_row=2, entered_today=1, minutes_since_last=5
    )
    ids = [fact.id for fact in build_facts(Situation(idea=read_words(words), record=record))]
    assert "record.net" in ids
    assert [clean_text(one) for one in ids] == ids


@pytest.mark.parametrize("piece", ["a.", "abc@", "a-", "www.", "10.", "ab.cd.ef ", "a:/", "xn--"])
def test_a_hostile_text_is_cleaned_in_a_moment(piece):
    started = time.process_time()
    clean_text((piece * 20_000)[:20_000])
    assert time.process_time() - started < 1  # linear patterns need some hundredths

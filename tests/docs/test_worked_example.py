import importlib.util
from datetime import date
from pathlib import Path

import pytest

from backend.app import create_app

DOCS = Path(__file__).parents[2] / "docs"


def load():
    spec = importlib.util.spec_from_file_location(
        "make_worked_example", DOCS / "make_worked_example.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_worked_example_is_what_the_product_says_today(world):
    made = load().written(lambda clock: create_app(world.settings, clock=clock))
    assert made == (DOCS / "worked-example.md").read_text()


@pytest.mark.parametrize(
    ("day", "price"),
    [
        (date(2012, 5, 4), 577.08), (date(2012, 5, 7), 572), (date(2012, 5, 14), 558.50), (date(2012, 5, 16), 547),
        (date(2012, 5, 17), 532),
    ],
    ids=str,
)  # fmt: skip
def test_its_prices_were_traded_on_their_days(day, price):
    from bokeh_sampledata.stocks import AAPL

    place = AAPL["date"].index(day.isoformat())
    assert AAPL["low"][place] <= price <= AAPL["high"][place]


def test_its_words_say_the_highs_and_lows_of_those_days():
    from bokeh_sampledata.stocks import AAPL

    words = (DOCS / "worked-example.md").read_text()
    for day, name, shown in (
        ("2012-05-03", "high", "591.40"),
        ("2012-05-03", "close", "581.82"),
        ("2012-05-04", "close", "565.25"),
        ("2012-05-07", "high", "572.77"),
        ("2012-05-08", "low", "558.73"),
        ("2012-05-14", "low", "557.60"),
        ("2012-05-14", "high", "567.51"),
        ("2012-05-16", "low", "541.04"),
        ("2012-05-17", "low", "530.12"),
    ):
        assert f"{AAPL[name][AAPL['date'].index(day)]:.2f}" == shown
        assert shown in words

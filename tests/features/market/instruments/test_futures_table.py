"""The table of futures against figures that are known from elsewhere."""

from datetime import date
from decimal import Decimal

import pytest

from backend.core.iso_codes import CURRENCIES
from backend.features.market.instruments.symbols.exchanges import EXCHANGES
from backend.features.market.instruments.symbols.futures import FUTURES
from backend.features.market.instruments.symbols.table_files import rows_of

# What one tick is worth, as the exchanges' specifications state it in money: an oracle beside the multiplier.
TICK_VALUES = """
ES 12.50|MES 1.25|NQ 5|MNQ 0.50|YM 5|MYM 0.50|RTY 5|M2K 0.50|EMD 10|NKD 25|NIY 2500|XAF 12.50|XAK 10
BTC 25|MBT 0.50|ETH 25|MET 0.05|SOL 25|MSL 1.25
ZB 31.25|UB 31.25|ZN 15.625|TN 15.625|ZF 7.8125|ZT 7.8125|MTN 1.5625|MWN 3.125|10Y 1|SR3 12.50|ZQ 20.835|GE 12.50
6E 6.25|M6E 1.25|E7 6.25|6B 6.25|6J 6.25|J7 6.25|6A 5|6C 5|6S 6.25|6N 5|6M 5|6L 5|6Z 12.50
CL 10|MCL 1|QM 12.50|NG 10|MNG 1|QG 12.50|RB 4.20|HO 4.20|BZ 10
GC 10|MGC 1|1OZ 0.25|QO 12.50|SI 25|SIL 5|QI 31.25|HG 12.50|MHG 1.25|QC 25|PL 5|PA 50
ZC 12.50|ZW 12.50|ZS 12.50|KE 12.50|ZO 12.50|XC 1.25|MZC 2.50|ZM 10|ZL 6|ZR 10|MZM 2|MZL 1.20
LE 10|HE 10|GF 12.50|VX 50|VXM 5
KC 18.75|SB 11.20|CC 10|CT 5|OJ 7.50|RS 2|DX 5|MME 5
BRN 10|G 25|Z 5|R 10|I 12.50|C 10|RC 10|W 5
FDAX 25|FDXM 5|FDXS 1|FESX 10|FSXE 0.50|FGBL 10|FGBM 10|FGBS 5|FGBX 20|FVS 5|FSMI 10
""".replace("\n", "|").strip("|")


@pytest.mark.parametrize("line", TICK_VALUES.split("|"))
def test_a_tick_is_worth_what_the_exchange_says(line):
    root, money = line.split()
    future = FUTURES[root]
    assert future.multiplier * future.tick_size == Decimal(money)


def test_there_are_at_least_150_with_source_date_and_sound_terms():
    rows = list(rows_of("futures"))
    assert len(rows) == len(FUTURES) >= 150
    for row in rows:
        assert row[12] in {"cme", "cfe", "iceus", "iceeu", "eurex"}
        assert date.fromisoformat(row[13]) <= date(2026, 12, 31)
    for future in FUTURES.values():
        assert future.multiplier > 0
        assert future.tick_size % future.price_step == 0
        assert future.currency in CURRENCIES
        assert set(future.months) <= set("FGHJKMNQUVXZ")
        assert future.months == "".join(sorted(future.months))
        assert future.lot_step == 1


def test_micros_are_a_part_of_their_big_ones():
    parts = "MES ES 10|MNQ NQ 10|MYM YM 10|M2K RTY 10|MCL CL 10|MGC GC 10|MHG HG 10|M6E 6E 10|MBT BTC 50|MET ETH 500"
    for line in f"{parts}|MNG NG 10|VXM VX 10|FDXS FDAX 25|FSXE FESX 10|XC ZC 5|MZC ZC 10".split(
        "|"
    ):
        small, big, times = line.split()
        assert FUTURES[small].multiplier * int(times) == FUTURES[big].multiplier, line
        assert FUTURES[small].family == FUTURES[big].family


def test_only_energy_and_yields_may_be_negative():
    negative = {future.family for future in FUTURES.values() if future.may_be_negative}
    assert negative == {"energy", "gas", "us_yields"}


def test_exchanges_have_zones_and_calendars_that_exist():
    import zoneinfo

    import exchange_calendars

    names = set(exchange_calendars.get_calendar_names())
    for exchange in EXCHANGES.values():
        assert exchange.calendar in names
        assert exchange.zone in zoneinfo.available_timezones()
        assert exchange.currency in CURRENCIES

"""Names that the world gives: currencies and time zones."""

import re
import zoneinfo
from functools import cache
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from backend.core.types import Form

# ISO 4217, the active codes of states and unions.
CURRENCIES = frozenset(
    """AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
    CNH CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF
    IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK
    MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR
    SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED
    VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG""".split()
)


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


@cache
def _zones_by_name() -> dict[str, str]:
    """Zones by their whole name and, where only one has it, by their place, in small letters with spaces."""
    by_place: dict[str, list[str]] = {}
    for zone in _zones():
        by_place.setdefault(_plain(zone.rpartition("/")[2]), []).append(zone)
    names = {place: zones[0] for place, zones in by_place.items() if len(zones) == 1}
    return names | {_plain(zone): zone for zone in _zones()}


def _plain(name: str) -> str:
    return name.lower().replace("_", " ")


def zone_named(words: str) -> str:
    """The IANA name of a zone, however its letters are written: "new york"; the words where there is none."""
    return _zones_by_name().get(_plain(words), words)


def _zone(value: str) -> str:
    if value not in _zones():
        raise PydanticCustomError("timezone", "Give an IANA time zone such as Europe/Berlin.")
    return value


_CURRENCY = "Give a currency of ISO 4217 such as USD."


def _currency(value: str) -> str:
    if value not in CURRENCIES:
        raise PydanticCustomError("currency", _CURRENCY)
    return value


Zone = Annotated[
    str, StringConstraints(max_length=64), AfterValidator(_zone), Field(examples=["Europe/Berlin"])
]
"""A time zone of the IANA database."""

Currency = Annotated[
    str,
    Form(re.compile(r"^[A-Z]{3}$"), _CURRENCY),
    AfterValidator(_currency),
    Field(examples=["USD"]),
]
"""A currency by its three letters."""

"""Which instrument a word names: symbols, words of the trade, coins, and ordinary words in the place of a ticker."""

from functools import lru_cache

from backend.features.coach.ideas.words.pieces import InstrumentName
from backend.features.coach.language.lexicon import ORDINARY
from backend.features.market.instruments import underlyings
from backend.features.market.instruments.instruments import (
    FUTURES,
    SPOKEN_ROOTS,
    Instrument,
    InstrumentKind,
    resolve,
    spoken,
)
from backend.features.market.instruments.spoken_names import (
    CURRENCIES,
    SpokenName,
    name_of,
    plain,
)

INDICES = frozenset("SPX SPXW NDX RUT VIX XSP NDXP DJX".split())
"""Indices of which options are traded."""

LIQUID = frozenset(
    """
    AAPL TSLA NVDA AMD MSFT AMZN META GOOG GOOGL NFLX SPY QQQ IWM DIA TQQQ SQQQ SOXL SOXS UVXY
    VXX TLT GLD SLV USO XLE XLF XLK SMH ARKK PLTR COIN MSTR GME AMC BABA NIO RIVN LCID SOFI HOOD
    MARA RIOT INTC MU AVGO ORCL CRM ADBE UBER DIS BAC JPM GS WFC XOM CVX PFE LLY UNH COST WMT HD
    NKE SBUX BA CAT GE SHOP SNOW ROKU PYPL SQ SMCI ARM DELL TSM ASML SNAP PINS CRWD PANW NET
    DDOG ABNB DKNG CVNA UPST AFRM RBLX ZM BYND TWLO HIMS RKLB IONQ SPCE PLUG FCEL TLRY ENPH FSLR
    QCOM TXN IBM KO PEP MCD JNJ ABBV MRNA BNTX FDX UPS DAL AAL CCL NCLH
    """.split()
)
"""Stocks and funds that day traders write in small letters too."""

_COIN_WORDS = frozenset(
    "NEAR LINK DOT SAND GAS ONE TON SUN CORE FLOW MASK OP HOT WIN FUN MOVE SUPER GALA EGG TRUMP IP S RAY MNT".split()
)  # coins that are words: they count as tickers do
_COMMON = frozenset(
    """
    a about after again all almost also always am an and any are around as ask at average away
    back bad band bar base be been before best better big bit bite blue body both bounce box bro
    but by call came can car care cash cat chop clean close coin cold come core cost could cup
    cut dad dark day days deal deep did dip do does doing done double dow down each early easy
    edge else end even ever every exit eye fast fat feel fill first five flow fly for form four
    free fresh fri from full fun gain game gap gave get give go goes going gold good got great
    had half hand hard has have he head hear heat held her here hey high him his hit hold home
    hope hot hour how huge idea if in into it its job join jump just keep key kid kind know last
    late later less let life like line link list little live load look lost lot love low luck
    lunch made main make man many math max may maybe me mean mid min mind mine more morn most
    move much must my name near need never new next nice night no none not note now number of
    off oh ok okay old on once one only open or order our out over own pain part pass past path
    pay peak pick play plus pm point pop post pretty price put quick quite rally range rate read
    real really red rest rich ride right rip risk road run safe said same saw say see seem self
    sell send set she short should show side sign size sky slow small snow so some soon sort
    spot start stay still stop such sun sure swing take talk tax team tell ten term test than
    that the them then there these they thing this those three tick tight time to today told too
    took top trade trap tree true try turn two up us use value very vol wait walk want was watch
    wave way we web weed week well went were what when where which while who why will win wish
    with work worth would yeah year yes yet you your zone mon tue wed thu sat runner size stops
    gut pre news lean nice max gonna wanna ich du das der die und mit bei ist am im zu el la los
    con por para una uno que le les des un une il lo di da de em com ao na os as pips lots
    shares points ticks loss cover dips tape setup reset spy
    """.split()
) - {"spy"}
_COINS = frozenset(("BTC", "ETH"))  # of the currencies, those that no pair ends with


@lru_cache(maxsize=512)
def micro_of(name: InstrumentName) -> InstrumentName:
    """The micro contract of what was named behind the word "micro"."""
    if name.instrument is None or name.symbol != name.instrument.symbol:
        return name  # a month was named with it
    if name.instrument.kind is InstrumentKind.FX and not name.is_spoken:
        return name  # "micro EURUSD" is a micro lot
    micro = underlyings.micro_of(name.instrument)
    return name if micro is None else InstrumentName(micro, micro.symbol)


@lru_cache(maxsize=2048)
def spoken_name(name: SpokenName, *, is_weak: bool = False) -> InstrumentName:
    """The instrument of a name of the table; one that names the size of the contract means no other size of it."""
    has_size = not _SIZES.isdisjoint(name.words.split())
    return InstrumentName(
        resolve(name.symbol), name.symbol, is_spoken=not has_size, is_weak=is_weak
    )


_SIZES = frozenset("micro micros mini minis emini eminis nano nanos e-mini e-micro".split())


def pair_named_by(base: str, quote: str) -> InstrumentName | None:
    """Two currencies beside each other, "eur usd", "dollar yen"."""
    first, second = CURRENCIES.get(base), CURRENCIES.get(quote)
    if first is None or second is None or first == second or {first, second} & _COINS:
        return None
    symbol = first + second
    return InstrumentName(resolve(symbol), symbol, is_spoken=True)


@lru_cache(maxsize=4096)
def named_by(
    written: str, *, in_slot: bool, is_shouted: bool, is_meant: bool = False
) -> InstrumentName | None:
    """The instrument that a word names.

    Args:
        written: as it stands in the text.
        in_slot: it stands where a ticker would, such as behind "long".
        is_shouted: the whole text is in capitals, so that capitals say nothing.
        is_meant: its place shows that a name is meant which is a word of other sentences too.
    """
    word = written.rstrip(":=/_-")
    if not word or len(word) > 40:
        return None
    if word[0] in "@/#$":
        return _marked(word)
    lower, upper = word.lower(), word.upper()
    is_written_as_ticker = word.isupper() and not is_shouted
    if upper in INDICES and (word.isupper() or in_slot):
        return _index(upper, lower)
    name = name_of(plain(word))
    if name is not None and not name.is_ordinary:
        return spoken_name(name)
    if name is not None and is_meant and not (is_written_as_ticker and resolve(upper)):
        return spoken_name(name, is_weak=not in_slot)
    if len(word) == 1 or upper in ORDINARY or lower in _COMMON or upper in _COIN_WORDS:
        return _ordinary(upper, is_ticker=is_written_as_ticker and in_slot)
    ticker = _symbol(word, in_slot=in_slot, is_ticker=is_written_as_ticker)
    is_other = name is not None and ticker is not None and ticker.symbol != name.symbol
    return None if is_other and not is_written_as_ticker else ticker


def _index(upper: str, lower: str) -> InstrumentName:
    contract = spoken(lower)
    return InstrumentName(contract, contract.symbol if contract else upper, is_spoken=True)


def _ordinary(upper: str, *, is_ticker: bool) -> InstrumentName | None:
    """An ordinary word in the place of a ticker."""
    if not is_ticker or upper in ("I", "A"):
        return None
    instrument = _coin(upper) or resolve(upper)
    if instrument is None:
        return None
    return InstrumentName(instrument, instrument.symbol, is_weak=True)


def _coin(upper: str) -> Instrument | None:
    """A coin by its bare name."""
    if not 3 <= len(upper) <= 8 and upper not in _COIN_WORDS:
        return None
    instrument = resolve(f"{upper}USD")
    is_coin = instrument is not None and instrument.kind is InstrumentKind.CRYPTO
    if is_coin and instrument is not None and ":" not in instrument.symbol:
        return instrument
    return None


def _symbol(word: str, *, in_slot: bool, is_ticker: bool) -> InstrumentName | None:
    upper = word.upper()
    coin = _coin(upper) if upper not in FUTURES and upper not in LIQUID else None
    if coin is not None and word.isalnum():
        return InstrumentName(coin, coin.symbol)
    if not word.isascii():
        return None
    instrument = resolve(word)
    if instrument is None and "/" in word.strip("/"):
        return _symbol(word.partition("/")[0], in_slot=in_slot, is_ticker=is_ticker)
    if instrument is None:
        return None
    is_plain = upper in SPOKEN_ROOTS or upper in LIQUID or is_ticker
    if instrument.kind is InstrumentKind.STOCK or upper in FUTURES:
        if not (is_plain or in_slot):
            return None
        is_stock = instrument.kind is InstrumentKind.STOCK
        is_weak = is_stock and upper not in LIQUID and not (in_slot and is_ticker)
        return InstrumentName(instrument, written_symbol(upper, instrument), is_weak=is_weak)
    return InstrumentName(instrument, written_symbol(upper, instrument))


def written_symbol(upper: str, instrument: Instrument) -> str:
    """The symbol as it was written where that says more, such as the month; else the instrument's own."""
    is_future = instrument.kind is InstrumentKind.FUTURE
    bare = upper.lstrip("/@#$")
    if is_future and bare != instrument.ticker and bare.isalnum() and resolve(bare) == instrument:
        return bare
    is_pair = instrument.kind is InstrumentKind.CRYPTO and bare.isalnum()
    if is_pair and resolve(bare) == instrument:
        return bare
    return instrument.symbol


def _marked(word: str) -> InstrumentName | None:
    """In "/ES" and "@AAPL" a contract is named; "/plan" is a command and "@somebody" a name."""
    bare = word[1:]
    if word[0] == "$" and _coin(bare.upper()) is not None:
        return InstrumentName(_coin(bare.upper()), f"{bare.upper()}USD")
    instrument = resolve(word)
    if instrument is None:
        return None
    is_stock = instrument.kind is InstrumentKind.STOCK
    if is_stock and word[0] != "$" and (word[0] == "/" or not bare.isupper()):
        return None
    return InstrumentName(instrument, written_symbol(word.upper(), instrument))

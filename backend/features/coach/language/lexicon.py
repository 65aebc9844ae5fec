"""The words that traders use, and what they mean to the reader."""

import re

from backend.features.coach.language.market_abuse import asks_for_abuse
from backend.features.coach.language.self_harm import shows_despair

LONG = frozenset("long longs longing longed buy buying bought bto bullish".split())
SHORT = frozenset("short shorts shorting shorted sell selling sold sto bearish fade fading".split())
NOT_A_DIRECTION_BEFORE = frozenset("term time run squeeze covering cover stop limit".split())
STOP = frozenset("stop stops stoploss stop-loss sl s/l stp stopped invalidation".split())
TARGET = frozenset(
    "target targets targeting tp tps t/p tgt tgts pt pts profit profits objective t".split()
)
NEUTRAL_TARGET = frozenset("looking aiming aim".split())
EXIT = frozenset(
    "out exit exits exiting flat".split()
)  # the trade is over, or will be, at the number behind
CLOSED = frozenset(
    "exited closed covered flattened liquidated bailed scratched".split()
)  # it is over
TRADED = frozenset("bought sold".split())  # after the other one it is the end of the trade
PARTS = frozenset("half third quarter some partial partials rest".split())  # of a position
DONE = frozenset("got was am stopped i'm all shaken taken kicked".split())  # before "out"
LEADING = (
    frozenset("for at near around the = : @ all".split()) | PARTS
)  # may stand between a word and its number
IFS = frozenset("if when until unless once before should".split())
ENTRY = frozenset("entry entries enter entering entered filled fill limit trigger from".split())
ENTRY_AT_NUMBER = frozenset("in here".split())  # "in 4500", and not "in the morning"
AT = frozenset("at @".split())
STANDS = frozenset(
    "is flat trades trading sits looks opened".split()
)  # before "at": where the market is
RISK = frozenset("risk risking risked".split())
SIZE = frozenset("size qty quantity".split())
MARKET = frozenset("market mkt".split())
DENIALS = frozenset("not no never dont don't without isn't instead rather".split())
SIZE_UNITS = frozenset(
    """
    lot lots contract contracts con cons car cars share shares mini minis micro micros coin coins unit
    units
    """.split()
)
DISTANCE_UNITS = {
    "tick": "tick",
    "ticks": "tick",
    "pip": "tick",
    "pips": "tick",
    "point": "point",
    "points": "point",
    "pt": "point",
    "pts": "point",
    "handle": "point",
    "handles": "point",
    "bucks": "point",
    "dollars": "point",
    "cents": "cent",
    "%": "%",
    "percent": "%",
    "r": "r",
}
TIME_UNITS = {
    "m": "m",
    "min": "m",
    "mins": "m",
    "minute": "m",
    "minutes": "m",
    "h": "h",
    "hr": "h",
    "hour": "h",
    "hours": "h",
    "d": "d",
    "w": "w",
}
TIMEFRAMES = {"daily": "1d", "weekly": "1w", "hourly": "1h", "monthly": "1mo"}

ORDINARY = frozenset(
    """
    A I AM AN AND ARE AS AT BE BIG BUT BUY BY CAN DAY DO FOR FROM GET GO GOT HAS HE HOW IF IN IS IT ITS
    LONG LOT LOTS LOW HIGH ME MY NEW NO NOT NOW OF OFF OK ON ONE OPEN OR OUT PM PT R RISK RR SELL SET
    SHORT SIZE SL SO STOP T THE TO TP TRADE TWO UP US VWAP WAS WE WITH YOU YES EMA SMA RSI MACD ATR HOD
    LOD ATH FVG BOS ORB OB SR HTF LTF EOD PDH PDL NFP CPI FOMC USD EUR GBP JPY ENTRY LIMIT LOOKS GOOD
    CHART TREND BREAK ABOVE BELOW PIPS PTS TICKS MIN TPS TGT STP BTO STO QTY MKT NY LDN ET UTC EST GMT
    BE CALL PUT OTE SMT IFVG LIQ POC VAH VAL AVWAP FOMO YOLO OMG WTF LOL IMO BUT THIS THAT WHAT JUST
    HERE SEE HELP PLEASE THANKS
    """.split()
)

_FEELINGS = {
    "revenge": r"revenge|make (?:it|that|this) back|win (?:it|that) back|get (?:it|my money|that) back|get even",
    "fomo": r"fomo|missing out|missed (?:it|the move)|can'?t miss|running away|chas(?:e|ing)",
    "fear": r"scared|afraid|anxious|nervous|terrified|worried",
    "anger": r"angry|furious|pissed|mad at|hate this",
    "tilt": r"tilt(?:ed)?|losing it|can'?t stop|out of control",
    "greed": r"all[- ]in|easy money|can'?t lose|sure thing|guaranteed|free money|double (?:up|down)|yolo",
    "moved_stop": r"(?:moved?|moving|widen(?:ed|ing)?|removed?) (?:my |the )?stop",
}
FELT = {name: re.compile(rf"\b(?:{pattern})\b", re.I) for name, pattern in _FEELINGS.items()}
_ABOUT_TO = re.compile(
    r"\b(?:about to|going to|gonna|want to|wanna|ready to|planning to|thinking (?:of|about)|tempted to"
    r"|should i|can i|may i|ok(?:ay)? to|shall i|am i allowed to|let me) "
    r"(?:now |just |really |please )?(?:go |be |get |enter |take |open |put on )?(?:a |in )?"
    r"(?:buy|buying|sell|selling|long|longing|short|shorting|fade|fading|add|adding)\b",
    re.I,
)


_CHECK = re.compile(r"\s*/check\b", re.I)


def is_about_to(text: str) -> bool:
    """Whether the words announce a trade that is not made yet."""
    return _ABOUT_TO.search(text) is not None or _CHECK.match(text) is not None


def feelings(text: str) -> dict[str, str]:
    """What the words show, each with the words themselves."""
    return {
        name: match.group(0) for name, pattern in FELT.items() if (match := pattern.search(text))
    }


def is_guarded(text: str) -> bool:
    """Whether no provider may see these words."""
    return shows_despair(text) or asks_for_abuse(text)

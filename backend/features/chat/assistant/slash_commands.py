"""What the chat can be asked beside a verdict: one table, from which the grammar and `/help` are made. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class IntentKind(StrEnum):
    """What a message can want."""

    PERFORMANCE = "performance"
    SCORES = "scores"
    STATE = "state"
    PLANS = "plans"
    PLAN = "plan"
    COMMITMENT = "commitment"
    TRADE = "trade"
    SEARCH = "search"
    EXPORT = "export"
    ANALYTICS = "analytics"
    USAGE = "usage"
    TRAINING = "training"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Command:
    """One thing to ask for.

    Attributes:
        names: after the slash; the first one is listed.
        takes: an example of what may follow.
        questions: patterns of plain questions that mean the same; a group `rest` is what would follow the name.
        with_price: whether a plain question may name a price, which is otherwise taken for an idea to judge.
    """

    kind: IntentKind
    names: tuple[str, ...]
    says: str
    takes: str = ""
    questions: tuple[str, ...] = ()
    with_price: bool = False

    @property
    def line(self) -> str:
        """Its line in `/help`."""
        return f"/{self.names[0]}{' ' if self.takes else ''}{self.takes}: {self.says}"


_TALK = r"(?:talk(?:ed)?|spoken?|speak|said|say|wrote|write|written|discuss(?:ed)?|mention(?:ed)?)"
_WE = r"(?:we|i|you)"
COMMANDS = (
    Command(
        IntentKind.PERFORMANCE,
        ("performance", "perf"),
        "what your closed trades came to",
        "[ES] [long] [this week] [mornings]",
        (
            r"\bhow (?:am i|did i|have i been|was i|are my trades) (?:do|doing|trading)?",
            r"\bhow (?:was|is|were) my (?:week|month|year)\b",
            r"\bhow many trades (?:did|have) i (?:take|taken|make|made|do|done|trade)\b",
            r"\bmy (?:win rate|performance|stats|results|expectancy|p&l|pnl)\b",
        ),
    ),
    Command(
        IntentKind.SCORES,
        ("scores",),
        "how good my verdicts were",
        questions=(
            r"\b(?:how good (?:are|were)|track record of) (?:you|your)\b",
            r"\byour (?:track record|hit rate|calibration)\b",
        ),
    ),
    Command(
        IntentKind.STATE,
        ("state", "rules"),
        "how this session stands by your rulebook",
        questions=(
            r"\bam i (?:locked|allowed to trade)|\bhow much (?:can|may) i (?:still )?lose\b",
            r"\bsession state\b|\b(?:my )?daily (?:limit|loss) left\b",
        ),
    ),
    Command(
        IntentKind.PLANS,
        ("plans",),
        "your living plans",
        questions=(r"^\s*(?:show |list |what are )?(?:me )?my (?:open |living |pending )?plans\b",),
    ),
    Command(
        IntentKind.TRADE,
        ("trade", "log"),
        "a trade to confirm",
        "long NQ 18250 stop 18230 out 18290",
    ),
    Command(
        IntentKind.PLAN,
        ("plan",),
        "a plan to confirm",
        "long ES 4500 stop 4495 target 4510, 2 contracts",
    ),
    Command(
        IntentKind.COMMITMENT,
        ("commit",),
        "a commitment to confirm",
        "if stopped, then 20 minutes off",
    ),
    Command(
        IntentKind.SEARCH,
        ("search", "find"),
        "where we talked about something",
        'retest "opening range" [in this conversation]',
        (
            rf"^\s*(?:please )?(?:find|search|show me|look up)(?: me| for)? (?:where|when|what|the place where) {_WE}"
            rf" (?:last |ever )?{_TALK}(?: about| of| on)?\s+(?P<rest>.+)",
            rf"^\s*(?:where|when|what) did {_WE} (?:last |ever )?{_TALK}(?: about| of| on)?\s+(?P<rest>.+)",
            rf"^\s*(?:did|have) {_WE} ever {_TALK}(?: about| of| on)?\s+(?P<rest>.+)",
            r"^\s*(?:please )?(?:search|find)(?: in| through)? (?:my |our |all |the )*"
            r"(?:messages?|chats?|conversations?|history)\s+(?:for|about|with|on)\s+(?P<rest>.+)",
        ),
        with_price=True,
    ),
    Command(
        IntentKind.EXPORT,
        ("export",),
        "this conversation as a file, or all of them",
        "[markdown] [csv] [pdf] [json] [all]",
        (
            r"^\s*(?:please |can you |could you )?(?:export|download|back ?up|save)\s++(?P<rest>(?:me )?"
            r"(?![^.!?\n]*\btrad)(?:this|our|my|the|all|every)[^.!?\n]*\b(?:chats?|conversations?|messages|history|talks?)\b.*)",
            r"^\s*(?:please )?export\s+(?P<rest>everything|all|this)\b",
        ),
    ),
    Command(
        IntentKind.ANALYTICS,
        ("stats", "analytics"),
        "how much we talked, about what, and when",
        "[this week]",
        (
            rf"\bhow (?:much|often) (?:do|did|have) (?:we|i) {_TALK}\b(?! about)",
            r"\bhow many (?:messages|conversations)\b",
            r"\b(?:chat|conversation|message) (?:stats|statistics|analytics)\b",
        ),
    ),
    Command(
        IntentKind.USAGE,
        ("usage", "cost"),
        "what the AI cost, and what is left of today's budget",
        "[this month]",
        (
            r"\b(?:what|how much) (?:did|does|do|has|have|is|was|will)\b[^.!?\n]{0,20}"
            r"\b(?:ai|answers?|model|provider|coach|you)\b[^.!?\n]{0,30}\bcost\b",
            r"\bhow much (?:did|have) i (?:spend|spent) on (?:the )?(?:ai|answers|you)\b",
            r"\bai (?:costs?|budget|usage|spend(?:ing)?)\b",
        ),
    ),
    Command(
        IntentKind.TRAINING,
        ("training",),
        "nothing yet: there is no training so far",
        questions=(r"^\s*(?:start|begin|open) (?:a )?training\b",),
    ),
    Command(IntentKind.HELP, ("help", "commands"), "this list"),
)

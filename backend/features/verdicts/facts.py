"""Facts first: what the words, the contract, the account and the record say, as statements with ids.

A figure in an answer must come from one of these. Pure: what is known comes in, statements go out.
"""

from dataclasses import asdict, dataclass, field
from decimal import ROUND_DOWN, Decimal
from math import sqrt
from uuid import UUID

from backend.core.types import plain_decimal
from backend.features.plans.schemas import Finding
from backend.features.rulebook.schemas import RuleState
from backend.features.verdicts.words import Idea

Z95 = 1.959963984540054  # the normal quantile of a 95% interval


@dataclass(frozen=True, slots=True)
class Fact:
    """One measured statement."""

    id: str
    source: str
    statement: str
    value: str | None = None

    def as_dict(self) -> dict[str, str | None]:
        """As it is stored beside the verdict."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Account:
    """What the trader said of the account; null where not said."""

    size: Decimal | None = None
    currency: str = "USD"
    risk_per_trade_percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class OpenPosition:
    """A real trade that is still held."""

    instrument: str
    family: str
    direction: str
    entry: Decimal
    size: Decimal
    trade_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """The real closed trades, the last 500 at the most; `wins` are those with a net result above zero."""

    closed: int = 0
    wins: int = 0
    net: Decimal = Decimal(0)
    currency: str | None = None
    average_r: Decimal | None = None
    r_count: int = 0
    same_closed: int = 0
    same_wins: int = 0
    losses_in_a_row: int = 0
    entered_today: int = 0
    net_today: Decimal = Decimal(0)
    minutes_since_last: int | None = None
    last_was_loss: bool = False
    usual_size: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """All that is known about one question.

    Attributes:
        plan: the living plan behind the idea, in words.
        checks: what the plan's own figures say.
        rules: how the idea stands to the trader's rulebook, session and commitments.
        happened: what a trade came to, for a question about one that was made.
    """

    idea: Idea
    account: Account = field(default_factory=Account)
    open_positions: tuple[OpenPosition, ...] = ()
    record: Record = field(default_factory=Record)
    image_count: int = 0
    zone: str = "UTC"
    plan: str | None = None
    checks: tuple[Finding, ...] = ()
    rules: tuple[RuleState, ...] = ()
    happened: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Measures:
    """What follows from entry, stop, targets and size; null where something is missing.

    Attributes:
        per_unit: price distance from entry to stop.
        risk_reward: to the first target.
        risk_unit: money at risk for a size of 1.
        risk_money: money at risk for the stated size.
        risk_percent: of the account, when both are in one currency.
        fitting_size: the size at which the stop costs the risk per trade.
    """

    per_unit: Decimal | None = None
    stop_side_wrong: bool = False
    target_side_wrong: bool = False
    risk_reward: Decimal | None = None
    ratios: tuple[Decimal, ...] = ()
    risk_unit: Decimal | None = None
    risk_money: Decimal | None = None
    risk_percent: Decimal | None = None
    allowed_percent: Decimal | None = None
    fitting_size: Decimal | None = None


def measure(situation: Situation) -> Measures:
    """The arithmetic of an idea, exact."""
    idea, account = situation.idea, situation.account
    if idea.entry is None or idea.stop is None or idea.direction is None:
        return Measures()
    sign = 1 if idea.direction == "long" else -1
    per_unit = (idea.entry - idea.stop) * sign
    if per_unit <= 0:
        return Measures(stop_side_wrong=True)
    gains = [(target - idea.entry) * sign for target in idea.targets]
    ratios = tuple((gain / per_unit).quantize(Decimal("0.01")) for gain in gains if gain > 0)
    unit = per_unit * idea.instrument.multiplier if idea.instrument else None
    money = unit * idea.size if unit is not None and idea.size is not None else None
    comparable = account.size is not None and idea.instrument is not None
    comparable = comparable and idea.instrument.currency == account.currency  # type: ignore[union-attr]
    allowed = idea.risk_percent or account.risk_per_trade_percent
    budget = account.size * allowed / 100 if comparable and allowed and account.size else idea.risk_money
    return Measures(
        per_unit=per_unit,
        target_side_wrong=any(gain <= 0 for gain in gains),
        risk_reward=ratios[0] if ratios else None,
        ratios=ratios,
        risk_unit=unit,
        risk_money=money,
        risk_percent=_percent(money, account.size) if comparable else None,
        allowed_percent=allowed,
        fitting_size=_fitting(budget, unit, idea),
    )


def _percent(money: Decimal | None, size: Decimal | None) -> Decimal | None:
    return (money / size * 100).quantize(Decimal("0.01")) if money is not None and size else None


def _fitting(budget: Decimal | None, unit: Decimal | None, idea: Idea) -> Decimal | None:
    if budget is None or not unit or idea.instrument is None:
        return None
    step = Decimal(1) if idea.instrument.kind in ("future", "stock") else Decimal("0.01")
    return (budget / unit).quantize(step, rounding=ROUND_DOWN)


def wilson(wins: int, count: int) -> tuple[float, float]:
    """The 95% score interval of a proportion.

    Source:
        Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
    """
    share, z2 = wins / count, Z95 * Z95
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = Z95 / (1 + z2 / count) * sqrt(share * (1 - share) / count + z2 / (4 * count * count))
    return max(0.0, middle - half), min(1.0, middle + half)


def build_facts(situation: Situation) -> tuple[Fact, ...]:
    """Every statement that this situation supports, words first."""
    measures = measure(situation)
    return (
        *_words(situation.idea),
        *_idea(situation, measures),
        *_account(situation, measures),
        *_record(situation),
        *_open(situation),
        *_plan(situation),
        *_rules(situation),
        *situation.happened,
        *_image(situation),
    )


def _words(idea: Idea) -> list[Fact]:
    facts = []
    if idea.instrument is not None:
        one = idea.instrument
        facts.append(Fact("words.instrument", "words", f"Instrument {one.symbol} ({one.name}).", one.symbol))
        worth = f"One {one.unit} of {one.symbol} moves {money(one.multiplier, one.currency)} a point."
        facts.append(Fact("instrument.multiplier", "instrument", worth, plain_decimal(one.multiplier)))
    said = [
        ("direction", "Direction", idea.direction),
        ("entry", "Entry", idea.entry),
        ("stop", "Stop", idea.stop),
        ("size", "Size", idea.size),
        ("timeframe", "Timeframe", idea.timeframe),
    ]
    for name, label, value in said:
        if value is not None:
            shown = plain_decimal(value) if isinstance(value, Decimal) else value
            how = " (inferred)" if name in idea.inferred else ""
            facts.append(Fact(f"words.{name}", "words", f"{label} {shown}{how}.", shown))
    for number, target in enumerate(idea.targets, 1):
        shown = plain_decimal(target)
        facts.append(Fact(f"words.target_{number}", "words", f"Target {number}: {shown}.", shown))
    for feeling, words in idea.feelings.items():
        facts.append(
            Fact(f"words.feeling_{feeling}", "words", f'The words "{words}" sound like {_plain(feeling)}.', words)
        )
    return facts


def _plain(feeling: str) -> str:
    return {"moved_stop": "a moved stop", "fomo": "fear of missing out"}.get(feeling, feeling)


def _idea(situation: Situation, measures: Measures) -> list[Fact]:
    idea = situation.idea
    if measures.stop_side_wrong:
        wrong = f"The stop {plain_decimal(idea.stop)} is on the wrong side of the entry."  # type: ignore[arg-type]
        return [Fact("idea.stop_side", "idea", wrong, "wrong")]
    facts = []
    if measures.per_unit is not None:
        ticks = ""
        if idea.instrument is not None:
            count = (measures.per_unit / idea.instrument.tick_size).quantize(Decimal("0.1"))
            unit = "pips" if idea.instrument.kind == "fx" else "ticks"
            ticks = f", {plain_decimal(count)} {unit}"
        distance = f"The stop is {plain_decimal(measures.per_unit)} away{ticks}."
        facts.append(Fact("idea.stop_distance", "idea", distance, plain_decimal(measures.per_unit)))
    for number, ratio in enumerate(measures.ratios, 1):
        even = (100 / (1 + ratio)).quantize(Decimal("0.1"))
        text = f"Target {number} pays {plain_decimal(ratio)} times the risk; it breaks even at a hit rate of {even}%."
        name = "idea.risk_reward" if number == 1 else f"idea.risk_reward_{number}"
        facts.append(Fact(name, "idea", text, plain_decimal(ratio)))
    if idea.instrument is not None and measures.risk_unit is not None:
        currency = idea.instrument.currency
        one = f"The stop costs {money(measures.risk_unit, currency)} a {idea.instrument.unit}."
        facts.append(Fact("idea.risk_per_unit", "idea", one, plain_decimal(measures.risk_unit)))
        if measures.risk_money is not None:
            total = f"At this size the stop costs {money(measures.risk_money, currency)}."
            facts.append(Fact("idea.risk_money", "idea", total, plain_decimal(measures.risk_money)))
    return facts


def _account(situation: Situation, measures: Measures) -> list[Fact]:
    account, idea = situation.account, situation.idea
    facts = []
    if account.size is not None:
        size = f"The account is {money(account.size, account.currency)}."
        facts.append(Fact("account.size", "account", size, plain_decimal(account.size)))
    if measures.allowed_percent is not None:
        plan = f"The plan is to risk {plain_decimal(measures.allowed_percent)}% a trade."
        facts.append(Fact("account.risk_per_trade", "account", plan, plain_decimal(measures.allowed_percent)))
    if measures.risk_percent is not None:
        share = f"That is {plain_decimal(measures.risk_percent)}% of the account."
        facts.append(Fact("account.risk_percent", "account", share, plain_decimal(measures.risk_percent)))
    if measures.fitting_size is not None and idea.instrument is not None:
        fits = f"A size of {plain_decimal(measures.fitting_size)} {idea.instrument.unit}s fits the planned risk."
        facts.append(Fact("account.fitting_size", "account", fits, plain_decimal(measures.fitting_size)))
    if account.size is not None and idea.instrument is not None and idea.instrument.currency != account.currency:
        differ = (
            f"The result is in {idea.instrument.currency} and the account in {account.currency};"
            " without a rate the two are not compared."
        )
        facts.append(Fact("account.currency", "account", differ, None))
    return facts


def _record(situation: Situation) -> list[Fact]:
    record, idea = situation.record, situation.idea
    if record.closed == 0:
        return [Fact("record.empty", "record", "There are no closed trades on record yet.", "0")]
    facts = [
        Fact(
            "record.win_rate",
            "record",
            f"{record.wins} of the last {record.closed} closed trades won{_interval(record.wins, record.closed)}.",
            str(record.wins),
        )
    ]
    if record.currency is not None:
        net = f"Their net result is {money(record.net, record.currency)}."
        facts.append(Fact("record.net", "record", net, plain_decimal(record.net)))
    if record.average_r is not None:
        mean = f"They average {plain_decimal(record.average_r)} R over {record.r_count} with a stop on record."
        facts.append(Fact("record.average_r", "record", mean, plain_decimal(record.average_r)))
    if idea.instrument is not None and record.same_closed:
        text = (
            f"On {idea.instrument.symbol}: {record.same_wins} of {record.same_closed} won"
            f"{_interval(record.same_wins, record.same_closed)}."
        )
        facts.append(Fact("record.instrument", "record", text, str(record.same_wins)))
    if record.losses_in_a_row >= 2:
        run = f"The last {record.losses_in_a_row} trades in a row lost."
        facts.append(Fact("record.losing_run", "record", run, str(record.losses_in_a_row)))
    if record.minutes_since_last is not None and record.minutes_since_last < 24 * 60:
        how = "a loss" if record.last_was_loss else "a win"
        last = f"The last trade closed {record.minutes_since_last} minutes ago with {how}."
        facts.append(Fact("record.last_trade", "record", last, str(record.minutes_since_last)))
    if record.entered_today:
        today = f"{record.entered_today} trades were entered today"
        today += f", for {money(record.net_today, record.currency)}." if record.currency else "."
        facts.append(Fact("record.today", "record", today, str(record.entered_today)))
    if record.usual_size is not None and idea.instrument is not None:
        usual = f"The usual size on {idea.instrument.symbol} is {plain_decimal(record.usual_size)}."
        facts.append(Fact("record.usual_size", "record", usual, plain_decimal(record.usual_size)))
    return facts


def _interval(wins: int, count: int) -> str:
    low, high = wilson(wins, count)
    return f" (95% interval {low * 100:.0f}% to {high * 100:.0f}%, N {count})"


def _open(situation: Situation) -> list[Fact]:
    related = related_positions(situation)
    facts = []
    for number, position in enumerate(related[:5], 1):
        text = (
            f"Open: {position.direction} {plain_decimal(position.size)} {position.instrument}"
            f" from {plain_decimal(position.entry)}."
        )
        facts.append(Fact(f"open.position_{number}", "record", text, plain_decimal(position.size)))
    return facts


def related_positions(situation: Situation) -> list[OpenPosition]:
    """Open positions in the same contract, or in one that moves with it."""
    instrument = situation.idea.instrument
    if instrument is None:
        return []
    return [one for one in situation.open_positions if one.family == instrument.family]


def _plan(situation: Situation) -> list[Fact]:
    found = [] if situation.plan is None else [Fact("plan.terms", "plan", situation.plan)]
    return [*found, *(Fact(f"plan.{one.check}", "plan", one.reason, one.value) for one in situation.checks)]


def _rules(situation: Situation) -> list[Fact]:
    """One fact a rule; where a rule speaks twice, its facts are numbered."""
    found: dict[str, Fact] = {}
    for one in situation.rules:
        name = f"rulebook.{one.rule.value}"
        many = sum(key == name or key.startswith(f"{name}_") for key in found)
        name = f"{name}_{many + 1}" if many else name
        found[name] = Fact(name, "rulebook", f"{one.reason} ({one.state.value})", one.value)
    return list(found.values())


def _image(situation: Situation) -> list[Fact]:
    if situation.image_count == 0:
        return []
    count = "One image came" if situation.image_count == 1 else f"{situation.image_count} images came"
    return [Fact("image.count", "image", f"{count} with the message.", str(situation.image_count))]


def money(value: Decimal, currency: str) -> str:
    """`USD 1,250.50`; whole amounts without cents."""
    rounded = value.quantize(Decimal("0.01"))
    shown = f"{rounded:,.2f}".removesuffix(".00")
    return f"{currency} {shown}"

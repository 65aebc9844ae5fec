"""The readers of facts: one list, in the order in which a provider and the trader see what they read.

Each is small and deterministic, and reads what is known of one question. Whoever joins adds one entry; what must look
outside, at an image or at the past, leaves in the situation what it found, as trades do with what happened. Pure.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from backend.core.types import plain_decimal
from backend.features.coach.language.lexicon import is_guarded
from backend.features.coach.verdicts.facts import (
    Fact,
    IdeaMeasures,
    Situation,
    measure,
    money,
    related_positions,
)
from backend.quant.statistics import wilson_interval


@dataclass(frozen=True, slots=True)
class FactReader:
    """One reader, by its name."""

    name: str
    read: Callable[[Situation, IdeaMeasures], Sequence[Fact]]


def build_facts(situation: Situation) -> tuple[Fact, ...]:
    """Every statement that this situation supports, in the order of the readers; none with words that are guarded."""
    measures = measure(situation)
    facts = (fact for reader in READERS for fact in reader.read(situation, measures))
    return tuple(fact for fact in facts if not is_guarded(fact.statement))


def _text(situation: Situation, _: IdeaMeasures) -> list[Fact]:
    idea, facts = situation.idea, []
    if idea.instrument is not None:
        instrument = idea.instrument
        facts.append(
            Fact(
                "words.instrument",
                "words",
                f"Instrument {instrument.symbol} ({instrument.name}).",
                instrument.symbol,
            )
        )
        a_point = money(instrument.multiplier, instrument.currency)
        worth = f"One {instrument.unit} of {instrument.symbol} moves {a_point} a point."
        facts.append(
            Fact("instrument.multiplier", "instrument", worth, plain_decimal(instrument.multiplier))
        )
    levels = [
        ("direction", "Direction", idea.direction),
        ("entry", "Entry", idea.entry),
        ("stop", "Stop", idea.stop),
        ("size", "Size", idea.size),
        ("timeframe", "Timeframe", idea.timeframe),
    ]
    for name, label, value in levels:
        if value is not None:
            shown = plain_decimal(value) if isinstance(value, Decimal) else value
            origin = " (inferred)" if name in idea.inferred else ""
            facts.append(Fact(f"words.{name}", "words", f"{label} {shown}{origin}.", shown))
    for number, target in enumerate(idea.targets, 1):
        shown = plain_decimal(target)
        facts.append(Fact(f"words.target_{number}", "words", f"Target {number}: {shown}.", shown))
    for feeling, words in idea.feelings.items():
        facts.append(
            Fact(
                f"words.feeling_{feeling}",
                "words",
                f'The words "{words}" sound like {_plain(feeling)}.',
                words,
            )
        )
    return facts


def _plain(feeling: str) -> str:
    return {"moved_stop": "a moved stop", "fomo": "fear of missing out"}.get(feeling, feeling)


def _idea(situation: Situation, measures: IdeaMeasures) -> list[Fact]:
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
        sentence = f"The stop costs {money(measures.risk_unit, currency)} a {idea.instrument.unit}."
        facts.append(
            Fact("idea.risk_per_unit", "idea", sentence, plain_decimal(measures.risk_unit))
        )
        if measures.risk_money is not None:
            total = f"At this size the stop costs {money(measures.risk_money, currency)}."
            facts.append(Fact("idea.risk_money", "idea", total, plain_decimal(measures.risk_money)))
    return facts


def _account(situation: Situation, measures: IdeaMeasures) -> list[Fact]:
    account, idea = situation.account, situation.idea
    facts = []
    if account.size is not None:
        size = f"The account is {money(account.size, account.currency)}."
        facts.append(Fact("account.size", "account", size, plain_decimal(account.size)))
    if measures.allowed_percent is not None:
        plan = f"The plan is to risk {plain_decimal(measures.allowed_percent)}% a trade."
        facts.append(
            Fact("account.risk_per_trade", "account", plan, plain_decimal(measures.allowed_percent))
        )
    if measures.risk_percent is not None:
        share = f"That is {plain_decimal(measures.risk_percent)}% of the account."
        facts.append(
            Fact("account.risk_percent", "account", share, plain_decimal(measures.risk_percent))
        )
    if measures.fitting_size is not None and idea.instrument is not None:
        fits = f"A size of {plain_decimal(measures.fitting_size)} {idea.instrument.unit}s fits the planned risk."
        facts.append(
            Fact("account.fitting_size", "account", fits, plain_decimal(measures.fitting_size))
        )
    if (
        account.size is not None
        and idea.instrument is not None
        and idea.instrument.currency != account.currency
    ):
        differ = (
            f"The result is in {idea.instrument.currency} and the account in {account.currency};"
            " without a rate the two are not compared."
        )
        facts.append(Fact("account.currency", "account", differ, None))
    return facts


def _record(situation: Situation, _: IdeaMeasures) -> list[Fact]:
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
        last_result = "a loss" if record.last_was_loss else "a win"
        last = f"The last trade closed {record.minutes_since_last} minutes ago with {last_result}."
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
    interval = wilson_interval(wins, count)
    assert interval is not None, "there are trades"
    return f" (95% interval {interval.low * 100:.0f}% to {interval.high * 100:.0f}%, N {count})"


def _open(situation: Situation, _: IdeaMeasures) -> list[Fact]:
    related = related_positions(situation)
    facts = []
    for number, position in enumerate(related[:5], 1):
        text = (
            f"Open: {position.direction} {plain_decimal(position.size)} {position.instrument}"
            f" from {plain_decimal(position.entry)}."
        )
        facts.append(Fact(f"open.position_{number}", "record", text, plain_decimal(position.size)))
    return facts


def _plan(situation: Situation, _: IdeaMeasures) -> list[Fact]:
    if situation.plan is None:
        facts = []
    else:
        facts = [Fact("plan.terms", "plan", situation.plan)]
    return [
        *facts,
        *(
            Fact(f"plan.{check.check}", "plan", check.reason, check.value)
            for check in situation.checks
        ),
    ]


def _rules(situation: Situation, _: IdeaMeasures) -> list[Fact]:
    """One fact a rule; where a rule speaks twice, its facts are numbered."""
    fact_of: dict[str, Fact] = {}
    for rule in situation.rules:
        name = f"rulebook.{rule.rule.value}"
        many = sum(key == name or key.startswith(f"{name}_") for key in fact_of)
        name = f"{name}_{many + 1}" if many else name
        fact_of[name] = Fact(name, "rulebook", f"{rule.reason} ({rule.state.value})", rule.value)
    return list(fact_of.values())


def _market_hours(situation: Situation, _: IdeaMeasures) -> list[Fact]:
    """Absolute times, so that the same question an hour later is the same question."""
    hours, instrument = situation.hours, situation.idea.instrument
    if hours is None or instrument is None:
        return []
    name, now = f"The market of {instrument.symbol}", hours.at.astimezone(ZoneInfo(hours.zone))
    if hours.turns_at is None:
        return [Fact("market.hours", "market", f"{name} never closes.", "open")]
    turns = _moment(hours.turns_at.astimezone(ZoneInfo(hours.zone)), now)
    if hours.is_open:
        phase = f"is open until {turns}"
    else:
        phase = f"is closed; it opens {turns}"
    state = "open" if hours.is_open else "closed"
    facts = [Fact("market.hours", "market", f"{name} {phase} ({hours.zone}).", state)]
    if hours.is_holiday:
        facts.append(
            Fact("market.holiday", "market", "Today is a holiday of its exchange.", "holiday")
        )
    if hours.is_half_day:
        facts.append(
            Fact(
                "market.half_day",
                "market",
                "Its session closes early: it is a half day.",
                "half_day",
            )
        )
    return facts


def _moment(then: datetime, now: datetime) -> str:
    """`Friday 16:00`; with its date where that is a week away or more."""
    day = _WEEKDAYS[then.weekday()]
    if then - now < timedelta(days=6):
        return f"{day} {then:%H:%M}"
    return f"{day} {then:%Y-%m-%d %H:%M}"


def _trade(situation: Situation, _: IdeaMeasures) -> Sequence[Fact]:
    return situation.happened


def _image(situation: Situation, _: IdeaMeasures) -> list[Fact]:
    if situation.image_count == 0:
        return []
    if situation.image_count == 1:
        count = "One image came"
    else:
        count = f"{situation.image_count} images came"
    return [Fact("image.count", "image", f"{count} with the message.", str(situation.image_count))]


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
READERS: tuple[FactReader, ...] = (
    FactReader("text", _text),
    FactReader("idea", _idea),
    FactReader("account", _account),
    FactReader("record", _record),
    FactReader("open_positions", _open),
    FactReader("plan", _plan),
    FactReader("rulebook", _rules),
    FactReader("market_hours", _market_hours),
    FactReader("trade", _trade),
    FactReader("image", _image),
)

"""The readers of facts: one list, in the order in which a provider and the trader see what they read.

Each is small and deterministic, and reads what is known of one question. Whoever joins adds one entry; what must look
outside, at an image or at the past, leaves in the situation what it found, as trades do with what happened. Pure.
"""

from collections import Counter
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
    RecordFacts,
    Situation,
    measure,
    money,
    related_positions,
)
from backend.features.coach.verdicts.findings import doubt_id
from backend.features.market.instruments.instruments import Instrument
from backend.quant.statistics import wilson_interval

_FEELINGS = {"moved_stop": "a moved stop", "fomo": "fear of missing out"}


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
    idea = situation.idea
    facts = []
    if idea.instrument is not None:
        facts += _instrument(idea.instrument)
    stated = {
        "direction": idea.direction,
        "entry": idea.entry,
        "stop": idea.stop,
        "size": idea.size,
        "timeframe": idea.timeframe,
    }
    for name, value in stated.items():
        if value is None:
            continue
        shown = plain_decimal(value) if isinstance(value, Decimal) else value
        origin = " (inferred)" if name in idea.inferred else ""
        statement = f"{name.capitalize()} {shown}{origin}."
        facts.append(Fact(f"words.{name}", "words", statement, shown))
    for number, target in enumerate(idea.targets, 1):
        shown = plain_decimal(target)
        facts.append(Fact(f"words.target_{number}", "words", f"Target {number}: {shown}.", shown))
    for feeling, words in idea.feelings.items():
        statement = f'The words "{words}" sound like {_FEELINGS.get(feeling, feeling)}.'
        facts.append(Fact(f"words.feeling_{feeling}", "words", statement, words))
    return facts


def _instrument(instrument: Instrument) -> list[Fact]:
    symbol, multiplier = instrument.symbol, instrument.multiplier
    named = f"Instrument {symbol} ({instrument.name})."
    a_point = money(multiplier, instrument.currency)
    worth = f"One {instrument.unit} of {symbol} moves {a_point} a point."
    return [
        Fact("words.instrument", "words", named, symbol),
        Fact("instrument.multiplier", "instrument", worth, plain_decimal(multiplier)),
    ]


def _idea(situation: Situation, measures: IdeaMeasures) -> list[Fact]:
    idea = situation.idea
    if measures.stop_side_wrong and idea.stop is not None:
        wrong = f"The stop {plain_decimal(idea.stop)} is on the wrong side of the entry."
        return [Fact("idea.stop_side", "idea", wrong, "wrong")]
    facts = []
    if measures.per_unit is not None:
        facts.append(_stop_distance(measures.per_unit, idea.instrument))
    for number, ratio in enumerate(measures.ratios, 1):
        facts.append(_ratio(number, ratio))
    for number, doubt in enumerate(idea.doubts, 1):
        facts.append(Fact(doubt_id(number), "idea", doubt))
    if idea.instrument is not None:
        facts += _costs_of_the_stop(measures, idea.instrument)
    return facts


def _stop_distance(distance: Decimal, instrument: Instrument | None) -> Fact:
    shown = plain_decimal(distance)
    ticks = ""
    if instrument is not None:
        count = (distance / instrument.tick_size).quantize(Decimal("0.1"))
        unit = "pips" if instrument.kind == "fx" else "ticks"
        ticks = f", {plain_decimal(count)} {unit}"
    return Fact("idea.stop_distance", "idea", f"The stop is {shown} away{ticks}.", shown)


def _ratio(number: int, ratio: Decimal) -> Fact:
    shown = plain_decimal(ratio)
    even = (100 / (1 + ratio)).quantize(Decimal("0.1"))
    name = "idea.risk_reward" if number == 1 else f"idea.risk_reward_{number}"
    statement = (
        f"Target {number} pays {shown} times the risk; it breaks even at a hit rate of {even}%."
    )
    return Fact(name, "idea", statement, shown)


def _costs_of_the_stop(measures: IdeaMeasures, instrument: Instrument) -> list[Fact]:
    facts = []
    currency = instrument.currency
    if measures.risk_unit is not None:
        cost = f"The stop costs {money(measures.risk_unit, currency)} a {instrument.unit}."
        facts.append(Fact("idea.risk_per_unit", "idea", cost, plain_decimal(measures.risk_unit)))
    if measures.risk_money is not None:
        total = f"At this size the stop costs {money(measures.risk_money, currency)}."
        facts.append(Fact("idea.risk_money", "idea", total, plain_decimal(measures.risk_money)))
    return facts


def _account(situation: Situation, measures: IdeaMeasures) -> list[Fact]:
    account, instrument = situation.account, situation.idea.instrument
    facts = []
    if account.size is not None:
        size = f"The account is {money(account.size, account.currency)}."
        facts.append(Fact("account.size", "account", size, plain_decimal(account.size)))
    if measures.allowed_percent is not None:
        allowed = plain_decimal(measures.allowed_percent)
        plan = f"The plan is to risk {allowed}% a trade."
        facts.append(Fact("account.risk_per_trade", "account", plan, allowed))
    if measures.risk_percent is not None:
        percent = plain_decimal(measures.risk_percent)
        share = f"That is {percent}% of the account."
        facts.append(Fact("account.risk_percent", "account", share, percent))
    if instrument is None:
        return facts
    if measures.fitting_size is not None:
        fitting = plain_decimal(measures.fitting_size)
        risk_money = situation.idea.risk_money
        risk = "the planned risk"
        if risk_money is not None:
            risk = f"a risk of {money(risk_money, instrument.currency)}"
        units = instrument.unit if measures.fitting_size == 1 else f"{instrument.unit}s"
        fits = f"A size of {fitting} {units} fits {risk}."
        facts.append(Fact("account.fitting_size", "account", fits, fitting))
    if account.size is not None and instrument.currency != account.currency:
        differ = (
            f"The result is in {instrument.currency} and the account in {account.currency};"
            " without a rate the two are not compared."
        )
        facts.append(Fact("account.currency", "account", differ, None))
    return facts


def _record(situation: Situation, _: IdeaMeasures) -> list[Fact]:
    record = situation.record
    if record.closed == 0:
        return [Fact("record.empty", "record", "There are no closed trades on record yet.", "0")]
    return [
        *_results(record),
        *_results_of_the_instrument(record, situation.idea.instrument),
        *_form(record),
        *_usual_size(record, situation.idea.instrument),
    ]


def _results(record: RecordFacts) -> list[Fact]:
    """What the closed trades came to."""
    interval = _interval(record.wins, record.closed)
    won = f"{record.wins} of the last {record.closed} closed trades won{interval}."
    facts = [Fact("record.win_rate", "record", won, str(record.wins))]
    if record.currency is not None:
        net = f"Their net result is {money(record.net, record.currency)}."
        facts.append(Fact("record.net", "record", net, plain_decimal(record.net)))
    if record.average_r is not None:
        mean = plain_decimal(record.average_r)
        statement = f"They average {mean} R over {record.r_count} with a stop on record."
        facts.append(Fact("record.average_r", "record", statement, mean))
    return facts


def _results_of_the_instrument(record: RecordFacts, instrument: Instrument | None) -> list[Fact]:
    if instrument is None or not record.same_closed:
        return []
    wins, closed = record.same_wins, record.same_closed
    statement = f"On {instrument.symbol}: {wins} of {closed} won{_interval(wins, closed)}."
    return [Fact("record.instrument", "record", statement, str(wins))]


def _form(record: RecordFacts) -> list[Fact]:
    """How the last trades went, and how much was traded today."""
    facts = []
    run, minutes = record.losses_in_a_row, record.minutes_since_last
    if run >= 2:
        lost = f"The last {run} trades in a row lost."
        facts.append(Fact("record.losing_run", "record", lost, str(run)))
    if minutes is not None and minutes < 24 * 60:
        last_result = "a loss" if record.last_was_loss else "a win"
        last = f"The last trade closed {minutes} minutes ago with {last_result}."
        facts.append(Fact("record.last_trade", "record", last, str(minutes)))
    if record.entered_today:
        today = f"{record.entered_today} trades were entered today."
        facts.append(Fact("record.today", "record", today, str(record.entered_today)))
    if record.exited_today:
        net = ""
        if record.currency:
            net = f", for {money(record.net_today, record.currency)}"
        exited = f"{record.exited_today} trades were exited today, in whole or in part{net}."
        facts.append(Fact("record.exited_today", "record", exited, str(record.exited_today)))
    return facts


def _usual_size(record: RecordFacts, instrument: Instrument | None) -> list[Fact]:
    if instrument is None or record.usual_size is None:
        return []
    usual = plain_decimal(record.usual_size)
    statement = f"The usual size on {instrument.symbol} is {usual}."
    return [Fact("record.usual_size", "record", statement, usual)]


def _interval(wins: int, count: int) -> str:
    interval = wilson_interval(wins, count)
    assert interval is not None, "there are trades"
    low, high = interval.low * 100, interval.high * 100
    return f" (95% interval {low:.0f}% to {high:.0f}%, N {count})"


def _open(situation: Situation, _: IdeaMeasures) -> list[Fact]:
    facts = []
    for number, position in enumerate(related_positions(situation)[:5], 1):
        size, entry = plain_decimal(position.size), plain_decimal(position.entry)
        statement = f"Open: {position.direction} {size} {position.instrument} from {entry}."
        facts.append(Fact(f"open.position_{number}", "record", statement, size))
    return facts


def _plan(situation: Situation, _: IdeaMeasures) -> list[Fact]:
    facts = []
    if situation.plan is not None:
        facts.append(Fact("plan.terms", "plan", situation.plan))
    for check in situation.checks:
        facts.append(Fact(f"plan.{check.check}", "plan", check.reason, check.value))
    return facts


def _rules(situation: Situation, _: IdeaMeasures) -> list[Fact]:
    """One fact a rule; where a rule speaks twice, its facts are numbered."""
    facts = []
    times_said: Counter[str] = Counter()
    for rule in situation.rules:
        name = f"rulebook.{rule.rule.value}"
        times_said[name] += 1
        fact_id = name if times_said[name] == 1 else f"{name}_{times_said[name]}"
        statement = f"{rule.reason} ({rule.state.value})"
        facts.append(Fact(fact_id, "rulebook", statement, rule.value))
    return facts


def _market_hours(situation: Situation, _: IdeaMeasures) -> list[Fact]:
    """Absolute times, so that the same question an hour later is the same question."""
    hours, instrument = situation.hours, situation.idea.instrument
    if hours is None or instrument is None:
        return []
    name = f"The market of {instrument.symbol}"
    if hours.turns_at is None:
        return [Fact("market.hours", "market", f"{name} never closes.", "open")]
    zone = ZoneInfo(hours.zone)
    turns = _moment(hours.turns_at.astimezone(zone), hours.at.astimezone(zone))
    if hours.is_open:
        state, phase = "open", f"is open until {turns}"
    else:
        state, phase = "closed", f"is closed; it opens {turns}"
    facts = [Fact("market.hours", "market", f"{name} {phase} ({hours.zone}).", state)]
    if hours.is_holiday:
        holiday = "Today is a holiday of its exchange."
        facts.append(Fact("market.holiday", "market", holiday, "holiday"))
    if hours.is_half_day:
        half_day = "Its session closes early: it is a half day."
        facts.append(Fact("market.half_day", "market", half_day, "half_day"))
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

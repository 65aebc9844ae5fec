"""The year, session by session: check-in, plans and trades, the look back; each session in one transaction."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.features.operations.demo import seed_texts
from backend.features.operations.demo.context import Stage
from backend.features.operations.demo.seed_data import ACCOUNTS, PLAYBOOK
from backend.features.operations.demo.trade_script import Story, play
from backend.features.operations.demo.trader import by_day
from backend.features.record.journal import check_ins
from backend.features.record.journal import service as journal
from backend.features.record.journal.errors import CheckInLocked
from backend.features.record.journal.models import EntryKind
from backend.features.record.journal.schemas import EntryLinks, WriteCheckIn, WriteEntry
from backend.features.record.plans import service as plans
from backend.features.record.plans.schemas import MakePlan
from backend.features.record.trades.models import Trade, TradeDirection
from backend.quant.behaviour.events import Detector
from backend.quant.behaviour.record import CheckInRecord, Missed, RoundTrip, TradeKind
from backend.quant.behaviour.synthetic.market import CONTRACTS
from backend.quant.behaviour.synthetic.trader import Made

EVENING = 22  # UTC, after the close in Chicago
REVIEWED = 5  # of seven sessions are looked back at
FRIDAY = 4
STRESSED, RESTED = 4, Decimal("6.5")  # how a session begins that ends in tilt
GIVEN_UP = timedelta(hours=2)  # a plan that was not traded


@dataclass(frozen=True, slots=True)
class SeedDay:
    """A session that is to be written: its number in the year, its day and its positions."""

    number: int
    day: date
    positions: tuple[RoundTrip, ...]


def write_real(stage: Stage) -> None:
    """The sessions with money that are not there yet."""
    history = stage.real
    checked = {entry.session: entry for entry in history.record.check_ins}
    missed = {entry.session: entry for entry in history.record.missed}
    week: list[seed_texts.Day] = []
    for session_day in _missing(stage, history, TradeKind.REAL):
        texts = _texts(history, session_day)
        _check_in(stage, checked.get(session_day.day), texts)
        monday = session_day.day - timedelta(days=FRIDAY)
        week = [day for day in week if day.date >= monday]
        week.append(texts)
        with stage.writing() as session:
            stories = _stories(stage, history, session_day)
            play(session, stories)
            if session_day.day in missed:
                _miss(session, stage, session_day, missed[session_day.day])
            if session_day.number % 7 < REVIEWED:
                _review(session, stage, texts, stories)
            if session_day.day.weekday() == FRIDAY:
                _weekly(session, stage, week)


def write_practice(stage: Stage) -> None:
    """The sessions of practice that are not there yet."""
    history = stage.practice
    for session_day in _missing(stage, history, TradeKind.TRAINING):
        with stage.writing() as session:
            play(session, _stories(stage, history, session_day))


def _missing(stage: Stage, history: Made, kind: TradeKind) -> Iterator[SeedDay]:
    """Sessions of which the account has no trade, in order; a line of progress for each month."""
    with stage.database.reading(stage.actor) as session:
        account_id = stage.accounts[ACCOUNTS[kind]]
        statement = select(Trade.entry_day).where(
            Trade.user_id == stage.user_id,
            Trade.account_id == account_id,
        )
        there = set(session.scalars(statement.distinct()))
    month, trades = "", 0
    for number, (day, positions) in enumerate(by_day(history).items()):
        if day in there:
            continue
        if month and month != f"{day:%B %Y}":
            stage.progress.tell(f"{month}: {trades} trades")
            trades = 0
        month = f"{day:%B %Y}"
        trades = trades + len(positions)
        yield SeedDay(number, day, tuple(positions))
    if trades:
        stage.progress.tell(f"{month}: {trades} trades")


def _stories(stage: Stage, history: Made, session_day: SeedDay) -> list[Story]:
    return [
        Story(stage, position, history.drafts[position.id], 31 * session_day.number + place)
        for place, position in enumerate(session_day.positions)
    ]


def _texts(history: Made, session_day: SeedDay) -> seed_texts.Day:
    """What a session came to, and which habits showed in it."""
    ids = {position.id for position in session_day.positions}
    labels = frozenset(
        behaviour for behaviour, labelled in history.labels.items() if labelled & ids
    )
    positions = session_day.positions
    r = sum(float(position.r or 0) for position in positions)
    return seed_texts.Day(session_day.day, session_day.number, len(positions), r, labels)


def _check_in(stage: Stage, check_in: CheckInRecord | None, day: seed_texts.Day) -> None:
    """Before the session; a session that ends in tilt often began tired."""
    if check_in is None:
        return
    stress = check_in.stress
    slept = Decimal(str(check_in.sleep_hours))
    if Detector.TILT in day.labels and day.number % 3 > 0:
        stress = max(stress or 1, STRESSED)
        slept = min(slept, RESTED)
    body = WriteCheckIn(
        mood=check_in.mood,
        energy=check_in.energy,
        focus=check_in.focus,
        stress=stress,
        sleep_hours=slept,
        intention=seed_texts.pick(seed_texts.BEFORE, day.number),
    )
    try:
        check_ins.write_check_in(
            stage.database,
            stage.actor,
            check_in.session,
            body,
            stage.keyring,
            now=check_in.time,
        )
    except CheckInLocked:  # the trader traded on this day already
        return


def _review(session: Session, stage: Stage, day: seed_texts.Day, stories: list[Story]) -> None:
    trade_ids = [story.trade_id for story in stories if story.trade_id is not None]
    body = WriteEntry(
        kind=EntryKind.REVIEW,
        day=day.date,
        title=seed_texts.title(day),
        body=seed_texts.review(day),
        tags=["review"],
        links=EntryLinks(trade_ids=trade_ids[:5]),
    )
    now = stage.moment(day.date, EVENING, day.number % 50)
    journal.write_entry(session, stage.user_id, body, stage.keyring, stage.links, now=now)


def _weekly(session: Session, stage: Stage, week: list[seed_texts.Day]) -> None:
    last = week[-1].date
    body = WriteEntry(
        kind=EntryKind.FREE,
        day=last,
        title="The week",
        body=seed_texts.week(week),
        tags=["week"],
    )
    now = stage.moment(last, EVENING + 1, 5)
    journal.write_entry(session, stage.user_id, body, stage.keyring, stage.links, now=now)


def _miss(session: Session, stage: Stage, session_day: SeedDay, missed: Missed) -> None:
    """A plan whose price came and that nobody traded: it expires."""
    of_instrument = [
        position for position in session_day.positions if position.instrument == missed.instrument
    ]
    if not of_instrument or of_instrument[0].initial_stop is None:
        return
    like = of_instrument[0]
    stop = of_instrument[0].initial_stop
    name = str(like.strategy)
    description, criteria, exit_rule = PLAYBOOK[name]
    tick = CONTRACTS[like.instrument].tick
    first = like.entries[0]
    sign = like.direction.sign
    unit = abs(first.price - stop)
    entry = first.price + round(unit / tick) * tick * sign
    body = MakePlan(
        title=f"{name}, {like.instrument} {like.direction}, second chance",
        instrument=like.instrument,
        direction=TradeDirection(like.direction),
        setup_description=description,
        entry_criteria=list(criteria),
        entry_price=entry,
        stop_loss_level=entry - unit * sign,
        take_profit_targets=[entry + 2 * unit * sign],
        position_size=first.quantity,
        exit_rule=exit_rule,
        setup=name,
        strategy_id=stage.strategies[name],
        account_id=stage.accounts[ACCOUNTS[TradeKind.REAL]],
        expires_at=missed.triggered_at + GIVEN_UP,
    )
    plans.make_plan(session, stage.user_id, body, stage.links, now=missed.triggered_at)

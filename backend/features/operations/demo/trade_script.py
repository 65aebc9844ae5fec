"""What happened to a position, as steps in the order of time: plan, fill, stop, target, edits, exit, a last word."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.features.operations.demo import seed_texts
from backend.features.operations.demo.context import Stage
from backend.features.operations.demo.seed_data import ACCOUNTS, PLAYBOOK
from backend.features.operations.demo.trader import KIND
from backend.features.record.plans import service as plans
from backend.features.record.plans import trade_linking
from backend.features.record.plans.adherence import service as adherence
from backend.features.record.plans.adherence.schemas import MarkPlan, MarkSubject
from backend.features.record.plans.schemas import ChangePlan, EntryZone, ExecutePlan, MakePlan
from backend.features.record.rulebook import trade_checks as rulebook
from backend.features.record.trades import event_service, service
from backend.features.record.trades.models import TradeDirection, TradeType
from backend.features.record.trades.schemas import (
    AddFill,
    AddNote,
    CloseTrade,
    LogTrade,
    SetStop,
    SetTarget,
)
from backend.quant.behaviour.events import Detector
from backend.quant.behaviour.record import ExitReason, PlanEdit, RoundTrip
from backend.quant.behaviour.synthetic.market import PositionSketch
from backend.quant.positions import Part

LOOKED_BACK = timedelta(minutes=3)  # after the exit, when a trader says how it was


@dataclass(frozen=True, slots=True)
class ScriptStep:
    """One thing to write, with the time when it was done."""

    time: datetime
    place: int
    do: Callable[[Session, datetime], None]


class Story:
    """One position: what the trader did, written as a trader would have written it."""

    def __init__(
        self, stage: Stage, position: RoundTrip, draft: PositionSketch, number: int
    ) -> None:
        self._stage, self._position, self._draft, self._number = stage, position, draft, number
        self._plan_id: UUID | None = None
        self.trade_id: UUID | None = None

    @property
    def steps(self) -> list[ScriptStep]:
        """All of it, in the order of time."""
        position = self._position
        exits = self._position.exits
        steps: list[tuple[datetime, Any]] = []
        if position.plan is not None:
            steps.append((position.plan.committed_at, self._make_plan))
            steps.append((position.entry_time, self._tick_criteria))
        steps.append((position.entry_time, self._enter))
        steps += [(part.time, _with(self._add, part)) for part in position.entries[1:]]
        steps += [(stop.time, _with(self._move_stop, stop.price)) for stop in position.stops[1:]]
        steps += [
            (target.time, _with(self._move_target, target.price)) for target in position.targets[1:]
        ]
        if position.plan is not None:
            steps += [(edit.time, _with(self._edit, edit)) for edit in position.plan.edits]
        steps += [(part.time, _with(self._leave_part, part)) for part in exits[:-1]]
        steps.append((exits[-1].time, self._leave))
        steps.append((exits[-1].time + LOOKED_BACK, self._look_back))
        steps.sort(key=lambda step: step[0])
        return [ScriptStep(time, place, do) for place, (time, do) in enumerate(steps)]

    def _make_plan(self, session: Session, now: datetime) -> None:
        position = self._position
        stage = self._stage
        assert position.plan is not None
        assert position.plan.zone is not None
        name = str(position.strategy)
        description, criteria, exit_rule = PLAYBOOK[name]
        body = MakePlan(
            title=f"{name}, {position.instrument} {position.direction}",
            instrument=position.instrument,
            direction=TradeDirection(position.direction),
            setup_description=description,
            entry_criteria=list(criteria),
            entry_zone=EntryZone(low=position.plan.zone[0], high=position.plan.zone[1]),
            stop_loss_level=position.plan.stop,
            stop_loss_reasoning=seed_texts.pick(seed_texts.STOPS, self._number),
            take_profit_targets=list(position.plan.targets),
            position_size=position.plan.size or position.entries[0].quantity,
            exit_rule=exit_rule,
            confidence_score=50 + self._number * 7 % 40,
            setup=name,
            strategy_id=stage.strategies[name],
            account_id=self._account,
            trade_type=KIND[position.stream.kind],
        )
        self._plan_id = plans.make_plan(session, stage.user_id, body, stage.links, now=now).id

    def _enter(self, session: Session, now: datetime) -> None:
        first = self._position.entries[0]
        stage = self._stage
        feeling = seed_texts.feeling(self._draft, self._number)
        if self._plan_id is not None:
            body = ExecutePlan(
                entry_price=first.price,
                entry_time=now,
                position_size=first.quantity,
                fees=first.fees,
                emotional_state=feeling,
            )
            executed = trade_linking.execute(
                session,
                stage.user_id,
                self._plan_id,
                body,
                stage.links,
                news=stage.news,
                plans=stage.plans,
                now=now,
            )
            self.trade_id = executed.plan.trade_id
            return
        self.trade_id, _ = service.log_trade(
            session,
            stage.user_id,
            self._log(first, now),
            news=stage.news,
            now=now,
        )

    def _log(self, first: Part, now: datetime) -> LogTrade:
        position = self._position
        return LogTrade(
            instrument=position.instrument,
            direction=TradeDirection(position.direction),
            entry_price=first.price,
            position_size=first.quantity,
            entry_time=now,
            stop_price=position.initial_stop,
            target_price=position.targets[0].price if position.targets else None,
            fees=first.fees,
            trade_type=KIND[position.stream.kind],
            account_id=self._account,
            emotional_state=seed_texts.feeling(self._draft, self._number),
        )

    def _tick_criteria(self, session: Session, now: datetime) -> None:
        """Right before the fill; a trader in a hurry ticks nothing."""
        if self._plan_id is None or Detector.FOMO in self._draft.labels:
            return
        for place, _ in enumerate(PLAYBOOK[str(self._position.strategy)][1], start=1):
            body = MarkPlan(subject=MarkSubject.CRITERION, place=place, met=True)
            adherence.mark(session, self._stage.user_id, self._plan_id, body, now=now)

    def _add(self, session: Session, now: datetime, part: Part) -> None:
        self._fill(session, now, part, "entry")

    def _leave_part(self, session: Session, now: datetime, part: Part) -> None:
        self._fill(session, now, part, "exit")

    def _fill(self, session: Session, now: datetime, part: Part, action: str) -> None:
        body = AddFill(action=action, quantity=part.quantity, price=part.price, fees=part.fees)
        event_service.add_fill(
            session,
            self._stage.user_id,
            self._trade,
            body,
            news=self._stage.news,
            now=now,
        )

    def _move_stop(self, session: Session, now: datetime, price: Decimal | None) -> None:
        body = SetStop(stop_price=price)
        event_service.set_stop(
            session,
            self._stage.user_id,
            self._trade,
            body,
            news=self._stage.news,
            now=now,
        )

    def _move_target(self, session: Session, now: datetime, price: Decimal | None) -> None:
        body = SetTarget(target_price=price)
        event_service.set_target(
            session,
            self._stage.user_id,
            self._trade,
            body,
            news=self._stage.news,
            now=now,
        )

    def _edit(self, session: Session, now: datetime, edit: PlanEdit) -> None:
        position = self._position
        assert self._plan_id is not None
        assert position.plan is not None
        stop = position.plan.stop
        target = position.plan.targets[0]
        wider = stop - position.direction.sign * abs(target - stop) / 10
        changed = {
            "title": f"{position.strategy}, {position.instrument}",
            "take_profit_targets": [position.targets[-1].price],
            "stop_loss_level": _to_tick(wider, self._draft.contract.tick),
        }
        body = ChangePlan.model_validate({edit.field: changed[edit.field]})
        plans.change_plan(
            session,
            self._stage.user_id,
            self._plan_id,
            body,
            self._stage.links,
            now=now,
        )

    def _leave(self, session: Session, now: datetime) -> None:
        last = self._position.exits[-1]
        body = CloseTrade(exit_price=last.price, exit_time=now, fees=last.fees)
        event_service.close_trade(
            session,
            self._stage.user_id,
            self._trade,
            body,
            news=self._stage.news,
            now=now,
        )

    def _look_back(self, session: Session, now: datetime) -> None:
        """By which rule it was left, a note on what stays in mind, and the own limits as they stood."""
        stage = self._stage
        reason = self._position.exit_reason
        if self._plan_id is not None and reason in (ExitReason.RULE, ExitReason.DISCRETION):
            met = reason is ExitReason.RULE
            body = MarkPlan(subject=MarkSubject.EXIT, met=met, event_time=self._position.exit_time)
            adherence.mark(session, stage.user_id, self._plan_id, body, now=now)
        note = seed_texts.note(self._draft, self._number)
        if note is not None:
            event_service.add_note(
                session,
                stage.user_id,
                self._trade,
                AddNote(text=note),
                news=stage.news,
                now=now,
            )
        is_real = KIND[self._position.stream.kind] is TradeType.REAL
        if is_real and self._plan_id is None:  # else its plan has asked
            rulebook.check_trade(session, stage.user_id, self._trade, now=now)

    @property
    def _trade(self) -> UUID:
        assert self.trade_id is not None, "the fill comes first"
        return self.trade_id

    @property
    def _account(self) -> UUID:
        return self._stage.accounts[ACCOUNTS[self._position.stream.kind]]


def play(session: Session, stories: Sequence[Story]) -> None:
    """All steps of some positions in the order of time, as they would have been written on that day."""
    steps = []
    for number, story in enumerate(stories):
        steps += [((step.time, number, step.place), step) for step in story.steps]
    for _, step in sorted(steps, key=itemgetter(0)):
        step.do(session, step.time)


def _with(do: Any, argument: object) -> Any:
    return lambda session, now: do(session, now, argument)


def _to_tick(price: Decimal, tick: Decimal) -> Decimal:
    return round(price / tick) * tick

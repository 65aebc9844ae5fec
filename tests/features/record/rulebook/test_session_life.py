"""No sequence of trades, deletions, rulebooks, overrides, clock jumps and restarts lets a lock vanish early."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from backend.app import create_app
from backend.core.db import Database, acting_for
from backend.core.errors import Refusal
from backend.core.events import News
from backend.features.record.rulebook import session_state, versions
from backend.features.record.rulebook.schemas import AskOverride, Limits, WriteRulebook
from backend.features.record.trades import corrections, event_service
from backend.features.record.trades import queries as trades
from backend.features.record.trades import service as record
from backend.features.record.trades.schemas import LogTrade, VoidEvent

BEGIN = datetime(2026, 3, 6, 15, tzinfo=UTC)  # two days before the clocks change in New York


def session_life(world):
    class SessionLife(RuleBasedStateMachine):
        logged = Bundle("logged")

        def __init__(self):
            super().__init__()
            self.user_id = UUID(world.trader().user["id"])
            self.now = BEGIN
            self.app = self.started()
            self.locks = {}  # rule → until when, the latest that was ever seen

        def ask(self, use_case, *fields, **more):
            ports = self.app.extensions["coach"].ports
            try:
                with ports.use(Database).transaction(acting_for(self.user_id)) as session:
                    return use_case(session, self.user_id, *fields, **more)
            except Refusal:
                return None

        @property
        def news(self):
            return self.app.extensions["coach"].ports.use(News)

        @rule(
            loss=st.none() | st.integers(1, 4),
            trades_a_day=st.none() | st.integers(0, 4),
            run=st.none() | st.integers(1, 3),
            minutes=st.none() | st.integers(5, 600),
            today=st.booleans(),
            zone=st.sampled_from(
                ["America/New_York", "America/New_York", "Europe/Berlin", "Asia/Kolkata"]
            ),
            turns_at=st.sampled_from([time(0), time(17), time(17)]),
        )
        def write(self, loss, trades_a_day, run, minutes, today, zone, turns_at):
            limits = Limits(
                daily_loss=None if loss is None else {"r": loss},
                trades_per_day=trades_a_day,
                losses_in_a_row=run,
                cooling_off_minutes=minutes,
            )
            day = self.ask(session_state.state, news=self.news, now=self.now).day if today else None
            body = WriteRulebook(limits=limits, zone=zone, day_turns_at=turns_at, effective_day=day)
            self.ask(versions.write, body, now=self.now)

        @rule(target=logged, r=st.sampled_from([-2, -1, -1, 1]), ago=st.integers(1, 90))
        def trade(self, r, ago):
            start = self.now - timedelta(minutes=ago)
            body = LogTrade(
                instrument="ES",
                direction="long",
                entry_price="4500",
                stop_price="4490",
                position_size=1,
                entry_time=start,
                exit_price=Decimal(4500 + 10 * r),
                exit_time=start + timedelta(seconds=30),
            )
            trade = self.ask(record.log_trade, body, news=self.news, now=self.now)
            return multiple() if trade is None else trade[0]

        @rule(trade=logged)
        def delete(self, trade):
            self.look()
            self.ask(record.delete_trade, trade, news=self.news, now=self.now)

        @rule(trade=logged)
        def delete_unseen(self, trade):
            """The record called for a lock that nobody has looked at."""
            due = self.due()
            if (
                self.ask(record.delete_trade, trade, news=self.news, now=self.now) is not None
                or due
            ):
                assert not due or self.state().state == "locked"

        @rule(trade=logged)
        def void(self, trade):
            events = self.ask(event_service.list_events, trade)
            exits = [
                event.id for event in events or [] if event.kind == "exited" and not event.voided
            ]
            if exits:
                self.ask(
                    corrections.void_event,
                    trade,
                    exits[0],
                    VoidEvent(),
                    news=self.news,
                    now=self.now,
                )

        @rule()
        def override(self):
            body = AskOverride(reason="I know what I am doing here", minutes=30)
            self.ask(session_state.override, body, news=self.news, now=self.now)

        @rule(minutes=st.integers(-600, 2000))
        def clock_jumps(self, minutes):
            self.now += timedelta(minutes=minutes)

        @rule()
        def restart(self):
            self.teardown()
            self.app = self.started()

        def started(self):
            return create_app(world.settings, clock=lambda: self.now)

        def teardown(self):
            self.app.extensions["coach"].database.engine.dispose()

        def state(self):
            return self.ask(session_state.state, news=self.news, now=self.now)

        def due(self):
            """Whether the daily loss in R calls for a lock now, by arithmetic of its own."""

            def look(session, user):
                stands = versions.standing(session, user, self.now)
                limit = stands.book.limits.daily_loss
                day = stands.book.day
                lost = sum(
                    (
                        -row.r_multiple
                        for row in session.scalars(trades.trades_of(user))
                        if row.r_multiple is not None and day.starts <= row.exit_time <= self.now
                    ),
                    Decimal(0),
                )
                return limit is not None and limit.r is not None and lost >= limit.r

            return self.ask(look)

        @invariant()
        def look(self):
            due, state = self.due(), self.state()
            locks = {hold.rule: hold for hold in state.holds if hold.state == "locked"}
            for name, until in self.locks.items():
                if until > self.now:
                    assert name in locks, f"{name} was locked until {until}, and it is {self.now}"
                    assert locks[name].until >= until
            for name, lock in locks.items():
                self.locks[name] = max(lock.until, self.locks.get(name, lock.until))
            assert state.state == ("locked" if locks else state.state)
            assert not due or state.state == "locked"
            assert state.day_starts_at <= self.now < state.day_ends_at
            span = state.day_ends_at - state.day_starts_at
            assert timedelta(hours=22) < span < timedelta(hours=74), "a weekend is of Monday"

    return SessionLife


@pytest.mark.hypothesis
@pytest.mark.timeout(400)  # on a busy machine
def test_no_sequence_of_events_lets_a_lock_vanish_early(world):
    run_state_machine_as_test(
        session_life(world),
        settings=settings(
            max_examples=8,
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
            phases=[
                Phase.generate
            ],  # a shorter example would take minutes; the steps of the failure are printed
        ),
    )

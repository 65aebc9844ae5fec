"""No sequence of edits, fills, cancels, clock jumps and restarts changes a plan after the fact."""

from datetime import UTC, datetime, timedelta
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
from backend.features.content.media.service import Links
from backend.features.record.plans import queries, service, trade_linking
from backend.features.record.plans.plan_terms import frozen_hash
from backend.features.record.plans.schemas import ChangePlan, ExecutePlan, LinkTrade, MakePlan
from backend.features.record.plans.service import Expiry
from backend.features.record.plans.trade_linking import LivingPlans
from backend.features.record.trades import event_service
from backend.features.record.trades import queries as trades
from backend.features.record.trades import service as record
from backend.features.record.trades.schemas import CloseTrade, LogTrade
from tests.factories.plans import PLAN

BEGIN = datetime(2026, 3, 6, 15, tzinfo=UTC)  # two days before the clocks change in New York
MINUTES = st.integers(-300, 3000)


def plan_life(world):
    class PlanLife(RuleBasedStateMachine):
        plans = Bundle("plans")
        trades = Bundle("trades")

        def __init__(self):
            super().__init__()
            self.user_id = UUID(world.trader().user["id"])
            self.now = BEGIN
            self.app = self.started()
            self.seen = {}  # (plan, number) → what was frozen
            self.over = {}  # plans that were cancelled

        def ask(self, use_case, *fields, **more):
            """One use case as one request; a refusal is an answer."""
            ports = self.app.extensions["coach"].ports
            try:
                with ports.use(Database).transaction(acting_for(self.user_id)) as session:
                    return use_case(session, self.user_id, *fields, **more)
            except Refusal:
                return None

        def port(self, kind):
            return self.app.extensions["coach"].ports.use(kind)

        @rule(target=plans, hours=st.none() | st.integers(1, 40), single=st.booleans())
        def make(self, hours, single):
            expires = None if hours is None else self.now + timedelta(hours=hours)
            entry = {"entry_zone": None, "entry_price": "4500"} if single else {}
            body = MakePlan.model_validate({**PLAN, **entry, "expires_at": expires})
            return self.ask(service.make_plan, body, self.port(Links), now=self.now).id

        @rule(plan=plans, stop=st.sampled_from(["4494", "4495", "4490"]), size=st.integers(1, 5))
        def edit(self, plan, stop, size):
            body = ChangePlan(stop_loss_level=stop, position_size=size)
            self.ask(service.change_plan, plan, body, self.port(Links), now=self.now)

        @rule(plan=plans)
        def cancel(self, plan):
            if self.ask(service.cancel_plan, plan, self.port(Links), now=self.now) is not None:
                self.over[plan] = True

        @rule(
            target=trades,
            plan=plans,
            price=st.sampled_from([None, "4500", "4503"]),
            ago=st.integers(0, 600),
        )
        def execute(self, plan, price, ago):
            body = ExecutePlan(entry_price=price, entry_time=self.now - timedelta(minutes=ago))
            answer = self.ask(
                trade_linking.execute,
                plan,
                body,
                self.port(Links),
                news=self.port(News),
                plans=self.port(LivingPlans),
                now=self.now,
            )
            return multiple() if answer is None else answer.plan.trade_id

        @rule(
            target=trades,
            ago=st.integers(0, 2000),
            direction=st.sampled_from(["long", "long", "short"]),
        )
        def log(self, ago, direction):
            body = LogTrade(
                instrument="ES",
                direction=direction,
                entry_price="4500",
                position_size=1,
                entry_time=self.now - timedelta(minutes=ago),
            )
            return self.ask(record.log_trade, body, news=self.port(News), now=self.now)[0]

        @rule(plan=plans, trade=trades)
        def link(self, plan, trade):
            body = LinkTrade(trade_id=trade)
            self.ask(
                trade_linking.link, plan, body, self.port(Links), news=self.port(News), now=self.now
            )

        @rule(plan=plans)
        def unlink(self, plan):
            self.ask(
                trade_linking.unlink, plan, self.port(Links), news=self.port(News), now=self.now
            )

        @rule(trade=trades, price=st.sampled_from(["4494", "4505", "4511"]))
        def close(self, trade, price):
            body = CloseTrade(exit_price=price)
            self.ask(event_service.close_trade, trade, body, news=self.port(News), now=self.now)

        @rule(trade=trades)
        def delete(self, trade):
            self.ask(record.delete_trade, trade, news=self.port(News), now=self.now)

        @rule(minutes=MINUTES)
        def clock_jumps(self, minutes):
            self.now += timedelta(minutes=minutes)

        @rule()
        def beat(self):
            Expiry(self.port(Database), News()).expire(now=self.now)

        @rule()
        def restart(self):
            self.teardown()
            self.app = self.started()

        def started(self):
            return create_app(world.settings, clock=lambda: self.now)

        def teardown(self):
            self.app.extensions["coach"].database.engine.dispose()

        @invariant()
        def what_was_frozen_stays(self):
            def look(session, user):
                plans = session.scalars(queries.plans_of(user)).all()
                return plans, queries.versions(session, user, [plan.id for plan in plans])

            plans, versions = self.ask(look)
            now = {
                (version.plan_id, version.number): (version.hash, version.terms, version.frozen_at)
                for version in versions
            }
            assert {key: now[key] for key in self.seen} == self.seen
            self.seen = now
            chains = {}
            for version in versions:
                before = chains.setdefault(version.plan_id, [])
                previous = before[-1] if before else None
                assert version.number == len(before) + 1
                assert previous is None or previous.frozen_at <= version.frozen_at
                assert version.previous_hash == (previous.hash if previous else None)
                assert version.hash == frozen_hash(
                    version.plan_id,
                    version.number,
                    version.frozen_at,
                    version.terms,
                    version.previous_hash,
                )
                before.append(version)
            for plan in plans:
                assert plan.version == len(chains[plan.id])
                assert (plan.status == "executed") == (plan.trade_id is not None)
                assert plan.id not in self.over or plan.status in ("cancelled", "executed")
                assert (
                    plan.status != "executed"
                    or plan.id not in self.over
                    or plan.cancelled_at is not None
                )

        @invariant()
        def every_fill_counts_for_the_version_that_was_alive_then(self):
            def look(session, user):
                rows = []
                for trade in session.scalars(trades.trades_of(user)):
                    adherence = queries.adherence(session, user, trade.id)
                    versions = (
                        queries.versions(session, user, [adherence.plan_id]) if adherence else []
                    )
                    plan = queries.plan(session, user, adherence.plan_id) if adherence else None
                    rows.append((trade, adherence, versions, plan))
                return rows

            for trade, adherence, versions, plan in self.ask(look):
                if adherence is None:
                    assert (trade.trade_plan_id, trade.plan_match) == (None, "unplanned")
                    continue
                assert plan.trade_id == trade.id
                assert trade.trade_plan_id == plan.id
                alive = [
                    version.number for version in versions if version.frozen_at <= trade.entry_time
                ]
                assert adherence.version == (alive[-1] if alive else 1)
                assert (adherence.match == "late") == (not alive)
                assert alive or trade.plan_adherence_score is None
                size = Decimal(
                    next(
                        version.terms["position_size"]
                        for version in versions
                        if version.number == adherence.version
                    )
                )
                assert adherence.size == (trade.max_size <= size)

    return PlanLife


@pytest.mark.hypothesis
@pytest.mark.timeout(400)  # on a busy machine
def test_no_sequence_of_events_changes_a_plan_after_the_fact(world):
    run_state_machine_as_test(
        plan_life(world),
        settings=settings(
            max_examples=8,
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
            phases=[
                Phase.generate
            ],  # a shorter example would take minutes; the steps of the failure are printed
        ),
    )

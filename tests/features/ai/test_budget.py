"""The statements that hold and move money, on a real PostgreSQL and from many threads."""

import random
import time
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import psycopg2
import pytest
from sqlalchemy.exc import DBAPIError

from backend.app import worker_ports
from backend.core.db import Database, acting_for
from backend.features.ai import ledger
from backend.features.ai.budget import Budget
from backend.features.ai.errors import EngineFailed, FailureReason
from backend.features.ai.ports import EngineAnswer, Tokens, Usage
from tests.features.ai.asking import NOW, Said, budget_of, cent, day, tab_of

CENT = Decimal("0.01")


def answered(tab, call, tokens=None):
    call.heard, call.reported = True, tokens or Tokens(900, 0, 120)
    tab.end(EngineAnswer(Said(reply="yes"), "openai", "gpt-4o", Usage()))


def leave(tab, error):
    """As a `with` does when this is raised in it."""
    tab.__exit__(type(error), error, None)


def test_a_call_is_held_before_it_and_moved_to_what_it_cost_after(world, app):
    trader = world.trader()
    call = cent()
    with tab_of(budget_of(app), trader) as tab:
        assert tab.begin(call) is None
        assert day(world, trader) == (0, CENT)
        answered(tab, call)
    assert day(world, trader) == (Decimal("0.00345"), 0)  # 900 at 2.50 + 120 at 10, a million
    told = world.sql(
        "select day, feature, model, engine, prompt_name, prompt_version, input_tokens, cached_tokens, output_tokens,"
        " reserved, cost, state, cache_hit, fallback_reason, settled_at from ai_calls"
    )
    assert told == [
        (NOW.date(), "verdict", "gpt-4o-2024-11-20", "openai", "verdict", "1", 900, 0, 120, CENT, Decimal("0.00345"),
         "settled", False, None, NOW)
    ]  # fmt: skip


def test_settling_twice_changes_nothing(world, app):
    trader, budget = world.trader(), budget_of(app)
    call = cent()
    tab = tab_of(budget, trader)
    tab.begin(call)
    entry = tab._open[0]
    for _ in range(3):
        budget.settle(entry, Tokens(900, 0, 120), latency_seconds=1)
    assert day(world, trader) == (Decimal("0.00345"), 0)


def test_a_call_that_brought_nothing_is_released_and_says_why(world, app):
    trader = world.trader()
    tab = tab_of(budget_of(app), trader)
    tab.begin(cent())
    leave(tab, EngineFailed(FailureReason.TIMEOUT, transient=True))
    assert day(world, trader) == (0, 0)
    assert world.sql("select state, fallback_reason, cost from ai_calls") == [
        ("released", "timeout", 0)
    ]


def test_a_call_in_the_middle_of_which_we_break_is_settled_by_what_went_by(world, app):
    trader = world.trader()
    call = cent()
    tab = tab_of(budget_of(app), trader)
    tab.begin(call)
    call.heard, call.written_characters = True, 30
    leave(tab, ZeroDivisionError())
    assert day(world, trader) == (Decimal("0.0026"), 0)  # 1,000 at 2.50 + 10 at 10, a million
    assert world.sql("select state, fallback_reason from ai_calls") == [("settled", "broken")]


def test_what_does_not_fit_is_refused_and_what_fits_to_the_cent_is_not(world, app):
    trader, budget = world.trader(), budget_of(app, "0.03")
    for _ in range(3):
        tab_of(budget, trader).begin(cent())
    assert day(world, trader) == (0, Decimal("0.03"))
    with pytest.raises(EngineFailed) as refused, tab_of(budget, trader) as tab:
        tab.begin(cent())
    assert refused.value.reason is FailureReason.OVER_BUDGET
    assert day(world, trader) == (0, Decimal("0.03"))
    assert world.sql(
        "select fallback_reason, reserved, cost from ai_calls where state = 'released'"
    ) == [("over_budget", 0, 0)]


def test_a_limit_of_nothing_allows_nothing(world, app):
    trader = world.trader()
    with pytest.raises(EngineFailed), tab_of(budget_of(app, "0"), trader) as tab:
        tab.begin(cent())
    assert world.sql("select count(*) from ai_days") == [(0,)]


def test_each_tier_has_its_limit(world):
    ports = worker_ports(
        world.with_settings(ai_budget_founder=1, ai_budget_beta="0.02", ai_budget_free="0.01")
    )
    budget = ports.use(Budget)
    for tier, fitting in (("founder", 100), ("beta", 2), ("free", 1)):
        trader = world.trader()
        world.sql("update users set tier = %s where id = %s", tier, trader.user["id"])
        granted = 0
        for _ in range(fitting + 2):
            try:
                tab_of(budget, trader).begin(cent())
                granted += 1
            except EngineFailed:
                break
        assert granted == fitting
    ports.use(Database).engine.dispose()


def test_one_traders_budget_is_not_anothers(world, app):
    mine, theirs, budget = world.trader(), world.trader(), budget_of(app, "0.01")
    tab_of(budget, theirs).begin(cent())
    assert tab_of(budget, mine).begin(cent()) is None
    call = tab_of(budget, mine)._entry()
    values = (call.id, UUID(theirs.user["id"]), NOW.date(), "verdict", "m", "e", "p", "1", CENT, None,
              1, 1, 1, "over_budget", None, NOW)  # fmt: skip
    with pytest.raises(DBAPIError, match="row-level security"):
        app.extensions["coach"].database.at_once(
            acting_for(UUID(mine.user["id"])), ledger.RESERVE, values
        )


def test_at_midnight_utc_the_budget_is_back_and_a_call_stays_on_its_day(world, app):
    trader = world.trader()
    late = NOW.replace(hour=23, minute=59, second=59)
    clock = [late]
    budget = budget_of(app, "0.01", clock=lambda: clock[0])
    call = cent()
    with tab_of(budget, trader) as tab:
        tab.begin(call)
        clock[0] = late + timedelta(seconds=2)
        assert tab_of(budget, trader).begin(cent()) is None
        answered(tab, call)
    rows = world.sql("select day, spent, reserved from ai_days order by day")
    assert rows == [(late.date(), Decimal("0.00345"), 0), (clock[0].date(), 0, CENT)]


def test_what_a_dead_worker_held_is_charged_once_and_only_that_until_it_is_known(world, app):
    trader, other = world.trader(), world.trader()
    clock = [NOW]
    budget = budget_of(app, clock=lambda: clock[0])
    lost = tab_of(budget, trader)
    call = cent()
    lost.begin(call)
    tab_of(budget, other).begin(cent())
    clock[0] = NOW + timedelta(minutes=3)
    tab_of(budget, trader).begin(cent())  # at work

    ports = worker_ports(world.settings, clock=lambda: clock[0])
    sweeper = ports.use(Budget)
    assert [sweeper.sweep(), sweeper.sweep()] == [2, 0]
    ports.use(Database).engine.dispose()

    assert day(world, trader) == (CENT, CENT)
    assert day(world, other) == (CENT, 0)
    expired = "select fallback_reason, cost from ai_calls where state = 'expired'"
    assert world.sql(expired) == [("worker_lost", CENT)] * 2
    answered(lost, call)  # it was not dead after all: now it is known what it used
    assert day(world, trader) == (Decimal("0.00345"), CENT)
    assert world.sql(expired) == [("worker_lost", CENT)]
    answered(lost, call)
    assert day(world, trader) == (Decimal("0.00345"), CENT)


def test_workers_that_die_one_after_the_other_never_pass_the_limit(world, app):
    trader, clock = world.trader(), [NOW]
    budget = budget_of(app, "0.05", clock=lambda: clock[0])
    ports = worker_ports(world.settings, clock=lambda: clock[0])
    begun = 0
    for number in range(12):
        with suppress(EngineFailed):
            tab_of(budget, trader, words=str(number)).begin(cent())  # and its worker is killed
            begun += 1
        clock[0] += timedelta(minutes=3)
        ports.use(Budget).sweep()
    ports.use(Database).engine.dispose()
    assert begun == 5
    assert day(world, trader) == (Decimal("0.05"), 0)


def test_the_beat_sweeps(world):
    world.beat("ai.sweep")


def test_two_hundred_jobs_at_once_never_pass_the_limit_and_the_ledger_is_the_day(world, app):
    trader, limit = world.trader(), Decimal("0.25")
    clock = [NOW]
    budget = budget_of(app, str(limit), clock=lambda: clock[0])
    chance = random.Random(20261120)
    fates = [chance.choice(["answered"] * 6 + ["failed", "stopped", "dies"]) for _ in range(200)]

    def job(number: int) -> str:
        call = cent()
        tab = tab_of(budget, trader, words=str(number))
        try:
            tab.begin(call)
        except EngineFailed:
            return "refused"
        if fates[number] == "dies":
            return "dies"
        if fates[number] == "answered":
            answered(tab, call, Tokens(chance.randint(500, 2000), 0, chance.randint(50, 500)))
        else:
            call.heard = fates[number] == "stopped"
            leave(
                tab,
                GeneratorExit()
                if call.heard
                else EngineFailed(FailureReason.PROVIDER_ERROR, transient=True),
            )
        return fates[number]

    seen = []
    with ThreadPoolExecutor(48) as pool:
        jobs = [pool.submit(job, number) for number in range(200)]
        while wait(jobs, timeout=0.001).not_done:
            seen += world.sql("select spent + reserved from ai_days")
    ends = [one.result() for one in jobs]

    spent, reserved = day(world, trader)
    seen.append((spent + reserved,))
    assert max(seen)[0] <= limit
    assert spent + reserved + CENT > limit, "it was refused only what did not fit"
    assert ends.count("refused") > 50
    assert ends.count("dies") > 0
    assert reserved == ends.count("dies") * CENT
    clock[0] = NOW + timedelta(minutes=3)
    ports = worker_ports(world.settings, clock=lambda: clock[0])
    assert ports.use(Budget).sweep() == ends.count("dies")
    ports.use(Database).engine.dispose()
    assert day(world, trader) == (spent + reserved, 0)


@pytest.mark.parametrize("first", ["is there", "is being written"])
def test_ten_who_wait_for_one_row_do_not_all_believe_what_they_saw_before(
    world, app, settings, first
):
    trader, budget = world.trader(), budget_of(app, "0.03")
    row = (trader.user["id"], NOW.date())
    write = "insert into ai_days values (%s, %s, 0, 0.01)"
    if first == "is there":
        world.sql(write, *row)
    other = psycopg2.connect(settings.store.migration_database_url.replace("+psycopg2", ""))
    with other.cursor() as cursor:
        if first == "is there":
            cursor.execute("select from ai_days where user_id = %s and day = %s for update", row)
        else:
            cursor.execute(write, row)

    def job(number):
        try:
            return tab_of(budget, trader, words=str(number)).begin(cent()) is None
        except EngineFailed:
            return False

    waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%%reserve_ai_call%%'"
    with ThreadPoolExecutor(10) as pool:
        jobs = [pool.submit(job, number) for number in range(10)]
        deadline = time.monotonic() + 4
        while world.sql(waiting) != [(10,)]:
            assert time.monotonic() < deadline, "they do not wait for each other"
        other.commit()
    other.close()
    assert [one.result() for one in jobs].count(True) == 2
    assert world.sql("select spent, reserved from ai_days") == [(0, Decimal("0.03"))]


def test_a_user_who_goes_takes_all_of_it_along(world, app):
    trader = world.trader()
    call = cent()
    with tab_of(budget_of(app), trader) as tab:
        tab.begin(call)
        answered(tab, call)
    world.sql("delete from users where id = %s", trader.user["id"])
    for table in ("ai_calls", "ai_days", "ai_cache"):
        assert world.sql(f"select count(*) from {table}") == [(0,)]

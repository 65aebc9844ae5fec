"""Refresh tokens: one line a sign-in, whatever clients do, lose, repeat or steal."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from hypothesis import settings as how
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from backend.core.clock import now_utc
from backend.core.crypto import Keyring
from backend.core.db import SessionEnded
from backend.core.events import News
from backend.features.accounts.auth.errors import RefreshInvalid
from backend.features.accounts.auth.refresh_rotation import Successors
from backend.features.accounts.auth.schemas import Register
from backend.features.accounts.auth.security_log import Device
from backend.features.accounts.auth.service import UserAccounts
from tests.world import PASSWORD

GRACE = 10  # seconds: the setting's default
HERE = Device("127.0.0.1", "test")


def refreshed(world, token):
    return world.client.post("/api/auth/refresh", json={"refresh_token": token})


def live_tokens(world):
    return world.sql(
        "select count(*) from refresh_tokens t join user_sessions s on s.id = t.session_id"
        " where t.used_at is null and s.revoked_at is null"
    )[0][0]


def test_within_the_grace_the_same_successor_is_given_again(world):
    trader = world.trader()

    answers = [refreshed(world, trader.refresh_token).json for _ in range(4)]

    assert len({answer["refresh_token"] for answer in answers}) == 1
    assert len({answer["access_token"] for answer in answers}) == 4
    assert live_tokens(world) == 1
    me = {"Authorization": f"Bearer {answers[-1]['access_token']}"}
    assert world.client.get("/api/auth/me", headers=me).status_code == 200


def test_fifty_at_once_all_succeed_on_one_line(world):
    trader = world.trader()

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: refreshed(world, trader.refresh_token), range(50)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json["refresh_token"] for answer in answers}) == 1
    assert live_tokens(world) == 1


def test_a_thief_and_the_owner_cannot_both_go_on(world):
    """Both spend the stolen token within the grace; whoever of them comes second next time ends it for both."""
    trader = world.trader()
    stolen = refreshed(world, trader.refresh_token).json["refresh_token"]
    owned = refreshed(world, trader.refresh_token).json["refresh_token"]
    assert refreshed(world, stolen).status_code == 200
    world.sql(
        "update refresh_tokens set used_at = used_at - interval '1 minute' where used_at is not null"
    )

    assert refreshed(world, owned).json["code"] == "auth.refresh_invalid"

    assert live_tokens(world) == 0
    assert world.sql("select count(*) from security_events where kind = 'refresh_reuse'") == [(1,)]


def test_a_spent_token_whose_successor_is_spent_too_ends_the_sign_in_within_the_grace(world):
    trader = world.trader()
    second = refreshed(world, trader.refresh_token).json["refresh_token"]
    third = refreshed(world, second).json["refresh_token"]

    assert refreshed(world, trader.refresh_token).json["code"] == "auth.refresh_invalid"

    assert refreshed(world, third).status_code == 401
    assert live_tokens(world) == 0


def test_without_the_key_nobody_can_tell_what_follows_and_nothing_that_follows_is_stored(world):
    trader = world.trader()
    following = refreshed(world, trader.refresh_token).json["refresh_token"]

    (session_id,) = world.sql("select id from user_sessions")[0]
    other = Successors(Keyring(["another key that is long enough for everybody"])).of(
        trader.refresh_token, UUID(session_id)
    )
    assert following not in other
    assert len(following) == 43
    assert "refresh_token" not in str(world.sql("select * from user_sessions"))


def test_a_key_that_is_put_first_between_two_tries_changes_nothing():
    old, new = (
        "an old key of at least thirty-two characters",
        "a new key of at least thirty-two characters",
    )
    session_id = UUID(int=1)

    before = Successors(Keyring([old])).of("token", session_id)
    after = Successors(Keyring([new, old])).of("token", session_id)

    assert before[0] in after
    assert after[0] not in before


class Line(RuleBasedStateMachine):
    """Clients hold any token that was ever given out and show it at any time."""

    world = None

    @initialize()
    def sign_in(self):
        self.accounts = self.world.app.extensions["coach"].ports.use(UserAccounts)
        self.now = now_utc()
        trader = next(NAMES)
        body = Register(email=f"{trader}@example.com", username=trader, password=PASSWORD)
        made = self.accounts.register(body, HERE, now=self.now)
        self.user_id = made.user.id
        self.tokens = [made.refresh_token]
        self.used_at = [None]
        self.is_alive = True

    @rule(seconds=st.sampled_from([0, 1, GRACE - 1, GRACE, GRACE + 1, 60]))
    def wait(self, seconds):
        self.now += timedelta(seconds=seconds)

    @rule(back=st.integers(0, 3))
    def show(self, back):
        place = max(0, len(self.tokens) - 1 - back)
        try:
            given = self.accounts.refresh(
                self.tokens[place], HERE, News(), now=self.now
            ).refresh_token
        except SessionEnded:
            assert not self.is_alive
            return
        except RefreshInvalid:
            assert self.is_alive
            assert not self.may_be_shown(place)
            self.is_alive = False
            return
        assert self.is_alive
        assert self.may_be_shown(place)
        if self.used_at[place] is None:
            self.used_at[place] = self.now
            self.tokens.append(given)
            self.used_at.append(None)
        assert given == self.tokens[place + 1]

    def may_be_shown(self, place):
        if self.used_at[place] is None:
            return True
        return (
            self.now - self.used_at[place] <= timedelta(seconds=GRACE)
            and self.used_at[place + 1] is None
        )

    @invariant()
    @precondition(lambda self: hasattr(self, "tokens"))
    def there_is_one_line(self):
        counted = "select count(*), count(used_at) from refresh_tokens where user_id = %s"
        rows = self.world.sql(counted, str(self.user_id))
        assert rows == [(len(self.tokens), len(self.tokens) - 1)]
        assert len(set(self.tokens)) == len(self.tokens)


NAMES = (f"line{number}" for number in itertools.count())


@pytest.mark.hypothesis
def test_there_is_never_more_than_one_line(world):
    machine = type("Line", (Line,), {"world": SimpleNamespace(app=world.app, sql=world.sql)})

    run_state_machine_as_test(
        machine, settings=how(max_examples=40, stateful_step_count=15, deadline=None)
    )

"""Guessing is slow from wherever it comes, and never keeps out whoever an account knows."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from backend.adapters.redis.rate_limiter import OwnCounters, RedisCounters, connect
from backend.core.networks import origin_of
from backend.core.rate_limits import Limit
from backend.features.accounts.auth.login_attempts import AttemptLimits, Attempts
from tests.world import PASSWORD

WRONG = "a wrong password"
MOST = 10  # the setting's default
MOST_OF_ADDRESS = 30
STRANGE = "198.51.100.7"


def tried(world, login, password=WRONG, *, at=STRANGE, device=None):
    body = {"login": login, "password": password, "device_token": device}
    return world.client.post("/api/auth/login", json=body, environ_overrides={"REMOTE_ADDR": at})


def statuses(world, login, times, **more):
    return [tried(world, login, **more).status_code for _ in range(times)]


def test_one_account_is_counted_from_wherever_it_is_tried(world):
    trader = world.trader()
    name = trader.user["username"]

    answers = [
        tried(world, name, at=f"198.51.{number}.7").status_code for number in range(MOST + 5)
    ]

    assert answers == [401] * MOST + [429] * 5
    assert int(tried(world, name, at="192.0.2.1").headers["Retry-After"]) > 0


def test_email_and_username_in_any_writing_are_one_count(world):
    trader = world.trader()
    email, name = trader.user["email"], trader.user["username"]
    ways = [email, name, email.upper(), name.title(), name.replace("trader", "\uff34raDer")]

    answers = [tried(world, ways[number % len(ways)]).status_code for number in range(MOST + 5)]

    assert answers == [401] * MOST + [429] * 5


def test_a_name_that_nobody_has_is_refused_exactly_as_late(world):
    ways = ["nobody@example.com", "NOBODY@example.COM", "nob\uff4fdy@example.com"]

    answers = [tried(world, ways[number % 3]) for number in range(MOST + 3)]
    known = world.trader().user["username"]
    told = [tried(world, known, at="203.0.113.9") for _ in range(MOST + 3)]

    assert (
        [one.status_code for one in answers]
        == [one.status_code for one in told]
        == [401] * MOST + [429] * 3
    )
    for mine, theirs in zip(answers, told, strict=True):
        assert {**mine.json, "request_id": ""} == {**theirs.json, "request_id": ""}


def test_many_names_from_one_address_are_few_guesses(world):
    names = [world.trader().user["username"] for _ in range(3)] + [
        f"nobody{number}" for number in range(40)
    ]

    answers = [tried(world, name).status_code for name in names]

    assert answers == [401] * MOST_OF_ADDRESS + [429] * (len(names) - MOST_OF_ADDRESS)
    assert tried(world, "somebody else", at="192.0.2.9").status_code == 401


@pytest.mark.parametrize("address", ["198.51.100.{}", "2001:db8:7:{}::1", "::ffff:198.51.100.{}"])
def test_many_addresses_of_one_network_are_few_guesses_too(address):
    """Four addresses use up theirs; then the network has no room for a fifth one."""
    attempts = Attempts(OwnCounters(), AttemptLimits(by_account=1, by_address=3, registrations=1))

    waits = [
        attempts.sign_in(f"n{n}", None, None, origin_of(address.format(n // 3))).wait
        for n in range(18)
    ]

    assert [wait is None for wait in waits] == [True] * 12 + [False] * 6
    assert attempts.sign_in("n", None, None, origin_of("203.0.113.1")).wait is None


def test_a_household_has_all_of_its_ipv6_addresses_in_one_count(world):
    answers = [
        tried(world, f"nobody{number}", at=f"2001:db8:7:7::{number:x}").status_code
        for number in range(35)
    ]

    assert answers == [401] * MOST_OF_ADDRESS + [429] * 5


def test_ipv4_written_as_ipv6_is_the_same_address(world):
    ways = [STRANGE, f"::ffff:{STRANGE}"]

    answers = [
        tried(world, f"nobody{number}", at=ways[number % 2]).status_code for number in range(35)
    ]

    assert answers == [401] * MOST_OF_ADDRESS + [429] * 5


def test_signing_in_to_ones_own_account_makes_no_room_for_guessing(world):
    own, other = world.trader().user["username"], world.trader().user["username"]
    answers = []
    for _ in range(MOST + 3):
        answers.append(tried(world, other).status_code)
        assert tried(world, own, PASSWORD).status_code == 200

    assert answers == [401] * MOST + [429] * 3


def test_spraying_is_counted_through_right_passwords_of_ones_own(world):
    own = world.trader().user["username"]
    answers = []
    for number in range(MOST_OF_ADDRESS + 3):
        answers.append(tried(world, f"nobody{number}").status_code)
        assert tried(world, own, PASSWORD).status_code == 200

    assert answers == [401] * MOST_OF_ADDRESS + [429] * 3


def test_when_the_owner_signs_in_strangers_do_not_begin_anew(world):
    trader = world.trader()  # from 127.0.0.1
    name = trader.user["username"]
    assert statuses(world, name, MOST + 1)[-1] == 429

    assert tried(world, name, PASSWORD, at="127.0.0.1").status_code == 200

    assert tried(world, name).status_code == 429
    assert tried(world, name, PASSWORD).status_code == 429, (
        "a stranger would learn that it is right"
    )


def test_the_owner_is_not_kept_out_by_strangers_on_a_known_network(world):
    trader = world.trader()
    for number in range(3):
        statuses(world, trader.user["username"], MOST, at=f"192.0.{number}.1")

    assert tried(world, trader.user["username"], PASSWORD, at="127.0.0.77").status_code == 200


def test_the_owner_is_not_kept_out_on_a_known_device_even_where_the_attack_comes_from(world):
    trader = world.trader()
    device = tried(world, trader.user["username"], PASSWORD, at="192.0.2.5").json["device_token"]
    statuses(world, trader.user["username"], MOST + 2, at=STRANGE)
    for number in range(MOST_OF_ADDRESS + 2):
        tried(world, f"nobody{number}", at=STRANGE)
    assert tried(world, trader.user["username"], PASSWORD, at=STRANGE).status_code == 429

    assert (
        tried(world, trader.user["username"], PASSWORD, at=STRANGE, device=device).status_code
        == 200
    )


def test_a_known_device_and_a_known_network_are_limited_too(world):
    trader = world.trader()
    name, device = trader.user["username"], None
    device = tried(world, name, PASSWORD, at="192.0.2.5").json["device_token"]

    assert (
        statuses(world, name, MOST + 2, at="203.0.113.1", device=device) == [401] * MOST + [429] * 2
    )
    assert statuses(world, name, MOST + 2, at="192.0.2.200") == [401] * MOST + [429] * 2


def test_devices_that_were_collected_are_no_endless_supply(world):
    trader = world.trader()
    name = trader.user["username"]
    devices = [tried(world, name, PASSWORD, at="192.0.2.5").json["device_token"] for _ in range(7)]

    answers = [
        tried(world, name, at=STRANGE, device=device).status_code
        for device in devices
        for _ in range(MOST)
    ]

    assert answers.count(401) == 5 * MOST


def test_from_a_known_network_many_names_are_few_guesses(world):
    names = [
        world.trader().user["username"] for _ in range(MOST_OF_ADDRESS + 3)
    ]  # all of them know 127.0.0.1

    answers = [tried(world, name, at="127.0.0.1").status_code for name in names]

    assert answers == [401] * MOST_OF_ADDRESS + [429] * 3


@pytest.mark.parametrize("device", ["", "x", "x.y.z", "a" * 300, "\u0661", None], ids=repr)
def test_what_is_no_device_token_makes_nobody_known(world, device):
    name = world.trader().user["username"]

    assert statuses(world, name, MOST + 1, device=device) == [401] * MOST + [429]


def test_a_device_token_is_worth_nothing_for_another_account_and_opens_nothing(world):
    mine, theirs = world.trader(), world.trader()
    answer = tried(world, mine.user["username"], PASSWORD)
    token = answer.json["device_token"]

    assert statuses(world, theirs.user["username"], MOST + 1, device=token) == [401] * MOST + [429]
    forged = token[:-2] + ("AA" if token[-2:] != "AA" else "BB")
    assert (
        statuses(world, mine.user["username"], MOST + 1, at="192.0.3.1", device=forged)[-1] == 429
    )
    as_access = world.client.get("/api/auth/me", headers={"Authorization": f"Bearer {token}"})
    as_refresh = world.client.post("/api/auth/refresh", json={"refresh_token": token})
    assert (as_access.status_code, as_refresh.status_code) == (401, 401)


def test_a_refresh_gives_a_device_token_too(world):
    trader = world.trader()
    renewed = world.client.post(
        "/api/auth/refresh", json={"refresh_token": trader.refresh_token}
    ).json
    name = trader.user["username"]
    statuses(world, name, MOST + 1)

    assert tried(world, name, PASSWORD, device=renewed["device_token"]).status_code == 200


def test_two_hundred_at_once_are_no_more_than_one_after_another(world):
    """Refused for want of a place (503) is not counted, so these try again as a program would."""
    name = world.trader().user["username"]

    def guess(_):
        while (answer := tried(world, name).status_code) == 503:
            pass
        return answer

    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(guess, range(200)))

    assert (answers.count(401), answers.count(429)) == (MOST, 190)


def test_a_name_is_not_written_into_redis(world, settings):
    tried(world, "somebody.private@example.com")

    keys = b" ".join(redis.Redis.from_url(settings.store.redis_url).keys("*"))
    assert b"login-account" in keys
    assert b"private" not in keys


def test_many_new_accounts_of_one_network_are_limited():
    attempts = Attempts(OwnCounters(), AttemptLimits(by_account=1, by_address=1, registrations=2))

    waits = [attempts.register(origin_of(f"198.51.100.{number // 2}")).wait for number in range(10)]

    assert [wait is None for wait in waits] == [True] * 8 + [False] * 2


@pytest.fixture(params=["redis", "own", "redis is away"])
def counters(request, settings):
    if request.param == "own":
        return OwnCounters()
    url = settings.store.redis_url if request.param == "redis" else "redis://127.0.0.1:1/0"
    return RedisCounters(connect(url))


def test_an_event_counts_everywhere_or_nowhere(world, counters):
    narrow, wide = Limit("narrow", 2, 900), Limit("wide", 5, 900)
    first = [counters.claim([(narrow, "a"), (wide, "all")]).wait for _ in range(4)]
    second = [counters.claim([(narrow, "b"), (wide, "all")]).wait for _ in range(4)]
    third = [counters.claim([(narrow, "c"), (wide, "all")]).wait for _ in range(4)]

    assert [wait is None for wait in first + second + third] == [True, True, False, False] * 2 + [
        True
    ] + [False] * 3


def test_what_is_given_back_is_that_event_and_not_what_it_keeps(world, counters):
    wrong, tries = Limit("wrong", 2, 900), Limit("tries", 4, 900)

    for _ in range(3):
        claim = counters.claim([(wrong, "a")], keeping=[(tries, "a")])
        assert claim.wait is None
        claim.give_back()
    assert counters.claim([(wrong, "a")], keeping=[(tries, "a")]).wait is None
    assert counters.claim([(wrong, "a")], keeping=[(tries, "a")]).wait > 0
    assert [counters.claim([(wrong, "a")]).wait is None for _ in range(2)] == [True, False]


def test_made_up_names_do_not_free_a_full_one_while_redis_is_away():
    own, limit = OwnCounters(most_keys=50), Limit("wrong", 2, 900)
    assert [own.claim([(limit, "full")]).wait is None for _ in range(3)] == [True, True, False]
    for number in range(500):
        own.claim([(limit, str(number))])
        own.claim([(limit, "full")])

    assert own.claim([(limit, "full")]).wait is not None


def test_a_wrong_password_stands_in_the_trail_of_its_account_soon_after_the_answer(world):
    name = world.trader().user["username"]
    assert tried(world, name).status_code == 401
    assert tried(world, "nobody").status_code == 401

    deadline = time.monotonic() + 20
    trail = "select address from security_events where kind = 'wrong_password'"
    while not world.sql(trail):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert world.sql(trail) == [(STRANGE,)]

"""Passwords of every script, and what happens when many are checked at once."""

import threading
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from backend.features.accounts.auth import passwords
from backend.features.accounts.auth.errors import PasswordsBusy

PHRASES = [
    "비밀번호는길다아",
    "crème brûlée",
    "\uff53\uff45\uff56\uff45\uff4e quiet green",
    "\u03b1\u0345\u0301 seven quiet",
]


def spellings(password):
    return {unicodedata.normalize(form, password) for form in ("NFC", "NFD", "NFKC", "NFKD")} | {
        password
    }


def register(world, password, name="somebody"):
    body = {"email": f"{name}@example.com", "username": name, "password": password}
    return world.client.post("/api/auth/register", json=body)


def sign_in(world, password, name="somebody"):
    return world.client.post("/api/auth/login", json={"login": name, "password": password})


@pytest.mark.parametrize("password", PHRASES, ids=ascii)
def test_a_password_is_right_on_every_keyboard(world, password):
    for number, first in enumerate(sorted(spellings(password))):
        assert register(world, first, f"somebody{number}").status_code == 201
        assert {
            sign_in(world, way, f"somebody{number}").status_code for way in spellings(password)
        } == {200}
    assert sign_in(world, password[:-1], "somebody0").status_code == 401


@pytest.mark.parametrize(
    ("password", "status"),
    [
        (unicodedata.normalize("NFD", "비밀번호길다"), 422),  # six letters, made of fifteen parts
        (unicodedata.normalize("NFD", "가각갂갃간갅갆갇"), 201),
        (unicodedata.normalize("NFD", "각" * 128), 201),
        (unicodedata.normalize("NFD", "각" * 129), 422),
        ("a" * 129, 422),
        ("q" * 7, 422),
        ("\ufdfa" * 7 + "zz", 201),  # a ligature of eighteen letters
        ("\ufdfa" * 8, 422),
    ],
    ids=ascii,
)
def test_a_length_is_that_of_the_letters_one_sees(world, password, status):
    assert register(world, password).status_code == status


def test_a_hash_of_before_still_opens_and_is_made_anew(world):
    before = unicodedata.normalize("NFD", "crème brûlée à la carte")
    register(world, "seven quiet green candles")
    old = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1).hash(before)
    world.sql("update users set password_hash = %s", old)
    assert sign_in(world, unicodedata.normalize("NFC", before)).status_code == 401

    assert sign_in(world, before).status_code == 200

    ((new,),) = world.sql("select password_hash from users")
    assert new != old
    assert {sign_in(world, way).status_code for way in spellings(before)} == {200}


def test_a_hash_of_other_parameters_is_made_anew(world):
    register(world, "seven quiet green candles")
    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(
        "seven quiet green candles"
    )
    world.sql("update users set password_hash = %s", weak)

    assert sign_in(world, "seven quiet green candles").status_code == 200

    assert world.sql("select password_hash like '%%m=19456,t=2,p=1%%' from users") == [(True,)]


def test_a_weak_password_is_weak_in_every_writing(world):
    assert register(world, "\uff50assword1").json["code"] == "auth.weak_password"


def test_who_comes_when_the_places_are_taken_is_refused_at_once():
    """Threads that wait would be all there are: the others are told so, and none of them waits."""
    start = threading.Barrier(64)

    def hash_one(_):
        start.wait()
        began = time.monotonic()
        try:
            passwords.hash_password("seven quiet green candles")
        except PasswordsBusy as busy:
            return busy.retry_after, time.monotonic() - began
        return None, 0.0

    with ThreadPoolExecutor(64) as pool:
        answers = list(pool.map(hash_one, range(64)))

    refused = sorted(waited for again, waited in answers if again)
    assert len(answers) - len(refused) >= passwords.AT_ONCE + passwords.WAITING
    assert len(refused) >= 32
    assert (
        refused[len(refused) // 2] < 0.1
    )  # patient with a busy machine: what waits for a hash waits longer than all


STRANGERS = passwords.AT_ONCE + passwords.WAITING
ELSEWHERE = "198.51.100.7"  # of no network that an account of these tests knows


@contextmanager
def places_taken(*, by_strangers, by_known=0):
    """So many places before the hash are taken."""
    over = threading.Event()

    def hold(is_known):
        with passwords._place(is_known=is_known):
            over.wait(20)

    holding = [threading.Thread(target=hold, args=(False,)) for _ in range(by_strangers)]
    holding += [threading.Thread(target=hold, args=(True,)) for _ in range(by_known)]
    for thread in holding:
        thread.start()
    free = STRANGERS + passwords.KEPT_FOR_KNOWN - len(holding)
    wait_until(lambda: passwords._PLACES._value + passwords._PLACES_OF_KNOWN._value == free)
    try:
        yield
    finally:
        over.set()
        for thread in holding:
            thread.join()


def sign_in_from(world, password, device=None):
    body = {"login": "somebody", "password": password, "device_token": device}
    return world.client.post(
        "/api/auth/login", json=body, environ_overrides={"REMOTE_ADDR": ELSEWHERE}
    )


def wait_until(is_so):
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_busy_moment_says_when_to_come_back_and_costs_no_try(world):
    register(world, "seven quiet green candles")

    with places_taken(by_strangers=STRANGERS):
        answers = [sign_in_from(world, "wrong password") for _ in range(30)]

    told = {(one.status_code, one.json["code"], one.headers["Retry-After"]) for one in answers}
    assert told == {(503, "auth.busy", "1")}
    assert sign_in_from(world, "wrong password").status_code == 401


@pytest.mark.parametrize("known_by", ["device", "network"])
def test_strangers_who_fill_the_places_keep_out_nobody_whom_the_account_knows(world, known_by):
    device = register(world, "seven quiet green candles").json["device_token"]

    with places_taken(by_strangers=STRANGERS):
        assert sign_in_from(world, "seven quiet green candles").json["code"] == "auth.busy"
        if known_by == "network":
            answer = sign_in(world, "seven quiet green candles")
        else:
            answer = sign_in_from(world, "seven quiet green candles", device)

    assert answer.status_code == 200


def test_in_a_flood_whoever_is_known_waits_for_those_before_them_and_for_nobody_else():
    """Strangers come again as soon as they are answered or refused; what is counted are their hashes, not time."""
    right = passwords.hash_password("seven quiet green candles")
    over, hashed, waited = threading.Event(), [], []

    def flood(_):
        while not over.is_set():
            try:
                passwords.check("wrong password", None, is_known=False)
                hashed.append(1)
            except PasswordsBusy:
                time.sleep(0.01)

    with ThreadPoolExecutor(40) as pool:
        flooding = pool.map(flood, range(40))
        wait_until(lambda: len(hashed) > 5)
        for _ in range(15):
            before = len(hashed)
            assert passwords.check("seven quiet green candles", right, is_known=True).is_right
            waited.append(len(hashed) - before)
        over.set()
        list(flooding)

    assert max(waited) <= 2 * STRANGERS  # some of those before count themselves late


def test_a_device_token_of_another_account_has_no_place_of_its_own(world):
    register(world, "seven quiet green candles")
    device = register(world, "seven quiet green candles", "other").json["device_token"]

    with places_taken(by_strangers=STRANGERS):
        assert sign_in_from(world, "seven quiet green candles", device).json["code"] == "auth.busy"


def test_those_who_are_known_are_few_at_a_time_too(world):
    device = register(world, "seven quiet green candles").json["device_token"]

    with places_taken(by_strangers=STRANGERS, by_known=passwords.KEPT_FOR_KNOWN):
        answers = [sign_in_from(world, "wrong password", device) for _ in range(30)]

    assert {one.json["code"] for one in answers} == {"auth.busy"}
    assert sign_in_from(world, "seven quiet green candles", device).status_code == 200


def test_a_hash_is_of_the_composed_form():
    made = passwords.hash_password(unicodedata.normalize("NFD", "crème brûlée"))

    assert PasswordHasher().verify(made, unicodedata.normalize("NFKC", "crème brûlée"))
    with pytest.raises(VerifyMismatchError):
        PasswordHasher().verify(made, unicodedata.normalize("NFD", "crème brûlée"))

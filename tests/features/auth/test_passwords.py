"""Passwords of every script, and what happens when many are checked at once."""

import threading
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from backend.features.auth import passwords
from backend.features.auth.errors import PasswordsBusy

PHRASES = [
    "비밀번호는길다아",
    "crème brûlée",
    "\uff53\uff45\uff56\uff45\uff4e quiet green",
    "\u03b1\u0345\u0301 seven quiet",
]


def spellings(password):
    return {unicodedata.normalize(form, password) for form in ("NFC", "NFD", "NFKC", "NFKD")} | {password}


def register(world, password, name="somebody"):
    body = {"email": f"{name}@example.com", "username": name, "password": password}
    return world.client.post("/api/auth/register", json=body)


def sign_in(world, password, name="somebody"):
    return world.client.post("/api/auth/login", json={"login": name, "password": password})


@pytest.mark.parametrize("password", PHRASES, ids=ascii)
def test_a_password_is_right_on_every_keyboard(world, password):
    for number, first in enumerate(sorted(spellings(password))):
        assert register(world, first, f"somebody{number}").status_code == 201
        assert {sign_in(world, way, f"somebody{number}").status_code for way in spellings(password)} == {200}
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
    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash("seven quiet green candles")
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
    assert refused[len(refused) // 2] < 0.1  # patient with a busy machine: what waits for a hash waits longer than all


def test_a_busy_moment_says_when_to_come_back_and_costs_no_try(world):
    register(world, "seven quiet green candles")
    started, over = threading.Event(), threading.Event()

    def hold():
        with passwords._place():
            started.set()
            over.wait(20)

    holding = [threading.Thread(target=hold) for _ in range(passwords.AT_ONCE + passwords.WAITING)]
    for thread in holding:
        thread.start()
    started.wait(20)
    time.sleep(0.2)
    answers = [sign_in(world, "wrong password") for _ in range(30)]
    over.set()
    for thread in holding:
        thread.join()

    told = {(one.status_code, one.json["code"], one.headers["Retry-After"]) for one in answers}
    assert told == {(503, "auth.busy", "1")}
    assert sign_in(world, "wrong password").status_code == 401


def test_a_hash_is_of_the_composed_form():
    made = passwords.hash_password(unicodedata.normalize("NFD", "crème brûlée"))

    assert PasswordHasher().verify(made, unicodedata.normalize("NFKC", "crème brûlée"))
    with pytest.raises(VerifyMismatchError):
        PasswordHasher().verify(made, unicodedata.normalize("NFD", "crème brûlée"))

"""Production does not start on keys that are used twice or can be guessed, nor with doors that stand open."""

import secrets
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from config.keys import MOST_PATTERNS, alike, is_guessable, share_of_copies, share_of_dates
from config.settings import SettingsRefused, load_settings
from tests.config.test_settings import STRONG, fields

ROOT = Path(__file__).parent.parent.parent
FIRST, SECOND = STRONG["SECRET_KEY"], STRONG["JWT_SECRET_KEY"]


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Settings of a product that is well set up."""
    monkeypatch.chdir(tmp_path)
    for name in fields():
        monkeypatch.delenv(name, raising=False)
    for name, value in STRONG.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def refusal() -> str:
    with pytest.raises(SettingsRefused) as refused:
        load_settings()
    return str(refused.value)


GENERATED = {
    "openssl rand -hex 32": lambda: secrets.token_hex(32),
    "openssl rand -hex 16": lambda: secrets.token_hex(16),
    "openssl rand -base64 32": lambda: (
        __import__("base64").b64encode(secrets.token_bytes(32)).decode()
    ),
    "token_urlsafe(32)": lambda: secrets.token_urlsafe(32),
    "token_urlsafe(48)": lambda: secrets.token_urlsafe(48),
    "uuid4 twice": lambda: f"{uuid.uuid4()}{uuid.uuid4()}",
    "hexadecimal uuid4 twice": lambda: uuid.uuid4().hex + uuid.uuid4().hex,
    "letters": lambda: "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(40)),
    "a long one": lambda: secrets.token_urlsafe(300),
}


OF_10_000 = [
    "openssl rand -hex 32",
    "openssl rand -hex 16",
    "openssl rand -base64 32",
    "token_urlsafe(32)",
]


def test_of_ten_thousand_random_keys_none_has_so_much_of_a_pattern():
    """The rest of the judgement takes some 40 ms a key, and is tried with fewer below."""
    made = [(GENERATED[how](), how) for how in OF_10_000 for _ in range(2_500)]
    wrong = [
        key
        for key, _ in made
        if share_of_copies(key) > MOST_PATTERNS or share_of_dates(key) > MOST_PATTERNS
    ]
    assert wrong == []


def mirrored(half: str) -> str:
    return half + half[::-1]


@pytest.mark.parametrize(
    "key",
    [
        mirrored("0123456789abcdef"),
        mirrored("fedcba9876543210"),
        mirrored("abcdef0123456789"),
        mirrored("9f3c51e07ab2d846"),
        mirrored("9f3c51e07ab2d846b7c05de1f2a39468"),
        mirrored("9f3c51e07ab2d846").upper(),
        mirrored("9f3c51e0-7ab2d846-"),
        "9f3c51e07ab2d846x64" + "9f3c51e07ab2d846"[::-1],
        "9f3c51e07ab2" * 3,
        "9f3c51e07ab2-1-9f3c51e07ab2-2-9f3c51e07ab2-3",
        "9F3C51E07AB2D8469f3c51e07ab2d846",
        "9f3c51e0" + "7ab2d846" + "648d2ba7" + "0e15c3f9",
        "a1b2c3d4e5f6a7b8" * 2,
        "13579bdf02468ace13579bdf02468ace",
        "0011223344556677889900aabbccddeeff",
        "aaaabbbbccccddddeeeeffff0000111122223333",
        "ffffffffeeeeeeeeddddddddcccccccc",
        "acegikmoqsuwybdfhjlnprtvxz0246813579",
        "qwertyuiopasdfghjklzxcvbnmqwertyuiop",
        "1q2w3e4r5t6y7u8i9o0p1q2w3e4r5t6y",
        "zaq12wsxcde34rfvbgt56yhnmju78ik,",
        "asdfghjkl;asdfghjkl;asdfghjkl;asdf",
        "poiuytrewqlkjhgfdsamnbvcxz0987654321",
        "19870312199907042001091120260228",
        "1987-03-12/1999-07-04/2001-09-11/2026-02-28",
        "12031987040719991109200128022026",
        "198703121999070420010911202602281988111819770401200512241964083119450508",
        "12345678901234567890123456789012",
        "31415926535897932384626433832795" * 2,
        "abcabcabdabcabcabdabcabcabdabcabcabd",
    ],
)
def test_what_repeats_mirrors_counts_walks_or_dates_can_be_guessed(key):
    assert is_guessable(key)


@pytest.mark.parametrize("how", GENERATED)
def test_what_generators_give_is_taken(how):
    assert [key for key in (GENERATED[how]() for _ in range(20)) if is_guessable(key)] == []


@pytest.mark.parametrize(
    "key",
    [
        "a" * 32,
        "a" * 31 + "b",
        "ab" * 20,
        "abc" * 40,
        "0" * 64,
        "0123456789abcdef" * 2,
        "0123456789" * 4,
        "abcdefghijklmnopqrstuvwxyz0123456789",
        "zyxwvutsrqponmlkjihgfedcba9876543210",
        "qwertyuiopasdfghjklzxcvbnm1234567890",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.",
        "passwordpasswordpasswordpassword",
        "PasswordPASSWORDpasswordPa55word1234",
        "P4ssw0rd-S3cr3t-K3y-F0r-Pr0duct10n!!",
        "changeme-changeme-changeme-changeme-2026!",
        "please-change-this-key-before-you-deploy",
        "elite-trading-coach-production-secret-key-1",
        "correct horse battery staple horse battery",
        "the quick brown fox jumps over the lazy dog",
        "to be or not to be that is the question",
        "deadbeefdeadbeefcafebabecafebabe",
        "00000000-0000-0000-0000-000000000000",
        "2026-11-29-2026-11-30-2026-12-01",
        "7d76eb7a" * 8,
        "1fa45bcf02" * 20,
    ],
)
def test_what_people_and_patterns_make_is_refused_and_not_shown(production, key):
    production.setenv("JWT_SECRET_KEY", key)

    told = refusal()

    assert "JWT_SECRET_KEY can be guessed: make one with `openssl rand -hex 32`." in told
    assert key not in told


def test_each_of_several_data_keys_is_looked_at(production):
    production.setenv("DATA_KEYS", f"{secrets.token_hex(32)},{'0123456789abcdef' * 2}")

    assert "DATA_KEYS (number 2) can be guessed" in refusal()


@pytest.mark.parametrize(
    ("name", "value", "pair"),
    [
        ("JWT_SECRET_KEY", FIRST, "SECRET_KEY and JWT_SECRET_KEY"),
        ("JWT_SECRET_KEY", FIRST + "-jwt", "SECRET_KEY and JWT_SECRET_KEY"),
        ("JWT_SECRET_KEY", FIRST.upper(), "SECRET_KEY and JWT_SECRET_KEY"),
        ("JWT_SECRET_KEY", FIRST[8:] + FIRST[:8], "SECRET_KEY and JWT_SECRET_KEY"),
        ("DATA_KEYS", FIRST, "SECRET_KEY and DATA_KEYS"),
        (
            "DATA_KEYS",
            f"{secrets.token_hex(32)},{SECOND}",
            "JWT_SECRET_KEY and DATA_KEYS (number 2)",
        ),
        (
            "DATA_KEYS",
            f"{'9f3c51e07ab2d846' + FIRST[:40]},{SECOND}",
            "SECRET_KEY and DATA_KEYS (number 1)",
        ),
        (
            "DATA_KEYS",
            ",".join([STRONG["DATA_KEYS"]] * 2),
            "DATA_KEYS (number 1) and DATA_KEYS (number 2)",
        ),
        (
            "DATABASE_URL",
            f"postgresql://coach:{FIRST}@db/coach",
            "SECRET_KEY and the password in DATABASE_URL",
        ),
        (
            "REDIS_URL",
            f"redis://:{SECOND}@redis:6379/0",
            "JWT_SECRET_KEY and the password in REDIS_URL",
        ),
        (
            "REDIS_URL",
            "redis://:vTq81LmZx0@redis",
            "the password in DATABASE_URL and the password in REDIS_URL",
        ),
        (
            "SMTP_URL",
            f"smtp://coach:{SECOND}@mail:587",
            "JWT_SECRET_KEY and the password in SMTP_URL",
        ),
        ("OPENAI_API_KEY", STRONG["DATA_KEYS"], "DATA_KEYS and OPENAI_API_KEY"),
    ],
)
def test_a_secret_that_is_used_twice_is_refused_and_not_shown(production, name, value, pair):
    production.setenv(name, value)

    told = refusal()

    assert f"{pair} are the same or nearly" in told
    assert not any(secret in told for secret in (FIRST, SECOND, value))


def test_keys_of_generators_have_nothing_in_common():
    keys = {f"{how} {number}": make() for how, make in GENERATED.items() for number in range(3)}

    assert alike(keys) is None


@pytest.mark.parametrize(
    "origins", ["*", "https://a.example,*", "http://a.example", "http://localhost:3000"]
)
def test_origins_that_anybody_can_be_are_refused_in_production(production, origins):
    production.setenv("ALLOWED_ORIGINS", origins)

    assert "ALLOWED_ORIGINS must name each site by https:// in production" in refusal()


@pytest.mark.parametrize(
    "origins",
    [
        *(
            "null",
            "https://*.example.com",
            "https://.*",
            "^https://a",
            "a.example",
            "https://",
            "https://a.example/",
        ),
        *(
            "https://a.example/app",
            "https://u:p@a.example",
            "ftp://a.example",
            "https://a.example:0",
            "//a.example",
        ),
        *(
            "https://a.example?x",
            "https://a.example#x",
            "https://a.exämple",
            "https://A.example",
            "file://",
            "https://a b",
        ),
        *(
            "https://a.example:",
            "https://-a.example",
            "https://a.example\\",
            "https://[::1",
            "chrome-extension://abc",
        ),
    ],
)
@pytest.mark.parametrize("environment", ["production", "development"])
def test_what_is_no_origin_is_refused_everywhere(production, environment, origins):
    production.setenv("ENVIRONMENT", environment)
    production.setenv("ALLOWED_ORIGINS", origins)

    assert "must name each site like https://app.example.com" in refusal()


@pytest.mark.parametrize(
    "origins",
    ["https://a.example", "https://a-b.c.example:8443,https://[::1]:5000", "https://a_b", ""],
)
def test_origins_by_name_are_taken(production, origins):
    production.setenv("ALLOWED_ORIGINS", origins)

    assert load_settings().server.allowed_origins == [one for one in origins.split(",") if one]


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("LOG_LEVEL", "DEBUG", "LOG_LEVEL DEBUG is for development"),
        ("LOG_LEVEL", "debug", "LOG_LEVEL DEBUG is for development"),
        ("LOG_LEVEL", "LOUD", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("FLASK_DEBUG", "1", "FLASK_DEBUG is for development"),
        ("WEBHOOK_ALLOW_LOOPBACK", "true", "WEBHOOK_ALLOW_LOOPBACK is for development"),
        ("TRUSTED_PROXIES", "6", "less than or equal to 5"),
        ("TRUSTED_PROXIES", "-1", "greater than or equal to 0"),
        ("DATABASE_URL", "sqlite:///coach.db", "must be like postgresql"),
        ("DATABASE_URL", "postgres://coach:hunter2hunter2@db/coach", "must be like postgresql"),
        ("DATABASE_URL", "mysql://coach:hunter2hunter2@db/coach", "must be like postgresql"),
        ("REDIS_URL", "http://:hunter2hunter2@redis", "must be like redis"),
        ("REDIS_URL", "hunter2hunter2", "must be like redis"),
    ],
)
def test_other_open_doors_are_refused_and_no_value_is_shown(production, name, value, reason):
    production.setenv(name, value)

    told = refusal()

    assert reason in told
    assert "hunter2" not in told


def test_every_reason_is_told_at_once(production):
    production.setenv("SECRET_KEY", "a" * 40)
    production.setenv("ALLOWED_ORIGINS", "*")

    told = refusal()

    assert "SECRET_KEY can be guessed" in told
    assert "ALLOWED_ORIGINS must name" in told


@pytest.mark.parametrize("door", ["wsgi", "celery_worker"])
def test_no_door_opens_on_them(production, door):
    given = {**STRONG, "SECRET_KEY": FIRST, "JWT_SECRET_KEY": FIRST, "PATH": "/usr/bin:/bin"}
    opened = subprocess.run(
        [sys.executable, "-c", f"import {door}"],
        cwd=ROOT,
        env=given,
        capture_output=True,
        text=True,
    )

    assert opened.returncode != 0
    assert "SECRET_KEY and JWT_SECRET_KEY are the same or nearly" in opened.stderr
    assert FIRST not in opened.stderr

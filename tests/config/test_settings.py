"""Settings: each is documented with its default, and production does not start on defaults."""

import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import SecretStr

from config.base import DEFAULT_SECRET
from config.settings import GROUPS, SettingsRefused, load_settings

ROOT = Path(__file__).parent.parent.parent
STRONG = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "26ddd16af1157fcea4bd81b03d0f6b9a26e28b58ec0a5cbc70ac56edb8ae4eda",
    "JWT_SECRET_KEY": "s7HqoXcSg5KHQR9AmHl0fUNxZpTjDG1vK-XH9mKkYvA",
    "DATA_KEYS": "1f0c3c9e-7a53-4d0b-9f2e-6f8b1a4ce9d7c1f5a1de-02b7-4f6a-8a3d-5be27c90d418",
    "DATABASE_URL": "postgresql+psycopg2://coach:vTq81LmZx0@db/coach",
    "REDIS_URL": "redis://:Wn5cPd2RyK@redis:6379/0",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """No settings from outside: an empty folder, and none of the names in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in fields():
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def fields() -> dict[str, tuple[str, str]]:
    """Each setting by its name in the environment, with its description and its default as it is written there."""
    return {
        name.upper(): (str(field.description), written(field.default))
        for group in GROUPS
        for name, field in group.model_fields.items()
    }


def written(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, list):
        return ",".join(value)
    return "" if value is None else str(value)


def documented() -> dict[str, tuple[str, str]]:
    """Each setting of `.env.example`: the line above it and the value."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    found = {}
    for above, line in pairwise(lines):
        match = re.fullmatch(r"#([A-Z0-9_]+)=(.*)", line)
        if match:
            found[match[1]] = (above.removeprefix("# "), match[2])
    return found


def test_every_setting_and_nothing_else_is_documented_with_its_description_and_default():
    assert documented() == fields()


def test_every_line_of_the_example_is_a_comment_so_that_a_copy_changes_nothing():
    lines = (ROOT / ".env.example").read_text().splitlines()

    assert [line for line in lines if line and not line.startswith("#")] == []


def test_without_any_setting_development_starts_with_the_documented_defaults(environment):
    settings = load_settings()

    assert settings.server.environment == "development"
    assert settings.server.port == 5000
    assert settings.media_dir == Path(".data/media")


def test_production_starts_with_secrets_and_stores_of_its_own(environment):
    for name, value in STRONG.items():
        environment.setenv(name, value)

    assert load_settings().server.environment == "production"


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("SECRET_KEY", None, "SECRET_KEY is the default"),
        ("JWT_SECRET_KEY", None, "JWT_SECRET_KEY is the default"),
        ("SECRET_KEY", DEFAULT_SECRET, "SECRET_KEY is the default"),
        ("JWT_SECRET_KEY", DEFAULT_SECRET + "-changed-a-little", "JWT_SECRET_KEY is the default"),
        (
            "SECRET_KEY",
            "7c5e1f0ab93d4826e17f5b0c9ad3482",
            "SECRET_KEY must have at least 32 characters",
        ),
        ("JWT_SECRET_KEY", "", "JWT_SECRET_KEY must have at least 32 characters"),
        ("DATA_KEYS", None, "DATA_KEYS is the default"),
        ("DATA_KEYS", "", "DATA_KEYS must have at least 32 characters"),
        (
            "DATA_KEYS",
            "d" * 32 + ",short",
            r"DATA_KEYS \(number 2\) must have at least 32 characters",
        ),
        (
            "DATA_KEYS",
            "7" + "d" * 32 + "," + DEFAULT_SECRET + "-data",
            r"DATA_KEYS \(number 2\) is the default",
        ),
        ("DATABASE_URL", None, "DATABASE_URL and REDIS_URL must be set"),
        ("REDIS_URL", "", "DATABASE_URL and REDIS_URL must be set"),
        (
            "OPENAI_ATTEMPTS",
            "4",
            "an answer may take 165 seconds: ANSWER_TIME_LIMIT_SECONDS must be longer",
        ),
        ("OPENAI_TIMEOUT_SECONDS", "60", "an answer may take 185 seconds"),
    ],
)
def test_production_refuses_what_is_missing_short_or_the_default(environment, name, value, reason):
    for given, strong in STRONG.items():
        environment.setenv(given, strong)
    environment.delenv(name) if value is None else environment.setenv(name, value)

    with pytest.raises(SettingsRefused, match=reason):
        load_settings()


def test_a_short_secret_is_refused_in_development_too(environment):
    environment.setenv("SECRET_KEY", "short")

    with pytest.raises(SettingsRefused, match="at least 32 characters"):
        load_settings()


def test_a_refusal_does_not_show_a_secret(environment):
    for name, value in STRONG.items():
        environment.setenv(name, value)
    environment.setenv("SECRET_KEY", "hunter2-but-too-short")

    with pytest.raises(SettingsRefused) as refused:
        load_settings()

    assert "hunter2" not in str(refused.value)


def test_the_environment_goes_before_the_env_file(environment, tmp_path):
    (tmp_path / ".env").write_text("PORT=6001\nWEB_THREADS=32\n")
    environment.setenv("PORT", "6002")

    server = load_settings().server

    assert (server.port, server.web_threads) == (6002, 32)


def test_data_keys_are_separated_by_commas_and_the_first_comes_first(environment):
    environment.setenv("DATA_KEYS", f"{'n' * 32}, {'o' * 32},")

    assert load_settings().secrets.encrypting == ["n" * 32, "o" * 32]


def test_origins_are_words_between_commas(environment):
    environment.setenv("ALLOWED_ORIGINS", "https://a.example, https://b.example,")

    assert load_settings().server.allowed_origins == ["https://a.example", "https://b.example"]


def test_prices_are_json_and_exact(environment):
    environment.setenv(
        "AI_PRICES",
        '{"llama-4": {"input": "0.1", "cached_input": 0.05, "output": "0.3", "image_tokens": 900}}',
    )
    environment.setenv("AI_BUDGET_FREE", "0.5")

    budget = load_settings().budget

    assert budget.ai_prices["llama-4"].input == Decimal("0.1")
    assert budget.ai_budget_free == Decimal("0.5")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AI_BUDGET_FREE", "-1"),
        ("AI_BUDGET_BETA", "much"),
        ("AI_BUDGET_FOUNDER", "NaN"),
        (
            "AI_PRICES",
            '{"m": {"input": "-1", "cached_input": "0", "output": "0", "image_tokens": 0}}',
        ),
        ("AI_PRICES", '{"m": {"input": "1"}}'),
        ("OPENAI_MAX_OUTPUT_TOKENS", "0"),
    ],
)
def test_money_that_is_none_is_refused(environment, name, value):
    environment.setenv(name, value)

    with pytest.raises(SettingsRefused):
        load_settings()


# a port is put where {} stands; each setting that names a server is here, or the test below fails
ADDRESSES = {
    "DATABASE_URL": [
        "postgresql+psycopg2://coach:hunter2@db{}/coach",
        "postgresql://[::1]{}/coach",
    ],
    "WORKER_DATABASE_URL": ["postgresql+psycopg2://coach:hunter2@db{}/coach"],
    "MIGRATION_DATABASE_URL": ["postgresql+psycopg2://coach:hunter2@db{}/coach"],
    "REDIS_URL": ["redis://:hunter2@redis{}/0", "rediss://redis{}"],
    "OPENAI_BASE_URL": ["https://api.example.com{}/v1", "http://user:hunter2@[::1]{}"],
    "SMTP_URL": ["smtp://user:hunter2@mail{}", "smtps://mail{}/", "smtp+plain://mail{}"],
    "CLOUDINARY_API": ["http://127.0.0.1{}"],
    "CLOUDINARY_URL": ["cloudinary://key:hunter2@cloud{}"],
}
WITH_ADDRESSES = [(name, address) for name, addresses in ADDRESSES.items() for address in addresses]
BAD_PORTS = [":abc", ":0", ":65536", ":99999", ":-1", ":54x2", ":5432:5432", ":1e3"]


def test_every_setting_that_names_a_server_is_tried_with_bad_ports():
    assert set(ADDRESSES) == {name for name in fields() if name.endswith(("_URL", "_API"))}


@pytest.mark.parametrize(("name", "address"), WITH_ADDRESSES)
def test_a_port_that_is_none_is_refused_with_the_settings_name_and_without_its_value(
    environment, name, address
):
    for port in BAD_PORTS:
        environment.setenv(name, address.format(port))

        with pytest.raises(SettingsRefused, match=f"^{name} ") as refused:
            load_settings()

        assert "hunter2" not in str(refused.value), ascii(port)


@pytest.mark.parametrize(
    ("name", "address"), [pair for pair in WITH_ADDRESSES if pair[0] != "CLOUDINARY_URL"]
)
def test_a_port_may_be_left_out_or_be_any_that_there_is(environment, name, address):
    for port in ("", ":1", ":5432", ":65535"):
        environment.setenv(name, address.format(port))

        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql+psycopg2:///coach?host=/run/postgresql"),
        ("DATABASE_URL", "postgresql://coach@/coach?host=a,b&port=5432,5433"),
        ("DATABASE_URL", "postgresql://coach:p#a?b@db:5432/coach"),  # as SQLAlchemy reads it
        ("REDIS_URL", "unix:///run/redis.sock?db=1"),
        ("CLOUDINARY_URL", "cloudinary://key:hunter2@cloud"),
        ("OPENAI_BASE_URL", "http://localhost:11434/v1"),
    ],
)
def test_addresses_of_other_kinds_are_taken(environment, name, value):
    environment.setenv(name, value)

    load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql://coach@/coach?host=a&port=abc"),
        ("DATABASE_URL", "mysql://db/coach"),
        ("REDIS_URL", "redis://redis?db=x"),
        ("REDIS_URL", "redis://[::1"),
        ("CLOUDINARY_URL", "cloudinary://cloud"),
        ("CLOUDINARY_URL", "my-cloud"),
        ("OPENAI_BASE_URL", "api.example.com/v1"),
        ("OPENAI_BASE_URL", "https://[::1/v1"),
        ("CLOUDINARY_API", "https://:8080"),
        ("SMTP_URL", "smtp://user:p#a@mail"),
    ],
)
def test_addresses_that_nobody_could_use_are_refused(environment, name, value):
    environment.setenv(name, value)

    with pytest.raises(SettingsRefused, match=f"^{name} "):
        load_settings()

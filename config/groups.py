"""Settings by group: each a class with its names, defaults and what they mean."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    model_validator,
)

from config.base import DEFAULT_SECRET, Dollars, Environment, Level, Origins, _Group
from config.urls import CloudinaryUrl, DatabaseUrl, RedisUrl, SmtpUrl, WebUrl


class ServerSettings(_Group):
    """Where it listens and with how many processes."""

    environment: Environment = Field(
        Environment.DEVELOPMENT, description="development, testing or production."
    )
    host: str = Field("127.0.0.1", description="Address that the web server binds.")
    port: int = Field(5000, ge=1, le=65535, description="Port of the web server.")
    allowed_origins: Origins = Field(
        [],
        description="Other web origins that may call the API and open sockets, separated by commas.",
    )
    trusted_proxies: int = Field(
        0,
        ge=0,
        le=5,
        description="Reverse proxies in front: so many entries of X-Forwarded-* are believed, from the right.",
    )
    data_dir: Path = Field(
        Path(".data"), description="Folder of the private servers, images and logs of `make run`."
    )
    demo_history: bool = Field(
        False,
        description="`make run` writes a year of a made-up trader into the demo account; a minute, on the side.",
    )
    demo_sign_in: bool = Field(
        False,
        description="Anybody may look around as the demo trader, and load its year; `make run` turns it on.",
    )
    web_processes: int = Field(2, ge=1, le=64, description="gunicorn processes.")
    web_threads: int = Field(
        32, ge=4, le=500, description="Requests that a process answers at the same time."
    )
    web_sockets: int = Field(
        2000, ge=1, le=50_000, description="Open sockets that a process holds; they cost no thread."
    )
    web_request_seconds: float = Field(
        10,
        gt=0,
        le=300,
        description="Headers must be whole in this time; a body keeps to the least rate in each such span.",
    )
    web_least_bytes_per_second: int = Field(
        4000,
        ge=1,
        le=10_000_000,
        description="The least rate of a body that is sent, and of an answer that is read.",
    )
    web_half_requests: int = Field(
        64,
        ge=4,
        le=10_000,
        description="Half requests of one address, a process; behind a proxy only all are counted.",
    )
    socket_polling: bool = Field(
        True,
        description="Sockets by long polling, too; turn it off where a balancer brings no client back to its server.",
    )
    gather_seconds: float = Field(
        0.2,
        gt=0,
        le=5,
        description="Changes of one record within this time are told to its trader as one.",
    )
    worker_threads: int = Field(
        16, ge=1, le=256, description="Answers that are made at the same time, a worker."
    )
    log_level: Level = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")


class StoreSettings(_Group):
    """PostgreSQL and Redis."""

    database_url: DatabaseUrl = Field(
        "",
        description="PostgreSQL 18 or newer, as coach_app, for the web; empty: `make run` starts a private one.",
    )
    worker_database_url: DatabaseUrl = Field(
        "", description="The same database, as coach_worker, for workers."
    )
    migration_database_url: DatabaseUrl = Field(
        "",
        description="The same database, as its owner, for `flask db upgrade` alone, which makes the other logins.",
    )
    redis_url: RedisUrl = Field(
        "", description="Redis 6.2 or newer; empty: `make run` starts a private one."
    )
    database_pool: int = Field(
        12, ge=1, le=200, description="Connections that one process keeps at the most."
    )
    statement_timeout_seconds: int = Field(
        10, ge=1, le=600, description="A statement that runs longer is ended."
    )


class SecretSettings(_Group):
    """Keys that sign and encrypt, 32 characters or more; in production none is the default, guessable or used twice."""

    secret_key: SecretStr = Field(
        SecretStr(DEFAULT_SECRET), description="Signs image links and cursors."
    )
    jwt_secret_key: SecretStr = Field(
        SecretStr(DEFAULT_SECRET + "-jwt"), description="Signs access tokens."
    )
    data_keys: SecretStr = Field(
        SecretStr(DEFAULT_SECRET + "-data"),
        description="Encrypt journals and webhooks, by commas: the first encrypts, all decrypt. Keep copies.",
    )

    @property
    def encrypting(self) -> list[str]:
        """The keys that encrypt, the first one for what is written from now on."""
        return [key.strip() for key in self.data_keys.get_secret_value().split(",") if key.strip()]


class SessionSettings(_Group):
    """How long a sign-in lasts."""

    access_token_minutes: int = Field(15, ge=1, le=120, description="Life of an access token.")
    refresh_token_days: int = Field(
        30, ge=1, le=90, description="Life of an unused refresh token and of a session."
    )
    refresh_grace_seconds: int = Field(
        10,
        ge=0,
        le=60,
        description="A spent refresh token may be used again this long: two tabs, a lost answer.",
    )


class LimitSettings(_Group):
    """What one trader may do."""

    messages_per_minute: int = Field(30, ge=1, description="Messages a user and minute.")
    images_per_5_minutes: int = Field(10, ge=1, description="Uploads a user and five minutes.")
    sockets_per_user: int = Field(5, ge=1, description="Open sockets a user.")
    socket_events_per_10_seconds: int = Field(
        200, ge=10, description="Events of one socket before it must slow down."
    )
    logins_per_15_minutes: int = Field(
        10,
        ge=1,
        description="Wrong passwords of an account in 15 minutes: of all strangers, and of each known device.",
    )
    logins_per_address: int = Field(
        30,
        ge=1,
        description="Wrong passwords an address (IPv4, or IPv6 /64) in 15 minutes, for whichever accounts.",
    )
    registrations_per_hour: int = Field(20, ge=1, description="New accounts an address and hour.")
    upload_max_bytes: int = Field(8_000_000, ge=1_000, description="Size of an uploaded file.")
    upload_max_pixels: int = Field(
        16_000_000, ge=10_000, description="Width times height of an image (5K is 14.7 M)."
    )


class TrafficSettings(_Group):
    """What one trader and one address may ask of the product in all, and how much of it may be heavy."""

    requests_per_10_seconds: int = Field(
        1_000, ge=10, description="REST requests of a user in ten seconds."
    )
    events_per_10_seconds: int = Field(
        1_000, ge=10, description="Socket events of a user in ten seconds."
    )
    address_requests_per_10_seconds: int = Field(
        10_000,
        ge=10,
        description="REST requests of all who are signed in from one address, in ten seconds.",
    )
    address_events_per_10_seconds: int = Field(
        10_000, ge=10, description="Socket events of all from one address, in ten seconds."
    )
    stranger_requests_per_10_seconds: int = Field(
        500, ge=10, description="REST requests without a sign-in from one address, in ten seconds."
    )
    import_bytes_per_hour: int = Field(
        100_000_000, ge=1_000, description="Bytes of imports a user and hour."
    )
    heavy_reads_per_10_seconds: int = Field(
        60,
        ge=1,
        description="Searches, reports and exports of a user in ten seconds; quick ones, too, are work.",
    )
    heavy_reads_per_user: int = Field(
        2, ge=1, le=100, description="Searches, reports and exports at a time, a user."
    )
    heavy_reads_per_process: int = Field(
        6,
        ge=1,
        le=100,
        description="The same of all users in one process; never more than leaves room for the others.",
    )
    heavy_statement_seconds: float = Field(
        4,
        ge=0.1,
        le=600,
        description="A statement of a search, report or export that runs longer is ended.",
    )
    heavy_wait_seconds: float = Field(
        1,
        ge=0,
        le=10,
        description="How long a search, report or export waits for its turn before it is refused.",
    )


class EngineSettings(_Group):
    """The provider of the `openai` engine; without a key the rules answer."""

    openai_api_key: SecretStr = Field(
        SecretStr(""), description="Key; empty: every answer comes from the rules."
    )
    openai_base_url: WebUrl = Field(
        "https://api.openai.com/v1", description="Any OpenAI-compatible endpoint."
    )
    openai_model: str = Field(
        "gpt-4o", description="A model that sees images and keeps to a JSON schema."
    )
    openai_timeout_seconds: float = Field(
        30, gt=0, le=300, description="One attempt, first byte to last."
    )
    openai_max_output_tokens: int = Field(
        1500, ge=200, le=100_000, description="Tokens that one call may write."
    )
    openai_attempts: int = Field(
        2, ge=1, le=4, description="Tries of a call before the rules answer."
    )
    openai_images: str = Field(
        "data", pattern="^(data|url)$", description="How images are sent: data or url."
    )
    openai_tools: str = Field(
        "auto",
        pattern="^(auto|plan|off)$",
        description="How a model has things read: auto, plan (where tools are ignored) or off.",
    )
    coach_context_tokens: int = Field(
        3000,
        ge=300,
        le=100_000,
        description="Tokens of record, plans and memories that the coach is given.",
    )
    breaker_failures: int = Field(3, ge=1, description="Failures in a row that open the circuit.")
    breaker_open_seconds: int = Field(
        30, ge=1, description="How long an open circuit rests before a probe."
    )


class ModelPrice(BaseModel):
    """US dollars for a million tokens, and the tokens of an image at the most."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    input: Dollars
    cached_input: Dollars
    output: Dollars
    image_tokens: int = Field(ge=0, le=1_000_000)


class BudgetSettings(_Group):
    """What a trader may spend on the provider, in US dollars a day (UTC), by tier."""

    ai_budget_founder: Dollars = Field(Decimal(100), description="US dollars a day of a founder.")
    ai_budget_beta: Dollars = Field(Decimal(10), description="US dollars a day in the beta tier.")
    ai_budget_free: Dollars = Field(Decimal(2), description="US dollars a day in the free tier.")
    ai_prices: dict[str, ModelPrice] = Field(
        {},
        description='JSON, over the table: {"model": {"input": "2.5", "cached_input": "1.25", "output": "10",'
        ' "image_tokens": 1445}}, US dollars for a million tokens.',
    )


class AnswerSettings(_Group):
    """The job behind an answer."""

    answer_attempts: int = Field(
        3, ge=1, le=10, description="Tries before an answer is called failed."
    )
    answer_time_limit_seconds: int = Field(
        100, ge=5, description="A worker is ended when one answer needs longer."
    )
    answer_reading_seconds: float = Field(
        2,
        gt=0,
        le=60,
        description="Processor time for reading one message's words; then it is answered plainly.",
    )
    answer_lease_seconds: int = Field(
        15,
        ge=1,
        description="After this long without a sign of its worker another takes an answer over.",
    )
    sweep_seconds: float = Field(2, gt=0, description="How often unanswered rows are looked for.")
    ring_again_seconds: float = Field(
        5, gt=0, description="A row that nobody took in this time is rung again."
    )


class NotificationSettings(_Group):
    """Email, webhooks, and how much of both."""

    smtp_url: SmtpUrl = Field(
        SecretStr(""),
        description="smtp://user:password@host:587 (STARTTLS), smtps:// or smtp+plain://; empty: files in DATA_DIR/mail"
        " in development, no email in production.",
    )
    mail_from: str = Field("Elite Trading Coach <coach@localhost>", description="Sender of emails.")
    mail_timeout_seconds: float = Field(
        15, gt=0, le=120, description="One email, first word to last."
    )
    mails_per_day: int = Field(
        20, ge=1, le=1000, description="Notifications by email a user in 24 hours."
    )
    webhooks_per_user: int = Field(5, ge=1, le=100, description="Webhooks that a user may have.")
    webhook_timeout_seconds: float = Field(
        10, gt=0, le=120, description="One attempt, name to last header."
    )
    webhook_disable_days: float = Field(
        3, gt=0, le=60, description="A webhook that failed for so long is turned off."
    )
    webhook_allow_loopback: bool = Field(
        False, description="Webhooks may name this machine, also by http: for development only."
    )
    deliver_seconds: float = Field(
        3, gt=0, le=600, description="How often waiting emails and webhooks are looked for."
    )
    deliveries_at_once: int = Field(
        8, ge=1, le=100, description="Emails and webhooks under way at a time, a worker."
    )

    @property
    def lease_seconds(self) -> float:
        """How long a worker has for one delivery: longer than any attempt takes."""
        return 2 * max(self.mail_timeout_seconds, self.webhook_timeout_seconds) + 30

    @model_validator(mode="after")
    def _readable(self) -> Self:
        if not re.fullmatch(r"([^<>@\r\n]*<)?[^<>@\s]+@[^<>@\s]+>?", self.mail_from):
            raise ValueError("MAIL_FROM must be like Coach <coach@example.com>.")
        return self


class MediaSettings(_Group):
    """Where images are kept."""

    cloudinary_url: CloudinaryUrl = Field(
        SecretStr(""),
        description="cloudinary://key:secret@cloud; empty: images are kept on the local disk.",
    )
    cloudinary_api: WebUrl = Field(
        "", description="Another address of the Cloudinary API, for a stand-in or a proxy."
    )
    media_dir: Path | None = Field(
        None, description="Folder for images on the local disk; default DATA_DIR/media."
    )
    link_minutes: int = Field(60, ge=1, le=1440, description="Life of a signed image link.")

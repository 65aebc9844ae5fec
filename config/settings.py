"""Every setting of the product, one class a group, read from the environment and `.env` once."""

from pathlib import Path
from typing import Self

from pydantic import (
    Field,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings

from config.base import DEFAULT_SECRET, SHORTEST_SECRET, Environment, _Group
from config.groups import (
    AnswerSettings,
    BudgetSettings,
    EngineSettings,
    LimitSettings,
    MediaSettings,
    NotificationSettings,
    SecretSettings,
    ServerSettings,
    SessionSettings,
    StoreSettings,
    TrafficSettings,
)
from config.production import keys_of, refusals


class SettingsRefused(ValueError):
    """The product does not start with these settings; the message says which and why."""

    for_operators = True  # the words are ours alone: a log may show them


class Settings(_Group):
    """All settings."""

    server: ServerSettings = Field(default_factory=ServerSettings)
    store: StoreSettings = Field(default_factory=StoreSettings)
    secrets: SecretSettings = Field(default_factory=SecretSettings)
    sessions: SessionSettings = Field(default_factory=SessionSettings)
    limits: LimitSettings = Field(default_factory=LimitSettings)
    traffic: TrafficSettings = Field(default_factory=TrafficSettings)
    engine: EngineSettings = Field(default_factory=EngineSettings)
    budget: BudgetSettings = Field(default_factory=BudgetSettings)
    answers: AnswerSettings = Field(default_factory=AnswerSettings)
    notifications: NotificationSettings = Field(default_factory=NotificationSettings)
    media: MediaSettings = Field(default_factory=MediaSettings)

    @property
    def media_dir(self) -> Path:
        """The folder that holds images on the local disk."""
        return self.media.media_dir or self.server.data_dir / "media"

    @model_validator(mode="after")
    def _safe_in_production(self) -> Self:
        in_production = self.server.environment is Environment.PRODUCTION
        for name, key in keys_of(self).items():
            if len(key) < SHORTEST_SECRET:
                raise ValueError(f"{name} must have at least {SHORTEST_SECRET} characters.")
            if in_production and key.startswith(DEFAULT_SECRET):
                raise ValueError(
                    f"{name} is the default: set your own before running in production."
                )
        unsafe = list(refusals(self)) if in_production else []
        if unsafe:
            raise ValueError(" ".join(unsafe))
        return self


GROUPS: tuple[type[BaseSettings], ...] = (
    ServerSettings,
    StoreSettings,
    SecretSettings,
    SessionSettings,
    LimitSettings,
    TrafficSettings,
    EngineSettings,
    BudgetSettings,
    AnswerSettings,
    NotificationSettings,
    MediaSettings,
)


def load_settings() -> Settings:
    """Read the environment once.

    Raises:
        SettingsRefused: a value is missing, malformed or unsafe for production.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsRefused(_reasons(error)) from None


def _reasons(error: ValidationError) -> str:
    """What is wrong, without the values: they may be secrets."""
    details = error.errors(include_input=False, include_url=False)
    reasons = (
        f"{'.'.join(map(str, detail['loc'])).upper()} {detail['msg']}".strip() for detail in details
    )
    return "; ".join(reasons)

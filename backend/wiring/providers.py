"""Providers, storage, mail and limits as the settings have them."""

import time
from datetime import timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

from backend.adapters.images.cloudinary_store import CloudinaryImages
from backend.adapters.images.local_store import LocalImages
from backend.adapters.mail import FileMailer, NoMailer, SmtpMailer, SmtpServer
from backend.adapters.rules_engine import RulesEngine
from backend.adapters.web_push import WebPushSender
from backend.adapters.webhook_client import PinnedHooks
from backend.core.clock import Clock
from backend.core.crypto import Keyring
from backend.core.db import Database
from backend.core.events import News
from backend.features.ai.breaker import Breaker
from backend.features.ai.budget import Budget, BudgetLimits
from backend.features.ai.gateway import Gateway
from backend.features.ai.grounded_engine import CitedEngine
from backend.features.ai.prices import ModelPrices, Price
from backend.features.coach.behaviour.ports import RecheckBell
from backend.features.coach.coach_context.service import ContextReader
from backend.features.coach.coaching.service import CoachDesk
from backend.features.coach.verdicts.rules import RULES_VERSION
from backend.features.content.media.ports import ImageStore
from backend.features.content.media.service import Links
from backend.features.notifications.ports import BrowserPushes, Caps, Hooks, Mailer
from config import Settings
from config.base import Environment
from config.groups import EngineSettings


def hooks_of(settings: Settings) -> Hooks:
    """Who tells webhooks."""
    group = settings.notifications
    return PinnedHooks(
        timeout_seconds=group.webhook_timeout_seconds,
        loopback=group.webhook_allow_loopback,
    )


def pushes_of(settings: Settings, hooks: Hooks) -> BrowserPushes:
    """Who tells browsers; their services may ask the sender of our emails about us."""
    _, address = parseaddr(settings.notifications.mail_from)
    return WebPushSender(hooks, contact=f"mailto:{address}")


def caps_of(settings: Settings) -> Caps:
    """How much leaves the product."""
    group = settings.notifications
    return Caps(
        mails_a_day=group.mails_per_day,
        at_once=group.deliveries_at_once,
        lease=timedelta(seconds=group.lease_seconds),
        disable_after=timedelta(days=group.webhook_disable_days),
    )


def mailer_of(settings: Settings) -> Mailer:
    """The SMTP server; without one a file for each email, and in production nobody."""
    group = settings.notifications
    url = group.smtp_url.get_secret_value()
    if url:
        server = SmtpServer.read(url)
        return SmtpMailer(
            server,
            sender=group.mail_from,
            timeout_seconds=group.mail_timeout_seconds,
        )
    if settings.server.environment is Environment.PRODUCTION:
        return NoMailer()
    return FileMailer(settings.server.data_dir / "mail", sender=group.mail_from)


def coach_of(
    settings: Settings,
    keyring: Keyring,
    news: News,
    spare: Database | None = None,
    detectors: RecheckBell | None = None,
) -> CoachDesk:
    """The coach; its provider is known by the host of its address, to whom memories may or may not be told."""
    group = settings.engine
    has_key = bool(group.openai_api_key.get_secret_value())
    if has_key:
        provider = urlsplit(group.openai_base_url).netloc.rpartition("@")[2]
    else:
        provider = None
    contexts = ContextReader(keyring, provider=provider, spare=spare)
    return CoachDesk(
        keyring, news, contexts, tokens=group.coach_context_tokens, detectors=detectors
    )


def budget_of(settings: Settings, database: Database, clock: Clock) -> Budget:
    """Who may spend what on a provider."""
    group = settings.budget
    overrides = {name: Price(**price.model_dump()) for name, price in group.ai_prices.items()}
    return Budget(
        database,
        ModelPrices(overrides),
        BudgetLimits(group.ai_budget_founder, group.ai_budget_beta, group.ai_budget_free),
        forsaken_after=timedelta(seconds=2 * settings.engine.openai_timeout_seconds + 60),
        clock=clock,
    )


def gateway_of(settings: Settings, budget: Budget) -> Gateway:
    """The one way to the engines."""
    group = settings.engine
    breaker = Breaker(
        failures=group.breaker_failures,
        rest_seconds=group.breaker_open_seconds,
        monotonic=time.monotonic,
    )
    return Gateway(
        provider_of(group),
        RulesEngine(RULES_VERSION),
        breaker=breaker,
        attempts=group.openai_attempts,
        sleep=time.sleep,
        budget=budget,
    )


def provider_of(group: EngineSettings) -> CitedEngine | None:
    """The provider, held to what it cites; null without a key."""
    key = group.openai_api_key.get_secret_value()
    if not key:
        return None
    # Its library has six hundred modules; who has no key does not read them.
    from backend.adapters.openai.engine import OpenAIEngine, ToolUsage

    engine = OpenAIEngine(
        api_key=key,
        base_url=group.openai_base_url,
        model=group.openai_model,
        timeout_seconds=group.openai_timeout_seconds,
        most_tokens=group.openai_max_output_tokens,
        tools=ToolUsage(group.openai_tools),
    )
    return CitedEngine(engine)


def store_of(settings: Settings) -> ImageStore:
    """Where images lie."""
    url = settings.media.cloudinary_url.get_secret_value()
    if url:
        return CloudinaryImages(url, api=settings.media.cloudinary_api or None)
    return LocalImages(settings.media_dir)


def links_of(settings: Settings, store: ImageStore, clock: Clock) -> Links:
    """Makes links to images."""
    secret = settings.secrets.secret_key.get_secret_value()
    return Links(secret, timedelta(minutes=settings.media.link_minutes), store, clock)

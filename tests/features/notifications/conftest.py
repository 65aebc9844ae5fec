"""What the tests of notifications stand on: receivers of webhooks and emails, and a clock."""

import pytest

from tests.features.notifications.notices import Time
from tests.stand_ins.hook_server import HookServer
from tests.stand_ins.smtp_server import SmtpServerStandIn


@pytest.fixture
def server():
    with HookServer() as running:
        yield running


@pytest.fixture
def mail_server():
    with SmtpServerStandIn() as running:
        yield running


@pytest.fixture
def time():
    return Time()

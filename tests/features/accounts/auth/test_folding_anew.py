"""Accounts of before names were folded: all are kept, and of two that come to one name the older keeps it."""

import psycopg2
import pytest
from flask_migrate import downgrade, upgrade

from backend.app import create_app
from backend.core.name_folding import fold_login
from backend.features.accounts.auth import passwords
from tests.world import PASSWORD

ROWS = [  # oldest first: email, username, address of a sign-in
    ("Trader@Example.com", "Trader", "203.0.113.77"),
    ("stra\u00dfe@example.com", "older", "::ffff:198.51.100.9"),
    ("STRASSE@example.com", "newer", "2001:db8:1:2::3"),
    ("user@xn--bcher-kva.de", "dotted", ""),
    ("a@b..com", "odd", "unknown"),
]
USER = (
    "insert into users (id, email, username, password_hash, timezone, base_currency, preferences, role, tier,"
    " created_at, updated_at) values (gen_random_uuid(), %s, %s, %s, 'UTC', 'USD', '{}', 'user', 'free',"
    " timestamptz '2026-01-01' + %s * interval '1 day', now()) returning id"
)
SESSION = (
    "insert into user_sessions (id, user_id, user_agent, address, created_at, last_used_at, expires_at)"
    " values (gen_random_uuid(), %s, '', %s, now(), now(), now())"
)


@pytest.fixture
def older(postgres, settings):
    postgres.create_database("unfolded")
    addresses = {name.lower(): url for name, url in postgres.addresses("unfolded").items()}
    store = settings.store.model_copy(update=addresses)
    app = create_app(settings.model_copy(update={"store": store}))
    with app.app_context():
        upgrade(revision="0017")
        connection = psycopg2.connect(store.migration_database_url.replace("+psycopg2", ""))
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield app, cursor
        connection.close()
    app.extensions["coach"].database.engine.dispose()


def test_every_account_is_kept_and_found_and_it_can_be_taken_back(older):
    app, cursor = older
    fill(cursor)

    upgrade()

    cursor.execute(
        "select email, username, email_folded, username_folded from users order by created_at"
    )
    rows = cursor.fetchall()
    assert [row[:2] for row in rows] == [row[:2] for row in ROWS]
    assert [row[3] for row in rows] == [fold_login(row[1]) for row in ROWS]
    cursor.execute(
        "select network from user_sessions s join users u on u.id = user_id order by u.created_at"
    )
    assert [row[0] for row in cursor] == [
        "203.0.113.0/24",
        "198.51.100.0/24",
        "2001:db8:1::/48",
        "",
        "unknown",
    ]
    assert [row[2] == fold_login(row[0]) for row in rows] == [True, True, False, True, True]
    assert sign_ins(app, [row[0] for row in ROWS] + [row[1] for row in ROWS]) == {
        "Trader@Example.com": "Trader", "Trader": "Trader", "older": "older", "newer": "newer", "odd": "odd",
        "stra\u00dfe@example.com": "older", "STRASSE@example.com": "older", "user@xn--bcher-kva.de": "dotted",
        "dotted": "dotted", "a@b..com": "odd",
    }  # fmt: skip

    downgrade(revision="0017")
    cursor.execute("select count(*) from find_credentials('TRADER@example.com')")
    assert cursor.fetchall() == [(1,)]
    upgrade()


def fill(cursor):
    password_hash = passwords.hash_password(PASSWORD)
    for day, (email, username, address) in enumerate(ROWS):
        cursor.execute(USER, (email, username, password_hash, day))
        cursor.execute(SESSION, (cursor.fetchone()[0], address))


def sign_ins(app, logins):
    found = {}
    for login in logins:
        answer = app.test_client().post(
            "/api/auth/login", json={"login": login, "password": PASSWORD}
        )
        found[login] = (
            answer.json["user"]["username"] if answer.status_code == 200 else answer.json["code"]
        )
    return found

"""Records that were looked at before their version was kept are not all looked at again."""

import psycopg2
import pytest
from flask_migrate import downgrade, upgrade

from backend.app import create_app

USER = "0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b"
OLD = f"""
insert into users (id, email, username, password_hash, timezone, base_currency, account_size, preferences, role, tier,
    created_at, updated_at)
values ('{USER}', 'a@example.com', 'a', 'x', 'UTC', 'USD', 25000, '{{}}', 'user', 'free', now(), now());
insert into record_versions (user_id, shard, version) values ('{USER}', 1, 5), ('{USER}', 2, 7);
insert into behaviour_runs (user_id, head, done, is_whole, due_at, positions, is_cut)
values ('{USER}', 3, 3, false, now(), '{{}}', false);
"""


@pytest.fixture
def older(postgres, settings):
    postgres.create_database("looked_at")
    addresses = {name.lower(): url for name, url in postgres.addresses("looked_at").items()}
    store = settings.store.model_copy(update=addresses)
    app = create_app(settings.model_copy(update={"store": store}))
    with app.app_context():
        upgrade(revision="0015")
        connection = psycopg2.connect(store.migration_database_url.replace("+psycopg2", ""))
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor
        connection.close()
    app.extensions["coach"].database.engine.dispose()


def test_a_record_counts_as_looked_at_as_it_stands(older):
    older.execute(OLD)
    upgrade(revision="0016")
    older.execute("select record_version from behaviour_runs")
    assert older.fetchall() == [(12,)]
    behind = "select is_behind from behaviour_behind('00000000-0000-0000-0000-000000000000', 10)"
    older.execute(behind)
    assert older.fetchall() == [(False,)]
    older.execute("update record_versions set version = version + 1 where shard = 2")
    older.execute(behind)
    assert older.fetchall() == [(True,)]
    downgrade(revision="0015")
    upgrade(revision="0016")

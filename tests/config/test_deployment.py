"""Files for servers: the composition of containers, its proxy, gunicorn's settings and the pinned requirements."""

import os
import re
import resource
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.settings import GROUPS

ROOT = Path(__file__).parent.parent.parent
SETTINGS = {name.upper() for group in GROUPS for name in group.model_fields}
OURS = ("migrate", "web-rest", "web-sockets", "worker", "beat")
KEPT_RUNNING = ("postgres", "redis", "web-rest", "web-sockets", "worker", "beat", "nginx")


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


def directives(name: str) -> list[str]:
    return re.findall(
        rf"^\s*{name} ([^;]+);", (ROOT / "config/nginx.conf").read_text(), re.MULTILINE
    )


SECRETS = ("SECRET_KEY", "JWT_SECRET_KEY", "DATA_KEYS", "REDIS_PASSWORD")
PASSWORDS = ("POSTGRES_PASSWORD", "WEB_DATABASE_PASSWORD", "WORKER_DATABASE_PASSWORD")


@pytest.mark.parametrize("name", [*SECRETS, *PASSWORDS])
def test_no_secret_has_a_default(name):
    uses = re.findall(rf"\$\{{{name}\b([^}}]*)\}}", (ROOT / "docker-compose.yml").read_text())

    assert uses
    assert all(use.startswith(":?") for use in uses)


@pytest.mark.parametrize("name", OURS)
def test_each_process_of_the_product_is_told_only_settings_that_exist_and_runs_as_production(
    services, name
):
    environment = services[name]["environment"]

    assert set(environment) - set(PASSWORDS) <= SETTINGS
    assert {environment[name] for name in PASSWORDS} == {
        ""
    }  # whatever `.env` says, which every container reads
    assert environment["ENVIRONMENT"] == "production"


@pytest.mark.parametrize(
    ("names", "logins"),
    [
        (("web-rest", "web-sockets"), {"DATABASE_URL": "coach_app"}),
        (("worker", "beat"), {"WORKER_DATABASE_URL": "coach_worker"}),
        (
            ("migrate",),
            {
                "DATABASE_URL": "coach_app",
                "WORKER_DATABASE_URL": "coach_worker",
                "MIGRATION_DATABASE_URL": "coach",
            },
        ),
    ],
)
def test_each_process_signs_in_to_postgresql_as_itself_alone(services, names, logins):
    addresses = ("DATABASE_URL", "WORKER_DATABASE_URL", "MIGRATION_DATABASE_URL")
    for name in names:
        given = {key: services[name]["environment"][key] for key in addresses}
        assert {
            key: re.match(r"postgresql\+psycopg2://(\w+):", url)[1]
            for key, url in given.items()
            if url
        } == logins


def test_no_log_on_a_server_shows_what_traders_write_or_grows_for_ever(services):
    from backend.adapters.database_logins import SILENCE

    given = dict(re.findall(r"-c (\w+)=(\S+)", services["postgres"]["command"]))
    assert {name: given.get(name) for name in SILENCE} == SILENCE
    assert "--crash-log-enabled no" in services["redis"]["command"]
    assert directives("error_log") == ["/dev/stderr alert"]
    assert directives("access_log") == ["off"]
    assert all(
        service["logging"]["options"] == {"max-size": "10m", "max-file": "5"}
        for service in services.values()
    )


@pytest.mark.parametrize("name", KEPT_RUNNING)
def test_each_service_is_watched_and_started_again(services, name):
    assert services[name]["healthcheck"]["test"]
    assert services[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_workers_and_beat_are_asked_whether_they_are_well_and_not_whether_they_exist(
    services, name
):
    assert services[name]["healthcheck"]["test"] == [
        "CMD",
        "python",
        "-m",
        "backend.adapters.redis.heartbeats",
        name,
    ]


@pytest.mark.parametrize("name", ["web-rest", "web-sockets", "worker", "beat"])
def test_nothing_starts_before_the_migrations_are_through(services, name):
    assert services[name]["depends_on"]["migrate"] == {
        "condition": "service_completed_successfully"
    }


def test_only_the_proxy_is_reachable_from_outside(services):
    assert [name for name, service in services.items() if "ports" in service] == ["nginx"]


def test_redis_never_forgets_a_bell_to_make_room(services):
    command = services["redis"]["command"]

    assert "--maxmemory-policy noeviction" in command
    assert "--appendonly yes" in command


def test_postgres_keeps_its_data_where_version_18_writes_it(services):
    assert services["postgres"]["image"] == "postgres:18"
    assert services["postgres"]["volumes"][0] == "postgres:/var/lib/postgresql"


def test_a_process_for_sockets_holds_thousands_of_them(services):
    assert int(services["web-sockets"]["environment"]["WEB_SOCKETS"]) == 5000
    assert "WEB_SOCKETS" not in services["web-rest"]["environment"]


def test_the_proxy_sends_sockets_to_their_own_group_and_everything_else_to_the_other():
    text = (ROOT / "config/nginx.conf").read_text()
    groups = dict(re.findall(r"upstream (\w+) \{[^}]*?server ([\w:-]+);", text))
    routes = dict(re.findall(r"location (\S+) \{[^}]*?proxy_pass http://(\w+);", text))

    assert groups == {"rest": "web-rest:5000", "sockets": "web-sockets:5000"}
    assert routes == {"/": "rest", "/socket.io/": "sockets"}


def test_the_proxy_adds_what_it_knows_of_a_client_behind_whatever_that_says_itself():
    assert {
        "X-Forwarded-For $proxy_add_x_forwarded_for",
        "X-Forwarded-Proto $forwarded_proto",
        "X-Forwarded-Host $http_host",
    } <= set(directives("proxy_set_header"))


def test_the_proxy_brings_each_client_back_to_the_server_that_holds_its_session():
    text = (ROOT / "config/nginx.conf").read_text()
    (sockets,) = re.findall(r"upstream sockets \{([^}]*)\}", text)

    # Not `consistent`: that goes by the name of a server, and a name may have several addresses.
    assert re.findall(
        r"^\s*(hash [^;]*|least_conn|ip_hash|random[^;]*);", sockets, re.MULTILINE
    ) == ["hash $remote_addr"]


def test_no_location_of_the_proxy_drops_the_headers_of_its_server():
    locations = re.findall(
        r"location \S+ \{([^}]*proxy_pass[^}]*)\}", (ROOT / "config/nginx.conf").read_text()
    )

    assert len(locations) == 2
    assert not any("proxy_set_header" in location for location in locations)


def test_the_image_runs_as_somebody_without_rights():
    users = re.findall(r"^USER (\S+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)

    assert users[-1:] == ["coach"]


def test_the_image_gets_neither_secrets_nor_data():
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    allowed = {line[1:] for line in lines if line.startswith("!")}

    assert "*" in lines
    assert allowed == {
        *("requirements/production.txt", "wsgi.py", "celery_worker.py"),
        *("config", "migrations", "frontend", "backend"),
    }


def test_gunicorn_opens_no_control_socket_and_writes_no_access_log(monkeypatch):
    monkeypatch.setenv("HOST", "::1")
    monkeypatch.setenv("WEB_THREADS", "200")
    monkeypatch.setenv("WEB_SOCKETS", "3000")

    chosen = runpy.run_path(str(ROOT / "config/gunicorn.py"))

    assert chosen["control_socket_disable"] is True
    assert chosen["accesslog"] is None
    assert chosen["bind"].startswith("[::1]:")
    assert chosen["worker_connections"] > chosen["threads"] == 200
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] >= min(
        4000, resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    )


def test_gunicorn_accepts_its_settings():
    checked = subprocess.run(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "--print-config",
            "-c",
            "config/gunicorn.py",
            "wsgi:app",
        ],
        cwd=ROOT,
        env=os.environ
        | {
            "DATABASE_URL": "postgresql+psycopg2://coach_app@db/coach",
            "REDIS_URL": "redis://redis",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stderr
    assert re.search(r"^worker_class\s*=\s*\S*BusyConnectionsWorker", checked.stdout, re.MULTILINE)


@pytest.mark.parametrize("name", ["base", "development", "production", "embedded-compiled"])
def test_every_requirement_is_pinned_with_hashes_and_names_no_host_or_path(name):
    text = (ROOT / f"requirements/{name}.txt").read_text()
    entries = re.split(
        r"\n(?=[a-zA-Z])", "\n" + re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE)
    )[1:]

    assert entries
    assert [
        entry for entry in entries if "==" not in entry.split()[0] or "--hash=sha256:" not in entry
    ] == []
    assert not re.search(r"://|^-|file:|@ ", text, re.MULTILINE)


def test_what_the_product_imports_is_the_same_in_development_and_on_a_server():
    pins = {
        name: dict(
            re.findall(
                r"^([\w.-]+)==(\S+)", (ROOT / f"requirements/{name}.txt").read_text(), re.MULTILINE
            )
        )
        for name in ("base", "models", "development", "production")
    }

    assert pins["production"] == pins["base"] | pins["models"]
    assert pins["production"].items() <= pins["development"].items()

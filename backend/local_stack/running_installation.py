"""How a command finds what `make run` has started in the same DATA_DIR: its private database, Redis and keys."""

from pathlib import Path

from backend.adapters.database_logins import OWNER_SETTING
from backend.local_stack.data_dir import SECRETS, read_secrets
from backend.local_stack.embedded_servers import PostgresServer, running_postgres
from backend.local_stack.processes import find_servers
from backend.local_stack.server_start import REDIS, SOCKET_NAMES, socket_folder


def settings_of_running(data_dir: Path) -> dict[str, str] | None:
    """The settings of the web and of workers by their names in the environment; null while nothing runs there.

    The owner's address is not among them: only `make run` itself works as the owner.
    """
    data_dir = data_dir.resolve()
    postgres = running_postgres(data_dir / "postgres")
    redis = _redis_url(data_dir / "redis")
    if postgres is None or redis is None:
        return None
    secrets = read_secrets(data_dir / "secrets")
    keys = {name: secrets[name] for name in SECRETS if name in secrets}
    return {**keys, **_logins(postgres), "REDIS_URL": redis}


def nothing_runs(data_dir: Path) -> str:
    """What to do then, in one line."""
    return (
        f"DATABASE_URL is not set, and nothing runs in {data_dir}. Start it there with `make run`, set DATA_DIR to "
        "the folder of the one that runs, or set DATABASE_URL and REDIS_URL."
    )


def _logins(postgres: PostgresServer) -> dict[str, str]:
    logins = postgres.addresses("coach")
    return {name: url for name, url in logins.items() if name != OWNER_SETTING}


def _redis_url(folder: Path) -> str | None:
    if not find_servers(REDIS, folder):
        return None
    socket = socket_folder(folder, REDIS, {}) / SOCKET_NAMES[REDIS]
    return f"unix://{socket}"

"""The door for one machine: `python run.py` starts everything; see `make run`."""

import sys

from backend.local_stack.supervisor import run
from config import SettingsRefused, load_settings


def main() -> int:
    """Read the settings and run until the end."""
    try:
        settings = load_settings()
    except SettingsRefused as error:
        print(f"The settings are not right: {error}", file=sys.stderr)
        return 1
    server, store = settings.server, settings.store
    env = {
        "HOST": server.host,
        "ENVIRONMENT": server.environment.value,
        "WORKER_THREADS": str(server.worker_threads),
        "DATABASE_URL": store.database_url,
        "WORKER_DATABASE_URL": store.worker_database_url,
        "MIGRATION_DATABASE_URL": store.migration_database_url,
        "REDIS_URL": store.redis_url,
    }
    for name in settings.secrets.model_fields_set:  # the others are made for this installation
        env[name.upper()] = getattr(settings.secrets, name).get_secret_value()
    if "demo_sign_in" in server.model_fields_set:  # else the local stack turns it on
        env["DEMO_SIGN_IN"] = str(server.demo_sign_in)
    with_parent = "--with-parent" in sys.argv
    return run(
        server.data_dir,
        server.port,
        env=env,
        with_parent=with_parent,
        demo_history=server.demo_history,
    )


if __name__ == "__main__":
    sys.exit(main())

"""The door for web servers and commands: `gunicorn wsgi:app`, `flask --app wsgi trades`."""

import os

import click

from backend.core.gc_tuning import collecting_nothing
from backend.core.logs import log_what_nobody_catches
from config import Settings, load_settings


def settings_for_command(settings: Settings) -> Settings:
    """The settings of a command of `flask` that names no database: those of `make run` in the same DATA_DIR.

    Raises:
        click.ClickException: nothing runs there.
    """
    from backend.local_stack.running_installation import nothing_runs, settings_of_running

    running = settings_of_running(settings.server.data_dir)
    if running is None:
        raise click.ClickException(nothing_runs(settings.server.data_dir))
    given = {name: value for name in running if (value := os.environ.get(name))}
    os.environ.update(running | given)
    return load_settings()


log_what_nobody_catches()
with collecting_nothing():
    settings = load_settings()  # what is refused is refused before anything else is read
    store = settings.store
    if os.environ.get("FLASK_RUN_FROM_CLI") and not (
        store.database_url or store.migration_database_url
    ):
        settings = settings_for_command(settings)
    from backend.app import create_app

    app = create_app(settings)

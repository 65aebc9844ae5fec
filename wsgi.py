"""The door for web servers: `gunicorn wsgi:app`."""

from backend.core.gc_tuning import collecting_nothing
from backend.core.logs import log_what_nobody_catches

log_what_nobody_catches()
with collecting_nothing():
    from backend.app import create_app

    app = create_app()

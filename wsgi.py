"""The door for web servers: `gunicorn wsgi:app`."""

from backend.core.gc_tuning import collecting_nothing
from backend.core.logs import log_what_nobody_catches
from config import load_settings

log_what_nobody_catches()
with collecting_nothing():
    settings = load_settings()  # what is refused is refused before anything else is read
    from backend.app import create_app

    app = create_app(settings)

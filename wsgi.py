"""The door for web servers: `gunicorn wsgi:app`."""

from backend.app import create_app
from backend.core.logs import log_what_nobody_catches

log_what_nobody_catches()
app = create_app()

"""The door for Celery: `celery -A celery_worker worker` and `celery -A celery_worker beat`."""

from backend.app import create_worker

celery = create_worker()

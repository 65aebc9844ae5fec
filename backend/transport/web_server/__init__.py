"""gunicorn with whole requests: connections that wait, floods, slow clients, proxies."""

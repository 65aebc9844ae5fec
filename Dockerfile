# The product against a PostgreSQL and a Redis that somebody runs: web server, worker, beat and migrations in one image.
FROM python:3.12-slim AS build
WORKDIR /build
COPY requirements/production.txt .
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r production.txt

FROM node:24-slim AS app
WORKDIR /frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY frontend .
RUN BUILD_FOLDER=.build/image node node_modules/vite/bin/vite.js build && ln -s image .build/current

FROM python:3.12-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin coach \
    && install -d -o coach -g coach -m 0700 /data
COPY --from=build /venv /venv
WORKDIR /app
COPY wsgi.py celery_worker.py ./
COPY config config
COPY migrations migrations
COPY frontend/waiting frontend/waiting
COPY --from=app /frontend/.build frontend/.build
COPY backend backend
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    ENVIRONMENT=production HOST=0.0.0.0 PORT=5000 DATA_DIR=/data MPLCONFIGDIR=/tmp/matplotlib
USER coach
VOLUME /data
EXPOSE 5000
CMD ["gunicorn", "--no-control-socket", "-c", "config/gunicorn.py", "wsgi:app"]

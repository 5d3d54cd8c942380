# One image for web, worker, beat and migrations. Nothing secret goes in at build time.
FROM python:3.13-slim-bookworm AS build
WORKDIR /build
COPY requirements/production.lock .
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check \
        --require-hashes --only-binary :all: -r production.lock

FROM python:3.13-slim-bookworm
RUN groupadd --system --gid 10001 app \
    && useradd --system --uid 10001 --gid app --no-create-home --home-dir /nonexistent app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY . .
# The values serve this one command: collectstatic opens no database and signs nothing.
RUN python -m launcher.messages \
    && SECRET_KEY=unused DATABASE_URL=postgresql:///unused \
        python manage.py collectstatic --no-input \
    && python -m compileall -q /app
# Owned by root and read-only for the account that runs it.
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "config.wsgi:application"]

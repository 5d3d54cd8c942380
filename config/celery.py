"""The Celery application. Task arguments are ids only: a name in a queue is a leak."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("veiligehuizen")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.task(name="config.celery.ping")
def ping() -> str:
    """Answers, so that a health check or a smoke test knows that a worker works."""
    return "pong"

"""The timetable's relay, for what could not be published when it was handed over."""

from celery import shared_task

from outbox.sending import relay


@shared_task(name="outbox.relay")
def publish_waiting() -> int:
    """Publish what waits; the number of messages."""
    return relay()

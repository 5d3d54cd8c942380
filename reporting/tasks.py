"""Celery wrappers round exports; arguments are ids only."""

from celery import shared_task

from reporting.services import export_run
from reporting.settled import settle


@shared_task(name="reporting.make_export")
def make_export(job_id: int) -> bool:
    """Make one export, or go on with it. Told twice it does it once."""
    return export_run.run_export(job_id)


@shared_task(name="reporting.requeue_lost_exports")
def requeue_lost_exports() -> int:
    """Give exports whose worker or message was lost to another; how many."""
    return export_run.requeue_lost()


@shared_task(name="reporting.expire_exports")
def expire_exports() -> int:
    """Remove files after their period; how many pieces went."""
    return export_run.expire()


@shared_task(name="reporting.settle_counts")
def settle_counts() -> list[str]:
    """Add up what is known; the kinds that were settled. Told twice it is only done twice."""
    return settle()

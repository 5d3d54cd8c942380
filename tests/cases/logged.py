"""What the log says, read as the owner."""

from audit.models import Event
from tests.database import as_owner


def events(code: str) -> list[Event]:
    """The events of one type, oldest first."""
    with as_owner():
        return list(Event.objects.filter(event_type=code).order_by("at"))

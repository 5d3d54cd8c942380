"""Event types. A type that is not registered cannot be logged (compare wagtail's log actions)."""

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """NEN 7513 event action codes."""

    CREATE = "C"
    READ = "R"
    UPDATE = "U"
    DELETE = "D"
    EXECUTE = "E"


@dataclass(frozen=True)
class EventType:
    """One kind of event.

    `erasure` says what becomes of personal data in it when a dossier is erased. Events hold
    ids, reference numbers and field names, never values, so the usual answer is "none held".
    """

    code: str
    action: Action
    label: str
    erasure: str


_registry: dict[str, EventType] = {}

NONE_HELD = "none held: ids and field names only"


def register(code: str, action: Action, label: str, erasure: str = NONE_HELD) -> EventType:
    """Register an event type once. Raises ValueError for a second type with the same code."""
    if code in _registry:
        raise ValueError(f"audit event type {code} is registered twice")
    _registry[code] = EventType(code, action, label, erasure)
    return _registry[code]


def registered() -> dict[str, EventType]:
    """All event types by code."""
    return dict(_registry)

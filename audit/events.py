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


class Rows(StrEnum):
    """What the `row_ids` of an event are ids of: equal numbers are other things in other tables."""

    DOSSIERS = "dossiers"
    INTAKES = "intakes"
    CONTACTS = "contacts"
    PEOPLE = "people"


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
    rows: Rows = Rows.DOSSIERS


_registry: dict[str, EventType] = {}

NONE_HELD = "none held: ids and field names only"


def register(
    code: str,
    action: Action,
    label: str,
    erasure: str = NONE_HELD,
    *,
    rows: Rows = Rows.DOSSIERS,
) -> EventType:
    """Register an event type once; `rows` says what a list of it shows.

    Raises ValueError for a second type with the same code.
    """
    if code in _registry:
        raise ValueError(f"audit event type {code} is registered twice")
    _registry[code] = EventType(code, action, label, erasure, rows)
    return _registry[code]


def lists_other_than(rows: Rows) -> list[str]:
    """The codes of the event types whose `row_ids` are ids of something else."""
    return [one.code for one in _registry.values() if one.rows is not rows]


def rows_of(code: str) -> Rows:
    """What a list of this event type shows; of a type nobody registers any more, dossiers."""
    known = _registry.get(code)
    return known.rows if known else Rows.DOSSIERS


def registered() -> dict[str, EventType]:
    """All event types by code."""
    return dict(_registry)

"""Publication profiles: who reads a figure decides how much of it is shown."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Profile:
    """How a figure is protected for one kind of reader.

    Numbers from 1 up to but not including `threshold` are hidden, with what would give them
    back; None hides nothing. `whole_groups` also hides that all units of a place are what the
    figure is about ("all dossiers here are stalking" says it of every one of them).
    `exact_after_approval` lets a named approver release exact small numbers, with a reason.
    """

    code: str
    label: str | Promise
    explanation: str | Promise
    threshold: int | None
    whole_groups: bool = False
    exact_after_approval: bool = False


def _default() -> int:
    return settings.SMALL_CELL_THRESHOLD


INTERNAL = Profile(
    "internal",
    _("internal"),
    _("Everything is shown. For colleagues of the centres only; do not hand on."),
    threshold=None,
)
STEERING = Profile(
    "steering",
    _("steering group"),
    _("Confidential. Numbers 1 and 2 are hidden, and what would give them back."),
    threshold=3,
)
PARLIAMENT = Profile(
    "parliament",
    _("parliament"),
    _(
        "Small numbers are hidden, and what would give them back, unless a named approver "
        "released the exact numbers with a reason."
    ),
    threshold=_default(),
    exact_after_approval=True,
)
OPEN_DATA = Profile(
    "open_data",
    _("open data"),
    _(
        "Small numbers are hidden, and what would give them back, also together with earlier "
        "editions; so is a figure that holds for a whole group."
    ),
    threshold=_default(),
    whole_groups=True,
)

PROFILES = {one.code: one for one in (INTERNAL, STEERING, PARLIAMENT, OPEN_DATA)}


def profile_for(reader: str, *, shared: bool) -> str:
    """The code for a reader, '' being the house itself. Only "shared" is for parliament, and it
    never shows more than the reader that was named beside it."""
    code = reader or INTERNAL.code
    return PARLIAMENT.code if shared and code == INTERNAL.code else code

"""Registering, changing and leaving out of the counts: advice requests and helpline contacts."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cases.errors import Refused, StaleVersion
from cases.models import CountingExclusion
from cases.services.locking import save_if_unchanged
from registrations.kinds import Kind, Place, kind_of
from registrations.log import record_on_contact
from registrations.models.counted import CountedContact
from registrations.policies import require_place
from registrations.rules import contact_problems

_C = TypeVar("_C", bound=CountedContact)


@transaction.atomic
def register_contact(*, by: User, kind: Kind, place: Place, content: Mapping[str, Any]) -> Any:
    """Write down one contact at a centre or for the helpline.

    `content` has a value for every field that `kind.content` names. Raises PermissionDenied for
    a place where this user does not work, and Refused with every broken rule at its field.
    """
    require_place(by, kind.model, place.pk)
    _require_sound(kind, content)
    row: Any = kind.model._default_manager.create(
        **{kind.model.PLACE: place}, registered_by=by, **_filled_in(kind, content)
    )
    record_on_contact(row, kind.registered, by=by, fields=[kind.model.PLACE, *kind.content])
    return row


@transaction.atomic
def edit_contact(*, by: User, row: _C, version: int, content: Mapping[str, Any]) -> _C:
    """Replace what was filled in. Raises PermissionDenied, Refused and StaleVersion."""
    kind = kind_of(row)
    row = _locked(by, row, version)
    _require_sound(kind, content)
    wanted = _filled_in(kind, content)
    changes = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    if changes:
        row = save_if_unchanged(row, version=version, changes=changes)
        record_on_contact(row, kind.edited, by=by, fields=list(changes))
    return row


@transaction.atomic
def exclude_contact(*, by: User, row: _C, version: int, exclusion: str) -> _C:
    """Leave a contact out of every count, or take it back in ('').

    Nothing is deleted: the number of what does not count is printed beside the counts. Raises
    PermissionDenied, Refused and StaleVersion.
    """
    kind = kind_of(row)
    row = _locked(by, row, version)
    if exclusion not in CountingExclusion.values:
        raise Refused({"counting_exclusion": _("Choose one of the reasons.")})
    if exclusion != row.counting_exclusion:
        row = save_if_unchanged(row, version=version, changes={"counting_exclusion": exclusion})
        record_on_contact(row, kind.excluded, by=by, fields=["counting_exclusion"])
    return row


def _locked(by: User, row: _C, version: int) -> _C:
    """The row as it is now, locked until the transaction ends."""
    require_place(by, type(row), row.place_id)
    locked = type(row)._default_manager.select_for_update(no_key=True).get(pk=row.pk)
    if locked.version != version:
        raise StaleVersion
    return locked


def _filled_in(kind: Kind, content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: content[name] for name in kind.content}


def _require_sound(kind: Kind, content: Mapping[str, Any]) -> None:
    found = contact_problems(kind, content)
    if found:
        raise Refused(found)

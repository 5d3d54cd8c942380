"""save_if_unchanged: of two writers over one version the second is told."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from cases.errors import StaleVersion
from cases.models import Dossier
from cases.services.locking import lock_to_write, save_if_unchanged
from lib.acting import acting_as
from tests import make
from tests.persons import Cast


def test_a_save_over_the_version_that_was_read(by: User, dossier: Dossier) -> None:
    saved = save_if_unchanged(dossier, version=1, changes={"summary": "Nieuw."})
    assert (saved.summary, saved.version) == ("Nieuw.", 2)


def test_a_save_over_an_older_version_changes_nothing(by: User, dossier: Dossier) -> None:
    save_if_unchanged(dossier, version=1, changes={"summary": "Van de eerste."})
    with pytest.raises(StaleVersion):
        save_if_unchanged(dossier, version=1, changes={"summary": "Van de tweede."})
    stored = Dossier.objects.get()
    assert (stored.summary, stored.version) == ("Van de eerste.", 2)


def test_the_moment_of_the_change_is_kept(by: User, dossier: Dossier) -> None:
    before = Dossier.objects.get().updated_at
    save_if_unchanged(dossier, version=1, changes={"summary": "Nieuw."})
    assert Dossier.objects.get().updated_at > before


def test_what_is_out_of_sight_counts_as_changed(by: User, cast: Cast) -> None:
    """Wall 2: an update of somebody else's row touches nothing."""
    hidden = make.dossier(cast.leuven)
    with pytest.raises(StaleVersion):
        save_if_unchanged(hidden, version=1, changes={"summary": "Inbraak."})


def test_only_staff_locks_to_write(cast: Cast, dossier: Dossier) -> None:
    make.convocation(dossier, cast.police, cast.colleague)
    with acting_as(cast.convened_partner.pk), pytest.raises(PermissionDenied):
        lock_to_write(by=cast.convened_partner, dossier=dossier)

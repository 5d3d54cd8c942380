"""The log keeps codes; on screen they are Dutch words."""

import pytest
from django.utils.text import capfirst

from audit.events import registered
from audit.labels import event_label, field_label, object_label


@pytest.mark.parametrize("event_type", registered().values(), ids=lambda each: each.code)
def test_every_event_has_a_dutch_name(event_type) -> None:  # type: ignore[no-untyped-def]
    """A new event type needs its label in accounts/locale (it is shown under Toezicht)."""
    label = event_label(event_type.code)
    assert label != event_type.code
    assert label != capfirst(event_type.label), "no Dutch text in any locale/nl"


def test_event_that_is_no_longer_known_shows_its_code() -> None:
    assert event_label("oude.soort") == "oude.soort"


@pytest.mark.parametrize(
    ("object_type", "name", "label"),
    [
        ("user", "is_active", "account is open"),
        ("user", "membership.centre", "Rol met periode: centrum"),
        ("centre", "opened_on", "geopend op"),
        ("formofviolence", "valid_until", "geldig tot en met"),
        ("dossier", "people", "betrokkenen"),
        ("iets", "password", "wachtwoord"),
        ("iets", "onbekend_veld", "onbekend_veld"),
        ("iets", "geen.veld", "geen.veld"),
    ],
)
def test_fields_have_the_name_they_have_on_screen(object_type: str, name: str, label: str) -> None:
    assert field_label(object_type, name) == label


def test_kinds_of_things_have_names() -> None:
    assert object_label("user") == "Gebruiker"
    assert object_label("geen_model") == "geen_model"

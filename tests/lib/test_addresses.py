"""Addresses without a search are the same as with one."""

import pytest
from django.urls import reverse

from lib.addresses import address, address_of


def test_the_address_of_a_page() -> None:
    assert address("cases:dossier_list") == reverse("cases:dossier_list")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("cases:person_detail", 0),
        ("cases:person_detail", 100_200_300),
        ("cases:dossier_detail", "VH-2026-000412"),
        ("cases:dossier_detail", "0"),
        ("registrations:intake_offence", 7),
        ("registrations:referral_new", "VH-2026-000012"),
    ],
)
def test_the_address_of_one_thing(name: str, key: int | str) -> None:
    assert address_of(name, key) == reverse(name, args=[key])

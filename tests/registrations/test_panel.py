"""The intakes on the page of their dossier."""

import pytest
from django.test import Client

from tests import make
from tests.persons import cast

pytestmark = pytest.mark.django_db


def test_the_forms_of_an_intake_stand_in_one_readable_line() -> None:
    people = cast()
    dossier = make.dossier(people.antwerp)
    make.intake(
        people.antwerp,
        people.colleague,
        dossier=dossier,
        forms=(make.form("physical", label="Fysiek geweld"), make.form("threat", label="Dreiging")),
        outcome=make.outcome(),
        decided_on=dossier.received_on,
        decided_by=people.colleague,
    )
    client = Client()
    client.force_login(people.colleague)
    page = client.get(dossier.get_absolute_url()).content.decode()
    assert "Dreiging, Fysiek geweld" in page or "Fysiek geweld, Dreiging" in page

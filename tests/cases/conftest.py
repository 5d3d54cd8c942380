"""The people and the code lists that every test about dossiers needs."""

from collections.abc import Iterator

import pytest
from django.test import Client

from accounts.models import User
from cases.models import Dossier, Person
from lib.acting import acting_as
from tests import make, persons


@pytest.fixture
def cast(db: None) -> persons.Cast:
    return persons.cast()


@pytest.fixture
def by(cast: persons.Cast) -> Iterator[User]:
    """The colleague at Antwerp acts, for the database as well."""
    with acting_as(cast.colleague.pk):
        yield cast.colleague


@pytest.fixture
def dossier(cast: persons.Cast) -> Dossier:
    return make.dossier(cast.antwerp, summary="Eerste samenvatting.")


@pytest.fixture
def sofie(cast: persons.Cast, dossier: Dossier) -> Person:
    person = make.person(cast.antwerp, "Sofie", "Voorbeeld")
    make.involvement(dossier, person, "victim")
    return person


@pytest.fixture
def koen(cast: persons.Cast, dossier: Dossier) -> Person:
    person = make.person(cast.antwerp, "Koen", "Proefman")
    make.involvement(dossier, person, "offender")
    return person


@pytest.fixture
def desk(client: Client, cast: persons.Cast) -> Client:
    """The browser of the colleague at Antwerp."""
    client.force_login(cast.colleague)
    return client


@pytest.fixture
def partner_desk(cast: persons.Cast, dossier: Dossier) -> Client:
    """The browser of a partner who is convened for the dossier."""
    make.convocation(dossier, cast.police, cast.colleague)
    client = Client()
    client.force_login(cast.convened_partner)
    return client

"""The people and the code lists that every test about intakes needs."""

from collections.abc import Iterator

import pytest
from django.test import Client

from accounts.models import User
from codelists.models import FormOfViolence, IntakeOutcome
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


@pytest.fixture(autouse=True)
def code_lists(db: None) -> None:
    """What the intake form offers."""
    make.sector("police")
    make.reporter_role("officer")
    make.form("physical", label="Fysiek geweld")
    make.stalking_form()
    make.outcome()


@pytest.fixture
def opening(code_lists: None) -> IntakeOutcome:
    return make.outcome()


@pytest.fixture
def stalking_form(code_lists: None) -> FormOfViolence:
    return make.stalking_form()


@pytest.fixture
def web(client: Client, cast: persons.Cast) -> Client:
    """A browser in which the colleague at Antwerp is signed in."""
    client.force_login(cast.colleague)
    return client

"""What many tests of figures and questions share."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from accounts.models import Role, User
from reporting.models import Question
from reporting.questions.loading import NOW, load_questions
from reporting.services.published import load_published_figures
from tests import make
from tests.database import as_owner


@pytest.fixture
def a_fixed_day() -> Iterator[None]:
    """The year of the figures is under way. The database keeps its own time."""
    with time_machine.travel(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC), tick=True):
        yield


@pytest.fixture
def coordinator(client: Client) -> User:
    user = make.member("coordinator", Role.COORDINATOR, at=make.centre("Veilig Huis Antwerpen"))
    client.force_login(user)
    return user


@pytest.fixture
def loaded() -> Question:
    with as_owner():
        load_published_figures()
        load_questions()
        return Question.objects.get(origin=NOW)

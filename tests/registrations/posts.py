"""What a browser sends from the page of an intake, and how tests look at the result."""

import re
import uuid
from typing import Any

from registrations.models import Intake
from tests import make
from tests.database import as_owner

NEW = "/aanmeldingen/nieuw/"


def typed(**changes: Any) -> dict[str, Any]:
    """A complete post: a new victim, no offender, no child. None leaves a field out."""
    data = {
        "submission": str(uuid.uuid4()),
        "p-TOTAL_FORMS": "3",
        "p-INITIAL_FORMS": "0",
        "p-0-role": "victim",
        "p-0-search": "Sofie Voorbeeld 12.04.1989",
        "p-0-parsed": "Sofie Voorbeeld 12.04.1989",
        "p-0-choice": "new",
        "p-0-given_name": "Sofie",
        "p-0-family_name": "Voorbeeld",
        "p-0-born_on": "12.04.1989",
        "p-1-role": "offender",
        "p-2-role": "child",
        "story": "Hij wacht haar op.",
        "forms": [str(make.stalking_form().pk)],
        "stalking": "yes",
        "reporter_sector": str(make.sector().pk),
        "received_on": "vandaag",
        "do": "save",
    }
    return {name: value for name, value in {**data, **changes}.items() if value is not None}


def errors_at(response: Any) -> set[str]:
    """Where the error summary points to."""
    summary = response.content.decode().partition('id="error-summary"')[2].partition("</ul>")[0]
    return set(re.findall(r'href="#id_([^"]+)"', summary))


def rows(model: Any) -> list[Any]:
    """All rows, whoever may see them."""
    with as_owner():
        return list(model.objects.order_by("pk"))


def the_intake() -> Intake:
    """The only intake there is."""
    (intake,) = rows(Intake)
    assert isinstance(intake, Intake)
    return intake


def people_of(intake: Intake) -> set[tuple[str, str]]:
    """Who is named in it, with the role."""
    with as_owner():
        return {(one.person.full_name, one.role) for one in intake.people.select_related("person")}

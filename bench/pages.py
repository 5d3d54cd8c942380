"""What is asked, and what it may cost according to the issue."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import Centre
from bench.actors import Actor
from bench.measure import Request
from cases.models import Dossier, InvolvementRole, Person
from codelists.models import FormOfViolence, ReporterSector
from lib.calendar import brussels_today
from lib.keyset import Cursor
from lib.maintenance import as_owner
from registrations.models import Intake, IntakePerson

DETAIL_MOST, LIST_MOST, CREATE_MOST = 8.0, 12.0, 8.0
DETAIL_QUERIES = 12
PAGE_SIZE = 50
FAR_PAGE = 1000
STORY = "Ex-partner wacht aan het werk en stuurt tientallen berichten per dag."
SPREAD = 211
"""So many different dossiers are opened in turn: not one that is always warm."""


@dataclass(frozen=True)
class Page:
    """A page, who asks it, and its limits (None: the issue names none)."""

    name: str
    actor: Actor
    request: Callable[[int], Request]
    most: float | None = None
    queries: int | None = None


def pages(colleague: Actor, coordinator: Actor) -> list[Page]:
    """Everything that is measured one by one."""
    listing = reverse("cases:dossier_list")
    everything = {"status": "all"}
    far_page, cursor = far_cursor()
    first = f"{listing}?{urlencode(everything)}"
    far = f"{listing}?{urlencode(everything | {'na': cursor})}"
    own = Page("list, own centre, open", colleague, lambda _n: Request(listing), LIST_MOST)
    return [
        Page("dossier detail", colleague, details_of(colleague), DETAIL_MOST, DETAIL_QUERIES),
        own,
        Page("list, all, page 1", coordinator, lambda _n: Request(first), LIST_MOST),
        Page(f"list, all, page {far_page}", coordinator, lambda _n: Request(far), LIST_MOST),
        # One dossier. The button after it also decides an intake, and the form writes an intake,
        # a person and a dossier: each has a figure of its own.
        Page("create dossier (API)", colleague, opening(colleague), CREATE_MOST),
        Page("decide intake + dossier", colleague, opening_from_intake(colleague)),
        Page("create intake + dossier", colleague, creation()),
        Page("stalking table", coordinator, lambda _n: Request(reverse("reporting:stalking"))),
        Page("today", colleague, lambda _n: Request(reverse("registrations:today"))),
    ]


def details_of(actor: Actor) -> Callable[[int], Request]:
    """The pages of dossiers of this actor's centre, in turn."""
    with as_owner():
        own = Dossier.objects.filter(centre_id=actor.centre_id)
        step = max(1, own.count() // SPREAD)
        references = list(own.order_by("pk").values_list("reference", flat=True)[::step])
    paths = [reverse("cases:dossier_detail", args=[reference]) for reference in references]
    return lambda number: Request(paths[number % len(paths)])


def far_cursor() -> tuple[int, str]:
    """Page 1,000, or the last page where there are fewer, by the keyset of the list itself."""
    with as_owner():
        newest = Dossier.objects.order_by("-received_on", "-pk")
        page = min(FAR_PAGE, max(2, newest.count() // PAGE_SIZE))
        last_seen = newest.values_list("received_on", "pk")[(page - 1) * PAGE_SIZE - 1]
    return page, Cursor(*last_seen).encode()


def opening(actor: Actor) -> Callable[[int], Request]:
    """A dossier by the API: the use case with walls and log, without a page round it."""
    with as_owner():
        centre = Centre.objects.get(pk=actor.centre_id).code
    content = {
        "centre": centre,
        "received_on": brussels_today().isoformat(),
        "stalking": "yes",
        "summary": STORY,
    }
    return lambda _number: Request("/api/v1/dossiers/", expected=201, content=content)


def opening_from_intake(actor: Actor) -> Callable[[int], Request]:
    """The button of an intake that waits with a victim in it: another intake every time."""
    with as_owner():
        sector = ReporterSector.objects.get(code="police")
        victim = Person.objects.filter(centre_id=actor.centre_id).order_by("pk")[0]

    def request(_number: int) -> Request:
        with as_owner():
            waiting = Intake.objects.create(
                centre_id=actor.centre_id,
                received_on=brussels_today(),
                reporter_sector=sector,
                story=STORY,
                stalking="yes",
                created_by_id=actor.user_id,
            )
            IntakePerson.objects.create(intake=waiting, person=victim, role=InvolvementRole.VICTIM)
        path = reverse("registrations:intake_open", args=[waiting.pk])
        return Request(path, fields={}, expected=302)

    return request


def creation() -> Callable[[int], Request]:
    """The page of a new intake, filled in, with the button that also opens the dossier."""
    with as_owner():
        form = FormOfViolence.objects.get(code="stalking").pk
        sector = ReporterSector.objects.get(code="police").pk
    path = reverse("registrations:intake_new")

    def request(number: int) -> Request:
        return Request(path, intake_fields(number, form, sector), expected=302)

    return request


def intake_fields(number: int, form: int, sector: int) -> dict[str, str]:
    """What a browser sends. Everybody is somebody else, as at a centre."""
    day, month, year = number % 28 + 1, number % 12 + 1, 1950 + number % 50
    born = f"{day:02}.{month:02}.{year}"
    sought = f"Meting Proef{number} {born}"
    return {
        "submission": str(uuid.uuid4()),
        "p-TOTAL_FORMS": "3",
        "p-INITIAL_FORMS": "0",
        "p-0-role": "victim",
        "p-0-search": sought,
        # What the list of people was found for, before "none of these" was chosen.
        "p-0-parsed": sought,
        "p-0-choice": "new",
        "p-0-given_name": "Meting",
        "p-0-family_name": f"Proef{number}",
        "p-0-born_on": born,
        "p-1-role": "offender",
        "p-2-role": "child",
        "story": STORY,
        "forms": str(form),
        "stalking": "yes",
        "reporter_sector": str(sector),
        "received_on": "vandaag",
        "do": "open",
    }

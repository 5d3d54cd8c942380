"""A small world to try the product in: nine centres, some six hundred dossiers, accounts.

Only for a demonstration on the loopback interface: the password is public.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import Case, When

from accounts.models import Centre, Membership, Organisation, Role, User
from cases.models import Dossier
from cases.services.convocation import convene_partner
from lib.calendar import brussels_today
from registrations.models.helpline import HELPLINE_CODE
from reporting.seeding.deliveries import deliver_to_sign, deliver_wrong_sum
from reporting.seeding.seed import SeedOrder, seed
from reporting.seeding.world import NotReady

PASSWORD = "Veilig-Huis-demo-2026"  # noqa: S105 - printed at every start of the demo
DOSSIERS = 600
SEED = 841
SINCE = dt.date(2021, 1, 1)
CONVENED = 4


class DemoRefused(Exception):
    """This is no place for accounts with a public password."""


@dataclass(frozen=True)
class DemoAccount:
    """Somebody to sign in as. `centre` and `organisation` are codes."""

    username: str
    given: str
    family: str
    role: Role
    centre: str = ""
    organisation: str = ""


ACCOUNTS = (
    DemoAccount("medewerker", "Lotte", "Voorbeeld", Role.CASEWORKER, centre="antwerpen"),
    DemoAccount("regisseur", "Karim", "Testmans", Role.CASE_DIRECTOR, centre="antwerpen"),
    DemoAccount("coordinator", "Els", "Proefkonijn", Role.COORDINATOR, centre="antwerpen"),
    DemoAccount("partner", "Piet", "Fictief", Role.PARTNER, organisation="police_antwerpen"),
    DemoAccount("hulplijn", "Mila", "Luisterend", Role.PARTNER, organisation=HELPLINE_CODE),
    DemoAccount("analist", "Amina", "Cijfers", Role.ANALYST),
    DemoAccount("beheerder", "Joris", "Beheer", Role.FUNCTIONAL_ADMIN),
    DemoAccount("privacy", "Nele", "Toezicht", Role.PRIVACY_OFFICER),
    DemoAccount("medewerker.leuven", "Emre", "Elders", Role.CASEWORKER, centre="leuven"),
    DemoAccount("caw", "Noor", "Verzonnen", Role.PARTNER, organisation="caw_groep"),
)


@transaction.atomic
def seed_demo() -> bool:
    """Make the demo once; returns whether this call made it.

    Raises DemoRefused on a secured installation and on a database with other dossiers, and
    NotReady without reference data.
    """
    if settings.SECURE:
        raise DemoRefused("SECURE=1: no demo accounts on an installation for real work.")
    if User.objects.filter(username=ACCOUNTS[0].username).exists():
        return False
    if Dossier.objects.exists():
        raise DemoRefused("This database holds dossiers already; a demo does not belong in it.")
    _require_centres()
    hashed = make_password(PASSWORD)
    for account in ACCOUNTS:
        _make(account, hashed)
    seed(SeedOrder(DOSSIERS, SEED, since=SINCE, until=brussels_today()))
    _convene_the_partner()
    deliver_wrong_sum(User.objects.get(username="hulplijn"))
    deliver_to_sign(User.objects.get(username="caw"))
    return True


def accounts_that_work() -> Iterator[DemoAccount]:
    """Demo accounts that exist and still have the public password."""
    users = {user.username: user for user in User.objects.filter(is_active=True)}
    # Verifying costs a tenth of a second, and all untouched accounts have the same hash.
    verify = cache(partial(check_password, PASSWORD))
    for account in ACCOUNTS:
        user = users.get(account.username)
        if user and verify(user.password):
            yield account


def place_of(account: DemoAccount) -> str:
    """Where the account works, in words; '' for those who work for all centres."""
    if account.centre:
        return Centre.objects.get(code=account.centre).name
    if account.organisation:
        return Organisation.objects.get(code=account.organisation).name
    return ""


def _require_centres() -> None:
    wanted = {account.centre for account in ACCOUNTS if account.centre}
    if Centre.objects.filter(code__in=wanted).count() < len(wanted):
        raise NotReady("There are no centres: run load_reference_data first.")


def _make(account: DemoAccount, hashed: str) -> None:
    user = User.objects.create(
        username=account.username,
        password=hashed,
        first_name=account.given,
        last_name=account.family,
        is_staff=account.role == Role.FUNCTIONAL_ADMIN,
    )
    Membership.objects.create(
        user=user,
        role=account.role,
        centre=Centre.objects.filter(code=account.centre).first(),
        organisation=Organisation.objects.filter(code=account.organisation).first(),
        starts_on=SINCE,
    )


def _convene_the_partner() -> None:
    """A few open dossiers that the partner may see, and many that he may not.

    Those of the director come first: how many she has open depends on the day of the demo.
    """
    director = User.objects.get(username="regisseur")
    police = Organisation.objects.get(code="police_antwerpen")
    dossiers = Dossier.objects.open().filter(centre__in=director.centre_ids())
    unseen = dossiers.exclude(convocations__organisation=police)
    own_first = Case(When(case_director=director, then=0), default=1)
    for dossier in unseen.order_by(own_first, "-received_on", "-pk")[:CONVENED]:
        convene_partner(by=director, dossier=dossier, organisation=police, purpose="Casusoverleg")

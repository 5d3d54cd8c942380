"""Colleagues at every centre and at helpline 1712: whatever comes in is written by somebody."""

import datetime as dt

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from accounts.models import Centre, Membership, Organisation, Role, User
from registrations.models.helpline import HELPLINE_CODE
from reporting.seeding.dice import Dice
from reporting.seeding.vocabulary import FAMILIES, MEN, WOMEN

AT_1712 = 5
HELPLINE_SINCE = dt.date(2012, 3, 1)
PER_CENTRE = {Role.CASEWORKER: 6, Role.CASE_DIRECTOR: 3, Role.COORDINATOR: 1}
# Nobody signs in with it; the bench makes sessions, the demo its own accounts.
NO_PASSWORD = f"{UNUSABLE_PASSWORD_PREFIX}synthetic"


def ensure_staff() -> None:
    """Make the colleagues that are not there yet. Running it again changes nothing."""
    wanted: dict[str, tuple[Centre | Organisation, Role]] = {
        f"{centre.code}.{role}.{number}": (centre, role)
        for centre in Centre.objects.order_by("code")
        for role, count in PER_CENTRE.items()
        for number in range(1, count + 1)
    }
    for helpline in Organisation.objects.filter(code=HELPLINE_CODE):
        for number in range(1, AT_1712 + 1):
            wanted[f"{helpline.code}.{number}"] = (helpline, Role.PARTNER)
    there = set(User.objects.filter(username__in=wanted).values_list("username", flat=True))
    missing = [name for name in wanted if name not in there]
    users = User.objects.bulk_create(_colleague(name) for name in missing)
    Membership.objects.bulk_create(
        _membership(user, *wanted[name]) for user, name in zip(users, missing, strict=True)
    )


def _colleague(username: str) -> User:
    # The username is the seed: the same colleague has the same name everywhere.
    dice = Dice(sum(place * ord(letter) for place, letter in enumerate(username, 1)))
    given = dice.pick(WOMEN if dice.chance(0.7) else MEN)
    return User(
        username=username, first_name=given, last_name=dice.pick(FAMILIES), password=NO_PASSWORD
    )


def _membership(user: User, place: Centre | Organisation, role: Role) -> Membership:
    if isinstance(place, Centre):
        return Membership(user=user, role=role, centre=place, starts_on=place.opened_on)
    return Membership(user=user, role=role, organisation=place, starts_on=HELPLINE_SINCE)

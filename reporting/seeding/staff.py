"""Colleagues at every centre: dossiers are opened, directed and closed by somebody."""

import datetime as dt

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from accounts.models import Centre, Membership, Role, User
from reporting.seeding.dice import Dice
from reporting.seeding.vocabulary import FAMILIES, MEN, WOMEN

PER_CENTRE = {Role.CASEWORKER: 6, Role.CASE_DIRECTOR: 3, Role.COORDINATOR: 1}
# Nobody signs in with it; the bench makes sessions, the demo its own accounts.
NO_PASSWORD = f"{UNUSABLE_PASSWORD_PREFIX}synthetic"


def ensure_staff() -> None:
    """Make the colleagues that are not there yet. Running it again changes nothing."""
    wanted = {
        f"{centre.code}.{role}.{number}": (centre, role)
        for centre in Centre.objects.order_by("code")
        for role, count in PER_CENTRE.items()
        for number in range(1, count + 1)
    }
    there = set(User.objects.filter(username__in=wanted).values_list("username", flat=True))
    missing = [name for name in wanted if name not in there]
    users = User.objects.bulk_create(_colleague(name) for name in missing)
    Membership.objects.bulk_create(
        Membership(user=user, role=role, centre=centre, starts_on=_since(centre))
        for user, (centre, role) in zip(users, map(wanted.__getitem__, missing), strict=True)
    )


def _colleague(username: str) -> User:
    # The username is the seed: the same colleague has the same name everywhere.
    dice = Dice(sum(place * ord(letter) for place, letter in enumerate(username, 1)))
    given = dice.pick(WOMEN if dice.chance(0.7) else MEN)
    return User(
        username=username, first_name=given, last_name=dice.pick(FAMILIES), password=NO_PASSWORD
    )


def _since(centre: Centre) -> dt.date:
    return centre.opened_on

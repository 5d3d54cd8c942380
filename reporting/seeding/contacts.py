"""Advice requests at the centres and contacts with helpline 1712, each with codes of its day.

The shares of 1712 follow what it published: themes of 2018, stalking and its callers of 2022,
channels, sex and anonymity of 2021 and 2022. Those of advice requests are invented: no centre
publishes them.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import Membership, Organisation
from codelists.models import (
    AdviceGiven,
    AdviceOutcome,
    AdviceTheme,
    CallerClass,
    ContactChannel,
    HelplineContext,
    HelplineReferral,
    HelplineTheme,
)
from registrations.models import AdviceRequest, HelplineContact
from registrations.models.helpline import HELPLINE_CODE
from reporting.seeding.days import written
from reporting.seeding.dice import Dice, Weighted
from reporting.seeding.intakes import SECTORS
from reporting.seeding.rows import Rows
from reporting.seeding.world import NotReady, SeedCentre, World

# Limburg published 114 anonymous consults beside 1,468 client files (2025).
ADVICE_PER_DOSSIER = 0.1
CONTACTS_PER_DOSSIER = 1.0
LEFT_OUT = 0.01
STALKING = 0.02
ATTEMPTS = 100
EXCLUSIONS = ("withdrawn", "duplicate", "training")

_ADVICE = {
    "channel": (("phone", 60), ("email", 22), ("visit", 8), ("meeting", 7), ("video", 3)),
    "theme": (
        *(("partner_violence", 38), ("child_abuse", 14), ("stalking", 9), ("separation", 9)),
        *(("child_to_parent", 6), ("elder_abuse", 5), ("honour", 3), ("sexual_violence", 3)),
        *(("other_family", 4), ("procedure", 7), ("other", 2)),
    ),
    "advice": (
        *(("information", 28), ("how_to_act", 24), ("report_here", 16), ("refer_care", 14)),
        *(("safety", 8), ("secrecy", 6), ("refer_police", 3), ("other", 1)),
    ),
    "outcome": (
        *(("asker_continues", 52), ("intake_follows", 20), ("referred", 14)),
        *(("asks_again", 7), ("not_competent", 4), ("unknown", 3)),
    ),
}
_HELPLINE = {
    "channel": (("phone", 64), ("chat", 22), ("email", 14)),
    "theme": (
        *(("child_abuse", 2769), ("partner_violence", 822), ("adults", 464), ("separation", 248)),
        *(("elder_abuse", 180), ("between_children", 117), ("coping", 91)),
        *(("child_to_parent", 70), ("historical_abuse", 10), ("honour", 9), ("ritual", 1)),
        *(("forced_adoption", 1), ("other", 327), ("blank", 17)),
    ),
    "caller_class": (
        *(("reported_person_side", 79), ("offender_side", 3), ("education", 5), ("leisure", 1)),
        *(("work", 1), ("sport", 1), ("welfare", 7), ("justice", 1), ("other", 2)),
    ),
    "caller_class_stalking": (
        *(("reported_person_side", 164), ("offender_side", 6), ("work", 4), ("welfare", 3)),
        ("other", 1),
    ),
    "sex": (("female", 73), ("male", 26), ("unknown", 1)),
    "age": (("under_12", 3), ("from_12", 22), ("adult", 965), ("unclear", 10)),
    "form": (("physical", 37), ("psychological", 36), ("sexual", 9), ("economic", 1), ("", 17)),
    "context": (
        *(("household", 72), ("wider_family", 14), ("public_space", 4), ("school", 3)),
        *(("sports_club", 1), ("work", 2), ("rest_home", 1), ("medical", 1)),
        *(("other_outside", 1), ("unknown", 1)),
    ),
    "people": ((0, 3), (1, 72), (2, 17), (3, 6), (4, 2)),
    "referred_to": (
        *(("none", 62), ("vk", 12), ("caw", 14), ("own_file", 6), ("police", 4)),
        *(("prosecution", 1), ("centre", 0.5), ("other", 0.5)),
    ),
}


@dataclass(frozen=True)
class _Code:
    pk: int
    first: int
    last: int


class _Codes:
    """A code list with days as ordinals."""

    def __init__(self, model: Any) -> None:
        self._codes = {
            code.code: _Code(
                code.pk,
                (code.valid_from or dt.date.min).toordinal(),
                (code.valid_until or dt.date.max).toordinal(),
            )
            for code in model._default_manager.all()
        }

    def on(self, code: str, day: int) -> int | None:
        """The key, if the code is there and valid on this day."""
        found = self._codes.get(code)
        return found.pk if found and found.first <= day <= found.last else None


class ContactMaker:
    """Adds contacts beside the dossiers, on the days and at the centres where these come in."""

    def __init__(self, dice: Dice, world: World, rows: Rows) -> None:
        self._dice, self._world, self._rows = dice, world, rows
        self._channels = _Codes(ContactChannel)
        self._themes, self._advice = _Codes(AdviceTheme), _Codes(AdviceGiven)
        self._outcomes, self._classes = _Codes(AdviceOutcome), _Codes(CallerClass)
        self._topics, self._contexts = _Codes(HelplineTheme), _Codes(HelplineContext)
        self._referrals = _Codes(HelplineReferral)
        self._shares = _weighted(_ADVICE)
        self._of_1712 = _weighted(_HELPLINE)
        self._helpline = Organisation.objects.filter(code=HELPLINE_CODE).first()
        staff = Membership.objects.filter(organisation=self._helpline, role="partner")
        self._staff = tuple(staff.order_by("user__username").values_list("user_id", flat=True))

    def make(self, centre: SeedCentre, day: int) -> None:
        """What came in on the day a dossier did."""
        if day >= self._world.new_system and self._dice.chance(ADVICE_PER_DOSSIER):
            self._add_advice(centre, day)
        if self._helpline and self._staff and self._dice.chance(CONTACTS_PER_DOSSIER):
            self._add_contact(day)

    def _add_advice(self, centre: SeedCentre, day: int) -> None:
        dice, shares = self._dice, self._shares
        self._rows.add(
            AdviceRequest,
            *self._common(self._valid(self._channels, shares["channel"], day), day),
            dice.pick(centre.caseworkers),
            *_saved(day),
            centre.pk,
            self._world.sectors[SECTORS.pick(dice)],
            self._valid(self._themes, shares["theme"], day),
            self._valid(self._advice, shares["advice"], day),
            self._valid(self._outcomes, shares["outcome"], day),
        )

    def _add_contact(self, day: int) -> None:
        dice, shares = self._dice, self._of_1712
        stalking = self._topics.on("stalking", day) if dice.chance(STALKING) else None
        form = "stalking" if stalking else shares["form"].pick(dice)
        callers = shares["caller_class_stalking" if stalking else "caller_class"]
        self._rows.add(
            HelplineContact,
            *self._common(self._valid(self._channels, shares["channel"], day), day),
            dice.pick(self._staff),
            *_saved(day),
            self._helpline.pk if self._helpline else None,
            self._valid(self._classes, callers, day),
            shares["sex"].pick(dice),
            shares["age"].pick(dice),
            "t" if dice.chance(0.72) else "f",
            stalking or self._valid(self._topics, shares["theme"], day),
            self._world.directory.forms[form].pk if form else None,
            self._valid(self._contexts, shares["context"], day),
            shares["people"].pick(dice),
            self._valid(self._referrals, shares["referred_to"], day),
        )

    def _common(self, channel: int, day: int) -> tuple[str, int, str]:
        left_out = self._dice.pick(EXCLUSIONS) if self._dice.chance(LEFT_OUT) else ""
        return written(day), channel, left_out

    def _valid(self, codes: _Codes, shares: Weighted[Any], day: int) -> int:
        """The key of one of the codes that may be used on this day."""
        for _attempt in range(ATTEMPTS):
            found = codes.on(shares.pick(self._dice), day)
            if found is not None:
                return found
        raise NotReady("A code list of contacts has no valid code: run load_reference_data first.")


def _saved(day: int) -> tuple[str, int]:
    """Written down in the afternoon, never changed."""
    return f"{written(day)} 15:00:00+01", 1


def _weighted(tables: Mapping[str, Any]) -> dict[str, Weighted[Any]]:
    return {name: Weighted(shares) for name, shares in tables.items()}

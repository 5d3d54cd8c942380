"""What happened: forms, qualification, day and text that fit the relation and the law."""

from dataclasses import dataclass

from reporting.seeding.dice import Dice, Weighted
from reporting.seeding.families import Family, Member
from reporting.seeding.vocabulary import OFFENCES
from reporting.seeding.world import World, code_on

_BETWEEN_PARTNERS = Weighted(
    [
        ("physical", 44),
        ("psychological", 26),
        ("coercive_control", 8),
        ("economic", 7),
        ("threat", 10),
        ("sexual", 4),
        ("digital", 4),
    ]
)
_TOWARDS_A_CHILD = Weighted(
    [("physical", 42), ("psychological", 28), ("neglect", 24), ("sexual", 6)]
)
_TOWARDS_AN_ELDER = Weighted(
    [("economic", 32), ("neglect", 26), ("psychological", 26), ("physical", 16)]
)
_WITHIN_A_FAMILY = Weighted(
    [("physical", 40), ("psychological", 30), ("threat", 20), ("honour", 6), ("economic", 4)]
)
FORMS = {
    "partner": _BETWEEN_PARTNERS,
    "ex_partner": _BETWEEN_PARTNERS,
    "dating_partner": _BETWEEN_PARTNERS,
    "parent_to_child": _TOWARDS_A_CHILD,
    "elder": _TOWARDS_AN_ELDER,
}
# Qualifications that fit a form; the first that is valid on the day is taken.
TYPES = {
    "physical": ("assault", "assault_family"),
    "psychological": ("no_offence",),
    "sexual": ("rape_until_2022", "rape"),
    "economic": ("family_abandonment", "no_offence"),
    "neglect": ("neglect_dependant",),
    "stalking": ("stalking_442bis", "stalking_new_code"),
    "coercive_control": ("no_offence",),
    "threat": ("threat",),
    "digital": ("computer_intrusion", "telecom_nuisance"),
    "honour": ("no_offence",),
}
STATUSES = Weighted([("suspected", 56), ("confirmed", 37), ("refuted", 7)])
HOW_MANY = Weighted([(1, 32), (2, 42), (3, 20), (4, 6)])


@dataclass(slots=True)
class Happening:
    """One offence before it has a row. Days are ordinals, forms are codes."""

    first: int
    last: int | None
    forms: list[str]
    offence_type: int | None
    status: str
    description: str
    acted: list[Member]
    affected: list[Member]


def make_offences(
    dice: Dice, world: World, family: Family, received: int, stalking: str
) -> list[Happening]:
    """One to four offences before the intake. Where stalking was said, one of them is it."""
    number = HOW_MANY.pick(dice)
    # The answer and the offences may disagree: nobody asked, or it came out later.
    hidden = stalking != "yes" and dice.chance(0.02)
    forms = [_form(dice, family) for _number in range(number)]
    if (stalking == "yes" and dice.chance(0.92)) or hidden:
        forms[0] = "stalking"
    return [_offence(dice, world, family, received, form) for form in forms]


def _form(dice: Dice, family: Family) -> str:
    return FORMS.get(family.relation, _WITHIN_A_FAMILY).pick(dice)


def _offence(dice: Dice, world: World, family: Family, received: int, form: str) -> Happening:
    first = max(family.youngest_born(), received - dice.waiting(45))
    last = None
    if form in {"stalking", "coercive_control", "neglect"}:
        last = first
        first = max(family.youngest_born(), first - dice.between(20, 400))
    forms = [form]
    if dice.chance(0.35):
        second = _form(dice, family)
        forms += [second] if second != form else []
    affected = list(family.victims)
    if family.children and dice.chance(0.15):
        affected.append(dice.pick(family.children))
    return Happening(
        first=first,
        last=last,
        forms=[code for code in forms if code_on(world.directory.forms, code, first)],
        offence_type=_type(dice, world, form, first),
        status=STATUSES.pick(dice),
        description=dice.pick(OFFENCES[form]).replace("{whom}", family.victims[0].given),
        acted=list(family.offenders),
        affected=[member for member in affected if member.born <= first],
    )


def _type(dice: Dice, world: World, form: str, day: int) -> int | None:
    """Not every fact gets a qualification, and not every one has one under each Code."""
    if dice.chance(0.15):
        return None
    valid = (code_on(world.directory.offence_types, code, day) for code in TYPES[form])
    return next((pk for pk in valid if pk), None)

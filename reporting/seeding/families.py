"""Families: who is in them, how old, and who has which role."""

from collections.abc import Callable
from dataclasses import dataclass, field

from reporting.seeding.days import YEAR, years_before
from reporting.seeding.dice import Dice, Weighted
from reporting.seeding.vocabulary import FAMILIES, MEN, WOMEN

CHILDREN = Weighted([(0, 30), (1, 28), (2, 28), (3, 11), (4, 3)])


@dataclass(slots=True)
class Member:
    """Somebody, born on an ordinal day. `pk` is 0 until there is a row."""

    given: str
    family: str
    sex: str
    born: int
    pk: int = 0


@dataclass(slots=True)
class Family:
    """People with a role in the dossier; `relation` is a code of the list of relations."""

    relation: str
    victims: list[Member]
    offenders: list[Member]
    children: list[Member] = field(default_factory=list)
    others: list[Member] = field(default_factory=list)

    def roles(self) -> list[tuple[Member, str]]:
        """Everybody with the role of the dossier."""
        return [
            *((member, "victim") for member in self.victims),
            *((member, "offender") for member in self.offenders),
            *((member, "child") for member in self.children),
            *((member, "other") for member in self.others),
        ]

    def youngest_born(self) -> int:
        """The birthday of the youngest victim: nothing happened to her before."""
        return max(member.born for member in self.victims)


def make_family(dice: Dice, relation: str, day: int) -> Family:
    """A family as it is on this day, with a history that fits the relation."""
    return _MAKERS.get(relation, _relatives)(dice, relation, day)


def _couple(dice: Dice, relation: str, day: int) -> Family:
    woman_is_victim = dice.chance(0.83)
    woman = _adult(dice, "f", day, 18, 66)
    man_age = (day - woman.born) / YEAR + dice.between(-5, 9)
    man = _aged(dice, "m", day, max(18.0, man_age))
    if dice.chance(0.04):
        man.sex, man.given = "f", dice.pick(WOMEN)
    children = [] if relation == "dating_partner" else _children(dice, woman, man, day)
    victim, offender = (woman, man) if woman_is_victim else (man, woman)
    offenders = [offender]
    return Family(relation, [victim], offenders, children)


def _parent_and_child(dice: Dice, relation: str, day: int) -> Family:
    child = _aged(dice, dice.pick("fm"), day, dice.between(1, 17))
    parents = _parents(dice, child)
    offender = dice.pick(parents)
    siblings = _children(dice, parents[0], parents[1], day)
    others = [parent for parent in parents if parent is not offender]
    return Family(relation, [child], [offender], siblings, others)


def _child_and_parent(dice: Dice, relation: str, day: int) -> Family:
    child = _aged(dice, "m" if dice.chance(0.7) else "f", day, dice.between(14, 30))
    mother, father = _parents(dice, child)
    others = [father] if dice.chance(0.5) else []
    return Family(relation, [mother], [child], others=others)


def _elder(dice: Dice, relation: str, day: int) -> Family:
    child = _adult(dice, dice.pick("fm"), day, 38, 52)
    mother, father = _parents(dice, child)
    return Family(relation, [mother if dice.chance(0.65) else father], [child])


def _siblings(dice: Dice, relation: str, day: int) -> Family:
    younger = _aged(dice, dice.pick("fm"), day, dice.between(7, 25))
    older = _aged(dice, "m" if dice.chance(0.7) else "f", day, 0)
    older.born, older.family = younger.born - dice.between(330, 2500), younger.family
    return Family(relation, [younger], [older], others=_parents(dice, younger)[:1])


def _in_laws(dice: Dice, relation: str, day: int) -> Family:
    couple = _couple(dice, relation, day)
    mother, father = _parents(dice, couple.offenders[0])
    offender = mother if dice.chance(0.6) else father
    return Family(relation, couple.victims, [offender], couple.children, couple.offenders)


def _relatives(dice: Dice, relation: str, day: int) -> Family:
    victim = _adult(dice, "f" if dice.chance(0.7) else "m", day, 12, 50)
    offender = _adult(dice, "m" if dice.chance(0.8) else "f", day, 25, 70)
    if dice.chance(0.6):
        offender.family = victim.family
    return Family(relation, [victim], [offender])


_MAKERS: dict[str, Callable[[Dice, str, int], Family]] = {
    "partner": _couple,
    "ex_partner": _couple,
    "dating_partner": _couple,
    "parent_to_child": _parent_and_child,
    "child_to_parent": _child_and_parent,
    "elder": _elder,
    "sibling": _siblings,
    "in_law": _in_laws,
}


def _adult(dice: Dice, sex: str, day: int, low: int, high: int) -> Member:
    """Younger adults more often than older ones."""
    share = dice.throw() * dice.throw()
    return _aged(dice, sex, day, low + share * (high - low))


def _aged(dice: Dice, sex: str, day: int, years: float) -> Member:
    born = years_before(day, years) - dice.between(1, 360)
    return Member(_given(dice, sex), dice.pick(FAMILIES), sex, born)


def _given(dice: Dice, sex: str) -> str:
    return dice.pick(WOMEN if sex == "f" else MEN)


def _parents(dice: Dice, child: Member) -> list[Member]:
    """A mother and a father, adult when the child was born."""
    mother = _aged(dice, "f", child.born, dice.between(19, 40))
    father = _aged(dice, "m", child.born, dice.between(20, 46))
    father.family = child.family
    return [mother, father]


def _children(dice: Dice, mother: Member, father: Member, day: int) -> list[Member]:
    """Children born before this day to a mother between 18 and 43, under age still."""
    first = max(mother.born + int(18 * YEAR), day - int(17.9 * YEAR))
    last = min(mother.born + int(43 * YEAR), day - 30)
    births: list[int] = []
    for _number in range(CHILDREN.pick(dice)):
        born = dice.between(first, last)
        # Nine months apart, or born on one day: nothing in between.
        if first <= born <= last and all(abs(born - other) > 300 for other in births):
            births.append(born)
    return [_child(dice, father.family, born) for born in sorted(births)]


def _child(dice: Dice, family: str, born: int) -> Member:
    sex = dice.pick("fm")
    return Member(_given(dice, sex), family, sex, born)

"""The course of a dossier: who opened it and when, what was answered, how it ended."""

from dataclasses import dataclass

from reporting.seeding.days import working_day, written
from reporting.seeding.dice import Dice, Weighted
from reporting.seeding.families import Family
from reporting.seeding.world import SeedCentre, World, code_on

# 62 % of stalking known to the police is by an ex-partner.
STALKED = {"ex_partner": 0.42, "dating_partner": 0.3, "partner": 0.07, "other_family": 0.04}
STALKED_ELSE = 0.02
EXCLUSIONS = Weighted([("", 970), ("withdrawn", 15), ("duplicate", 10), ("training", 5)])
REASONS = Weighted(
    [
        ("violence_stopped", 38),
        ("handed_over", 25),
        ("criteria_not_met", 12),
        ("no_cooperation", 12),
        ("moved", 5),
        ("stopped_on_advice", 4),
        ("judicial_only", 3),
        ("deceased", 1),
    ]
)
OLD_REASONS = Weighted([("violence_stopped", 40), ("handed_over", 25), ("unknown", 35)])
REASON_OF = {
    "withdrawn": "no_cooperation",
    "duplicate": "entered_in_error",
    "training": "entered_in_error",
}
MEAN_DURATION = 190
# The old files were taken over two months after the new system began.
TAKEN_OVER_AFTER = 58


@dataclass(slots=True)
class Course:
    """Days are ordinals; people and codes are keys."""

    received: int
    opened: int
    closed: int | None
    reason_code: str
    closure_reason: int | None
    stalking: str
    exclusion: str
    imported: bool
    opened_by: int | None
    closed_by: int | None
    director: int | None
    last_day: int
    """The day of closing, or the last day anybody knows."""
    created_at: str
    updated_at: str


def make_course(
    dice: Dice, world: World, centre: SeedCentre, family: Family, received: int
) -> Course:
    """What became of an intake on this day, up to the last day of the world."""
    imported = received < world.new_system
    opened = min(working_day(received + dice.between(0, 4)), world.until)
    exclusion = EXCLUSIONS.pick(dice)
    closed, code = _closing(dice, world, opened, exclusion, imported)
    reason = code_on(world.directory.closure_reasons, code, closed) if closed else None
    if reason is None:
        closed, code = None, ""
    entered = min(world.new_system + TAKEN_OVER_AFTER, world.until) if imported else opened
    after_entry = closed if closed and closed >= entered else None
    return Course(
        received=received,
        opened=opened,
        closed=closed,
        reason_code=code,
        closure_reason=reason,
        stalking=_stalking(dice, centre, family, received, imported),
        exclusion=exclusion,
        imported=imported,
        opened_by=None if imported else dice.pick(centre.caseworkers),
        closed_by=dice.pick(centre.directors) if after_entry else None,
        director=_director(dice, centre, imported=imported, still_open=closed is None),
        last_day=closed or world.until,
        created_at=f"{written(entered)} {_clock(dice)}",
        updated_at=f"{written(after_entry or entered)} 16:30:00+01",
    )


def _closing(
    dice: Dice, world: World, opened: int, exclusion: str, imported: bool
) -> tuple[int | None, str]:
    duration = dice.between(0, 20) if exclusion else 14 + dice.waiting(MEAN_DURATION)
    closed = working_day(opened + duration)
    if closed > world.until:
        return None, ""
    usual = OLD_REASONS if imported else REASONS
    return closed, REASON_OF.get(exclusion) or usual.pick(dice)


def _stalking(dice: Dice, centre: SeedCentre, family: Family, received: int, imported: bool) -> str:
    if received < centre.answers_since or dice.chance(0.3 if imported else 0.07):
        return "unknown"
    return "yes" if dice.chance(STALKED.get(family.relation, STALKED_ELSE)) else "no"


def _director(dice: Dice, centre: SeedCentre, *, imported: bool, still_open: bool) -> int | None:
    if imported and not still_open:
        return None
    return dice.pick(centre.directors)


def _clock(dice: Dice) -> str:
    """A moment before the end of the working day, so that closing comes later."""
    return f"{dice.between(8, 15):02d}:{dice.between(0, 59):02d}:{dice.between(0, 59):02d}+01"

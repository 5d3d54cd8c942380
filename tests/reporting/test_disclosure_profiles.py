"""Who reads decides how much is shown; two editions side by side tell no more than one."""

from itertools import product

import pytest

from reporting.disclosure import PROFILES, Release, protect, released
from reporting.tables import TOTAL, FigureTable, State
from tests.reporting.test_disclosure import Figures, assert_safe, table

CENTRES, YEARS = (1, 2, 3, 4), (2023, 2024, 2025)


def plenty(**changed: tuple[int, int, int]) -> FigureTable:
    """Large numbers everywhere but where a test says otherwise (c1_2024 = ...)."""
    numbers: dict[tuple[int | None, int | None], tuple[int, int, int] | State] = dict.fromkeys(
        product(CENTRES, YEARS), (30, 9, 40)
    )
    for place, figures in changed.items():
        centre, year = place.removeprefix("c").split("_")
        numbers[int(centre), int(year)] = figures
    full: Figures = numbers
    return table(full)


def publish(full: FigureTable, profile: str, *earlier: Release) -> FigureTable:
    (shown,) = protect([full], profile=PROFILES[profile], earlier=earlier)
    return shown


def hidden(shown: FigureTable) -> set[tuple[int | None, int | None, str]]:
    return {
        (*place, code)
        for place, cell in shown.cells.items()
        for code, figure in cell.figures.items()
        if figure.state is State.HIDDEN
    }


def test_colleagues_see_everything() -> None:
    full = plenty(c1_2024=(1, 2, 3))
    assert publish(full, "internal") == full


@pytest.mark.parametrize(
    ("profile", "number", "shown"),
    [
        ("steering", 2, False),
        ("steering", 3, True),
        ("parliament", 4, False),
        ("parliament", 5, True),
        ("open_data", 4, False),
        ("open_data", 5, True),
    ],
)
def test_the_threshold_of_a_profile(profile: str, number: int, shown: bool) -> None:
    full = plenty(c1_2024=(number, 9, 40))
    table_shown = publish(full, profile)
    assert (table_shown.cell(1, 2024)["stalking"].value == number) is shown
    assert_safe(full, table_shown)


def test_open_data_does_not_say_that_all_of_a_group_are_stalking() -> None:
    full = plenty(c1_2024=(12, 0, 0))
    assert publish(full, "parliament").cell(1, 2024)["stalking"].value == 12
    cell = publish(full, "open_data").cell(1, 2024)
    assert cell["stalking"].state is State.HIDDEN
    assert State.HIDDEN in {cell["unknown"].state, cell["no"].state}
    assert cell["all"].value == 12
    assert cell.share("stalking").state is State.HIDDEN


def test_that_nobody_of_a_group_is_stalking_may_be_said() -> None:
    full = plenty(c1_2024=(0, 0, 12))
    assert hidden(publish(full, "open_data")) == set()


def test_what_was_hidden_stays_hidden_when_nothing_changed_but_elsewhere() -> None:
    """A later edition with another pattern would print a number that the first one hid."""
    first = plenty(c1_2024=(3, 9, 40))
    before = publish(first, "open_data")
    # Meanwhile the small number grew, so that alone it needs no hiding any more.
    second = plenty(c1_2024=(9, 9, 40))
    assert hidden(publish(second, "open_data")) == set()
    after = publish(second, "open_data", released(before))
    assert hidden(before) <= hidden(after)


def test_one_more_than_was_printed_is_not_printed() -> None:
    before = publish(plenty(), "open_data")
    assert hidden(before) == set()
    after = publish(plenty(c1_2024=(31, 9, 40)), "open_data", released(before))
    assert {(1, 2024, "stalking"), (1, TOTAL, "stalking"), (TOTAL, TOTAL, "all")} <= hidden(after)
    assert (2, 2023, "no") not in hidden(after)


def test_many_more_than_were_printed_may_be_printed() -> None:
    before = publish(plenty(), "open_data")
    after = publish(plenty(c1_2024=(50, 9, 40)), "open_data", released(before))
    assert hidden(after) == set()


def test_a_release_of_another_indicator_hides_nothing() -> None:
    other = Release("another", dict.fromkeys([("c1", 2024, "stalking")]))
    assert hidden(publish(plenty(), "open_data", other)) == set()


def test_a_release_keeps_codes_and_not_row_numbers() -> None:
    figures = released(publish(plenty(c1_2024=(3, 9, 40)), "open_data")).figures
    assert figures["c1", 2024, "stalking"] is None
    assert figures["c2", 2023, "no"] == 40
    assert figures[None, None, "all"] is not None

"""Each number and each missing number of the answer of 2023, and the traps that come with it.

The expected values are typed here from the printed answer, not read from the file under test.
"""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest

from reporting.models import PublishedObservation
from reporting.published.labels import TOTALS, indicator_label
from reporting.published.queries import AnsweredPart, Figure, answer_841, conflicts
from reporting.question_841 import PARTS
from reporting.services.published import load_published_figures
from tests.database import as_owner

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def published() -> None:
    with as_owner():
        load_published_figures()


def part(number: int) -> AnsweredPart:
    return answer_841()[number - 1]


def figures_of(number: int) -> list[Figure]:
    return [figure for table in part(number).tables for figure in table.figures]


def delivered(number: int) -> list[tuple[str, str, str]]:
    return [(one.category, one.period, one.value) for one in figures_of(number) if one.value]


def test_part_1_has_178_calls_in_nine_classes_with_the_total_in_the_printed_order() -> None:
    classes = part(1).tables[0].figures

    assert [(one.category.partition(": ")[2], one.value) for one in classes] == [
        ("GP of burger uit omgeving GP", "164"),
        ("Pleger of burger uit omgeving pleger", "6"),
        ("Onderwijs", "0"),
        ("Vrije tijd (cultuur, jeugd,..)", "0"),
        ("Werk", "4"),
        ("Sport (amateur + prof)", "0"),
        ("Welzijn, gezondheid en gezin", "3"),
        ("Politionele - justitiële instanties", "0"),
        ("Andere", "1"),
        ("Totaal", "178"),
    ]
    assert [one.is_total for one in classes] == [False] * 9 + [True]
    assert {one.unit for one in classes} == {"oproep"}
    assert {one.period for one in classes} == {"2022"}


def test_part_1_keeps_the_wrong_share_with_its_flag_beside_the_right_one() -> None:
    persons, share = part(1).tables[2].figures, part(1).tables[3].figures

    assert [(one.value, one.unit) for one in persons] == [("12.044", "gemelde persoon")]
    assert [(one.value, one.source_key) for one in share] == [("1", "sv841"), ("1,97", "calc")]
    assert [flag.code for flag in share[0].flags] == ["w"]
    assert "eenheden gemengd" in share[0].note
    assert part(1).tables[3].remark is not None
    assert figures_of(1)[-1].status == "not_competent"


def test_part_2_is_not_registered_with_no_plans() -> None:
    (only,) = figures_of(2)
    assert (only.status, only.value) == ("not_registered", "")
    assert "geen plannen" in only.note
    assert len(part(2).states) == 1


def test_part_3_was_not_yet_published() -> None:
    (only,) = figures_of(3)
    assert (only.status, only.value, only.source_key) == ("not_published", "", "sv841")


def test_part_4_has_360_and_376_referred_and_nothing_by_offence() -> None:
    assert delivered(4) == [
        (figures_of(4)[0].category, "01.01.2022 - 30.06.2023", "360"),
        (figures_of(4)[1].category, "01.01.2022 - 30.06.2023", "376"),
    ]
    assert [one.category.partition(": ")[2] for one in figures_of(4)[:2]] == [
        "vaardigheidstraining",
        "gedragstraining IFG",
    ]
    assert {one.unit for one in figures_of(4)[:2]} == {"verwijzing"}
    missing = Counter(one.status for one in figures_of(4) if not one.value)
    assert missing == {"not_splittable": 3, "not_published": 1}
    assert any("2024" in state for state in part(4).states)


def test_part_5_has_135_155_and_127() -> None:
    assert delivered(5) == [("", "2020", "135"), ("", "2021", "155"), ("", "2022", "127")]
    assert {one.status for one in figures_of(5)} == {"delivered"}


def test_part_6_is_not_registered_in_any_of_the_three_years() -> None:
    assert [(one.period, one.value, one.status) for one in figures_of(6)] == [
        ("2020", "", "not_registered"),
        ("2021", "", "not_registered"),
        ("2022", "", "not_registered"),
    ]


def test_part_7_cannot_be_split_and_was_announced_from_october_2023() -> None:
    assert [(one.period, one.value, one.status) for one in figures_of(7)] == [
        ("2020", "", "not_splittable"),
        ("2021", "", "not_splittable"),
        ("2022", "", "not_splittable"),
        ("01.10.2023 - 31.12.2023", "", "not_published"),
    ]
    assert any("2023" in state for state in part(7).states)


def test_part_8_is_answered_in_words() -> None:
    assert part(8).tables == ()
    assert len(part(8).states) == 1


def test_every_row_of_the_answer_stands_in_exactly_one_part() -> None:
    """A row that no table asks for would silently not be shown."""
    shown = Counter(
        (one.indicator, one.category, one.period, one.source_key)
        for number in range(1, 9)
        for one in figures_of(number)
        if one.source_key == "sv841"
    )
    assert set(shown.values()) == {1}
    assert shown.total() == PublishedObservation.objects.filter(source__key="sv841").count()


def test_the_quotations_stand_in_the_order_of_the_question() -> None:
    assert [one.number for one in PARTS] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert all(one.asked and one.answered for one in PARTS)


def test_no_missing_figure_is_a_zero_or_has_no_state() -> None:
    for number in range(1, 9):
        for one in figures_of(number):
            assert bool(one.value) == (one.status == "delivered")
            assert one.state


# ---------------------------------------------------------------- sums and traps of the README


def rows(indicator: str, *sources: str, **chosen: Any) -> list[PublishedObservation]:
    found = PublishedObservation.objects.filter(indicator=indicator, source__key__in=sources)
    return list(found.filter(**chosen))


def added_up(found: Iterable[PublishedObservation]) -> Decimal:
    """Delivered rows without the printed totals."""
    parts = [row for row in found if not {row.value1, row.value2} & TOTALS]
    assert len(parts) > 1
    return sum((row.value for row in parts if row.value is not None), Decimal(0))


def from_to(start: str, end: str) -> dict[str, str]:
    return {"period_start": start, "period_end": end}


PARTS_OF_FLANDERS = {"place_level__in": ["provincie", "gewest", "groep", "arrondissement"]}
REGIONS = {"place_level": "gewest"}


@pytest.mark.parametrize(
    ("indicator", "sources", "chosen", "expected"),
    [
        ("helpline_contacts_stalking", ["sv841"], {"dim1": "contactnemer"}, 178),
        ("helpline_contacts", ["cdenv18"], {"dim1": "theme"}, 5126),
        ("helpline_contacts_by_caller", ["cdenv18"], {}, 5126),
        ("helpline_channel_share", ["dwvg21"], {"period_start": "2021-01-01"}, 100),
        ("helpline_channel_share", ["dwvg22"], {}, 100),
        ("helpline_form_share_persons", ["medisfeer"], {}, 100),
        ("cgg_youth_clients", ["jeugdhulp16"], {"dim1": "age"}, 19887),
        ("cgg_youth_clients", ["jeugdhulp17"], {"dim1": "age"}, 19207),
        ("caw_clients", ["lokstat"], {"dim1": "phase"}, 119403),
        ("centre_dossiers", ["hlnmech18"], {"dim1": "track"}, 69),
        ("centre_dossiers", ["antwpers", "calc"], {"dim1": "police_zone"}, 723),
        ("centre_municipality_share", ["fjclim"], {}, 100),
        ("centre_severity_share", ["fjclim"], {}, 100),
        ("centre_dossiers", ["focus26"], {"place__startswith": "Veilig Huis"}, 270),
        ("house_bans", ["thv22"], {"unit": "opdracht", **PARTS_OF_FLANDERS}, 488),
        ("house_bans", ["thv21", "calc"], {"unit": "dossier", **PARTS_OF_FLANDERS}, 217),
        ("house_bans", ["kwthv", "calc"], {"unit": "huisverbod", **PARTS_OF_FLANDERS}, 346),
        ("jh_running_offender_files", ["ajh21"], {}, 27723),
        ("jh_new_offender_files", ["dwvg20jh"], {}, 16606),
        ("police_stalking_facts", ["hln15"], REGIONS, 17452),
        (
            "police_couple_violence",
            ["hln19"],
            {**REGIONS, **from_to("2017-01-01", "2017-12-31")},
            20759,
        ),
        (
            "police_couple_violence",
            ["hln19"],
            {**REGIONS, **from_to("2018-01-01", "2018-12-31")},
            21604,
        ),
    ],
)
def test_the_sum_checks_of_the_readme_hold(
    indicator: str, sources: list[str], chosen: dict[str, Any], expected: int
) -> None:
    assert added_up(rows(indicator, *sources, **chosen)) == expected


def test_client_files_and_consults_of_limburg_make_its_printed_total() -> None:
    parts = [
        *rows("centre_client_files", "tvl26"),
        *rows("centre_anonymous_advice", "tvl26"),
    ]
    (printed,) = rows("centre_dossiers", "tvl26", place="Veilig Huis Limburg")
    assert added_up(parts) == printed.value == 1582


def test_convictions_without_2015_make_the_printed_total() -> None:
    years = [row for row in rows("stalking_convictions", "metro16", dim1="") if row.value != 2727]
    assert added_up(years) == 2727
    assert [row.status for row in years if row.value is None] == ["not_published"]


def test_the_youth_table_of_2017_keeps_its_wrong_totals_marked_beside_the_right_ones() -> None:
    wrong = rows("cgg_youth_clients", "jeugdhulp17", value2="Totaal")
    right = rows("cgg_youth_clients", "calc", value2="Totaal")

    assert [(row.value, "w" in row.flags, "k" in row.flags) for row in wrong][-1] == (
        Decimal(6783),
        True,
        True,
    )
    assert len(wrong) == len(right) == 6
    assert all("w" in row.flags for row in wrong)
    assert [row.value for row in right][-1] == 19207


def test_the_three_values_of_2016_are_all_kept_and_found_as_a_conflict() -> None:
    found = [
        (one.value, one.source_key)
        for one in conflicts(["prosecution_stalking_inflow"])
        if one.period == "2016"
    ]
    assert found == [("17.652", "nb18"), ("17.952", "metroFR18"), ("18.788", "hln18")]


def test_a_contradicted_row_is_shown_also_when_only_the_other_row_is_flagged() -> None:
    shares = [one.value for one in conflicts(["helpline_theme_share_contacts"])]
    assert shares == ["54", "62", "16", "20"]


def test_two_sources_that_agree_are_no_conflict() -> None:
    assert conflicts(["centre_families"]) == ()
    assert conflicts(["helpline_reported_persons"]) == ()


def test_two_undated_figures_are_no_conflict_unless_they_say_so() -> None:
    assert conflicts(["caw_ifg_clients"]) == ()
    assert len(conflicts(["police_stalking_facts"])) == 8


def test_every_flagged_conflict_is_listed() -> None:
    flagged = PublishedObservation.objects.filter(flags__contains=["k"]).count()
    assert flagged == 60
    assert sum("k" in [flag.code for flag in one.flags] for one in conflicts()) == flagged


def test_a_printed_decimal_keeps_its_decimals() -> None:
    (share,) = rows("helpline_stalking_share", "calc")
    assert (share.printed, share.value) == ("1.97", Decimal("1.97"))


def test_every_indicator_has_a_dutch_title() -> None:
    codes = set(PublishedObservation.objects.values_list("indicator", flat=True))
    assert [code for code in codes if indicator_label(code) == code] == []

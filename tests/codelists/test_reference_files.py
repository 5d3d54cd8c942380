"""The files of code lists and centres agree with themselves and with each other."""

import csv
import datetime as dt
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*(ROOT / "codelists/data").glob("*.csv"), *(ROOT / "accounts/data").glob("*.csv")])


def rows(name: str) -> list[dict[str, str]]:
    with (ROOT / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


def by_code(name: str) -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in rows(name)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_row_is_whole_says_whether_it_was_verified_and_has_real_dates(path: Path) -> None:
    for row in rows(str(path.relative_to(ROOT))):
        assert None not in row.values()
        assert row["verified"] in {"yes", "no"}
        assert row["source"]
        for column, text in row.items():
            assert text == text.strip()
            if text and (column.endswith(("_on", "_since", "_from", "_until"))):
                dt.date.fromisoformat(text)
        if row.get("valid_from") and row.get("valid_until"):
            assert row["valid_from"] <= row["valid_until"]


@pytest.mark.parametrize(
    "path", [path for path in FILES if "code" in rows(str(path))[0]], ids=lambda path: path.name
)
def test_codes_are_plain_and_unique(path: Path) -> None:
    codes = [row["code"] for row in rows(str(path.relative_to(ROOT)))]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[a-z0-9_]+", code) for code in codes)


def test_belaging_has_its_old_article_and_no_invented_new_one() -> None:
    types = by_code("codelists/data/offence_types.csv")
    counted = {code for code, row in types.items() if row["counts_as_stalking"] == "yes"}

    assert counted == {"stalking_442bis", "stalking_new_code"}
    assert types["stalking_442bis"]["legal_article"] == "art. 442bis Sw."
    # The end of the old article is a setting, because sources contradict each other.
    assert types["stalking_442bis"]["valid_until"] == ""
    new = types["stalking_new_code"]
    assert (new["legal_article"], new["verified"], new["legal_code"]) == ("", "no", "new")


def test_only_stalking_counts_as_stalking_among_the_forms() -> None:
    forms = rows("codelists/data/forms_of_violence.csv")
    assert [row["code"] for row in forms if row["counts_as_stalking"] == "yes"] == ["stalking"]


def test_one_outcome_opens_a_dossier() -> None:
    outcomes = rows("codelists/data/intake_outcomes.csv")
    assert [row["code"] for row in outcomes if row["opens_dossier"] == "yes"] == ["dossier_opened"]


def test_old_names_of_programmes_lead_to_what_is_given_since() -> None:
    programmes = by_code("codelists/data/programmes.csv")
    trainings = {code for code, row in programmes.items() if row["kind"] == "training"}
    ended = {code for code, row in programmes.items() if row["valid_until"]}

    assert len(trainings) == 6
    assert ended == {"slachtoffer_in_beeld", "dader_in_zicht"}
    for code in ended:
        assert set(programmes[code]["successors"].split()) == trainings
        assert all(
            programmes[successor]["valid_from"] > programmes[code]["valid_until"]
            for successor in trainings
        )


def test_flanders_has_285_municipalities_today_and_each_merger_leads_to_one_of_them() -> None:
    municipalities = by_code("codelists/data/municipalities.csv")
    today = {code for code, row in municipalities.items() if not row["valid_until"]}

    assert len(today) == 285
    merged = {code: row for code, row in municipalities.items() if row["valid_until"]}
    assert len([row for row in merged.values() if row["valid_until"] == "2018-12-31"]) == 15
    assert len([row for row in merged.values() if row["valid_until"] == "2024-12-31"]) == 27
    for row in merged.values():
        assert row["successor"] in today
        starts_on = municipalities[row["successor"]]["valid_from"]
        day_after = dt.date.fromisoformat(row["valid_until"]) + dt.timedelta(days=1)
        # Antwerpen took in Borsbeek and kept its code.
        assert starts_on == day_after.isoformat() or row["successor"] == "11002"


def test_zwijndrecht_changed_province_when_it_merged() -> None:
    municipalities = by_code("codelists/data/municipalities.csv")
    assert municipalities["11056"]["judicial_arrondissement"] == "Antwerpen"
    assert municipalities["46030"]["province"] == "Oost-Vlaanderen"


def test_a_municipality_lies_in_at_most_one_police_zone_at_a_time() -> None:
    municipalities = by_code("codelists/data/municipalities.csv")
    seen: set[str] = set()
    for zone in rows("codelists/data/police_zones.csv"):
        for code in zone["municipalities"].split():
            assert code in municipalities
            if not zone["valid_until"]:
                assert code not in seen
                seen.add(code)
    assert len(seen) == 281


def test_areas_partnerships_and_suspensions_name_what_exists() -> None:
    centres = by_code("accounts/data/centres.csv")
    organisations = by_code("accounts/data/organisations.csv")
    zones = by_code("codelists/data/police_zones.csv")

    assert len(centres) == 9
    for area in rows("accounts/data/centre_areas.csv"):
        assert area["centre"] in centres
        assert area["area_kind"] != "police_zone" or area["area"] in zones
    pairs = set()
    for partnership in rows("accounts/data/partnerships.csv"):
        assert partnership["organisation"] in organisations
        assert partnership["centre"] in centres
        assert partnership["valid_from"] >= centres[partnership["centre"]]["opened_on"]
        pairs.add((partnership["organisation"], partnership["centre"]))
    for suspension in rows("accounts/data/suspensions.csv"):
        assert (suspension["organisation"], suspension["centre"]) in pairs


def test_every_centre_has_the_eight_core_partners() -> None:
    kinds = {code: row["kind"] for code, row in by_code("accounts/data/organisations.csv").items()}
    needed = {"police", "prosecution", "caw", "cgg", "vk", "ocj", "justice_house", "ocmw"}
    partners: dict[str, set[str]] = {}
    for row in rows("accounts/data/partnerships.csv"):
        partners.setdefault(row["centre"], set()).add(kinds[row["organisation"]])
    assert len(partners) == 9
    assert all(needed <= kinds_there for kinds_there in partners.values())


def test_the_classes_of_callers_are_those_of_the_answer_to_question_841_in_its_order() -> None:
    published = [
        row["value1"]
        for row in rows("reporting/data/published/observations.csv")
        if row["indicator"] == "helpline_contacts_stalking" and row["dim1"] == "contactnemer"
    ]
    classes = [row["label"] for row in rows("codelists/data/caller_classes.csv")]
    assert len(classes) == 9
    assert [*classes, "Totaal"] == published


def test_the_helpline_counts_stalking_after_its_list_of_2018() -> None:
    themes = rows("codelists/data/helpline_themes.csv")
    of_2018 = [row["code"] for row in themes if not row["valid_from"]]
    assert len(of_2018) == 14  # thirteen named in the source and "leeg"
    (stalking,) = [row for row in themes if row["counts_as_stalking"] == "yes"]
    assert stalking["code"] not in of_2018
    assert dt.date(2018, 12, 31) < dt.date.fromisoformat(stalking["valid_from"])
    assert stalking["verified"] == "no"  # the day is an assumption

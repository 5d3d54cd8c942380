"""One row becomes one dossier, or every error of it with row and column."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings

from cases.imports.directory import Directory, read_directory
from codelists.models import ClosureReason, FormOfViolence, OffenceType, Relation
from tests import make
from tests.cases.import_files import checked, errors_of, row, row_errors_of

pytestmark = pytest.mark.django_db
YEAR = dt.timedelta(days=365)


@pytest.fixture
def directory() -> Directory:
    make.centre("Veilig Huis Mechelen", opened_on=dt.date(2017, 5, 1))
    make.centre("Gesloten", opened_on=dt.date(2018, 1, 1), closed_on=dt.date(2020, 12, 31))
    make.form("physical")
    make.stalking_form()
    make.form("old_form", valid_until=dt.date(2020, 12, 31))
    make.belaging()
    make.offence_type("future_belaging", legal_code=OffenceType.LegalCode.NEW)
    make.relation("ex_partner")
    make.closure_reason("stopped")
    make.code(ClosureReason, "late_reason", valid_from=dt.date(2025, 1, 1))
    found = read_directory()
    centres = {code.removeprefix("veilig-huis-"): c for code, c in found.centres.items()}
    return Directory(**{**vars(found), "centres": centres})


FULL = row(
    opened_on="17/03/2021",
    stalking="Ja",
    summary="Eén\r\ntwee",
    closed_on="2022-01-20 00:00:00",
    closure_reason="stopped",
    closing_note="klaar",
    counting_exclusion="dubbel",
    person1_role="slachtoffer",
    person1_given_name=" Lotte ",
    person1_family_name="Voorbeeld",
    person1_born_on="02.06.1989",
    person1_sex="V",
    person3_role="offender",
    person3_family_name="Testmans",
    offence1_from="2021-01-10",
    offence1_until="2021-03-12",
    offence1_forms="stalking| physical |stalking",
    offence1_type="belaging_442bis",
    offence1_relation="ex_partner",
    offence1_status="bevestigd",
    offence1_description="=HYPERLINK(1)",
)


def test_a_full_row(tmp_path: Path, directory: Directory) -> None:
    (dossier,) = checked(tmp_path, directory, FULL)

    assert dossier.received_on == dt.date(2021, 3, 15)
    assert dossier.opened_on == dt.date(2021, 3, 17)
    assert dossier.closed_on == dt.date(2022, 1, 20)
    assert (dossier.stalking, dossier.counting_exclusion) == ("yes", "duplicate")
    assert dossier.summary == "Eén\ntwee"
    first, second = dossier.people
    assert (first.role, first.given_name, first.sex) == ("victim", "Lotte", "f")
    assert first.born_on == dt.date(1989, 6, 2)
    assert (second.role, second.family_name, second.sex) == ("offender", "Testmans", "u")
    (offence,) = dossier.offences
    assert offence.occurred_until == dt.date(2021, 3, 12)
    assert len(offence.forms) == 2
    assert offence.offence_type_id
    assert offence.relation_id
    assert offence.status == "confirmed"
    assert offence.description == "=HYPERLINK(1)", "text that looks like a formula stays text"


def test_the_smallest_row(tmp_path: Path, directory: Directory) -> None:
    (dossier,) = checked(tmp_path, directory, row())

    assert dossier.opened_on == dossier.received_on
    assert dossier.stalking == "no"
    assert (dossier.closed_on, dossier.people, dossier.offences) == (None, (), ())


WRONG = {
    "unknown centre": (row(centre="atlantis"), "centre"),
    "no centre": (row(centre=""), "centre"),
    "no reference": (row(source_reference=" "), "source_reference"),
    "stalking left blank": (row(stalking=""), "stalking"),
    "stalking that is no answer": (row(stalking="misschien"), "stalking"),
    "no intake": (row(received_on=""), "received_on"),
    "a day that does not exist": (row(received_on="2021-02-30"), "received_on"),
    "no date": (row(received_on="maart 2021"), "received_on"),
    "a year of two digits": (row(received_on="15/03/21"), "received_on"),
    "a time of day": (row(received_on="2021-03-15 23:30"), "received_on"),
    "a spreadsheet number": (row(received_on="44270"), "received_on"),
    "digits of another script": (row(received_on="٢٠٢١-٠٣-١٥"), "received_on"),
    "the future": (row(received_on="2999-01-01"), "received_on"),
    "before 1900": (row(received_on="1899-12-31"), "received_on"),
    "before the centre opened": (row(received_on="2016-12-31"), "received_on"),
    "after the centre closed": (row(centre="gesloten"), "received_on"),
    "opened before the intake": (row(opened_on="2021-03-14"), "opened_on"),
    "closed before it was opened": (
        row(closed_on="2021-03-14", closure_reason="stopped"),
        "closed_on",
    ),
    "closed without a reason": (row(closed_on="2021-04-01"), "closure_reason"),
    "a reason without closing": (row(closure_reason="stopped"), "closure_reason"),
    "a note without closing": (row(closing_note="klaar"), "closing_note"),
    "an unknown reason": (row(closed_on="2021-04-01", closure_reason="zomaar"), "closure_reason"),
    "a reason out of validity": (
        row(closed_on="2021-04-01", closure_reason="late_reason"),
        "closure_reason",
    ),
    "an unknown exclusion": (row(counting_exclusion="misschien"), "counting_exclusion"),
    "a NUL byte": (row(summary="a\0b"), "summary"),
    "a lone surrogate": (row(summary="a\ud800b"), "summary"),
    "a hidden direction": (row(source_reference="M\u202e1"), "source_reference"),
    "ten megabytes in a note": (row(summary="a" * 10_000_000), "summary"),
    "a long reference": (row(source_reference="1" * 61), "source_reference"),
    "a person without a name": (row(person1_role="victim"), "person1_family_name"),
    "a person without a role": (row(person2_family_name="V"), "person2_role"),
    "an unknown role": (row(person1_role="boef", person1_family_name="V"), "person1_role"),
    "an unknown sex": (
        row(person1_role="kind", person1_family_name="V", person1_sex="q"),
        "person1_sex",
    ),
    "born tomorrow": (
        row(person1_role="kind", person1_family_name="V", person1_born_on="2999-01-01"),
        "person1_born_on",
    ),
    "an offence without a date": (row(offence1_forms="physical"), "offence1_from"),
    "an offence of nothing": (row(offence1_from="2021-01-01"), "offence1_forms"),
    "an offence in the future": (
        row(offence1_from="2999-01-01", offence1_forms="physical"),
        "offence1_from",
    ),
    "an offence that ends before it begins": (
        row(offence1_from="2021-02-01", offence1_until="2021-01-31", offence1_forms="physical"),
        "offence1_until",
    ),
    "an unknown form": (row(offence1_from="2021-01-01", offence1_forms="boos"), "offence1_forms"),
    "a form out of validity": (
        row(offence1_from="2021-01-01", offence1_forms="physical|old_form"),
        "offence1_forms",
    ),
    "an unknown type": (row(offence1_from="2021-01-01", offence1_type="x"), "offence1_type"),
    "a type of the Code that does not apply yet": (
        row(offence1_from="2021-01-01", offence1_type="future_belaging"),
        "offence1_type",
    ),
    "an unknown relation": (
        row(offence1_from="2021-01-01", offence1_forms="physical", offence1_relation="x"),
        "offence1_relation",
    ),
    "an unknown status": (
        row(offence1_from="2021-01-01", offence1_forms="physical", offence1_status="x"),
        "offence1_status",
    ),
}


@pytest.mark.parametrize(("wrong", "column"), WRONG.values(), ids=WRONG.keys())
def test_one_error_at_its_row_and_column(
    wrong: dict[str, str], column: str, tmp_path: Path, directory: Directory
) -> None:
    good = row(source_reference="M-0")
    assert errors_of(tmp_path, directory, good, wrong) == [(3, column)]


def test_every_error_of_every_row_at_once(tmp_path: Path, directory: Directory) -> None:
    found = errors_of(
        tmp_path,
        directory,
        row(centre="x", stalking="", received_on="2021-02-30", offence1_forms="x"),
        row(),
        row(source_reference="M-2", closed_on="2020-01-01"),
    )

    assert set(found) == {
        (2, "centre"),
        (2, "stalking"),
        (2, "received_on"),
        (2, "offence1_forms"),
        (2, "offence1_from"),
        (4, "closed_on"),
        (4, "closure_reason"),
    }


def test_the_same_reference_twice_names_the_other_row(tmp_path: Path, directory: Directory) -> None:
    (error,) = row_errors_of(
        tmp_path, directory, row(), row(source_reference="M-2"), row(), row(source_reference="m-1")
    )
    assert (error.row, error.column) == (4, "source_reference")
    assert "2" in error.message


@pytest.mark.parametrize(
    ("predecessor", "since", "year", "refused"),
    [
        ("", "", 2016, True),
        ("Korte Keten", "09.2015", 2014, True),
        ("Korte Keten", "09.2015", 2015, False),
        ("Korte Keten", "2019", 2016, True),
        ("Korte Keten", "", 2001, False),
    ],
)
def test_files_of_a_predecessor_reach_back_to_its_beginning(
    predecessor: str, since: str, year: int, refused: bool, tmp_path: Path
) -> None:
    make.centre(
        "Mechelen",
        opened_on=dt.date(2017, 5, 1),
        predecessor=predecessor,
        predecessor_since=since,
    )
    found = errors_of(tmp_path, read_directory(), row(received_on=f"{year}-12-31"))
    assert found == ([(2, "received_on")] if refused else [])


def test_an_error_repeats_a_code_but_never_a_story(tmp_path: Path, directory: Directory) -> None:
    story = "Lotte Voorbeeld werd geslagen door haar ex-partner in de keuken"
    errors = row_errors_of(
        tmp_path,
        directory,
        row(stalking=story, summary="geheim\0", offence1_from="\x1b[31mrood" + story),
    )

    assert errors
    assert all("keuken" not in error.message for error in errors)
    assert all("geheim" not in error.message for error in errors)
    assert all("\x1b" not in error.message for error in errors)


def test_codes_hold_on_the_same_days_as_the_code_lists_say(directory: Directory) -> None:
    """The directory repeats the rule of CodeListQuerySet.valid_on; here they are compared."""
    change = settings.NEW_CRIMINAL_CODE_APPLIES_ON
    day = dt.timedelta(days=1)
    days = [change - day, change, change + day, dt.date(1990, 1, 1)]
    days += [dt.date(2020, 12, 31), dt.date(2021, 1, 1), dt.date(2024, 12, 31), dt.date(2025, 1, 1)]
    lists = (
        (FormOfViolence, directory.forms),
        (OffenceType, directory.offence_types),
        (Relation, directory.relations),
        (ClosureReason, directory.closure_reasons),
    )
    for model, codes in lists:
        for each in days:
            valid = {code for code, entry in codes.items() if entry.is_valid_on(each)}
            assert valid == set(model.objects.valid_on(each).values_list("code", flat=True))
            assert codes

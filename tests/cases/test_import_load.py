"""Writing: all or nothing, once per source reference, counted, logged, never overwritten."""

import datetime as dt
from pathlib import Path

import pytest
from django.db import IntegrityError, connection

from audit.models import Event
from cases.imports.check import ImportedDossier
from cases.imports.directory import read_directory
from cases.imports.load import write_dossiers
from cases.imports.source import open_source
from cases.imports.tally import Cell, Fate, Tally
from cases.models import Dossier, Involvement, Offence, Person
from cases.services import importing
from cases.services.importing import ImportFailed, load_dossiers
from reporting.models import DossierFact
from tests import make
from tests.cases.import_files import Row, row, write_file
from tests.database import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reference_data() -> None:
    make.centre("Mechelen", opened_on=dt.date(2017, 5, 1))
    make.centre("Limburg", opened_on=dt.date(2017, 10, 1))
    make.form("physical")
    make.stalking_form()
    make.belaging()
    make.relation("ex_partner")
    make.closure_reason("stopped")


def load(folder: Path, *rows: Row, dry_run: bool = False, system: str = "FJC") -> Tally:
    source = open_source(write_file(folder, *rows))
    with as_owner():
        return load_dossiers(
            source=source, directory=read_directory(), system=system, dry_run=dry_run
        )


def dossiers() -> list[Dossier]:
    with as_owner():
        return list(Dossier.objects.order_by("pk"))


LOTTE = {
    "person1_role": "victim",
    "person1_given_name": "Lotte",
    "person1_family_name": "Voorbeeld",
    "person1_born_on": "1989-06-02",
}
FULL = row(
    stalking="ja",
    summary="=1+1",
    opened_on="2021-03-17",
    closed_on="2022-01-20",
    closure_reason="stopped",
    closing_note="klaar",
    offence1_from="2021-01-10",
    offence1_forms="stalking|physical",
    offence1_type="belaging_442bis",
    offence1_relation="ex_partner",
    offence1_status="confirmed",
    **LOTTE,
)


def test_a_row_becomes_a_dossier_with_people_offences_facts_and_an_event(tmp_path: Path) -> None:
    load(tmp_path, FULL, system="FJC Mechelen")

    (dossier,) = dossiers()
    assert dossier.import_source == "FJC Mechelen"
    assert dossier.source_reference == "M-1"
    assert dossier.reference.startswith("VH-2021-")
    assert (dossier.summary, dossier.closing_note) == ("=1+1", "klaar")
    assert (dossier.opened_by, dossier.closed_by, dossier.version) == (None, None, 1)
    with as_owner():
        person = Person.objects.get()
        involvement = Involvement.objects.get(dossier=dossier, person=person)
        offence = Offence.objects.get(dossier=dossier)
        fact = DossierFact.objects.get(dossier_id=dossier.pk)
        event = Event.objects.get(dossier_id=dossier.pk)
        assert set(offence.forms.values_list("code", flat=True)) == {"physical", "stalking"}
        assert offence.offence_type is not None
    assert (person.full_name, person.search_key) == ("Lotte Voorbeeld", "lotte voorbeeld")
    assert (involvement.role, involvement.starts_on) == ("victim", dossier.received_on)
    assert (offence.status, offence.occurred_from) == ("confirmed", dt.date(2021, 1, 10))
    assert (fact.year, fact.stalking, fact.stalking_offence, fact.imported) == (
        2021,
        "yes",
        True,
        True,
    )
    assert (event.event_type, event.actor_id, event.role) == (
        "cases.dossier.imported",
        None,
        "operator",
    )
    assert event.reason == "FJC Mechelen"
    assert "summary" in event.fields


def test_the_same_file_again_imports_nothing(tmp_path: Path) -> None:
    load(tmp_path, FULL, row(source_reference="M-2"))
    before = dossiers()

    tally = load(tmp_path, FULL, row(source_reference="M-2"))

    assert dossiers() == before
    assert (tally.count(Fate.IMPORTED), tally.count(Fate.PRESENT)) == (0, 2)
    assert tally.differences == []
    with as_owner():
        assert Event.objects.count() == 2
        assert Person.objects.count() == 1


def test_only_what_is_new_is_imported(tmp_path: Path) -> None:
    load(tmp_path, row())
    tally = load(tmp_path, row(), row(source_reference="M-2"), row(centre="limburg"))

    assert (tally.count(Fate.IMPORTED), tally.count(Fate.PRESENT)) == (2, 1)
    assert len(dossiers()) == 3


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"stalking": "onbekend"}, "stalking"),
        ({"summary": "anders"}, "summary"),
        ({"opened_on": "2021-03-18"}, "opened_on"),
        ({"closed_on": "2022-01-21"}, "closed_on"),
        ({"counting_exclusion": "dubbel"}, "counting_exclusion"),
        ({"person1_given_name": "Lot"}, "person"),
        ({"person1_role": "pleger"}, "person"),
        ({"offence1_forms": "stalking"}, "offence"),
        ({"offence1_status": "refuted"}, "offence"),
    ],
)
def test_a_changed_row_is_reported_and_not_overwritten(
    change: Row, column: str, tmp_path: Path
) -> None:
    load(tmp_path, FULL)
    (before,) = dossiers()

    tally = load(tmp_path, FULL | change)

    assert tally.count(Fate.DIFFERING) == 1
    (difference,) = tally.differences
    assert (difference.row, difference.reference) == (2, before.reference)
    assert difference.columns == (column,)
    (after,) = dossiers()
    assert vars(after) | {"_state": None} == vars(before) | {"_state": None}


def test_what_was_added_in_the_product_since_is_no_difference(tmp_path: Path) -> None:
    load(tmp_path, FULL)
    (dossier,) = dossiers()
    make.offence(dossier, forms=(make.form("physical"),))
    make.involvement(dossier, make.person(dossier.centre))

    assert load(tmp_path, FULL).count(Fate.PRESENT) == 1


def test_a_dry_run_counts_the_same_and_writes_nothing(tmp_path: Path) -> None:
    load(tmp_path, row())
    rows = (row(summary="anders"), row(source_reference="M-2"), row(source_reference="M-3"))

    would = load(tmp_path, *rows, dry_run=True)

    assert len(dossiers()) == 1
    with as_owner():
        assert Event.objects.count() == 1
    assert load(tmp_path, *rows) == would


def test_a_file_with_one_wrong_row_imports_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 1)

    with pytest.raises(ImportFailed, match="3"):
        load(tmp_path, row(), row(source_reference="M-2", stalking=""))

    assert dossiers() == []


def test_a_database_that_says_no_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 1)
    monkeypatch.setattr(importing, "stored_dossiers", lambda _batch: {})
    load(tmp_path, row(source_reference="M-2"))

    with pytest.raises(IntegrityError):
        load(tmp_path, row(), row(source_reference="M-2"))

    assert [dossier.source_reference for dossier in dossiers()] == ["M-2"]


def test_what_does_not_come_out_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reconciliation counts in the database, not in the program."""

    def forget_one(rows: list[ImportedDossier], *, system: str) -> None:
        write_dossiers(rows[:-1], system=system)

    monkeypatch.setattr(importing, "write_dossiers", forget_one)
    with pytest.raises(ImportFailed):
        load(tmp_path, row(), row(source_reference="M-2"))
    assert dossiers() == []


def test_rows_in_and_dossiers_out_per_centre_and_year(tmp_path: Path) -> None:
    load(tmp_path, row())
    tally = load(
        tmp_path,
        row(),
        row(source_reference="M-2", stalking="ja"),
        row(source_reference="M-3", received_on="2019-01-05", counting_exclusion="dubbel"),
        row(source_reference="L-1", centre="limburg", stalking="onbekend"),
    )

    centres = read_directory().centres
    mechelen, limburg = centres["mechelen"].pk, centres["limburg"].pk
    assert tally.rows() == 4
    assert set(tally.cells()) == {Cell(mechelen, 2019), Cell(mechelen, 2021), Cell(limburg, 2021)}
    cell = Cell(mechelen, 2021)
    assert (tally.rows(cell), tally.count(Fate.IMPORTED, cell)) == (2, 1)
    assert (tally.answers[cell, "yes"], tally.answers[cell, "no"]) == (1, 1)
    assert tally.excluded == {Cell(mechelen, 2019): 1}
    assert tally.explicit_since == {mechelen: dt.date(2021, 3, 15)}


def test_the_same_name_and_birth_date_is_one_person_per_centre(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    load(
        tmp_path,
        row(**LOTTE),
        row(source_reference="M-2", **LOTTE),
        row(source_reference="M-3", **(LOTTE | {"person1_given_name": "LOTTÉ"})),
        row(source_reference="L-1", centre="limburg", **LOTTE),
    )

    with as_owner():
        people = Person.objects.order_by("pk").values_list("centre__code", "given_name")
        assert list(people) == [("mechelen", "Lotte"), ("limburg", "Lotte")]
        assert Involvement.objects.count() == 4


def test_somebody_who_was_recognised_is_no_difference_the_next_time(tmp_path: Path) -> None:
    rows = (row(**LOTTE), row(source_reference="M-2", **(LOTTE | {"person1_given_name": "LOTTÉ"})))
    load(tmp_path, *rows)
    assert load(tmp_path, *rows).count(Fate.PRESENT) == 2


def test_without_a_birth_date_equal_names_stay_two_people(tmp_path: Path) -> None:
    nameless = LOTTE | {"person1_born_on": ""}
    load(tmp_path, row(**nameless), row(source_reference="M-2", **nameless))
    with as_owner():
        assert Person.objects.count() == 2


def test_somebody_named_twice_in_one_row_is_involved_once_per_role(tmp_path: Path) -> None:
    again = {name.replace("1", "2"): value for name, value in LOTTE.items()}
    third = {name.replace("1", "3"): value for name, value in LOTTE.items()}
    again["person2_born_on"] = third["person3_born_on"] = LOTTE["person1_born_on"]
    load(tmp_path, row(**LOTTE, **again, **(third | {"person3_role": "pleger"})))

    with as_owner():
        assert Person.objects.count() == 1
        roles = Involvement.objects.values_list("role", flat=True)
        assert sorted(roles) == ["offender", "victim"]


def test_two_imports_at_once_are_refused(tmp_path: Path) -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [importing._ONE_IMPORT_AT_A_TIME])
        with pytest.raises(ImportFailed):
            load(tmp_path, row())
        with other.cursor() as cursor:
            # Closing lets go of it too, but a moment later than it returns.
            cursor.execute("SELECT pg_advisory_unlock_all()")
    finally:
        other.close()

    assert load(tmp_path, row()).rows() == 1

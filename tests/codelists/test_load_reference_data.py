"""Loading code lists, centres and partners: repeatable, all or nothing, hers stays hers."""

import csv
import datetime as dt
import shutil
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command

from accounts.events import REFERENCE_LOADED
from accounts.models import (
    Centre,
    CentreArea,
    Organisation,
    Partnership,
    PartnershipSuspension,
    Role,
)
from accounts.services.centre_files import DATA_FOLDER as CENTRE_FOLDER
from audit.models import Event
from codelists.models import FormOfViolence, Municipality, OffenceType, Relation
from codelists.services.loading import CODE_LISTS
from codelists.services.loading import DATA_FOLDER as CODE_FOLDER
from reporting.models import PublishedObservation
from tests import make
from tests.database import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_connection(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands work as the owner on the test's own connection, in its transaction."""
    if request.function is not test_the_command_works_as_the_owner_of_the_tables:
        monkeypatch.setattr("lib.maintenance.as_owner", as_owner)


@pytest.fixture
def codes(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CODE_FOLDER, tmp_path / "codes"))


@pytest.fixture
def centres(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CENTRE_FOLDER, tmp_path / "centres"))


def run(command: str, *arguments: Any, **options: Any) -> str:
    out = StringIO()
    with as_owner():
        call_command(command, *arguments, stdout=out, **options)
    return out.getvalue()


def refused(command: str, *arguments: Any) -> str:
    with pytest.raises(CommandError) as raised:
        run(command, *arguments)
    return str(raised.value)


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def rewrite(file: Path, change: Any) -> None:
    """Apply `change` to every row of a file and write it again."""
    rows = rows_of(file)
    header = list(rows[0])
    rows = [row for row in (change(row) for row in rows) if row]
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, header)
        writer.writeheader()
        writer.writerows(rows)


def on(code: str, /, **cells: str) -> Any:
    """A change for `rewrite`: other cells for the row with this code."""
    return lambda row: {**row, **cells} if row["code"] == code else row


def edited_on_screen(instance: Any) -> None:
    """What the administration leaves behind when somebody saves this row."""
    admin = make.member(role=Role.FUNCTIONAL_ADMIN)
    with as_owner():
        LogEntry.objects.create(
            user=admin,
            content_type=ContentType.objects.get_for_model(type(instance)),
            object_id=str(instance.pk),
            action_flag=CHANGE,
        )


def test_every_row_of_every_file_arrives() -> None:
    run("load_code_lists")
    run("load_centres")
    with as_owner():
        for each in CODE_LISTS:
            in_file = {
                row["code"]: row["label"] for row in rows_of(CODE_FOLDER / f"{each.name}.csv")
            }
            assert dict(each.model._default_manager.values_list("code", "label")) == in_file
        for model, name in (
            (Centre, "centres"),
            (CentreArea, "centre_areas"),
            (Organisation, "organisations"),
            (Partnership, "partnerships"),
            (PartnershipSuspension, "suspensions"),
        ):
            assert model.objects.count() == len(rows_of(CENTRE_FOLDER / f"{name}.csv")), name
        belaging = OffenceType.objects.get(code="stalking_442bis")
        new_belaging = OffenceType.objects.get(code="stalking_new_code")
        antwerp = Centre.objects.get(code="antwerpen")
    assert (belaging.legal_article, belaging.legal_code) == ("art. 442bis Sw.", "old")
    assert (new_belaging.legal_article, new_belaging.verified) == ("", False)
    assert (antwerp.opened_on, antwerp.predecessor_since) == (dt.date(2012, 1, 1), "2012")


def test_order_on_screen_is_the_order_in_the_file() -> None:
    run("load_code_lists")
    in_file = [row["code"] for row in rows_of(CODE_FOLDER / "relations.csv")]
    assert list(Relation.objects.values_list("code", flat=True)) == in_file


def test_only_stalking_counts_as_stalking() -> None:
    run("load_code_lists")
    forms = FormOfViolence.objects.filter(counts_as_stalking=True)
    types = OffenceType.objects.filter(counts_as_stalking=True)
    assert list(forms.values_list("code", flat=True)) == ["stalking"]
    assert set(types.values_list("code", flat=True)) == {"stalking_442bis", "stalking_new_code"}


def test_second_load_changes_nothing_and_logs_nothing() -> None:
    run("load_reference_data")
    with as_owner():
        before = list(Municipality.objects.order_by("pk").values())
        logged = Event.objects.count()
    out = run("load_reference_data")
    with as_owner():
        assert list(Municipality.objects.order_by("pk").values()) == before
        assert Event.objects.count() == logged
        assert PublishedObservation.objects.count() == 583
    assert "forms_of_violence: 12 rows, 0 added, 0 changed" in out


def test_load_is_logged_as_the_work_of_the_operator() -> None:
    run("load_code_lists")
    with as_owner():
        event = Event.objects.get(event_type=REFERENCE_LOADED.code)
    assert (event.actor_id, event.actor_name) == (None, "operator")
    assert "forms_of_violence" in event.fields
    assert "12 added" in event.reason


def test_untouched_row_follows_the_file(codes: Path) -> None:
    run("load_code_lists")
    rewrite(codes / "relations.csv", on("partner", label="Partner (gehuwd of niet)"))
    out = run("load_code_lists", codes)
    assert "relations: 13 rows, 0 added, 1 changed" in out
    assert Relation.objects.get(code="partner").label == "Partner (gehuwd of niet)"


def test_row_an_administrator_edited_is_kept_and_reported(codes: Path) -> None:
    run("load_code_lists")
    with as_owner():
        partner = Relation.objects.get(code="partner")
        partner.label, partner.valid_until = "Levenspartner", dt.date(2026, 12, 31)
        partner.save()
    edited_on_screen(partner)
    rewrite(codes / "relations.csv", on("partner", label="Partner (nieuw)"))

    out = run("load_code_lists", codes)

    partner.refresh_from_db()
    assert (partner.label, partner.valid_until) == ("Levenspartner", dt.date(2026, 12, 31))
    assert "kept: relations partner: label kept 'Levenspartner', file 'Partner (nieuw)'" in out
    assert "kept: relations partner: valid_until kept '31.12.2026', file 'None'" in out


def test_code_dropped_from_the_file_stays(codes: Path) -> None:
    run("load_code_lists")
    rewrite(codes / "relations.csv", lambda row: row if row["code"] != "partner" else None)
    out = run("load_code_lists", codes, verbosity=2)
    assert Relation.objects.filter(code="partner").exists()
    assert "not in the file, kept: relations partner" in out


def test_areas_of_a_centre_she_edited_are_hers(centres: Path) -> None:
    run("load_centres")
    edited_on_screen(Centre.objects.get(code="leuven"))
    with (centres / "centre_areas.csv").open("a", encoding="utf-8") as file:
        file.write("leuven,police_zone,pz_leuven,2026-01-01,,no,test\n")
    out = run("load_centres", centres)
    assert not CentreArea.objects.filter(code="pz_leuven").exists()
    assert "kept: centre_areas leuven police_zone pz_leuven: not added" in out


def test_every_mistake_is_named_and_nothing_is_loaded(codes: Path) -> None:
    rewrite(codes / "relations.csv", on("partner", intrafamilial="misschien"))
    rewrite(codes / "closure_reasons.csv", on("moved", label="", valid_from="31/12/2020"))
    rewrite(
        codes / "offence_types.csv",
        on("assault", valid_from="2020-01-02", valid_until="2020-01-01", legal_code="oud"),
    )
    rewrite(codes / "forms_of_violence.csv", on("physical", label="L" * 161))
    rewrite(codes / "reporter_roles.csv", on("professional", code="met spatie"))
    (codes / "police_zones.csv").write_bytes("code,label\npz_a,Zoé\n".encode("latin-1"))
    (codes / "intake_outcomes.csv").unlink()

    text = refused("load_code_lists", codes)

    for expected in (
        "relations.csv:2 intrafamilial: 'misschien' is neither yes nor no",
        "closure_reasons.csv:5 label: this cell may not be empty",
        "closure_reasons.csv:5 valid_from: '31/12/2020' is no date like 2026-11-23",
        "offence_types.csv:5 legal_code: 'oud' is not one of",
        "forms_of_violence.csv:2 label:",
        "reporter_roles.csv:2 code:",
        "police_zones.csv:1: the file is not UTF-8",
        "intake_outcomes.csv:1:",
    ):
        assert expected in text
    with as_owner():
        assert not any(each.model._default_manager.exists() for each in CODE_LISTS)
        assert not Event.objects.filter(event_type=REFERENCE_LOADED.code).exists()


def test_period_that_ends_before_it_starts_is_a_mistake(codes: Path) -> None:
    rewrite(
        codes / "relations.csv",
        on("partner", valid_from="2020-01-02", valid_until="2020-01-01"),
    )
    assert "relations.csv:2 valid_until: the last day lies before" in refused(
        "load_code_lists", codes
    )


def test_same_code_twice_is_a_mistake(codes: Path) -> None:
    rewrite(codes / "relations.csv", on("ex_partner", code="partner"))
    text = refused("load_code_lists", codes)
    assert "relations.csv:2: this row is there twice" in text
    assert "relations.csv:3: this row is there twice" in text


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (
            "code,label,valid_from,valid_until,verified,source",
            "description: this column is missing",
        ),
        (
            "code,label,valid_from,valid_until,verified,source,description,geheim",
            "geheim: nobody knows this column",
        ),
        (
            "code,label,label,valid_from,valid_until,verified,source,description",
            "label: this column is there twice",
        ),
    ],
)
def test_header_must_be_known(codes: Path, header: str, expected: str) -> None:
    (codes / "closure_reasons.csv").write_text(header + "\n", encoding="utf-8")
    assert f"closure_reasons.csv:1 {expected}" in refused("load_code_lists", codes)


@pytest.mark.parametrize("row", ["a,b\n", "a,b,,,yes,s,d,te veel\n", 'a,"b,,,yes,s,d\n'])
def test_broken_rows_are_mistakes(codes: Path, row: str) -> None:
    file = codes / "closure_reasons.csv"
    file.write_text(file.read_text(encoding="utf-8") + row, encoding="utf-8")
    assert "closure_reasons.csv:" in refused("load_code_lists", codes)


@pytest.mark.parametrize("bad", ["a\x00b", "a\u202eb"])
def test_invisible_characters_are_mistakes(codes: Path, bad: str) -> None:
    rewrite(codes / "relations.csv", on("partner", label=bad))
    assert "relations.csv:" in refused("load_code_lists", codes)


def test_unknown_references_are_mistakes(centres: Path) -> None:
    with (centres / "partnerships.csv").open("a", encoding="utf-8") as file:
        file.write("niemand,nergens,core,2020-01-01,,no,test\n")
    text = refused("load_centres", centres)
    assert "partnerships.csv:97 organisation: 'niemand' is not known" in text
    assert "partnerships.csv:97 centre: 'nergens' is not known" in text
    assert not Centre.objects.exists()


def test_row_made_on_screen_with_the_same_name_stops_the_load() -> None:
    make.centre("Veilig Huis Leuven")  # code veilig-huis-leuven, the file says leuven
    assert "a row on screen is in the way" in refused("load_centres")
    assert Centre.objects.count() == 1


def test_dry_run_writes_nothing() -> None:
    out = run("load_reference_data", dry_run=True)
    assert "forms_of_violence: 12 rows, 12 added" in out
    assert not FormOfViolence.objects.exists()
    assert not Centre.objects.exists()


def test_a_mistake_in_one_part_leaves_the_others_out(
    monkeypatch: pytest.MonkeyPatch, codes: Path
) -> None:
    """The umbrella command names the mistakes of every part and loads none."""
    from codelists.management.commands import load_code_lists

    rewrite(codes / "relations.csv", on("partner", intrafamilial=""))
    monkeypatch.setattr(load_code_lists.Command, "folder", codes)
    assert "load_code_lists: Nothing was loaded." in refused("load_reference_data")
    assert not Centre.objects.exists()
    assert not PublishedObservation.objects.exists()


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_command_works_as_the_owner_of_the_tables() -> None:
    call_command("load_reference_data", stdout=StringIO())
    assert Centre.objects.using("owner").count() == 9
    assert Centre.objects.count() == 0  # another transaction: the web role loaded nothing

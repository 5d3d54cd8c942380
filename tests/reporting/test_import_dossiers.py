"""manage.py import_dossiers: what the operator sees, and since when stalking is registered."""

import datetime as dt
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction

from accounts.models import Centre
from audit.models import Event
from cases.models import Dossier, Offence
from reporting.models import RegistrationStart
from tests.cases.import_files import row, write_file

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
EXAMPLE = Path("docs/examples/import_example.csv")


@pytest.fixture(autouse=True)
def reference_data() -> None:
    call_command("load_centres", stdout=StringIO())
    call_command("load_code_lists", stdout=StringIO())


def run(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("import_dossiers", str(path), *options, stdout=out)
    return out.getvalue()


def starts() -> dict[str, dt.date]:
    rows = RegistrationStart.objects.using("owner").filter(variable="stalking")
    return dict(rows.values_list("centre__code", "starts_on"))


def test_the_example_file_imports_as_the_documentation_says() -> None:
    output = run(EXAMPLE, "--dry-run")
    assert not Dossier.objects.using("owner").exists()
    assert "Proefrun: er is niets geschreven." in output

    imported = run(EXAMPLE, "--system", "FJC")

    assert imported.splitlines() == output.splitlines()[:-1]
    assert "4 rijen gelezen: 4 geïmporteerd, 0 al aanwezig, 0 verschillend" in imported
    line = next(line for line in imported.splitlines() if "Antwerpen" in line)
    assert " ".join(line.split()) == "Veilig Huis Antwerpen 2021 2 2 0 0 1 1 0 0"
    assert Dossier.objects.using("owner").filter(import_source="FJC").count() == 4
    assert Offence.objects.using("owner").count() == 3
    events = Event.objects.using("owner").filter(event_type="cases.dossier.imported")
    assert events.count() == 4

    assert "4 rijen gelezen: 0 geïmporteerd, 4 al aanwezig, 0 verschillend" in run(EXAMPLE)


def test_a_differing_row_is_named_by_row_reference_and_column(tmp_path: Path) -> None:
    run(write_file(tmp_path, row()))
    reference = Dossier.objects.using("owner").get().reference

    output = run(write_file(tmp_path, row(summary="anders", stalking="ja")))

    assert f"rij 2 verschilt van {reference} in: stalking, summary (niet overschreven)" in output
    assert Dossier.objects.using("owner").get().summary == ""


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_every_row_error_is_printed_and_the_command_fails(
    options: tuple[str, ...], tmp_path: Path
) -> None:
    path = write_file(tmp_path, row(), row(centre="x", stalking=""), row(received_on="31/02/2021"))
    out = StringIO()

    with pytest.raises(CommandError, match=r"3 fouten\. Er is niets geïmporteerd\."):
        call_command("import_dossiers", str(path), *options, stdout=out)

    assert out.getvalue().splitlines() == [
        "rij 3, kolom centre: Er is geen centrum ‘x’.",
        "rij 3, kolom stalking: Deze cel mag niet leeg zijn.",
        "rij 4, kolom received_on: De dag ‘31/02/2021’ bestaat niet.",
    ]
    assert not Dossier.objects.using("owner").exists()


def test_a_wrong_encoding_says_where_and_what_to_do(tmp_path: Path) -> None:
    path = write_file(tmp_path, row(summary="André"), encoding="cp1252")
    with pytest.raises(CommandError) as raised:
        run(path)
    assert "0xE9" in str(raised.value)
    assert "regel 2" in str(raised.value)
    assert "Er is niets geïmporteerd." in str(raised.value)


@pytest.mark.parametrize("name", ["", "  ", "a\0b", "x" * 61])
def test_a_system_name_that_cannot_be_stored_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--system"):
        run(write_file(tmp_path, row()), "--system", name)


def test_an_explicit_answer_moves_the_start_of_registration_back(tmp_path: Path) -> None:
    path = write_file(
        tmp_path,
        row(received_on="2019-06-01", stalking="onbekend"),
        row(source_reference="M-2", received_on="2020-01-01", counting_exclusion="dubbel"),
        row(source_reference="M-3", received_on="2021-07-01", stalking="nee"),
        row(source_reference="M-4", received_on="2021-03-15", stalking="ja"),
        row(source_reference="L-1", centre="limburg", received_on="2024-01-01", stalking="ja"),
        row(source_reference="A-1", centre="antwerpen", stalking="onbekend"),
    )
    before = starts()

    dry = run(path, "--dry-run")
    assert starts() == before
    output = run(path)

    moved = "Veilig Huis Mechelen registreert belaging sinds 15.03.2021"
    assert moved in dry
    assert moved in output
    assert output.count("registreert belaging sinds") == 1
    assert starts() == before | {"mechelen": dt.date(2021, 3, 15)}
    assert "registreert belaging sinds" not in run(path)


def test_an_earlier_start_that_is_known_stays(tmp_path: Path) -> None:
    RegistrationStart.objects.using("owner").update_or_create(
        variable="stalking",
        centre=Centre.objects.using("owner").get(code="mechelen"),
        defaults={"starts_on": dt.date(2018, 1, 1), "reason": "bekend"},
    )
    run(write_file(tmp_path, row(stalking="ja")))
    assert starts()["mechelen"] == dt.date(2018, 1, 1)


LIMIT_MB = 500
ROWS = 50_000
# A minute on two idle cores; far more means that the work grows with the square of the rows.
PATIENCE_SECONDS = 300
# ru_maxrss counts in KB on Linux and in bytes on macOS.
UNITS_PER_MB = 1024 if sys.platform == "linux" else 1024 * 1024
# Linux hands the peak of the process that started it on to a child, and a test process is large;
# VmHWM is the child's own.
MEASURED = """
import pathlib, re, resource, sys, django
django.setup()
from django.core.management import call_command
call_command("import_dossiers", sys.argv[1])
status = pathlib.Path("/proc/self/status")
own = re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1] if status.exists() else None
print(own or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


LOADED_BEFORE = (
    # As an import does: facts of units come at its end.
    "SELECT set_config('app.facts_later', 'on', true)",
    """
    INSERT INTO cases_dossier (centre_id, reference, received_on, opened_on, stalking, summary,
                               closing_note, counting_exclusion, import_source, source_reference,
                               version, created_at, updated_at)
    SELECT id, 'VH-2020-' || n, '2020-01-01', '2020-01-01', 'no', '', '', '', 'x', n, 1, now(),
           now()
    FROM accounts_centre, generate_series(100001, 120000) n WHERE code = 'mechelen'
    """,
    """
    INSERT INTO cases_offence (dossier_id, occurred_from, status, description, recorded_at, version)
    SELECT id, '2020-01-01', 'suspected', '', now(), 1 FROM cases_dossier
    WHERE import_source = 'x'
    """,
    """
    INSERT INTO cases_offenceform (offence_id, form_id)
    SELECT o.id, f.id FROM cases_offence o
    JOIN cases_dossier d ON d.id = o.dossier_id AND d.import_source = 'x'
    CROSS JOIN codelists_formofviolence f WHERE f.code = 'stalking'
    """,
)


def leave_statistics_behind() -> None:
    """An import that failed: to the planner, many pages that hold next to nothing."""
    owner = connections["owner"]
    with owner.cursor() as cursor:
        with transaction.atomic(using="owner"):
            for statement in LOADED_BEFORE:
                cursor.execute(statement)
            transaction.set_rollback(True, using="owner")
        run(EXAMPLE)
        cursor.execute("VACUUM (ANALYZE)")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_50_000_rows_fit_in_500_mb(tmp_path: Path) -> None:
    """A child process on the test database, as an operator runs it; its own peak counts."""
    leave_statistics_behind()
    story = "Aan het werk opgewacht, berichten, gebeld. " * 10
    path = write_file(tmp_path, *(_row_of_an_old_system(number, story) for number in range(ROWS)))

    output = _run_measured(path)

    assert f"{ROWS // 1000}.000 geïmporteerd" in output
    assert int(output.splitlines()[-1]) / UNITS_PER_MB < LIMIT_MB
    assert Dossier.objects.using("owner").count() == ROWS + 4


def _row_of_an_old_system(number: int, story: str) -> dict[str, str]:
    day = dt.date(2018, 1, 1) + dt.timedelta(days=number % 2000)
    return row(
        source_reference=f"M-{number}",
        received_on=str(day),
        stalking=("ja", "nee", "onbekend")[number % 3],
        summary=story,
        person1_role="slachtoffer",
        person1_given_name=f"Voornaam{number % 700}",
        person1_family_name=f"Familienaam{number % 900}",
        person1_born_on=str(dt.date(1960, 1, 1) + dt.timedelta(days=number % 12_000)),
        offence1_from=str(day),
        offence1_forms="stalking|physical",
        offence1_type="assault",
        offence1_relation="ex_partner",
    )


def _run_measured(path: Path) -> str:
    # The test database, and never the one in the environment.
    test_database = f"/{connections['owner'].settings_dict['NAME']}"
    parts = urlsplit(os.environ["DATABASE_OWNER_URL"])
    url = urlunsplit(parts._replace(path=test_database))
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path)],
        env=os.environ | {"DATABASE_OWNER_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout

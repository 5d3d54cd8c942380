"""The dry run: every mistake at once, at its row and column, with what to do about it."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import pytest

from lib.uploads import read_table
from reporting.deliveries.catalogue import catalogue
from reporting.deliveries.checking import DryRun, dry_run
from reporting.deliveries.checks.history import Earlier
from reporting.deliveries.columns import Columns
from reporting.deliveries.findings import Finding, Kind, errors, to_explain
from reporting.deliveries.lines import Header
from reporting.deliveries.raw import rows_of
from reporting.services.published import PUBLISHED_FOLDER
from tests.reporting.deliveries import (
    Row,
    as_csv,
    offenders,
    published_rows,
    youth_table,
)
from tests.reporting.published_files import rows_of as rows_of_file


def run(
    code: str,
    rows: Sequence[Row],
    *,
    years: tuple[int, int],
    earlier: Sequence[Earlier] = (),
    system: str = "",
) -> DryRun:
    indicator = catalogue()[code]
    header = Header(
        indicator=indicator,
        source_key=indicator.deliverer.source_key,
        period_start=dt.date(years[0], 1, 1),
        period_end=dt.date(years[1], 12, 31),
        source_system=system,
        extracted_on=None,
    )
    raw, problems = rows_of(read_table(as_csv(rows), "tabel.csv"), Columns(indicator))
    assert problems == []
    return dry_run(header, raw, earlier=earlier)


def youth(rows: Sequence[Row]) -> DryRun:
    return run("cgg_youth_clients", rows, years=(2017, 2017))


def cgg(rows: Sequence[Row], *, earlier: Sequence[Earlier] = ()) -> DryRun:
    return run("cgg_stalking_offenders", rows, years=(2020, 2022), earlier=earlier)


def only(findings: Sequence[Finding]) -> Finding:
    (finding,) = findings
    return finding


def test_the_youth_table_of_2017_is_caught_by_row_in_both_directions() -> None:
    """Printed: 141, 1.706, 2.597, 1.266, 1.073 and 6.783; the parts say otherwise."""
    rows = youth_table(flagged=False)

    wrong = youth(rows).findings

    assert {one.kind for one in wrong} == {Kind.SUM}
    assert all(one.is_error for one in wrong)
    expected = {"141": "495", "1706": "4.550", "2597": "7.251", "1266": "3.712", "1073": "3.199"}
    found = {rows[one.line - 2]["waarde"]: one for one in wrong}
    assert found.keys() == {*expected, "6783"}
    for printed, right in expected.items():
        assert rows[found[printed].line - 2]["provincie"] == "Totaal"
        assert "over provincie" in found[printed].message
        assert f"samen {right}." in found[printed].message
    # The printed total of totals adds the wrong row totals, and not the right column totals.
    assert "over leeftijd" in found["6783"].message or "over provincie" in found["6783"].message
    assert "19.207" in found["6783"].message


def test_the_youth_table_loads_as_printed_when_its_rows_say_that_it_was_published_wrong() -> None:
    result = youth(youth_table(flagged=True))

    assert errors(result.findings) == []
    assert [one.kind for one in result.findings] == [Kind.WRONG_AS_PRINTED] * 6
    assert to_explain(result.findings) == {}
    assert sorted(row.printed for row in result.figures if "w" in row.flags) == sorted(
        ["141", "1706", "2597", "1266", "1073", "6783"]
    )


def test_a_flag_without_a_note_explains_nothing() -> None:
    rows = youth_table(flagged=True)
    for row in rows:
        row["toelichting"] = ""

    assert len(errors(youth(rows).findings)) == 6


def test_one_wrong_cell_is_found_in_its_row_and_in_its_column() -> None:
    rows = [
        {heading: row[name] for heading, name in _YOUTH.items()}
        for row in published_rows("jeugdhulp16", "cgg_youth_clients")
        if row["dim1"]
    ]
    assert run("cgg_youth_clients", rows, years=(2016, 2016)).findings == ()
    rows[0]["waarde"] = "177"

    findings = run("cgg_youth_clients", rows, years=(2016, 2016)).findings

    assert [rows[one.line - 2]["waarde"] for one in findings] == ["472", "4654"]


_YOUTH = {
    "van": "period_start",
    "tot": "period_end",
    "plaats": "place",
    "leeftijd": "value1",
    "provincie": "value2",
    "eenheid": "unit",
    "waarde": "value",
}


def test_a_sound_table_has_nothing_to_say() -> None:
    result = cgg(offenders("135", "155", "127"))

    assert result.findings == ()
    assert [(row.period_start, row.printed, row.place) for row in result.figures] == [
        (dt.date(2020, 1, 1), "135", "Vlaanderen"),
        (dt.date(2021, 1, 1), "155", "Vlaanderen"),
        (dt.date(2022, 1, 1), "127", "Vlaanderen"),
    ]


@pytest.mark.parametrize(
    ("column", "text", "heading", "message"),
    [
        ("waarde", "<5", "waarde", "“<5” is geen getal"),
        ("waarde", "", "waarde", "Een lege cel is geen nul"),
        ("waarde", "-4", "waarde", "nooit kleiner dan nul"),
        ("waarde", "12,5", "waarde", "geheel getal"),
        ("waarde", "1.204", "waarde", "zonder punten, komma's of spaties: 1204"),
        ("waarde", "1 204", "waarde", "1204"),
        ("waarde", "=1+1", "waarde", "geen getal"),
        ("waarde", "1e5", "waarde", "geen getal"),
        ("waarde", "NaN", "waarde", "geen getal"),
        ("waarde", "٣", "waarde", "geen getal"),
        ("eenheid", "zorgperiode", "eenheid", "De eenheid van deze indicator is “dader”"),
        ("eenheid", "", "eenheid", "De eenheid van deze indicator is “dader”"),
        ("toestand", "weet niet", "toestand", "Gebruik een van: geleverd"),
        ("van", "31.02.2020", "van", "geen datum"),
        ("van", "01.01.2019", "van", "buiten de periode"),
        ("tot", "31.12.2019", "tot", "eindigt voor ze begint"),
        ("toelichting", "a\u202eb", "toelichting", "teken (U+202E)"),
        ("toelichting", "x" * 1001, "toelichting", "langer dan 1.000"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column_with_what_to_do(
    column: str, text: str, heading: str, message: str
) -> None:
    rows = offenders("135", "155", "127")
    rows[0][column] = text

    finding = next(one for one in errors(cgg(rows).findings))

    assert (finding.line, finding.column) == (2, heading)
    assert message in finding.message


def test_all_mistakes_come_at_once() -> None:
    rows = offenders("veel", "155", "12,5")
    rows[1]["eenheid"] = "persoon"
    rows[2]["toestand"] = "vergeten"

    found = {(one.line, one.column) for one in errors(cgg(rows).findings)}

    assert found == {(2, "waarde"), (3, "eenheid"), (4, "waarde"), (4, "toestand")}


def test_a_missing_figure_has_a_state_and_no_value() -> None:
    rows = offenders("135", "", "127")
    rows[1]["toestand"] = "niet geregistreerd"

    result = cgg(rows)

    assert errors(result.findings) == []
    assert [(row.status, row.value) for row in result.figures][1] == ("not_registered", None)
    rows[1]["waarde"] = "0"
    assert "een van beide" in only(errors(cgg(rows).findings)).message


def test_an_unknown_category_shows_the_code_list() -> None:
    rows = youth_table(flagged=True)
    rows[0]["provincie"] = "Brabant"

    finding = errors(youth(rows).findings)[0]

    assert (finding.line, finding.column) == (2, "provincie")
    assert "Antwerpen; Limburg; Oost-Vlaanderen" in finding.message


def test_a_figure_twice_and_figures_that_contradict_each_other() -> None:
    rows = offenders("135", "155", "127")
    again = {**rows[0]}

    assert "hetzelfde cijfer als rij 2" in only(errors(cgg([*rows, again]).findings)).message
    again["waarde"] = "136"
    assert "Spreekt rij 2 tegen" in only(errors(cgg([*rows, again]).findings)).message


def test_a_category_without_a_row_is_said() -> None:
    rows = youth_table(flagged=True)
    del rows[2]

    missing = [one for one in youth(rows).findings if one.kind == Kind.MISSING]

    assert "0-5 jaar × Oost-Vlaanderen" in only(missing).message
    assert only(missing).is_error


def test_a_partial_period_and_a_gap_ask_for_an_explanation() -> None:
    rows = offenders("135", "155")
    rows[1]["tot"] = "30.06.2021"

    warnings = to_explain(cgg(rows).findings)

    assert [one.line for one in warnings[Kind.PERIOD]] == [0, 3]
    assert "01.07.2021 – 31.12.2022" in warnings[Kind.PERIOD][0].message
    rows[1]["toelichting"] = "eerste helft"
    assert len(to_explain(cgg(rows).findings)[Kind.PERIOD]) == 1


def earlier(year: int, value: int, *, same_source: bool = False) -> Earlier:
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    return Earlier(("Vlaanderen", "", "", "", ""), first, last, Decimal(value), same_source)


def test_a_zero_where_there_was_something_asks_for_an_explanation() -> None:
    (warning,) = cgg(offenders("135", "0", "127"), earlier=[]).findings[:1]
    assert (warning.kind, warning.line, warning.is_error) == (Kind.ZERO, 3, False)

    known = [earlier(2019, 120)]
    assert {one.kind for one in cgg(offenders("0", "0", "0"), earlier=known).findings} == {
        Kind.ZERO
    }
    assert cgg(offenders("0", "0", "0")).findings == ()


def test_a_change_beyond_the_bound_asks_for_an_explanation() -> None:
    """The bound of this indicator is 25 %."""
    assert cgg(offenders("135", "168", "168")).findings == ()
    finding = only(cgg(offenders("135", "169", "169")).findings)
    assert (finding.kind, finding.line, finding.is_error) == (Kind.CHANGE, 3, False)
    assert "Meer dan 25 %" in finding.message

    rows = offenders("135", "169", "169")
    rows[1]["toelichting"] = "twee teams erbij"
    assert to_explain(cgg(rows).findings) == {}


def test_a_new_version_is_compared_with_the_version_before_and_not_with_the_year_before() -> None:
    known = [earlier(2020, 135), earlier(2020, 70, same_source=True)]

    finding = cgg(offenders("135", "155", "127"), earlier=known).findings[0]

    assert (finding.line, finding.kind) == (2, Kind.CHANGE)
    assert "was het 70" in finding.message


def test_small_numbers_may_move_without_a_word() -> None:
    assert cgg(offenders("3", "9", "1")).findings == ()


def test_another_registration_system_is_a_warning() -> None:
    years = (2020, 2022)
    rows = offenders("135", "155", "127")
    result = run("cgg_stalking_offenders", rows, years=years, system="SIPAR")

    assert only(result.findings).kind == Kind.OTHER_SYSTEM


@pytest.mark.parametrize(
    ("heading", "problem"),
    [
        ("waarde", "Deze kolom ontbreekt"),
        ("eenheid", "Deze kolom ontbreekt"),
    ],
)
def test_a_missing_column_is_named(heading: str, problem: str) -> None:
    rows = [{key: text for key, text in offenders("1")[0].items() if key != heading}]

    _rows, findings = rows_of(
        read_table(as_csv(rows), "t.csv"), Columns(catalogue()["cgg_stalking_offenders"])
    )

    assert (only(findings).column, problem in only(findings).message) == (heading, True)


def test_an_unknown_column_a_double_one_and_loose_cells_are_named() -> None:
    content = b"eenheid;waarde;waarde;kleur\ndader;1;1;rood\n"
    columns = Columns(catalogue()["cgg_stalking_offenders"])
    _rows, findings = rows_of(read_table(content, "t.csv"), columns)
    assert [one.column for one in findings] == ["waarde", "waarde", "kleur"]

    _rows, findings = rows_of(read_table(b"eenheid;waarde\ndader;1;x\n", "t.csv"), columns)
    assert (only(findings).line, "buiten de kolommen" in only(findings).message) == (2, True)


def test_the_catalogue_speaks_of_the_same_figures_as_the_published_files() -> None:
    """A delivered row and a published row of the same figure must be the same cell."""
    units: dict[str, set[str]] = {}
    categories: dict[tuple[str, str], set[str]] = {}
    for row in rows_of_file(PUBLISHED_FOLDER):
        units.setdefault(row["indicator"], set()).add(row["unit"])
        for number in ("1", "2"):
            key = (row["indicator"], row[f"dim{number}"])
            categories.setdefault(key, set()).add(row[f"value{number}"])
    for code, entry in catalogue().items():
        assert entry.unit in units[code], code
        for dimension in entry.dimensions:
            printed = categories[code, dimension.code] - {"Totaal", "TOTAAL", "Som"}
            assert printed <= set(dimension.values), (code, dimension.code)

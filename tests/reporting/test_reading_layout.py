"""Tables for people: years beside each other, nothing lost, old answers as they were."""

from dataclasses import replace

from django.utils import timezone

from reporting.exports.document import (
    Amount,
    Column,
    ColumnRole,
    Document,
    Maker,
    Row,
    year_columns,
)
from reporting.exports.frozen import document_from_json, document_to_json
from reporting.exports.reading import for_reading


def amount(value: int) -> Amount:
    return Amount(value, "geteld")


def row(name: str, year: str, *rest: str | Amount, is_total: bool = False) -> Row:
    return Row((name, year, "totaal" if is_total else "cijfer", *rest), is_total)


def document(*rows: Row, amounts: int = 1) -> Document:
    columns = (
        Column("Centrum", is_wide=True),
        *year_columns(),
        *(Column(f"Dossiers {n}", is_amount=True) for n in range(amounts)),
        Column("Dekking"),
        Column("Opmerking"),
    )
    maker = Maker("Els Proef", timezone.now())
    return Document("Titel", "2024–2025", columns, rows, (), "stam", maker)


WHOLE = (
    row("Leuven", "2024", amount(1), "", "sinds mei"),
    row("Leuven", "2025", amount(2), "", ""),
    row("Kempen", "2024", amount(3), "", "open"),
    row("Kempen", "2025", amount(4), "", "open"),
    row("alle centra", "2024", amount(4), "1 van 2", "", is_total=True),
    row("alle centra", "2025", amount(6), "2 van 2", "", is_total=True),
)


def test_one_number_per_year_puts_the_years_beside_each_other() -> None:
    found = for_reading(document(*WHOLE))
    assert [one.label for one in found.columns] == [
        *("Centrum", "2024", "2025", "Dekking", "Opmerking")
    ]
    assert [one.is_amount for one in found.columns] == [False, True, True, False, False]
    assert found.rows == (
        Row(("Leuven", amount(1), amount(2), "", "2024: sinds mei"), False),
        Row(("Kempen", amount(3), amount(4), "", "open"), False),
        Row(("alle centra", amount(4), amount(6), "2024: 1 van 2; 2025: 2 van 2", ""), True),
    )


def test_what_holds_over_all_years_needs_no_year_in_front_of_it() -> None:
    rows = [replace(one, values=(*one.values[:4], "", *one.values[5:])) for one in WHOLE[:4]]
    rows += [
        row(name, "alle jaren", amount(7), coverage, "", is_total=True)
        for name, coverage in (("Leuven", "2 van 2 jaren"), ("Kempen", "1 van 2 jaren"))
    ]
    found = for_reading(document(*rows))
    assert [one.values[-2:] for one in found.rows] == [
        ("2 van 2 jaren", "2024: sinds mei"),
        ("1 van 2 jaren", "2024: open; 2025: open"),
    ]
    assert not any(one.is_total for one in found.rows)


def test_several_numbers_keep_a_line_per_year() -> None:
    rows = tuple(Row((*one.values[:4], amount(9), *one.values[4:]), False) for one in WHOLE)
    found = for_reading(document(*rows, amounts=2))
    assert [one.label for one in found.columns][:4] == [
        "Centrum",
        "Jaar",
        "Dossiers 0",
        "Dossiers 1",
    ]
    assert len(found.rows) == len(rows)


def test_no_number_is_lost_or_left_blank() -> None:
    """Two codes with one name, or a year that a row does not have: a line per number then."""
    for rows in ((*WHOLE, row("Leuven", "2024", amount(8), "", "")), WHOLE[1:]):
        found = for_reading(document(*rows))
        assert [one.values[2] for one in found.rows] == [one.values[3] for one in rows]


def test_a_single_year_stays_a_column() -> None:
    found = for_reading(document(*WHOLE[::2]))
    assert [one.label for one in found.columns][1] == "Jaar"


def test_what_was_frozen_before_columns_had_roles_keeps_its_layout() -> None:
    new = document(*WHOLE)
    assert document_from_json(document_to_json(new)) == new
    old = replace(new, columns=tuple(replace(one, role=ColumnRole.OTHER) for one in new.columns))
    assert all("role" not in column for column in document_to_json(old)["columns"])
    thawed = document_from_json(document_to_json(old))
    assert for_reading(thawed) == thawed

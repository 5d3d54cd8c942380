"""What people send: the encodings, delimiters and workbooks that programs write here."""

import io

import pytest
import xlsxwriter

from lib.uploads import CellProblem, Refusal, Table, UploadRefusedError, read_table
from tests.lib.uploads.workbooks import hostile, ods, ods_parts, packed, text_cell, xlsx


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in table.rows[line]] for line in sorted(table.rows)]


TABLE = [["eenheid", "waarde"], ["cliënt", "127"]]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_csv_in_every_common_encoding_and_delimiter(
    delimiter: str, encoding: str, line_end: str
) -> None:
    text = line_end.join(delimiter.join(row) for row in TABLE)

    assert texts(read_table(text.encode(encoding), "t.csv")) == TABLE


def test_a_quoted_cell_may_hold_the_delimiter_and_line_breaks() -> None:
    table = read_table(b'eenheid;toelichting\r\ndader;"een; en\r\ntwee ""drie"""\r\n', "t.csv")

    assert table.rows[2][1].text == 'een; en\r\ntwee "drie"'


def test_xlsx_numbers_days_and_what_calculates() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Blad1")
        sheet.write_row(0, 0, ["eenheid", "waarde"])
        sheet.write_row(1, 0, ["cliënt", 127])
        sheet.write(2, 1, 0.1 + 0.2)
        sheet.write(3, 1, 44926, book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write(4, 1, 0.0197, book.add_format({"num_format": "0.00%"}))
        sheet.write_formula(5, 1, "=SUM(B2:B3)", None, 127)
        sheet.write(6, 1, 12044, book.add_format({"num_format": '#,##0 "dossiers"'}))
        sheet.write(9, 30, "", book.add_format({"bold": True}))
    table = read_table(stream.getvalue(), "t.xlsx")

    assert texts(table)[:2] == TABLE
    column = {line: row[1] for line, row in table.rows.items()}
    assert (column[2].text, column[2].is_number) == ("127", True)
    assert column[3].text == "0.3"
    assert (column[4].text, column[4].is_number) == ("2022-12-31", False)
    assert column[5].problem is CellProblem.PERCENT
    assert (column[6].problem, column[6].text) == (CellProblem.FORMULA, "")
    assert column[7].text == "12044"
    assert 10 not in table.rows


def test_xlsx_shared_texts_with_formatting_are_whole() -> None:
    strings = "<si><r><t>clië</t></r><r><t>nt</t></r><rPh><t>x</t></rPh></si>"
    cells = '<row r="1"><c r="A1" t="s"><v>0</v></c><c t="s"><v>7</v></c></row>'

    assert texts(read_table(xlsx(cells, strings=strings), "t.xlsx")) == [["cliënt"]]


def test_an_error_in_a_cell_is_told_apart() -> None:
    table = read_table(xlsx('<row r="3"><c r="B3" t="e"><v>#DIV/0!</v></c></row>'), "t.xlsx")

    assert table.rows[3][1].problem is CellProblem.ERROR


def test_ods_numbers_days_repeats_and_what_calculates() -> None:
    def cell(attributes: str, text: str) -> str:
        return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"

    number = 'office:value-type="float" office:value="{}"'
    rows = (
        "<table:table-row>"
        + cell('office:value-type="string"', "cliënt")
        + '<table:table-cell table:number-columns-repeated="2"/>'
        + cell(number.format("1204"), "1.204")
        + '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
        "<table:table-row>"
        + cell('office:value-type="date" office:date-value="2022-12-31"', "31/12/22")
        + cell('office:value-type="percentage" office:value="0.0197"', "1,97%")
        + cell('table:formula="of:=1+1" ' + number.format("2"), "2")
        + "</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048000">'
        "<table:table-cell/></table:table-row>"
    )
    table = read_table(ods(rows), "t.ods")

    assert texts(table)[0] == ["cliënt", "", "", "1204"]
    assert sorted(table.rows) == [1, 5]
    day, percent, formula = table.rows[5]
    assert (day.text, percent.problem) == ("2022-12-31", CellProblem.PERCENT)
    assert formula.problem is CellProblem.FORMULA


def test_the_sheet_with_the_figures_is_read_when_there_are_more() -> None:
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    row = f"<table:table-row>{cell}</table:table-row>"
    sheets = "".join(
        f'<table:table table:name="{name}">{row.format(name)}</table:table>'
        for name in ("Uitleg", "Cijfers")
    )
    assert texts(read_table(packed(ods_parts(sheets)), "t.ods")) == [["Cijfers"]]

    with pytest.raises(UploadRefusedError) as refused:
        read_table(packed(ods_parts(sheets.replace("Cijfers", "Twee"))), "t.ods")
    assert refused.value.reason is Refusal.SEVERAL_SHEETS


def test_a_row_beyond_the_last_is_refused_and_an_empty_one_is_not() -> None:
    rows = "".join(f'<row r="{line}">{text_cell(f"A{line}", "x")}</row>' for line in (1, 5001))
    with pytest.raises(UploadRefusedError) as refused:
        read_table(xlsx(rows), "t.xlsx")
    assert refused.value.reason is Refusal.TOO_MANY_ROWS

    empty = f'<row r="1">{text_cell("A1", "x")}</row><row r="9999"><c r="A9999" s="1"/></row>'
    assert list(read_table(xlsx(empty), "t.xlsx").rows) == [1]


EXPECTED = {
    "zip bomb in a sheet": {Refusal.BOMB},
    "zip bomb in the texts": {Refusal.BOMB},
    "zip bomb in an ods": {Refusal.BOMB, Refusal.BROKEN},
    "zip bomb that lies about its size": {Refusal.BOMB, Refusal.BROKEN},
    "forty thousand parts": {Refusal.BOMB},
    "billion laughs": {Refusal.BOMB},
    "entity from a file": {Refusal.BOMB},
    "a claim of all columns and rows": {Refusal.TOO_MANY_ROWS},
    "a million columns of csv": {Refusal.TOO_MANY_COLUMNS},
    "a million columns of ods": {Refusal.TOO_MANY_COLUMNS},
    "a million rows of csv": {Refusal.TOO_MANY_ROWS},
    "a million rows of ods": {Refusal.TOO_MANY_ROWS},
    "a million rows that are there": {Refusal.TOO_MANY_ROWS},
    "millions of empty cells": {Refusal.BOMB},
    "five million empty lines": {Refusal.TOO_MANY_ROWS},
    "a cell of megabytes": {Refusal.CELL_TOO_LONG, Refusal.BOMB},
    "a cell of megabytes in csv": {Refusal.CELL_TOO_LONG, Refusal.TOO_MANY_COLUMNS},
    "an element two million deep": {Refusal.BOMB},
    "a million attributes": {Refusal.BOMB},
    "utf-16 in a part": {Refusal.BROKEN},
    "lzma": {Refusal.BROKEN},
    "locked": {Refusal.LOCKED},
    "old or locked office": {Refusal.OLD_OR_LOCKED},
    "macros by name": {Refusal.MACROS},
    "macros": {Refusal.MACROS},
    "macros of ods": {Refusal.MACROS},
    "csv called xlsx": {Refusal.RENAMED},
    "xlsx called csv": {Refusal.RENAMED},
    "a program": {Refusal.NOT_TEXT},
    "nul bytes": {Refusal.NOT_TEXT},
    "letters of no alphabet": {Refusal.ENCODING},
    "utf-16 cut in half": {Refusal.ENCODING},
    "an open quote": {Refusal.BROKEN},
    "a picture": {Refusal.UNKNOWN_KIND},
    "nothing": {Refusal.EMPTY},
    "a cut zip": {Refusal.BROKEN},
    "six megabytes": {Refusal.TOO_LARGE},
    "several sheets": {Refusal.SEVERAL_SHEETS},
}


@pytest.mark.slow
def test_every_hostile_file_is_refused_for_what_it_is() -> None:
    found = {}
    for case, (name, content) in hostile().items():
        with pytest.raises(UploadRefusedError) as refused:
            read_table(content, name)
        found[case] = refused.value.reason
    assert {case: reason for case, reason in found.items() if reason not in EXPECTED[case]} == {}
    assert found.keys() == EXPECTED.keys()

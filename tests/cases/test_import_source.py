"""The file as a whole: encoding, delimiter, header, and rows that are no rows."""

from pathlib import Path

import pytest

from cases.imports.source import FileRefused, open_source
from tests.cases.import_files import csv_text, row, write_file


def refused(path: Path) -> str:
    with pytest.raises(FileRefused) as raised:
        open_source(path)
    return "\n".join(raised.value.problems)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_utf8_with_and_without_bom_and_both_delimiters(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = write_file(tmp_path, row(summary="ruzie, é; ja"), encoding=encoding, delimiter=delimiter)

    source = open_source(path)
    (record,) = source.records()

    assert source.delimiter == delimiter
    assert source.columns[0] == "centre"
    assert record.number == 2
    assert record.cells["summary"] == "ruzie, é; ja"


def test_a_decimal_comma_in_a_cell_does_not_choose_the_delimiter(tmp_path: Path) -> None:
    path = write_file(tmp_path, row(summary="1,5,2,3,4,5,6,7,8,9"), delimiter=";")
    assert open_source(path).delimiter == ";"


def test_windows_1252_is_refused_with_line_byte_and_what_to_do(tmp_path: Path) -> None:
    path = write_file(
        tmp_path, row(), row(source_reference="M-2", summary="André belde"), encoding="cp1252"
    )

    message = refused(path)

    third_line = path.read_bytes().splitlines()[2]
    assert "0xE9" in message
    assert str(third_line.index(b"\xe9") + 1) in message
    assert "3" in message
    assert "é" in message
    assert "UTF-8" in message
    assert "Excel" in message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_refused_by_name(tmp_path: Path, encoding: str) -> None:
    assert "UTF-16" in refused(write_file(tmp_path, row(), encoding=encoding))


def test_every_problem_of_the_header_is_listed_at_once(tmp_path: Path) -> None:
    path = tmp_path / "oud.csv"
    path.write_text("centre,received_on,naam,address,centre,person10_role\n")

    message = refused(path)

    for column in ("source_reference", "stalking", "naam", "address", "person10_role"):
        assert f"‘{column}’" in message
    assert message.count("‘centre’") == 1
    assert "‘received_on’" not in message


@pytest.mark.parametrize("content", ["", "\n", "a\tb\tc\n", '"', "1;2;3\n4;5;6\n"])
def test_a_file_without_header_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "oud.csv"
    path.write_text(content)
    refused(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    refused(tmp_path / "nergens.csv")
    refused(tmp_path)


def test_header_names_may_have_capitals_and_spaces(tmp_path: Path) -> None:
    path = tmp_path / "oud.csv"
    path.write_text(csv_text(row()).replace("centre,", " Centre ,", 1))
    assert open_source(path).columns[0] == "centre"


def test_rows_are_numbered_as_in_a_spreadsheet(tmp_path: Path) -> None:
    """Blank rows count, are skipped, and a note of three lines is one row."""
    path = write_file(
        tmp_path,
        row(summary="een\ntwee\ndrie"),
        dict.fromkeys(row(), ""),
        row(source_reference="M-2"),
    )
    path.write_text(path.read_text() + "\n\n" + csv_text(row()).splitlines()[1] + ",\n")

    assert [record.number for record in open_source(path).records()] == [2, 4, 7]


def test_too_few_and_too_many_cells_are_a_problem_of_that_row(tmp_path: Path) -> None:
    path = write_file(tmp_path, row(), row())
    path.write_text(path.read_text() + "mechelen,M-2\n" + "a,b,c,d,e,f\n")

    problems = [(record.number, record.problem) for record in open_source(path).records()]

    assert [number for number, problem in problems if problem] == [4, 5]
    assert all("4" in problem for number, problem in problems if problem)


def test_loose_quotation_marks_are_a_problem_of_that_row_only(tmp_path: Path) -> None:
    path = write_file(tmp_path, row())
    path.write_text(
        path.read_text() + '"M"x,M-2,2021-01-01,nee\n' + "mechelen,M-3,2021-01-01,nee\n"
    )

    records = list(open_source(path).records())

    assert [bool(record.problem) for record in records] == [False, True, False]


def test_a_quotation_mark_that_never_ends_is_a_problem(tmp_path: Path) -> None:
    path = write_file(tmp_path, row())
    path.write_text(path.read_text() + '"mechelen,M-2,2021-01-01,nee\n' + "a,b,c,d\n")

    assert [r.number for r in open_source(path).records() if r.problem] == [3]

"""What a screen reader needs to know of ODT, DOCX, XLSX and ODS: language, title, headings."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from reporting.answers.content import AnswerContent
from reporting.answers.formats import ANSWER_FORMATS
from reporting.answers.outline import title_of_answer
from reporting.exports import FORMATS
from reporting.exports.document import Document
from tests.reporting.test_same_bytes import FROZEN

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DC = "{http://purl.org/dc/elements/1.1/}"
ODF = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TABLE, STYLE, FO = ODF % "table", ODF % "style", ODF % "xsl-fo-compatible"


@pytest.fixture(scope="module")
def content() -> AnswerContent:
    return AnswerContent.from_text((FROZEN / "answer.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def document(content: AnswerContent) -> Document:
    return max((one.document for one in content.exhibits), key=lambda one: len(one.rows))


def part(body: bytes, name: str) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return ET.fromstring(archive.read(name))  # noqa: S314 - our own file


def answer(content: AnswerContent, code: str) -> bytes:
    return ANSWER_FORMATS[code].write(content, "0" * 64)


def texts(root: ET.Element, tag: str) -> list[str | None]:
    return [one.text for one in root.iter(tag)]


@pytest.mark.parametrize(
    ("code", "name"),
    [("docx", "docProps/core.xml"), ("xlsx", "docProps/core.xml"), ("odt", "meta.xml")],
)
def test_the_window_shows_the_title(content: AnswerContent, code: str, name: str) -> None:
    assert texts(part(answer(content, code), name), f"{DC}title") == [title_of_answer(content)]


def test_word_reads_dutch_and_knows_the_titles_of_tables(content: AnswerContent) -> None:
    """A mode before 14 is Word 2007, which has no title of a table; no mode is 12."""
    body = answer(content, "docx")
    defaults = part(body, "word/styles.xml").find(f"{W}docDefaults")
    assert defaults is not None
    assert [one.get(f"{W}val") for one in defaults.iter(f"{W}lang")] == ["nl-BE"]
    modes = {
        one.get(f"{W}name"): one.get(f"{W}val")
        for one in part(body, "word/settings.xml").iter(f"{W}compatSetting")
    }
    assert modes == {"compatibilityMode": "15"}
    captions = [
        one.get(f"{W}val") for one in part(body, "word/document.xml").iter(f"{W}tblCaption")
    ]
    assert len(captions) == len(list(content.exhibits))
    assert all(captions)


def names(body: bytes) -> dict[str, list[str]]:
    """What the names of a workbook refer to."""
    found: dict[str, list[str]] = {}
    for one in part(body, "xl/workbook.xml").iter(f"{MAIN}definedName"):
        found.setdefault(str(one.get("name")), []).append(str(one.text))
    return found


def test_a_workbook_names_the_headings_of_every_table(content: AnswerContent) -> None:
    body = answer(content, "xlsx")
    found = names(body)
    sheets = [one.get("name") for one in part(body, "xl/workbook.xml").iter(f"{MAIN}sheet")][:-1]
    assert found.pop("_xlnm.Print_Titles") == [f"'{sheet}'!$1:$1" for sheet in sheets]
    for number, sheet in enumerate(sheets, start=1):
        size = part(body, f"xl/worksheets/sheet{number}.xml").find(f"{MAIN}dimension")
        assert size is not None
        first, _colon, last = str(size.get("ref")).lower().partition(":")
        assert found.pop(f"TitleRegion{number}.{first}.{last}.{number}") == [f"'{sheet}'!$A$1"]
    assert found == {}


def test_an_exported_workbook_names_its_headings(document: Document) -> None:
    found = names(FORMATS["xlsx"].write(document))
    assert found["_xlnm.Print_Titles"] == ["Cijfers!$1:$1"]
    amounts = sum(column.is_amount for column in document.columns)
    last = f"{chr(96 + len(document.columns) + amounts)}{len(document.rows) + 1}"
    assert found[f"TitleRegion1.a1.{last}.1"] == ["'Cijfers'!$A$1"]


def languages(root: ET.Element) -> Iterator[Any]:
    for style in root.iter(f"{STYLE}default-style"):
        for one in style:
            yield style.get(f"{STYLE}family"), one.get(f"{FO}language"), one.get(f"{FO}country")


def test_open_document_reads_dutch(content: AnswerContent, document: Document) -> None:
    text, sheet = answer(content, "odt"), FORMATS["ods"].write(document)
    assert list(languages(part(text, "styles.xml"))) == [("paragraph", "nl", "BE")]
    assert list(languages(part(sheet, "styles.xml"))) == [("table-cell", "nl", "BE")]
    for body in (text, sheet):
        assert texts(part(body, "meta.xml"), f"{DC}language") == ["nl-BE"]


def test_the_first_row_of_an_open_sheet_is_its_heading(document: Document) -> None:
    figures, explanation = part(FORMATS["ods"].write(document), "content.xml").iter(f"{TABLE}table")
    (head,) = figures.findall(f"{TABLE}table-header-rows")
    (row,) = head
    assert "".join(row[0].itertext()) == document.columns[0].label
    assert len(figures.findall(f"{TABLE}table-row")) == len(document.rows)
    assert explanation.find(f"{TABLE}table-header-rows") is None

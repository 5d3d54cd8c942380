"""The files of question 841 of 2023: each opens, holds the printed numbers, and comes out equal."""

import csv
import io
import json
import zipfile
from xml.etree import ElementTree as ET

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from reporting.answers.formats import ANSWER_FORMATS
from reporting.models import Answer
from reporting.questions.loading import load_questions
from reporting.services.answers import file_of
from reporting.services.published import load_published_figures
from reporting.tables import State
from tests.database import as_owner

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PRINTED = ("164", "178", "135", "155", "127", "360", "376")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
CSVW_COLUMN = {"name", "titles", "datatype", "null", "required"}
CSVW_DATATYPES = {"integer", "decimal", "boolean", "string"}


@pytest.fixture
def answer() -> Answer:
    with as_owner():
        load_published_figures()
        load_questions()
        return Answer.objects.get()


def body(answer: Answer, code: str) -> bytes:
    return file_of(answer, ANSWER_FORMATS[code]).body


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("code", ANSWER_FORMATS)
def test_the_same_answer_gives_the_same_bytes(answer: Answer, code: str) -> None:
    assert body(answer, code) == body(answer, code)


@pytest.mark.parametrize("code", ANSWER_FORMATS)
def test_no_file_name_holds_a_name_of_a_person(answer: Answer, code: str) -> None:
    name = file_of(answer, ANSWER_FORMATS[code]).name
    assert name == f"vraag-841-editie-1.{ANSWER_FORMATS[code].extension}"


def test_the_pdf_is_tagged_and_says_its_language_and_title(answer: Answer) -> None:
    reader = PdfReader(io.BytesIO(body(answer, "pdf")))
    root = reader.trailer["/Root"]
    text = " ".join(page.extract_text() for page in reader.pages)

    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert root["/Lang"] == "nl-BE"  # type: ignore[index]
    assert b"pdfuaid" in root["/Metadata"].get_data()  # type: ignore[index]
    assert "841" in str(reader.metadata.title if reader.metadata else "")
    for number in PRINTED:
        assert number in text
    assert "niet geregistreerd (geen plannen)" in text
    assert answer.fingerprint[:16] in text


def test_the_docx_has_headings_tables_and_dutch(answer: Answer) -> None:
    found = parts(body(answer, "docx"))
    for name, data in found.items():
        assert ET.fromstring(data) is not None, name  # noqa: S314 - our own file
    document = ET.fromstring(found["word/document.xml"])  # noqa: S314
    styles = [one.get(f"{W}val") for one in document.iter(f"{W}pStyle")]
    tables = list(document.iter(f"{W}tbl"))

    assert styles[0] == "Heading1"
    assert styles.count("Heading2") == 9
    assert len(tables) == len(list(document.iter(f"{W}tblCaption"))) == 13
    assert all(list(table.iter(f"{W}tblHeader")) for table in tables)
    assert b'w:lang w:val="nl-BE"' in found["word/styles.xml"]
    for table in tables:
        columns = len(list(table.iter(f"{W}gridCol")))
        assert {len(row.findall(f"{W}tc")) for row in table.findall(f"{W}tr")} == {columns}
    cells = ["".join(cell.itertext()) for cell in document.iter(f"{W}tc")]
    assert set(PRINTED) <= set(cells)
    listed = found["[Content_Types].xml"].decode()
    assert all(f"/{name}" in listed for name in found if name.endswith(".xml") and "[" not in name)


def test_the_odt_has_headings_tables_and_dutch(answer: Answer) -> None:
    data = body(answer, "odt")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.infolist()[0]
    found = parts(data)
    content = ET.fromstring(found["content.xml"])  # noqa: S314
    headings = [h.get(f"{TEXT}outline-level") for h in content.iter(f"{TEXT}h")]
    tables = list(content.iter(f"{TABLE}table"))

    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert headings[0] == "1"
    assert headings.count("2") == 9
    assert len(tables) == 13
    assert all(table.find(f"{TABLE}title") is not None for table in tables)
    assert all(table.find(f"{TABLE}table-header-rows") is not None for table in tables)
    assert b'fo:language="nl" fo:country="BE"' in found["styles.xml"]
    assert set(PRINTED) <= {"".join(c.itertext()) for c in content.iter(f"{TABLE}table-cell")}
    manifest = found["META-INF/manifest.xml"].decode()
    assert all(f'"{name}"' in manifest for name in ("content.xml", "styles.xml", "meta.xml"))


def test_the_xlsx_has_a_sheet_per_table_and_numbers_as_numbers(answer: Answer) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(body(answer, "xlsx")))
    classes = book.get_sheet_by_name("Deel 1.1").to_python()
    missing = book.get_sheet_by_name("Deel 2.1").to_python()

    assert len(book.sheet_names) == 14
    assert book.sheet_names[-1] == "Toelichting"
    assert [row[2] for row in classes[1:]] == [164, 6, 0, 0, 4, 0, 3, 0, 1, 178]
    assert {row[3] for row in classes[1:]} == {"geleverd"}
    assert missing[1][2:4] == ["", "niet geregistreerd (geen plannen)"]
    lines = book.get_sheet_by_name("Toelichting").to_python()
    assert any(row[2] == answer.fingerprint for row in lines)


def test_csvw_describes_every_column_of_every_file(answer: Answer) -> None:
    found = parts(body(answer, "csvw"))
    group = json.loads(found.pop("csv-metadata.json"))

    assert group["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "nl"}]
    assert {table["url"] for table in group["tables"]} == set(found)
    for table in group["tables"]:
        schema = table["tableSchema"]
        header, *rows = csv.reader(io.StringIO(found[table["url"]].decode(), newline=""))
        assert header == [column["name"] for column in schema["columns"]]
        assert all(len(row) == len(header) for row in rows)
        for column in schema["columns"]:
            assert set(column) <= CSVW_COLUMN
            assert column["datatype"] in CSVW_DATATYPES
        for key in schema.get("foreignKeys", []):
            assert set(key) == {"columnReference", "reference"}
            assert key["columnReference"] in header
    assert all(
        table.get("schema:unitText") or "states" in table["url"] for table in group["tables"]
    )


def test_in_csv_a_missing_value_is_empty_and_its_state_is_a_known_code(answer: Answer) -> None:
    found = parts(body(answer, "csvw"))
    states = {row["code"] for row in read(found["states.csv"])}
    assert states == {str(state) for state in State}

    classes, missing = read(found["deel-1-1.csv"]), read(found["deel-2-1.csv"])
    assert [row["c3"] for row in classes][-1] == "178"
    assert [row["is_total"] for row in classes] == ["false"] * 9 + ["true"]
    assert {row["c3_state"] for row in classes} == {"counted"}
    assert [(row["c3"], row["c3_state"]) for row in missing] == [("", "not_registered")]
    assert read(found["deel-1-4.csv"])[-1]["c3"] == "1.97"


def read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))

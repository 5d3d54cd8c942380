"""The files in a real office suite: they open without repair and hold what we wrote."""

import hashlib
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from reporting.answers.content import AnswerContent
from reporting.answers.formats import ANSWER_FORMATS
from reporting.exports import FORMATS
from reporting.exports.document import Document
from tests.reporting.test_exports import structure
from tests.reporting.test_same_bytes import FROZEN

OFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(OFFICE is None, reason="no office suite on this machine"),
]
PRINTED = ("9.045", "12.044", "23.666", "157.780")
"""Numbers of tables of the frozen answer, as a Dutch suite shows them."""


@pytest.fixture(scope="module")
def content() -> AnswerContent:
    return AnswerContent.from_text((FROZEN / "answer.json").read_text(encoding="utf-8"))


def opened(file: Path, to: str) -> Path:
    """What the suite makes of a file. A broken one gives no output, whatever the exit code."""
    home = file.parent / "home"
    subprocess.run(
        [
            str(OFFICE),
            f"-env:UserInstallation={home.as_uri()}",
            *("--headless", "--convert-to", to, "--outdir", str(file.parent / "out"), str(file)),
        ],
        check=True,
        capture_output=True,
        timeout=180,
        env={**os.environ, "HOME": str(home), "LANG": "nl_BE.UTF-8"},
    )
    return file.parent / "out" / f"{file.stem}.{to.partition(':')[0]}"


def words(pdf: Path) -> str:
    return " ".join(page.extract_text() for page in PdfReader(pdf).pages)


@pytest.mark.parametrize("code", ["odt", "docx"])
def test_a_text_has_every_number_and_its_title(
    content: AnswerContent, tmp_path: Path, code: str
) -> None:
    file = tmp_path / f"antwoord.{code}"
    file.write_bytes(ANSWER_FORMATS[code].write(content, hashlib.sha256(b"").hexdigest()))
    pdf = opened(file, "pdf")
    text = words(pdf)
    for number in PRINTED:
        assert number in text
    metadata = PdfReader(pdf).metadata
    assert metadata is not None
    assert "841" in str(metadata.title)


def test_a_workbook_has_numbers_that_are_numbers(content: AnswerContent, tmp_path: Path) -> None:
    file = tmp_path / "antwoord.xlsx"
    file.write_bytes(ANSWER_FORMATS["xlsx"].write(content, hashlib.sha256(b"").hexdigest()))
    # 44 comma, 34 quote, 76 UTF-8; texts in quotes and numbers not; -1 is a file per sheet.
    opened(file, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,-1")
    sheets = {one.name: one.read_text() for one in (tmp_path / "out").iterdir()}
    assert len(sheets) == len(list(content.exhibits)) + 1
    classes = sheets["antwoord-Deel 1.2.csv"]
    assert ",178," in classes
    assert ",164," in classes


@pytest.mark.parametrize("code", ["odt", "docx"])
def test_the_suite_finds_language_headings_and_heads_of_tables(
    content: AnswerContent, tmp_path: Path, code: str
) -> None:
    """What it tells a screen reader is what it writes into a tagged PDF."""
    file = tmp_path / f"antwoord.{code}"
    file.write_bytes(ANSWER_FORMATS[code].write(content, hashlib.sha256(b"").hexdigest()))
    tagged = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
    reader = PdfReader(opened(file, tagged))
    root: Any = reader.trailer["/Root"]
    tags = Counter(structure(root["/StructTreeRoot"]))
    tables = [one.document for one in content.exhibits]
    assert root["/Lang"] == "nl-BE"
    assert tags["/H1"] == 1
    assert tags["/H2"] == len(content.parts) + 1
    assert tags["/Table"] == len(tables)
    assert tags["/TR"] == sum(len(one.rows) + 1 for one in tables)
    assert tags["/TH"] >= 2 * len(tables)


@pytest.mark.parametrize("code", ["xlsx", "ods"])
def test_an_export_opens(content: AnswerContent, tmp_path: Path, code: str) -> None:
    document: Document = max(
        (one.document for one in content.exhibits), key=lambda one: len(one.rows)
    )
    file = tmp_path / f"tabel.{code}"
    file.write_bytes(FORMATS[code].write(document))
    text = opened(file, "csv:Text - txt - csv (StarCalc):44,34,76").read_text()
    for row in document.rows:
        assert str(row.values[0]).splitlines()[0] in text


def test_what_is_no_document_does_not_open(tmp_path: Path) -> None:
    file = tmp_path / "antwoord.xlsx"
    file.write_bytes(b"PK\x03\x04 not a workbook")
    try:
        made = opened(file, "pdf")
    except subprocess.CalledProcessError:
        return
    assert not made.exists() or "178" not in words(made)

"""Printed columns: no word in pieces, and numbers do not push names off the page."""

import io

import pytest
from django.utils import timezone
from pypdf import PdfReader

from reporting.exports import pdf
from reporting.exports.document import Amount, Column, Document, Maker, Row
from reporting.exports.widths import LINE, MOST, widths_of


def test_a_column_is_as_wide_as_its_text_up_to_a_limit() -> None:
    rows = [["Antwerpen", "12"], ["Halle-Vilvoorde", "niet geregistreerd (pas sinds mei)"]]
    assert widths_of(["Centrum", "2024"], rows, [False, True]).letters == (
        len("Halle-Vilvoorde") + 3,
        len("geregistreerd") + 3,
    )
    assert widths_of(["Nota"], [["kort " * 40]], [False]).letters == (MOST[0] + 3,)


def test_no_column_is_narrower_than_a_word_of_it() -> None:
    word = "Gedragstrainingsverantwoordelijke"
    assert widths_of(["Nr"], [[word]], [True]).letters == (len(word) + 3,)


def test_texts_are_wrapped_sooner_where_columns_are_many() -> None:
    found = widths_of(["Nota"] * 4, [["kort " * 40] * 4], [False] * 4)
    assert found.fits
    assert found.letters == (MOST[1] + 3,) * 4


def test_what_is_wider_than_a_line_shares_it() -> None:
    assert widths_of(["x" * 20] * 4, [], [False] * 4).fits
    assert not widths_of(["x" * 20] * 8, [], [False] * 8).fits
    assert sum(widths_of(["x" * 20] * 8, [], [False] * 8).letters) > LINE


@pytest.mark.parametrize("amounts", [2, 7])
def test_words_beside_many_numbers_stay_on_their_line(amounts: int) -> None:
    """Seven numbers with long headings once left a name one letter of width, and 39 pages."""
    name, note = "Gedragstraining alcohol", "9 van 9 centra"
    headings = [f"Aandeel onbekend in procent {n}" for n in range(amounts)]
    columns = (
        Column("Programma", is_wide=True),
        *(Column(one, is_amount=True) for one in headings),
        Column("Dekking", is_wide=True),
    )
    rows = tuple(Row((name, *[Amount(n, "geteld")] * amounts, note), False) for n in range(20))
    made = Maker("Els Proef", timezone.now())
    document = Document("Titel", "2024", columns, rows, (), "stam", made)
    (page,) = PdfReader(io.BytesIO(pdf.write(document))).pages
    lines = page.extract_text().splitlines()
    assert sum(name in line for line in lines) == 20
    assert sum(note in line for line in lines) == 20

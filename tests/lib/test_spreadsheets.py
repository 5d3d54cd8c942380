"""No text in a spreadsheet is run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.spreadsheets import neutralise, without_unfit


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://example.org","klik")',
        "=1+1",
        "+32 470 00 00 00",
        "-5",
        "@SUM(A1)",
        "|calc",
        "%PATH%",
        "＝1+1",
        "  =1+1",
        "\t=1+1",
        "\r\n=1+1",
        "\tVeilig Huis",
    ],
)
def test_what_looks_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert neutralise(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "Veilig Huis Antwerpen", "3=3", "n.v.t.", "'s Gravenhage", "geteld", "2024"]
)
def test_ordinary_text_stays(text: str) -> None:
    assert neutralise(text) == text


def test_a_control_character_cannot_hide_a_formula() -> None:
    assert neutralise("\x00=1+1") == "'=1+1"
    assert neutralise("\ud800=1+1") == "'=1+1"


@given(st.text())
def test_no_cell_begins_like_a_formula(text: str) -> None:
    cell = neutralise(text)
    assert cell.lstrip()[:1] not in set("=+-@|%＝＋－＠")
    assert cell[:1] not in {"\t", "\r", "\n"}
    assert without_unfit(cell) == cell

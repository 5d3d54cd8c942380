"""The rules for typed text: one form, nothing invisible."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.text import first_forbidden, normalise_line, normalise_lines, without_surrogates


def test_two_spellings_of_one_name_become_the_same() -> None:
    composed, decomposed = "Zoë", unicodedata.normalize("NFD", "Zoë")
    assert composed != decomposed
    assert normalise_line(decomposed) == composed


def test_every_line_break_becomes_a_newline_and_inner_lines_stay() -> None:
    assert normalise_lines("  een\r\ntwee\rdrie\u2028vier\x0bvijf\n\nzes \n") == (
        "een\ntwee\ndrie\nvier\nvijf\n\nzes"
    )


def test_one_line_has_single_spaces() -> None:
    assert normalise_line(" Sofie \t\r\n Verhaegen\u00a0De Backer ") == "Sofie Verhaegen De Backer"


@pytest.mark.parametrize(
    ("character", "kind", "code_point"),
    [
        ("\x00", "nul", "U+0000"),
        ("\ud800", "surrogate", "U+D800"),
        ("\udfff", "surrogate", "U+DFFF"),
        ("\u202e", "bidi", "U+202E"),
        ("\u2066", "bidi", "U+2066"),
        ("\u200f", "bidi", "U+200F"),
        ("\u061c", "bidi", "U+061C"),
        ("\x07", "control", "U+0007"),
        ("\x1b", "control", "U+001B"),
        ("\x7f", "control", "U+007F"),
        ("\x9f", "control", "U+009F"),
        ("\ufffd", "lost", "U+FFFD"),
    ],
)
def test_a_forbidden_character_is_found_and_named(
    character: str, kind: str, code_point: str
) -> None:
    found = first_forbidden(f"ab{character}c\x00")
    assert found is not None
    assert (found.position, found.kind, found.code_point) == (3, kind, code_point)


@pytest.mark.parametrize(
    "text", ["", "gewone\n\ttekst", "Ömer Ğül ș", "صوفي", "👩‍👧 3 €", "\u200d"]
)
def test_ordinary_text_of_any_script_passes(text: str) -> None:
    assert first_forbidden(text) is None


@given(st.text(alphabet=st.characters(codec=None)))
def test_what_passes_can_be_stored_and_is_stable(text: str) -> None:
    once = normalise_lines(text)
    assert normalise_lines(once) == once
    if first_forbidden(once) is None:
        assert "\x00" not in once
        once.encode("utf-8")


@given(st.text(alphabet=st.characters(codec=None)))
def test_a_refused_text_can_always_be_shown_again(text: str) -> None:
    without_surrogates(text).encode("utf-8")

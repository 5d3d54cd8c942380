"""Spellings that sound alike are found; what is typed is split into a name and a date."""

import datetime as dt
import re

import pytest

from cases.name_matching import likeness, patterns, proposed_name, read_sought, sound

TODAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    "spellings",
    [
        ("verhaegen", "verhaeghen", "verhagen", "verhaagen"),
        ("sofie", "sophie", "sofi"),
        ("smets", "smedts", "smeets"),
        ("dhont", "dhondt"),
        ("boeckx", "boecks", "boeks"),
        ("de schepper", "de sepper"),
        ("katrien", "catrien", "kathrien"),
        ("luyten", "luijten", "luiten"),
        ("thys", "tijs"),
    ],
)
def test_spellings_of_one_sound(spellings: tuple[str, ...]) -> None:
    assert len({sound(name) for name in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("peeters", "janssens"), ("maes", "claes"), ("an", "jan"), ("dirk", "tirk")]
)
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert sound(one) != sound(other)


@pytest.mark.parametrize(
    ("text", "words", "born_on"),
    [
        ("Sofie Verhaegen", ("sofie", "verhaegen"), None),
        ("  SÖFIE   d'Hondt ", ("sofie", "d", "hondt"), None),
        ("verhagen 12.04.1989", ("verhagen",), dt.date(1989, 4, 12)),
        ("12/4/89", (), dt.date(1989, 4, 12)),
        ("°12-04-1989 Sofie", ("sofie",), dt.date(1989, 4, 12)),
        ("1989-04-12", (), dt.date(1989, 4, 12)),
        ("31.02.1989 sofie", ("sofie",), None),
        ("12.04.2999 sofie", ("sofie",), None),
        ("€ %_\\ 123", (), None),
        ("Ølgård Łukasz", ("olgard", "lukasz"), None),
    ],
)
def test_what_is_sought(text: str, words: tuple[str, ...], born_on: dt.date | None) -> None:
    sought = read_sought(text, today=TODAY)
    assert (sought.words, sought.born_on) == (words, born_on)


def test_a_book_is_cut_to_a_few_words() -> None:
    sought = read_sought("woord" * 5000 + " " + "x y z " * 5000, today=TODAY)
    assert len(sought.words) == 6
    assert max(map(len, sought.words)) == 40


@pytest.mark.parametrize(
    ("text", "enough"), [("", False), ("s", False), ("zzz", False), ("so", True), ("3/4/89", True)]
)
def test_one_letter_is_no_search(text: str, enough: bool) -> None:
    assert read_sought(text, today=TODAY).is_enough is enough


@pytest.mark.parametrize(
    ("text", "proposal"),
    [
        ("sofie de backer 12.04.1989", ("Sofie", "De Backer", dt.date(1989, 4, 12))),
        ("Koen van den Berghe", ("Koen", "van den Berghe", None)),
        ("mia", ("Mia", "", None)),
        ("12.04.1989", ("", "", dt.date(1989, 4, 12))),
        ("31.02.1989", ("31.02.1989", "", None)),
    ],
)
def test_a_name_is_proposed(text: str, proposal: tuple[str, str, dt.date | None]) -> None:
    assert proposed_name(text, today=TODAY) == proposal


def test_a_pattern_finds_what_starts_alike() -> None:
    (pattern,) = patterns(("verhag",))
    pattern = pattern.replace(r"\m", r"\b")
    for name in ("sofie verhaegen", "verhaeghen", "jan ferhagen"):
        assert re.search(pattern, name)
    for name in ("overhagen", "verhoeven"):
        assert not re.search(pattern, name)


def test_likeness_does_not_mind_the_order() -> None:
    sought = read_sought("verhagen sofie", today=TODAY)
    assert likeness(sought, "sofie verhaegen") == 1
    assert 0.7 < likeness(sought, "sofie verheagen") < 1
    assert likeness(sought, "koen proefman") < 0.5

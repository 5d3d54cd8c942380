"""docs/import.md names every column and every word that the import knows."""

from pathlib import Path

from cases.imports import check, columns

DOCUMENT = Path("docs/import.md").read_text(encoding="utf-8")


def test_every_column_is_documented() -> None:
    names = [*columns.REQUIRED, *columns.OPTIONAL]
    names += [f"person1_{part}" for part in columns.PERSON]
    names += [f"offence1_{part}" for part in columns.OFFENCE]
    assert [name for name in names if f"`{name}`" not in DOCUMENT] == []


def test_every_accepted_word_is_documented() -> None:
    words = {*check.STALKING, *check.EXCLUSIONS, *check.ROLES, *check.SEXES, *check.STATUSES}
    assert [word for word in sorted(words) if f"`{word}`" not in DOCUMENT] == []

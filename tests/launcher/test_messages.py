"""Compiling the Dutch texts without the gettext programs."""

import gettext
import os
from pathlib import Path

import pytest

from launcher import messages

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "cases" / "locale" / "nl" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(f'{HEADER}\nmsgid "Save"\nmsgstr "Opslaan – één"\n')
    return path


def test_compiled_texts_can_be_read(tmp_path: Path, source: Path) -> None:
    (compiled,) = messages.compile_all(tmp_path)
    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Save") == "Opslaan – één"


def test_only_what_changed_is_compiled(tmp_path: Path, source: Path) -> None:
    assert len(messages.compile_all(tmp_path)) == 1
    assert messages.compile_all(tmp_path) == []
    later = source.with_suffix(".mo").stat().st_mtime + 5
    os.utime(source, (later, later))
    assert len(messages.compile_all(tmp_path)) == 1


def test_double_entry_is_an_error(tmp_path: Path, source: Path) -> None:
    source.write_text(f'{source.read_text()}\nmsgid "Save"\nmsgstr "Bewaren"\n')
    with pytest.raises(ValueError, match="Save"):
        messages.compile_all(tmp_path)

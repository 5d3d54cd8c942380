"""`run.py manage`: a maintenance command on the data of the demo."""

from pathlib import Path

import pytest

from launcher import cli


def test_says_what_to_do_before_the_first_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert cli.main(["manage", "--data-dir", str(tmp_path), "check"]) == 1
    assert "once first" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_runs_a_command_as_the_owner_of_the_tables(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """On the database of the environment; the exit code and the output are the command's."""
    folder = ["--data-dir", str(tmp_path)]
    assert cli.main(["manage", *folder, "migrate", "--database=owner", "--plan"]) == 0
    assert "Planned operations" in capfd.readouterr().out
    assert cli.main(["manage", *folder, "no_such_command"]) != 0


def test_needs_both_ways_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_OWNER_URL")
    assert cli.main(["manage", "--data-dir", str(tmp_path), "check"]) == 1
    assert "DATABASE_OWNER_URL" in capsys.readouterr().err

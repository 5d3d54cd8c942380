"""The command line, the ports and the folder of one copy."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher import chromium, cli, demo, freshness, ports, processes, testing
from launcher.errors import LauncherError
from launcher.instance import MARKER, Instance, configured
from launcher.postgres import free_port


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def test_busy_port_that_was_asked_for_is_refused(busy_port: int) -> None:
    with pytest.raises(LauncherError, match=f"Port {busy_port} is in use.*--port"):
        ports.choose(busy_port)


def test_free_port_that_was_asked_for_is_taken() -> None:
    port = free_port()
    assert ports.choose(port) == port


def test_next_free_port_is_taken_and_told(
    busy_port: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ports, "DEFAULT", busy_port)
    chosen = ports.choose(None)
    assert busy_port < chosen < busy_port + ports.TRIES
    assert f"Port {busy_port} is in use, so this is port {chosen}." in capsys.readouterr().out


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http", "8000.5", "٣"])
def test_impossible_port_is_a_usage_error(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        cli.parser().parse_args([f"--port={text}"])
    assert exit_.value.code == 2
    assert "is not a port" in capsys.readouterr().err


def started(monkeypatch: pytest.MonkeyPatch) -> list[demo.Options]:
    """Record what the demo would be started with."""
    calls: list[demo.Options] = []

    def record(options: demo.Options) -> int:
        calls.append(options)
        return 0

    monkeypatch.setattr(demo, "run", record)
    return calls


def test_reset_without_somebody_to_ask_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = started(monkeypatch)
    with Path(os.devnull).open() as nobody:
        monkeypatch.setattr(sys, "stdin", nobody)
        assert cli.main(["--reset", f"--data-dir={tmp_path}"]) == 2
    assert calls == []
    assert "--yes" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("answer", "goes_on"), [("ja", True), ("YES ", True), ("j", False), ("", False), ("nee", False)]
)
def test_reset_asks_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, goes_on: bool
) -> None:
    calls = started(monkeypatch)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: answer)
    cli.main(["--reset", f"--data-dir={tmp_path}"])
    assert [options.reset for options in calls] == ([True] if goes_on else [])


def test_reset_with_yes_does_not_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = started(monkeypatch)
    assert cli.main(["--reset", "--yes", f"--data-dir={tmp_path}"]) == 0
    assert calls == [demo.Options(tmp_path, None, reset=True)]


def test_reset_removes_only_what_was_made_here(tmp_path: Path) -> None:
    for name in ("postgres", "log", "holiday-photos"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").touch()
    (tmp_path / "secret_key").touch()
    (tmp_path / "beat-schedule.dat").touch()
    Instance(tmp_path).reset()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["holiday-photos", "log"]
    assert list((tmp_path / "log").iterdir()) == []


def test_second_start_on_a_folder_is_told_where_the_first_is(tmp_path: Path) -> None:
    first = Instance(tmp_path)
    with first.claimed():
        first.announce("http://127.0.0.1:8000/ (process 1)")
        second = Instance(tmp_path).claimed()
        with pytest.raises(LauncherError, match=r"already runs.*127.0.0.1:8000"):
            second.__enter__()
    with Instance(tmp_path).claimed():
        pass


def test_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    claim = Instance(tmp_path / "file" / "var").claimed()
    with pytest.raises(LauncherError, match="--data-dir"):
        claim.__enter__()


def test_orphans_of_this_folder_are_ended_and_no_others(tmp_path: Path) -> None:
    ours, theirs = Instance(tmp_path / "a"), Instance(tmp_path / "ab")
    orphan = subprocess.Popen(["/bin/sleep", "60"], env={MARKER: str(ours.folder)})
    stranger = subprocess.Popen(["/bin/sleep", "60"], env={MARKER: str(theirs.folder)})
    try:
        assert processes.wait_until(
            lambda: processes.processes_marked(MARKER, str(ours.folder)) == [orphan.pid], 5
        )
        ours.end_orphans()
        assert orphan.wait(5) == -signal.SIGTERM
        assert stranger.poll() is None
    finally:
        for process in (orphan, stranger):
            process.kill()
            process.wait()


def test_fingerprint_follows_what_runs(tmp_path: Path) -> None:
    for name in (
        "cases/models.py",
        "tests/test_x.py",
        "var/log/web.log",
        "cases/__pycache__/m.pyc",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("one")
    first = freshness.fingerprint(tmp_path)
    for without_effect in ("tests/test_x.py", "var/log/web.log", "cases/__pycache__/m.pyc"):
        (tmp_path / without_effect).write_text("two, and longer")
    assert freshness.fingerprint(tmp_path) == first
    (tmp_path / "cases" / "models.py").write_text("two")
    second = freshness.fingerprint(tmp_path)
    assert second != first
    (tmp_path / "cases" / "models.py").rename(tmp_path / "cases" / "model.py")
    assert freshness.fingerprint(tmp_path) != second


def test_secret_key_stays_and_is_private(tmp_path: Path) -> None:
    instance = Instance(tmp_path)
    first = instance.environment(app_database="postgresql:///a", broker="redis://b")
    path = Path(first["SECRET_KEY_FILE"])
    key = path.read_text()
    assert len(key) >= 40
    assert path.stat().st_mode & 0o077 == 0
    instance.environment(app_database="postgresql:///a", broker="redis://b")
    assert path.read_text() == key


def test_web_and_worker_do_not_learn_how_the_owner_connects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://vh_owner:x@h/d")
    monkeypatch.setenv("DATABASE_OWNER_URL_FILE", "/somewhere")
    environment = Instance(tmp_path).environment(app_database="postgresql:///a", broker="b")
    assert [name for name in environment if "OWNER" in name] == []
    assert [name for name, value in environment.items() if "vh_owner" in value] == []


def test_configured_database_needs_both_roles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://vh_app:x@h/d")
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    handlers = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        assert demo.run(demo.Options(tmp_path, free_port())) == 1
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert "DATABASE_OWNER_URL is not" in capsys.readouterr().err


def test_variable_may_be_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "url").write_text("redis://there\n")
    monkeypatch.setenv("BROKER_URL_FILE", str(tmp_path / "url"))
    assert configured("BROKER_URL") == "redis://there"
    monkeypatch.setenv("BROKER_URL_FILE", str(tmp_path / "absent"))
    with pytest.raises(LauncherError, match="BROKER_URL_FILE"):
        configured("BROKER_URL")


def test_chromium_that_was_named_is_the_only_candidate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/bin/sh")
    assert chromium.find() == "/bin/sh"
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    assert chromium.find() is None


def test_missing_chromium_fails_only_in_ci(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(chromium, "find", lambda: None)
    monkeypatch.delenv("CI", raising=False)
    assert testing.chromium_present() == 0
    assert "apt-get install chromium" in capsys.readouterr().out
    monkeypatch.setenv("CI", "true")
    assert testing.chromium_present() == 1


def test_one_failed_check_fails_the_run_and_the_others_still_run(
    capsys: pytest.CaptureFixture[str],
) -> None:
    order: list[str] = []

    def ending(name: str, code: int) -> testing.Check:
        def run() -> int:
            order.append(name)
            return code

        return testing.Check(name, run=run)

    outcomes = [testing.perform(ending(*c), {}) for c in (("a", 0), ("b", 1), ("c", 0))]
    assert order == ["a", "b", "c"]
    assert testing.report(outcomes) == 1
    assert "FAILED  b" in capsys.readouterr().out
    assert testing.report(outcomes[:1]) == 0


def test_whole_run_has_every_category_in_order() -> None:
    assert [check.name for check in testing.checks([])] == [
        "lint",
        "format",
        "types",
        "messages",
        "chromium",
        "tests",
    ]
    assert [check.name for check in testing.checks(["tests/launcher", "-k", "x"])] == [
        "messages",
        "tests",
    ]


def test_quick_leaves_out_what_is_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    checks = testing.checks(["--quick"])
    assert "chromium" not in [check.name for check in checks]
    marks = "not browser and not process and not slow"
    assert checks[-1].command[3:5] == ["-m", marks]
    assert marks not in testing.checks([])[-1].command


def test_changed_migration_makes_the_test_database_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(testing, "PROJECT", tmp_path)
    monkeypatch.setattr(testing, "FOLDER", tmp_path / "var")
    migration = tmp_path / "cases" / "migrations" / "0001_first.py"
    migration.parent.mkdir(parents=True)
    migration.write_text("one")
    first = testing.pytest_arguments([], quick=False)
    assert "--create-db" in first
    # A run that broke off made no database.
    testing.remember_schema(2)
    assert "--create-db" in testing.pytest_arguments([], quick=False)
    testing.remember_schema(1)
    assert "--create-db" not in testing.pytest_arguments([], quick=False)
    migration.write_text("two")
    assert "--create-db" in testing.pytest_arguments([], quick=False)

"""The command line of run.py, inside the environment."""

import argparse
import os
import sys
from pathlib import Path

from launcher import PROJECT, demo, management, testing


def main(arguments: list[str]) -> int:
    """Start the demo, or hand over to the tests, the benchmark or a maintenance command."""
    if arguments[:1] == ["test"]:
        return testing.main(arguments[1:])
    if arguments[:1] == ["bench"]:
        return bench(arguments[1:])
    if arguments[:1] == ["manage"]:
        return management.main(arguments[1:])
    return start(arguments)


def start(arguments: list[str]) -> int:
    options = parser().parse_args(arguments)
    if options.reset and not (options.yes or confirmed(options.data_dir)):
        return 2
    return demo.run(demo.Options(options.data_dir, options.port, options.reset))


def bench(arguments: list[str]) -> int:
    """Become the benchmark, which lives in its own package."""
    os.chdir(PROJECT)
    os.execv(sys.executable, [sys.executable, "-m", "bench", *arguments])  # noqa: S606


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser(
        prog="run.py",
        description="Starts the whole product on this machine; Ctrl-C stops it.",
        epilog="run.py test [--quick] [pytest arguments] runs every check; "
        "run.py bench prints how fast and how big; "
        "run.py manage COMMAND runs a maintenance command on the data of the demo.",
    )
    result.add_argument("--port", type=port, help="the port to listen on (default: 8000 or next)")
    result.add_argument(
        "--data-dir", type=Path, default=PROJECT / "var", help="where everything is kept"
    )
    result.add_argument("--reset", action="store_true", help="delete all data first (asks)")
    result.add_argument("--yes", action="store_true", help="with --reset: do not ask")
    return result


def port(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() else 0
    if not 0 < number < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port (1 to 65535)")
    return number


def confirmed(folder: Path) -> bool:
    """Ask before deleting. Without somebody to ask the answer is no."""
    if not sys.stdin.isatty():
        sys.stderr.write("--reset asks first, and nobody can answer here. Add --yes.\n")
        return False
    answer = input(f"Delete all data in {folder.resolve()}? Type ja or yes: ")
    if answer.strip().lower() in {"ja", "yes"}:
        return True
    sys.stderr.write("Nothing was deleted.\n")
    return False

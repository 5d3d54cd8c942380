"""Compile the Dutch texts: every locale/*/LC_MESSAGES/*.po to the .mo that gettext reads.

python -m launcher.messages
"""

import sys
from pathlib import Path

import polib

from launcher import PROJECT


def compile_all(project: Path) -> list[Path]:
    """Compile what is older than its source; returns what was written."""
    sources = sorted(project.glob("*/locale/*/LC_MESSAGES/*.po"))
    return [_compile(source) for source in sources if _is_stale(source)]


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime_ns <= source.stat().st_mtime_ns


def _compile(source: Path) -> Path:
    compiled = source.with_suffix(".mo")
    # Renamed into place: a process that starts now never reads half a file.
    fresh = compiled.with_suffix(".mo.new")
    polib.pofile(str(source), check_for_duplicates=True).save_as_mofile(str(fresh))
    fresh.rename(compiled)
    return compiled


def main() -> int:
    try:
        written = compile_all(PROJECT)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"A text file cannot be compiled: {error}\n")
        return 1
    sys.stdout.write(f"{len(written)} text files compiled\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

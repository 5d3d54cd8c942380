"""python3 run.py bench [--dossiers N] [--million] [--quick] [--exports]"""

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import django
from django.db import connections

from bench import place
from launcher import PROJECT
from launcher.errors import LauncherError

MILLION = 1_000_000


@dataclass(frozen=True)
class Size:
    """How much is measured. The quick one only proves that the benchmark works."""

    dossiers: int
    requests: int
    crowd: int
    crowd_seconds: float
    workers: tuple[int, ...]


NORMAL = Size(100_000, requests=300, crowd=50, crowd_seconds=30, workers=(1, 2))
QUICK = Size(300, requests=10, crowd=4, crowd_seconds=2, workers=(1,))


def main(arguments: list[str]) -> int:
    """0 when every limit holds, 1 when one does not."""
    options = parser().parse_args(arguments)
    if options.exports:
        return exports(options)
    size = size_of(options)
    try:
        with place.database(size.dossiers, folder=options.data_dir, keep=options.keep) as urls:
            seconds = place.fill(urls, size.dossiers)
            os.environ.update(place.environment(urls))
            django.setup()
            # Only now: everything below needs Django to be set up.
            from bench.run import run

            result = run(size, urls, seeded_in=seconds, counts_only=options.counts_only)
    except LauncherError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(result.as_text())
    if options.json:
        options.json.write_text(result.as_json(), encoding="utf-8")
    return 0 if result.holds else 1


def exports(options: argparse.Namespace) -> int:
    """Only how exports of 100,000 and 1,000,000 rows do; 0 when memory stays flat."""
    try:
        with place.database(0, folder=options.data_dir, keep=options.keep) as urls:
            place.fill(urls, 0)
            os.environ.update(place.environment(urls))
            django.setup()
            from bench.exports import limits, measure_exports

            try:
                made = measure_exports(urls)
            finally:
                # Otherwise the database cannot be dropped.
                connections.close_all()
    except LauncherError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    verdicts = list(limits(made))
    lines = [str(one) for one in made]
    lines += [f"{'OK    ' if holds else 'NOT OK'}  {text}" for text, holds in verdicts]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if all(holds for _text, holds in verdicts) else 1


def size_of(options: argparse.Namespace) -> Size:
    size = QUICK if options.quick else NORMAL
    dossiers = MILLION if options.million else options.dossiers or size.dossiers
    return Size(dossiers, size.requests, size.crowd, size.crowd_seconds, size.workers)


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser(prog="run.py bench", description=__doc__)
    result.add_argument("--dossiers", type=int, help=f"default {NORMAL.dossiers}")
    result.add_argument("--million", action="store_true", help="1,000,000 dossiers")
    result.add_argument("--quick", action="store_true", help="small: only whether it works")
    result.add_argument("--counts-only", action="store_true", help="no web server")
    result.add_argument("--exports", action="store_true", help="only exports of many rows")
    result.add_argument("--keep", action="store_true", help="keep the database for the next run")
    result.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    result.add_argument(
        "--data-dir", type=Path, default=PROJECT / "var" / "bench", help="where the server lives"
    )
    return result

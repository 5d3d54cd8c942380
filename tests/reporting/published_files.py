"""Copies of the published files with one thing changed."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

from reporting.services.published import PUBLISHED_FOLDER

Row = dict[str, str]


def copy_of_files(folder: Path) -> Path:
    """The files of the product in a folder of the test."""
    for name in ("observations.csv", "sources.csv"):
        shutil.copy(PUBLISHED_FOLDER / name, folder / name)
    return folder


def rows_of(folder: Path, name: str = "observations.csv") -> list[Row]:
    with (folder / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def rewrite(
    folder: Path, change: Callable[[list[Row]], None], name: str = "observations.csv"
) -> None:
    """Apply a change to the rows of one file and write it back."""
    rows = rows_of(folder, name)
    columns = list(rows[0])
    change(rows)
    with (folder / name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(rows)

"""The benchmark itself: it runs, measures everything and tells OK from NOT OK. Never how fast."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bench.answer import AnswerCost
from bench.browser import Browser
from bench.counts import Counts
from bench.crowd import Crowd
from bench.measure import Measured, percentile
from bench.report import PageFigures, Result
from launcher.instance import configured

FLOOR = Measured(1.0, 1.5, 2.0, web_cpu=1.0, database_cpu=0.1, per_second=900)
SLOW = replace(FLOOR, web_cpu=8.1)
FAST = replace(FLOOR, web_cpu=7.9)


COUNTS = Counts(1_000_000, 2_000_000, 15.0, {"a": 10.0})
ANSWER = AnswerCost(
    blocks=13,
    on_screen=1_000,
    from_facts=9_000,
    settled_in=90,
    frozen=1_000,
    approved=900,
    people_from_facts=30_000,
    people=10_000,
    peak=11,
    people_peak=9,
    table=100,
)


def page(measured: Measured, *, queries: int = 12, name: str = "detail") -> PageFigures:
    return PageFigures(name, 1, measured, FLOOR, queries=queries, most=8, most_queries=12)


def result(**fields: object) -> Result:
    made = Result(100_000, seeded_in=30.0)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


@pytest.mark.parametrize(
    ("fields", "holds"),
    [
        ({"pages": [page(FAST)]}, True),
        ({"pages": [page(SLOW)]}, False),
        ({"pages": [page(FAST, queries=13)]}, False),
        ({"memory": {1: 120.0}}, True),
        ({"memory": {1: 90.0, 2: 121.0}}, False),
        ({"counts": Counts(1_000_000, 2_000_000, 15.0, {"a": 10.0, "b": 30.0})}, True),
        ({"counts": Counts(1_000_000, 2_000_000, 15.1, {"a": 10.0, "b": 30.0})}, False),
        ({"counts": Counts(1_000, 2_000, 15.1, {"a": 1.0})}, True),
        ({"counts": COUNTS, "answer": ANSWER}, True),
        ({"counts": COUNTS, "answer": replace(ANSWER, on_screen=1_001)}, False),
        ({"counts": COUNTS, "answer": replace(ANSWER, frozen=1_001)}, False),
        (
            {"counts": replace(COUNTS, dossiers=1_000), "answer": replace(ANSWER, frozen=2_000)},
            True,
        ),
        ({"crowd": Crowd(50, times=[0.1])}, True),
        ({"crowd": Crowd(50)}, False),
        ({"seeded_in": 181.0}, False),
        ({"seeded_in": None}, True),
        (
            {
                "pages": [page(FLOOR, name="near"), page(FAST, name="far")],
                "near_page": "near",
                "far_page": "far",
            },
            False,
        ),
    ],
)
def test_a_limit_that_is_passed_is_not_ok(fields: dict[str, object], holds: bool) -> None:
    found = result(**fields)
    assert found.holds is holds
    assert ("NOT OK" in found.as_text()) is not holds
    assert all(each["holds"] for each in json.loads(found.as_json())["limits"]) is holds


def test_one_error_in_the_crowd_is_too_many() -> None:
    crowd = Crowd(50, times=[0.1])
    crowd.errors["detail: 500"] += 1
    assert not result(crowd=crowd).holds
    assert "1 x detail: 500" in result(crowd=crowd).as_text()


def test_percentiles_are_values_that_were_measured() -> None:
    values = [float(number) for number in range(100, 0, -1)]
    assert [percentile(values, share) for share in (0.5, 0.95, 0.99)] == [51.0, 96.0, 100.0]
    assert percentile([7.0], 0.99) == 7.0


def test_a_browser_without_a_server_fails_loudly() -> None:
    with pytest.raises(ConnectionRefusedError):
        Browser(1).get("/")


@pytest.mark.process
@pytest.mark.slow
def test_the_whole_benchmark_in_small(tmp_path: Path) -> None:
    """On the server of the tests, in a database of its own that is gone afterwards."""
    if not (configured("DATABASE_URL") and configured("DATABASE_OWNER_URL")):
        pytest.skip("needs the database server of the tests")
    figures = tmp_path / "figures.json"
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--quick", f"--json={figures}"],
        capture_output=True,
        text=True,
        check=False,
    )

    # 1 is a limit that does not hold, which on a busy machine proves nothing.
    assert done.returncode in {0, 1}, done.stderr
    found = json.loads(figures.read_text(encoding="utf-8"))
    assert found["crowd"]["errors"] == {}
    assert found["counts"]["dossiers"] >= 300
    pages = {page["name"]: page for page in found["pages"]}
    assert pages["dossier detail"]["queries"] <= 12
    assert all(page["p50"] > 0 for page in pages.values())
    assert "dossier detail" in done.stdout

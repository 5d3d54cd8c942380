"""Dates, moments and numbers the Belgian way."""

import contextlib
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.dutch import (
    DutchDateError,
    read_date,
    write_date,
    write_moment,
    write_number,
    write_signed,
)

TODAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("03.11.2026", dt.date(2026, 11, 3)),
        ("3/11/26", dt.date(2026, 11, 3)),
        ("3-11-2026", dt.date(2026, 11, 3)),
        ("3 11 2026", dt.date(2026, 11, 3)),
        ("2026-11-03", dt.date(2026, 11, 3)),
        ("  03.11.2026 ", dt.date(2026, 11, 3)),
        ("vandaag", TODAY),
        ("Gisteren", dt.date(2026, 11, 22)),
        ("29.02.2024", dt.date(2024, 2, 29)),
        ("1.1.1900", dt.date(1900, 1, 1)),
    ],
)
def test_everyday_ways_to_type_a_date(typed: str, day: dt.date) -> None:
    assert read_date(typed, today=TODAY) == day


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("morgen", "format"),
        ("", "format"),
        ("3.11", "format"),
        ("3.11.026", "format"),
        ("2026-11", "format"),
        ("٣.١١.٢٠٢٦", "format"),
        ("3.11.2026x", "format"),
        ("31.02.2026", "impossible"),
        ("29.02.2026", "impossible"),
        ("11.13.2026", "impossible"),
        ("00.00.2026", "impossible"),
        ("0000-01-01", "impossible"),
        ("31.12.1899", "too_early"),
        ("01.01.0001", "too_early"),
    ],
)
def test_a_text_that_is_no_date_says_why(typed: str, problem: str) -> None:
    with pytest.raises(DutchDateError) as caught:
        read_date(typed, today=TODAY)
    assert caught.value.problem == problem


@pytest.mark.parametrize(
    ("typed", "latest", "year"),
    [
        ("3.11.85", None, 1985),
        ("3.11.36", None, 2036),
        ("3.11.37", None, 1937),
        ("3.11.27", None, 2027),
        ("3.11.27", TODAY, 1927),
        ("3.11.26", TODAY, 2026),
        ("3.11.00", TODAY, 2000),
    ],
)
def test_two_digits_are_the_last_year_that_fits(
    typed: str, latest: dt.date | None, year: int
) -> None:
    assert read_date(typed, today=TODAY, latest=latest).year == year


@given(st.dates(min_value=dt.date(1900, 1, 1)))
def test_a_written_date_reads_back(day: dt.date) -> None:
    assert read_date(write_date(day), today=TODAY) == day
    assert read_date(day.isoformat(), today=TODAY) == day


@given(st.text())
def test_no_text_does_anything_but_give_a_date_or_a_problem(text: str) -> None:
    with contextlib.suppress(DutchDateError):
        assert read_date(text, today=TODAY).year >= 1900


def test_a_moment_is_written_in_brussels() -> None:
    summer = dt.datetime(2026, 7, 1, 22, 5, tzinfo=dt.UTC)
    winter = dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC)
    assert write_moment(summer) == "02.07.2026, 00.05 u."
    assert write_moment(winter) == "01.01.2027, 00.30 u."


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        write_moment(dt.datetime(2026, 7, 1, 22, 5))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "0"),
        (999, "999"),
        (1204, "1.204"),
        (-1234567, "-1.234.567"),
        (0.5, "0,5"),
        (Decimal("1204.75"), "1.204,75"),
    ],
)
def test_numbers(number: int | float | Decimal, written: str) -> None:
    assert write_number(number) == written


@pytest.mark.parametrize(
    ("amount", "written"),
    [(1204, "+1.204"), (0, "0"), (-3, "−3"), (Decimal("-0.5"), "−0,5"), (Decimal("0.0"), "0,0")],
)
def test_signed_numbers(amount: int | Decimal, written: str) -> None:
    assert write_signed(amount) == written

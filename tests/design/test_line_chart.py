"""Lines that break where there is no number, and say why."""

import re
from decimal import Decimal
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from design.charts import WIDTH
from design.line_chart import TOP, LineChart, Point, Series
from design.patterns import Pattern

YEARS = ("2021", "2022", "2023", "2024")


def points(*values: int | None) -> tuple[Point, ...]:
    hidden = Point(None, state="verborgen", pattern=Pattern.CROSS)
    return tuple(hidden if value is None else Point(value, str(value)) for value in values)


def chart(*series: Series) -> LineChart:
    return LineChart("Per jaar", YEARS, series, "Dossiers.")


def draw(drawn: LineChart) -> str:
    return render_to_string("design/chart_lines.html", {"chart": drawn})


def test_height_is_proportional_from_zero() -> None:
    drawn = chart(Series("Antwerpen", points(0, 50, 100, 25)))
    (line,) = drawn.lines
    zero, half, top, quarter = (drawn.bottom - dot.y for dot in line.dots)
    assert (zero, top) == (0, drawn.bottom - TOP)
    assert (half * 2, quarter * 4) == pytest.approx((top, top), abs=4)


def test_the_line_breaks_where_there_is_no_number() -> None:
    drawn = chart(Series("Leuven", points(5, 6, None, 7)))
    (line,) = drawn.lines
    assert len(line.dots) == 3
    assert [piece.count(",") for piece in line.pieces] == [2]


def test_what_is_missing_stands_in_words_and_pattern_in_its_own_years() -> None:
    drawn = chart(Series("Leuven", points(5, None, None, 7)), Series("Gent", points(1, 2, 3, 4)))
    (lane,) = drawn.lanes
    (gap,) = lane.gaps
    assert (lane.label, gap.text, gap.fill) == ("Leuven", "verborgen", "url(#lines-cross)")
    first, second, third, fourth = (column.at for column in drawn.columns)
    assert first < gap.x < second < third < gap.x + gap.width < fourth
    assert '<pattern id="lines-cross"' in draw(drawn)


def test_what_a_pattern_stands_for_is_said_once_in_words() -> None:
    drawn = chart(Series("Leuven", points(5, None, 6, None)), Series("Gent", points(None, 1, 2, 3)))
    (sign,) = drawn.legend
    assert (sign.text, sign.fill) == ("verborgen", "url(#lines-cross)")
    assert max(lane.y for lane in drawn.lanes) < sign.y < drawn.height
    assert chart(Series("Leuven", points(1, 2, 3, 4))).legend == ()


def test_the_drawing_speaks_and_has_no_style() -> None:
    html = draw(chart(Series("Leuven", points(5, None, 6, 7))))
    spoken = re.search(r"<desc[^>]*>(.*?)</desc>", html, re.DOTALL)
    assert spoken is not None
    assert spoken.group(1) == "Dossiers. Leuven: 2021 5, 2022 verborgen, 2023 6, 2024 7"
    assert "style=" not in html


def test_the_axis_has_round_numbers_and_no_half_dossiers() -> None:
    assert [t.text for t in chart(Series("a", points(0, 1, 1, 0))).ticks] == ["0", "1"]
    big = chart(Series("a", points(0, 1204, 1, 0)))
    assert [t.text for t in big.ticks] == ["0", "500", "1.000"]
    rates = tuple(Point(Decimal(text), text) for text in ("0.4", "0.1", "0.2", "0.3"))
    assert [t.text for t in chart(Series("a", rates)).ticks] == ["0", "0,1", "0,2", "0,3", "0,4"]


def test_a_series_with_another_number_of_years_is_refused() -> None:
    with pytest.raises(ValueError, match="one point"):
        chart(Series("a", points(1)))


SERIES = st.lists(
    st.builds(
        lambda label, values: Series(label, points(*values)),
        st.text("aé-W ", max_size=40),
        st.lists(st.none() | st.integers(0, 10**9), min_size=4, max_size=4),
    ),
    max_size=12,
)


@given(SERIES)
def test_everything_stays_inside_and_no_two_names_cover_each_other(series: list[Series]) -> None:
    drawn = chart(*series)
    ends = sorted(line.label_y for line in drawn.lines)
    assert all(below - above >= 20 for above, below in pairwise(ends))
    assert all(0 <= end <= drawn.height for end in ends)
    for line in drawn.lines:
        assert all(0 < dot.x < WIDTH and TOP <= dot.y <= drawn.bottom for dot in line.dots)
    for lane in drawn.lanes:
        assert all(gap.width > 0 and gap.x + gap.width <= drawn.right for gap in lane.gaps)

"""Bars in whole units from one zero point; what is no number is a word."""

import re

from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from design.charts import WIDTH, Bar, BarChart
from tests.design.showcase import chart


def draw(chart: BarChart) -> str:
    return render_to_string("design/chart_bars.html", {"chart": chart})


def test_lengths_are_proportional_to_the_largest() -> None:
    shapes = BarChart("t", (Bar("a", 100, "100"), Bar("b", 50, "50"), Bar("c", 25, "25"))).shapes
    longest, half, quarter = (shape.bar_width for shape in shapes)
    assert abs(half * 2 - longest) <= 1
    assert abs(quarter * 4 - longest) <= 3


def test_zero_and_states_have_no_bar_but_a_text() -> None:
    html = draw(chart())
    assert html.count("<rect") == 3
    for text in (">0</text>", ">n.v.t.: nog niet open</text>", "&lt;5</text>"):
        assert text in html


def test_a_small_count_beside_a_large_one_stays_visible() -> None:
    shapes = BarChart("t", (Bar("a", 100000, "100.000"), Bar("b", 1, "1"))).shapes
    assert shapes[1].bar_width == 1


def test_the_drawing_speaks() -> None:
    html = draw(chart())
    assert 'role="img"' in html
    assert "<title" in html
    description = re.search(r"<desc[^>]*>(.*?)</desc>", html, re.DOTALL)
    assert description is not None
    assert "Antwerpen: 140; Gent: 77" in description.group(1)
    assert "Oostende: n.v.t.: nog niet open" in description.group(1)


def test_no_style_and_no_decimals() -> None:
    html = draw(chart())
    assert "style=" not in html
    assert not re.search(r' (x|y|width|height)="[^"]*[.,e]', html)


def test_an_empty_chart_can_be_drawn() -> None:
    assert "<svg" in draw(BarChart("Leeg", ()))


BARS = st.builds(
    Bar,
    st.text("aé-W ", max_size=60),
    st.none() | st.integers(0, 10**9),
    st.integers(0, 10**9).map(str),
    st.sampled_from(["", "n.v.t."]),
)


@given(st.lists(BARS, max_size=30).map(tuple))
def test_every_bar_stays_inside_the_drawing(bars: tuple[Bar, ...]) -> None:
    for shape in BarChart("t", bars).shapes:
        assert shape.bar_width >= 0
        assert shape.bar_x + shape.bar_width <= WIDTH
        assert shape.text_x < WIDTH

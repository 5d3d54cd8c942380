"""Icons, pills, dates, numbers and the small parts; cheap enough for a list of fifty."""

import datetime as dt
from typing import Any

import pytest
from django.template import Context, Template


def draw(source: str, **context: Any) -> str:
    return Template("{% load design %}" + source).render(Context(context)).strip()


def test_an_icon_is_decoration_unless_it_has_a_name() -> None:
    assert 'aria-hidden="true"' in draw('{% icon "search" %}')
    named = draw('{% icon "search" label %}', label='"zoek"')
    assert 'role="img"' in named
    assert "&quot;zoek&quot;" in named


def test_a_pill_says_it_in_words_and_escapes_them() -> None:
    html = draw('{% pill label "error" "alert-triangle" %}', label="<b>Hoog</b>")
    assert "au-c-pill--error" in html
    assert "&lt;b&gt;Hoog" in html
    assert "au-c-pill--border" in draw('{% pill "x" "\\"><script>" %}')


@pytest.mark.parametrize(
    ("source", "value", "written"),
    [
        ("{{ value|dutch_date }}", dt.date(2026, 11, 23), "23.11.2026"),
        ("{{ value|dutch_date }}", None, ""),
        (
            "{{ value|dutch_moment }}",
            dt.datetime(2026, 11, 23, 12, 30, tzinfo=dt.UTC),
            "23.11.2026, 13.30 u.",
        ),
        ("{{ value|dutch_moment }}", None, ""),
        ("{{ value|dutch_number }}", 1204, "1.204"),
        ("{{ value|dutch_number }}", 0, "0"),
        ("{{ value|dutch_number }}", None, ""),
    ],
)
def test_dates_moments_and_numbers(source: str, value: object, written: str) -> None:
    assert draw(source, value=value) == written


def test_an_empty_list_says_what_to_do() -> None:
    assert draw('{% empty_state "Niets te laat. Mooi." %}') == (
        '<p class="vh-empty">Niets te laat. Mooi.</p>'
    )
    assert '<a href="/x/">Voeg toe</a>' in draw('{% empty_state "Leeg." "/x/" "Voeg toe" %}')


def test_pagination_leaves_out_what_does_not_exist() -> None:
    html = draw('{% pagination_keyset next_url="?na=1" shown=50 %}')
    assert 'rel="next"' in html
    assert 'rel="prev"' not in html
    assert "50 resultaten op deze pagina" in html
    assert "1 resultaat op deze pagina" in draw("{% pagination_keyset shown=1 %}")
    assert draw("{% pagination_keyset %}") == ""


def test_the_tags_of_a_row_render_no_template_of_their_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Fifty rows with five of these cost a few milliseconds; an include each costs ten times."""
    template = Template(
        "{% load design %}{% for n in rows %}{{ d|dutch_date }}{{ m|dutch_moment }}"
        '{% pill "Hoog" "error" "alert-triangle" %}{{ n|dutch_number }}{% icon "search" %}'
        "{% endfor %}"
    )
    rendered = []
    original = Template.render

    def counted(self: Template, context: Context) -> Any:
        rendered.append(self)
        return original(self, context)

    monkeypatch.setattr(Template, "render", counted)
    day, instant = dt.date(2026, 11, 23), dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    html = template.render(Context({"rows": range(50), "d": day, "m": instant}))
    assert html.count("23.11.2026") == 100
    assert len(rendered) == 1

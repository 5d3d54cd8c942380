"""The fields: clear Dutch words at the field, nothing cut, nothing crashes."""

import datetime as dt
from typing import Any

import pytest
from django import forms
from django.http import QueryDict

from design import fields
from design.fields import DutchDateField, SafeCharField, SafeTextField

TODAY = dt.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fields, "brussels_today", lambda: TODAY)


def form_with(field: forms.Field, value: Any) -> forms.Form:
    form: forms.Form = type("OneField", (forms.Form,), {"value": field})({"value": value})
    return form


def errors_of(field: forms.Field, value: Any) -> list[str]:
    return [str(message) for message in form_with(field, value).errors.get("value", [])]


class TestDutchDateField:
    @pytest.mark.parametrize("typed", ["23.11.2026", "23/11/26", "2026-11-23", "vandaag"])
    def test_reads_what_people_type(self, typed: str) -> None:
        form = form_with(DutchDateField(), typed)
        assert form.is_valid()
        assert form.cleaned_data["value"] == TODAY

    @pytest.mark.parametrize(
        ("typed", "message"),
        [
            ("binnenkort", "Vul een datum in als dd.mm.jjjj, bijvoorbeeld 03.11.2026."),
            ("", "Vul een datum in als dd.mm.jjjj, bijvoorbeeld 03.11.2026."),
            ("   ", "Vul een datum in als dd.mm.jjjj, bijvoorbeeld 03.11.2026."),
            ("31.02.2026", "Deze dag bestaat niet. Kijk de dag en de maand na."),
            ("1.1.1899", "Het jaar moet 1900 of later zijn."),
            ("\x00", "Vul een datum in als dd.mm.jjjj, bijvoorbeeld 03.11.2026."),
            ("9" * 5000, "Vul een datum in als dd.mm.jjjj, bijvoorbeeld 03.11.2026."),
        ],
    )
    def test_says_what_to_do(self, typed: str, message: str) -> None:
        assert errors_of(DutchDateField(), typed) == [message]

    def test_refuses_the_future_only_when_asked(self) -> None:
        assert errors_of(DutchDateField(future=False), "24.11.2026") == [
            "De datum ligt in de toekomst."
        ]
        assert errors_of(DutchDateField(future=False), "23.11.2026") == []
        assert errors_of(DutchDateField(), "24.11.2026") == []

    def test_two_digits_of_a_past_day_are_in_the_past(self) -> None:
        form = form_with(DutchDateField(future=False), "3.11.27")
        assert form.is_valid()
        assert form.cleaned_data["value"] == dt.date(1927, 11, 3)

    def test_may_be_empty_when_not_required(self) -> None:
        form = form_with(DutchDateField(required=False), " ")
        assert form.is_valid()
        assert form.cleaned_data["value"] is None

    def test_shows_a_stored_day_in_dutch_and_typed_text_unchanged(self) -> None:
        field = DutchDateField()
        assert field.prepare_value(TODAY) == "23.11.2026"
        assert field.prepare_value("31.2.26") == "31.2.26"

    def test_another_spelling_is_no_change(self) -> None:
        field = DutchDateField()
        assert not field.has_changed(TODAY, "23/11/26")
        assert field.has_changed(TODAY, "24/11/26")
        assert field.has_changed(TODAY, "morgen")


class TestSafeText:
    def test_stores_one_form(self) -> None:
        form = form_with(SafeTextField(), " Zoe\u0308\r\nen haar kind ")
        assert form.is_valid()
        assert form.cleaned_data["value"] == "Zoë\nen haar kind"

    def test_one_line_stays_one_line(self) -> None:
        form = form_with(SafeCharField(), "Sofie\nVerhaegen")
        assert form.is_valid()
        assert form.cleaned_data["value"] == "Sofie Verhaegen"

    @pytest.mark.parametrize("character", ["\x00", "\ud800", "\u202e", "\x07", "\x9f"])
    @pytest.mark.parametrize("field_class", [SafeCharField, SafeTextField])
    def test_refuses_invisible_characters_at_the_field(
        self, field_class: type[forms.CharField], character: str
    ) -> None:
        (message,) = errors_of(field_class(), f"abc{character}d")
        assert message == (
            f"Teken 4 is onzichtbaar of onleesbaar (U+{ord(character):04X}). "
            "Haal het weg of typ de tekst opnieuw."
        )

    def test_a_refused_text_can_be_drawn_and_sent(self) -> None:
        form = form_with(SafeTextField(), "abc\ud800d")
        assert "U+D800" in str(form)
        str(form).encode("utf-8")

    def test_ten_megabytes_give_a_message_and_lose_nothing(self) -> None:
        note = "Zoë! " * (2 * 1024 * 1024)
        form = form_with(SafeTextField(max_length=4000), note)
        assert list(form.errors["value"]) == [
            "Je tekst telt 10.485.759 tekens. Het mogen er hoogstens 4.000 zijn: kort hem in."
        ]
        assert form["value"].value() == note

    def test_the_limit_counts_a_windows_line_break_once(self) -> None:
        assert errors_of(SafeTextField(max_length=3), "a\r\nb") == []
        assert errors_of(SafeTextField(max_length=3), "a\r\nbc") != []

    def test_the_browser_may_not_cut_a_pasted_text(self) -> None:
        drawn = str(form_with(SafeTextField(max_length=10), "x")["value"])
        assert " maxlength" not in drawn
        assert 'data-max-length="10"' in drawn
        assert "maxlength" not in str(form_with(SafeCharField(max_length=10), "x")["value"])

    @pytest.mark.parametrize("typed", ["", " ", "\r\n", "\t"])
    def test_white_space_is_not_an_answer(self, typed: str) -> None:
        assert errors_of(SafeTextField(), typed) == ["Dit veld is verplicht."]
        assert errors_of(SafeTextField(required=False), typed) == []

    def test_bytes_that_are_no_text_are_refused_and_not_kept_as_a_mark(self) -> None:
        data = QueryDict(b"value=abc%ED%A0%80%ff")
        form = type("OneField", (forms.Form,), {"value": SafeCharField()})(data)
        assert list(form.errors["value"]) == [
            "Teken 4 is onzichtbaar of onleesbaar (U+FFFD). Haal het weg of typ de tekst opnieuw."
        ]
        str(form).encode("utf-8")

    def test_a_minimum_is_still_checked(self) -> None:
        assert errors_of(SafeCharField(min_length=5), "abc") != []

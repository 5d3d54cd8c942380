"""Find-or-create a person: search first, then choose who it is or describe somebody new.

One row is one person. The same row works on every page and without JavaScript: what was typed
into the search box is sent along, the server answers with the people who may be meant.
"""

import re
from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any, cast

from django import forms
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.forms.once import VersionedForm
from cases.forms.rows import counted, is_counted
from cases.models import InvolvementRole, Person, Sex
from cases.name_matching import proposed_name, read_sought
from cases.services.people import (
    PersonDetails,
    PersonEntry,
    PersonMatch,
    as_matches,
    find_people,
    record_people_shown,
)
from design.fields import DutchDateField, SafeCharField
from lib.calendar import brussels_today
from lib.dutch import write_date
from lib.text import without_surrogates

MAX_PEOPLE = 20
NEW = "new"
NOBODY = "none"
DETAILS = ("given_name", "family_name", "born_on", "sex", "secret_address", "contact_warning")
_KNOWN = re.compile(r"\d{1,18}", re.ASCII)
_PREFIX = re.compile(r"[a-z]{1,10}-\d{1,2}", re.ASCII)


class Quiet:
    """A bound form that shows what was typed without complaining about it.

    For a page that comes back with search results or with one more row: nobody asked to save.
    """

    quiet = False

    @property
    def errors(self) -> ErrorDict:
        return ErrorDict() if self.quiet else super().errors  # type: ignore[misc]


class PersonDetailsForm(Quiet, forms.Form):
    """What is kept about a person."""

    # One of the names will do and the rest is never asked for, so nothing is called optional.
    marks_optional = False

    given_name = SafeCharField(label=_("Given name"), max_length=120, required=False)
    family_name = SafeCharField(label=_("Family name"), max_length=120, required=False)
    born_on = DutchDateField(label=_("Date of birth"), required=False, future=False)
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=[(value, capfirst(label)) for value, label in Sex.choices],
        widget=forms.RadioSelect(attrs={"class": "vh-choices--row"}),
        required=False,
        initial=Sex.UNKNOWN,
    )
    secret_address = forms.BooleanField(
        label=_("Secret address: never share where this person lives"), required=False
    )
    contact_warning = SafeCharField(
        label=_("Mind when contacting"),
        help_text=_("For example: do not call after 17.00, text first."),
        max_length=200,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.require_name()
        return cleaned

    def require_name(self) -> None:
        names = ("given_name", "family_name")
        if not any(self.cleaned_data.get(name) or name in self.errors for name in names):
            self.add_error("family_name", _("Enter a given name or a family name."))

    @property
    def details(self) -> PersonDetails:
        """What was filled in, once it is valid."""
        given: dict[str, Any] = {name: self.cleaned_data.get(name) for name in DETAILS}
        return PersonDetails(**{**given, "sex": given["sex"] or Sex.UNKNOWN})


class PersonEntryForm(PersonDetailsForm):
    """One row: a role, what was sought, who was chosen, or the details of a new person."""

    role = forms.ChoiceField(
        label=_("Role"), choices=InvolvementRole.choices, widget=forms.HiddenInput
    )
    search = SafeCharField(label=_("Name or date of birth"), max_length=200, required=False)
    choice = SafeCharField(
        label=_("Does this person exist already?"), max_length=20, required=False
    )
    # The search text from which the details were proposed: while they are untouched, they
    # follow what is typed.
    parsed = forms.Field(widget=forms.HiddenInput, required=False)

    entry: PersonEntry | None = None
    matches: tuple[PersonMatch, ...] = ()
    removable = False
    takes_focus = False
    heading = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        sent = ("role", "search", "choice", "parsed", *DETAILS)
        names = [self.add_prefix(name) for name in sent]
        self.fields["search"].widget.attrs.update(
            {
                "autocomplete": "off",
                "hx-post": reverse("cases:person_search"),
                "hx-trigger": "input changed delay:250ms",
                "hx-target": f"#{self.prefix}-found",
                "hx-swap": "innerHTML",
                "hx-sync": "this:replace",
                "hx-vals": f'{{"row": "{self.prefix}"}}',
                # Only this row: the story of the page has no business in a search.
                "hx-params": ",".join(["row", "csrfmiddlewaretoken", "centre", *names]),
            }
        )

    def clean(self) -> dict[str, Any]:
        choice = self.cleaned_data.get("choice", "")
        if choice == NOBODY or self.is_blank or _KNOWN.fullmatch(choice):
            self._forget_details()
        elif choice == NEW or (not choice and not self.raw("search")):
            self.require_name()
        elif choice and "choice" not in self.errors:
            self.add_error("choice", _("Choose whether this person is known already."))
        return self.cleaned_data

    def answer(self, matches: tuple[PersonMatch, ...]) -> None:
        """Settle a row that says whom it means and not whether that is somebody known.

        It was sent before the list of `matches` was in sight: on a slow line, or without
        JavaScript. With nobody on the list there was nothing to choose.
        """
        self.matches = matches
        if matches:
            self.add_error("choice", _("Choose whether this person is known already."))
        elif self.shows_results:
            self.require_name()
        elif "search" not in self.errors:
            self.add_error("search", _("Enter at least two letters of the name."))

    def resolve(self, known: Mapping[int, Person]) -> None:
        """Turn the row into an entry; `known` are the people the user may choose."""
        if self.is_blank or self.chosen == NOBODY or self.errors:
            return
        role = self.cleaned_data["role"]
        if self.chosen_id is None:
            self.entry = PersonEntry(role, details=self.details)
        elif self.chosen_id in known:
            self.entry = PersonEntry(role, person=known[self.chosen_id])
        else:
            self.add_error("choice", _("Choose a person from the list."))

    @property
    def is_blank(self) -> bool:
        """Nothing was filled in: such a row does not count."""
        typed = ("search", "given_name", "family_name", "born_on", "contact_warning")
        ticked = self.raw("secret_address")
        chosen = self.chosen_id is not None
        return not (chosen or ticked or any(self.raw(name).strip() for name in typed))

    @property
    def is_unanswered(self) -> bool:
        """Somebody was sought, and nobody said yet who it is."""
        return not self.chosen and bool(self.raw("search").strip())

    @property
    def chosen(self) -> str:
        return self.raw("choice")

    @property
    def chosen_id(self) -> int | None:
        return int(self.chosen) if _KNOWN.fullmatch(self.chosen) else None

    @property
    def current(self) -> str:
        """The radio button that is on: a choice that is no longer offered is off."""
        offered = {NEW, NOBODY, *(match.value for match in self.matches)}
        if self.chosen in offered:
            return self.chosen
        return "" if self.matches else NEW

    @property
    def is_settled(self) -> bool:
        """Who it is was saved before, and nobody is looking for somebody else."""
        return self.chosen_id is not None and not self.raw("search")

    @property
    def shows_results(self) -> bool:
        """Whether there is something to choose from or to describe."""
        typed = any(self.raw(name).strip() for name in ("given_name", "family_name", "born_on"))
        return bool(self.matches) or typed or _is_enough(self.raw("search"))

    def raw(self, name: str) -> str:
        """What is in the field now, valid or not."""
        value = self[name].value()
        return "" if value in (None, False) else str(value)

    def _forget_details(self) -> None:
        """Details that do not count need not be right."""
        for name in DETAILS:
            self.errors.pop(name, None)


class BasePeople(forms.BaseFormSet):  # type: ignore[type-arg]  # not subscriptable at run time
    """The people of one form. `centre_ids` are the centres whose people may be chosen.

    Posted without a count that fits, every row that was sent is shown again, to be looked over.
    """

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        prefix: str,
        by: User,
        centre_ids: Iterable[int],
        quiet: bool = False,
        **options: Any,
    ) -> None:
        self.is_damaged = data is not None and not is_counted(data, prefix)
        if data is not None and self.is_damaged:
            data = counted(data, prefix)
        super().__init__(data, prefix=prefix, **options)
        self.by = by
        self.centre_ids = list(centre_ids)
        self.quiet = quiet
        self.is_prepared = False
        self._found: dict[str, tuple[PersonMatch, ...]] = {}
        if quiet:
            for form in self.forms:
                form.quiet = True

    @property
    def has_room(self) -> bool:
        return len(self.forms) < MAX_PEOPLE

    @property
    def entries(self) -> tuple[PersonEntry, ...]:
        """Who was named, once the rows are valid."""
        return tuple(form.entry for form in self.forms if form.entry is not None)

    def non_form_errors(self) -> ErrorList:
        return ErrorList() if self.quiet else super().non_form_errors()

    def clean(self) -> None:
        if self.quiet:
            return
        if self.is_damaged:
            raise forms.ValidationError(
                gettext("The list of people arrived damaged. Check who is on it and save again.")
            )
        for form in self.forms:
            if form.is_unanswered:
                form.answer(self._sought(form))
            form.resolve(self.known)
        self._refuse_twice()
        message = gettext("Enter at least one person: the victim, the offender or a child.")
        if not self.forms:
            raise forms.ValidationError(message)
        if all(form.is_blank or form.chosen == NOBODY for form in self.forms):
            self.forms[0].add_error("search", message)

    @cached_property
    def known(self) -> dict[int, Person]:
        """The people who were chosen and may be: one query for all rows."""
        chosen = {form.chosen_id for form in self.forms} - {None}
        if not chosen:
            return {}
        seen = Person.objects.visible_to(self.by).filter(centre_id__in=self.centre_ids)
        return seen.in_bulk(chosen)

    def prepare(self, *, search_again: bool = False) -> None:
        """Give every row its heading and the people who may be meant, to be drawn.

        A person who was chosen stays the only one offered, unless the user asks to search.
        Done once per page.
        """
        if self.is_prepared:
            return
        self.is_prepared = True
        self._number_headings()
        chosen = as_matches(self.by, self.known.values())
        if chosen:
            record_people_shown(list(chosen), by=self.by)
        for form in self.forms:
            match = chosen.get(form.chosen_id or 0)
            text = form.raw("search")
            if text and (search_again or match is None) and form.chosen != NOBODY:
                form.matches = self._sought(form)
            if match and match.person_id not in {found.person_id for found in form.matches}:
                form.matches = (match, *form.matches)

    def _sought(self, form: Any) -> tuple[PersonMatch, ...]:
        """Who may be meant by a row. Each text is sought once: a search is logged."""
        text = form.raw("search")
        if text not in self._found:
            self._found[text] = find_people(by=self.by, text=text, centre_ids=self.centre_ids)
        return self._found[text]

    def _refuse_twice(self) -> None:
        seen = set()
        for form in self.forms:
            if form.entry is None or form.entry.person is None:
                continue
            key = (form.entry.person.pk, form.entry.role)
            if key in seen:
                form.add_error("choice", _("This person is on the form twice in the same role."))
            seen.add(key)

    def _number_headings(self) -> None:
        labels = dict(InvolvementRole.choices)
        count: dict[str, int] = {}
        for form in self.forms:
            role = form.raw("role")
            count[role] = count.get(role, 0) + 1
            label = capfirst(str(labels.get(role, labels[InvolvementRole.OTHER])))
            form.heading = f"{label} {count[role]}" if count[role] > 1 else label


PeopleFormSet = cast(
    type[BasePeople],
    forms.formset_factory(
        PersonEntryForm,
        formset=BasePeople,
        extra=0,
        max_num=MAX_PEOPLE,
        absolute_max=MAX_PEOPLE,
        validate_max=True,
    ),
)


def propose_details(data: MutableMapping[str, Any], prefix: str) -> None:
    """Fill the details of a new person from what was sought, unless somebody changed them.

    "None of these" was said of the people found for the text that was sought then: of another
    text it says nothing.
    """
    names = [f"{prefix}-{name}" for name in ("given_name", "family_name", "born_on")]
    search = without_surrogates(str(data.get(f"{prefix}-search", "")))[:200]
    earlier = without_surrogates(str(data.get(f"{prefix}-parsed", "")))[:200]
    current = [str(data.get(name, "")) for name in names]
    if not any(current) or current == _proposed(earlier):
        data.update(zip(names, _proposed(search), strict=True))
    if earlier != search and data.get(f"{prefix}-choice") == NEW:
        data[f"{prefix}-choice"] = ""
    data[f"{prefix}-parsed"] = search
    if not data.get(f"{prefix}-sex"):
        data[f"{prefix}-sex"] = Sex.UNKNOWN


def is_row_prefix(text: str) -> bool:
    """Whether this names a row of a people form, such as p-0."""
    return _PREFIX.fullmatch(text) is not None


def _is_enough(search: str) -> bool:
    return read_sought(search, today=brussels_today()).is_enough


def _proposed(search: str) -> list[str]:
    """The texts for given name, family name and date of birth."""
    if not _is_enough(search):
        return ["", "", ""]
    given, family, born_on = proposed_name(search, today=brussels_today())
    return [given, family, write_date(born_on) if born_on else ""]


class PersonForm(PersonDetailsForm, VersionedForm):
    """Changing somebody who is known."""

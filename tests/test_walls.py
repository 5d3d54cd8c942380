"""Wall 2 alone: what PostgreSQL itself refuses, and a catalogue without forgotten tables."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from accounts.models import User
from cases.models import (
    Convocation,
    CriteriaAssessment,
    Dossier,
    Draft,
    Involvement,
    Offence,
    OffenceForm,
    OffenceParty,
    Person,
)
from lib.acting import acting_as
from lib.walls import APP_ROLE
from registrations.models import (
    AdviceRequest,
    HelplineContact,
    Intake,
    IntakeForm,
    IntakePerson,
    Referral,
    ReferralLink,
    ReferralOffenceType,
)
from tests import make
from tests.database import as_owner
from tests.persons import Cast, cast

pytestmark = pytest.mark.django_db

# Tables without rows of dossiers or people. Everything else must have row-level security.
SHARED_PREFIXES = (
    "django_",
    "auth_",
    "authtoken_",
    "axes_",
    "accounts_",
    "codelists_",
    "outbox_",  # task names and ids that wait for the broker
    "reporting_published",  # figures that others published: totals with their source
    "reporting_population",  # inhabitants per centre, published by others
    "reporting_registrationstart",  # a day per centre
    "reporting_coverageevent",  # what happened to a centre's registration, printed in public
)


def rows(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def tables_without_wall() -> list[str]:
    """Ordinary tables on which row-level security is not both enabled and forced."""
    found = rows(
        "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') "
        "AND NOT (relrowsecurity AND relforcerowsecurity)"
    )
    return sorted(str(name) for (name,) in found if not str(name).startswith(SHARED_PREFIXES))


def test_tests_run_as_the_application_role() -> None:
    assert rows("SELECT current_user") == [(APP_ROLE,)]
    assert rows(f"SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = '{APP_ROLE}'") == [
        (False, False)
    ]


def test_the_application_role_owns_nothing_and_is_member_of_nothing() -> None:
    assert rows(f"SELECT relname FROM pg_class WHERE relowner = '{APP_ROLE}'::regrole") == []
    assert rows(f"SELECT roleid FROM pg_auth_members WHERE member = '{APP_ROLE}'::regrole") == []


def test_every_dossier_owned_table_has_a_wall() -> None:
    assert tables_without_wall() == []


def test_a_planted_table_without_a_wall_is_found() -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE cases_planted (id bigint, dossier_id bigint REFERENCES cases_dossier)"
        )
        assert tables_without_wall() == ["cases_planted"]


def test_every_model_with_a_path_to_a_dossier_can_be_scoped() -> None:
    """A model that hangs on a dossier or a person without `visible_to` has no wall 1."""
    unscoped = [
        model._meta.label
        for model in apps.get_models()
        if hangs_on_a_dossier(model) and not hasattr(model._default_manager.all(), "visible_to")
    ]
    assert unscoped == []


def hangs_on_a_dossier(model: type[models.Model], seen: frozenset[type] = frozenset()) -> bool:
    """Whether a chain of foreign keys leads from this model to a dossier or a person."""
    if model in {Dossier, Person}:
        return True
    parents = {
        field.related_model
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.OneToOneField)
    } - seen
    return any(hangs_on_a_dossier(parent, seen | {model}) for parent in parents)


def test_policies_name_the_role_and_read_the_actor_once() -> None:
    for table, name, roles, condition in rows(
        "SELECT tablename, policyname, roles::text, coalesce(qual, '') || coalesce(with_check, '') "
        "FROM pg_policies WHERE schemaname = 'public'"
    ):
        assert roles != "{public}", (table, name)
        text = str(condition)
        assert text.count("current_setting(") == text.count("( SELECT (NULLIF(current_setting("), (
            table,
            name,
            text,
        )


def test_definer_functions_are_on_the_list() -> None:
    """Each runs with the owner's rights; a new one needs a reason here."""
    allowed = {
        "cases_convened_dossiers": "answers for the acting user's organisations only",
        "cases_purge_expired": "deletes expired drafts and keys, gives back a number",
        "registrations_linked_referral": "id of the referral of one unexpired link; not callable",
        "registrations_read_by_link": "chain of the one referral whose token the caller holds",
        "registrations_report_by_link": "fills in one empty day of that referral",
        "registrations_count_link_attempt": "counts requests of one address, gives back a number",
        "reporting_claim_export": "marks a queued export taken, gives back whose it is",
        "reporting_requeue_exports": "queues exports whose worker died, gives back their ids",
        "reporting_expire_exports": "removes files after their period, gives back a number",
        "reporting_refresh_facts": "writes facts of dossiers that just changed",
        "reporting_add_units": "writes facts of what is new",
        "reporting_undo_facts": "takes back what this transaction did to facts",
        "reporting_follow_units": "trigger, for every kind of unit fact",
        "reporting_refresh_units": "writes facts of what just changed",
        "reporting_undo_units": "takes back what this transaction did to facts",
        "reporting_begin_settlement": "notes the last fact that is there, gives back its own id",
        "reporting_count_settlement": "adds up facts, gives back whether it did",
        "reporting_unsettle": "trigger",
        "reporting_dossier_added": "trigger",
        "reporting_dossier_edited": "trigger",
        "reporting_dossier_removed": "trigger",
        "reporting_offence_added": "trigger",
        "reporting_offence_edited": "trigger",
        "reporting_offence_removed": "trigger",
        "reporting_offence_form_added": "trigger",
        "reporting_offence_form_edited": "trigger",
        "reporting_offence_form_removed": "trigger",
        "reporting_form_redefined": "trigger",
        "reporting_qualification_redefined": "trigger",
    }
    found = rows(
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    )
    assert {name for (name,) in found} == set(allowed)


def test_views_run_with_the_rights_of_the_caller() -> None:
    views = rows(
        "SELECT relname, coalesce(array_to_string(reloptions, ','), '') FROM pg_class "
        "WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace"
    )
    assert views
    assert all("security_invoker=true" in str(options) for _name, options in views)


def test_the_application_may_not_delete_dossiers_or_change_the_log() -> None:
    for table in (
        "cases_dossier",
        "cases_person",
        "cases_offence",
        "codelists_relation",
        "audit_event",
    ):
        assert rows(f"SELECT has_table_privilege('{APP_ROLE}', '{table}', 'DELETE')") == [(False,)]
        assert rows(f"SELECT has_table_privilege('{APP_ROLE}', '{table}', 'TRUNCATE')") == [
            (False,)
        ]
    assert rows(f"SELECT has_table_privilege('{APP_ROLE}', 'audit_event', 'UPDATE')") == [(False,)]


# --- rows, without any filter in Python -----------------------------------------------------

DOSSIER_MODELS: tuple[type[models.Model], ...] = (
    Dossier,
    Person,
    Involvement,
    Offence,
    OffenceForm,
    OffenceParty,
    Convocation,
)
CENTRE_MODELS: tuple[type[models.Model], ...] = (
    CriteriaAssessment,
    Intake,
    IntakeForm,
    IntakePerson,
    Referral,
    ReferralOffenceType,
    ReferralLink,
    AdviceRequest,
)


@pytest.fixture
def people() -> Cast:
    """One complete dossier in Antwerp with a convened police partner."""
    people = cast()
    dossier = make.dossier(people.antwerp, case_director=people.case_director)
    sofie = make.person(people.antwerp)
    make.involvement(dossier, sofie)
    make.offence(dossier, forms=(make.stalking_form(),), affected=(sofie,))
    make.criteria(dossier, people.case_director)
    make.convocation(dossier, people.police, people.case_director)
    make.intake(
        people.antwerp,
        people.case_director,
        people=((sofie, "victim"),),
        forms=(make.stalking_form(),),
    )
    referral = make.referral(dossier, sofie, people.case_director, offence_types=(make.belaging(),))
    make.referral_link(referral, people.case_director)
    make.draft(people.case_director)
    make.advice_request(people.antwerp, people.case_director)
    make.helpline_contact(people.helpline, people.helpline_partner)
    return people


def seen_by(user: User | None, *kinds: type[models.Model]) -> dict[str, int]:
    """How many rows of each model the database shows, unfiltered."""
    with acting_as(user.pk if user else None):
        return {kind.__name__: kind._default_manager.count() for kind in kinds}


INSIDERS: tuple[Callable[[Cast], User], ...] = (
    lambda c: c.case_director,
    lambda c: c.colleague,
    lambda c: c.coordinator,
)
OUTSIDERS: tuple[Callable[[Cast], User | None], ...] = (
    lambda c: c.helpline_partner,
    lambda c: c.former_colleague,
    lambda c: c.other_partner,
    lambda c: c.other_centre,
    lambda c: c.analyst,
    lambda c: c.functional_admin,
    lambda c: c.privacy_officer,
    lambda _c: None,
)


@pytest.mark.parametrize("who", INSIDERS)
def test_staff_of_the_centre_see_everything_of_it(
    people: Cast, who: Callable[[Cast], User]
) -> None:
    assert set(seen_by(who(people), *DOSSIER_MODELS, *CENTRE_MODELS).values()) == {1}


def test_a_convened_partner_sees_the_dossier_but_not_the_notes_of_the_centre(people: Cast) -> None:
    partner = people.convened_partner
    assert set(seen_by(partner, *DOSSIER_MODELS).values()) == {1}
    assert set(seen_by(partner, *CENTRE_MODELS).values()) == {0}


@pytest.mark.parametrize("who", OUTSIDERS)
def test_outsiders_see_nothing(people: Cast, who: Callable[[Cast], User | None]) -> None:
    assert set(seen_by(who(people), *DOSSIER_MODELS, *CENTRE_MODELS).values()) == {0}


def test_the_helpline_sees_its_contacts_and_nobody_else_does(people: Cast) -> None:
    assert seen_by(people.helpline_partner, HelplineContact) == {"HelplineContact": 1}
    others = [who(people) for who in (*INSIDERS, *OUTSIDERS)] + [people.convened_partner]
    for user in others:
        if user != people.helpline_partner:
            assert seen_by(user, HelplineContact) == {"HelplineContact": 0}


def test_another_organisation_registers_no_contacts_of_its_own(people: Cast) -> None:
    """The wall knows the helpline by its code: working for a partner is not enough."""
    for user, organisation in (
        (people.other_partner, people.care),
        (people.other_partner, people.helpline),
        (people.case_director, people.helpline),
    ):
        content = make.helpline_content()
        with acting_as(user.pk), pytest.raises(DatabaseError), transaction.atomic():
            HelplineContact.objects.create(organisation=organisation, registered_by=user, **content)


@pytest.mark.parametrize("model", [AdviceRequest, HelplineContact])
def test_what_was_registered_cannot_be_deleted(people: Cast, model: type[models.Model]) -> None:
    for user in (people.case_director, people.helpline_partner):
        with acting_as(user.pk), pytest.raises(DatabaseError), transaction.atomic():
            model._default_manager.all().delete()


def test_wall_1_says_the_same_as_wall_2(people: Cast) -> None:
    everyone = [who(people) for who in (*INSIDERS, *OUTSIDERS)] + [people.convened_partner]
    for user in filter(None, everyone):
        with as_owner():
            wall_1 = {
                kind.__name__: kind._default_manager.all().visible_to(user).count()  # type: ignore[attr-defined]
                for kind in (*DOSSIER_MODELS, *CENTRE_MODELS, HelplineContact)
            }
        seen = seen_by(user, *DOSSIER_MODELS, *CENTRE_MODELS, HelplineContact)
        assert wall_1 == seen, user.username


def test_a_draft_is_seen_by_its_owner_only(people: Cast) -> None:
    assert seen_by(people.case_director, Draft) == {"Draft": 1}
    assert seen_by(people.colleague, Draft) == {"Draft": 0}


def test_an_ended_convocation_shows_nothing(people: Cast) -> None:
    with as_owner():
        Convocation.objects.update(ends_on=make.FIRST_DAY)
    assert seen_by(people.convened_partner, Dossier) == {"Dossier": 0}


def test_a_deactivated_user_sees_nothing(people: Cast) -> None:
    with as_owner():
        User.objects.filter(pk=people.colleague.pk).update(is_active=False)
    assert seen_by(people.colleague, Dossier) == {"Dossier": 0}


@pytest.mark.parametrize("who", [lambda c: c.other_centre, lambda c: c.convened_partner])
def test_nobody_writes_outside_the_centre(people: Cast, who: Callable[[Cast], User]) -> None:
    with acting_as(who(people).pk):
        assert Dossier.objects.update(summary="x") == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            make_dossier_raw(people)
        with pytest.raises(DatabaseError), transaction.atomic():
            Involvement.objects.bulk_create(
                [
                    Involvement(
                        dossier_id=first_dossier_id(),
                        person_id=1,
                        role="other",
                        starts_on=make.FIRST_DAY,
                    )
                ]
            )


def make_dossier_raw(people: Cast) -> None:
    Dossier.objects.create(
        centre=people.antwerp,
        reference="VH-2025-000001",
        received_on=make.FIRST_DAY,
        opened_on=make.FIRST_DAY,
        stalking="no",
    )


def first_dossier_id() -> int:
    with as_owner():
        return Dossier.objects.values_list("pk", flat=True)[0]


def test_the_actor_ends_with_the_block(people: Cast) -> None:
    with acting_as(people.colleague.pk):
        assert Dossier.objects.exists()
    assert not Dossier.objects.exists()

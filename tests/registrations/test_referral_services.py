"""Making a referral, following it and correcting it."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Organisation, User
from cases.errors import Refused, StaleVersion
from cases.models import Dossier, Involvement, Person
from lib.acting import acting_as
from registrations.chain import Chain
from registrations.models import Referral, ReferralState
from registrations.services.referrals import (
    ReferralContent,
    correct_referral,
    make_referral,
    record_step,
)
from tests import make
from tests.cases.logged import events
from tests.database import as_owner
from tests.persons import Cast

DAY = dt.date(2025, 4, 1)


@dataclass
class Scene:
    """A dossier of Antwerp with a victim and an offender, and a CAW that is its partner."""

    dossier: Dossier
    sofie: Person
    koen: Person
    caw: Organisation


def caw_of(cast: Cast, name: str = "CAW Antwerpen") -> Organisation:
    organisation = make.organisation(name)
    with as_owner():
        Organisation.objects.filter(pk=organisation.pk).update(sector="caw")
        organisation.refresh_from_db()
        organisation.partnerships.create(centre=cast.antwerp, starts_on=make.FIRST_DAY)
    return organisation


@pytest.fixture
def scene(cast: Cast) -> Scene:
    dossier = make.dossier(cast.antwerp, received_on=dt.date(2025, 3, 1))
    sofie, koen = make.person(cast.antwerp), make.person(cast.antwerp, "Koen", "Proefman")
    make.involvement(dossier, sofie, "victim")
    make.involvement(dossier, koen, "offender")
    make.programme()
    return Scene(dossier, sofie, koen, caw_of(cast))


def content(scene: Scene, **changes: Any) -> ReferralContent:
    plain = ReferralContent(
        person=scene.koen,
        programme=make.programme(),
        stalking="yes",
        chain=Chain(referred_on=DAY),
        offence_types=(make.belaging(),),
    )
    return replace(plain, **changes)


def refer(by: User, scene: Scene, **changes: Any) -> Referral:
    return make_referral(by=by, dossier=scene.dossier, content=content(scene, **changes))


def refused(by: User, scene: Scene, **changes: Any) -> dict[str, str]:
    with pytest.raises(Refused) as caught:
        refer(by, scene, **changes)
    assert Referral.objects.count() == 0
    return dict(caught.value.fields)


def test_a_referral_knows_role_provider_and_offences(by: User, scene: Scene) -> None:
    referral = refer(by, scene)
    referral.refresh_from_db()
    assert (referral.role, referral.stalking, referral.state) == ("offender", "yes", "referred")
    assert referral.provider == scene.caw
    assert [each.code for each in referral.offence_types.all()] == ["belaging_442bis"]
    assert referral.reference.startswith("VW-")
    assert str(scene.dossier.pk) not in referral.reference.removeprefix("VW-2025-")
    (event,) = events("registrations.referral.made")
    assert (event.object_id, event.dossier_id) == (str(referral.pk), scene.dossier.pk)
    assert {"person", "programme", "stalking", "offence_types"} <= set(event.fields)


def test_numbers_follow_each_other_and_do_not_repeat(by: User, scene: Scene) -> None:
    first, second = refer(by, scene), refer(by, scene)
    assert int(second.reference[-6:]) == int(first.reference[-6:]) + 1


@pytest.mark.parametrize("who", ["sofie", "somebody_else"])
def test_a_programme_for_offenders_is_for_an_offender_of_the_dossier(
    by: User, scene: Scene, cast: Cast, who: str
) -> None:
    person = scene.sofie if who == "sofie" else make.person(cast.antwerp, "Iemand", "Anders")
    assert "person" in refused(by, scene, person=person)


def test_a_child_may_be_referred_to_victim_support_and_an_offender_not(
    by: User, scene: Scene, cast: Cast
) -> None:
    support = make.programme("caw_victim_support", "victim")
    child = make.person(cast.antwerp, "Nore", "Proefman")
    make.involvement(scene.dossier, child, "child")
    assert "person" in refused(by, scene, programme=support)
    assert refer(by, scene, programme=support, person=child).role == "victim"


def test_who_is_not_involved_any_more_is_not_referred(by: User, scene: Scene) -> None:
    with as_owner():
        Involvement.objects.filter(person=scene.koen).update(ends_on=dt.date(2025, 3, 31))
    assert "person" in refused(by, scene)
    day_before = Chain(referred_on=dt.date(2025, 3, 31))
    assert refer(by, scene, chain=day_before).person == scene.koen


def test_an_old_name_is_refused_and_says_what_came_instead(by: User, scene: Scene) -> None:
    make.programme("ifg_training", label="Gedragstraining IFG")
    old = make.programme(
        "oud", label="Oude naam", valid_until=dt.date(2021, 12, 31), successors="ifg_training"
    )
    found = refused(by, scene, programme=old)
    assert "31.12.2021" in found["programme"]
    assert "ifg_training" in found["programme"]  # the label of the code that was made first
    new = make.programme("nieuw", label="Nieuw", valid_from=dt.date(2025, 4, 2))
    assert "02.04.2025" in refused(by, scene, programme=new)["programme"]


def test_the_partner_is_chosen_only_when_there_is_one(by: User, scene: Scene, cast: Cast) -> None:
    caw_of(cast, "CAW De Kempen")
    assert "provider" in refused(by, scene)
    assert refer(by, scene, provider=scene.caw).provider == scene.caw


def test_an_organisation_of_another_kind_does_not_give_it(
    by: User, scene: Scene, cast: Cast
) -> None:
    assert "CAW" in refused(by, scene, provider=cast.police)["provider"]


def test_no_stalking_with_a_qualification_of_stalking_is_refused(by: User, scene: Scene) -> None:
    assert set(refused(by, scene, stalking="no")) == {"stalking"}


def test_every_broken_rule_is_told_at_once(by: User, scene: Scene, cast: Cast) -> None:
    found = refused(
        by,
        scene,
        person=scene.sofie,
        provider=cast.police,
        stalking="no",
        chain=Chain(referred_on=dt.date(2025, 2, 28)),
    )
    assert set(found) == {"person", "provider", "stalking", "referred_on"}


def test_a_closed_dossier_refers_nobody_but_its_referrals_go_on(by: User, scene: Scene) -> None:
    referral = refer(by, scene)
    with as_owner():
        Dossier.objects.filter(pk=scene.dossier.pk).update(
            closed_on=DAY, closed_by=by, closure_reason=make.closure_reason()
        )
    with pytest.raises(Refused):
        refer(by, scene)
    step(by, referral, ReferralState.STARTED, 10)
    assert Referral.objects.get().state == "started"


def test_another_centre_and_a_convened_partner_may_not(scene: Scene, cast: Cast) -> None:
    make.convocation(scene.dossier, cast.police, cast.colleague)
    for other in (cast.other_centre, cast.convened_partner):
        with acting_as(other.pk), pytest.raises(PermissionDenied):
            refer(other, scene)


def step(by: User, referral: Referral, which: ReferralState, day: int, **more: Any) -> Referral:
    return record_step(
        by=by,
        referral=referral,
        version=more.pop("version", Referral.objects.get(pk=referral.pk).version),
        step=which,
        day=dt.date(2025, 4, day),
        **more,
    )


def test_a_whole_chain(by: User, scene: Scene) -> None:
    referral = refer(by, scene)
    for which, day in (
        (ReferralState.INTAKE, 2),
        (ReferralState.WAITING, 2),
        (ReferralState.STARTED, 10),
        (ReferralState.COMPLETED, 20),
    ):
        referral = step(by, referral, which, day)
    assert (referral.state, referral.version) == ("completed", 5)
    logged = [event.fields for event in events("registrations.referral.step")]
    assert logged == [["intake_on"], ["waiting_since"], ["started_on"], ["completed_on"]]


def test_a_step_in_the_wrong_order_writes_nothing(by: User, scene: Scene) -> None:
    referral = step(by, refer(by, scene), ReferralState.INTAKE, 5)
    with pytest.raises(Refused) as too_early:
        step(by, referral, ReferralState.STARTED, 4)
    with pytest.raises(Refused) as no_start:
        step(by, referral, ReferralState.COMPLETED, 6)
    with pytest.raises(Refused) as no_reason:
        step(by, referral, ReferralState.DECLINED, 6)
    assert [set(one.value.fields) for one in (too_early, no_start, no_reason)] == [
        {"day"},
        {"step"},
        {"end_reason"},
    ]
    assert Referral.objects.get().version == referral.version


def test_a_stop_keeps_its_reason_and_ends_the_chain(by: User, scene: Scene) -> None:
    referral = step(by, refer(by, scene), ReferralState.STARTED, 5)
    reason = make.end_reason("dropped_out", "stopped")
    referral = step(by, referral, ReferralState.STOPPED, 9, end_reason=reason)
    assert (referral.state, referral.end_reason) == ("stopped", reason)
    with pytest.raises(Refused):
        step(by, referral, ReferralState.COMPLETED, 10)


def test_a_step_on_an_old_version_is_refused(by: User, scene: Scene) -> None:
    referral = refer(by, scene)
    step(by, referral, ReferralState.INTAKE, 5)
    with pytest.raises(StaleVersion):
        step(by, referral, ReferralState.STARTED, 6, version=1)


def test_a_correction_is_logged_field_by_field(by: User, scene: Scene) -> None:
    referral = step(by, refer(by, scene), ReferralState.STARTED, 5)
    better = content(
        scene,
        stalking="unknown",
        offence_types=(make.offence_type(),),
        chain=Chain(referred_on=DAY, intake_on=dt.date(2025, 4, 3)),
    )
    referral = correct_referral(by=by, referral=referral, version=2, content=better)
    assert (referral.state, referral.stalking) == ("intake", "unknown")
    assert [each.code for each in referral.offence_types.all()] == ["assault"]
    (event,) = events("registrations.referral.corrected")
    assert set(event.fields) == {"stalking", "intake_on", "started_on", "offence_types"}
    with pytest.raises(StaleVersion):
        correct_referral(by=by, referral=referral, version=2, content=better)


def test_a_correction_that_changes_nothing_is_no_correction(by: User, scene: Scene) -> None:
    referral = refer(by, scene)
    correct_referral(by=by, referral=referral, version=1, content=content(scene))
    assert events("registrations.referral.corrected") == []
    assert Referral.objects.get().version == 1

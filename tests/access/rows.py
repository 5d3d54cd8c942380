"""The matrix itself: who gets in where."""

from collections.abc import Callable, Mapping
from functools import partial

from tests.access.matrix import (
    ANTWERP,
    EVERYONE,
    NOBODY,
    PARTNERS,
    SIGNED_IN,
    STAFF,
    Arguments,
    Row,
    url_names,
)
from tests.access.world import LINK_TOKEN, World

ANYBODY = frozenset(EVERYONE)
ADMIN = frozenset({"functional_admin"})
PRIVACY = frozenset({"privacy_officer"})
COUNTS = STAFF | {"analyst"}
ANSWERS = frozenset({"coordinator", "analyst"})
SIGNS = frozenset({"coordinator", "analyst"})
CGG = frozenset({"figures_partner"})
DELIVERS = SIGNS | {"figures_partner", "helpline_partner"}
READS = ANTWERP | {"convened_partner"}
CONVENED = frozenset({"convened_partner"})
WORKS_ON_DOSSIERS = STAFF | PARTNERS


def of_dossier(world: World) -> Mapping[str, object]:
    return {"reference": world.dossier.reference}


def of_offence(world: World) -> Mapping[str, object]:
    return {"reference": world.dossier.reference, "offence_id": world.offence.pk}


def of_person(world: World) -> Mapping[str, object]:
    return {"pk": world.person.pk}


def of_question(world: World) -> Mapping[str, object]:
    return {"pk": world.question.pk}


def of_part(world: World) -> Mapping[str, object]:
    return {**of_question(world), "number": 1}


def of_narrative(world: World) -> Mapping[str, object]:
    return {**of_part(world), "position": 1}


def of_new_block(world: World) -> Mapping[str, object]:
    return {**of_part(world), "kind": "state"}


def of_block(world: World) -> Mapping[str, object]:
    return {**of_part(world), "block_id": world.block.pk}


def of_commitment(world: World) -> Mapping[str, object]:
    return {**of_question(world), "commitment_id": world.commitment.pk}


def of_answer(world: World) -> Mapping[str, object]:
    return {**of_question(world), "edition": 1}


def of_answer_file(world: World) -> Mapping[str, object]:
    return {**of_answer(world), "code": "csvw"}


def as_turtle(_world: World) -> Mapping[str, object]:
    return {"code": "ttl"}


def of_released(world: World) -> Mapping[str, object]:
    return {**of_question(world), "edition": 2}


def of_intake(world: World) -> Mapping[str, object]:
    return {"pk": world.open_intake.pk}


def of_referral(world: World) -> Mapping[str, object]:
    return {"pk": world.referral.pk}


def of_dossier_intake(world: World) -> Mapping[str, object]:
    return {"pk": world.intake.pk}


def of_indicator(_world: World) -> Mapping[str, object]:
    return {"indicator": "cgg_stalking_offenders"}


def of_delivery(world: World) -> Mapping[str, object]:
    return {"pk": world.delivery.pk}


def of_own_delivery(world: World) -> Mapping[str, object]:
    return {"pk": world.own_delivery.pk}


def of_code(code: str, _world: World) -> Mapping[str, object]:
    return {"code": code}


def all_of_antwerp(world: World) -> str:
    """What is behind a number of Antwerp, in all years of the world."""
    return f"?centre={world.centre.code}&from=2025&to=2025&measure=all"


def also(name: str, attribute: str) -> Callable[[World], Mapping[str, object]]:
    """The dossier's number and the id of something in it."""

    def arguments(world: World) -> Mapping[str, object]:
        return {**of_dossier(world), name: getattr(world, attribute).pk}

    return arguments


OPEN = (
    Row("health_live", get=ANYBODY, open=True),
    Row("health_ready", get=ANYBODY, open=True),
    Row("design:accessibility", get=ANYBODY, open=True),
    Row("design:privacy", get=ANYBODY, open=True),
    Row("design:shortcuts", get=SIGNED_IN),
    Row("accounts:sign_in", get=ANYBODY, post=ANYBODY, open=True),
)

ACCOUNTS = (
    Row("accounts:sign_out", post=SIGNED_IN),
    Row("accounts:change_password", get=SIGNED_IN, post=SIGNED_IN),
    Row("accounts:toggle_names", post=SIGNED_IN),
    Row("accounts:toggle_shortcuts", post=SIGNED_IN),
    Row("accounts:oversight", get=PRIVACY, post=PRIVACY),
    Row("accounts:oversight_dossier", get=PRIVACY, post=PRIVACY),
    Row("accounts:oversight_user", get=PRIVACY, post=PRIVACY),
)


def on_dossier(name: str, arguments: Arguments = of_dossier) -> Row:
    """A page that changes something of a dossier: staff of its centre; a partner is refused."""
    return Row(f"cases:{name}", get=ANTWERP, post=ANTWERP, forbidden=CONVENED, arguments=arguments)


CASES = (
    Row("cases:dossier_list", get=WORKS_ON_DOSSIERS),
    Row("cases:search", post=WORKS_ON_DOSSIERS),
    Row("cases:dossier_detail", get=READS, arguments=of_dossier),
    on_dossier("summary"),
    on_dossier("stalking"),
    on_dossier("case_director"),
    on_dossier("counting"),
    on_dossier("close"),
    on_dossier("reopen"),
    on_dossier("involve"),
    on_dossier("involvement", also("involvement_id", "involvement")),
    on_dossier("offence_new"),
    on_dossier("offence_edit", of_offence),
    on_dossier("criteria"),
    on_dossier("convene"),
    on_dossier("end_convocation", also("convocation_id", "convocation")),
    Row("cases:person_search", post=STAFF),
    Row("cases:person_detail", get=READS, arguments=of_person),
    Row("cases:person_edit", get=ANTWERP, post=ANTWERP, forbidden=CONVENED, arguments=of_person),
)

REGISTRATIONS = (
    Row("registrations:today", get=SIGNED_IN),
    Row("registrations:intake_list", get=STAFF),
    Row("registrations:intake_new", get=STAFF, post=STAFF),
    Row("registrations:intake_draft", post=STAFF),
    Row("registrations:draft_discard", post=STAFF),
    Row("registrations:intake_detail", get=ANTWERP, arguments=of_intake),
    Row("registrations:intake_edit", get=ANTWERP, post=ANTWERP, arguments=of_intake),
    Row("registrations:intake_edit_draft", post=ANTWERP, arguments=of_intake),
    Row("registrations:intake_offence", get=ANTWERP, post=ANTWERP, arguments=of_dossier_intake),
    Row("registrations:intake_decide", post=ANTWERP, arguments=of_intake),
    Row("registrations:intake_open", post=ANTWERP, arguments=of_intake),
    Row(
        "registrations:referral_new",
        get=ANTWERP,
        post=ANTWERP,
        forbidden=CONVENED,
        arguments=of_dossier,
    ),
    Row("registrations:referral_list", get=STAFF),
    Row("registrations:referral_detail", get=ANTWERP, arguments=of_referral),
    Row("registrations:referral_step", get=ANTWERP, post=ANTWERP, arguments=of_referral),
    Row("registrations:referral_correct", get=ANTWERP, post=ANTWERP, arguments=of_referral),
    Row("registrations:link_make", post=ANTWERP, arguments=of_referral),
    Row("registrations:link_revoke", post=ANTWERP, arguments=of_referral),
    # Whoever holds the token; it opens a referral of the dossier full of sentinels.
    Row(
        "registrations:report_back",
        get=ANYBODY,
        post=ANYBODY,
        open=True,
        arguments=lambda _world: {"token": LINK_TOKEN},
    ),
)


def of_export(world: World) -> Mapping[str, object]:
    return {"watermark": world.export.watermark}


# Handing figures on is for coordinator and analyst; the others see them on screen.
EXPORTS = frozenset({"coordinator", "analyst"})


COORDINATOR = frozenset({"coordinator"})


def on_export(
    name: str, *, get: frozenset[str] | None = None, post: frozenset[str] | None = None
) -> Row:
    """Something of one export: its owner; who exports too finds nothing, who may not is told."""
    refused = COUNTS - EXPORTS
    return Row(f"reporting:{name}", get=get, post=post, forbidden=refused, arguments=of_export)


HELPLINE = frozenset({"helpline_partner"})


def of_advice(world: World) -> Mapping[str, object]:
    return {"pk": world.advice.pk}


def of_contact(world: World) -> Mapping[str, object]:
    return {"pk": world.contact.pk}


def of_saved(world: World) -> Mapping[str, object]:
    return {"pk": world.saved.pk}


REGISTERS = (
    Row("registrations:advice_list", get=STAFF),
    Row("registrations:advice_new", get=STAFF, post=STAFF),
    Row("registrations:advice_detail", get=ANTWERP, arguments=of_advice),
    Row("registrations:advice_edit", get=ANTWERP, post=ANTWERP, arguments=of_advice),
    Row("registrations:advice_counting", post=ANTWERP, arguments=of_advice),
    Row("registrations:helpline_list", get=HELPLINE),
    Row("registrations:helpline_new", get=HELPLINE, post=HELPLINE),
    Row("registrations:helpline_detail", get=HELPLINE, arguments=of_contact),
    Row("registrations:helpline_edit", get=HELPLINE, post=HELPLINE, arguments=of_contact),
    Row("registrations:helpline_counting", post=HELPLINE, arguments=of_contact),
)

FIGURES = (
    Row("reporting:index", get=COUNTS),
    Row("reporting:stalking", get=COUNTS),
    Row(
        "reporting:stalking_export",
        get=EXPORTS,
        forbidden=COUNTS,
        query=lambda _world: "?format=csv",
    ),
    Row("reporting:self_service", get=COUNTS),
    Row(
        "reporting:self_service_export",
        get=EXPORTS,
        forbidden=COUNTS,
        query=lambda _world: "?format=csv",
    ),
    Row("reporting:question_save", post=COUNTS),
    Row("reporting:saved_questions", get=COUNTS),
    Row("reporting:saved_question", get=COORDINATOR, post=COORDINATOR, arguments=of_saved),
    Row("reporting:saved_question_delete", post=COORDINATOR, arguments=of_saved),
    Row("reporting:indicators", get=COUNTS),
    Row("reporting:indicator", get=COUNTS, arguments=lambda _world: {"code": "intakes"}),
    Row(
        "reporting:indicator_export",
        get=EXPORTS,
        forbidden=COUNTS,
        arguments=lambda _world: {"code": "intakes"},
        query=lambda _world: "?format=csv",
    ),
    Row(
        "reporting:difference",
        get=COUNTS,
        arguments=lambda _world: {"code": "intakes"},
        query=lambda _world: "?then=01.11.2026",
    ),
    *(
        Row(
            "reporting:indicator_dossiers",
            get=ANTWERP,
            arguments=partial(of_code, code),
            query=all_of_antwerp,
        )
        for code in ("dossiers_stalking", "offences", "intakes", "advice_requests")
    ),
    Row("reporting:rows", get=EXPORTS, post=EXPORTS, forbidden=COUNTS),
    Row("reporting:exports", get=EXPORTS, forbidden=COUNTS),
    on_export("export_detail", get=COORDINATOR),
    on_export("export_cancel", post=COORDINATOR),
    on_export("export_download", get=COORDINATOR),
    Row("reporting:export_ledger", get=PRIVACY),
    Row("reporting:quality", get=STAFF),
    Row(
        "reporting:quality_dossiers",
        get=STAFF,
        query=lambda _world: "?year=2025&check=no_director",
    ),
    Row(
        "reporting:quality_sign",
        post=frozenset({"coordinator"}),
        forbidden=STAFF,
    ),
    Row("reporting:published", get=COUNTS),
    Row("reporting:question_841", get=COUNTS),
    Row("reporting:questions", get=ANSWERS),
    Row("reporting:question", get=ANSWERS, arguments=of_question),
    Row("reporting:question_new", get=ANSWERS, post=ANSWERS),
    *(
        Row(f"reporting:{name}", get=ANSWERS, post=ANSWERS, arguments=arguments)
        for name, arguments in (
            ("question_edit", of_question),
            ("part_new", of_question),
            ("part", of_part),
            ("narrative", of_narrative),
            ("block_new", of_new_block),
            ("block", of_block),
            ("block_remove", of_block),
            ("commitment_new", of_question),
            ("commitment", of_commitment),
        )
    ),
    Row("reporting:block_place", post=ANSWERS, arguments=of_block),
    # The analyst prepares, a coordinator approves.
    Row(
        "reporting:approval",
        get=frozenset({"coordinator"}),
        post=frozenset({"coordinator"}),
        forbidden=ANSWERS,
        arguments=of_question,
    ),
    Row("reporting:answer", get=ANSWERS, arguments=of_answer),
    Row(
        "reporting:answer_withdraw",
        get=frozenset({"coordinator"}),
        post=frozenset({"coordinator"}),
        forbidden=ANSWERS,
        arguments=of_released,
    ),
    Row("reporting:answer_file", get=ANSWERS, arguments=of_answer_file),
    Row("reporting:open_data", get=ANYBODY, open=True),
    Row(
        "reporting:open_data_catalogue",
        get=ANYBODY,
        open=True,
        arguments=lambda _w: {"code": "ttl"},
    ),
    Row("reporting:open_data_set", get=ANYBODY, open=True, arguments=of_released),
    Row("reporting:open_data_file", get=ANYBODY, open=True, arguments=of_released),
    Row("reporting:deliveries", get=DELIVERS),
    Row("reporting:delivery_new", get=DELIVERS, post=DELIVERS),
    # A table of the CGG: another partner that delivers finds nothing.
    Row(
        "reporting:delivery_grid",
        get=SIGNS | CGG,
        post=SIGNS | CGG,
        arguments=of_indicator,
    ),
    Row(
        "reporting:delivery_template",
        get=SIGNS | CGG,
        arguments=of_indicator,
        query=lambda _world: "?format=csv&jaar=2025",
    ),
    # Entered on its behalf: the partner reads. Handed in itself: he does all but sign.
    Row("reporting:delivery", get=SIGNS | CGG, arguments=of_delivery),
    Row("reporting:delivery_file", get=SIGNS | CGG, arguments=of_delivery),
    *(
        Row(f"reporting:delivery_{step}", post=SIGNS, forbidden=CGG, arguments=of_delivery)
        for step in ("check", "sign_off", "withdraw")
    ),
    Row("reporting:delivery", get=SIGNS | CGG, arguments=of_own_delivery),
    Row("reporting:delivery_file", get=SIGNS | CGG, arguments=of_own_delivery),
    Row("reporting:delivery_check", post=SIGNS | CGG, arguments=of_own_delivery),
    Row("reporting:delivery_sign_off", post=SIGNS, forbidden=CGG, arguments=of_own_delivery),
    Row(
        "reporting:delivery_withdraw",
        post=SIGNS | CGG,
        arguments=of_own_delivery,
        body=lambda _world: {"reason": "Verkeerd bestand."},
    ),
)

API = (
    Row("v1:schema", get=SIGNED_IN),
    Row("v1:figures_stalking", get=COUNTS),
    Row("v1:figures_published", get=COUNTS),
    Row("v1:figures_indicator", get=COUNTS, arguments=lambda _world: {"code": "intakes"}),
    # A POST names its centre in the body; an empty body complains before it is looked at.
    Row("v1:dossiers", get=WORKS_ON_DOSSIERS, post=WORKS_ON_DOSSIERS),
    Row("v1:dossier", get=READS, patch=ANTWERP, forbidden=CONVENED, arguments=of_dossier),
    Row("v1:offences", get=READS, post=ANTWERP, forbidden=CONVENED, arguments=of_dossier),
    Row("v1:offence", get=READS, put=ANTWERP, forbidden=CONVENED, arguments=of_offence),
)


def admin_rows() -> tuple[Row, ...]:
    """One rule for the whole Django admin: the functional administrator, others nothing.

    Which models it shows is a list of its own (test_the_admin_shows_no_dossiers).
    """
    return tuple(
        Row(
            name,
            anything_for=ADMIN,
            get=NOBODY,
            post=NOBODY,
            path=UNREVERSIBLE.get(name, ""),
            arguments=lambda _world, name=name: arguments_of_admin(name),  # type: ignore[misc]
        )
        for name in sorted(url_names())
        if name.startswith("admin:")
    )


UNREVERSIBLE = {
    "admin:app_list": "/beheer/accounts/",
    "admin:?(?P<url>.*)$": "/beheer/bestaat/niet/",
    "admin:?<path:object_id>/": "/beheer/accounts/centre/1/",
}


def arguments_of_admin(name: str) -> Mapping[str, object]:
    if name == "admin:view_on_site":
        return {"content_type_id": 1, "object_id": 1}
    if name.startswith("admin:password_change"):
        return {}
    if name.endswith("_password_change"):
        return {"id": 1}
    if name.endswith(("_change", "_delete", "_history")):
        return {"object_id": 1}
    return {}


ROWS: tuple[Row, ...] = (
    *OPEN,
    *ACCOUNTS,
    *CASES,
    *REGISTRATIONS,
    *REGISTERS,
    *FIGURES,
    *API,
    *admin_rows(),
)

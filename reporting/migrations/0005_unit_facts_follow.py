from django.db import migrations

from lib.walls import Wall, wall
from reporting.unit_sources import (
    FUNCTIONS,
    REMOVE_FUNCTIONS,
    Touch,
    UnitSource,
    dossier_guard,
    edited,
    follow,
    own_guard,
)

# What belongs to no centre is counted by everybody who counts anywhere.
READ = """(
    centre_id = ANY ((SELECT reporting_acting_centres())::bigint[])
    OR (centre_id IS NULL AND cardinality((SELECT reporting_acting_centres())::bigint[]) > 0)
)"""

STALKING_OFFENCE = """EXISTS (
    SELECT 1 FROM cases_offence o
    LEFT JOIN codelists_offencetype t ON t.id = o.offence_type_id
    WHERE o.dossier_id = d.id AND o.status <> 'refuted' AND (
        t.counts_as_stalking OR EXISTS (
            SELECT 1 FROM cases_offenceform f
            JOIN codelists_formofviolence v ON v.id = f.form_id
            WHERE f.offence_id = o.id AND v.counts_as_stalking
        )
    )
)"""
# The same rule as dossiers_stalking, as one code.
STALKING = f"CASE WHEN {STALKING_OFFENCE} THEN 'yes' ELSE d.stalking END"


def codes(model: str, joined: str) -> str:
    """A sorted list of codes, so that the same set is the same list."""
    return f"(SELECT jsonb_agg(DISTINCT v.code ORDER BY v.code) FROM codelists_{model} v {joined})"


def code(model: str, column: str) -> str:
    return f"(SELECT v.code FROM codelists_{model} v WHERE v.id = {column})"


def about_offences(joined: str, column: str) -> tuple[Touch, ...]:
    """Everything that may change what the offences of a dossier say; `o` is the offence."""
    via = f"SELECT {column} FROM cases_offence o {joined}"
    removed = "JOIN before f ON f.offence_id = o.id"
    return (
        Touch("cases_offenceform", "INSERT", f"{via} JOIN after f ON f.offence_id = o.id"),
        Touch("cases_offenceform", "DELETE", f"{via} {removed}"),
        Touch(
            "cases_offenceform",
            "UPDATE",
            f"{via} JOIN (TABLE before UNION TABLE after) f ON f.offence_id = o.id",
        ),
    )


def offences_of_dossier(joined: str, column: str) -> tuple[Touch, ...]:
    """The same for facts about the dossier itself: a new or changed offence changes them too."""
    via = f"SELECT {column} FROM cases_offence o {joined}"
    return (
        Touch("cases_offence", "INSERT", f"{via} JOIN after a ON a.id = o.id"),
        Touch(
            "cases_offence",
            "UPDATE",
            f"{via} JOIN after a ON a.id = o.id JOIN before b ON b.id = a.id "
            "WHERE (a.status, a.offence_type_id, a.relation_id) "
            "IS DISTINCT FROM (b.status, b.offence_type_id, b.relation_id)",
        ),
        *about_offences(joined, column),
    )


DOSSIER_GUARD = "SELECT 1 FROM cases_dossier WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE"
DOSSIER = UnitSource(
    kind="dossier",
    table="cases_dossier",
    guard=DOSSIER_GUARD,
    select=f"""
SELECT d.id AS subject_id, d.id AS counted_id, d.centre_id, d.opened_on AS day,
       d.closed_on AS ends_on, d.opened_on - d.received_on AS duration,
       jsonb_build_object('stalking', {STALKING}) AS dims,
       1 AS amount, d.counting_exclusion AS exclusion, d.import_source <> '' AS imported,
       d.created_at AS recorded_at
FROM cases_dossier d""",
    touches=(
        edited(
            "cases_dossier",
            "a.id",
            *("centre_id", "received_on", "opened_on", "closed_on"),
            *("stalking", "counting_exclusion", "import_source"),
        ),
        *offences_of_dossier("", "o.dossier_id"),
    ),
)
CLOSURE = UnitSource(
    kind="closure",
    table="cases_dossier",
    guard=DOSSIER_GUARD,
    select=f"""
SELECT d.id AS subject_id, d.id AS counted_id, d.centre_id, d.closed_on AS day,
       NULL::date AS ends_on, d.closed_on - d.opened_on AS duration,
       jsonb_strip_nulls(jsonb_build_object(
           'stalking', {STALKING}, 'reason', {code("closurereason", "d.closure_reason_id")}
       )) AS dims,
       1 AS amount, d.counting_exclusion AS exclusion, d.import_source <> '' AS imported,
       d.updated_at AS recorded_at
FROM cases_dossier d WHERE d.closed_on IS NOT NULL""",
    # Most are open: nothing to add then.
    added="SELECT id FROM after WHERE closed_on IS NOT NULL",
    touches=(
        edited(
            "cases_dossier",
            "a.id",
            *("centre_id", "opened_on", "closed_on", "closure_reason_id"),
            *("stalking", "counting_exclusion", "import_source"),
        ),
        *offences_of_dossier(
            "JOIN cases_dossier d ON d.id = o.dossier_id AND d.closed_on IS NOT NULL",
            "o.dossier_id",
        ),
    ),
)
OF_DOSSIER = ("centre_id", "counting_exclusion", "import_source")
"""What facts of the parts of a dossier take from it."""


def of_dossier(table: str) -> Touch:
    """A change of the dossier that changes the facts about its parts in `table`."""
    joined = edited("cases_dossier", "p.id", *OF_DOSSIER).ids
    return Touch(
        "cases_dossier",
        "UPDATE",
        joined.replace(" WHERE ", f" JOIN {table} p ON p.dossier_id = a.id WHERE "),
    )


OFFENCE = UnitSource(
    kind="offence",
    table="cases_offence",
    guard=dossier_guard("cases_offence"),
    select=f"""
SELECT o.id AS subject_id, o.id AS counted_id, d.centre_id, o.occurred_from AS day,
       NULL::date AS ends_on, NULL::int AS duration,
       jsonb_strip_nulls(jsonb_build_object(
           'forms', {codes("formofviolence", "JOIN cases_offenceform f ON f.form_id = v.id AND f.offence_id = o.id")},
           'relation', {code("relation", "o.relation_id")},
           'offence_type', {code("offencetype", "o.offence_type_id")},
           'status', o.status,
           'stalking', CASE WHEN t.counts_as_stalking OR EXISTS (
               SELECT 1 FROM cases_offenceform f
               JOIN codelists_formofviolence v ON v.id = f.form_id
               WHERE f.offence_id = o.id AND v.counts_as_stalking
           ) THEN 'yes' ELSE 'no' END
       )) AS dims,
       1 AS amount, d.counting_exclusion AS exclusion, d.import_source <> '' AS imported,
       o.recorded_at
FROM cases_offence o
JOIN cases_dossier d ON d.id = o.dossier_id
LEFT JOIN codelists_offencetype t ON t.id = o.offence_type_id""",
    touches=(
        edited(
            "cases_offence",
            "a.id",
            *("dossier_id", "occurred_from", "relation_id", "offence_type_id", "status"),
        ),
        of_dossier("cases_offence"),
        *about_offences("", "o.id"),
    ),
)
# The offences of this dossier that this person underwent (a victim) or did (an offender).
IN_OFFENCES = """cases_offence o JOIN cases_offenceparty x ON x.offence_id = o.id
    WHERE o.dossier_id = i.dossier_id AND x.person_id = i.person_id AND o.status <> 'refuted'
      AND x.part = CASE i.role WHEN 'offender' THEN 'acted' ELSE 'affected' END"""
PERSON = UnitSource(
    kind="person",
    table="cases_involvement",
    guard=dossier_guard("cases_involvement"),
    select=f"""
SELECT i.id AS subject_id, i.person_id AS counted_id, d.centre_id, i.starts_on AS day,
       NULL::date AS ends_on, NULL::int AS duration,
       jsonb_strip_nulls(jsonb_build_object(
           'role', i.role,
           'sex', nullif(p.sex, 'u'),
           'age', CASE
               WHEN p.born_on IS NULL OR p.born_on > i.starts_on THEN NULL
               WHEN p.born_on + interval '12 years' > i.starts_on THEN 'under_12'
               WHEN p.born_on + interval '18 years' > i.starts_on THEN 'from_12'
               WHEN p.born_on + interval '25 years' > i.starts_on THEN 'from_18'
               WHEN p.born_on + interval '65 years' > i.starts_on THEN 'from_25'
               ELSE 'from_65' END,
           'forms', {codes("formofviolence", "WHERE v.id IN (SELECT f.form_id FROM cases_offenceform f WHERE f.offence_id IN (SELECT o.id FROM " + IN_OFFENCES + "))")},
           'relations', {codes("relation", "WHERE v.id IN (SELECT o.relation_id FROM " + IN_OFFENCES + ")")},
           'offence_types', {codes("offencetype", "WHERE v.id IN (SELECT o.offence_type_id FROM " + IN_OFFENCES + ")")}
       )) AS dims,
       1 AS amount, d.counting_exclusion AS exclusion, d.import_source <> '' AS imported,
       d.created_at AS recorded_at
FROM cases_involvement i
JOIN cases_dossier d ON d.id = i.dossier_id
JOIN cases_person p ON p.id = i.person_id""",
    touches=(
        edited("cases_involvement", "a.id", "dossier_id", "person_id", "role", "starts_on"),
        of_dossier("cases_involvement"),
        Touch(
            "cases_person",
            "UPDATE",
            "SELECT i.id FROM after a JOIN before b ON b.id = a.id "
            "JOIN cases_involvement i ON i.person_id = a.id "
            "WHERE (a.sex, a.born_on) IS DISTINCT FROM (b.sex, b.born_on)",
        ),
        *offences_of_dossier(
            "JOIN cases_involvement i ON i.dossier_id = o.dossier_id "
            "JOIN cases_offenceparty x ON x.offence_id = o.id AND x.person_id = i.person_id",
            "i.id",
        ),
        *(
            Touch(
                "cases_offenceparty",
                happening,
                f"SELECT i.id FROM {rows} x JOIN cases_offence o ON o.id = x.offence_id "
                "JOIN cases_involvement i "
                "ON i.dossier_id = o.dossier_id AND i.person_id = x.person_id",
            )
            for happening, rows in (
                ("INSERT", "after"),
                ("UPDATE", "(TABLE before UNION TABLE after)"),
                ("DELETE", "before"),
            )
        ),
    ),
)
CRITERIA = UnitSource(
    kind="criteria",
    table="cases_criteriaassessment",
    guard=dossier_guard("cases_criteriaassessment"),
    select="""
SELECT k.id AS subject_id, k.id AS counted_id, d.centre_id, k.assessed_on AS day,
       NULL::date AS ends_on, NULL::int AS duration,
       jsonb_build_object(
           'repetition', k.repetition, 'integrity', k.integrity, 'coordination', k.coordination,
           'outcome', CASE
               WHEN 'no' IN (k.repetition, k.integrity, k.coordination) THEN 'not_met'
               WHEN 'unclear' IN (k.repetition, k.integrity, k.coordination) THEN 'unclear'
               ELSE 'met' END
       ) AS dims,
       1 AS amount, d.counting_exclusion AS exclusion, d.import_source <> '' AS imported,
       k.recorded_at
FROM cases_criteriaassessment k JOIN cases_dossier d ON d.id = k.dossier_id""",
    touches=(
        edited(
            "cases_criteriaassessment",
            "a.id",
            *("dossier_id", "assessed_on", "repetition", "integrity", "coordination"),
        ),
        of_dossier("cases_criteriaassessment"),
    ),
)
CONVOCATION = UnitSource(
    kind="convocation",
    table="cases_convocation",
    guard=dossier_guard("cases_convocation"),
    select="""
SELECT v.id AS subject_id, v.id AS counted_id, d.centre_id, v.starts_on AS day, v.ends_on,
       NULL::int AS duration,
       jsonb_strip_nulls(jsonb_build_object('sector', nullif(o.sector, ''))) AS dims,
       1 AS amount, d.counting_exclusion AS exclusion, d.import_source <> '' AS imported,
       d.created_at AS recorded_at
FROM cases_convocation v
JOIN cases_dossier d ON d.id = v.dossier_id
JOIN accounts_organisation o ON o.id = v.organisation_id""",
    touches=(
        edited(
            "cases_convocation", "a.id", "dossier_id", "organisation_id", "starts_on", "ends_on"
        ),
        of_dossier("cases_convocation"),
    ),
)
INTAKE = UnitSource(
    kind="intake",
    table="registrations_intake",
    guard=own_guard("registrations_intake"),
    select=f"""
SELECT i.id AS subject_id, i.id AS counted_id, i.centre_id, i.received_on AS day,
       NULL::date AS ends_on, i.decided_on - i.received_on AS duration,
       jsonb_strip_nulls(jsonb_build_object(
           'sector', {code("reportersector", "i.reporter_sector_id")},
           'outcome', {code("intakeoutcome", "i.outcome_id")},
           'forms', {codes("formofviolence", "JOIN registrations_intakeform f ON f.form_id = v.id AND f.intake_id = i.id")},
           'stalking', CASE WHEN EXISTS (
               SELECT 1 FROM registrations_intakeform f
               JOIN codelists_formofviolence v ON v.id = f.form_id
               WHERE f.intake_id = i.id AND v.counts_as_stalking
           ) THEN 'yes' ELSE i.stalking END,
           'renewed', CASE WHEN EXISTS (
               SELECT 1 FROM registrations_intakeperson p
               JOIN registrations_intakeperson q ON q.person_id = p.person_id
               JOIN registrations_intake e ON e.id = q.intake_id
               WHERE p.intake_id = i.id AND e.id <> i.id
                 AND (e.received_on, e.id) < (i.received_on, i.id)
           ) THEN 'yes' WHEN EXISTS (
               SELECT 1 FROM registrations_intakeperson p WHERE p.intake_id = i.id
           ) THEN 'no' END
       )) AS dims,
       1 AS amount, '' AS exclusion, false AS imported, i.created_at AS recorded_at
FROM registrations_intake i""",
    touches=(
        edited(
            "registrations_intake",
            "a.id",
            *("centre_id", "received_on", "reporter_sector_id", "outcome_id", "decided_on"),
            "stalking",
        ),
        *(
            Touch("registrations_intakeform", happening, f"SELECT intake_id FROM {rows} t")
            for happening, rows in (("INSERT", "after"), ("DELETE", "before"))
        ),
        # Somebody named in one intake makes the later ones about the same person renewed.
        *(
            Touch(
                "registrations_intakeperson",
                happening,
                f"SELECT t.intake_id FROM {rows} t UNION SELECT q.intake_id FROM {rows} t "
                "JOIN registrations_intakeperson q ON q.person_id = t.person_id",
            )
            for happening, rows in (("INSERT", "after"), ("DELETE", "before"))
        ),
    ),
)
ADVICE = UnitSource(
    kind="advice",
    table="registrations_advicerequest",
    guard=own_guard("registrations_advicerequest"),
    select=f"""
SELECT a.id AS subject_id, a.id AS counted_id, a.centre_id, a.received_on AS day,
       NULL::date AS ends_on, NULL::int AS duration,
       jsonb_build_object(
           'channel', {code("contactchannel", "a.channel_id")},
           'sector', {code("reportersector", "a.asker_sector_id")},
           'theme', t.code,
           'advice', {code("advicegiven", "a.advice_id")},
           'outcome', {code("adviceoutcome", "a.outcome_id")},
           'stalking', CASE WHEN t.counts_as_stalking THEN 'yes' ELSE 'no' END
       ) AS dims,
       1 AS amount, a.counting_exclusion AS exclusion, false AS imported,
       a.created_at AS recorded_at
FROM registrations_advicerequest a JOIN codelists_advicetheme t ON t.id = a.theme_id""",
    touches=(
        edited(
            "registrations_advicerequest",
            "a.id",
            *("centre_id", "received_on", "channel_id", "asker_sector_id", "theme_id"),
            *("advice_id", "outcome_id", "counting_exclusion"),
        ),
    ),
)
HELPLINE = UnitSource(
    kind="helpline",
    table="registrations_helplinecontact",
    guard=own_guard("registrations_helplinecontact"),
    select=f"""
SELECT h.id AS subject_id, h.id AS counted_id, NULL::bigint AS centre_id, h.received_on AS day,
       NULL::date AS ends_on, NULL::int AS duration,
       jsonb_strip_nulls(jsonb_build_object(
           'channel', {code("contactchannel", "h.channel_id")},
           'caller_class', {code("callerclass", "h.caller_class_id")},
           'caller_sex', nullif(h.caller_sex, 'unknown'),
           'caller_age', nullif(h.caller_age, 'unclear'),
           'anonymous', CASE WHEN h.anonymous THEN 'yes' ELSE 'no' END,
           'theme', t.code,
           'form', {code("formofviolence", "h.main_form_id")},
           'context', {code("helplinecontext", "h.context_id")},
           'referred_to', {code("helplinereferral", "h.referred_to_id")},
           'stalking', CASE WHEN t.counts_as_stalking OR EXISTS (
               SELECT 1 FROM codelists_formofviolence v
               WHERE v.id = h.main_form_id AND v.counts_as_stalking
           ) THEN 'yes' ELSE 'no' END
       )) AS dims,
       h.reported_people AS amount, h.counting_exclusion AS exclusion, false AS imported,
       h.created_at AS recorded_at
FROM registrations_helplinecontact h JOIN codelists_helplinetheme t ON t.id = h.theme_id""",
    touches=(
        edited(
            "registrations_helplinecontact",
            "a.id",
            *("received_on", "channel_id", "caller_class_id", "caller_sex", "caller_age"),
            *("anonymous", "theme_id", "main_form_id", "context_id", "referred_to_id"),
            *("reported_people", "counting_exclusion"),
        ),
    ),
)


def referral(kind: str, day: str, more: str = "", duration: str = "NULL::int") -> UnitSource:
    """A step of the chain: the day on which it happened, and the same dimensions for all."""
    return UnitSource(
        kind=kind,
        table="registrations_referral",
        guard=dossier_guard("registrations_referral"),
        select=f"""
SELECT r.id AS subject_id, r.person_id AS counted_id, d.centre_id, {day} AS day,
       NULL::date AS ends_on, {duration} AS duration,
       jsonb_strip_nulls(jsonb_build_object(
           'programme', g.code, 'audience', g.audience,
           'provider_sector', nullif(g.provider_sector, ''),
           'role', r.role, 'state', r.state,
           'offence_types', {codes("offencetype", "JOIN registrations_referraloffencetype x ON x.offence_type_id = v.id AND x.referral_id = r.id")},
           'stalking', CASE WHEN EXISTS (
               SELECT 1 FROM registrations_referraloffencetype x
               JOIN codelists_offencetype v ON v.id = x.offence_type_id
               WHERE x.referral_id = r.id AND v.counts_as_stalking
           ) THEN 'yes' ELSE r.stalking END{more}
       )) AS dims,
       1 AS amount, d.counting_exclusion AS exclusion, d.import_source <> '' AS imported,
       r.created_at AS recorded_at
FROM registrations_referral r
JOIN cases_dossier d ON d.id = r.dossier_id
JOIN codelists_programme g ON g.id = r.programme_id
WHERE {day} IS NOT NULL""",
        touches=(
            edited(
                "registrations_referral",
                "a.id",
                *("dossier_id", "person_id", "programme_id", "role", "state", "stalking"),
                *("referred_on", "started_on", "completed_on", "stopped_on", "end_reason_id"),
            ),
            of_dossier("registrations_referral"),
            *(
                Touch(
                    "registrations_referraloffencetype",
                    happening,
                    f"SELECT r.id FROM registrations_referral r JOIN {rows} t ON t.referral_id = r.id",
                )
                for happening, rows in (("INSERT", "after"), ("DELETE", "before"))
            ),
        ),
    )


END_REASON = code("referralendreason", "r.end_reason_id")
SOURCES = (
    *(DOSSIER, CLOSURE, OFFENCE, PERSON, CRITERIA, CONVOCATION, INTAKE, ADVICE, HELPLINE),
    referral("referral", "r.referred_on"),
    referral("programme_start", "r.started_on", duration="r.started_on - r.referred_on"),
    referral(
        "programme_end",
        "coalesce(r.completed_on, r.stopped_on)",
        more=f""",
           'result', CASE WHEN r.completed_on IS NULL THEN 'stopped' ELSE 'completed' END,
           'reason', {END_REASON}""",
        duration="coalesce(r.completed_on, r.stopped_on) - r.started_on",
    ),
)


class Migration(migrations.Migration):
    """Unit facts follow what they are about by trigger, as DossierFact follows the dossier."""

    dependencies = [
        ("reporting", "0004_unit_facts"),
        ("cases", "0003_list_over_centres"),
        ("registrations", "0007_advice_and_helpline_walls"),
    ]
    operations = [
        migrations.RunSQL(FUNCTIONS, REMOVE_FUNCTIONS),
        *(follow(source) for source in SOURCES),
        wall(Wall("reporting_unitfact", read=READ, write="false", grants="SELECT")),
    ]

from django.db import migrations

from lib.walls import Wall, wall

# As reporting.policies.may_answer_questions says it.
WHO = """
CREATE FUNCTION reporting_answers_questions() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT accounts_acting_has_role('coordinator') OR accounts_acting_has_role('analyst')
$$;
"""
FREEZE = """
CREATE FUNCTION reporting_refuse_answer_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an answer is frozen' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER reporting_answer_frozen BEFORE UPDATE OR DELETE ON reporting_answer
    FOR EACH ROW EXECUTE FUNCTION reporting_refuse_answer_change();
ALTER TABLE reporting_answer ADD CONSTRAINT answer_fingerprint_fits
    CHECK (fingerprint = encode(sha256(convert_to(content, 'UTF8')), 'hex'));
"""
THAW = """
ALTER TABLE reporting_answer DROP CONSTRAINT answer_fingerprint_fits;
DROP TRIGGER reporting_answer_frozen ON reporting_answer;
DROP FUNCTION reporting_refuse_answer_change();
"""
ANSWERS = "(SELECT reporting_answers_questions())"
KEPT = ("question", "addressee", "subquestion", "narrative", "commitment")


class Migration(migrations.Migration):
    """Questions are for who answers them; an answer never changes; open data is for everybody."""

    dependencies = [
        ("reporting", "0006_questions_and_answers"),
        ("accounts", "0002_acting_user"),
    ]
    operations = [
        migrations.RunSQL(WHO, "DROP FUNCTION reporting_answers_questions()"),
        *(wall(Wall(f"reporting_{name}", read=ANSWERS)) for name in KEPT),
        wall(Wall("reporting_block", read=ANSWERS, grants="SELECT, INSERT, UPDATE, DELETE")),
        migrations.RunSQL(FREEZE, THAW),
        wall(
            Wall(
                "reporting_answer",
                read=f"profile = 'open_data' OR {ANSWERS}",
                write=ANSWERS,
                grants="SELECT, INSERT",
            )
        ),
    ]

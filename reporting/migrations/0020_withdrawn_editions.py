import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lib.walls import Wall, through, wall

APPEND_ONLY = """
CREATE TRIGGER reporting_withdrawal_append_only BEFORE UPDATE OR DELETE ON reporting_withdrawal
    FOR EACH ROW EXECUTE FUNCTION reporting_refuse_answer_change();
CREATE FUNCTION reporting_only_released_is_withdrawn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM reporting_answer WHERE id = NEW.answer_id AND profile = 'open_data'
    ) THEN
        RAISE EXCEPTION 'only open data can be withdrawn' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER reporting_withdrawal_of_released BEFORE INSERT ON reporting_withdrawal
    FOR EACH ROW EXECUTE FUNCTION reporting_only_released_is_withdrawn();
"""
UNDO = """
DROP TRIGGER reporting_withdrawal_of_released ON reporting_withdrawal;
DROP FUNCTION reporting_only_released_is_withdrawn();
DROP TRIGGER reporting_withdrawal_append_only ON reporting_withdrawal;
"""


class Migration(migrations.Migration):
    """A withdrawn edition is seen by who sees the edition, and withdrawn by a coordinator."""

    dependencies = [
        ("reporting", "0019_ministers_can_leave"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "withdrawn_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="withdrawn at"),
                ),
                (
                    "answer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="reporting.answer",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "withdrawn edition",
                "verbose_name_plural": "withdrawn editions",
                "ordering": ["-withdrawn_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="withdrawal_has_reason",
                    )
                ],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, UNDO),
        wall(
            Wall(
                "reporting_withdrawal",
                read=through("reporting_withdrawal", "answer_id", "reporting_answer"),
                write="(SELECT accounts_acting_has_role('coordinator'))",
                grants="SELECT, INSERT",
            )
        ),
    ]

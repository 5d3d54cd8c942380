import datetime as dt

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Advice requests of a centre and contacts with helpline 1712: counted, without any text."""

    dependencies = [
        ("accounts", "0003_application_role"),
        ("codelists", "0004_contact_lists"),
        ("registrations", "0005_provider_link"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AdviceRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("received_on", models.DateField(verbose_name="date")),
                (
                    "counting_exclusion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "counts"),
                            ("withdrawn", "withdrawn"),
                            ("duplicate", "duplicate"),
                            ("training", "training dossier"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="left out of the counts",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "advice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="codelists.advicegiven",
                        verbose_name="advice given",
                    ),
                ),
                (
                    "asker_sector",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="codelists.reportersector",
                        verbose_name="sector of who asks",
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.centre",
                        verbose_name="centre",
                    ),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="codelists.contactchannel",
                        verbose_name="channel",
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="codelists.adviceoutcome",
                        verbose_name="outcome",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="codelists.advicetheme",
                        verbose_name="theme",
                    ),
                ),
            ],
            options={
                "verbose_name": "advice request",
                "verbose_name_plural": "advice requests",
                "ordering": ["-received_on", "-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["registered_by", "-id"], name="advicerequest_of_me"),
                    models.Index(
                        fields=["centre", "-received_on", "-id"], name="advicerequest_list"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("received_on__gte", dt.date(2012, 1, 1))),
                        name="advicerequest_possible_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("counting_exclusion__in", ["", "withdrawn", "duplicate", "training"])
                        ),
                        name="advicerequest_known_exclusion",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HelplineContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("received_on", models.DateField(verbose_name="date")),
                (
                    "counting_exclusion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "counts"),
                            ("withdrawn", "withdrawn"),
                            ("duplicate", "duplicate"),
                            ("training", "training dossier"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="left out of the counts",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "caller_sex",
                    models.CharField(
                        choices=[("female", "woman"), ("male", "man"), ("unknown", "unknown")],
                        max_length=7,
                        verbose_name="sex of the caller",
                    ),
                ),
                (
                    "caller_age",
                    models.CharField(
                        choices=[
                            ("under_12", "younger than 12"),
                            ("from_12", "12 to 17"),
                            ("adult", "adult"),
                            ("unclear", "unclear"),
                        ],
                        max_length=8,
                        verbose_name="age of the caller",
                    ),
                ),
                ("anonymous", models.BooleanField(verbose_name="the caller stays anonymous")),
                (
                    "reported_people",
                    models.PositiveSmallIntegerField(verbose_name="people reported"),
                ),
                (
                    "caller_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="codelists.callerclass",
                        verbose_name="who calls",
                    ),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="codelists.contactchannel",
                        verbose_name="channel",
                    ),
                ),
                (
                    "context",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="codelists.helplinecontext",
                        verbose_name="context",
                    ),
                ),
                (
                    "main_form",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="codelists.formofviolence",
                        verbose_name="main form of violence",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "referred_to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="codelists.helplinereferral",
                        verbose_name="referred to",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="codelists.helplinetheme",
                        verbose_name="theme",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact with the helpline",
                "verbose_name_plural": "contacts with the helpline",
                "ordering": ["-received_on", "-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["registered_by", "-id"], name="helplinecontact_of_me"),
                    models.Index(
                        fields=["organisation", "-received_on", "-id"], name="helplinecontact_list"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("received_on__gte", dt.date(2012, 1, 1))),
                        name="helplinecontact_possible_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("counting_exclusion__in", ["", "withdrawn", "duplicate", "training"])
                        ),
                        name="helplinecontact_known_exclusion",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("caller_sex__in", ["female", "male", "unknown"])),
                        name="helplinecontact_known_sex",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("caller_age__in", ["under_12", "from_12", "adult", "unclear"])
                        ),
                        name="helplinecontact_known_age",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reported_people__gte", 0), ("reported_people__lte", 999)
                        ),
                        name="helplinecontact_possible_people",
                    ),
                ],
            },
        ),
    ]

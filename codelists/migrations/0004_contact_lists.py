from django.db import migrations, models

from lib.walls import shared

LISTS = (
    "advicegiven",
    "adviceoutcome",
    "advicetheme",
    "callerclass",
    "contactchannel",
    "helplinecontext",
    "helplinereferral",
    "helplinetheme",
)


class Migration(migrations.Migration):
    """Codes of advice requests and of contacts with helpline 1712. Ended, never deleted."""

    dependencies = [
        ("codelists", "0003_programmes"),
    ]

    operations = [
        migrations.CreateModel(
            name="AdviceGiven",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                ("label", models.CharField(max_length=160, verbose_name="label")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                (
                    "valid_until",
                    models.DateField(blank=True, null=True, verbose_name="valid until"),
                ),
                ("verified", models.BooleanField(default=False, verbose_name="verified")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "advice given",
                "verbose_name_plural": "kinds of advice",
                "ordering": ["position", "label"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_from__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="advicegiven_validity",
                        violation_error_message="The last day lies before the first day.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AdviceOutcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                ("label", models.CharField(max_length=160, verbose_name="label")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                (
                    "valid_until",
                    models.DateField(blank=True, null=True, verbose_name="valid until"),
                ),
                ("verified", models.BooleanField(default=False, verbose_name="verified")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "outcome of an advice request",
                "verbose_name_plural": "outcomes of advice requests",
                "ordering": ["position", "label"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_from__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="adviceoutcome_validity",
                        violation_error_message="The last day lies before the first day.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AdviceTheme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                ("label", models.CharField(max_length=160, verbose_name="label")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                (
                    "valid_until",
                    models.DateField(blank=True, null=True, verbose_name="valid until"),
                ),
                ("verified", models.BooleanField(default=False, verbose_name="verified")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "counts_as_stalking",
                    models.BooleanField(default=False, verbose_name="counts as stalking"),
                ),
            ],
            options={
                "verbose_name": "theme of an advice request",
                "verbose_name_plural": "themes of advice requests",
                "ordering": ["position", "label"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_from__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="advicetheme_validity",
                        violation_error_message="The last day lies before the first day.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CallerClass",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                ("label", models.CharField(max_length=160, verbose_name="label")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                (
                    "valid_until",
                    models.DateField(blank=True, null=True, verbose_name="valid until"),
                ),
                ("verified", models.BooleanField(default=False, verbose_name="verified")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "class of the caller",
                "verbose_name_plural": "classes of callers",
                "ordering": ["position", "label"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_from__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="callerclass_validity",
                        violation_error_message="The last day lies before the first day.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactChannel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                ("label", models.CharField(max_length=160, verbose_name="label")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                (
                    "valid_until",
                    models.DateField(blank=True, null=True, verbose_name="valid until"),
                ),
                ("verified", models.BooleanField(default=False, verbose_name="verified")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "for_advice",
                    models.BooleanField(default=False, verbose_name="for advice requests"),
                ),
                (
                    "for_helpline",
                    models.BooleanField(default=False, verbose_name="for the helpline"),
                ),
            ],
            options={
                "verbose_name": "channel",
                "verbose_name_plural": "channels",
                "ordering": ["position", "label"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_from__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="contactchannel_validity",
                        violation_error_message="The last day lies before the first day.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HelplineContext",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                ("label", models.CharField(max_length=160, verbose_name="label")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                (
                    "valid_until",
                    models.DateField(blank=True, null=True, verbose_name="valid until"),
                ),
                ("verified", models.BooleanField(default=False, verbose_name="verified")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("in_family", models.BooleanField(default=False, verbose_name="within the family")),
            ],
            options={
                "verbose_name": "context of a call",
                "verbose_name_plural": "contexts of calls",
                "ordering": ["position", "label"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_from__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="helplinecontext_validity",
                        violation_error_message="The last day lies before the first day.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HelplineReferral",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                ("label", models.CharField(max_length=160, verbose_name="label")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                (
                    "valid_until",
                    models.DateField(blank=True, null=True, verbose_name="valid until"),
                ),
                ("verified", models.BooleanField(default=False, verbose_name="verified")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "referral by the helpline",
                "verbose_name_plural": "referrals by the helpline",
                "ordering": ["position", "label"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_from__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="helplinereferral_validity",
                        violation_error_message="The last day lies before the first day.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HelplineTheme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                ("label", models.CharField(max_length=160, verbose_name="label")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                (
                    "valid_until",
                    models.DateField(blank=True, null=True, verbose_name="valid until"),
                ),
                ("verified", models.BooleanField(default=False, verbose_name="verified")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "counts_as_stalking",
                    models.BooleanField(default=False, verbose_name="counts as stalking"),
                ),
            ],
            options={
                "verbose_name": "theme of the helpline",
                "verbose_name_plural": "themes of the helpline",
                "ordering": ["position", "label"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_from__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="helplinetheme_validity",
                        violation_error_message="The last day lies before the first day.",
                    )
                ],
            },
        ),
        *(shared(f"codelists_{name}", "SELECT, INSERT, UPDATE") for name in LISTS),
    ]

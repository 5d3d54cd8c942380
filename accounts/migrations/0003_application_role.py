from django.db import migrations

from lib.walls import Wall, shared, wall

READ = "SELECT"
KEEP = "SELECT, INSERT, UPDATE"
ALL = "SELECT, INSERT, UPDATE, DELETE"


class Migration(migrations.Migration):
    """The only privileges of the application role on tables that hold no dossier.

    A table that is not named in a migration gives "permission denied": it fails closed.
    """

    dependencies = [
        ("accounts", "0002_acting_user"),
        ("audit", "0002_append_only"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("authtoken", "0004_alter_tokenproxy_options"),
        ("axes", "0010_accessattemptexpiration"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("sessions", "0001_initial"),
    ]
    operations = [
        shared("django_migrations", READ),
        shared("django_content_type", READ),
        shared("auth_permission", READ),
        shared("auth_group", READ),
        shared("auth_group_permissions", READ),
        shared("django_session", ALL),
        shared("django_admin_log", "SELECT, INSERT"),
        shared("authtoken_token", "SELECT, INSERT, DELETE"),
        shared("axes_accessattempt", ALL),
        shared("axes_accessattemptexpiration", ALL),
        shared("axes_accessfailurelog", ALL),
        shared("axes_accesslog", ALL),
        shared("accounts_user", KEEP),
        shared("accounts_user_groups", "SELECT, INSERT, DELETE"),
        shared("accounts_user_user_permissions", "SELECT, INSERT, DELETE"),
        shared("accounts_membership", KEEP),
        shared("accounts_centre", KEEP),
        shared("accounts_centrearea", KEEP),
        shared("accounts_organisation", KEEP),
        shared("accounts_partnership", KEEP),
        shared("accounts_partnershipsuspension", KEEP),
        wall(
            Wall(
                table="audit_event",
                read="(SELECT accounts_acting_has_role('privacy_officer'))",
                write="true",
                grants="SELECT, INSERT",
            )
        ),
    ]

from django.db import migrations

from lib.walls import shared

# No DELETE: a code in use can be ended, never deleted.
LISTS = (
    "closurereason",
    "formofviolence",
    "intakeoutcome",
    "municipality",
    "offencetype",
    "policezone",
    "relation",
    "reporterrole",
    "reportersector",
)


class Migration(migrations.Migration):
    dependencies = [("codelists", "0001_code_lists")]
    operations = [shared(f"codelists_{name}", "SELECT, INSERT, UPDATE") for name in LISTS]

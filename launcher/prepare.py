"""Bring database, texts and static files up to date, in one process. Safe to repeat.

python -m launcher.prepare ACCOUNTS_FILE
"""

import os
import sys
from pathlib import Path

import django
from django.core.management import call_command

from launcher import PROJECT, messages


def main(accounts: Path) -> None:
    messages.compile_all(PROJECT)
    django.setup()
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_reference_data")
    call_command("seed_demo")
    # Demo passwords, but still passwords: for this account only.
    with os.fdopen(os.open(accounts, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        call_command("demo_accounts", stdout=file)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

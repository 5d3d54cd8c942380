"""manage.py demo_accounts: user name, password and role of the accounts to try with."""

from typing import Any

from lib.maintenance import MaintenanceCommand
from reporting.seeding.demo import PASSWORD, DemoAccount, accounts_that_work, place_of


class Command(MaintenanceCommand):
    help = "Print the demo accounts that still have the public password."

    def handle(self, *_args: Any, **_options: Any) -> None:
        accounts = list(accounts_that_work())
        width = max((len(account.username) for account in accounts), default=0)
        for account in accounts:
            self.stdout.write(f"{account.username.ljust(width)}  {PASSWORD}  {_work(account)}")


def _work(account: DemoAccount) -> str:
    place = place_of(account)
    return f"{account.role.label}, {place}" if place else str(account.role.label)

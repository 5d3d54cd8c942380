"""manage.py load_questions: question 841 as answered in 2023 and as it can be answered now."""

from typing import Any

from lib.maintenance import MaintenanceCommand
from reporting.questions.loading import load_questions


class Command(MaintenanceCommand):
    help = "Add the parliamentary questions the product brings along; work of people stays."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{load_questions()} questions added")

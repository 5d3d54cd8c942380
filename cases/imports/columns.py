"""The columns of an import file; docs/import.md explains each."""

import re

REQUIRED = ("centre", "source_reference", "received_on", "stalking")
OPTIONAL = (
    "opened_on",
    "summary",
    "closed_on",
    "closure_reason",
    "closing_note",
    "counting_exclusion",
)
# Columns that may occur once per person or offence: person1_role, offence2_from.
PERSON = ("role", "given_name", "family_name", "born_on", "sex")
OFFENCE = ("from", "until", "forms", "type", "relation", "status", "description")
_NUMBERED = re.compile(
    rf"(?:person[1-9]_(?:{'|'.join(PERSON)})|offence[1-9]_(?:{'|'.join(OFFENCE)}))"
)
_GROUP = re.compile(r"(person|offence)([1-9])_.*")


def is_known(column: str) -> bool:
    """Whether an import file may have this column."""
    return column in REQUIRED or column in OPTIONAL or bool(_NUMBERED.fullmatch(column))


def groups(columns: tuple[str, ...], kind: str) -> list[str]:
    """The prefixes of one kind that these columns hold, for example person1_ and person2_."""
    found = (_GROUP.fullmatch(column) for column in columns)
    numbers = {match[2] for match in found if match and match[1] == kind}
    return [f"{kind}{number}_" for number in sorted(numbers)]

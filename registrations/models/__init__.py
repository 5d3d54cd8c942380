from registrations.models.intake import Intake, IntakeForm, IntakePerson

__all__ = ["Intake", "IntakeForm", "IntakePerson"]

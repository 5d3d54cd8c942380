"""Audit events of figures. They hold no personal data: which figure, over what, in which file."""

from audit.events import Action, register

FIGURES_READ = register("reporting.figures.read", Action.READ, "figures read")
FIGURES_EXPORTED = register("reporting.figures.exported", Action.READ, "figures exported")
COUNTED_DOSSIERS_LISTED = register(
    "reporting.figures.dossiers_listed", Action.READ, "dossiers behind a figure listed"
)

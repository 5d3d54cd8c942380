"""The dossier and the work on it."""

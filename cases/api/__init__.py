"""Dossiers and offences for machines, within the caller's scope. See docs/api.md."""

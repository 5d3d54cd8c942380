"""Figures for machines: values and states in separate fields. See docs/api.md."""

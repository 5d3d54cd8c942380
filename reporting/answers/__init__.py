"""Answers as they are frozen, and the files that are written from a frozen answer."""

"""Starts the product on one machine: environment, PostgreSQL, Valkey, web, worker and tests."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent

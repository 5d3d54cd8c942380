"""Starts the product on one machine: environment, PostgreSQL, Valkey, web, worker and tests."""

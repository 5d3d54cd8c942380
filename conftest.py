"""Fixtures for every test: the application role, the owner alias, quick passwords."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.backends.signals import connection_created
from django.test import TransactionTestCase
from django.utils.translation.reloader import translation_file_changed

from launcher.messages import compile_all
from lib.walls import APP_ROLE
from tests.database import as_owner, put_on_application_role


def pytest_configure(config: pytest.Config) -> None:
    """Tests read Dutch. The workers of xdist find the files ready: they start after this."""
    if not hasattr(config, "workerinput"):
        for compiled in compile_all(Path(__file__).parent):
            # Django has been set up already and may have read the texts of yesterday.
            translation_file_changed(None, compiled)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Sign in as the owner: the test database has to be created and migrated."""
    owner = settings.DATABASES["owner"]
    name = os.environ.get("TEST_DB_NAME")
    if name:
        # Several people may run tests on one server at the same time.
        for alias in ("default", "owner"):
            test_settings = connections[alias].settings_dict["TEST"]
            suffix = (test_settings["NAME"] or "").rpartition("_gw")[2]
            is_worker = "_gw" in (test_settings["NAME"] or "")
            test_settings["NAME"] = f"{name}_gw{suffix}" if is_worker else name
    for key in ("USER", "PASSWORD"):
        connections["default"].settings_dict[key] = owner[key]
        settings.DATABASES["default"][key] = owner[key]


def _put_role_on(sender: Any, connection: Any, **kwargs: Any) -> None:
    if connection.alias == "default":
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {APP_ROLE}")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """From here on every connection, also those of live servers, is the application's."""
    with django_db_blocker.unblock():
        put_on_application_role()
    connection_created.connect(_put_role_on)
    yield
    connection_created.disconnect(_put_role_on)
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.fixture(autouse=True, scope="session")
def flush_as_owner() -> Iterator[None]:
    """The application role may not truncate, so the test machinery flushes as the owner."""
    original = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def teardown(self: TransactionTestCase) -> None:
        with as_owner():
            original(self)

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[attr-defined]
    yield
    TransactionTestCase._fixture_teardown = original  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any) -> None:
    """No manifest: nobody runs collectstatic before a test."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}

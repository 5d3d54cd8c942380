"""A real Chromium for every test in this folder; without one: skipped here, red in CI."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from launcher import chromium
from tests.browser.support import ConsoleLog

HERE = Path(__file__).parent
# The synchronous browser interface runs an event loop in the same thread, and Django would
# refuse every query made from a test that also drives the browser.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium; root (a container) has no sandbox to offer."""
    program = chromium.find()
    if program is None:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(chromium.MISSING)
        pytest.skip(chromium.MISSING)
    args = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": program, "args": args}


@pytest.fixture(scope="session")
def base_url() -> None:
    """Replaces the plugin's own: a session fixture on a class, about which pytest 9 warns."""


@pytest.fixture
def console(page: Page) -> ConsoleLog:
    """Listens from before the first page; ask for it next to `page`."""
    log = ConsoleLog()
    log.watch(page)
    return log

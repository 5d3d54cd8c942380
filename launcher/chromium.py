"""Find a Chromium for the browser tests."""

import os
import shutil
from pathlib import Path

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
)
MAC_APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
MISSING = (
    "No Chromium found, so the browser tests are left out. "
    "On Debian: apt-get install chromium; or set CHROMIUM to the program."
)


def find() -> str | None:
    """The program's path: $CHROMIUM, then the usual names, then the usual macOS places."""
    if configured := os.environ.get("CHROMIUM"):
        return shutil.which(configured)
    for name in NAMES:
        if found := shutil.which(name):
            return found
    return next((path for path in MAC_APPLICATIONS if Path(path).exists()), None)

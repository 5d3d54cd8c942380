"""Make the picture of the README from a running demo: python scripts/picture.py URL PASSWORD."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from launcher.chromium import find

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "images" / "stalking.png"


def main(url: str, password: str) -> None:
    """Sign in as the coordinator of the demo and photograph the yearly stalking counts."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        page = browser.new_page(viewport={"width": 1366, "height": 1000}, locale="nl-BE")
        page.goto(f"{url.rstrip('/')}/aanmelden/?next=/cijfers/stalking/")
        page.fill("input[name=username]", "coordinator")
        page.fill("input[name=password]", password)
        page.press("input[name=password]", "Enter")
        page.wait_for_url("**/cijfers/stalking/")
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:3])

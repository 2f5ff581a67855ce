"""`python -m bench.editors`: how soon each editor of the designer shows what it edits, and what its files weigh.

In Chromium with a fresh context each time, so that nothing comes from the browser's own store; the median of five.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, StorageState, sync_playwright

from bench.installation import free_port, process, zevenstap
from cli.demo.people import PASSWORD

TIMES = 5
PACKAGE = "werkproces-2016"
BUTTON = "Ontwerp van Werkproces"
# editor -> its page in a draft, and what stands on the page once it shows what it edits
EDITORS = {
    "modeler": (f"diagrammen/bpmn/{PACKAGE}/stap_6_uitvoeren.bpmn", "[data-modeler][data-ready=true]"),
    "form_editor": (f"formulieren/forms/{PACKAGE}/stap-6-voortgang.form", "[data-form-editor][data-ready]"),
    "table_editor": (f"tabellen/bpmn/{PACKAGE}/privacytabel.dmn", "[data-table-editor][data-state=klaar]"),
}
TARGETS = {"seconds": 2.0, "editors_gzip_kb": 1200.0}
STATIC = Path(__file__).parents[1] / "web" / "static"
SHELL = ("app-", "gemeente-", "viewer-", "licenties-")  # what every page has, or none


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="zevenstap-bench-") as place, sync_playwright() as playwright:
        environment = {"ZEVENSTAP_HOME": str(Path(place) / "var")}
        zevenstap(environment, "init", "--demo")
        port = free_port()
        with process(["app", "serve"], environment, port):
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("ZEVENSTAP_TEST_BROWSER", "/usr/bin/chromium") or None,
                args=["--no-sandbox"],
            )
            found = _times(browser, f"http://127.0.0.1:{port}")
            browser.close()
    weight = _weight()
    print(json.dumps({"seconds": found, "editors_gzip_kb": weight}, indent=1))
    return 0 if max(found.values()) <= TARGETS["seconds"] and weight <= TARGETS["editors_gzip_kb"] else 1


def _times(browser: Browser, site: str) -> dict[str, float]:
    state, draft = _designer(browser, site)
    return {name: round(median(_shown(browser, state, draft, name) for _ in range(TIMES)), 2) for name in EDITORS}


def _designer(browser: Browser, site: str) -> tuple[StorageState, str]:
    """Somebody who logged in and began a draft; its address."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}/inloggen")
    page.get_by_label("Gebruikersnaam").fill("ontwerper")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Inloggen").click()
    page.goto(f"{site}/ontwerpen")
    page.get_by_role("button", name=BUTTON).first.click()
    page.wait_for_url("**/ontwerpen/*")
    state, draft = context.storage_state(), page.url
    context.close()
    return state, draft


def _shown(browser: Browser, state: StorageState, draft: str, name: str) -> float:
    """Seconds from asking for the page to seeing the drawing, form or table."""
    path, ready = EDITORS[name]
    context = browser.new_context(storage_state=state, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    began = time.perf_counter()
    page.goto(f"{draft}/{path}", wait_until="commit")
    page.locator(ready).wait_for()
    spent = time.perf_counter() - began
    context.close()
    return spent


def _weight() -> float:
    """Kilobytes of all scripts and styles of the editors together, as they go over the line with gzip."""
    files = [each for each in STATIC.glob("*.gz") if not each.name.startswith(SHELL)]
    return round(sum(each.stat().st_size for each in files) / 1024, 1)


if __name__ == "__main__":
    sys.exit(main())

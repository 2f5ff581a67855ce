"""A town with a real server, and people with a real browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from cli.demo.answers import pdf
from cli.demo.people import PASSWORD
from tests.browser.clerk import Clerk
from tests.browser.town import Town, opened

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 10_000  # milliseconds; a test machine may be busy
expect.set_options(timeout=PATIENCE)
Enter = Callable[[str], Clerk]
SCREEN: Mapping[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHONE: Mapping[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = os.environ.get("ZEVENSTAP_TEST_BROWSER") or shutil.which("chromium")
    return {**browser_type_launch_args, "args": list(QUIET), **({"executable_path": found} if found else {})}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Without cases: what happens in it, the test does."""
    with opened(tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture(scope="module")
def demo_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """With cases that stand in every step."""
    with opened(tmp_path_factory.mktemp("demo"), demo=True) as town:
        yield town


def nothing_more(page: Page) -> None:
    """A look at a page that asks nothing of it."""


def people_of(
    town: Town,
    browser: Browser,
    look: Callable[[Page], None] = nothing_more,
    *,
    kind: type[Clerk] = Clerk,
    screen: Mapping[str, Any] = SCREEN,
) -> Iterator[Enter]:
    """Gives people by their login; everybody has his own browser profile and logs in once."""
    contexts: list[BrowserContext] = []
    inside: dict[str, Clerk] = {}

    def enter(login: str) -> Clerk:
        if login not in inside:
            context = browser.new_context(base_url=town.url, locale="nl-NL", **screen)
            context.set_default_timeout(PATIENCE)
            contexts.append(context)
            inside[login] = kind(context.new_page(), login, PASSWORD, town.run_jobs, look)
        return inside[login]

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def person(town: Town, browser: Browser) -> Iterator[Enter]:
    yield from people_of(town, browser)


@pytest.fixture(scope="module")
def demo_person(demo_town: Town, browser: Browser) -> Iterator[Enter]:
    yield from people_of(demo_town, browser)


@pytest.fixture(scope="session")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A PDF with one line, to hand in somewhere."""
    folder = tmp_path_factory.mktemp("papieren")

    def make(name: str) -> Path:
        path = folder / f"{name}.pdf"
        path.write_bytes(pdf(name))
        return path

    return make

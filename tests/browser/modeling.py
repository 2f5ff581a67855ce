"""What a designer does in the modeler: choose elements, open menus, fill in properties."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.clerk import Clerk

PACKAGE = "Ontwerp van Werkproces aanpak problematische jeugdgroepen (landelijk, 2016)"
KEPT = re.compile(r"Opgeslagen om \d+\.\d\d")


def begin(designer: Clerk) -> str:
    """A draft of the national process; gives its address."""
    designer.visit("/ontwerpen")
    designer.press(PACKAGE)
    return designer.page.url


class Modeler:
    """The modeler on a page that is open."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.locator("[data-modeler]")
        expect(self.root).to_have_attribute("data-ready", "true")

    def shape(self, element: str) -> Locator:
        return self.page.locator(f"g.djs-element[data-element-id='{element}']")

    def choose(self, element: str) -> None:
        """Chosen as a click does; also what is out of sight."""
        expect(self.shape(element)).to_be_attached()
        self.page.evaluate(
            """id => { const { modeler } = document.querySelector('[data-modeler]');
            const element = modeler.get('elementRegistry').get(id);
            modeler.get('canvas').scrollToElement(element, 200);
            modeler.get('selection').select(element); modeler.get('canvas').focus(); }""",
            element,
        )
        expect(self.shape(element)).to_have_class(re.compile("selected"))

    def key(self, key: str) -> None:
        self.page.keyboard.press(key)

    def menu(self, key: str, text: str) -> None:
        """Choose from the menu that a key opens."""
        self.key(key)
        box = self.page.locator(".djs-popup input")
        box.press_sequentially(text)  # it listens to keys
        first = self.page.locator(".djs-popup .entry").first
        expect(first).to_contain_text(text)
        self.key("Enter")

    def pad(self, action: str) -> None:
        self.page.locator(f".djs-context-pad.open .entry[data-action='{action}']").click()

    def connect(self, target: str) -> None:
        self.pad("connect")
        self.shape(target).click()

    def chosen(self) -> str:
        found: str = self.page.evaluate("document.querySelector('[data-modeler]').modeler.get('selection').get()[0].id")
        return found

    @property
    def panel(self) -> Locator:
        return self.page.get_by_role("region", name="Eigenschappen")

    def open_group(self, name: str) -> Locator:
        """A group of the properties, opened when it is closed."""
        header = self.panel.locator(".bio-properties-panel-group-header").filter(
            has_text=re.compile(f"^{re.escape(name)}")
        )
        if "open" not in (header.get_attribute("class") or ""):
            header.click()
        return header.locator("xpath=..")

    @property
    def findings(self) -> Locator:
        return self.root.locator("[data-findings-list]")

    def kept(self) -> None:
        expect(self.root.locator("[data-status]")).to_have_text(KEPT)

"""What must hold of every page: a tool finds no barrier, nothing scrolls sideways, the browser has no complaint."""

from __future__ import annotations

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

# Only what is wrong: the long list of what is right takes longer to hand over than to find.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
AXE = "([context, options]) => axe.run(context, options)"
# The editors, once they show what they edit.
READY = ("[data-modeler][data-ready=true]", "[data-form-editor][data-ready]", "[data-table-editor][data-state=klaar]")
# What the canvas of an editor shows stands beside it as text; the library that draws it is not ours to mend.
CANVASES = {
    "exclude": [[f"{editor} [data-canvas]"] for editor in ("[data-modeler]", "[data-form-editor]", ".zs-tabel")]
}
WIDE, NARROW = 1280, 320
# Which elements stick out, so that a failure names them; what scrolls within its own frame does not count.
TOO_WIDE = """width => [...document.querySelectorAll("body *")]
    .filter(each => each.getBoundingClientRect().right > width + 1 && !each.closest(".zs-scroll, .zs-figuur__vlak"))
    .slice(0, 5).map(each => each.tagName + "." + each.className + " " + each.textContent.trim().slice(0, 40))"""


def settled(page: Page) -> None:
    """Wait for the drawing, if the page has one."""
    drawing = page.locator("figure[data-diagram]")
    if drawing.count():
        expect(page.locator("figure[data-ready=true]").first).to_be_visible()
    for ready in READY:
        if page.locator(ready.partition("][")[0] + "]").count():
            expect(page.locator(ready)).to_be_visible()


def check_page(page: Page) -> None:
    """No barrier at two widths, and no sideways scroll."""
    page.evaluate(Axe().axe_script)  # once for both widths
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        found = AxeResults(page.evaluate(AXE, [CANVASES, RULES]))
        assert found.violations_count == 0, f"{page.url} at {width}\n{found.generate_report()}"
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{page.url} is {wide} wide at {width}: {page.evaluate(TOO_WIDE, width)}"
    page.set_viewport_size({"width": WIDE, "height": 900})

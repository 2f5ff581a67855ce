"""Who enlarges, spaces out, changes the colours or wants nothing to move, sees and reads all there is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Enter
from tests.browser.kinds import PAGES
from tests.browser.looking import TOO_WIDE, settled

KINDS = (
    "my day",
    "tasks",
    "task with errors",
    "group in step 6",
    "whole process of a group",
    "timeline",
    "actions",
    "figures for the council",
    "registers",
    "draft",
    "modeler",
    "accessibility",
)
SHOTS = os.environ.get("ZEVENSTAP_SHOTS", "")  # a folder: look at the pages of this test
NORMAL = {"width": 1280, "height": 900}
ZOOMED = (640, 320)  # 200 % and 400 % of a screen of 1280 wide (WCAG 1.4.4 and 1.4.10)
# WCAG 1.4.12, as a reader's own style; a sheet of the document itself is no style that the policy must let in.
SPACED = """() => { const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }`);
    document.adoptedStyleSheets = [sheet]; }"""
# Text that does not fit in what it stands in, and cannot be scrolled to; what is only for a screen reader aside.
CUT_OFF = """() => [...document.querySelectorAll("body *")].filter(each => {
    const style = getComputedStyle(each);
    if (![style.overflowX, style.overflowY].some(way => way === "hidden" || way === "clip")) return false;
    if (each.closest(".zs-verborgen, svg, [data-canvas]") || !each.textContent.trim()) return false;
    if (!each.offsetParent || style.clipPath !== "none") return false;
    return (style.overflowY !== "auto" && each.scrollHeight > each.clientHeight + 2 && each.clientHeight > 0)
        || (style.overflowX !== "auto" && each.scrollWidth > each.clientWidth + 2 && each.clientWidth > 0);
}).map(each => `${each.tagName}.${each.className}: ${each.textContent.trim().slice(0, 60)}`)"""
# Texts that lie over each other: a button or link that sticks out of its own box.
BURST = """() => [...document.querySelectorAll("button, .utrecht-button, .zs-status, th, summary")].filter(each =>
    each.offsetParent && getComputedStyle(each).display !== "inline" && each.clientWidth > 0
    && (each.scrollWidth > each.clientWidth + 2 || each.scrollHeight > each.clientHeight + 4)
    && !each.closest("[data-canvas]"))
    .map(each => `${each.tagName}.${each.className}: ${each.textContent.trim().slice(0, 60)}`)"""
MOVING = """() => [...document.querySelectorAll("*")].flatMap(each => ["", "::before", "::after"].map(part => {
    const style = getComputedStyle(each, part || null);
    const times = `${style.transitionDuration},${style.animationDuration}`.split(",");
    const long = times.some(time => parseFloat(time) > 0.001);
    return long || style.scrollBehavior === "smooth" ? `${each.tagName}.${each.className}${part}` : "";
})).filter(Boolean).slice(0, 5)"""
# What the colours of the reader leave: system colours, as this browser has them now.
SYSTEM = """() => { const at = document.createElement("i"); document.body.append(at);
    const found = ["Canvas", "CanvasText", "LinkText", "VisitedText", "ButtonText", "ButtonFace", "ButtonBorder",
        "GrayText", "Highlight", "HighlightText", "Field", "FieldText", "Mark", "MarkText"].map(name => {
        at.style.color = name; return getComputedStyle(at).color; });
    at.remove(); return found; }"""
DRAWN = """system => [...document.querySelectorAll("main svg *, header svg *")].filter(each => {
    const style = getComputedStyle(each), box = each.getBoundingClientRect();
    if (!box.width || each.closest("[data-canvas], defs, symbol") || each.children.length) return false;
    if (!["path", "rect", "circle", "line", "polyline", "polygon", "text", "use"].includes(each.tagName)) return false;
    const seen = [style.fill, style.stroke].filter(paint => paint !== "none" && !paint.startsWith("url"));
    return seen.some(paint => !system.includes(paint));
}).map(each => { const style = getComputedStyle(each), of = each.closest("svg").parentElement;
    return `${each.tagName} in ${of.tagName}.${of.className}: ${style.fill} ${style.stroke}`; }).slice(0, 5)"""
FOCUSED = """() => { const at = document.activeElement, style = getComputedStyle(at);
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    return { name: `${at.tagName}.${at.className} ${at.textContent.trim().slice(0, 30)}`, ring,
             colour: style.outlineColor, body: at === document.body }; }"""


def show(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name.replace(' ', '-')}.png", full_page=True)


@pytest.fixture(params=KINDS)
def page(request: pytest.FixtureRequest, demo_person: Enter) -> Iterator[Page]:
    """One of the pages, at the size of a desk; afterwards the browser is as it was."""
    login, way = PAGES[request.param]
    who = demo_person(login)
    way(who)
    settled(who.page)
    yield who.page
    who.page.emulate_media(forced_colors="none", reduced_motion="no-preference")
    who.page.set_viewport_size(NORMAL)


def test_a_page_can_be_enlarged_spaced_out_recoloured_and_kept_still(
    page: Page, request: pytest.FixtureRequest
) -> None:
    """One visit, all four: a visit is what takes time."""
    name = request.node.callspec.params["page"]
    for width in ZOOMED:
        page.set_viewport_size({"width": width, "height": NORMAL["height"] * width // NORMAL["width"]})
        assert_all_is_there(page, f"{name} at {width}")
    page.set_viewport_size(NORMAL)

    page.emulate_media(forced_colors="active", color_scheme="dark")
    show(page, f"{name} forced")
    strange = page.evaluate(DRAWN, page.evaluate(SYSTEM))
    assert strange == [], f"{name}: drawn in a colour that the reader did not choose: {strange}"
    assert_focus_is_seen(page, name)
    page.emulate_media(forced_colors="none", color_scheme="light", reduced_motion="reduce")
    moving = page.evaluate(MOVING)
    assert moving == [], f"{name}: moves, though the reader wants stillness: {moving}"

    page.evaluate(SPACED)
    for width in (NORMAL["width"], ZOOMED[-1]):
        page.set_viewport_size({"width": width, "height": NORMAL["height"]})
        assert_all_is_there(page, f"{name} spaced out at {width}")
        show(page, f"{name} spaced {width}")


def assert_all_is_there(page: Page, where: str) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{where}: {wide} too wide: {page.evaluate(TOO_WIDE, page.evaluate('innerWidth'))}"
    cut, burst = page.evaluate(CUT_OFF), page.evaluate(BURST)
    assert cut == [], f"{where}: cut off: {cut}"
    assert burst == [], f"{where}: sticks out: {burst}"


def assert_focus_is_seen(page: Page, where: str) -> None:
    """The first things one comes past with Tab have a line round them, in a colour of the reader."""
    page.evaluate("document.activeElement.blur()")
    for _ in range(12):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if found["body"]:
            break
        assert found["ring"], f"{where}: no focus to be seen on {found['name']}"


def test_what_is_cut_off_too_wide_invisible_or_moving_is_found(demo_person: Enter) -> None:
    page = demo_person("bestuur").page
    page.goto("/hulp")
    put = (
        "(css) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet]; }"
    )
    page.set_viewport_size({"width": 640, "height": 450})
    for css, fault in (
        ("main { min-inline-size: 700px; }", "too wide"),
        ("main p { block-size: 10px; overflow: hidden; }", "cut off"),
        (
            "summary, .utrecht-button { display: block; block-size: 3px; min-block-size: 0; padding: 0; }",
            "sticks out",
        ),
    ):
        page.evaluate(put, css)
        with pytest.raises(AssertionError, match=fault):
            assert_all_is_there(page, "help")
    page.evaluate(put, "a { transition: color 1s; } *:focus-visible { outline: none !important; }")
    assert page.evaluate(MOVING) != []
    with pytest.raises(AssertionError, match="no focus"):
        assert_focus_is_seen(page, "help")
    page.evaluate(put, "svg path, svg use { stroke: #123456 !important; }")
    page.emulate_media(forced_colors="active")
    assert page.evaluate(DRAWN, page.evaluate(SYSTEM)) != []
    page.emulate_media(forced_colors="none")
    page.set_viewport_size(NORMAL)

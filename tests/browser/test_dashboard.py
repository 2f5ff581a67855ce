"""The dashboard as the regisseur uses it: drawing and table say the same, a filter, a file, forced colours, paper."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.looking import check_page

FILL = "each => getComputedStyle(each).fill"


def test_the_regisseur_reads_filters_and_takes_along_how_his_cases_stand(demo_person: Enter, tmp_path: Path) -> None:
    who = demo_person("regisseur")
    who.visit("/")
    who.page.get_by_role("navigation").get_by_role("link", name="Overzicht", exact=True).click()
    who.sees_title("Overzicht")
    panel = who.part.get_by_role("region", name="Lopende zaken per stap")
    rows = panel.get_by_role("row").filter(has=who.page.get_by_role("cell")).all()
    told = panel.get_by_role("img").get_attribute("aria-label") or ""
    for row in rows:
        step, running, late = row.get_by_role("cell").all_inner_texts()
        assert f"{step}: {running}" in told
        assert late == "0" or f"{step}: {running}, met iets te laat: {late}" in told

    with who.page.expect_download() as taken:
        panel.get_by_role("link", name="CSV van Lopende zaken per stap").click()
    file = tmp_path / "stappen.csv"
    taken.value.save_as(file)
    assert file.read_bytes().startswith(b"\xef\xbb\xbfstapnummer;stap;lopende_zaken")

    areas = who.part.get_by_label("Wijk of gebied")
    before = who.part.get_by_role("region", name="Wat wacht het langst?").get_by_role("row").count()
    areas.select_option(index=1)
    who.press("Toon")
    expect(areas).not_to_have_value("")
    assert who.part.get_by_role("region", name="Wat wacht het langst?").get_by_role("row").count() < before
    check_page(who.page)


def test_the_bars_hold_in_forced_colours_and_on_paper(demo_person: Enter) -> None:
    page = demo_person("regisseur").page
    page.goto("/overzicht")
    bar = page.locator("rect.zs-staaf").first
    own = bar.evaluate(FILL)
    page.emulate_media(forced_colors="active")
    text = page.locator("h1").evaluate("each => getComputedStyle(each).color")
    assert bar.evaluate(FILL) == text != own
    file = page.get_by_role("link", name="CSV van Lopende zaken per stap", include_hidden=True)
    expect(file).to_be_visible()
    page.emulate_media(forced_colors="none", media="print")
    expect(file).to_be_hidden()
    expect(bar).to_be_visible()
    page.emulate_media(media="screen")

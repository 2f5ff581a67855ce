"""The handbooks as pages: every page, link and picture works, nothing of the text is markup, and words are found."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bench import sbom
from tests.web.web_world import ROLES, World, do, papers
from web import handbook, handbook_text
from web.handbook_text import Page

DOCS = Path(__file__).parent.parent.parent / "docs"


def test_every_page_opens_and_every_link_and_picture_in_it_leads_somewhere(world: World) -> None:
    client, seen = world.client("partner"), set()
    for name in handbook_text.pages(DOCS):
        answer = client.get(f"/hulp/handboek/{name}")
        assert answer.status_code == 200, name
        article = answer.get_data(as_text=True).split("<article")[1].split("</article>")[0]
        seen |= set(re.findall(r'(?:href|src)="(/[^"#]*)', article))
        ids = re.findall(r' id="([^"]+)"', article)
        assert len(ids) == len(set(ids)), name
    assert len(seen) > 50
    for address in seen:
        assert client.get(address).status_code == 200, address


def test_every_role_has_pages_to_begin_with_that_exist(world: World) -> None:
    for role in ROLES:
        assert handbook.BEGIN[role] and all(name in handbook_text.pages(DOCS) for name in handbook.BEGIN[role])
        assert "Begin hier" in world.get(role, "/hulp/handboek").get_data(as_text=True)


def test_the_words_say_whose_the_groepsscan_is(world: World) -> None:
    page = world.get("partner", "/hulp/handboek/begrippen").get_data(as_text=True)
    assert "is een instrument van de politie" in page
    assert "is van de gemeente" in page


def test_who_is_not_logged_in_reads_help_and_no_handbook(world: World) -> None:
    client = world.app.test_client()
    assert client.get("/hulp/handboek").status_code == 302
    for open_page in ("/hulp", "/privacy", "/toegankelijkheid"):
        assert client.get(open_page).status_code == 200


def test_no_file_outside_the_documents_is_given(world: World) -> None:
    for path in ("../README", "../../etc/passwd", "%2e%2e/README", "bestaat-niet", "/etc/passwd"):
        assert world.get("boa", f"/hulp/handboek/{path}").status_code in (404, 308)
        assert world.get("boa", f"/hulp/plaatje/{path}").status_code in (404, 308)


def test_a_heading_is_found_by_its_words_without_accents(world: World) -> None:
    page = world.get("boa", "/hulp/zoeken?q=NAMENLIJST").get_data(as_text=True)
    assert "/hulp/handboek/behandelaar/namenlijst" in page
    assert "Niets gevonden" in world.get("boa", "/hulp/zoeken?q=qqqxyz").get_data(as_text=True)


@given(st.text(max_size=60))
def test_any_words_may_be_searched(asked: str) -> None:
    assert len(handbook_text.search(DOCS, asked)) <= 40


@given(st.text(alphabet=st.sampled_from("<>/ab\"'()[]!&;:# \n|-`"), max_size=120))
def test_nothing_of_a_text_becomes_markup_of_its_own(text: str) -> None:
    page = Page("x", "x", f"# X\n\n{text}\n\n<script>alert(1)</script>\n", "")
    made = handbook_text.html(page, lambda _: None)
    assert "<script" not in made and "<a>" not in made and "javascript:" not in made


def test_the_list_of_parts_names_what_runs_and_what_is_built_in() -> None:
    bill = sbom.bill()
    purls = [part["purl"] for part in bill["components"]]
    assert len(purls) == len(set(purls)) and purls
    for start in ("pkg:pypi/flask@", "pkg:pypi/spiffworkflow@", "pkg:pypi/werkzeug@", "pkg:npm/bpmn-js@"):
        assert any(purl.startswith(start) for purl in purls), start
    assert not any(purl.startswith("pkg:pypi/pytest@") for purl in purls)  # only the tests need it


def test_a_term_in_the_help_of_a_field_leads_to_its_row_of_the_glossary(world: World, case: int) -> None:
    # given
    papers(world)
    do(world, "procesregisseur", case, "stap-1-uitvraag", partners_vragen="false")
    weighed = {"besluit_signalen": "verzamelen", "motivering_signalen": "Het signaal is duidelijk."}
    do(world, "procesregisseur", case, "stap-1-weging", **weighed)
    do(world, "procesregisseur", case, "stap-2-uitvraag", partners=[], vraag="Wat ziet u?")
    # when
    task = world.get("procesregisseur", f"/taken/{world.task(case, 'groepsscan-noodzaak')}").text
    # then
    assert 'href="/hulp/handboek/begrippen#begrip-fg"' in task
    glossary = world.get("procesregisseur", "/hulp/handboek/begrippen").text
    assert 'id="begrip-fg"' in glossary and 'id="begrip-namenlijst"' in glossary

"""Settings and step help of a draft as plain forms."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import orjson
from lxml import html
from werkzeug.test import TestResponse

from engine import db, package_drafts
from tests.web.web_world import World

PATH = "bpmn/werkproces-2016/pakket.json"
HELP = "bpmn/werkproces-2016/hulp/stap-4.md"


def manifest(draft: int) -> dict[str, Any]:
    with db.reading() as session:
        read: dict[str, Any] = orjson.loads(
            package_drafts.read(session, package_drafts.get(session, draft), PATH).content
        )
    return read


def filled_in(world: World, draft: int) -> dict[str, str]:
    """The form as the page offers it."""
    page = html.fromstring(world.get("beheerder", f"/ontwerpen/{draft}/instellingen/{PATH}").get_data(as_text=True))
    (form,) = (form for form in page.forms if "/instellingen/" in form.get("action", ""))
    return {name: value or "" for name, value in form.form_values()}


def save(world: World, draft: int, **changed: str) -> Any:
    form = {**filled_in(world, draft), **{name.replace("__", "-"): value for name, value in changed.items()}}
    return world.post("beheerder", f"/ontwerpen/{draft}/instellingen/{PATH}", form)


def test_the_form_as_offered_changes_nothing(world: World, draft: int) -> None:
    before = manifest(draft)

    save(world, draft)

    assert manifest(draft) == before


def test_a_term_a_title_a_role_and_help_are_kept_and_nothing_else_changes(world: World, draft: int) -> None:
    before = manifest(draft)

    answer = save(
        world,
        draft,
        titel="Onze werkwijze",
        s__termijn_volgen="12",
        r__burgemeester="De burgemeester",
        h__stap_4_advies="stap-5",
        startformulier="stap-1-signaal",
    )

    assert answer.status_code == 302
    after = manifest(draft)
    assert after["titel"] == "Onze werkwijze"
    assert next(row for row in after["instellingen"] if row["sleutel"] == "termijn_volgen")["waarde"] == 12
    assert next(row for row in after["rollen"] if row["sleutel"] == "burgemeester")["naam"] == "De burgemeester"
    assert after["hulp"]["stap_4_advies"] == "hulp/stap-5.md"
    assert list(after) == list(before)
    assert {key for key in after if after[key] != before[key]} == {"titel", "instellingen", "rollen", "hulp"}


def test_what_the_law_says_has_no_field_and_cannot_be_sent(world: World, draft: int) -> None:
    assert "s-datalek_uren" not in filled_in(world, draft)

    save(world, draft, s__datalek_uren="1", titel="Anders")

    assert next(row for row in manifest(draft)["instellingen"] if row["sleutel"] == "datalek_uren")["waarde"] == 72


def test_what_cannot_be_is_said_at_its_field_and_nothing_is_kept(world: World, draft: int) -> None:
    before = manifest(draft)

    answer = save(world, draft, s__termijn_volgen="veel", titel="", startformulier="bestaat-niet", r__om="")

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for field in ("s-termijn_volgen", "titel", "startformulier", "r-om"):
        assert f'href="#{field}"' in page and f'id="{field}"' in page
    assert 'value="veel"' in page
    assert manifest(draft) == before


def test_help_is_shown_before_it_is_kept(world: World, draft: int) -> None:
    url = f"/ontwerpen/{draft}/uitleg/{HELP}"
    text = "# Titel\n\nDoel.\n\n## Wie doet wat\n\n- **iemand** <script>x</script>"

    seen = world.post("beheerder", url, {"tekst": text, "revisie": "0", "_actie": "bekijken"}).get_data(as_text=True)

    assert "<strong>iemand</strong>" in seen and "<script>x" not in seen
    assert "<summary>Wie doet wat</summary>" in seen
    with db.reading() as session:
        assert package_drafts.read(session, package_drafts.get(session, draft), HELP).content != text.encode()


def test_help_is_kept_with_its_revision(world: World, draft: int) -> None:
    url = f"/ontwerpen/{draft}/uitleg/{HELP}"
    page = world.get("beheerder", url).get_data(as_text=True)
    revision = re.search(r'name="revisie" value="(\d+)"', page)
    assert revision

    assert world.post("beheerder", url, {"tekst": "# Een\r\n\r\nTwee", "revisie": revision[1]}).status_code == 302
    late = world.post("beheerder", url, {"tekst": "# Later", "revisie": revision[1]})

    assert late.status_code == 409
    assert "# Later" in unescape(late.get_data(as_text=True))
    with db.reading() as session:
        opened = package_drafts.read(session, package_drafts.get(session, draft), HELP)
    assert opened.content == b"# Een\n\nTwee"


def test_empty_help_is_refused(world: World, draft: int) -> None:
    answer = world.post("beheerder", f"/ontwerpen/{draft}/uitleg/{HELP}", {"tekst": " ", "revisie": "0"})

    assert answer.status_code == 422
    assert 'href="#tekst"' in answer.get_data(as_text=True)


def added(world: World, draft: int, **typed: str) -> TestResponse:
    data = {name.replace("_", "-"): text for name, text in typed.items()}
    return world.post("beheerder", f"/ontwerpen/{draft}/instelling-erbij/{PATH}", data)


def test_a_setting_and_a_role_are_added_named_as_a_diagram_names_them_and_taken_out_again(
    world: World, draft: int
) -> None:
    added(world, draft, wat="instelling", nieuw_naam="Termijn: één belronde", nieuw_eenheid="dagen", nieuw_waarde="7")
    added(world, draft, wat="rol", nieuwe_rol="Straatcoach", nieuwe_rol_uitleg="Kent de straat.")

    made = manifest(draft)
    assert made["instellingen"][-1] == {
        "sleutel": "termijn_een_belronde",
        "label": "Termijn: één belronde",
        "waarde": 7,
        "eenheid": "dagen",
        "soort": "keuze",
    }
    assert made["rollen"][-1] == {"sleutel": "straatcoach", "naam": "Straatcoach", "uitleg": "Kent de straat."}
    assert "Geen fouten" in world.get("beheerder", f"/ontwerpen/{draft}").get_data(as_text=True)

    fields = filled_in(world, draft)
    gone = ["s-termijn_een_belronde", "r-straatcoach", "s-datalek_uren"]  # the last is the law's
    world.client("beheerder").post(f"/ontwerpen/{draft}/instellingen/{PATH}", data={**fields, "weg": gone})
    assert manifest(draft)["instellingen"] == made["instellingen"][:-1]
    assert manifest(draft)["rollen"] == made["rollen"][:-1]


def test_a_row_that_cannot_be_added_says_why_at_its_field(world: World, draft: int) -> None:
    before = manifest(draft)
    for typed, words in (
        ({"wat": "instelling", "nieuw_naam": "", "nieuw_eenheid": "dagen", "nieuw_waarde": "3"}, "Naam: vul"),
        ({"wat": "instelling", "nieuw_naam": "Bel", "nieuw_eenheid": "eeuwen", "nieuw_waarde": "3"}, "Eenheid: kies"),
        ({"wat": "instelling", "nieuw_naam": "Bel", "nieuw_eenheid": "dagen", "nieuw_waarde": "x"}, "Waarde: vul"),
        ({"wat": "rol", "nieuwe_rol": "Politie"}, "er is al een rij"),
    ):
        answer = added(world, draft, **typed)
        assert answer.status_code == 422 and words in answer.get_data(as_text=True), typed
    assert manifest(draft) == before

"""What the municipality has on paper: recorded on a screen, believed by the privacy table."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from dossier import registers
from dossier.registers import Dpia, Mandaat, Wpg20Besluit
from engine import db
from tests.web.web_world import ROLES, World
from web import questions, validity
from web.questions import Kind, Question

PRIVACY = "privacy_officer"
RECORDERS = (PRIVACY, "applicatiebeheerder")
BESLUIT = {
    "nummer": "WPG-2026-001",
    "belang": "Openbare orde\r\nen veiligheid",
    "verband": "Aanpak jeugdgroepen",
    "doel": "Overlast tegengaan",
    "gegevens": ["politiegegeven"],
    "voorwaarden": "Geheimhouding",
    "ontvangers": ["jongerenwerk", "procesregisseur"],
    "ondertekend": "01-11-2026",
    "van": "01-11-2026",
    "tot": "31-10-2027",
}
DAY = Question("dag", "Dag", Kind.DAY, empty="Vul een dag in")


def until(world: World, *receivers: str) -> date | None:
    """What the privacy table hears: until when police data may go to all of these."""
    with db.reading() as session:
        wanted = [frozenset({receiver}) for receiver in receivers]
        on = world.clock().date()
        return registers.wpg20_until(session, kind="politiegegeven", receivers=wanted, on=on)


def besluit_id() -> int:
    with db.reading() as session:
        return session.scalars(select(Wpg20Besluit.id)).one()


def test_the_fg_reads_the_registers_and_changes_nothing(world: World) -> None:
    page = world.get("fg", "/registers")
    assert page.status_code == 200 and "toevoegen" not in page.get_data(as_text=True)
    for path in ("/registers/wpg20/nieuw", "/registers/dpia/nieuw", "/registers/mandaat/nieuw"):
        assert world.post("fg", path, BESLUIT).status_code == 403


@pytest.mark.parametrize("role", [role for role in ROLES if role not in (*RECORDERS, "fg")])
def test_other_roles_do_not_see_or_change_the_registers(world: World, role: str) -> None:
    assert world.get(role, "/registers").status_code == 403
    for path in ("/registers/wpg20/nieuw", "/registers/dpia/nieuw", "/registers/mandaat/nieuw"):
        assert world.get(role, path).status_code == 403
        assert world.post(role, path, BESLUIT).status_code == 403
    assert until(world, "jongerenwerk") is None


@pytest.mark.parametrize("role", RECORDERS)
def test_a_recorded_besluit_is_what_the_privacy_table_hears(world: World, role: str) -> None:
    # given
    assert until(world, "jongerenwerk") is None

    # when
    answer = world.post(role, "/registers/wpg20/nieuw", BESLUIT)

    # then
    assert answer.status_code == 302
    assert until(world, "jongerenwerk", "procesregisseur") == date(2027, 10, 31)
    assert until(world, "jongerenwerk", "zvh") is None
    text = world.get(role, "/registers").get_data(as_text=True)
    assert "WPG-2026-001" in text and "geldig tot en met 31 oktober 2027" in text


def test_the_six_things_of_article_20_are_all_kept(world: World) -> None:
    world.post(PRIVACY, "/registers/wpg20/nieuw", BESLUIT)

    with db.reading() as session:
        kept = session.scalars(select(Wpg20Besluit)).one()
        assert kept.public_interest == "Openbare orde\nen veiligheid"
        assert (kept.partnership, kept.purpose) == ("Aanpak jeugdgroepen", "Overlast tegengaan")
        assert (kept.kinds, kept.conditions) == (["politiegegeven"], "Geheimhouding")
        assert kept.receivers == ["procesregisseur", "jongerenwerk"]


@pytest.mark.parametrize("name", [name for name in BESLUIT if name != "ondertekend"])
def test_nothing_of_a_besluit_can_be_left_out_and_the_rest_stays(world: World, name: str) -> None:
    page = world.post(PRIVACY, "/registers/wpg20/nieuw", {key: value for key, value in BESLUIT.items() if key != name})

    text = page.get_data(as_text=True)
    assert page.status_code == 422
    assert f'href="#{name}"' in text and f'id="{name}"' in text
    kept = {key: typed for key, typed in BESLUIT.items() if key != name and isinstance(typed, str)}
    assert all(typed.replace("\r\n", "\n") in text for typed in kept.values())
    if name != "ontvangers":
        assert 'value="jongerenwerk" checked' in text
    assert until(world, "jongerenwerk") is None


def test_an_unsigned_besluit_is_a_draft_that_allows_nothing(world: World) -> None:
    world.post(PRIVACY, "/registers/wpg20/nieuw", {**BESLUIT, "ondertekend": ""})

    assert until(world, "jongerenwerk") is None
    assert "Concept" in world.get(PRIVACY, "/registers").get_data(as_text=True)
    assert world.post(PRIVACY, f"/registers/wpg20/{besluit_id()}", BESLUIT).status_code == 302
    assert until(world, "jongerenwerk") == date(2027, 10, 31)


def test_a_withdrawn_besluit_allows_nothing_and_stays_as_it_was(world: World) -> None:
    # given
    world.post(PRIVACY, "/registers/wpg20/nieuw", BESLUIT)
    path = f"/registers/wpg20/{besluit_id()}"

    # when
    assert world.post(PRIVACY, f"{path}/intrekken", {"ingetrokken": "23-12-2026"}).status_code == 422
    assert world.post(PRIVACY, f"{path}/intrekken", {"ingetrokken": "23-11-2026"}).status_code == 302

    # then
    assert until(world, "jongerenwerk") is None
    assert "ingetrokken op 23 november 2026" in world.get(PRIVACY, "/registers").get_data(as_text=True)
    world.post(PRIVACY, path, {**BESLUIT, "tot": "31-10-2030"})
    world.post(PRIVACY, f"{path}/intrekken", {"ingetrokken": "01-11-2026"})
    with db.reading() as session:
        kept = session.scalars(select(Wpg20Besluit)).one()
        assert (kept.withdrawn_on, kept.valid_until) == (date(2026, 11, 23), date(2027, 10, 31))
    assert "Bewaren" not in world.get(PRIVACY, path).get_data(as_text=True)


def test_a_number_is_used_once(world: World) -> None:
    world.post(PRIVACY, "/registers/wpg20/nieuw", BESLUIT)

    page = world.post(PRIVACY, "/registers/wpg20/nieuw", BESLUIT)
    assert page.status_code == 422 and "al een besluit met dit nummer" in page.get_data(as_text=True)
    assert world.post(PRIVACY, f"/registers/wpg20/{besluit_id()}", BESLUIT).status_code == 302


def test_a_dpia_counts_once_it_is_adopted(world: World) -> None:
    on = world.clock().date()
    assert "geen geldige DPIA" in world.get(PRIVACY, "/registers").get_data(as_text=True)

    world.post(PRIVACY, "/registers/dpia/nieuw", {"titel": "DPIA aanpak"})
    with db.reading() as session:
        number = session.scalars(select(Dpia.id)).one()
        assert not registers.dpia_adopted(session, on)
    data = {"titel": "DPIA aanpak", "vastgesteld": "1-11-2026", "herzien": "1-11-2029"}
    assert world.post(PRIVACY, f"/registers/dpia/{number}", data).status_code == 302
    with db.reading() as session:
        assert registers.dpia_adopted(session, on)
    assert "geen geldige DPIA" not in world.get(PRIVACY, "/registers").get_data(as_text=True)


def test_a_mandate_makes_the_procesregisseur_act_for_the_burgemeester(world: World) -> None:
    on = world.clock().date()
    data = {"nummer": "M-2026-1", "van": "01-11-2026", "tot": ""}

    assert world.post(PRIVACY, "/registers/mandaat/nieuw", {**data, "van": ""}).status_code == 422
    assert world.post(PRIVACY, "/registers/mandaat/nieuw", data).status_code == 302
    with db.reading() as session:
        number = session.scalars(select(Mandaat.id)).one()
        assert registers.has_mandaat(session, on)
    assert "zonder einddatum" in world.get(PRIVACY, "/registers").get_data(as_text=True)

    world.post(PRIVACY, f"/registers/mandaat/{number}", {**data, "tot": "22-11-2026"})
    with db.reading() as session:
        assert not registers.has_mandaat(session, on)


@pytest.mark.parametrize("path", ["wpg20/9", "wpg20/9/intrekken", "dpia/9", "mandaat/9"])
def test_a_paper_that_is_not_there_is_not_found(world: World, path: str) -> None:
    assert world.get(PRIVACY, f"/registers/{path}").status_code == 404


def test_the_registers_show_nothing_of_a_case(world: World, case: int) -> None:
    text = world.get("applicatiebeheerder", "/registers").get_data(as_text=True)

    assert "Molenveld" not in text and f"/groepen/{case}" not in text


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)), st.sampled_from(["-", "/", ".", " - "]))
def test_every_day_that_is_typed_the_dutch_way_is_understood(day: date, mark: str) -> None:
    typed = mark.join((str(day.day), f"{day.month:02}", str(day.year)))

    answers = questions.read([DAY], MultiDict({"dag": typed}))

    assert (answers.day("dag"), answers.errors) == (day, {})


@given(st.text(max_size=40) | st.from_regex(r"[0-9]{1,2}-[0-9]{1,2}-[0-9]{1,4}", fullmatch=True))
def test_whatever_is_typed_as_a_date_is_a_day_or_a_message_in_words(typed: str) -> None:
    answers = questions.read([DAY], MultiDict({"dag": typed}))

    assert (answers.day("dag") is None) == bool(answers.errors)
    assert answers.text("dag") or answers.errors == {"dag": "Vul een dag in"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(van=st.text(max_size=12), tot=st.text(max_size=12), herzien=st.dates().map(lambda day: f"{day:%d-%m-%Y}"))
def test_no_date_makes_a_page_fall_over(world: World, van: str, tot: str, herzien: str) -> None:
    besluit = world.post(PRIVACY, "/registers/wpg20/nieuw", {**BESLUIT, "van": van, "tot": tot})
    dpia = world.post(PRIVACY, "/registers/dpia/nieuw", {"titel": "DPIA", "vastgesteld": tot, "herzien": herzien})

    assert {besluit.status_code, dpia.status_code} <= {302, 422}


days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
maybe = st.none() | days


@given(on=days, signed=maybe, start=days, end=days, withdrawn=maybe)
def test_what_the_list_calls_in_force_is_what_the_register_counts(
    on: date, signed: date | None, start: date, end: date, withdrawn: date | None
) -> None:
    counts = signed is not None and signed <= on and start <= on <= end and (withdrawn is None or withdrawn > on)

    shown = validity.of(on, signed=signed, start=start, end=end, withdrawn=withdrawn)

    assert validity.in_force(shown) is counts

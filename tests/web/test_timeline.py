"""The timeline tells in few lines what happened."""

from __future__ import annotations

from datetime import UTC, datetime

from engine import db, history
from tests.web.web_world import World
from web import timeline

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def remind(case: int, about: str, to: str) -> None:
    with db.transaction() as session:
        history.note(
            session,
            case,
            kind="reminder",
            name=f"Herinnering verstuurd: actie ‘{about}’",
            detail=to,
            by=None,
            now=NOON,
            step=6,
        )


def test_reminders_of_one_day_about_one_action_are_one_line(world: World, case: int) -> None:
    # given
    for about, to in (("Hek", "politie"), ("Lamp", "om"), ("Hek", "procesregisseur"), ("Hek", "politie")):
        remind(case, about, to)
    # when
    with world.app.test_request_context(), db.reading() as session:
        actor = world.actor("procesregisseur")
        found = timeline.entries(session, case, actor, NOON, page=1, size=4)
        more = timeline.has_more(session, case, actor, page=1, size=4)
    # then
    assert [(entry.text, entry.detail) for entry in found] == [
        ("Herinnering verstuurd: actie ‘Hek’", "Politie, Procesregisseur"),
        ("Herinnering verstuurd: actie ‘Lamp’", "Openbaar Ministerie"),
    ]
    assert more


def test_the_timeline_shows_one_sort_one_step_or_a_period(world: World, case: int) -> None:
    remind(case, "Hek", "politie")
    address = f"/groepen/{case}/tijdlijn"

    def page(ask: str = "") -> str:
        return world.get("procesregisseur", address + ask).get_data(as_text=True)

    assert "Herinnering verstuurd" in page() and "Taak ‘" in page()
    assert "Herinnering verstuurd" in page("?soort=berichten") and "Taak ‘" not in page("?soort=berichten")
    assert "Taak ‘" in page("?soort=taken&stap=1") and "Herinnering verstuurd" not in page("?soort=taken")
    assert "Herinnering verstuurd" in page("?stap=6") and "Taak ‘" not in page("?stap=6")
    assert "Taak ‘" in page("?vanaf=23-11-2026&tot=23-11-2026")
    assert "niets dat bij uw keuze past" in page("?vanaf=24-11-2026")
    assert "niets dat bij uw keuze past" in page("?soort=overig&tot=22-11-2026")
    assert "Vul een einddatum in" in page("?vanaf=24-11-2026&tot=23-11-2026")

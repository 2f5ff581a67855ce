"""A letter that somebody sends himself: the terms of the police begin when that is recorded."""

from __future__ import annotations

from dossier import scans
from engine import db
from tests.groepsscan.police_side import LETTER, SECRET, Waiting, with_adapter, with_package
from tests.groepsscan.test_simulator import request
from tests.web.web_world import World, do, machines

FORM = "groepsscan-verzending"


def asked(world: World) -> Waiting:
    armed = with_adapter(world, url="", secret=SECRET)
    with_package(armed, groepsscan_verzending="download")
    case = armed.start_case()
    request(armed, case)
    return Waiting(armed, case)


def told(waiting: Waiting, who: str) -> str:
    return waiting.world.get(who, "/meldingen").get_data(as_text=True)


def test_nobody_waits_for_the_police_before_it_is_recorded(world: World) -> None:
    waiting = asked(world)
    assert waiting.open_forms() == {FORM}
    early = waiting.deliver(LETTER)
    assert early.status_code == 409 and early.json is not None
    assert early.json["code"] == "verzoek_nog_niet_vastgelegd"

    waiting.world.clock.forward(days=40)
    machines(waiting.world)
    assert "Deze taak wacht nog op u: Verzending vastleggen." in told(waiting, "procesregisseur")
    assert "Groepsscan leveren" not in told(waiting, "politie")

    page = waiting.world.get("procesregisseur", f"/groepen/{waiting.case}/groepsscans/{waiting.scan().id}/verstuurd")
    assert page.status_code == 302 and "/taken/" in page.headers["Location"]
    today = waiting.world.clock().date()
    do(waiting.world, "procesregisseur", waiting.case, FORM, verzonden_op=f"{today:%d-%m-%Y}", verzonden_hoe="post")
    assert waiting.open_forms() == {"groepsscan-levering"} and waiting.scan().sent_how == "post"

    waiting.world.clock.forward(days=10)
    machines(waiting.world)
    assert "Groepsscan leveren" not in told(waiting, "politie")  # not yet ten working days
    waiting.world.clock.forward(days=14)
    machines(waiting.world)
    assert "Deze taak wacht nog op u: Groepsscan leveren." in told(waiting, "politie")


def test_a_day_that_cannot_be_right_is_today(world: World) -> None:
    waiting = asked(world)
    do(waiting.world, "procesregisseur", waiting.case, FORM, verzonden_op="01-01-2030", verzonden_hoe="post")
    assert waiting.scan().sent_at == waiting.world.clock()


def test_a_request_that_was_never_sent_is_withdrawn_without_a_word_to_the_police(world: World) -> None:
    waiting = asked(world)
    path = f"/groepen/{waiting.case}/groepsscans/{waiting.scan().id}/intrekken"
    assert waiting.world.post("procesregisseur", path, {"reden": "Niet meer nodig."}).status_code == 302
    machines(waiting.world)
    assert waiting.open_forms() == {"stap-2-oordeel"}
    with db.reading() as session:
        assert scans.standing(session, scans.of_instance(session, waiting.case)[0]).word == "ingetrokken"
    assert "intrekt" not in told(waiting, "politie") and "trekt een verzoek" not in told(waiting, "politie")

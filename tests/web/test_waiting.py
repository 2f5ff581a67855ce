"""What a case waits for by itself stands on its page, in the outline and on the task, in words and local time."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from sqlalchemy import update

from engine import db
from engine.check import xml
from engine.check.model import read_diagram
from engine.models import Job, JobState
from tests.web.web_world import World, machines, to_groepsscan
from web import outline, waiting
from web.waiting import Timer

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
DUE = datetime(2026, 12, 3, 8, tzinfo=UTC)


def text_of(world: World, who: str, path: str, panel: str = "wacht") -> str:
    """The words of one panel of a page; nothing when it is not there."""
    html = world.get(who, path).get_data(as_text=True)
    found = re.search(rf'aria-labelledby="{panel}".*?</section>', html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found.group()).split()) if found else ""


def test_the_page_of_a_case_tells_its_timers_with_their_moment(world: World, case: int) -> None:
    assert text_of(world, "procesregisseur", f"/groepen/{case}") == ""

    to_groepsscan(world, case)

    told = text_of(world, "procesregisseur", f"/groepen/{case}")
    assert "Herinnertermijn Maandag 7 december 17.00 uur, over 2 weken bij ‘Groepsscan leveren’" in told
    assert "Escalatietermijn Maandag 21 december 17.00 uur, over 4 weken" in told
    outlined = text_of(world, "procesregisseur", f"/groepen/{case}?proces=groepsscan", "proces")
    beside = "zijweg: verzoek niet meer nodig, herinnertermijn op 7 december of escalatietermijn op 21 december"
    assert beside in outlined


def test_who_sees_only_his_own_work_sees_the_timers_of_his_task_and_no_others(world: World, case: int) -> None:
    task = to_groepsscan(world, case)
    world.invite(case, "jongerenwerk", "jongerenwerk")

    assert "Herinnertermijn" in text_of(world, "politie", f"/taken/{task}")
    assert world.get("jongerenwerk", f"/groepen/{case}").status_code == 200
    assert text_of(world, "jongerenwerk", f"/groepen/{case}") == ""


def test_a_timer_whose_moment_passed_or_whose_clock_stands_still_says_so(world: World, case: int) -> None:
    to_groepsscan(world, case)
    world.clock.forward(days=14, hours=12)
    assert "Het moment is voorbij" in text_of(world, "procesregisseur", f"/groepen/{case}")

    with db.transaction() as session:
        session.execute(update(Job).where(Job.kind == "timer", Job.state == JobState.OPEN).values(state=JobState.HELD))
    assert "De klok staat stil" in text_of(world, "procesregisseur", f"/groepen/{case}")


def test_a_timer_that_went_off_is_no_longer_waited_for(world: World, case: int) -> None:
    to_groepsscan(world, case)
    world.clock.forward(days=15)
    machines(world)

    told = text_of(world, "procesregisseur", f"/groepen/{case}")
    assert "Herinnertermijn" not in told and "Escalatietermijn" in told


BODY = (
    '<process id="{key}" isExecutable="true"><userTask id="taak" name="{name}"/>'
    '<boundaryEvent id="b" name="herinnering" attachedToRef="taak"{beside}/>'
    '<subProcess id="esp" name="Bewaken" triggeredByEvent="true"><startEvent id="s"/></subProcess></process>'
)


def drawing(key: str, name: str, beside: str = "") -> outline.Drawing:
    text = BODY.format(key=key, name=name, beside=beside)
    root = xml.parse(f'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">{text}</definitions>'.encode())
    return outline.read(read_diagram(f"{key}.bpmn", root))[0]


def node(of: outline.Drawing, identifier: str) -> object:
    return next(each for each in of.nodes if each.id == identifier)


def test_a_timer_says_whether_its_task_stays() -> None:
    timer = Timer("b", 1, DUE, held=False)
    stays, goes = drawing("p", "Wegen", ' cancelActivity="false"'), drawing("p", "Wegen")
    assert waiting.told(timer, node(stays, "b"), NOW).about == "bij ‘Wegen’"
    assert waiting.told(timer, node(goes, "b"), NOW).about == "‘Wegen’ vervalt dan"


def test_the_timer_of_an_event_subprocess_is_called_after_it() -> None:
    told = waiting.told(Timer("s", 2, DUE, held=False), node(drawing("p", "Wegen"), "s"), NOW)
    assert (told.name, told.when) == ("Bewaken", "2 keer; de eerste donderdag 3 december 9.00 uur, over 10 dagen")


def test_of_two_processes_with_the_same_id_the_one_at_work_gives_the_name() -> None:
    drawings = {each.key: each for each in (drawing("eerste", "Wegen"), drawing("tweede", "Delen"))}
    found = waiting._node("b", drawings, {("tweede", "taak")})
    assert waiting.told(Timer("b", 1, DUE, held=False), found, NOW).about == "‘Delen’ vervalt dan"


def test_the_outline_tells_until_when_a_case_waits() -> None:
    standing = outline.Standing(waits=True, wakes_at=DUE)
    lines = outline.lines(drawing("p", "Wegen"), {"s": standing}, NOW)
    assert [(line.name, line.text) for line in lines if line.state == "waiting"] == [
        ("Wachten: Bewaken", "Wacht tot donderdag 3 december 9.00 uur")
    ]

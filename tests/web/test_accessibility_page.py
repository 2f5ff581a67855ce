"""The accessibility statement says what was measured, and leaves the status to the municipality."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

import app as application
from dossier.accessibility import STATUSES, Statement
from handlers import installation
from tests.web.web_world import World
from web import statement

NAME = "ZEVENSTAP_TOEGANKELIJKHEID"


def page(world: World, said: Statement) -> str:
    made = application.create_app(replace(world.settings, accessibility=said), now=world.clock)
    return made.test_client().get("/toegankelijkheid").get_data(as_text=True)


def test_without_a_decision_of_the_municipality_there_is_no_status(world: World) -> None:
    shown = page(world, Statement())
    assert "nog geen status vastgesteld" in shown and "status E" in shown
    assert "Een volledig onderzoek door een deskundige volgens WCAG-EM is er niet geweest" in shown


def test_a_status_stands_with_its_day_and_where_to_tell(world: World) -> None:
    said = Statement("B", "mailto:meld@voorbeeld.example", "https://register.example/1", date(2027, 3, 1))
    shown = page(world, said)
    assert "op maandag 1 maart 2027" in shown and "status B, voldoet gedeeltelijk" in shown
    assert 'href="mailto:meld@voorbeeld.example">meld@voorbeeld.example' in shown
    assert 'href="https://register.example/1"' in shown


def test_every_deviation_answers_all_questions_of_the_model(world: World) -> None:
    with world.app.test_request_context():
        assert tuple(statement.statuses()) == (*STATUSES, "E")
        for each in statement.deviations():
            assert all(vars(each).values()), each.title


@pytest.mark.parametrize(
    "wrong",
    [
        {f"{NAME}_STATUS": "F", f"{NAME}_OP": "2027-03-01"},
        {f"{NAME}_STATUS": "A"},
        {f"{NAME}_OP": "morgen"},
        {f"{NAME}_CONTACT": "javascript:alert(1)"},
        {f"{NAME}_REGISTER": "http://onveilig.example"},
    ],
)
def test_half_a_statement_stops_the_program(wrong: dict[str, str]) -> None:
    with pytest.raises(SystemExit, match=NAME):
        installation._accessibility(wrong)

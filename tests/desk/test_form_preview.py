"""A form as people will see it: drawn by the renderer of the tasks, with example data, for each role, and checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from engine import feel
from engine.packages import content as packages
from forms import initial, render, schema
from tests.web.web_world import World
from web import facts
from web.desk import form_examples

WEGING = "forms/werkproces-2016/stap-1-weging.form"
TOP = Path(__file__).parents[2]
FORMS = sorted(path.relative_to(TOP).as_posix() for path in TOP.glob("forms/*/*.form"))


def draw(world: World, draft: int, path: str = WEGING, **given: str) -> str:
    answer = world.post("beheerder", f"/ontwerpen/{draft}/formulier-voorbeeld/{path}", given)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def of_package(name: str) -> packages.PackageContent:
    files = [path for top in ("bpmn", "forms") for path in (TOP / top / name).rglob("*") if path.is_file()]
    return packages.from_files({path.relative_to(TOP).as_posix(): path.read_bytes() for path in files})


def form(*components: dict[str, Any]) -> str:
    found = {"type": "default", "id": "x", "schemaVersion": 19, "components": list(components)}
    return orjson.dumps(found).decode()


NAME: dict[str, Any] = {
    "type": "textfield",
    "id": "naam",
    "key": "naam",
    "label": "Hoe heet het?",
    "validate": {"required": True},
}
LABEL = '<label class="utrecht-form-label" for="naam">Hoe heet het?'
PERSON = {**NAME, "properties": {"persoonsgegeven": "ja", "bewaren": "namenlijst"}}


def test_what_is_drawn_is_what_a_task_would_show(world: World, draft: int) -> None:
    content = of_package("werkproces-2016")
    made = schema.load(content.forms["stap-1-weging"])
    context = form_examples.context(content, made, world.clock())
    env = feel.Environment(now=world.clock())
    address = f"/ontwerpen/{draft}/formulier-voorbeeld/{WEGING}"

    raw, words = initial.initial(made, context, env), facts.choices(content)
    fields = render.render(made, raw, {}, context, env=env, action=address, part="#formulier", words=words)

    assert fields in world.get("beheerder", address).get_data(as_text=True)


def test_what_stands_in_the_editor_is_drawn_before_it_is_saved(world: World, draft: int) -> None:
    assert LABEL in draw(world, draft, _formulier=form(NAME))
    assert LABEL not in draw(world, draft)


@pytest.mark.parametrize("path", FORMS)
def test_every_form_of_the_national_packages_can_be_filled_with_examples(path: str, world: World) -> None:
    content = of_package(path.split("/")[1])
    made = schema.load(content.forms[Path(path).stem])
    context = form_examples.context(content, made, world.clock())

    raw = form_examples.answers(made, context, world.clock())

    assert render.render(made, raw, {}, context, env=feel.Environment(now=world.clock()))


def test_an_answer_that_misses_is_told_as_a_clerk_would_read_it(world: World, draft: int) -> None:
    text = draw(world, draft, _formulier=form(NAME), _stand="controleren", naam="", _gezien="naam")

    assert "Vul een antwoord in bij ‘Hoe heet het?’" in text
    assert "data-error-summary" in text


def test_good_answers_are_told_with_what_goes_to_the_vault(world: World, draft: int) -> None:
    text = draw(world, draft, _formulier=form(PERSON), _stand="controleren", naam="Voorbeeld", _gezien="naam")

    assert "Deze antwoorden zijn goed" in text
    assert "bewaren onder namenlijst" in text
    assert "Afgeschermd" in text


def test_a_partner_begins_without_the_answer_of_another(world: World, draft: int) -> None:
    given = {"_formulier": form(NAME), "_gegevens": '{"naam": "Antwoord van een ander"}'}

    assert "Antwoord van een ander" in draw(world, draft, **given, _rol="procesregisseur")
    partner = draw(world, draft, **given, _rol="jongerenwerk")

    assert 'value="Antwoord van een ander"' not in partner
    assert "niet te zien voor deze rol" in partner


def test_own_example_data_decide_what_is_shown(world: World, draft: int) -> None:
    hidden = {**NAME, "conditional": {"hide": '=oordeel = "weg"'}}

    assert LABEL in draw(world, draft, _formulier=form(hidden), _gegevens='{"oordeel": "erbij"}')
    assert LABEL not in draw(world, draft, _formulier=form(hidden), _gegevens='{"oordeel": "weg"}')


@pytest.mark.parametrize("data", ["{", "[]", "1", "[" * 100_001, '{"a": }', "x" * 200_000])
def test_example_data_that_are_no_json_are_refused_in_words(world: World, draft: int, data: str) -> None:
    assert "De voorbeeldgegevens kloppen niet" in draw(world, draft, _gegevens=data)


@pytest.mark.parametrize("sent", ["{", form({"type": "iframe", "id": "x"}), " " * 1_100_000, "\ud800"])
def test_a_form_with_faults_is_not_drawn_but_named(world: World, draft: int, sent: str) -> None:
    assert "nog niet te tonen" in draw(world, draft, _formulier=sent.encode("utf-8", "replace").decode())


def test_only_our_own_pages_may_put_it_in_a_frame(world: World, draft: int) -> None:
    policy = world.get("beheerder", f"/ontwerpen/{draft}/formulier-voorbeeld/{WEGING}").headers[
        "Content-Security-Policy"
    ]

    assert "frame-ancestors 'self'" in policy
    assert "unsafe-inline" not in policy

"""What the editors ask of the server is described, and every answer to whatever is generated fits in it."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode, openapi
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from werkzeug.test import TestResponse

from tests.web.hostile import coded
from tests.web.web_world import World

DESCRIBED = yaml.safe_load(Path(__file__).with_name("openapi.yaml").read_text("utf-8"))
CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
FOUND = [each.ok() for each in openapi.from_dict(DESCRIBED).get_all_operations()]
OPERATIONS = {each.definition.raw["operationId"]: each for each in FOUND}
PACKAGE = "werkproces-2016"
PATHS = (
    f"bpmn/{PACKAGE}/stap_1_signalen.bpmn",
    f"bpmn/{PACKAGE}/privacytabel.dmn",
    f"bpmn/{PACKAGE}/pakket.json",
    f"forms/{PACKAGE}/stap-1-signaal.form",
)


def sent(world: World, case: Case, draft: int, path: str) -> TestResponse:
    """What was generated, mostly about the draft and a file that are there."""
    given_path = dict(case.path_parameters or {})
    known = {"ontwerp": draft or given_path.get("ontwerp"), "pad": path or given_path.get("pad")}
    address = re.sub(r"{(\w+)}", lambda found: quote(str(known[found[1]]), safe="/"), case.path)
    headers = {str(name): _plain(value) for name, value in (case.headers or {}).items()}
    return world.client("beheerder").open(address, method=case.method, data=_body(case, path), headers=headers)


def _body(case: Case, path: str) -> bytes:
    if case.method in ("GET", "HEAD"):
        return b""
    if isinstance(case.body, dict) and case.media_type == "application/x-www-form-urlencoded":
        pairs = {**case.body, **({"pad": path} if path else {})}
        return coded([(str(name), str(value)) for name, value in pairs.items()]).encode()
    return case.body if isinstance(case.body, bytes) else str(case.body).encode("utf-8", "surrogatepass")


def _plain(value: object) -> str:
    return "".join(c for c in str(value) if " " <= c <= "\u00ff" and c != "\x7f")


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_every_answer_is_one_that_is_described(world: World, draft: int, operation: str) -> None:
    world.app.config["PROPAGATE_EXCEPTIONS"] = False  # a failure would be an answer that is not described
    found = OPERATIONS[operation]

    @settings(max_examples=10, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        case = data.draw(found.as_strategy(generation_mode=data.draw(st.sampled_from(list(GenerationMode)))))
        path = data.draw(st.sampled_from([*PATHS, ""]))
        answer = sent(world, case, data.draw(st.sampled_from([draft, draft, 0])), path)
        if answer.status_code in (308, 404, 405) and answer.mimetype == "text/html":
            return  # what was generated is no address of this route
        case.validate_response(answer, checks=CHECKS)

    holds()


def test_an_editor_gets_what_is_described(world: World, draft: int) -> None:
    """The whole way of an editor: read, keep, keep once more on what is old, tell that it is open, ask the findings."""
    client, path = world.client("beheerder"), PATHS[0]
    place = f"/ontwerpen/{draft}/bestanden/{path}"
    read = client.get(place)
    kept = client.put(place, data=read.data, headers={"X-Revisie": read.headers["X-Revisie"]})
    late = client.put(place, data=read.data + b"\n", headers={"X-Revisie": "0"})
    told = client.post(f"/ontwerpen/{draft}/aanwezig", data={"pad": path})
    checked = client.get(f"/ontwerpen/{draft}/controle.json")
    facts = client.get(f"/ontwerpen/{draft}/diagramstand/{path}")

    answers = {"lezen": read, "bewaren": kept, "aanwezig": told, "controle": checked, "diagramstand": facts}
    for name, answer in answers.items():
        assert answer.status_code == 200, name
        OPERATIONS[name].validate_response(answer)
    assert late.status_code in (200, 409)
    OPERATIONS["bewaren"].validate_response(late)


def test_an_answer_that_is_not_described_is_found(world: World, draft: int) -> None:
    other = world.client("beheerder").post(f"/ontwerpen/{draft}/aanwezig", data={"pad": PATHS[0]})
    with pytest.raises(FailureGroup):
        OPERATIONS["controle"].validate_response(other)

"""The description of the interface is what the interface does: every answer to whatever it generates fits in it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode, openapi
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from werkzeug.test import TestResponse

from cli.politie import products
from dossier import scans, signatures
from handlers import politie
from handlers.settings import Police
from tests.groepsscan.police_side import JSON, LETTER, NAMES, REPORT, SECRET, Waiting, with_package
from tests.web import web_world
from tests.web.web_world import to_groepsscan
from web import delivery_body
from web.deliveries import PROBLEMS

FILE = Path(__file__).parents[2] / "docs/reference/groepsscan-openapi.yaml"
DESCRIBED = yaml.safe_load(FILE.read_text("utf-8"))
SCHEMAS = DESCRIBED["components"]["schemas"]
CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]
FOUND = [each.ok() for each in openapi.from_dict(DESCRIBED).get_all_operations()]
OPERATIONS = {each.definition.raw["operationId"]: each for each in FOUND}
BASE = "/api/groepsscan/v1"


def sent(waiting: Waiting, case: Case, *, signed: bool) -> TestResponse:
    """What was generated, on the request that is there; signed as agreed, or with the headers as they came."""
    path = BASE + case.path.replace("{kenmerk}", waiting.kenmerk)
    body = b"" if case.method == "GET" else _bytes(case.body)
    content_type = "" if case.method == "GET" else JSON
    given_headers = {str(name): str(value) for name, value in (case.headers or {}).items()}
    agreed = signatures.headers(
        secret=SECRET,
        method=case.method,
        path=path,
        body=body,
        key=uuid4().hex,
        now=waiting.world.clock(),
        content_type=content_type,
    )
    headers = agreed if signed else {name: _plain(value) for name, value in given_headers.items()}
    return waiting.world.app.test_client().open(path, method=case.method, data=body, headers=headers)


def _bytes(body: Any) -> bytes:
    try:
        return json.dumps(body).encode()
    except TypeError:
        return str(body).encode()


def _plain(text: str) -> str:
    return "".join(c for c in text if " " <= c <= "\u00ff" and c != "\x7f")


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize("operation", ["leveren", "weigeren", "stand"])
def test_every_answer_is_one_that_is_described(
    waiting: Waiting, operation: str, signed: bool, mode: GenerationMode
) -> None:
    found = OPERATIONS[operation]

    @settings(
        max_examples=15,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        case = data.draw(found.as_strategy(generation_mode=mode))
        answer = sent(waiting, case, signed=signed)
        case.validate_response(answer, checks=CHECKS)
        assert answer.status_code < 500

    holds()


def test_the_description_knows_every_refusal() -> None:
    assert SCHEMAS["Probleem"]["properties"]["code"]["enum"] == list(PROBLEMS)


def test_the_statuses_of_all_refusals_are_described() -> None:
    for path in DESCRIBED["paths"].values():
        if "post" in path:
            described = set(path["post"]["responses"])
            assert {str(problem.status) for problem in PROBLEMS.values()} <= described


def test_the_reasons_and_kinds_are_those_of_the_program() -> None:
    assert SCHEMAS["Weigering"]["properties"]["reden"]["enum"] == list(scans.REFUSALS)
    assert SCHEMAS["Soort"]["enum"] == list(scans.PRODUCTS)
    assert SCHEMAS["Bestand"]["properties"]["media_type"]["enum"] == list(delivery_body.EXTENSION)
    assert SCHEMAS["Namenlijst"]["properties"]["namen"]["maxItems"] == delivery_body.MOST_NAMES
    described = SCHEMAS["Naam"]
    fields = delivery_body._Name.model_fields
    assert set(described["properties"]) == set(fields)
    assert set(described["required"]) == {name for name, field in fields.items() if field.is_required()}


def test_what_goes_out_is_what_is_described(waiting: Waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(politie, "request_scan", lambda _police, content, **_how: asked.append(content))
    monkeypatch.setattr(web_world, "papers", lambda _world: None)
    settings_with = replace(waiting.world.settings, police=Police("https://politie.example/", SECRET))
    armed = web_world.open_in(settings_with, waiting.world.clock)
    with_package(armed, groepsscan_verzending="adapter")
    to_groepsscan(armed, armed.start_case())

    [content] = asked
    described = SCHEMAS["Verzoek"]
    assert set(content) == set(described["properties"]) == set(described["required"])
    assert content["leveren_aan"].endswith(f"{BASE}/verzoeken/{content['kenmerk']}")


def test_the_simulator_sends_what_is_described(waiting: Waiting) -> None:
    content = waiting.content(LETTER, REPORT, NAMES)
    assert set(content) == set(SCHEMAS["Levering"]["properties"])
    [names] = [each for each in content["producten"] if each["soort"] == NAMES]
    naam = SCHEMAS["Naam"]
    assert all(set(naam["required"]) <= set(name) <= set(naam["properties"]) for name in names["namen"])
    assert all(name["naam"].startswith("Testpersoon ") for name in names["namen"])
    assert products.pdf("x").startswith(b"%PDF-")

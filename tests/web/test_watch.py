"""What a machine that watches may see, and what no line of the log holds."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from engine import claims, counts, db, scheduler
from tests.web.web_world import World
from web import health
from web.parts import WebParts

NAME = "Sjaak Fictief"
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(written: io.StringIO) -> Lines:
    """What was logged, as it stands on the output."""
    return lambda: [json.loads(line) for line in written.getvalue().splitlines()]


def change(world: World, **parts: Any) -> None:
    found: WebParts = world.app.extensions["zevenstap"]
    world.app.extensions["zevenstap"] = replace(found, **parts)


def test_a_request_has_an_id_on_its_answer_and_its_line(world: World, case: int, lines: Lines) -> None:
    answer = world.get("procesregisseur", f"/groepen/{case}")

    line = next(line for line in lines() if line.get("endpoint") == "case.show")
    assert line["request"] == answer.headers["X-Request-ID"]
    assert (line["case"], line["method"], line["status"]) == (case, "GET", 200)
    assert line["statements"] > 0


def test_the_id_of_a_proxy_is_kept(world: World) -> None:
    given = "0af7651916cd43dd8448eb211c80319c"

    assert world.app.test_client().get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["kort", NAME, "Sjaak-Fictief-was-hier", "0af7 651916cd43dd8448", "a" * 65, "-" * 20])
def test_an_id_that_is_not_well_formed_is_replaced(world: World, given: str) -> None:
    answer = world.app.test_client().get("/healthz", headers={"X-Request-ID": given})

    assert answer.headers["X-Request-ID"] != given
    assert len(answer.headers["X-Request-ID"]) == 32


def test_no_line_of_a_request_holds_what_somebody_typed(world: World, case: int, lines: Lines) -> None:
    signal = {"groep_alias": NAME, "gebied": NAME, "plek": NAME, "onbekend_veld": NAME}
    for method, path, data in (
        ("POST", "/signaal/nieuw", signal),
        ("POST", f"/groepen/{case}/personen", {"doel": NAME}),
        ("GET", f"/groepen/{NAME}/personen?doel={NAME}", {}),
        ("GET", f"/zoek/{NAME}?q={NAME}", {}),
        ("POST", "/inloggen", {"naam": NAME, "wachtwoord": NAME}),
        ("POST", "/noodtoegang", {"zaak": NAME, "reden": NAME}),
    ):
        client = world.client("procesregisseur")
        client.open(path, method=method, data=data, headers={"X-Request-ID": NAME, "User-Agent": NAME, "Referer": NAME})

    assert len(lines()) >= 6
    assert "Sjaak" not in json.dumps(lines())
    assert "Fictief" not in json.dumps(lines())


def test_a_failure_is_told_by_class_and_place_alone(world: World, lines: Lines) -> None:
    def fail() -> str:
        raise RuntimeError(NAME)

    world.app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    world.app.view_functions["pages.privacy"] = fail

    answer = world.app.test_client().get(f"/privacy?naam={NAME}")

    assert answer.status_code == 500
    told = next(line for line in lines() if line["event"] == "request failed")
    assert (told["error"], told["endpoint"], told["request"]) == (
        "RuntimeError",
        "pages.privacy",
        answer.headers["X-Request-ID"],
    )
    assert "Sjaak" not in json.dumps(lines())


def test_the_process_is_alive_whatever_its_database_does(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "reading", fails)

    assert world.app.test_client().get("/healthz").status_code == 200


def fails() -> None:
    raise OperationalError("select 1", {}, RuntimeError("weg"))


def test_an_installation_that_can_work_is_ready(world: World) -> None:
    answer = world.app.test_client().get("/readyz")

    assert (answer.status_code, answer.json) == (200, {"status": "gereed", "redenen": []})


def test_without_a_database_it_is_not_ready(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health.db, "reading", fails)

    answer = world.app.test_client().get("/readyz")

    assert (answer.status_code, answer.json) == (503, {"status": "niet gereed", "redenen": ["database"]})


def test_of_a_database_that_does_not_answer_nothing_more_is_said(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    change(world, newest_migration="9999")
    monkeypatch.setattr(health.db, "reading", fails)

    assert world.app.test_client().get("/readyz").json["redenen"] == ["database"]  # type: ignore[index]


def test_with_tables_of_another_version_it_is_not_ready(world: World) -> None:
    change(world, newest_migration="9999")

    answer = world.app.test_client().get("/readyz")

    assert (answer.status_code, answer.json["redenen"]) == (503, ["migraties"])  # type: ignore[index]


@pytest.mark.parametrize(("silent", "status"), [(None, 200), (3.0, 200), (claims.LEASE.total_seconds() + 1, 503)])
def test_with_a_worker_that_stands_still_it_is_not_ready(
    world: World, monkeypatch: pytest.MonkeyPatch, silent: float | None, status: int
) -> None:
    monkeypatch.setattr(scheduler, "silent_for", lambda: silent)

    assert world.app.test_client().get("/readyz").status_code == status


def test_with_a_disk_that_takes_nothing_it_is_not_ready(world: World, tmp_path: Path) -> None:
    change(world, home=tmp_path / "weg")

    answer = world.app.test_client().get("/readyz")

    assert (answer.status_code, answer.json["redenen"]) == (503, ["schijf"])  # type: ignore[index]


def test_the_address_of_before_still_answers(world: World) -> None:
    assert world.app.test_client().get("/gezond").json == {"status": "gezond"}


def test_the_numbers_are_there_for_this_machine(world: World, case: int) -> None:
    counts.forget()
    world.get("procesregisseur", f"/groepen/{case}")

    text = world.app.test_client().get("/metrics").get_data(as_text=True)

    assert "zevenstap_open_cases 1.0" in text
    assert "zevenstap_open_tasks 1.0" in text
    assert 'zevenstap_http_seconds_count{endpoint="case.show",method="GET",status="200"}' in text
    assert "Molenveld" not in text


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ({}, "192.0.2.7"),
        ({}, "onzin"),
        ({"X-Forwarded-For": "192.0.2.7"}, "127.0.0.1"),
        ({"Forwarded": "for=192.0.2.7"}, "127.0.0.1"),
        ({"Authorization": "Bearer "}, "192.0.2.7"),
    ],
)
def test_for_anybody_else_the_numbers_do_not_exist(world: World, headers: dict[str, str], address: str) -> None:
    answer = world.app.test_client().get("/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": address})

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("given", "status"), [("Bearer geheim", 200), ("Bearer gehein", 404), ("geheim", 404), ("", 404)]
)
def test_with_a_token_it_is_the_token_that_counts(world: World, given: str, status: int) -> None:
    change(world, metrics_token="geheim")

    for address in ("127.0.0.1", "192.0.2.7"):
        answer = world.app.test_client().get(
            "/metrics", headers={"Authorization": given}, environ_overrides={"REMOTE_ADDR": address}
        )
        assert answer.status_code == status

"""Sessions and addresses behind a proxy: what a stranger can and cannot do to others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

import app as application
from dossier import users
from dossier.logins import LoginAttempt
from engine import db
from tests.web.web_world import PASSWORD, World

STRANGER, COLLEAGUE = "203.0.113.9", "198.51.100.7"


@pytest.fixture
def https(world: World) -> Flask:
    """The same installation, served over https and so behind a proxy."""
    app = application.create_app(replace(world.settings, base_url="https://zevenstap.example"), now=world.clock)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return app


def log_in(app: Flask, name: str, password: str, address: str) -> tuple[int, str]:
    answer = app.test_client().post(
        "/inloggen", data={"naam": name, "wachtwoord": password}, headers={"X-Forwarded-For": address}
    )
    return answer.status_code, answer.headers.get("Set-Cookie", "")


def test_behind_a_proxy_a_stranger_shuts_out_himself_and_nobody_else(https: Flask) -> None:
    statuses = [log_in(https, f"naam-{number}", "verkeerd", STRANGER)[0] for number in range(31)]

    assert statuses == [422] * 30 + [429]
    assert log_in(https, "procesregisseur", PASSWORD, COLLEAGUE)[0] == 302
    assert log_in(https, "politie", PASSWORD, STRANGER)[0] == 429


def test_over_https_the_cookie_never_goes_out_in_the_open(https: Flask) -> None:
    _, cookie = log_in(https, "procesregisseur", PASSWORD, COLLEAGUE)

    assert "Secure" in cookie
    assert "HttpOnly" in cookie


def test_without_a_proxy_nobody_makes_up_an_address(world: World) -> None:
    for number in range(30):
        log_in(world.app, f"naam-{number}", "verkeerd", f"203.0.113.{number}")

    assert log_in(world.app, "naam", "verkeerd", "203.0.113.99")[0] == 429


def test_a_login_attempt_is_kept_without_name_and_address(world: World) -> None:
    log_in(world.app, "Verzonnen Persoon", "geheim wachtwoord", STRANGER)

    with db.reading() as session:
        (attempt,) = session.scalars(select(LoginAttempt)).all()
        assert session.scalar(select(func.count()).select_from(LoginAttempt)) == 1
    kept = f"{attempt.name_hash} {attempt.address_hash}"
    assert "Verzonnen" not in kept and "127.0.0.1" not in kept and "geheim" not in kept


def test_who_lost_his_role_gets_no_further_at_the_next_click(world: World, case: int) -> None:
    assert world.get("procesregisseur", f"/groepen/{case}").status_code == 200
    with db.transaction() as session:
        user = users.by_username(session, "procesregisseur")
        assert user is not None
        user.roles = []

    assert world.get("procesregisseur", f"/groepen/{case}").status_code == 404
    assert world.post("procesregisseur", f"/taken/{world.task(case)}").status_code == 404
    assert world.get("procesregisseur", "/groepen").status_code == 403

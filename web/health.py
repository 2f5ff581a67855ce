"""Is it alive: for the machine that watches this one."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy import text

from engine import db

bp = Blueprint("health", __name__)


@bp.get("/gezond")
def show() -> Response:
    """Answers when the database does; says nothing about what is in it."""
    with db.reading() as session:
        session.execute(text("select 1"))
    return jsonify(status="gezond")

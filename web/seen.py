"""Keeps up to where somebody has seen a case: at a look at the case or at a task of it, and only when that is new."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, request
from sqlalchemy.exc import OperationalError

from dossier import last_seen
from engine import db, logs
from engine.models import Task
from web import people
from web.parts import now

LOOKS = frozenset({"case.show", "task.show"})

log = logs.get(__name__)


def register(app: Flask) -> None:
    app.after_request(keep)


def keep(response: Response) -> Response:
    if request.endpoint in LOOKS and response.status_code == 200 and request.view_args is not None:
        try:
            _keep(request.view_args)
        except OperationalError as error:  # too busy, or a disk that takes no writing: the page itself is there
            log.warning("a look was not kept", exc_info=error)
    return response


def _keep(address: dict[str, Any]) -> None:
    actor = people.actor()
    with db.reading() as session:
        instance_id = address.get("instance_id")
        if instance_id is None:
            task = session.get(Task, address["task_id"])
            instance_id = task.instance_id if task is not None else None
        newest = None if instance_id is None else last_seen.behind(session, actor, instance_id)
    if newest is None or instance_id is None:
        return
    with db.transaction() as session:
        last_seen.look(session, actor, instance_id, newest, now=now())

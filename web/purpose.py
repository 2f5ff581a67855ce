"""Why somebody opens person data: from the open task, or asked and kept for fifteen minutes for that case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from flask import session as cookie
from sqlalchemy.orm import Session

from dossier import looks
from dossier.errors import HiddenRecord, NoPermission
from engine import db, tasks
from engine.access import Actor
from engine.errors import EngineError
from engine.models import TaskState

HOLDS = timedelta(minutes=15)
SHORTEST = 10
LONGEST = 300
T = TypeVar("T")


def keep(instance_id: int, purpose: str, *, now: datetime) -> None:
    """Remember the purpose for this case; another case asks again."""
    cookie["doel"] = {"zaak": instance_id, "doel": purpose, "tot": (now + HOLDS).isoformat()}


def kept(instance_id: int, *, now: datetime) -> str | None:
    """The purpose given for this case, while it holds."""
    given = cookie.get("doel")
    if not isinstance(given, dict) or given.get("zaak") != instance_id:
        return None
    return str(given["doel"]) if now < datetime.fromisoformat(given["tot"]) else None


def of_task(session: Session, task_id: int | None, instance_id: int, actor: Actor) -> tuple[str, int | None] | None:
    """Purpose and step of an open task of this case that this person may do."""
    if task_id is None:
        return None
    try:
        task = tasks.get(session, task_id, by=actor)
    except EngineError:
        return None
    if task.instance_id != instance_id or task.state is not TaskState.OPEN:
        return None
    return f"Taak: {task.name}", task.step


def problem(purpose: str) -> str:
    """What is wrong with a purpose somebody typed; empty when it will do."""
    if len(purpose.strip()) < SHORTEST:
        return f"Schrijf op waarvoor u de gegevens nodig hebt, in ten minste {SHORTEST} tekens"
    return f"Gebruik niet meer dan {LONGEST} tekens" if len(purpose) > LONGEST else ""


def guarded(look: Callable[[Session], T]) -> T:
    """Do the look in a transaction; the line of a refused look is written again, for raising undid it."""
    try:
        with db.transaction() as session:
            return look(session)
    except (NoPermission, HiddenRecord) as refused:
        with db.transaction() as session:
            looks.log_refusal(session, refused)
        raise

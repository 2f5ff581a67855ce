"""Why somebody opens person data: from the open task, or asked and kept for fifteen minutes for that case."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dossier import looks
from engine import db, tasks
from engine.access import Actor
from engine.errors import EngineError
from engine.models import TaskState
from web import people
from web.parts import now

SHORTEST = 10
LONGEST = 300


def keep(instance_id: int, purpose: str) -> None:
    """Remember the purpose for this case; another case asks again."""
    with db.transaction() as session:
        looks.state_purpose(session, instance_id, people.actor().user_key, purpose, now=now())


def kept(session: Session, instance_id: int) -> str | None:
    """The purpose given for this case, while it holds."""
    return looks.stated_purpose(session, instance_id, people.actor().user_key, now=now())


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
        return _("Schrijf op waarvoor u de gegevens nodig hebt, in ten minste %(shortest)s tekens", shortest=SHORTEST)
    return _("Gebruik niet meer dan %(longest)s tekens", longest=LONGEST) if len(purpose) > LONGEST else ""

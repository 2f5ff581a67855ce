"""Moving a token: the operator puts a case that is stuck elsewhere in its process.

A moved token gives no permission: what may be shared stands in the privacy decisions of the case, and no move
writes one.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from engine import jobs, progress, runtime
from engine.models import ProcessInstance
from engine.operations import deeds
from engine.operations.deeds import Deed
from engine.progress import Step
from engine.registry import Catalogue
from engine.runtime import Token


def tokens(session: Session, instance: ProcessInstance, *, now: datetime) -> tuple[Token, ...]:
    """Where the case is now, and where each of these places may move to."""
    case = progress.look(session, instance)
    return runtime.tokens(case.definitions, instance.snapshot, case.scopes, now=now)


def move(
    session: Session,
    instance_id: int,
    spiff_task_id: str,
    target: str,
    *,
    reason: str,
    by: str,
    now: datetime,
    catalogue: Catalogue,
) -> None:
    """Withdraw what waits at one place and go on from another element of the same process."""
    why = deeds.given(reason)
    case = progress.lock(session, instance_id)
    left = next((t for t in tokens(session, case.instance, now=now) if t.spiff_task_id == spiff_task_id), None)
    result = runtime.move(case.definitions, case.instance.snapshot, case.scopes, spiff_task_id, target, now=now)
    step = Step(by, now, catalogue)
    new = progress.apply(session, case, result, step)
    about = f"van {left.activity_id} naar {target}" if left is not None else f"naar {target}"
    deeds.note(session, instance_id, Deed.MOVED, reason=why, by=by, now=now, about=about, activity_id=target)
    jobs.settle(session, case, new, step)

"""How long figures over ten thousand cases take: the dashboard of who takes part in all, and the council's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from statistics import median

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bench import databases, stored
from bench.databases import Server
from bench.drawing import NOW, seven_stages, timed
from dossier import council, dashboard, waiting
from dossier.actions import Action, ActionStatus
from dossier.dashboard import Chosen
from dossier.groups import Groep, GroepStatus
from engine import db
from engine.access import Participant
from engine.models import HistoricActivity, InstanceState, ProcessInstance, Task, TaskCandidate, TaskState

CASES, PARTNERS = 10_000, 12
DAY = timedelta(days=1)
Rows = list[dict[str, object]]


def milliseconds(on: Server, *, cases: int = CASES) -> dict[str, float]:
    """Of what each of the two pages asks."""
    with databases.empty(on) as engine:
        with db.transaction() as session:
            version_id = stored.publish(session, seven_stages())
            for model, rows in _filled(version_id, cases):
                session.execute(insert(model), rows)
        databases.settle_down(engine)
        return {
            f"dashboard_of_{cases}_cases_ms": 1000 * _took(_dashboard),
            f"council_figures_of_{cases}_cases_ms": 1000 * _took(partial(council.report, now=NOW)),
        }


def _took(ask: Callable[[Session], object], rounds: int = 5) -> float:
    def once() -> None:
        with db.reading() as session:
            ask(session)

    return median(timed(once)[0] for _ in range(rounds))


def _dashboard(session: Session) -> None:
    """Everything that its page asks about cases."""
    chosen = Chosen(stored.CLERK, NOW - 365 * DAY, NOW)
    found = [
        dashboard.areas(session, stored.CLERK),
        dashboard.stands(session, chosen, now=NOW),
        dashboard.paces(session, chosen, now=NOW),
        dashboard.late(session, chosen, now=NOW),
        dashboard.actions(session, replace(chosen, area="Wijk 1"), today=NOW.date()),
        dashboard.actions(session, chosen, today=NOW.date()),
        waiting.parties(session, chosen),
        waiting.waits(session, chosen, limit=20),
    ]
    if not all(found) or not waiting.count(session, chosen):
        raise AssertionError("figures of nothing are no measure")
    waiting.nobody(session, chosen)


def _filled(version_id: int, count: int) -> list[tuple[type[db.Base], Rows]]:
    """Each case went on through the steps; one in three has ended. A case is a group; actions from step five on."""
    numbers = range(1, count + 1)
    steps = {n: 1 + n % 7 for n in numbers}
    tasks = [(n, step) for n in numbers for step in range(1, steps[n] + 1)]
    return [
        (Groep, [_groep(n) for n in numbers]),
        (ProcessInstance, [_case(n, version_id, steps[n]) for n in numbers]),
        (
            Participant,
            [
                {"instance_id": n, "organisation_key": f"org-{who}", "role": role, "since": NOW - 400 * DAY}
                for n in numbers
                for who, role in ((1, stored.GROUP), (2 + n % PARTNERS, "partner"))
            ],
        ),
        (Task, [_task(k, n, step, steps[n]) for k, (n, step) in enumerate(tasks, 1)]),
        (
            TaskCandidate,
            [
                {"task_id": k, "group_key": stored.GROUP if k % 2 else f"org-{2 + n % PARTNERS}"}
                for k, (n, _step) in enumerate(tasks, 1)
            ],
        ),
        (HistoricActivity, [_line(n, step, moment) for n, step in tasks for moment in range(4)]),
        (Action, [_action(n, k) for n in numbers if steps[n] > 4 for k in range(4)]),
    ]


def _ended(n: int) -> bool:
    return n % 3 == 0


def _groep(n: int) -> dict[str, object]:
    by = {"status": GroepStatus.OPEN, "created_at": NOW, "created_by": "user-1"}
    return {"id": n, "alias": f"Groep {n}", "area": f"Wijk {n % 9}", **by}


def _case(n: int, version_id: int, step: int) -> dict[str, object]:
    return {
        "id": n,
        "version_id": version_id,
        "process_key": "p",
        "business_key": f"groep-{n}",
        "title": f"Groep {n}",
        "state": InstanceState.COMPLETED if _ended(n) else InstanceState.ACTIVE,
        "step": None if _ended(n) else step,
        "snapshot": b"x" * 1500,
        "revision": 1,
        "started_at": NOW - (250 + n % 100) * DAY,
        "started_by": "user-1",
        "ended_at": NOW - n % 90 * DAY if _ended(n) else None,
    }


def _task(k: int, n: int, step: int, last: int) -> dict[str, object]:
    still_open = step == last and not _ended(n)
    began = NOW - (250 + n % 100 - 30 * step) * DAY
    return {
        "id": k,
        "instance_id": n,
        "spiff_task_id": str(k),
        "process_key": "p",
        "activity_id": f"taak_{step}",
        "name": "Taak",
        "step": step,
        "priority": 0,
        "state": TaskState.OPEN if still_open else TaskState.COMPLETED,
        "created_at": began,
        "due_at": began + 20 * DAY if k % 3 else None,
        "ended_at": None if still_open else began + (10 + k % 17) * DAY,
    }


def _line(n: int, step: int, moment: int) -> dict[str, object]:
    at = NOW - (250 + n % 100 - 30 * step - moment) * DAY
    named = {"process_key": "p", "activity_id": f"taak_{step}", "name": "Taak", "kind": "userTask", "by": "user-1"}
    return {"instance_id": n, "state": "started" if moment % 2 == 0 else "completed", "step": step, "at": at, **named}


def _action(n: int, k: int) -> dict[str, object]:
    done = (n + k) % 2 == 0
    return {
        "instance_id": n,
        "title": "Afspraak",
        "track": "groep",
        "kind": "zorg",
        "owner": f"org-{2 + (n + k) % PARTNERS}",
        "due_on": (NOW + (k - 2) * 20 * DAY).date(),
        "status": ActionStatus.DONE if done else ActionStatus.OPEN,
        "created_at": NOW - 60 * DAY,
        "ended_at": NOW - 5 * DAY if done else None,
    }

"""Figures on the work itself for who sees no case: running times, terms, what waits, actions by kind of organisation.

As all figures of the council they tell how it was at the end of a quarter; `council` hides what is small.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from dossier import dashboard
from dossier.actions import Action, ActionStatus
from dossier.counted import Counted, summed
from dossier.dashboard import MONTH, WEEK
from dossier.organisations import Organisation, OrganisationKind
from dossier.roles import ROLES
from dossier.suppression import Sum
from engine import heat
from engine.models import Task, TaskCandidate, TaskState

YEAR = timedelta(days=365)
TERMS = {"laat": "Na de termijn", "tijd": "Binnen de termijn", "geen": "Zonder termijn"}
PARTNERS, OTHER = "Andere partners", "Anders"
KINDS = {
    OrganisationKind.GEMEENTE.value: "Gemeente",
    OrganisationKind.POLITIE.value: "Politie",
    OrganisationKind.OM.value: "Openbaar Ministerie",
    OrganisationKind.JONGERENWERK.value: "Jongerenwerk",
    OrganisationKind.BOA.value: "Boa's en toezicht",
}
WAITED = {"kort": "Tot en met 7 dagen", "midden": "8 tot en met 28 dagen", "lang": "Langer dan 28 dagen"}
WORKERS = ("procesregisseur", "burgemeester", "politie", "om", "jongerenwerk", "boa")
# How an action stands -> its table: key, title, whether it is shown
STATES = {
    "tijd": ("actie-tijd", "Lopende acties op tijd, per soort organisatie", True),
    "laat": ("actie-laat", "Lopende acties te laat, per soort organisatie", True),
    "klaar": ("actie-klaar", "Acties die klaar zijn, per soort organisatie", True),
    "gestopt": ("actie-gestopt", "", False),
}


def tables(session: Session, before: datetime, steps: dict[int | None, str]) -> list[Counted]:
    """How the work stood at that moment, and what was done in the year before it."""
    return [
        *_of_open_tasks(session, before, steps),
        *_of_done_work(session, before, steps),
        *_of_actions(session, before),
    ]


def durations(session: Session, before: datetime) -> list[tuple[int, timedelta]]:
    """The middle one of the steps that were done in the year before."""
    query = dashboard.middle(_visits(session, before))
    return [(step, timedelta(seconds=float(took))) for step, _count, took in session.execute(query)]


def across() -> list[Sum]:
    """How the tables of actions hang together: of each kind of organisation the states add up to all."""
    kinds = (*KINDS.values(), PARTNERS)
    keys = [key for key, _title, _shown in STATES.values()]
    return [
        *(Sum(tuple(f"{key}/{kind}" for key in keys), f"actie-soort/{kind}") for kind in kinds),
        Sum(("acties-tijd", "acties-laat"), "stand/Loopt nog"),
    ]


def _open(before: datetime) -> ColumnElement[bool]:
    return and_(Task.created_at < before, or_(Task.ended_at.is_(None), Task.ended_at >= before))


def _of_open_tasks(session: Session, before: datetime, steps: dict[int | None, str]) -> list[Counted]:
    term = case((Task.due_at.is_(None), "geen"), (Task.due_at < before, "laat"), else_="tijd")
    age = case((Task.created_at >= before - WEEK, "kort"), (Task.created_at >= before - MONTH, "midden"), else_="lang")
    query = select(Task.step, term, age, func.count()).where(_open(before)).group_by(Task.step, term, age)
    found = session.execute(query).all()
    late = [(steps.get(step, steps[None]), number) for step, which, _age, number in found if which == "laat"]
    return [
        Counted("taken", "Taken die open staan", "Van alle lopende groepen.",
                summed(TERMS.values(), ((TERMS[which], number) for _step, which, _age, number in found)), "taken"),
        Counted("taken-stap", "Taken na de termijn, per stap", "Taken die nog open staan.",
                summed(steps.values(), late), f"taken/{TERMS['laat']}"),
        Counted("wacht-op", "Op wie wachten groepen?", "Taken die open staan, naar de rol die ze moet doen.",
                _roles(session, before), "taken"),
        Counted("wacht-lang", "Hoe lang wachten taken al?", "Taken die open staan.",
                summed(WAITED.values(), ((WAITED[how], number) for _step, _term, how, number in found)), "taken"),
    ]  # fmt: skip


def _roles(session: Session, before: datetime) -> dict[str, int]:
    """Each task counts once, also where several roles may do it: with the first of them."""
    first = (
        select(func.min(TaskCandidate.group_key).label("role"))
        .select_from(Task)
        .outerjoin(TaskCandidate, TaskCandidate.task_id == Task.id)
        .where(_open(before))
        .group_by(Task.id)
        .subquery()
    )
    names = {role: ROLES[role] for role in WORKERS}
    query = select(first.c.role, func.count()).group_by(first.c.role)
    found = [
        (PARTNERS if (role or "").startswith("org-") else names.get(role, OTHER), number)
        for role, number in session.execute(query)
    ]
    return summed((*names.values(), PARTNERS, OTHER), found)


def _visits(session: Session, before: datetime) -> Any:
    """Of each case the steps that were done in the year before: no task of it stood open at that moment."""
    began, ended = func.min(Task.created_at), func.max(Task.ended_at)
    return (
        select(Task.step.label("step"), heat.seconds(session, began, ended).label("took"))
        .where(Task.step.is_not(None), Task.created_at < before)
        .group_by(Task.instance_id, Task.step)
        .having(func.sum(case((_open(before), 1), else_=0)) == 0)
        .having(ended >= before - YEAR, ended < before)
    )


def _of_done_work(session: Session, before: datetime, steps: dict[int | None, str]) -> list[Counted]:
    visits = _visits(session, before).subquery()
    done = session.execute(select(visits.c.step, func.count()).group_by(visits.c.step)).all()
    over = case((Task.ended_at > Task.due_at, 1), else_=0)
    query = (
        select(Task.step, over, func.count())
        .where(Task.state == TaskState.COMPLETED, Task.due_at.is_not(None))
        .where(Task.ended_at >= before - YEAR, Task.ended_at < before)
        .group_by(Task.step, over)
    )
    kept: dict[int, list[tuple[str, int]]] = {0: [], 1: []}
    for step, late, number in session.execute(query):
        kept[late].append((steps.get(step, steps[None]), number))
    note = "Taken met een termijn die in de laatste vier kwartalen klaar waren."
    named = [(steps.get(step, steps[None]), number) for step, number in done]
    return [
        Counted("stap-klaar", "Afgeronde stappen", "In de laatste vier kwartalen.", summed(steps.values(), named),
                "stappen"),
        Counted("binnen", "Binnen de termijn klaar, per stap", note, summed(steps.values(), kept[0]), "op-tijd"),
        Counted("na", "Na de termijn klaar, per stap", note, summed(steps.values(), kept[1]), "niet-op-tijd"),
    ]  # fmt: skip


def _of_actions(session: Session, before: datetime) -> list[Counted]:
    was_open = or_(Action.ended_at.is_(None), Action.ended_at >= before)
    state = case(
        (and_(was_open, Action.due_on < before.date()), "laat"),
        (was_open, "tijd"),
        (Action.status == ActionStatus.DONE, "klaar"),
        else_="gestopt",
    )
    query = select(Action.owner, state, func.count()).where(Action.created_at < before).group_by(Action.owner, state)
    known = {f"org-{number}": kind for number, kind in session.execute(select(Organisation.id, Organisation.kind))}
    found = [
        (KINDS.get(known[owner].value, PARTNERS) if owner in known else PARTNERS, which, number)
        for owner, which, number in session.execute(query)
    ]
    kinds = (*KINDS.values(), PARTNERS)
    note = "Alle acties uit alle plannen."
    total = {"tijd": "acties-tijd", "laat": "acties-laat", "klaar": "stand/Klaar", "gestopt": "acties-gestopt"}
    return [
        Counted("actie-soort", "Acties per soort organisatie", note,
                summed(kinds, ((kind, number) for kind, _which, number in found)), "acties"),
        *(
            Counted(key, title, note, summed(kinds, ((kind, n) for kind, which, n in found if which == name)),
                    total[name], shown)
            for name, (key, title, shown) in STATES.items()
        ),
    ]  # fmt: skip

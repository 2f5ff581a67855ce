"""What is done once a day about reminders: tasks that are late, daily messages, an outbox that fills up."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossier import mailing, policy, reminders
from dossier.mailing import MailPreference, MailWish
from dossier.policy import About, Planned
from dossier.workdays import AMSTERDAM
from engine import history
from engine.db import transaction
from engine.models import InstanceState, ProcessInstance, Task, TaskState
from handlers import mail, notices
from handlers.settings import HandlerSettings

CATCH_UP = timedelta(days=3)  # a server that was down over the weekend still reminds
TOO_OLD = timedelta(days=7)
HORIZON = timedelta(days=policy.MOST_DAYS)
TEXTS = {
    policy.BEFORE: "Een taak van u is bijna aan de beurt: {name}.",
    policy.ON: "Een taak van u moet vandaag klaar zijn: {name}.",
    policy.AFTER: "Een taak van u is te laat: {name}.",
}
ESCALATION = "Een taak is te laat en nog niet klaar: {name}."


def remind_of_tasks(settings: HandlerSettings, now: datetime) -> int:
    """Remind of open tasks as the table of their package says; returns how many reminders went out.

    A case that is suspended, ended or whose clock stands still is passed over. A second round adds nothing.
    """
    with transaction() as session:
        query = (
            select(Task)
            .join(ProcessInstance, ProcessInstance.id == Task.instance_id)
            .where(
                Task.state == TaskState.OPEN,
                Task.due_at.between(now - HORIZON, now + HORIZON),
                ProcessInstance.state == InstanceState.ACTIVE,
                ProcessInstance.suspended_at.is_(None),
                ProcessInstance.clock_paused_at.is_(None),
            )
        )
        found = session.scalars(query.order_by(Task.id)).all()
        return sum(_of_task(session, task, settings, now) for task in found)


def _of_task(session: Session, task: Task, settings: HandlerSettings, now: datetime) -> int:
    case = task.instance_id
    package, files = settings.package_settings(session, case), settings.package_files(session, case)
    if task.due_at is None or policy.table_of(files) is None:
        return 0
    due = task.due_at.astimezone(AMSTERDAM).date()
    about = About(policy.TASK, due, task.created_at.astimezone(AMSTERDAM).date(), kind=task.activity_id)
    planned = policy.schedule(policy.rules(files, about, package, now=now), due)
    today = now.astimezone(AMSTERDAM).date()
    first = max(today - CATCH_UP + timedelta(days=1), about.since)  # nothing from before somebody could do it
    told = 0
    for number, each in enumerate(planned):
        if first <= each.at.date() <= today:
            told += _tell(session, task, each, f"taak-{task.id}-{due:%y%m%d}-{number}", now)
    return told


def _tell(session: Session, task: Task, each: Planned, origin: str, now: datetime) -> int:
    owners = [task.assignee] if task.assignee else [candidate.group_key for candidate in task.candidates]
    to = owners if each.to == policy.OWNER else [each.to]
    text = (TEXTS[each.when] if each.to == policy.OWNER else ESCALATION).format(name=task.name)
    told = sum(notices.notify(session, task.instance_id, one, text, origin=origin, now=now) for one in to)
    if told:
        name = f"Herinnering verstuurd: taak ‘{task.name}’"
        history.note(session, task.instance_id, kind="reminder", name=name, detail=", ".join(to), by=None, now=now)
    return told


def send_digests(now: datetime) -> int:
    """One message for everybody who wants one a day and has something new; returns how many."""
    day = now.astimezone(AMSTERDAM).date()
    sent = 0
    with transaction() as session:
        query = select(MailPreference.user_key).where(MailPreference.wish == MailWish.DAILY)
        for user_key in session.scalars(query.order_by(MailPreference.user_key)).all():
            found = reminders.for_digest(session, user_key, since=now - TOO_OLD)
            if not found:
                continue
            numbers = [each.id for each in found]
            sent += mailing.plan_digest(session, user_key, numbers, origin=f"dag-{day.isoformat()}", now=now)
            for each in found:
                each.digested_at = now
    return sent


def clean_outbox(settings: HandlerSettings, now: datetime) -> int:
    """Remove mails from the outbox folder that lay there too long."""
    return mail.clean_outbox(settings.home, older_than=timedelta(days=settings.outbox_days), now=now)

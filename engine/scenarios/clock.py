"""Time and machines in a sandbox: jobs are done in the order in which they come due, as a worker does them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from engine import feel, jobs, progress, runtime, values
from engine.feel import YearMonthDuration
from engine.feel.temporal import parse_duration
from engine.models import Job, JobState
from engine.scenarios.given import worked_out
from engine.scenarios.model import NEXT, Answer
from engine.scenarios.sandbox import Sandbox
from engine.scenarios.trouble import StepRefused

MOST = 1000  # jobs in one step: a timer that repeats every second, moved a year
LONGEST = timedelta(days=366 * 20)


def work(box: Sandbox, number: int) -> None:
    """Do what is due, moving the clock from job to job until the moment that the step asks for."""
    target = max(box.target or box.now, box.now)
    for _ in range(MOST):
        job = _first(box, target)
        if job is None:
            box.now, box.target = target, None
            return
        box.now = max(box.now, job.due_at)
        _do(box, job, number)
    raise StepRefused(f"Er gebeurt te veel in één keer: meer dan {MOST} keer werk voor de klok of een machine.")


def _do(box: Sandbox, job: Job, number: int) -> None:
    job_id = job.id
    said = box.plans.left.get(job_id)
    if said is not None and said.values is not None:
        box.plans.values[job_id] = worked_out(said.values, values.loads(job.payload), box.now)
    with runtime.listening() as heard:
        jobs.perform(box.session, job_id, box.catalogue, now=box.now)
    if box.session.get_one(Job, job_id).state is JobState.DONE:
        box.went.extend((number, went) for went in heard)


def _first(box: Sandbox, until: datetime) -> Job | None:
    """The job that comes due first, passing over those that wait for the walk."""
    query = select(Job).where(Job.state == JobState.OPEN, Job.due_at <= until).order_by(Job.due_at, Job.id)
    return next((job for job in box.session.scalars(query) if not is_late(box, job)), None)


def is_late(box: Sandbox, job: Job) -> bool:
    """Whether the walk lets it wait; asked of a job for the first time, what was said of it is now its own."""
    said = box.plans.of(job.id, job.topic, job.activity_id) if job.kind == progress.HANDLER else None
    return said is not None and said.late


def waiting_for(box: Sandbox, answer: Answer) -> int | None:
    """The oldest job that waits for the walk to say what this machine does."""
    query = select(Job).where(Job.state == JobState.OPEN, Job.kind == progress.HANDLER).order_by(Job.id)
    for job in box.session.scalars(query):
        known = answer.topic == job.topic and answer.element in ("", job.activity_id)
        if known and is_late(box, job):
            return job.id
    return None


def moment(box: Sandbox, text: str) -> datetime:
    """The moment that a step moves the clock to."""
    until = _next(box) if text == NEXT else _moment(box, text)
    if until < box.now:
        raise StepRefused(f"De klok staat al op {box.now.isoformat()}; hij kan niet terug.")
    if until - box.now > LONGEST:
        raise StepRefused("De klok kan hoogstens twintig jaar vooruit.")
    return until


def _next(box: Sandbox) -> datetime:
    query = select(Job).where(Job.state == JobState.OPEN).order_by(Job.due_at, Job.id)
    found = next((job.due_at for job in box.session.scalars(query) if not is_late(box, job)), None)
    if found is None:
        raise StepRefused("Niets wacht op de klok.")
    return found


def _moment(box: Sandbox, text: str) -> datetime:
    if text.startswith("="):
        value = worked_out(text, {}, box.now)
    else:
        try:
            value = parse_duration(text) if text.startswith("P") else datetime.fromisoformat(text)
        except (ValueError, feel.FeelError):
            value = None
    if isinstance(value, YearMonthDuration):
        value = timedelta(days=round(min(max(value.months, -1000), 1000) * 30.4375))
    if isinstance(value, timedelta):
        return box.now + min(max(value, -LONGEST), LONGEST * 2)  # a longer one is refused, not added up
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    raise StepRefused(f"“{text}” is geen duur (P10D) of moment (2026-04-01T09:00:00+02:00).")

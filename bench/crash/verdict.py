"""What must be so at the end: nothing lost, nothing done twice, one key a job, an incident for what died at last."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.crash.clerks import Attempt, Office
from bench.crash.killing import Killer, Shot
from bench.crash.launcher import MAX_ATTEMPTS
from bench.crash.outside import Call, Outside
from bench.crash.replay import Replay
from bench.crash.work import NOTED, ORDER, REPORT
from engine.models import HistoricActivity, Incident, InstanceState, Job, JobState, ProcessInstance, Task, TaskState

MAIL = "mail.versturen"
NOTE = "proef.noteren"
FREED_BY_THE_DATABASE = 15.0  # seconds after a kill of the database in which a record may have failed


@dataclass(frozen=True)
class Seen:
    """Everything that the proof saw."""

    office: Office
    outside: Outside
    killer: Killer
    replay: Replay


def problems(session: Session, seen: Seen) -> list[str]:
    """Every rule that does not hold, in words."""
    return [
        *seen.replay.follow(session, everything=True),
        *_all_is_done(session),
        *_answers_are_kept(seen),
        *_tasks_are_done_once(session, seen.replay),
        *_calls_carry_one_key(session, seen),
        *_mails_carry_one_number(session, seen.outside),
        *_rows_beside_the_step(session),
        *_the_dead_are_incidents(session, seen),
        *sorted(set(seen.office.strange)),
    ]


def _all_is_done(session: Session) -> Iterator[str]:
    for instance in session.scalars(select(ProcessInstance).where(ProcessInstance.state != InstanceState.COMPLETED)):
        yield f"case {instance.id} did not come to its end: {instance.state.value}"
    for job in session.scalars(select(Job).where(Job.state.in_((JobState.OPEN, JobState.INCIDENT, JobState.HELD)))):
        yield f"job {job.id} ({job.topic or job.kind}) is still {job.state.value}"


def _marks(replay: Replay, step: str) -> Counter[str]:
    """How often each mark of a person came into a case."""
    found: Counter[str] = Counter()
    for case in replay.cases.values():
        for given in case.inputs:
            if given.step == step:
                texts = given.arguments[-1].values()
                found.update(text for text in texts if isinstance(text, str) and text.endswith("."))
    return found


def _answers_are_kept(seen: Seen) -> Iterator[str]:
    """What the server said to have done was done once; what it did not answer, at most once; nothing of itself."""
    by_what: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in list(seen.office.attempts):
        by_what[attempt.what].append(attempt)
    for what, attempts in by_what.items():
        taken = _marks(seen.replay, what)
        for attempt in attempts:
            times = taken.pop(attempt.mark, 0)
            if times > 1 or (attempt.answered and times == 0):
                yield f"{what} '{attempt.mark}' was {'answered and ' if attempt.answered else ''}taken {times} times"
        taken = Counter({mark: times for mark, times in taken.items() if mark.split()[0] in ("Kenmerk", "Antwoord")})
        for mark in taken:
            yield f"{what} '{mark}' was taken, but nobody sent it"


def _tasks_are_done_once(session: Session, replay: Replay) -> Iterator[str]:
    """Each task is one row; each finished one stands once among the inputs."""
    rows = session.execute(select(Task.instance_id, Task.spiff_task_id, Task.state)).all()
    for (instance_id, spiff_task_id), times in Counter((r.instance_id, r.spiff_task_id) for r in rows).items():
        if times > 1:
            yield f"case {instance_id}: task {spiff_task_id} stands {times} times in the table"
    finished = Counter(
        (instance_id, str(given.arguments[0]))
        for instance_id, case in replay.cases.items()
        for given in case.inputs
        if given.step == "complete"
    )
    for (instance_id, spiff_task_id), times in finished.items():
        if times > 1:
            yield f"case {instance_id}: {spiff_task_id} was finished {times} times"
    for row in rows:
        if (row.state is TaskState.COMPLETED) != ((row.instance_id, row.spiff_task_id) in finished):
            yield f"case {row.instance_id}: task {row.spiff_task_id} is {row.state.value}, unlike its inputs"


def _calls_carry_one_key(session: Session, seen: Seen) -> Iterator[str]:
    """A job is one key and a key is one job; a call was only repeated when the one before came to nothing."""
    calls: dict[str, list[Call]] = defaultdict(list)
    for call in seen.outside.calls:
        calls[call.key].append(call)
    jobs = {f"job-{job.id}": job for job in session.scalars(select(Job).where(Job.topic.in_((ORDER, REPORT))))}
    for key in calls.keys() - jobs.keys():
        yield f"{key} was called, but there is no such job"
    for key, job in jobs.items():
        mine = calls.get(key, [])
        if job.state is JobState.DONE and not mine:
            yield f"{key} is done, but was never called"
        if len({(call.case, call.topic, call.content) for call in mine}) > 1:
            yield f"{key} was used for different work"
        if job.attempts < len({call.attempt for call in mine}) and not _was_retried(session, job):
            yield f"{key} was called more often than it was tried"
        yield from (f"{key} was called again without need" for call in mine[:-1] if not _came_to_nothing(call, seen))


def _was_retried(session: Session, job: Job) -> bool:
    return session.scalar(select(Incident.id).where(Incident.job_id == job.id).limit(1)) is not None


def _came_to_nothing(call: Call, seen: Seen) -> bool:
    """Failed, or its process was shot, or the database was shot before the outcome could be recorded."""
    return call.answer == "failed" or any(
        shot.at >= call.at - 1
        and (
            call.pid == shot.pid
            or call.pid in shot.facts.get("with", ())
            or (shot.target in ("postgres", "backend") and shot.at - call.at < FREED_BY_THE_DATABASE)
        )
        for shot in seen.killer.shots
    )


def _mails_carry_one_number(session: Session, outside: Outside) -> Iterator[str]:
    """Each mail job left one Message-ID, however often it was sent; no other mail was sent."""
    jobs = {job.id: job for job in session.scalars(select(Job).where(Job.topic == MAIL))}
    sent = {number: int(number.rpartition("@")[0].rpartition("-")[2]) for number in set(outside.mails)}
    if len(set(sent.values())) != len(sent):
        yield "a mail job used two numbers"
    for job_id in set(sent.values()) - jobs.keys():
        yield f"mail job {job_id} was sent, but is not there"
    for job_id, job in jobs.items():
        if job.state is JobState.DONE and job_id not in sent.values():
            yield f"mail job {job_id} is done, but was never sent"


def _rows_beside_the_step(session: Session) -> Iterator[str]:
    """What an inner handler wrote stands there once for each job of its that was done."""
    rows = session.scalars(select(HistoricActivity.detail).where(HistoricActivity.kind == NOTED))
    written = Counter(rows)
    done = session.scalars(select(Job.id).where(Job.topic == NOTE, Job.state == JobState.DONE))
    expected = Counter(f"job-{job_id}" for job_id in done)
    for key in {*written, *expected}:
        if written[key] != expected[key]:
            yield f"{key} wrote {written[key]} rows where {expected[key]} belong"


def _the_dead_are_incidents(session: Session, seen: Seen) -> Iterator[str]:
    told = set(session.scalars(select(Incident.job_id)))
    for shot in died_at_last(seen.killer.shots):
        if shot.facts["job"] not in told:
            yield f"job {shot.facts['job']} died on its last attempt (shot {shot.number}), and there is no incident"


def died_at_last(shots: list[Shot]) -> list[Shot]:
    """Shots that took the last attempt of a job that had not been recorded; a record may just have been kept."""
    return [
        shot
        for shot in shots
        if shot.facts.get("attempt") == MAX_ATTEMPTS
        and ((shot.phase, shot.spot) == ("claim", "after the commit") or shot.phase in ("call", "record"))
        and shot.target in ("process", "server")
    ]


def counts(session: Session, seen: Seen) -> dict[str, int]:
    """What there was to prove it on."""
    repeats = Counter(call.key for call in seen.outside.calls)
    mails = Counter(seen.outside.mails)
    return {
        "cases": len(seen.replay.cases),
        "steps replayed": sum(len(case.inputs) for case in seen.replay.cases.values()),
        "answers of people": sum(attempt.answered for attempt in seen.office.attempts),
        "sent without an answer": sum(not attempt.answered for attempt in seen.office.attempts),
        "pages that said to come back later": seen.office.told_to_wait,
        "outside calls": len(seen.outside.calls),
        "outside calls repeated, same key": sum(times - 1 for times in repeats.values()),
        "mails": len(mails),
        "mails repeated, same Message-ID": sum(times - 1 for times in mails.values()),
        "jobs that died on their last attempt": len({shot.facts["job"] for shot in died_at_last(seen.killer.shots)}),
        "incidents, all resolved": session.scalar(select(func.count()).select_from(Incident)) or 0,
    }

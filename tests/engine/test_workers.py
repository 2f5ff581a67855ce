"""Several workers on one database: nothing is done twice, nobody waits for nothing, and a wrong clock loses nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import repeat

import pytest
from sqlalchemy import event, func, insert, select, text, update

from engine import claims, db, jobs, progress, rounds, scheduler, values, wake
from engine.models import Incident, Job
from engine.registry import Catalogue, Registry
from tests.runtime.drawing import NOON, diagram, user_task

EMPTY = Catalogue(registry=Registry(), groups={})
CALM = diagram('<startEvent id="begin"/>' + user_task("werk") + '<endEvent id="klaar"/>[begin>werk][werk>klaar]')


def add_jobs(count: int, *, due_at: datetime = NOON, **changes: object) -> None:
    row = {"kind": "proef", "payload": values.dumps({}), "due_at": due_at, "created_at": due_at, **changes}
    with db.transaction() as session:
        session.execute(insert(Job), list(repeat(row, count)))


def on_postgresql() -> bool:
    return db.make_session.kw["bind"].dialect.name == "postgresql"


def take_all(now: datetime = NOON) -> list[int]:
    taken = []
    while True:
        with db.transaction() as session:
            claimed = claims.take(session, now=now)
        if claimed is None:
            return taken
        taken.append(claimed.id)


def test_workers_that_claim_together_never_claim_the_same_job(database):
    add_jobs(40)
    with ThreadPoolExecutor(4) as workers:
        taken = [job for found in workers.map(take_all, repeat(NOON, 4)) for job in found]
    assert sorted(taken) == sorted(set(taken)) and len(taken) == 40


def test_a_worker_passes_over_a_job_that_another_is_claiming(database):
    if not on_postgresql():
        pytest.skip("SQLite has one worker")
    add_jobs(2)
    with db.transaction() as one, db.transaction() as other:
        first, second = claims.take(one, now=NOON), claims.take(other, now=NOON)
    assert first and second and first.id != second.id


def test_the_newest_job_need_not_wait_behind_a_flood(database):
    add_jobs(10)
    add_jobs(1, due_at=NOON + timedelta(seconds=5), topic="nieuw")
    with db.transaction() as session:
        claimed = claims.take(session, now=NOON + timedelta(minutes=1), newest=True)
    assert claimed is not None and claimed.topic == "nieuw"


def test_an_idle_worker_asks_one_thing_and_an_index_answers(database):
    add_jobs(3000, due_at=NOON + timedelta(days=9))
    add_jobs(20, locked_until=NOON + timedelta(minutes=5))
    asked = plan_of(lambda session: claims.next_due(session))
    assert len(asked) == 1
    require_no_scan(asked[0])


def test_claiming_looks_at_no_job_that_is_not_due(database):
    add_jobs(3000, due_at=NOON + timedelta(days=9))
    add_jobs(5)
    for plan in plan_of(lambda session: claims.take(session, now=NOON)):
        require_no_scan(plan)
    for plan in plan_of(lambda session: claims.give_up_on_the_dead(session, now=NOON)):
        require_no_scan(plan)


def plan_of(ask) -> list[str]:
    """How the database would answer what `ask` asks of the table of jobs."""
    engine, asked = db.make_session.kw["bind"], []

    def note(_connection, _cursor, statement, parameters, *_rest) -> None:
        if "job" in statement:
            asked.append((statement, parameters))

    with db.transaction() as session:
        if on_postgresql():
            session.execute(text("ANALYZE job"))
        event.listen(engine, "before_cursor_execute", note)
        ask(session)
        event.remove(engine, "before_cursor_execute", note)
        explain = "EXPLAIN " if on_postgresql() else "EXPLAIN QUERY PLAN "
        connection = session.connection()
        return [
            "\n".join(str(row[-1]) for row in connection.exec_driver_sql(explain + statement, parameters))
            for statement, parameters in asked
        ]


def require_no_scan(plan: str) -> None:
    assert "Seq Scan on job" not in plan and "SCAN job" not in plan.replace("SCAN job USING", ""), plan
    assert "job_due" in plan or "job_held" in plan, plan


def test_a_step_and_a_failure_of_the_same_case_never_wait_for_each_other_in_a_ring(walk):
    """The failure locks its job and names the case in an incident; the step holds the case and withdraws the job."""
    if not on_postgresql():
        pytest.skip("SQLite has one writer")
    case = walk(CALM)
    for _ in range(10):
        add_jobs(1, instance_id=case.id)
    both = threading.Barrier(2)

    def step() -> None:
        for job_id in ids:
            both.wait(20)
            with db.transaction() as session:
                progress.lock(session, case.id)
                time.sleep(0.02)
                session.execute(update(Job).where(Job.id == job_id).values(topic="ingetrokken"))

    def fail() -> None:
        for job_id in ids:
            both.wait(20)
            with db.transaction() as session:
                job = session.get_one(Job, job_id, with_for_update=True)
                time.sleep(0.02)
                claims.incident(session, job, "proef", now=NOON)

    with db.reading() as session:
        ids = list(session.scalars(select(Job.id).order_by(Job.id)))
    with ThreadPoolExecutor(2) as workers:
        done = [workers.submit(each) for each in (step, fail)]
        assert [each.result(60) for each in done] == [None, None]
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Incident)) == 10


@pytest.fixture
def ticking(database) -> Iterator[list[int]]:
    """A worker in this process that notes the jobs it did."""
    done: list[int] = []
    real = jobs.run_next

    def noted(*arguments, **named) -> bool:
        found = real(*arguments, **named)
        if found:
            done.append(1)
        return found

    jobs.run_next = noted
    stop = scheduler.start(EMPTY, clock=lambda: datetime.now(UTC))
    yield done
    stop()
    jobs.run_next = real


def wait_until(true, seconds: float = 10) -> float:
    start = time.monotonic()
    while not true() and time.monotonic() < start + seconds:
        time.sleep(0.005)
    assert true()
    return time.monotonic() - start


def test_an_idle_worker_is_awake_the_moment_work_is_committed(ticking, monkeypatch):
    monkeypatch.setattr(scheduler, "LATEST", timedelta(seconds=60))
    time.sleep(4)  # the rest it began before is over
    now = datetime.now(UTC)
    with db.transaction() as session:
        jobs.add(session, kind="proef", topic="onbekend", payload={}, due_at=now, now=now)
    assert wait_until(lambda: ticking) < 5


def test_a_call_from_another_process_rings_the_bell_also_after_the_connection_was_lost(database, monkeypatch):
    if not on_postgresql():
        pytest.skip("on SQLite there is no other process")
    monkeypatch.setattr(wake, "LISTEN_AGAIN", 0.1)
    others = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query = 'LISTEN zevenstap_werk'"
    with wake.hearing(db.make_session.kw["bind"]) as bell:
        for _ in range(2):
            assert bell.wait(10)  # it listens
            bell.clear()
            with db.transaction() as session:
                session.execute(text(f"NOTIFY {wake.CHANNEL}"))
            assert bell.wait(10)
            bell.clear()
            with db.transaction() as session:
                assert session.scalar(text(others)) == 1


def test_a_round_is_done_once_a_day_by_all_processes_together(database):
    done: list[datetime] = []
    with ThreadPoolExecutor(4) as processes:
        won = list(processes.map(lambda _: rounds.once_a_day("proef", done.append, clock=lambda: NOON), range(4)))
    assert len(done) == won.count(True) == 1
    assert not rounds.once_a_day("proef", done.append, clock=lambda: NOON + timedelta(hours=3))
    assert rounds.once_a_day("proef", done.append, clock=lambda: NOON + timedelta(days=4))


def test_a_round_whose_process_died_is_done_by_another_an_hour_later(database):
    def dies(_now: datetime) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        rounds.once_a_day("proef", dies, clock=lambda: NOON)
    done: list[datetime] = []
    assert not rounds.once_a_day("proef", done.append, clock=lambda: NOON + timedelta(minutes=30))
    assert rounds.once_a_day("proef", done.append, clock=lambda: NOON + timedelta(minutes=61))


def test_a_clock_that_was_a_year_ahead_keeps_no_job_waiting_for_a_year(database):
    ahead = NOON + timedelta(days=365)
    add_jobs(1, topic="geclaimd", locked_until=ahead + claims.LEASE, attempts=1)
    add_jobs(1, topic="mislukt", due_at=ahead, attempts=2, error="X", created_at=NOON)
    add_jobs(1, topic="ontstaan", due_at=ahead + timedelta(hours=2), created_at=ahead)
    add_jobs(1, topic="termijn", due_at=ahead, created_at=NOON)
    with db.transaction() as session:
        assert claims.straighten(session, now=NOON) == 3
    with db.reading() as session:
        found = {job.topic: job for job in session.scalars(select(Job))}
    assert found["geclaimd"].locked_until == NOON
    assert found["mislukt"].due_at == NOON
    assert found["ontstaan"].due_at == NOON + timedelta(hours=2)
    assert found["termijn"].due_at == ahead  # a term of the law stays what it is


def test_a_clock_that_jumps_ahead_lets_a_second_worker_in_and_one_answer_counts(database):
    add_jobs(1)
    with db.transaction() as session:
        first = claims.take(session, now=NOON)
    with db.transaction() as session:
        second = claims.take(session, now=NOON + timedelta(days=1))
    assert first and second and (first.id, first.context.attempt, second.context.attempt) == (second.id, 1, 2)


def test_a_worker_goes_on_when_the_clock_of_the_machine_is_set_back(database, monkeypatch):
    moved = timedelta()
    stop = scheduler.start(EMPTY, clock=lambda: datetime.now(UTC) + moved)
    try:
        time.sleep(0.5)
        moved = -timedelta(hours=2)
        now = datetime.now(UTC) + moved
        add_jobs(1, due_at=now)

        def tried() -> bool:
            with db.reading() as session:
                return session.scalars(select(Job.attempts)).one() > 0

        assert wait_until(tried, 20) < 15
    finally:
        stop()


def test_a_job_that_cannot_be_read_stops_no_other(database):
    add_jobs(1, payload=b"\xff geen json", topic="kapot")
    add_jobs(1, due_at=NOON + timedelta(seconds=1))
    now = NOON + timedelta(minutes=1)
    while jobs.run_next(EMPTY, now=now):
        now += timedelta(seconds=1)
        if now > NOON + timedelta(hours=1):
            break
    with db.reading() as session:
        tried = session.scalars(select(Job.attempts).order_by(Job.id)).all()
    assert min(tried) > 0

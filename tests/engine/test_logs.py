"""Lines of the log: what happened and where, never what somebody typed."""

from __future__ import annotations

import io
import json
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import counts, jobs, logs, metrics
from engine.db import transaction
from engine.registry import Catalogue, Handler, Registry
from tests.engine.conftest import Walk
from tests.runtime.drawing import NOON, diagram, user_task

NAME = "Sjaak Fictief"
WORK = diagram(
    '<startEvent id="begin"/><endEvent id="klaar"/>'
    f"{user_task('werk', candidateGroups='procesregisseur')}[begin>werk][werk>klaar]"
)
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(written: io.StringIO) -> Lines:
    """What was logged, as it stands on the output."""
    return lambda: [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_line_names_the_case_and_the_job_around_it(lines: Lines) -> None:
    with logs.bound(case=12, job=7):
        logs.get("engine.jobs").info("job done", attempt=1)

    [line] = lines()
    assert (line["event"], line["case"], line["job"], line["attempt"]) == ("job done", 12, 7, 1)


def test_what_is_bound_is_gone_after_the_work(lines: Lines) -> None:
    with logs.bound(case=12):
        pass
    logs.get("engine.jobs").info("job done")

    assert "case" not in lines()[0]


def test_a_field_that_is_not_in_the_list_is_left_out(lines: Lines) -> None:
    logs.get("web.task").warning("saved", naam=NAME, value=NAME, topic=NAME, case=NAME)

    assert NAME not in json.dumps(lines())
    assert lines()[0]["topic"] == "-"


def test_of_an_exception_only_class_code_and_place_are_told(lines: Lines) -> None:
    def deeper() -> None:
        raise ValueError(NAME)

    try:
        try:
            deeper()
        except ValueError as first:
            raise KeyError(NAME) from first
    except KeyError as error:
        logs.get("engine.jobs").warning("job failed", exc_info=error)

    [line] = lines()
    assert (line["error"], line["caused_by"]) == ("KeyError", ["ValueError"])
    assert line["stack"][-1].endswith("test_of_an_exception_only_class_code_and_place_are_told")
    assert NAME not in json.dumps(line)


@pytest.mark.parametrize("name", ["httpx", "flask.app", "web", "sqlalchemy.engine", "gunicorn.error", "apscheduler.x"])
def test_of_another_library_no_value_is_told(lines: Lines, name: str) -> None:
    logging.getLogger(name).warning("Something with %s", NAME)
    if not name.startswith(logs.FIXED_TEXTS):
        logging.getLogger(name).error(f"Exception on /{NAME}", exc_info=ValueError(NAME))

    assert lines()
    assert NAME not in json.dumps(lines())


def test_the_chatter_of_another_library_is_left_out(lines: Lines) -> None:
    logging.getLogger("spiff.workflow").info("Workflow started")

    assert lines() == []


def test_what_nobody_caught_is_told_without_its_message(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.excepthook", None)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    logs.catch_the_rest()

    def fail() -> None:
        raise RuntimeError(NAME)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()

    [line] = lines()
    assert (line["event"], line["error"]) == ("not caught", "RuntimeError")
    assert NAME not in json.dumps(line)


@given(st.dictionaries(st.text(min_size=1), st.text() | st.integers() | st.none()), st.text())
def test_no_text_with_a_space_ever_comes_through(fields: dict[str, Any], typed: str) -> None:
    kept = logs._only_known(None, "", {**fields, "topic": typed, "event": "fixed", "level": "info"})

    assert kept.keys() <= logs.NUMBERS | logs.WORDS | logs.OF_FAILURE | logs.OF_LINE
    assert " " not in kept["topic"]


@dataclass(frozen=True)
class Given:
    naam: str


def test_a_job_that_fails_on_a_name_logs_and_counts_no_name(database: None, lines: Lines) -> None:
    def fail(_session: Any, given: Given, _context: Any) -> None:
        raise ValueError(f"no address of {given.naam}")

    registry = Registry()
    registry.add(
        Handler(
            topic="proef.mislukt",
            title="Proef",
            description="Mislukt altijd.",
            input_type=Given,
            output_type=None,
            errors=(),
            inner=True,
            call=fail,
        )
    )
    catalogue = Catalogue(registry=registry, groups={})
    with transaction() as session:
        number = jobs.add(
            session, kind="proef", topic="proef.mislukt", payload={"naam": NAME}, due_at=NOON, now=NOON
        ).id

    jobs.run(number, catalogue, now=NOON)

    told = [line for line in lines() if line["event"] == "job failed"]
    assert [(line["job"], line["topic"], line["error"]) for line in told] == [(number, "proef.mislukt", "ValueError")]
    assert NAME not in json.dumps(lines())
    counted = metrics.of_processes().decode()
    assert 'zevenstap_handler_failures_total{topic="proef.mislukt"}' in counted
    assert NAME not in counted


def test_a_step_that_takes_long_is_told_with_its_case_and_element(
    lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics._watched, "slow", 0.0)

    metrics.step_taken(metrics.mark(), case=12, element="wegen")

    [line] = lines()
    assert (line["event"], line["case"], line["element"]) == ("slow step", 12, "wegen")
    assert line["statements"] == 0


def test_a_step_that_is_fast_enough_is_not_told(lines: Lines) -> None:
    metrics.step_taken(metrics.mark(), case=12, element="wegen")

    assert lines() == []


def test_the_steps_of_a_case_are_counted_and_its_statements_are_seen(database: None) -> None:
    before = metrics.mark()
    walk = Walk(WORK)

    assert metrics.since(before)["statements"] > 3
    assert b"zevenstap_step_seconds_count" in metrics.of_processes()
    assert counts_of("zevenstap_open_cases", walk) == 1.0


def counts_of(name: str, walk: Walk) -> float:
    counts.forget()
    text = counts.of_database(now=walk.now).decode()
    return float(next(line.split()[1] for line in text.splitlines() if line.startswith(f"{name} ")))


def test_due_jobs_and_how_far_behind_they_are(database: None) -> None:
    walk = Walk(WORK)
    with transaction() as session:
        for minutes in (10, 3, -5):
            due = walk.now - timedelta(minutes=minutes)
            jobs.add(session, kind="proef", topic="proef.x", payload={}, due_at=due, now=walk.now)

    assert counts_of("zevenstap_due_jobs", walk) == 2.0
    assert counts_of("zevenstap_due_job_lag_seconds", walk) == 600.0
    assert counts_of("zevenstap_open_tasks", walk) == 1.0
    assert counts_of("zevenstap_open_incidents", walk) == 0.0


def test_the_database_is_asked_once_in_some_seconds(database: None) -> None:
    walk = Walk(WORK)
    counts_of("zevenstap_open_cases", walk)
    start = metrics.mark()

    counts.of_database(now=walk.now)

    assert metrics.since(start)["statements"] == 0

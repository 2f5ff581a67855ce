"""Timers in a case: local time, cycles that neither burst nor drift, and a clock that jumps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import runtime
from engine.runtime import StepFailed
from engine.terms import ZONE
from tests.runtime.drawing import NOON, Play, diagram, user_task

START, END = '<startEvent id="begin"/>', '<endEvent id="klaar"/>'
QUIET = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def timer(kind: str, text: str) -> str:
    return f"<timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition>"


def reminded(kind: str, text: str, host: str = "") -> bytes:
    """A task with a reminder beside it, that asks somebody to call."""
    return diagram(
        f'{START}{END}{host or user_task("werk")}{user_task("bel")}<endEvent id="gebeld"/>'
        f'<boundaryEvent id="t" cancelActivity="false" attachedToRef="werk">{timer(kind, text)}</boundaryEvent>'
        "[begin>werk][werk>klaar][t>bel][bel>gebeld]"
    )


def watched(kind: str, text: str, *, interrupts: bool = False) -> bytes:
    """A process with an event subprocess that starts by a timer."""
    inside = f'<startEvent id="b" isInterrupting="{str(interrupts).lower()}">{timer(kind, text)}</startEvent>'
    return diagram(
        f'{START}{END}{user_task("werk")}[begin>werk][werk>klaar]<subProcess id="bewaken" triggeredByEvent="true">'
        f'{inside}{user_task("bel")}<endEvent id="gebeld"/>[b>bel][bel>gebeld]</subProcess>'
    )


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def due(case: Play) -> list[datetime]:
    return sorted(each.due_at for each in case.result.timers)


def calls(case: Play) -> int:
    return case.activities.count("bel")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("P1D", "2026-03-28T12:00", "2026-03-29T12:00"),
        ("PT24H", "2026-03-28T12:00", "2026-03-29T13:00"),
        ("P1D", "2026-10-24T12:00", "2026-10-25T12:00"),
        ("PT24H", "2026-10-24T12:00", "2026-10-25T11:00"),
        ("P1D", "2026-03-28T02:30", "2026-03-29T03:30"),
        ("2026-03-29T02:30", "2026-03-01T12:00", "2026-03-29T03:30"),
        ("2026-10-25T02:30", "2026-10-01T12:00", "2026-10-25T02:30"),
        ("2026-12-24", "2026-10-01T12:00", "2026-12-24T17:00"),
        ("=duration(&quot;P1M&quot;)", "2026-01-31T09:00", "2026-02-28T09:00"),
        ("=werkdagen(1)", "2026-12-24T09:00", "2026-12-28T17:00"),
    ],
)
def test_a_due_date_and_a_timer_say_the_same_moment(text, start, end):
    case = Play(reminded("timeDate", text, user_task("werk", dueDate=text, followUpDate=text)), now=local(start))
    task = case.open[case.find("werk")]
    assert due(case) == [local(end)]
    assert (task.due_at, task.follow_up_at) == (local(end), local(end))


@pytest.mark.parametrize("text", ["=10", "=true", "morgen", "=&quot;P&quot;", "=niets"])
def test_a_timer_without_a_moment_fails_the_step_and_names_the_element(text):
    with pytest.raises(StepFailed) as failure:
        Play(reminded("timeDate", text))
    assert failure.value.activity_id == "t"


def test_a_computed_moment_is_fixed_when_the_timer_starts_to_wait():
    case = Play(
        diagram(
            f"{START}{END}{user_task('werk')}{user_task('ander')}<parallelGateway id='s'/>"
            f'<boundaryEvent id="t" attachedToRef="werk">{timer("timeDate", "=einde")}</boundaryEvent>'
            "[begin>s][s>werk][s>ander][werk>klaar][ander>klaar][t>klaar]"
        ),
        einde=NOON + timedelta(days=2),
    )
    case.do("ander", einde=NOON + timedelta(days=9))
    assert due(case) == [NOON + timedelta(days=2)]


def test_a_term_may_come_from_a_setting():
    drawn = {"p.bpmn": reminded("timeDuration", "=instellingen.herinnering")}
    definitions = runtime.load(drawn, settings={"herinnering": "P2W"})
    result = runtime.start(definitions, "p", {}, now=NOON)
    assert [each.due_at for each in result.timers] == [local("2026-03-16T13:00")]


IN_BOTH_PLACES = pytest.mark.parametrize("drawing", [reminded, watched])  # beside a task, and beside a process


@IN_BOTH_PLACES
def test_a_cycle_fires_at_each_regular_moment_and_then_ends(drawing):
    case = Play(drawing("timeCycle", "R3/PT1H"))
    for hour in (1, 2, 3):
        assert due(case) == [NOON + timedelta(hours=hour)]
        case.wait_until(NOON + timedelta(hours=hour))
        assert calls(case) == hour
    assert due(case) == []
    case.wait_until(NOON + timedelta(hours=9))
    assert calls(case) == 3


@IN_BOTH_PLACES
def test_missed_moments_of_a_cycle_fire_once_and_the_next_comes_at_its_regular_time(drawing):
    case = Play(drawing("timeCycle", "R5/PT1H"))
    case.wait_until(NOON + timedelta(hours=3, minutes=30))
    assert calls(case) == 1 and due(case) == [NOON + timedelta(hours=4)]
    case.wait_until(NOON + timedelta(hours=3, minutes=40))
    assert calls(case) == 1
    case.wait_until(NOON + timedelta(hours=4))
    assert calls(case) == 2 and due(case) == [NOON + timedelta(hours=5)]


@IN_BOTH_PLACES
def test_a_cycle_missed_to_its_end_fires_once(drawing):
    case = Play(drawing("timeCycle", "R3/PT1H"))
    case.wait_until(NOON + timedelta(days=2))
    assert calls(case) == 1 and due(case) == []


@IN_BOTH_PLACES
def test_a_cycle_can_start_at_a_moment_and_keeps_the_hour_over_the_change_of_the_clock(drawing):
    case = Play(drawing("timeCycle", "R3/2026-03-28T09:00/P1D"))
    found = []
    for _ in range(3):
        found += due(case)
        case.wait_until(due(case)[0])
    assert found == [local("2026-03-28T09:00"), local("2026-03-29T09:00"), local("2026-03-30T09:00")]
    assert calls(case) == 3 and due(case) == []


@IN_BOTH_PLACES
def test_moments_before_a_cycle_began_to_wait_are_not_missed(drawing):
    case = Play(drawing("timeCycle", "R3/2026-03-01T09:00/P1D"))  # noon on the second
    case.wait_until(NOON)
    assert calls(case) == 0 and due(case) == [local("2026-03-03T09:00")]


@IN_BOTH_PLACES
def test_a_cycle_that_lies_wholly_in_the_past_never_fires(drawing):
    case = Play(drawing("timeCycle", "R3/2025-03-01T09:00/P1D"))
    case.wait_until(NOON + timedelta(days=1))
    assert case.activities == ["werk"] and due(case) == []
    case.do("werk")
    assert case.completed


@IN_BOTH_PLACES
def test_a_cycle_of_a_computed_duration_comes_back_without_end(drawing):
    case = Play(drawing("timeCycle", "=duration(elke)"), elke="PT2H")
    for hours in (2, 4, 6):
        case.wait_until(NOON + timedelta(hours=hours))
    assert calls(case) == 3 and due(case) == [NOON + timedelta(hours=8)]


@IN_BOTH_PLACES
def test_what_a_cycle_started_goes_on_when_the_task_is_done(drawing):
    case = Play(drawing("timeCycle", "R/PT1H"))
    case.wait_until(NOON + timedelta(hours=1))
    case.wait_until(NOON + timedelta(hours=2))
    case.do("werk")
    assert case.activities == ["bel", "bel"] and not case.completed
    case.do("bel")
    case.do("bel")
    assert case.completed


@IN_BOTH_PLACES
def test_a_cycle_that_never_fired_does_not_hold_up_the_end(drawing):
    case = Play(drawing("timeCycle", "R/PT1H"))
    case.do("werk")
    assert case.completed and due(case) == []


@IN_BOTH_PLACES
def test_a_hundred_reminders_leave_nothing_in_the_snapshot(drawing):
    case = Play(drawing("timeCycle", "R/PT1H"))
    sizes = []
    for hour in range(1, 101):
        case.wait_until(NOON + timedelta(hours=hour))
        case.do("bel")
        sizes.append(len(case.result.snapshot))
    assert sizes[-1] <= sizes[1] + 100


@IN_BOTH_PLACES
def test_a_clock_that_ran_ahead_and_was_set_back_costs_no_moments(drawing):
    case = Play(drawing("timeCycle", "R/P1D"))
    case.wait_until(NOON + timedelta(days=365))
    assert calls(case) == 1
    case.wait_until(NOON + timedelta(hours=1))
    assert due(case) == [day_on(2)]  # that of the first day has fired
    case.wait_until(day_on(2))
    assert calls(case) == 2 and due(case) == [day_on(3)]


@IN_BOTH_PLACES
def test_a_clock_set_back_a_second_fires_no_moment_twice(drawing):
    case = Play(drawing("timeCycle", "R/PT1H"))
    case.wait_until(NOON + timedelta(hours=1, milliseconds=500))
    case.wait_until(NOON + timedelta(hours=1, milliseconds=-500))
    case.wait_until(NOON + timedelta(hours=1, seconds=1))
    assert calls(case) == 1 and due(case) == [NOON + timedelta(hours=2)]


@IN_BOTH_PLACES
def test_a_cycle_moves_along_when_the_clock_of_the_case_stood_still(drawing):
    case = Play(drawing("timeCycle", "R3/PT1H"))
    [waiting] = case.result.timers
    moves = {(waiting.spiff_task_id, waiting.activity_id): timedelta(days=3)}
    r = case.result
    case._take(runtime.shift(case.definitions, r.snapshot, r.scopes, moves, now=NOON))
    assert due(case) == [NOON + timedelta(days=3, hours=1)]
    for hour in (1, 2, 3):
        case.wait_until(NOON + timedelta(days=3, hours=hour))
    assert calls(case) == 3 and due(case) == []


@IN_BOTH_PLACES
@QUIET
@given(st.lists(st.integers(1, 200), min_size=1, max_size=12), st.integers(1, 6))
def test_whenever_somebody_looks_there_is_one_for_each_time_moments_had_passed(drawing, gaps, count):
    case = Play(drawing("timeCycle", f"R{count}/PT1H"))
    minute, dealt, fired = 0, 0, 0
    for gap in gaps:
        minute += gap
        case.wait_until(NOON + timedelta(minutes=minute))
        passed = min(minute // 60, count)
        fired += passed > dealt
        dealt = passed
        assert calls(case) == fired
        assert due(case) == ([NOON + timedelta(hours=dealt + 1)] if dealt < count else [])


def day_on(number: int) -> datetime:
    return NOON + timedelta(days=number)


@pytest.mark.parametrize("text", ["=10", "PT1H", "R3/PT0S", "R0/PT1H", "=niets", "=&quot;R3&quot;"])
def test_what_is_no_cycle_fails_the_step_and_names_the_element(text):
    with pytest.raises(StepFailed) as failure:
        Play(reminded("timeCycle", text))
    assert failure.value.activity_id == "t"


def test_a_timer_event_subprocess_that_interrupts_takes_the_place_of_the_process():
    case = Play(watched("timeDuration", "PT2H", interrupts=True))
    case.wait_until(NOON + timedelta(hours=1))
    assert case.activities == ["werk"]
    case.wait_until(NOON + timedelta(hours=2))
    assert case.activities == ["bel"] and due(case) == []
    case.do("bel")
    assert case.completed


def test_a_timer_event_subprocess_that_does_not_interrupt_fires_once_and_then_the_end_waits_for_it():
    case = Play(watched("timeDuration", "PT2H"))
    case.wait_until(NOON + timedelta(hours=2))
    case.wait_until(NOON + timedelta(hours=5))
    assert case.activities == ["bel", "werk"]
    case.do("werk")
    assert not case.completed
    case.do("bel")
    assert case.completed


def test_of_two_timers_under_one_gateway_the_first_fires_and_the_other_is_withdrawn():
    case = Play(
        diagram(
            f"{START}{END}<eventBasedGateway id='g'/>{user_task('kort_t')}{user_task('lang_t')}"
            f'<intermediateCatchEvent id="kort">{timer("timeDuration", "PT5H")}</intermediateCatchEvent>'
            f'<intermediateCatchEvent id="lang">{timer("timeDuration", "PT9H")}</intermediateCatchEvent>'
            "[begin>g][g>lang][g>kort][kort>kort_t][lang>lang_t][kort_t>klaar][lang_t>klaar]"
        )
    )
    assert [each.activity_id for each in sorted(case.result.timers, key=lambda t: t.due_at)] == ["kort", "lang"]
    case.wait_until(NOON + timedelta(hours=10))  # both have passed: the first still wins
    assert case.activities == ["kort_t"] and due(case) == []


REPEATED = '<multiInstanceLoopCharacteristics camunda:collection="=partners" camunda:elementVariable="partner"/>'


def test_a_reminder_on_a_repeated_task_fires_once_for_all_its_items():
    case = Play(reminded("timeDuration", "P1D", user_task("werk", REPEATED)), partners=["a", "b", "c"])
    assert len(due(case)) == 1
    case.do("werk")
    case.wait_until(NOON + timedelta(days=1))
    assert case.activities == ["bel", "werk", "werk"] and due(case) == []


def test_a_repeated_reminder_on_a_repeated_task_stops_with_the_last_item():
    case = Play(reminded("timeCycle", "R/P1D", user_task("werk", REPEATED)), partners=["a", "b"])
    case.wait_until(NOON + timedelta(days=1))
    case.do("werk")
    case.wait_until(NOON + timedelta(days=2))
    assert calls(case) == 2
    case.do("werk")
    assert due(case) == [] and case.activities == ["bel", "bel"]


def test_a_reminder_for_each_item_stands_inside_a_repeated_subprocess():
    inner = (
        f'<subProcess id="per" name="Per partner">{REPEATED}<startEvent id="is"/>{user_task("werk")}<endEvent id="ie"/>'
        f'<boundaryEvent id="t" cancelActivity="false" attachedToRef="werk">{timer("timeDuration", "P1D")}'
        f'</boundaryEvent>{user_task("bel")}<endEvent id="gebeld"/>'
        "[is>werk][werk>ie][t>bel][bel>gebeld]</subProcess>"
    )
    case = Play(diagram(f"{START}{END}{inner}[begin>per][per>klaar]"), partners=["a", "b", "c"])
    assert len(due(case)) == 3
    case.do("werk")
    case.wait_until(NOON + timedelta(days=1))
    assert case.activities == ["bel", "bel", "werk", "werk"]


def test_a_timer_stays_due_when_the_clock_goes_back_and_forth():
    case = Play(reminded("timeDuration", "PT2H"))
    for hours in (1, -5, 1.99, 0):
        case.wait_until(NOON + timedelta(hours=hours))
        assert due(case) == [NOON + timedelta(hours=2)] and calls(case) == 0
    case.wait_until(NOON + timedelta(hours=2))
    case.wait_until(NOON - timedelta(days=1))
    assert calls(case) == 1 and due(case) == []


def test_who_finishes_the_task_before_the_timer_was_seen_is_first():
    case = Play(
        diagram(
            f"{START}{END}{user_task('werk')}{user_task('te_laat')}"
            f'<boundaryEvent id="t" attachedToRef="werk">{timer("timeDuration", "PT1H")}</boundaryEvent>'
            "[begin>werk][werk>klaar][t>te_laat][te_laat>klaar]"
        )
    )
    case.now = NOON + timedelta(hours=2)
    case.do("werk")
    assert case.completed


def test_the_timer_of_an_event_subprocess_counts_from_the_variables_at_the_start_of_what_is_around_it():
    case = Play(
        diagram(
            f'{START}{END}{user_task("werk")}<scriptTask id="reken" scriptFormat="feel" camunda:resultVariable="duur">'
            '<script>duration("P9D")</script></scriptTask>[begin>reken][reken>werk][werk>klaar]'
            '<subProcess id="bewaken" triggeredByEvent="true"><startEvent id="b" isInterrupting="false">'
            f'{timer("timeDuration", "=duur")}</startEvent>{user_task("bel")}<endEvent id="gebeld"/>'
            "[b>bel][bel>gebeld]</subProcess>"
        ),
        duur=timedelta(days=2),
    )
    assert case.variables["duur"] == timedelta(days=9)
    assert due(case) == [NOON + timedelta(days=2)]


def test_what_is_due_at_once_fires_in_the_step_of_its_own_job():
    case = Play(reminded("timeDuration", "PT0S"))
    assert calls(case) == 0 and due(case) == [NOON]
    case.wait_until(NOON)
    assert calls(case) == 1 and due(case) == []

"""Where a case goes after an error, and whether its history says what happened."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.runtime import StepFailed
from tests.runtime.drawing import NOON, Play, diagram, extension, user_task

START, END = '<startEvent id="begin"/>', '<endEvent id="klaar"/>'
ERRORS = '<error id="e1" name="geweigerd" errorCode="geweigerd"/>'
MESSAGE = '<message id="m" name="stoppen"/>'
REFUSING = diagram(
    f'{START}{user_task("vraag")}<endEvent id="nee"><errorEventDefinition errorRef="e1"/></endEvent>'
    "[begin>vraag][vraag>nee]",
    before=ERRORS,
    process="binnenproces",
)


def states(case: Play, activity: str) -> list[str]:
    return [h.state for h in case.history if h.activity_id == activity]


def wait(name: str, duration: str) -> str:
    timer = f"<timerEventDefinition><timeDuration>{duration}</timeDuration></timerEventDefinition>"
    return f'<intermediateCatchEvent id="{name}">{timer}</intermediateCatchEvent>'


def test_a_called_process_that_ends_in_an_error_gives_nothing_back_and_is_left_not_completed():
    outs = extension('<camunda:out source="uitkomst" target="oordeel"/>')
    case = Play(
        diagram(
            f'{START}{END}<callActivity id="roep" calledElement="binnenproces">{outs}</callActivity>'
            '<boundaryEvent id="fout" attachedToRef="roep"><errorEventDefinition errorRef="e1"/></boundaryEvent>'
            f"{user_task('herstel')}{user_task('gewoon')}"
            "[begin>roep][roep>gewoon][gewoon>klaar][fout>herstel][herstel>klaar]",
            before=ERRORS,
        ),
        REFUSING,
        oordeel="van eerder",
    )
    case.do("vraag", uitkomst="nee")
    assert case.activities == ["herstel"]
    assert case.variables["oordeel"] == "van eerder"
    assert states(case, "roep") == ["started", "cancelled"]
    assert states(case, "gewoon") == []


def test_an_error_in_one_called_process_of_a_repetition_takes_the_whole_repetition_to_its_boundary():
    case = Play(
        diagram(
            f'{START}{END}<callActivity id="roep" calledElement="binnenproces"><multiInstanceLoopCharacteristics '
            'camunda:collection="=wie" camunda:elementVariable="een"/></callActivity>'
            '<boundaryEvent id="fout" attachedToRef="roep"><errorEventDefinition errorRef="e1"/></boundaryEvent>'
            f"{user_task('herstel')}{user_task('gewoon')}"
            "[begin>roep][roep>gewoon][gewoon>klaar][fout>herstel][herstel>klaar]",
            before=ERRORS,
        ),
        REFUSING,
        wie=[1, 2],
    )
    case.do("vraag")
    assert case.activities == ["herstel"]
    assert states(case, "vraag").count("cancelled") == 1
    case.do("herstel")
    assert case.completed


def test_a_process_called_and_done_within_one_step_started_before_it_ended():
    script = '<scriptTask id="s" scriptFormat="feel" camunda:resultVariable="x"><script>=1</script></scriptTask>'
    called = diagram(f"{START}{END}{script}[begin>s][s>klaar]", process="binnenproces")
    case = Play(
        diagram(
            f'{START}{END}<callActivity id="roep" calledElement="binnenproces"/>{user_task("na")}'
            "[begin>roep][roep>na][na>klaar]"
        ),
        called,
    )
    assert states(case, "roep") == ["started", "completed"]


def test_the_tasks_of_an_interrupted_repetition_are_withdrawn_in_the_history():
    repeat = '<multiInstanceLoopCharacteristics camunda:collection="=wie" camunda:elementVariable="een"/>'
    case = Play(
        diagram(
            f"{START}{END}{user_task('geef', repeat)}{user_task('na')}"
            '<boundaryEvent id="stop" attachedToRef="geef"><messageEventDefinition messageRef="m"/></boundaryEvent>'
            "[begin>geef][geef>na][stop>na][na>klaar]",
            before=MESSAGE,
        ),
        wie=[1, 2],
    )
    case.finish(next(iter(case.open)))
    case.send("stoppen")
    assert states(case, "geef") == ["started", "started", "completed", "cancelled"]


@pytest.mark.parametrize("test_before", ["true", "false"])
def test_what_a_task_in_a_standard_loop_delivers_goes_to_the_case(test_before):
    loop = f'<standardLoopCharacteristics testBefore="{test_before}"><loopCondition>=nog</loopCondition>'
    task = user_task("geef", f"{loop}</standardLoopCharacteristics>")
    case = Play(diagram(f"{START}{END}{task}{user_task('na')}[begin>geef][geef>na][na>klaar]"), nog=True)
    case.do("geef", nog=True, n=1)
    assert case.activities == ["geef"] and case.variables == {"nog": True, "n": 1}
    case.do("geef", nog=False, n=2)
    assert case.activities == ["na"] and case.variables == {"nog": False, "n": 2}


@pytest.mark.parametrize("first", ["kort", "lang"])
def test_each_timer_behind_a_gateway_has_a_name_of_its_own_and_leads_its_own_way(first):
    second = {"kort": "lang", "lang": "kort"}[first]
    case = Play(
        diagram(
            f"{START}{END}<eventBasedGateway id='g'/>{wait('kort', 'PT5H')}{wait('lang', 'PT9H')}"
            f"{user_task('na_kort')}{user_task('na_lang')}[begin>g][g>{first}][g>{second}]"
            "[kort>na_kort][lang>na_lang][na_kort>klaar][na_lang>klaar]"
        )
    )
    assert sorted(t.activity_id for t in case.result.timers) == ["kort", "lang"]
    case.wait_until(NOON + timedelta(hours=6))
    assert case.activities == ["na_kort"]


@pytest.mark.parametrize("text", ["P9999Y", "P99999999D"])
def test_a_term_beyond_the_calendar_is_refused_and_does_not_fall_due_at_once(text):
    with pytest.raises(StepFailed) as failure:
        Play(diagram(f"{START}{END}{wait('w', text)}[begin>w][w>klaar]"))
    assert failure.value.activity_id == "w"

# ruff: noqa: E501 (XML in one piece reads best)
"""What each kind of element does in a case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine import dmn, runtime
from engine.errors import ErrorNotCaught
from engine.runtime import DiagramRefused, NotWaiting, StepFailed
from tests.runtime.drawing import NOON, Play, diagram, extension, user_task

START, END = '<startEvent id="begin"/>', '<endEvent id="klaar"/>'
CHOICE = diagram(
    f"{START}{END}{user_task('kies')}{user_task('extra')}<exclusiveGateway id='g'/>"
    '[begin>kies][kies>g][g>extra if antwoord = "ja"][g>klaar if antwoord = "nee"][extra>klaar]'
)


def test_a_completed_task_opens_the_next_and_its_fields_become_variables():
    case = Play(CHOICE)
    case.do("kies", antwoord="ja")
    assert case.activities == ["extra"]
    assert case.variables == {"antwoord": "ja"}


def test_an_end_event_ends_the_case_and_is_named():
    case = Play(CHOICE)
    case.do("kies", antwoord="nee")
    assert case.completed
    assert case.result.end_activity_id == "klaar"


def test_an_answer_no_flow_knows_fails_the_step_and_names_the_gateway():
    case = Play(CHOICE)
    with pytest.raises(StepFailed) as failure:
        case.do("kies", antwoord="misschien")
    assert failure.value.activity_id == "g"
    assert case.activities == ["kies"]


def test_a_task_cannot_be_done_twice():
    case = Play(CHOICE)
    done = case.find("kies")
    case.do("kies", antwoord="ja")
    with pytest.raises(NotWaiting):
        case.finish(done)


def test_a_loop_that_waits_for_nobody_is_stopped():
    endless = diagram(
        f"{START}{END}<exclusiveGateway id='g'/><exclusiveGateway id='h'/>"
        "[begin>g][g>h][h>g if 1 = 1][h>klaar if 1 = 2]"
    )
    with pytest.raises(StepFailed):
        Play(endless)


def test_output_parameters_decide_what_leaves_a_task():
    inner = extension(
        '<camunda:inputOutput><camunda:inputParameter name="vraag">=onderwerp</camunda:inputParameter>'
        '<camunda:outputParameter name="som">=a + b</camunda:outputParameter></camunda:inputOutput>'
    )
    case = Play(
        diagram(f"{START}{END}{user_task('reken', inner)}{user_task('na')}[begin>reken][reken>na][na>klaar]"),
        onderwerp="tellen",
    )
    assert case.sees("reken")["vraag"] == "tellen"
    case.do("reken", a=1, b=2)
    assert case.variables == {"onderwerp": "tellen", "som": 3}


def test_a_service_task_waits_for_its_job_with_inputs_computed():
    inner = extension(
        '<camunda:inputOutput><camunda:inputParameter name="aan">=partner.naam</camunda:inputParameter>'
        '<camunda:inputParameter name="tekst">letterlijk</camunda:inputParameter></camunda:inputOutput>'
    )
    case = Play(
        diagram(
            f'{START}{END}<serviceTask id="stuur" camunda:type="external" camunda:topic="bericht.sturen">{inner}'
            "</serviceTask>[begin>stuur][stuur>klaar]"
        ),
        partner={"naam": "Jongerenwerk"},
    )
    [call] = case.calls.values()
    assert (call.topic, dict(call.inputs)) == ("bericht.sturen", {"aan": "Jongerenwerk", "tekst": "letterlijk"})
    case.do("stuur", verzonden=True)
    assert case.completed and case.variables["verzonden"] is True


def test_a_script_sets_its_result_variable():
    case = Play(
        diagram(
            f'{START}{END}<scriptTask id="s" scriptFormat="feel" camunda:resultVariable="dubbel"><script>=n * 2'
            f"</script></scriptTask>{user_task('na')}[begin>s][s>na][na>klaar]"
        ),
        n=21,
    )
    assert case.variables["dubbel"] == 42


TABLE = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
<decision id="kleur" name="kleur"><decisionTable id="t" hitPolicy="UNIQUE"><input id="i"><inputExpression id="ie">
<text>n</text></inputExpression></input><output id="o" name="kleur"/>
<rule id="r1"><inputEntry id="e1"><text>&lt; 5</text></inputEntry><outputEntry id="u1"><text>"groen"</text></outputEntry></rule>
<rule id="r2"><inputEntry id="e2"><text>>= 5</text></inputEntry><outputEntry id="u2"><text>"rood"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def test_a_business_rule_task_asks_a_decision_table():
    task = '<businessRuleTask id="b" camunda:decisionRef="kleur" camunda:resultVariable="uit" camunda:mapDecisionResult="singleEntry"/>'
    definitions = runtime.load(
        {"p.bpmn": diagram(f"{START}{END}{task}[begin>b][b>klaar]")}, decisions={"kleur": dmn.load(TABLE)}
    )
    result = runtime.start(definitions, "p", {"n": 7}, now=NOON)
    assert result.completed and result.scopes[""]["uit"] == "rood"


REPEAT = '<multiInstanceLoopCharacteristics {order} camunda:collection="=partners" camunda:elementVariable="partner"/>'
COLLECT = extension(
    '<camunda:properties><camunda:property name="verzamelnaam" value="reacties"/>'
    '<camunda:property name="verzamelwaarde" value="{{wie: partner, wat: antwoord}}"/></camunda:properties>'.replace(
        "{{", "{"
    ).replace("}}", "}")
)


@pytest.mark.parametrize("order", ["", 'isSequential="true"'])
def test_a_repetition_hands_over_only_its_collection_in_the_order_of_its_items(order):
    task = user_task("geef", COLLECT + REPEAT.format(order=order), candidateGroups="=partner")
    case = Play(
        diagram(f"{START}{END}{task}{user_task('na')}[begin>geef][geef>na][na>klaar]"), partners=["a", "b", "c"]
    )
    for who in ("c", "b", "a") if not order else ("a", "b", "c"):
        task_id = next(k for k, t in case.open.items() if t.candidate_groups == (who,))
        case.finish(task_id, antwoord=who.upper(), geheim="blijft hier")
    assert case.variables["reacties"] == [{"wie": w, "wat": w.upper()} for w in "abc"]
    assert "geheim" not in case.variables and "antwoord" not in case.variables


def test_what_the_task_after_a_repetition_delivers_goes_to_the_case():
    task = user_task("geef", COLLECT + REPEAT.format(order=""), candidateGroups="=partner")
    case = Play(diagram(f"{START}{END}{task}{user_task('na')}[begin>geef][geef>na][na>klaar]"), partners=["a"])
    case.do("geef", antwoord=1)
    case.do("na", besluit="door")
    assert case.variables["besluit"] == "door"


def test_a_repetition_can_run_again_in_the_same_case():
    task = user_task("geef", COLLECT + REPEAT.format(order=""), candidateGroups="=partner")
    case = Play(
        diagram(
            f"{START}{END}{task}{user_task('nog')}<exclusiveGateway id='g'/>[begin>geef][geef>nog][nog>g]"
            "[g>geef if weer][g>klaar if not(weer)]"
        ),
        partners=["a"],
    )
    case.do("geef", antwoord=1)
    case.do("nog", weer=True)
    case.do("geef", antwoord=2)
    assert case.variables["reacties"] == [{"wie": "a", "wat": 2}]


def test_a_repetition_over_nothing_goes_on_and_over_no_list_fails():
    task = user_task("geef", COLLECT + REPEAT.format(order=""), candidateGroups="=partner")
    file = diagram(f"{START}{END}{task}{user_task('na')}[begin>geef][geef>na][na>klaar]")
    assert Play(file, partners=[]).activities == ["na"]
    with pytest.raises(StepFailed) as failure:
        Play(file)
    assert failure.value.activity_id == "geef"


CALLED = diagram(f"{START}{END}{user_task('binnen')}[begin>binnen][binnen>klaar]", process="binnenproces")
CALL = extension(
    '<camunda:in source="groep" target="groep"/><camunda:out source="uitkomst" target="oordeel"/>'
    '<camunda:properties><camunda:property name="stap" value="2"/><camunda:property name="ontvanger" value="=wie"/>'
    "</camunda:properties>"
)


def test_a_called_process_sees_and_gives_only_what_is_mapped():
    case = Play(
        diagram(
            f'{START}{END}<callActivity id="roep" name="roep" calledElement="binnenproces">{CALL}</callActivity>'
            f"{user_task('na')}[begin>roep][roep>na][na>klaar]"
        ),
        CALLED,
        groep="groep-1",
        verborgen="x",
        wie="om",
    )
    seen = case.sees("binnen")
    assert seen["groep"] == "groep-1" and seen["ontvanger"] == "om" and "verborgen" not in seen
    assert next(iter(case.open.values())).step == 2
    case.do("binnen", uitkomst="goed", rommel=1)
    assert case.variables["oordeel"] == "goed" and "rommel" not in case.variables
    assert set(case.result.scopes) == {""}


def test_a_variable_with_the_name_of_a_function_is_null_until_somebody_delivers_it():
    handed = extension('<camunda:in source="context" target="context"/>')
    case = Play(
        diagram(
            f'{START}{END}<callActivity id="roep" calledElement="binnenproces">{handed}</callActivity>{user_task("na")}'
            f'<callActivity id="weer" calledElement="binnenproces">{handed}</callActivity>'
            "[begin>roep][roep>na][na>weer][weer>klaar]"
        ),
        CALLED,
    )
    assert case.sees("binnen")["context"] is None
    case.do("binnen")
    case.do("na", context="De buurt")
    assert case.sees("binnen")["context"] == "De buurt"


ERRORS = '<error id="e1" name="geweigerd" errorCode="geweigerd"/>'


def test_an_error_of_a_handler_goes_to_its_own_boundary_event_only():
    service = '<serviceTask id="{0}" camunda:type="external" camunda:topic="t"/>'
    case = Play(
        diagram(
            f"{START}{END}<parallelGateway id='s'/><parallelGateway id='j'/>"
            f"{service.format('een')}{service.format('twee')}"
            '<boundaryEvent id="fout_een" attachedToRef="een"><errorEventDefinition errorRef="e1"/></boundaryEvent>'
            '<boundaryEvent id="fout_twee" attachedToRef="twee"><errorEventDefinition errorRef="e1"/></boundaryEvent>'
            f"{user_task('herstel')}[begin>s][s>een][s>twee][een>j][twee>j][fout_een>herstel][fout_twee>herstel]"
            "[herstel>j][j>klaar]",
            before=ERRORS,
        )
    )
    case.fail("een", "geweigerd")
    assert case.activities == ["herstel", "twee"]


def test_an_error_end_event_leaves_the_called_process_by_the_boundary_of_the_call():
    called = diagram(
        f'{START}{user_task("vraag")}<endEvent id="nee"><errorEventDefinition errorRef="e1"/></endEvent>'
        "[begin>vraag][vraag>nee]",
        before=ERRORS,
        process="binnenproces",
    )
    case = Play(
        diagram(
            f'{START}{END}<callActivity id="roep" calledElement="binnenproces"/>'
            '<boundaryEvent id="fout" attachedToRef="roep"><errorEventDefinition errorRef="e1"/></boundaryEvent>'
            f"{user_task('herstel')}[begin>roep][roep>klaar][fout>herstel][herstel>klaar]",
            before=ERRORS,
        ),
        called,
    )
    case.do("vraag")
    assert case.activities == ["herstel"]
    assert set(case.result.scopes) == {""}


def test_an_error_nobody_catches_is_refused():
    case = Play(
        diagram(f'{START}{END}<serviceTask id="s" camunda:type="external" camunda:topic="t"/>[begin>s][s>klaar]')
    )
    with pytest.raises(ErrorNotCaught):
        case.fail("s", "geweigerd")


def timer(kind: str, text: str) -> str:
    return f"<timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition>"


def test_a_reminder_fires_once_at_its_time_and_the_task_stays():
    case = Play(
        diagram(
            f"{START}{END}{user_task('werk')}{user_task('bel')}"
            f'<boundaryEvent id="t" cancelActivity="false" attachedToRef="werk">{timer("timeDuration", "PT2H")}'
            '</boundaryEvent><endEvent id="gebeld"/>[begin>werk][werk>klaar][t>bel][bel>gebeld]'
        )
    )
    [due] = case.result.timers
    assert due.due_at == NOON + timedelta(hours=2)
    case.wait_until(NOON + timedelta(hours=1))
    assert case.activities == ["werk"]
    case.wait_until(NOON + timedelta(hours=2))
    case.wait_until(NOON + timedelta(hours=3))
    assert case.activities == ["bel", "werk"]
    case.do("werk")
    assert not case.completed
    case.do("bel")
    assert case.completed


def test_a_timer_over_the_change_of_summer_time_keeps_the_hour_on_the_clock():
    friday = datetime(2026, 3, 27, 9, 30, tzinfo=UTC)  # 10.30 in the Netherlands; the clock changes on Sunday
    case = Play(
        diagram(
            f'{START}{END}<intermediateCatchEvent id="w">{timer("timeDuration", "P3D")}</intermediateCatchEvent>'
            "[begin>w][w>klaar]"
        ),
        now=friday,
    )
    assert case.result.timers[0].due_at == datetime(2026, 3, 30, 8, 30, tzinfo=UTC)


def test_two_timers_behind_one_gateway_each_keep_their_time():
    case = Play(
        diagram(
            f"{START}{END}<eventBasedGateway id='g'/>"
            f'<intermediateCatchEvent id="kort">{timer("timeDuration", "PT5H")}</intermediateCatchEvent>'
            f'<intermediateCatchEvent id="lang">{timer("timeDuration", "PT9H")}</intermediateCatchEvent>'
            f"{user_task('na')}[begin>g][g>kort][g>lang][kort>na][lang>klaar][na>klaar]"
        )
    )
    assert sorted(t.due_at for t in case.result.timers) == [NOON + timedelta(hours=5), NOON + timedelta(hours=9)]
    case.wait_until(NOON + timedelta(hours=6))
    assert case.activities == ["na"] and case.result.timers == ()


def test_a_timer_can_be_feel():
    case = Play(
        diagram(
            f'{START}{END}<intermediateCatchEvent id="w">{timer("timeDate", "=werkdagen(dagen)")}'
            "</intermediateCatchEvent>[begin>w][w>klaar]"
        ),
        dagen=1,
    )
    assert case.result.timers[0].due_at == datetime(2026, 3, 3, 16, tzinfo=UTC)


MOMENT = diagram(
    f"{START}<endEvent id='klaar'><terminateEventDefinition/></endEvent>{user_task('werk')}[begin>werk][werk>klaar]"
    '<subProcess id="tussendoor" triggeredByEvent="true"><startEvent id="gevraagd" isInterrupting="{0}">'
    '<messageEventDefinition messageRef="m"/></startEvent>'.replace("{0}", "false")
    + user_task("scan")
    + '<endEvent id="gescand"/>[gevraagd>scan][scan>gescand]</subProcess>',
    before='<message id="m" name="scan_gevraagd"/>',
)


def test_an_event_subprocess_starts_as_often_as_its_message_comes():
    case = Play(MOMENT)
    for reason in ("een", "twee"):
        case.send("scan_gevraagd", reden=reason)
    assert case.activities == ["scan", "scan", "werk"]
    assert sorted(case_reason(case)) == ["een", "twee"]
    case.do("scan")
    case.do("scan")
    assert case.activities == ["werk"]


def case_reason(case: Play) -> list[object]:
    scopes = case.result.scopes
    return [values["reden"] for values in scopes.values() if "reden" in values]


def test_finished_event_subprocesses_leave_nothing_in_the_snapshot():
    case = Play(MOMENT)
    before = len(case.result.snapshot)
    for _ in range(30):
        case.send("scan_gevraagd")
        case.do("scan")
    assert len(case.result.snapshot) < before * 2


def test_a_terminate_end_takes_running_event_subprocesses_with_it():
    case = Play(MOMENT)
    case.send("scan_gevraagd")
    case.do("werk")
    assert case.completed and case.activities == []
    assert [h.activity_id for h in case.history if h.state == "cancelled" and h.kind == "userTask"] == ["scan"]


def test_a_new_case_on_the_same_process_does_not_start_the_event_subprocess():
    first = Play(MOMENT)
    first.send("scan_gevraagd")
    second = Play(MOMENT)
    second.definitions = first.definitions
    assert second.activities == ["werk"]


def test_an_interrupting_event_subprocess_takes_the_place_of_the_main_flow():
    case = Play(MOMENT.replace(b'isInterrupting="false"', b'isInterrupting="true"'))
    case.send("scan_gevraagd")
    assert case.activities == ["scan"]
    case.do("scan")
    assert case.completed


def test_skipping_a_called_step_takes_everything_inside_with_it_and_keeps_the_reason():
    case = Play(
        diagram(
            f'{START}{END}<callActivity id="roep" calledElement="binnenproces"/>'
            '<boundaryEvent id="overgeslagen" attachedToRef="roep">'
            '<messageEventDefinition messageRef="m"/></boundaryEvent>'
            f"{user_task('na')}[begin>roep][roep>na][overgeslagen>na][na>klaar]",
            before='<message id="m" name="stap_overslaan"/>',
        ),
        CALLED,
    )
    case.send("stap_overslaan", reden="al gedaan", acties=[])
    assert case.activities == ["na"]
    assert case.variables == {"reden": "al gedaan", "acties": []}
    assert [a.message for a in case.result.awaited] == []


def test_a_repetition_of_calls_that_is_interrupted_leaves_no_orphans():
    repeated = (
        '<callActivity id="roep" calledElement="binnenproces"><multiInstanceLoopCharacteristics '
        'camunda:collection="=wie" camunda:elementVariable="een"/></callActivity>'
    )
    case = Play(
        diagram(
            f"{START}{END}{repeated}"
            '<boundaryEvent id="stop" attachedToRef="roep"><messageEventDefinition messageRef="m"/></boundaryEvent>'
            f"{user_task('na')}[begin>roep][roep>na][stop>na][na>klaar]",
            before='<message id="m" name="stoppen"/>',
        ),
        CALLED,
        wie=[1, 2, 3],
    )
    assert case.activities == ["binnen"] * 3
    case.send("stoppen")
    assert case.activities == ["na"]
    assert set(case.result.scopes) == {""}


@pytest.mark.parametrize("body", ["<p", "<?xml version='1.0'?><!DOCTYPE d [<!ENTITY x 'y'>]><d>&x;</d>", ""])
def test_a_file_that_is_no_safe_xml_is_refused(body):
    with pytest.raises(DiagramRefused):
        Play(body.encode())

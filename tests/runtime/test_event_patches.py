"""What SpiffWorkflow still does wrong with events, and so why our own elements stand in place of the library's."""

from __future__ import annotations

import inspect
from datetime import timedelta

from SpiffWorkflow.bpmn.parser import event_parsers
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.control import BpmnStartTask
from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import SignalEventDefinition
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine import runtime
from engine.runtime import advancing, links, parser, patches, specs
from engine.runtime.scopes import ROOT, World
from tests.runtime.drawing import NOON, Play, diagram, user_task
from tests.runtime.test_correlation import loop
from tests.runtime.test_events import END, SPLIT, START, boundary, drawn, esp, event, link


def as_the_library_has_it(monkeypatch, tag: str, spec: type) -> None:
    ours, _ = parser.Parser.OVERRIDE_PARSER_CLASSES[full_tag(tag)]
    monkeypatch.setitem(parser.Parser.OVERRIDE_PARSER_CLASSES, full_tag(tag), (ours, spec))


def test_the_library_still_runs_what_a_task_before_it_has_withdrawn():
    service = '<serviceTask id="dienst" camunda:type="external" camunda:topic="t"/>'
    ways = f"{event('endEvent', 'stop', 'terminate')}{service}[begin>s][s>stop][s>dienst][dienst>klaar]"
    definitions = runtime.load({"p.bpmn": drawn(f"{START}{END}{SPLIT}{ways}")})

    def called(run) -> int:
        world = World({ROOT: {}}, NOON, {}, {})
        run(BpmnWorkflow(definitions.specs["p"], definitions.specs, script_engine=world))
        return len(world.recorder.calls)

    assert called(lambda workflow: workflow.do_engine_steps()) == 1
    assert called(advancing.advance) == 0


def test_the_library_still_begins_an_event_subprocess_with_a_timer_at_once(monkeypatch):
    body = drawn(f"{START}{END}{user_task('werk')}{esp('timer', interrupts=False)}[begin>werk][werk>klaar]")
    monkeypatch.setattr(BpmnStartTask, "connect_or_add_trigger", patches.ORIGINAL_CONNECT)
    monkeypatch.setattr(patches, "wire_event_subprocesses", lambda spec: None)
    theirs = runtime.load({"p.bpmn": body}).specs["p"].start
    assert "esp" in theirs._outputs and theirs.trigger_specs == []


def listening(kind: str) -> bytes:
    rand = boundary("rand", kind, "werk", interrupts=False) + user_task("bel") + '<endEvent id="gebeld"/>[rand>bel]'
    return drawn(f"{START}{END}{user_task('werk')}{rand}[bel>gebeld][begin>werk][werk>klaar]")


def test_the_library_still_listens_once_at_a_boundary(monkeypatch):
    as_the_library_has_it(monkeypatch, "boundaryEvent", defaults.BoundaryEvent)
    case = Play(listening("message"))
    case.send("antwoord")
    assert case.result.awaited == ()


TWO = {"kort": "PT1H", "lang": "PT2H"}


def two_on_the_edge() -> bytes:
    rand = "".join(boundary(name, "timer", "werk").replace("PT2H", term) for name, term in TWO.items())
    ways = f"{user_task('a')}{user_task('b')}[kort>a][lang>b][a>klaar][b>klaar]"
    return drawn(f"{START}{END}{user_task('werk')}{rand}{ways}[begin>werk][werk>klaar]")


def two_behind_a_gateway() -> bytes:
    waits = "".join(event("intermediateCatchEvent", n, "timer").replace("PT2H", t) for n, t in TWO.items())
    ways = f"{user_task('a')}{user_task('b')}[kort>a][lang>b][a>klaar][b>klaar]"
    return drawn(f"{START}{END}<eventBasedGateway id='g'/>{waits}{ways}[begin>g][g>lang][g>kort]")


def test_in_the_library_two_overdue_timers_on_one_edge_still_both_go_on(monkeypatch):
    as_the_library_has_it(monkeypatch, "boundaryEvent", defaults.BoundaryEvent)
    case = Play(two_on_the_edge())
    case.wait_until(NOON + timedelta(days=1))
    assert case.activities == ["a", "b"]


def test_in_the_library_the_overdue_timer_that_is_drawn_first_still_goes_on_and_not_the_earliest(monkeypatch):
    as_the_library_has_it(monkeypatch, "eventBasedGateway", defaults.EventBasedGateway)
    definitions = runtime.load({"p.bpmn": two_behind_a_gateway()})
    world = World({ROOT: {}}, NOON, {}, {}, timers_fire=True)
    workflow = BpmnWorkflow(definitions.specs["p"], definitions.specs, script_engine=world)
    workflow.do_engine_steps()
    world.now += timedelta(days=1)
    workflow.refresh_timers()
    workflow.do_engine_steps()
    ready = [t for t in workflow.tasks.values() if t.state == TaskState.READY and t.task_spec.manual]
    assert [t.task_spec.name for t in ready] == ["b"]


def test_the_library_still_stops_at_an_item_that_is_null(monkeypatch):
    monkeypatch.delattr(specs.SequentialMultiInstance, "add_next_child")
    task = user_task("geef", loop('isSequential="true"'))
    case = Play(drawn(f"{task}{START}{END}[begin>geef][geef>klaar]"), partners=[None, "b"])
    assert not case.completed and case.activities == []


def test_the_library_still_drops_all_behind_a_link(monkeypatch):
    monkeypatch.setattr(links, "join", lambda root: None)
    monkeypatch.setattr(
        parser.EventParsing, "get_event_definition", event_parsers.EventDefinitionParser.get_event_definition
    )
    throw, catch = link("intermediateThrowEvent", "l"), link("intermediateCatchEvent", "hier")
    case = Play(diagram(f"{START}{END}{throw}{catch}{user_task('na')}[begin>l][hier>na][na>klaar]"))
    assert case.activities == [] and "na" not in case.happened


def test_the_library_still_takes_a_signal_at_the_end_for_nothing():
    assert "SIGNAL" not in inspect.getsource(event_parsers.EndEventParser)


def test_the_library_still_looks_at_a_condition_only_when_a_task_of_the_same_process_ends():
    assert "Conditional" not in inspect.getsource(BpmnWorkflow.refresh_timers)


def test_the_library_still_gives_an_event_all_that_the_thrower_knows():
    assert "deepcopy(my_task.data)" in inspect.getsource(SignalEventDefinition.throw)

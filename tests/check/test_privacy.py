# ruff: noqa: E501 (XML in one piece reads best)
"""Person data behind a gate, on every path; the proof is tested with small processes."""

from __future__ import annotations

import pytest

from tests.check.drawing import END, START, call, flows, service, user
from tests.check.gates import (
    GATE,
    GATE_LINES,
    JOIN,
    REFUSED,
    SCOPE,
    SPLIT,
    XOR,
    gate,
    gate_process,
    names,
    part,
    process,
    proof,
    refusals,
    shares,
    within,
)

BEHIND = ("s>poort", "poort_nee>n", "poort>dienst", "dienst>e")


def test_sharing_behind_a_gate_is_proved():
    assert refusals(process(START + gate() + shares() + END + REFUSED, *BEHIND)) == set()


def test_a_form_with_person_data_behind_a_gate_is_proved():
    body = START + gate() + names() + END + REFUSED
    assert refusals(process(body, "s>poort", "poort_nee>n", "poort>taak", "taak>e")) == set()


def test_sharing_without_a_gate_is_refused():
    body = START + gate() + shares() + END + REFUSED
    assert refusals(process(body, "s>dienst", "dienst>poort", "poort>e", "poort_nee>n")) == {"dienst"}


def test_a_form_with_person_data_without_a_gate_is_refused():
    body = START + gate() + names() + END + REFUSED
    assert refusals(process(body, "s>taak", "taak>poort", "poort>e", "poort_nee>n")) == {"taak"}


def test_a_refused_gate_gives_nothing():
    body = START + gate() + shares() + END
    assert refusals(process(body, "s>poort", "poort>dienst", "poort_nee>dienst", "dienst>e")) == {"dienst"}


def test_a_way_around_the_gate_is_found():
    body = START + XOR + gate() + shares() + END + REFUSED
    lines = ("s>g", "g>poort: ja = x = 1", "g>dienst: nee = x = 2", *BEHIND[1:])
    assert refusals(process(body, *lines)) == {"dienst"}


def test_a_loop_back_before_the_gate_keeps_the_proof():
    body = START + gate() + shares() + XOR + END + REFUSED
    lines = ("s>poort", "poort_nee>n", "poort>dienst", "dienst>g", "g>poort: weer = x = 1", "g>e: klaar = x = 2")
    assert refusals(process(body, *lines)) == set()


def test_what_one_branch_gained_holds_after_the_join():
    body = START + SPLIT + gate() + user("u") + JOIN + shares() + END + REFUSED
    lines = ("s>a", "a>poort", "a>u", "poort>j", "u>j", "poort_nee>n", "j>dienst", "dienst>e")
    assert refusals(process(body, *lines)) == set()


def test_what_one_branch_gains_does_not_hold_in_the_other():
    body = START + SPLIT + gate() + shares() + JOIN + END + REFUSED
    lines = ("s>a", "a>poort", "a>dienst", "poort>j", "dienst>j", "poort_nee>n", "j>e")
    assert refusals(process(body, *lines)) == {"dienst"}


@pytest.mark.parametrize("changed", ["stappen=3", "gegeven=gezondheid", "verstrekker=boa", "ontvanger=boa"])
def test_a_gate_for_something_else_does_not_count(changed):
    name = changed.split("=")[0]
    scope = "; ".join(changed if pair.startswith(name) else pair for pair in SCOPE.split("; "))
    assert refusals(process(START + gate(scope) + shares() + END + REFUSED, *BEHIND)) == {"dienst"}


def test_a_gate_for_more_than_is_shared_counts():
    scope = SCOPE.replace("stappen=2", "stappen=2, 6").replace("ontvanger=om", "ontvanger=burgemeester, om")
    assert refusals(process(START + gate(scope) + shares() + END + REFUSED, *BEHIND)) == set()


def test_a_sharing_element_without_a_step_is_refused():
    assert refusals(process(START + gate() + shares("") + END + REFUSED, *BEHIND)) == {"dienst"}


def test_a_gate_without_its_scope_is_refused():
    found = refusals(process(START + gate("poort=groepsscan") + END + REFUSED, "s>poort", "poort>e", "poort_nee>n"))
    assert found == {"poort"}


def test_a_called_process_holds_what_its_caller_held():
    caller = process(START + gate() + call() + END + REFUSED, "s>poort", "poort_nee>n", "poort>roep", "roep>e")
    assert refusals(caller, part(START + shares() + END, "ds>dienst", "dienst>de")) == set()


def test_a_called_process_holds_only_what_all_its_callers_held():
    body = START + call(identifier="vooraf") + gate() + call() + END + REFUSED
    caller = process(body, "s>vooraf", "vooraf>poort", "poort_nee>n", "poort>roep", "roep>e")
    assert refusals(caller, part(START + shares() + END, "ds>dienst", "dienst>de")) == {"dienst"}


def test_a_caller_holds_what_every_end_of_the_called_process_gives():
    caller = process(START + call() + shares() + END, "s>roep", "roep>dienst", "dienst>e")
    ends_well = part(START + gate() + END, "ds>poort", "poort>de", "poort_nee>poort")
    assert refusals(caller, ends_well) == set()
    ends_badly_too = part(START + gate() + END + REFUSED, "ds>poort", "poort>de", "poort_nee>n")
    assert refusals(caller, ends_badly_too) == {"dienst"}


def test_an_event_subprocess_begins_with_nothing():
    body = (
        START
        + gate()
        + END
        + REFUSED
        + '<subProcess id="sp" name="Tussendoor" triggeredByEvent="true"><startEvent id="is" name="Bericht" '
        'isInterrupting="false"><messageEventDefinition messageRef="m"/></startEvent>'
        + shares()
        + '<endEvent id="ie" name="Af"/><sequenceFlow id="f1" sourceRef="is" targetRef="dienst"/>'
        '<sequenceFlow id="f2" sourceRef="dienst" targetRef="ie"/></subProcess>'
    )
    assert refusals(process(body, "s>poort", "poort>e", "poort_nee>n")) == {"dienst"}


def test_what_a_repeated_gate_gave_holds_only_inside():
    loop = '<multiInstanceLoopCharacteristics camunda:collection="=partners" camunda:elementVariable="partner"/>'

    def repeated(inside: str, inner_lines: str) -> str:
        return (
            '<subProcess id="sp" name="Per partner"><startEvent id="is" name="In"/>'
            f'{gate()}{inside}<endEvent id="ie" name="Uit"/>{inner_lines}{loop}</subProcess>'
        )

    within = repeated(
        shares() + '<endEvent id="in" name="Nee"/>', flows("is>poort", "poort>dienst", "dienst>ie", "poort_nee>in")
    )
    assert refusals(process(START + within + END, "s>sp", "sp>e")) == set()
    after = repeated("", flows("is>poort", "poort>ie", "poort_nee>poort"))
    assert refusals(process(START + after + shares() + END, "s>sp", "sp>dienst", "dienst>e")) == {"dienst"}


def test_a_boundary_event_holds_what_held_on_entering_its_host():
    edge = '<boundaryEvent id="b" name="Te laat" attachedToRef="roep"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>'
    inside = part(START + gate(identifier="binnen") + END, "ds>binnen", "binnen>de", "binnen_nee>binnen")
    body = START + call() + edge + shares() + END + REFUSED
    assert refusals(process(body, "s>roep", "roep>n", "b>dienst", "dienst>e"), inside) == {"dienst"}


WRONG_GATES = {
    "two normal ends": gate_process(XOR + '<endEvent id="pe2" name="Ook"/>', "ps>feiten", "feiten>tabel", "tabel>beslissen", "beslissen>g", "g>vast: ja = uitkomst = 1", "g>pe2: nee = uitkomst = 2", "vast>pe"),
    "a way past the decision": gate_process(XOR, "ps>feiten", "feiten>tabel", "tabel>beslissen", "beslissen>g", "g>vast: ja = uitkomst = 1", "g>pe: nee = uitkomst = 2", "vast>pe"),
    "something between decision and end": gate_process(user(), *GATE_LINES[:-1], "vast>taak", "taak>pe"),
    "another handler": gate_process(recorded=service().replace('"dienst"', '"vast"')),
    "an end that terminates": GATE.replace(b'<endEvent id="pe" name="Toegestaan"/>', b'<endEvent id="pe" name="Toegestaan"><terminateEventDefinition/></endEvent>'),
}  # fmt: skip


@pytest.mark.parametrize("drawn", WRONG_GATES.values(), ids=WRONG_GATES)
def test_a_gate_that_can_be_passed_without_a_recorded_decision_is_refused(drawn):
    caller = process(START + gate() + shares() + END + REFUSED, *BEHIND)
    assert any(f.file == "bpmn/proef/d1.bpmn" for f in proof(caller, drawn))


# Elements that lead somewhere by another way than an arrow, or that may end what stands around them.

STARTS = {
    "message": '<messageEventDefinition messageRef="m"/>',
    "signal": '<signalEventDefinition signalRef="sig"/>',
    "timer": "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>",
    "condition": "<conditionalEventDefinition><condition>x = 1</condition></conditionalEventDefinition>",
    "error": '<errorEventDefinition errorRef="f"/>',
}


def aside(kind: str, inner: str = "", *, interrupts: bool = True, way: tuple[str, ...] = ("as>ae",)) -> str:
    """An event subprocess."""
    return (
        '<subProcess id="aside" name="Tussendoor" triggeredByEvent="true"><startEvent id="as" name="Gebeurd" '
        f'isInterrupting="{str(interrupts).lower()}">{STARTS[kind]}</startEvent>{inner}<endEvent id="ae" name="Af"/>{flows(*way)}</subProcess>'
    )


@pytest.mark.parametrize(("kind", "interrupts"), [(k, i) for k in STARTS for i in (True, False) if i or k != "error"])
def test_an_event_subprocess_inside_a_subprocess_begins_with_nothing(kind, interrupts):
    esp = aside(kind, shares(), interrupts=interrupts, way=("as>dienst", "dienst>ae"))
    body = START + gate() + within(esp, "is>ie") + END + REFUSED
    found = refusals(process(body, "s>poort", "poort_nee>n", "poort>sp", "sp>e"))
    assert found == {"dienst"}


@pytest.mark.parametrize("kind", ["message", "signal", "timer", "condition"])
def test_what_an_interrupting_event_subprocess_may_end_gives_nothing(kind):
    inner = within(gate() + aside(kind), "is>poort", "poort>ie", "poort_nee>poort")
    found = refusals(process(START + inner + shares() + END, "s>sp", "sp>dienst", "dienst>e"))
    assert found == {"dienst"}


def test_what_an_event_subprocess_runs_beside_gives_what_its_end_gives():
    inner = within(gate() + aside("message", interrupts=False), "is>poort", "poort>ie", "poort_nee>poort")
    found = refusals(process(START + inner + shares() + END, "s>sp", "sp>dienst", "dienst>e"))
    assert found == set()


def test_a_called_process_that_an_event_subprocess_may_end_gives_nothing():
    caller = process(START + call() + shares() + END, "s>roep", "roep>dienst", "dienst>e")
    inside = gate() + aside("message")
    called = process(
        '<startEvent id="ds" name="In"/>' + inside + '<endEvent id="de" name="Uit"/>',
        "ds>poort", "poort>de", "poort_nee>poort", process="deel",
    )  # fmt: skip
    assert refusals(caller, called) == {"dienst"}


@pytest.mark.parametrize("end", ["message", "signal", "escalation"])
def test_an_end_that_throws_something_is_an_end_like_any_other(end):
    thrown = {**STARTS, "escalation": '<escalationEventDefinition escalationRef="es"/>'}[end]
    body = gate() + XOR + f'<endEvent id="ook" name="Ook">{thrown}</endEvent>'
    inner = within(body, "is>g", "g>poort: ja = x = 1", "g>ook: nee = x = 2", "poort>ie", "poort_nee>poort")
    found = refusals(process(START + inner + shares() + END, "s>sp", "sp>dienst", "dienst>e"))
    assert found == {"dienst"}


def test_a_task_that_nothing_follows_is_a_way_around_the_gate():
    inner = within(
        gate() + XOR + user(), "is>g", "g>poort: ja = x = 1", "g>taak: nee = x = 2", "poort>ie", "poort_nee>poort"
    )
    found = refusals(process(START + inner + shares() + END, "s>sp", "sp>dienst", "dienst>e"))
    assert found == {"dienst"}


def test_a_loop_that_may_not_begin_gives_nothing():
    for before, refused in (("true", {"dienst"}), ("false", set())):
        loop = f'<standardLoopCharacteristics testBefore="{before}"><loopCondition>x = 1</loopCondition></standardLoopCharacteristics>'
        inner = within(gate() + loop, "is>poort", "poort>ie", "poort_nee>poort")
        found = refusals(process(START + inner + shares() + END, "s>sp", "sp>dienst", "dienst>e"))
        assert found == refused


def link(tag: str, identifier: str) -> str:
    return f'<{tag} id="{identifier}" name="Verder"><linkEventDefinition name="verder"/></{tag}>'


def test_a_link_is_the_arrow_it_stands_for():
    links = (
        link("intermediateThrowEvent", "l1")
        + link("intermediateThrowEvent", "l2")
        + link("intermediateCatchEvent", "hier")
    )
    body = START + XOR + gate() + links + shares() + END + REFUSED
    behind = ("s>poort", "poort_nee>n", "poort>g", "g>l1: ja = x = 1", "g>l2: nee = x = 2", "hier>dienst", "dienst>e")
    around = ("s>g", "g>poort: ja = x = 1", "poort_nee>n", "poort>l1", "g>l2: nee = x = 2", "hier>dienst", "dienst>e")
    assert refusals(process(body, *behind)) == set()
    assert refusals(process(body, *around)) == {"dienst"}


@pytest.mark.parametrize("kind", ["message", "signal", "timer", "condition"])
def test_waiting_for_an_event_is_no_gate(kind):
    wait = f'<intermediateCatchEvent id="w" name="Gebeurd">{STARTS[kind]}</intermediateCatchEvent>'
    found = refusals(process(START + wait + shares() + END, "s>w", "w>dienst", "dienst>e"))
    assert found == {"dienst"}


@pytest.mark.parametrize("kind", ["message", "signal", "timer", "condition"])
@pytest.mark.parametrize("interrupts", ["true", "false"])
def test_past_a_boundary_event_of_any_kind_holds_only_what_held_on_entering_its_host(kind, interrupts):
    edge = f'<boundaryEvent id="b" name="Gebeurd" attachedToRef="sp" cancelActivity="{interrupts}">{STARTS[kind]}</boundaryEvent>'
    inner = within(gate(), "is>poort", "poort>ie", "poort_nee>poort")
    found = refusals(process(START + inner + edge + shares() + END + REFUSED, "s>sp", "sp>n", "b>dienst", "dienst>e"))
    assert found == {"dienst"}


def test_a_cancelled_transaction_gives_nothing():
    inner = within(
        gate() + XOR + '<endEvent id="af" name="Af"><cancelEventDefinition/></endEvent>',
        "is>poort",
        "poort_nee>poort",
        "poort>g",
        "g>ie: ja = x = 1",
        "g>af: nee = x = 2",
    )
    edge = '<boundaryEvent id="b" name="Af" attachedToRef="sp"><cancelEventDefinition/></boundaryEvent>'
    body = START + inner.replace("subProcess", "transaction") + edge + shares() + END + REFUSED
    assert refusals(process(body, "s>sp", "sp>n", "b>dienst", "dienst>e")) == {"dienst"}
    assert refusals(process(body, "s>sp", "sp>dienst", "b>n", "dienst>e")) == set()


def test_a_send_task_for_a_handler_that_shares_is_a_sharing_element():
    drawn = process(START + shares().replace("serviceTask", "sendTask") + END, "s>dienst", "dienst>e")
    assert refusals(drawn) == {"dienst"}


LEAVING = {
    "an event subprocess": (aside("message"), GATE_LINES, "aside"),
    "an event on an edge that nothing follows": (
        '<boundaryEvent id="b" name="Te laat" attachedToRef="vast">' + STARTS["timer"] + "</boundaryEvent>",
        GATE_LINES,
        "b",
    ),
    "a task that nothing follows": (
        XOR + user(),
        (*GATE_LINES[:3], "beslissen>g", "g>vast: ja = uitkomst = 1", "g>taak: nee = uitkomst = 2", "vast>pe"),
        "taak",
    ),
}


@pytest.mark.parametrize(("more", "lines", "element"), LEAVING.values(), ids=LEAVING)
def test_a_gate_that_may_end_well_without_a_decision_is_refused(more, lines, element):
    caller = process(START + gate() + shares() + END + REFUSED, *BEHIND)
    assert element in refusals(caller, gate_process(more, *lines))

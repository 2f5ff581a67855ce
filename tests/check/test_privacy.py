# ruff: noqa: E501 (XML in one piece reads best)
"""Person data behind a gate, on every path; the proof is tested with small processes."""

from __future__ import annotations

import pytest

from tests.check.drawing import END, START, call, check, diagram, extensions, flows, marks, service, user

FAULT = '<error id="f" name="fout" errorCode="delen_geweigerd"/>'
SCOPE = "stap=2; poort=groepsscan; stappen=2; gegeven=politiegegeven; verstrekker=politie; ontvanger=om"
SEND = '<camunda:inputParameter name="aan">om</camunda:inputParameter>'
XOR = '<exclusiveGateway id="g" name="Mag het?"/>'
SPLIT, JOIN = '<parallelGateway id="a"/>', '<parallelGateway id="j"/>'
REFUSED = '<endEvent id="n" name="Niet toegestaan"/>'

GATE = diagram(
    '<startEvent id="ps" name="Gevraagd"/>'
    + service("privacy.vastleggen").replace('"dienst"', '"vast"')
    + '<endEvent id="pe" name="Toegestaan"/>',
    "ps>vast",
    "vast>pe",
    process="privacypoort",
)


def gate(scope: str = SCOPE, identifier: str = "poort") -> str:
    refused = f'<boundaryEvent id="{identifier}_nee" name="Geweigerd" attachedToRef="{identifier}">'
    refused += '<errorEventDefinition errorRef="f"/></boundaryEvent>'
    return call("privacypoort", identifier, scope) + refused


def shares(step: str = "stap=2") -> str:
    return service("groepsscan.aanvragen", SEND, properties=step)


def names(step: str = "stap=2") -> str:
    """A user task whose form takes person data."""
    return user(inner=extensions(marks(step))).replace('"vraag"', '"namen"')


def refusals(*diagrams: bytes) -> set[str]:
    """The elements at which the proof fails."""
    found = check(*diagrams, GATE, vraag="", namen="naam!")
    rest = [f for f in found if f.rule != "privacypoort" and f.severity == "error"]
    assert rest == []
    return {f.element for f in found if f.rule == "privacypoort"}


def process(body: str, *lines: str, process: str = "p") -> bytes:
    return diagram(body, *lines, process=process, before=FAULT)


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


def part(body: str, *lines: str) -> bytes:
    return process(body.replace('id="s"', 'id="ds"').replace('id="e"', 'id="de"'), *lines, process="deel")


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
    drawn = diagram(body, "s>poort", "poort>e", "poort_nee>n", before=FAULT + '<message id="m" name="antwoord"/>')
    assert refusals(drawn) == {"dienst"}


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
    "two normal ends": diagram(
        '<startEvent id="ps" name="Gevraagd"/>' + XOR + service("privacy.vastleggen").replace('"dienst"', '"vast"')
        + '<endEvent id="pe" name="Toegestaan"/><endEvent id="pe2" name="Ook"/>',
        "ps>g", "g>vast: ja = x = 1", "g>pe2: nee = x = 2", "vast>pe", process="privacypoort",
    ),
    "a way past the decision": diagram(
        '<startEvent id="ps" name="Gevraagd"/>' + XOR + service("privacy.vastleggen").replace('"dienst"', '"vast"')
        + '<endEvent id="pe" name="Toegestaan"/>',
        "ps>g", "g>vast: ja = x = 1", "g>pe: nee = x = 2", "vast>pe", process="privacypoort",
    ),
    "something between decision and end": diagram(
        '<startEvent id="ps" name="Gevraagd"/>' + service("privacy.vastleggen").replace('"dienst"', '"vast"')
        + user() + '<endEvent id="pe" name="Toegestaan"/>',
        "ps>vast", "vast>taak", "taak>pe", process="privacypoort",
    ),
    "another handler": diagram(
        '<startEvent id="ps" name="Gevraagd"/>' + service().replace('"dienst"', '"vast"')
        + '<endEvent id="pe" name="Toegestaan"/>',
        "ps>vast", "vast>pe", process="privacypoort",
    ),
    "an end that terminates": GATE.replace(
        b'<endEvent id="pe" name="Toegestaan"/>',
        b'<endEvent id="pe" name="Toegestaan"><terminateEventDefinition/></endEvent>',
    ),
}  # fmt: skip


@pytest.mark.parametrize("drawn", WRONG_GATES.values(), ids=WRONG_GATES)
def test_a_gate_that_can_be_passed_without_a_recorded_decision_is_refused(drawn):
    caller = process(START + gate() + shares() + END + REFUSED, *BEHIND)
    found = check(caller, drawn)
    assert any(f.rule == "privacypoort" and f.file == "bpmn/proef/d1.bpmn" for f in found)

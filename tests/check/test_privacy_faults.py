# ruff: noqa: E501 (XML in one piece reads best)
"""Planted faults, each beside its twin that is right: the proof must catch the one and let the other be."""

from __future__ import annotations

import pytest

from tests.check.drawing import END, START, call, check, flows, user
from tests.check.gates import (
    DECIDE,
    EACH,
    FACTS,
    GATE_LINES,
    JOIN,
    REFUSED,
    SPLIT,
    TABLE,
    XOR,
    destroys,
    gate,
    gate_process,
    names,
    part,
    process,
    proof,
    recorder,
    refusals,
    scope,
    shares,
    to,
    ways,
    within,
)

NO = "poort_nee>n"
OR_SPLIT, OR_JOIN = '<inclusiveGateway id="a" name="Wat nog meer?"/>', '<inclusiveGateway id="j"/>'


def drawn(body: str, *lines: str) -> bytes:
    return process(START + body + END + REFUSED, *lines)


def test_a_gate_on_the_wrong_arrow_is_caught():
    body = XOR + gate() + shares()
    right = ("s>poort", NO, "poort>g", "g>dienst: ja = x = 1", "g>e: nee = x = 2", "dienst>e")
    wrong = ("s>g", "g>dienst: ja = x = 1", "g>poort: nee = x = 2", "poort>e", NO, "dienst>e")
    assert refusals(drawn(body, *right)) == set()
    assert ways(drawn(body, *wrong)) == {"dienst": ["s", "g", "dienst"]}


def test_a_gate_in_one_branch_of_a_choice_is_caught():
    body = XOR + gate() + gate(identifier="tweede") + shares()
    one = (
        "s>g",
        "g>poort: ja = x = 1",
        "g>dienst: nee = x = 2",
        NO,
        "poort>dienst",
        "dienst>e",
        "tweede>e",
        "tweede_nee>n",
    )
    both = (
        "s>g",
        "g>poort: ja = x = 1",
        "g>tweede: nee = x = 2",
        NO,
        "tweede_nee>n",
        "poort>dienst",
        "tweede>dienst",
        "dienst>e",
    )
    assert refusals(drawn(body, *both)) == set()
    assert ways(process(START + XOR + gate() + shares() + END + REFUSED, *one[:6])) == {"dienst": ["s", "g", "dienst"]}


def test_a_gate_in_one_parallel_branch_is_fine_and_in_one_branch_that_may_be_left_out_is_caught():
    body = gate() + user("u") + shares()
    both = ("s>a", "a>poort", "a>u", NO, "poort>j", "u>j", "j>dienst", "dienst>e")
    some = ("s>a", "a>poort: ja = x = 1", "a>u: ook = x = 2", NO, "poort>j", "u>j", "j>dienst", "dienst>e")
    assert refusals(drawn(SPLIT + JOIN + body, *both)) == set()
    assert ways(drawn(OR_SPLIT + OR_JOIN + body, *some)) == {"dienst": ["s", "a", "u", "j", "dienst"]}


def test_a_loop_to_another_receiver_is_caught():
    lines = ("s>poort", NO, "poort>dienst", "dienst>ander", "ander>g", "g>dienst: weer = x = 1", "g>e: klaar = x = 2")
    wrong = drawn(gate() + to("om") + to("zvh", "ander") + XOR, *lines)
    right = drawn(gate(scope(ontvanger="om, zvh")) + to("om") + to("zvh", "ander") + XOR, *lines)
    assert refusals(right) == set()
    assert ways(wrong) == {"ander": ["s", "poort", "dienst", "ander"]}


def test_a_receiver_that_a_loop_may_change_is_caught():
    change = '<scriptTask id="kies" name="Volgende kiezen" scriptFormat="feel" camunda:resultVariable="partner"><script>x</script></scriptTask>'
    mine = gate(scope(ontvanger="=partner")) + to("=partner")
    ending = '<endEvent id="in" name="Nee"/>'
    right = within(mine + ending, "is>poort", "poort>dienst", "poort_nee>in", "dienst>ie", loop=EACH)
    inside = mine + change + ending + XOR.replace('"g"', '"h"')
    lines = (
        "is>poort",
        "poort>dienst",
        "poort_nee>in",
        "dienst>h",
        "h>kies: weer = x = 1",
        "h>ie: klaar = x = 2",
        "kies>dienst",
    )
    assert refusals(process(START + right + END, "s>sp", "sp>e")) == set()
    assert refusals(process(START + within(inside, *lines, loop=EACH) + END, "s>sp", "sp>e")) == {"poort", "dienst"}


def test_an_event_subprocess_does_not_have_what_the_process_around_it_has():
    def aside(inner: str, *lines: str) -> str:
        return (
            '<subProcess id="aside" name="Tussendoor" triggeredByEvent="true"><startEvent id="as" name="Bericht" isInterrupting="false">'
            f'<messageEventDefinition messageRef="m"/></startEvent>{inner}<endEvent id="ae" name="Af"/>{flows(*lines)}</subProcess>'
        )

    around = ("s>voor", "voor_nee>n", "voor>e")
    wrong = aside(shares(), "as>dienst", "dienst>ae")
    right = aside(
        gate() + shares() + '<endEvent id="an" name="Nee"/>', "as>poort", "poort_nee>an", "poort>dienst", "dienst>ae"
    )
    assert refusals(drawn(gate(identifier="voor") + right, *around)) == set()
    assert ways(drawn(gate(identifier="voor") + wrong, *around)) == {"dienst": ["as", "dienst"]}


def edge(inner_lines: tuple[str, ...], inner: str) -> str:
    boundary = '<boundaryEvent id="b" name="Te laat" attachedToRef="sp"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>'
    return within(inner, *inner_lines) + boundary


def test_a_path_over_a_boundary_event_is_caught():
    inside = edge(("is>poort", "poort>ie", "poort_nee>poort"), gate())
    wrong = drawn(inside + shares(), "s>sp", "sp>dienst", "b>dienst", "dienst>e")
    before = drawn(
        edge(("is>u", "u>ie"), user("u")) + gate() + shares(),
        "s>poort",
        NO,
        "poort>sp",
        "sp>dienst",
        "b>dienst",
        "dienst>e",
    )
    assert ways(wrong) == {"dienst": ["s", "sp", "b", "dienst"]}
    assert refusals(before) == set()


def test_what_the_host_may_withdraw_is_gone_past_its_boundary_event():
    inside = edge(("is>weg", "weg>nog", "nog_nee>nog", "nog>ie"), destroys() + gate(identifier="nog"))
    lines = ("s>poort", NO, "poort>sp", "sp>e", "b>dienst", "dienst>e")
    assert ways(drawn(inside + gate() + shares(), *lines)) == {"dienst": ["weg", "b", "dienst"]}
    after = ("s>poort", NO, "poort>sp", "sp>dienst", "b>n", "dienst>e")
    assert refusals(drawn(inside + gate() + shares(), *after)) == set()


def test_a_process_called_from_two_places_has_what_both_have():
    inside = part(START + shares() + END, "ds>dienst", "dienst>de")
    body = gate() + call(identifier="een") + gate(scope(ontvanger="zvh"), "ander") + call(identifier="twee")
    lines = ("s>poort", NO, "poort>een", "een>ander", "ander_nee>n", "ander>twee", "twee>e")
    assert refusals(drawn(body, *lines), inside) == set()
    other = ("s>ander", "ander_nee>n", "ander>twee", "twee>poort", NO, "poort>een", "een>e")
    assert ways(drawn(body, *other), inside) == {"dienst": ["s", "ander", "twee", "ds", "dienst"]}


def test_what_one_caller_lacks_does_not_hurt_another():
    """A called process gives each of its callers back what that caller had."""
    inside = part(START + user("u") + END, "ds>u", "u>de")
    body = call(identifier="vooraf") + gate() + call(identifier="later") + shares()
    lines = ("s>vooraf", "vooraf>poort", NO, "poort>later", "later>dienst", "dienst>e")
    assert refusals(drawn(body, *lines), inside) == set()


def test_a_repetition_over_receivers_needs_a_gate_for_each_of_them():
    ending = '<endEvent id="in" name="Nee"/>'
    lines = ("is>poort", "poort>dienst", "poort_nee>in", "dienst>ie")
    for receiver, gated, found in (
        ("=partner", "=partner", set()),
        ("=partner", "om", {"dienst"}),
        ("=partners[1]", "=partner", {"dienst"}),
        ("om", "=partner", {"dienst"}),
    ):
        inside = within(gate(scope(ontvanger=gated)) + to(receiver) + ending, *lines, loop=EACH)
        assert refusals(process(START + inside + END, "s>sp", "sp>e")) == found


def test_a_gate_outside_the_repetition_does_not_know_its_item():
    inside = within(to("=partner"), "is>dienst", "dienst>ie", loop=EACH)
    body = gate(scope(ontvanger="=partner")) + inside
    assert refusals(drawn(body, "s>poort", NO, "poort>sp", "sp>e")) == {"poort", "dienst"}


OVERWRITE = '<scriptTask id="over" name="Uitkomst bijwerken" scriptFormat="feel" camunda:resultVariable="{0}"><script>{1}</script></scriptTask>'
HOLLOW = {
    "an outcome overwritten by a script": (OVERWRITE.format("uitkomst", '"toestaan"'), (*GATE_LINES[:3], "beslissen>over", "over>vast", "vast>pe"), {"over"}),
    "a scope overwritten by a script": (OVERWRITE.format("ontvanger", '"zvh"'), ("ps>over", "over>feiten", *GATE_LINES[1:]), {"over"}),
    "an advice that no table gave": (OVERWRITE.format("toets", '"toestaan"'), (*GATE_LINES[:2], "tabel>over", "over>beslissen", *GATE_LINES[3:]), {"over"}),
    "facts that no register gave": (OVERWRITE.format("feiten", '"alles goed"'), ("ps>feiten", "feiten>over", "over>tabel", *GATE_LINES[2:]), {"over"}),
    "a way past the person": (XOR, ("ps>feiten", "feiten>tabel", "tabel>g", "g>beslissen: ja = feiten = 1", "g>vast: nee = feiten = 2", *GATE_LINES[3:]), {"vast"}),
    "nobody at all": ("", ("ps>beslissen", "beslissen>feiten", "feiten>tabel", "tabel>vast", "vast>pe"), {"vast"}),
    "a new advice after the person": (TABLE.replace('"tabel"', '"weer"'), (*GATE_LINES[:3], "beslissen>weer", "weer>vast", "vast>pe"), {"vast"}),
}  # fmt: skip


@pytest.mark.parametrize(("body", "lines", "found"), HOLLOW.values(), ids=HOLLOW)
def test_a_hollowed_out_privacypoort_is_caught(body, lines, found):
    caller = drawn(gate() + shares(), "s>poort", NO, "poort>dienst", "dienst>e")
    assert refusals(caller, gate_process(body, *lines)) == found
    assert refusals(caller, gate_process()) == set()


@pytest.mark.parametrize(
    "inputs",
    [
        {"uitkomst": "toestaan"},
        {"uitkomst": '="toestaan"'},
        {"ontvanger": "=partners"},
        {"toets": "toestaan"},
        {"feiten": ""},
    ],
    ids=str,
)
def test_a_recorder_that_is_handed_something_else_is_caught(inputs):
    caller = drawn(gate() + shares(), "s>poort", NO, "poort>dienst", "dienst>e")
    assert refusals(caller, gate_process(recorded=recorder(**inputs))) == {"vast"}


def test_an_outcome_that_the_form_computes_is_caught():
    caller = drawn(gate() + shares(), "s>poort", NO, "poort>dienst", "dienst>e")
    assert refusals(caller, besluit="~uitkomst") == {"beslissen", "vast"}


def test_a_second_person_may_follow_the_first():
    second = (
        user("tweede", inner="").replace('formRef="vraag"', 'formRef="akkoord"').replace("Vraag stellen", "Meekijken")
    )
    lines = (*GATE_LINES[:3], "beslissen>tweede", "tweede>vast", "vast>pe")
    caller = drawn(gate() + shares(), "s>poort", NO, "poort>dienst", "dienst>e")
    assert refusals(caller, gate_process(second, *lines), akkoord="akkoord_tweede") == set()


def test_another_kind_of_data_is_caught():
    lines = ("s>poort", NO, "poort>dienst", "dienst>e")
    assert refusals(drawn(gate() + to("om", kind="gezondheid"), *lines)) == {"dienst"}
    assert refusals(drawn(gate(scope(gegeven="gezondheid")) + to("om", kind="gezondheid"), *lines)) == set()


def test_a_permission_withdrawn_in_a_loop_is_caught():
    body = gate() + shares() + XOR + destroys()
    again = ("s>poort", NO, "poort>dienst", "dienst>g", "g>weg: weer = x = 1", "g>e: klaar = x = 2")
    assert ways(drawn(body, *again, "weg>dienst")) == {"dienst": ["weg", "dienst"]}
    assert refusals(drawn(body, *again, "weg>poort")) == set()


def test_a_permission_withdrawn_in_one_parallel_branch_is_caught_beside_and_after_it():
    body = gate() + SPLIT + JOIN + destroys() + user("u") + shares()
    after = ("s>poort", NO, "poort>a", "a>weg", "a>u", "weg>j", "u>j", "j>dienst", "dienst>e")
    beside = ("s>poort", NO, "poort>a", "a>weg", "a>dienst", "weg>j", "dienst>j", "j>u", "u>e")
    before = ("s>poort", NO, "poort>dienst", "dienst>a", "a>weg", "a>u", "weg>j", "u>j", "j>e")
    assert set(ways(drawn(body, *after))) == {"dienst"}
    assert ways(drawn(body, *beside)) == {"dienst": ["weg", "dienst"]}
    assert refusals(drawn(body, *before)) == set()


def test_a_gate_in_one_branch_beside_a_withdrawal_in_the_other_gives_nothing():
    body = gate() + SPLIT + JOIN + destroys() + shares()
    lines = ("s>a", "a>weg", "a>poort", NO, "weg>j", "poort>j", "j>dienst", "dienst>e")
    behind = ("s>a", "a>weg", "a>e", "weg>poort", "poort>dienst", NO, "dienst>n")
    assert refusals(drawn(body, *lines)) == {"dienst"}
    assert refusals(process(START + gate() + SPLIT + destroys() + shares() + END + REFUSED, *behind)) == set()


def test_what_an_event_subprocess_may_withdraw_does_not_hold_beside_it():
    def aside(interrupts: str) -> str:
        inner = flows("as>weg", "weg>ae")
        return (
            f'<subProcess id="aside" name="Tussendoor" triggeredByEvent="true"><startEvent id="as" name="Bericht" isInterrupting="{interrupts}">'
            f'<messageEventDefinition messageRef="m"/></startEvent>{destroys()}<endEvent id="ae" name="Af"/>{inner}</subProcess>'
        )

    lines = ("s>poort", NO, "poort>dienst", "dienst>e")
    assert ways(drawn(gate() + shares() + aside("false"), *lines)) == {"dienst": ["weg", "dienst"]}
    assert refusals(drawn(gate() + shares() + aside("true"), *lines)) == set()


def test_a_withdrawal_beside_an_event_subprocess_takes_what_that_gained():
    aside = (
        '<subProcess id="aside" name="Tussendoor" triggeredByEvent="true"><startEvent id="as" name="Bericht" isInterrupting="false">'
        f'<messageEventDefinition messageRef="m"/></startEvent>{gate()}{shares()}<endEvent id="ae" name="Af"/><endEvent id="an" name="Nee"/>'
        f"{flows('as>poort', 'poort>dienst', 'poort_nee>an', 'dienst>ae')}</subProcess>"
    )
    assert ways(drawn(destroys() + aside, "s>weg", "weg>e")) == {"dienst": ["weg", "dienst"]}
    assert refusals(drawn(user("u") + aside, "s>u", "u>e")) == set()


@pytest.mark.parametrize(
    ("mark", "found"), [("alles", {"dienst"}), ("politiegegeven", {"dienst"}), ("gezondheid", set())]
)
def test_an_element_that_is_marked_withdraws_what_the_mark_says(mark, found):
    marked = user(
        "u",
        inner=f'<extensionElements><camunda:properties><camunda:property name="intrekken" value="{mark}"/></camunda:properties></extensionElements>',
    )
    assert refusals(drawn(gate() + marked + shares(), "s>poort", NO, "poort>u", "u>dienst", "dienst>e")) == found


def test_a_groepsscan_asked_without_a_gate_is_caught():
    assert ways(drawn(shares(), "s>dienst", "dienst>e")) == {"dienst": ["s", "dienst"]}


def test_names_taken_in_before_any_gate_are_caught():
    body = gate() + names()
    assert ways(drawn(body, "s>taak", "taak>poort", NO, "poort>e")) == {"taak": ["s", "taak"]}
    assert refusals(drawn(body, "s>poort", NO, "poort>taak", "taak>e")) == set()


def test_names_of_a_kind_that_the_gate_does_not_give_are_caught():
    drawing = drawn(gate() + names(), "s>poort", NO, "poort>taak", "taak>e")
    assert refusals(drawing, namen="naam!gezondheid") == {"taak"}
    assert refusals(drawing, namen="naam!") == set()  # the form does not say; any permission of the step will do


def test_a_form_at_the_start_or_with_a_message_may_not_ask_for_names():
    drawing = drawn(gate(), "s>poort", NO, "poort>e")
    assert ways(drawing, begin="naam!politiegegeven,x,partner,partners") == {"s": ["s"]}
    waits = '<intermediateCatchEvent id="w" name="Antwoord"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>'
    message = drawn(gate() + waits, "s>poort", NO, "poort>w", "w>e")
    manifest = {"berichten": [{"naam": "antwoord", "titel": "Antwoord", "formulier": "namen"}]}
    found = check(message, gate_process(), manifest=manifest, namen="naam!politiegegeven", besluit="uitkomst")
    assert "w" in {f.element for f in found if f.rule == "privacypoort"}


def test_a_skipped_step_gives_no_permission():
    skip = '<boundaryEvent id="b" name="Overgeslagen" attachedToRef="roep"><messageEventDefinition messageRef="m"/></boundaryEvent>'
    inside = part(START + gate() + END, "ds>poort", "poort>de", "poort_nee>poort")
    body = call() + skip + shares()
    assert ways(drawn(body, "s>roep", "roep>dienst", "b>dienst", "dienst>e"), inside) == {
        "dienst": ["s", "roep", "b", "dienst"]
    }
    assert refusals(drawn(body, "s>roep", "roep>dienst", "b>n", "dienst>e"), inside) == set()


def shown(group: str, form: str = "lijst") -> str:
    return names(identifier="kijk", form=form, group=group)


def test_a_form_that_shows_person_data_to_another_organisation_is_caught():
    lines = ("s>poort", NO, "poort>taak", "taak>kijk", "kijk>e")

    def seen_by(group: str, form: str = "<naam", gated: str = "om") -> set[str]:
        body = gate(scope(ontvanger=gated)) + names() + shown(group)
        return refusals(drawn(body, *lines), lijst=form)

    assert seen_by("politie") == set()  # what is its own
    assert seen_by("procesregisseur") == {"kijk"}
    assert seen_by("procesregisseur", gated="om, procesregisseur") == set()
    assert seen_by("procesregisseur", form="antwoord") == set()  # shows nothing of it


def test_person_data_that_travels_under_another_name_is_caught():
    copied = '<scriptTask id="over" name="Overnemen" scriptFormat="feel" camunda:resultVariable="kopie"><script>{wie: naam}</script></scriptTask>'
    lines = ("s>poort", NO, "poort>taak", "taak>over", "over>kijk", "kijk>e")
    body = gate() + names() + copied + shown("procesregisseur")
    assert refusals(drawn(body, *lines), lijst="<kopie") == {"kijk"}


def test_a_message_that_takes_person_data_along_is_caught():
    def sends(receiver: str, reads: str) -> str:
        mark = f'<camunda:properties><camunda:property name="stap" value="2"/><camunda:property name="ontvanger" value="{receiver}"/></camunda:properties>'
        given = f'<camunda:inputOutput><camunda:inputParameter name="wie">{reads}</camunda:inputParameter></camunda:inputOutput>'
        return f'<intermediateThrowEvent id="w" name="Gemeld"><extensionElements>{given}{mark}</extensionElements><messageEventDefinition messageRef="m"/></intermediateThrowEvent>'

    lines = ("s>poort", NO, "poort>taak", "taak>w", "w>e")

    def found(receiver: str, reads: str = "=naam") -> set[str]:
        body = gate() + names() + sends(receiver, reads)
        told = check(drawn(body, *lines), gate_process(), namen="naam!politiegegeven", besluit="uitkomst")
        return {f.element for f in told if f.rule == "privacypoort"}

    assert found("om") == set()
    assert found("zvh") == {"w"}
    assert found("") == {"w"}  # says not for whom
    assert found("zvh", "groepsnaam") == set()


def test_the_path_leads_through_called_processes():
    inside = part(START + shares() + END, "ds>dienst", "dienst>de")
    between = part(
        '<startEvent id="ms" name="In"/>' + call(identifier="verder") + '<endEvent id="me" name="Uit"/>',
        "ms>verder",
        "verder>me",
        process="tussen",
    )
    caller = drawn(gate() + call("tussen", "eerst"), "s>eerst", "eerst>poort", NO, "poort>e")
    [finding] = proof(caller, between, inside)
    assert [(s.process, s.element) for s in finding.path] == [
        ("p", "s"), ("p", "eerst"), ("tussen", "ms"), ("tussen", "verder"), ("deel", "ds"), ("deel", "dienst")
    ]  # fmt: skip
    assert [s.flow for s in finding.path] == ["", "s__eerst", "", "ms__verder", "", "ds__dienst"]
    assert finding.as_dict()["path"][0] == {"process": "p", "element": "s", "name": "Begonnen", "flow": ""}


def test_the_shortest_path_is_told():
    body = XOR + user("lang") + user("langer") + gate() + shares()
    lines = (
        "s>g",
        "g>lang: a = x = 1",
        "g>dienst: b = x = 2",
        "g>poort: c = x = 3",
        NO,
        "poort>dienst",
        "lang>langer",
        "langer>dienst",
        "dienst>e",
    )
    assert ways(drawn(body, *lines)) == {"dienst": ["s", "g", "dienst"]}


def test_decide_and_facts_stand_in_the_gate():
    assert DECIDE.startswith("<userTask")
    assert "privacy.toetsen" in FACTS

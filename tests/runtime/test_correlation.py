# ruff: noqa: E501 (XML in one piece reads best)
"""Messages find the right branch, repetitions end when they should."""

from __future__ import annotations

import pytest

from engine.runtime.places import correlation_key
from tests.runtime.drawing import Play, diagram, extension, user_task

START, END = '<startEvent id="begin"/>', '<endEvent id="klaar"/>'
NAMES = '<message id="m" name="antwoord"/><message id="m2" name="vraag"/>'


def properties(**given: str) -> str:
    inside = "".join(f'<camunda:property name="{name}" value="{value}"/>' for name, value in given.items())
    return extension(f"<camunda:properties>{inside}</camunda:properties>")


def loop(order: str = "", condition: str = "", over: str = "=partners") -> str:
    inside = f"<completionCondition>{condition}</completionCondition>" if condition else ""
    return f'<multiInstanceLoopCharacteristics {order} camunda:collection="{over}" camunda:elementVariable="partner">{inside}</multiInstanceLoopCharacteristics>'


def drawn(body: str) -> bytes:
    return diagram(f"{START}{END}{body}", before=NAMES)


RECEIVE = '<receiveTask id="wacht" messageRef="m">{0}</receiveTask>'
PER_PARTNER = RECEIVE.format(
    properties(correlatie="=partner", verzamelnaam="antwoorden", verzamelwaarde="={wie: partner, wat: tekst}") + loop()
)


def test_a_message_with_a_correlation_reaches_the_branch_it_is_meant_for():
    case = Play(drawn(f"{PER_PARTNER}[begin>wacht][wacht>klaar]"), partners=["a", "b"])
    assert sorted(a.correlation for a in case.result.awaited) == ['"a"', '"b"']
    for who in ("b", "a"):
        awaited = next(a for a in case.result.awaited if a.correlation == correlation_key(who))
        case.send_to(awaited.spiff_task_id, "antwoord", tekst=who.upper())
    assert case.completed
    assert case.variables["antwoorden"] == [{"wie": "a", "wat": "A"}, {"wie": "b", "wat": "B"}]
    assert "tekst" not in case.variables


THROW = '<sendTask id="stuur" messageRef="m">{0}</sendTask>'
TEXT = '<camunda:inputOutput><camunda:inputParameter name="tekst">hallo</camunda:inputParameter></camunda:inputOutput>'


def test_a_message_thrown_in_the_case_goes_by_its_correlation_to_one():
    given = properties(correlatie="=voor").replace("<camunda:properties>", TEXT + "<camunda:properties>")
    body = f"<parallelGateway id='s'/>{PER_PARTNER}{user_task('kies')}{THROW.format(given)}[begin>s][s>wacht][s>kies][kies>stuur]"
    case = Play(drawn(body + "[wacht>klaar]"), partners=["a", "b"])
    case.do("kies", voor="b")
    assert [a.correlation for a in case.result.awaited] == ['"a"']
    assert case.result.messages == ()


def test_a_message_that_nobody_in_the_case_waits_for_leaves_the_case():
    case = Play(drawn(f"{THROW.format(properties(correlatie='=voor'))}[begin>stuur][stuur>klaar]"), voor=2)
    [thrown] = case.result.messages
    assert (thrown.name, thrown.correlation) == ("antwoord", "2")


def test_a_message_without_correlation_goes_to_none_that_asks_for_one():
    body = f"<parallelGateway id='s'/>{PER_PARTNER}{user_task('kies')}{THROW.format('')}[begin>s][s>wacht][s>kies][kies>stuur][wacht>klaar]"
    case = Play(drawn(body), partners=["a"])
    case.do("kies")
    assert len(case.result.awaited) == 1 and len(case.result.messages) == 1


def test_a_message_goes_to_one_and_no_more():
    wait = "".join(
        f'<intermediateCatchEvent id="w{n}"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>[s>w{n}][w{n}>j]'
        for n in (1, 2)
    )
    body = f"<parallelGateway id='s'/><parallelGateway id='j'/>{wait}{user_task('kies')}{THROW.format('')}"
    case = Play(drawn(body + "[begin>s][s>kies][kies>stuur][stuur>j][j>klaar]"))
    case.do("kies")
    assert len(case.result.awaited) == 1


@pytest.mark.parametrize(("one", "other"), [(2, 2.0), ("a", "a"), (True, True), (None, None)])
def test_equal_values_correlate(one, other):
    assert correlation_key(one) == correlation_key(other)


@pytest.mark.parametrize(("one", "other"), [(2, "2"), (1, True), ("a", "A"), (None, "null"), ([1], [2])])
def test_different_values_do_not_correlate(one, other):
    assert correlation_key(one) != correlation_key(other)


def test_nothing_correlates_with_null():
    body = f"<parallelGateway id='s'/>{PER_PARTNER}{user_task('kies')}{THROW.format(properties(correlatie='=voor'))}[begin>s][s>wacht][s>kies][kies>stuur][wacht>klaar]"
    case = Play(drawn(body), partners=[None])
    case.do("kies")
    assert len(case.result.awaited) == 1


def test_a_send_task_with_a_topic_is_work_for_a_handler():
    body = '<sendTask id="stuur" camunda:type="external" camunda:topic="bericht.sturen"/>[begin>stuur][stuur>klaar]'
    case = Play(drawn(body))
    assert [c.topic for c in case.calls.values()] == ["bericht.sturen"]
    case.do("stuur", gelukt=True)
    assert case.completed and case.variables == {"gelukt": True}


def test_output_parameters_decide_what_a_message_leaves():
    given = extension(
        '<camunda:inputOutput><camunda:outputParameter name="kort">=tekst</camunda:outputParameter></camunda:inputOutput>'
    )
    case = Play(drawn(f"{RECEIVE.format(given)}[begin>wacht][wacht>klaar]"))
    case.send("antwoord", tekst="hallo", rest=1)
    assert case.variables == {"kort": "hallo"}


@pytest.mark.parametrize("order", ["", 'isSequential="true"'])
@pytest.mark.parametrize("kind", ["task", "call", "subprocess"])
def test_a_completion_condition_ends_a_repetition_and_what_was_given_is_kept(order, kind):
    given = properties(verzamelnaam="antwoorden", verzamelwaarde="=wat") + loop(order, "nrOfCompletedInstances &gt;= 2")
    inner = user_task("geef")
    out = extension('<camunda:out source="wat" target="wat"/>')[19:-20]
    drawings = {
        "task": user_task("geef", given),
        "call": f'<callActivity id="deel" calledElement="binnenproces">{given.replace("</extensionElements>", out + "</extensionElements>")}</callActivity>',
        "subprocess": f'<subProcess id="deel">{given}<startEvent id="b"/><endEvent id="e"/>{inner}[b>geef][geef>e]</subProcess>',
    }
    first = "geef" if kind == "task" else "deel"
    called = diagram(f"{START}{END}{inner}[begin>geef][geef>klaar]", process="binnenproces")
    body = f"{drawings[kind]}{user_task('na')}[begin>{first}][{first}>na][na>klaar]"
    case = Play(drawn(body), called, partners=["a", "b", "c"])
    case.do("geef", wat=1)
    case.do("geef", wat=2)
    assert case.activities == ["na"]
    assert case.variables["antwoorden"] == [1, 2]
    assert set(case.result.scopes) == {""}


def test_a_completion_condition_sees_the_item_and_its_answer():
    task = user_task("geef", loop("", 'antwoord = "nee" and partner = "b"'))
    case = Play(drawn(f"{task}{user_task('na')}[begin>geef][geef>na][na>klaar]"), partners=["a", "b", "c"])
    by_partner = {case.visible(k)["partner"]: k for k in case.open}
    case.finish(by_partner["a"], antwoord="nee")
    assert case.activities == ["geef", "geef"]
    case.finish(by_partner["b"], antwoord="nee")
    assert case.activities == ["na"]


@pytest.mark.parametrize("order", ["", 'isSequential="true"'])
def test_an_item_that_is_null_is_an_item(order):
    case = Play(drawn(f"{user_task('geef', loop(order))}[begin>geef][geef>klaar]"), partners=[None, "b", None])
    for _ in range(3):
        case.do("geef")
    assert case.completed


def test_repetitions_nest_and_each_collects_its_own():
    inner = user_task(
        "geef",
        properties(verzamelnaam="scores", verzamelwaarde="=score")
        + loop("", over="=partner.delen").replace('"partner"', '"deel"'),
    )
    called = diagram(f"{START}{END}{inner}[begin>geef][geef>klaar]", process="binnenproces")
    given = extension(
        '<camunda:in source="partner" target="partner"/><camunda:out source="scores" target="scores"/><camunda:properties>'
        '<camunda:property name="verzamelnaam" value="alles"/><camunda:property name="verzamelwaarde" value="=scores"/></camunda:properties>'
    )
    call = f'<callActivity id="roep" calledElement="binnenproces">{given}{loop()}</callActivity>'
    case = Play(
        drawn(f"{call}[begin>roep][roep>klaar]"), called, partners=[{"n": 1, "delen": [1, 2]}, {"n": 2, "delen": [3]}]
    )
    assert case.activities == ["geef"] * 3
    for task_id in list(case.open):
        seen = case.visible(task_id)
        case.finish(task_id, score=seen["deel"] * 10)
    assert case.completed and case.variables["alles"] == [[10, 20], [30]]


@pytest.mark.parametrize("kind", ["call", "subprocess"])
@pytest.mark.parametrize("attributes", ['loopMaximum="2"', 'testBefore="true"'])
def test_a_standard_loop_repeats_calls_and_subprocesses_too(kind, attributes):
    inside = (
        f"<standardLoopCharacteristics {attributes}><loopCondition>=nog</loopCondition></standardLoopCharacteristics>"
    )
    called = diagram(f"{START}{END}{user_task('geef')}[begin>geef][geef>klaar]", process="binnenproces")
    out = extension('<camunda:out source="nog" target="nog"/>')
    drawings = {
        "call": f'<callActivity id="deel" calledElement="binnenproces">{out}{inside}</callActivity>',
        "subprocess": f'<subProcess id="deel">{inside}<startEvent id="b"/><endEvent id="e"/>{user_task("geef")}[b>geef][geef>e]</subProcess>',
    }
    case = Play(drawn(f"{drawings[kind]}{user_task('na')}[begin>deel][deel>na][na>klaar]"), called, nog=True)
    case.do("geef", nog=True)
    assert case.activities == ["geef"]
    case.do("geef", nog=False)
    assert case.activities == ["na"]

# ruff: noqa: E501 (XML in one piece reads best)
"""Events: who throws, who catches, and what that does to what runs around them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.errors import ErrorNotCaught
from engine.runtime import DiagramRefused, NotWaiting, StepFailed
from tests.runtime.drawing import NOON, Play, diagram, extension, user_task

START, END = '<startEvent id="begin"/>', '<endEvent id="klaar"/>'
SPLIT = "<parallelGateway id='s'/><parallelGateway id='j'/>"
NAMES = (
    '<message id="m" name="antwoord"/><signal id="sein" name="alarm"/><error id="fout" name="f" errorCode="mis"/>'
    '<escalation id="esc" name="e" escalationCode="hoger"/>'
)
DEFINITIONS = {
    "message": '<messageEventDefinition messageRef="m"/>',
    "signal": '<signalEventDefinition signalRef="sein"/>',
    "error": '<errorEventDefinition errorRef="fout"/>',
    "escalation": '<escalationEventDefinition escalationRef="esc"/>',
    "condition": "<conditionalEventDefinition><condition>=nood</condition></conditionalEventDefinition>",
    "timer": "<timerEventDefinition><timeDuration>PT2H</timeDuration></timerEventDefinition>",
    "cancel": "<cancelEventDefinition/>",
    "terminate": "<terminateEventDefinition/>",
}
STEP = timedelta(hours=2)


def drawn(body: str) -> bytes:
    return diagram(body, before=NAMES)


def event(tag: str, name: str, kind: str, inner: str = "", **attributes: str) -> str:
    extra = " ".join(f'{key}="{value}"' for key, value in attributes.items())
    return f'<{tag} id="{name}" {extra}>{inner}{DEFINITIONS[kind]}</{tag}>'


def boundary(name: str, kind: str, host: str, *, interrupts: bool = True) -> str:
    return event("boundaryEvent", name, kind, attachedToRef=host, cancelActivity=str(interrupts).lower())


def esp(kind: str, inside: str = "", *, interrupts: bool, name: str = "esp") -> str:
    """An event subprocess with one task, named after it."""
    start = event("startEvent", f"{name}_b", kind, isInterrupting=str(interrupts).lower())
    return (
        f'<subProcess id="{name}" triggeredByEvent="true">{start}{user_task(f"{name}_t")}<endEvent id="{name}_e"/>'
        f"{inside}[{name}_b>{name}_t][{name}_t>{name}_e]</subProcess>"
    )


def sub(name: str, inside: str) -> str:
    return f'<subProcess id="{name}"><startEvent id="{name}_b"/><endEvent id="{name}_e"/>{inside}</subProcess>'


def happen(case: Play, kind: str) -> None:
    """Let the event of a kind come from outside."""
    if kind == "message":
        case.send("antwoord")
    elif kind == "signal":
        case.signal("alarm")
    elif kind == "condition":
        case.do("anders", nood=True)
    else:
        case.wait_until(case.now + STEP)


OUTSIDE = ["message", "signal", "condition", "timer"]
# Beside the task that matters one that can make the condition true.
BESIDE = f"{user_task('anders')}{user_task('nog')}"


def beside(body: str) -> bytes:
    flows = "[begin>s][s>werk][s>anders][anders>nog][nog>j][werk>j][j>klaar]"
    return drawn(f"{START}{END}{SPLIT}{BESIDE}{body}{flows}")


@pytest.mark.parametrize("kind", OUTSIDE)
def test_an_interrupting_event_subprocess_takes_the_place_of_everything_around_it(kind):
    case = Play(beside(user_task("werk") + esp(kind, interrupts=True)))
    happen(case, kind)
    assert case.activities == ["esp_t"]
    assert case.result.awaited == () and case.result.timers == ()
    case.do("esp_t")
    assert case.completed


@pytest.mark.parametrize("kind", OUTSIDE)
def test_a_non_interrupting_event_subprocess_runs_beside_what_is_around_it(kind):
    case = Play(beside(user_task("werk") + esp(kind, interrupts=False)))
    happen(case, kind)
    assert "esp_t" in case.activities and "werk" in case.activities
    case.do("esp_t")
    for name in case.activities:
        case.do(name)
    for name in case.activities:
        case.do(name)
    assert case.completed


@pytest.mark.parametrize("kind", OUTSIDE)
def test_an_event_subprocess_that_nothing_starts_holds_up_no_end(kind):
    case = Play(beside(user_task("werk") + esp(kind, interrupts=True)))
    for name in ("werk", "anders", "nog"):
        case.do(name)
    assert case.completed and "esp_b" not in case.happened


INNER = f"[binnen_b>werk][werk>binnen_e]{user_task('werk')}"


@pytest.mark.parametrize("kind", OUTSIDE)
@pytest.mark.parametrize("interrupts", [True, False])
def test_an_event_subprocess_inside_a_subprocess_ends_only_what_is_in_there(kind, interrupts):
    inside = sub("binnen", INNER + esp(kind, interrupts=interrupts))
    flows = "[begin>s][s>binnen][s>anders][anders>nog][nog>j][binnen>j][j>klaar]"
    case = Play(drawn(f"{START}{END}{SPLIT}{BESIDE}{inside}{flows}"))
    happen(case, kind)
    aside = "nog" if kind == "condition" else "anders"
    assert case.activities == sorted(["esp_t", aside] + ([] if interrupts else ["werk"]))
    while case.activities:
        case.do(case.activities[0])
    assert case.completed and case.happened[-2:] != [] and "binnen" in case.happened


@pytest.mark.parametrize("kind", ["message", "timer"])
def test_an_event_subprocess_inside_a_called_process_ends_only_the_call(kind):
    called = diagram(
        f"{START}{END}{user_task('werk')}{esp(kind, interrupts=True)}[begin>werk][werk>klaar]",
        before=NAMES,
        process="binnenproces",
    )
    body = f'<callActivity id="roep" calledElement="binnenproces"/>{user_task("na")}[begin>roep][roep>na][na>klaar]'
    case = Play(drawn(f"{START}{END}{body}"), called)
    happen(case, kind)
    assert case.activities == ["esp_t"]
    case.do("esp_t")
    assert case.activities == ["na"] and set(case.result.scopes) == {""}


def test_a_timer_of_an_event_subprocess_counts_from_the_start_of_what_is_around_it():
    inside = sub("binnen", INNER + esp("timer", interrupts=False))
    case = Play(drawn(f"{START}{END}{user_task('eerst')}{inside}[begin>eerst][eerst>binnen][binnen>klaar]"))
    assert case.result.timers == ()
    case.now = NOON + timedelta(hours=1)
    case.do("eerst")
    [timer] = case.result.timers
    assert (timer.activity_id, timer.due_at) == ("esp_b", NOON + timedelta(hours=3))
    assert len(timer.spiff_task_id) <= 40  # as wide as the column
    case.wait_until(NOON + timedelta(hours=3))
    assert case.activities == ["esp_t", "werk"] and case.result.timers == ()
    case.wait_until(NOON + timedelta(hours=30))
    assert case.activities == ["esp_t", "werk"]


def thrower(kind: str, *, end: bool = False) -> str:
    return event("endEvent" if end else "intermediateThrowEvent", "werp", kind)


def test_an_error_goes_to_the_event_subprocess_beside_the_task_before_it_goes_further_out():
    service = '<serviceTask id="dienst" camunda:type="external" camunda:topic="t"/>'
    inside = sub("binnen", f"{service}[binnen_b>dienst][dienst>binnen_e]{esp('error', interrupts=True)}")
    body = f"{inside}{boundary('rand', 'error', 'binnen')}{user_task('herstel')}{user_task('na')}"
    case = Play(drawn(f"{START}{END}{body}[begin>binnen][binnen>na][na>klaar][rand>herstel][herstel>klaar]"))
    case.fail("dienst", "mis")
    assert case.activities == ["esp_t"]
    case.do("esp_t")
    assert case.activities == ["na"]


def test_an_error_that_an_event_subprocess_ends_with_goes_further_out():
    inside_esp = (
        f'<subProcess id="esp" triggeredByEvent="true">{event("startEvent", "esp_b", "error")}'
        f"{event('endEvent', 'weer', 'error')}[esp_b>weer]</subProcess>"
    )
    service = '<serviceTask id="dienst" camunda:type="external" camunda:topic="t"/>'
    inside = sub("binnen", f"{service}[binnen_b>dienst][dienst>binnen_e]{inside_esp}")
    body = f"{inside}{boundary('rand', 'error', 'binnen')}{user_task('herstel')}"
    case = Play(drawn(f"{START}{END}{body}[begin>binnen][binnen>klaar][rand>herstel][herstel>klaar]"))
    case.fail("dienst", "mis")
    assert case.activities == ["herstel"]


def test_an_error_that_names_another_code_is_not_caught():
    case = Play(
        drawn(
            f'{START}{END}<serviceTask id="dienst" camunda:type="external" camunda:topic="t"/>'
            f"[begin>dienst][dienst>klaar]{esp('error', interrupts=True)}"
        )
    )
    with pytest.raises(ErrorNotCaught):
        case.fail("dienst", "anders")


@pytest.mark.parametrize("end", [True, False])
@pytest.mark.parametrize("interrupts", [True, False])
def test_an_escalation_goes_to_the_nearest_and_leaves_its_subprocess_be_unless_drawn_otherwise(end, interrupts):
    flows = "[binnen_b>x][x>werp]" if end else "[binnen_b>x][x>werp][werp>verder][verder>binnen_e]"
    inside = sub(
        "binnen", user_task("x") + thrower("escalation", end=end) + flows + ("" if end else user_task("verder"))
    )
    body = (
        f"{inside}{boundary('rand', 'escalation', 'binnen', interrupts=interrupts)}{user_task('hulp')}{user_task('na')}"
    )
    ways = '<endEvent id="geholpen"/>[begin>binnen][binnen>na][na>klaar][rand>hulp][hulp>geholpen]'
    case = Play(drawn(f"{START}{END}{body}{ways}"))
    case.do("x")
    onward = [] if interrupts else (["na"] if end else ["verder"])
    assert case.activities == sorted(["hulp", *onward])
    while case.activities:
        case.do(case.activities[0])
    assert case.completed


@pytest.mark.parametrize("interrupts", [True, False])
def test_an_escalation_can_start_an_event_subprocess(interrupts):
    body = user_task("x") + thrower("escalation") + user_task("verder") + esp("escalation", interrupts=interrupts)
    case = Play(drawn(f"{START}{END}{body}[begin>x][x>werp][werp>verder][verder>klaar]"))
    case.do("x")
    assert case.activities == (["esp_t"] if interrupts else ["esp_t", "verder"])


def test_an_escalation_that_nobody_catches_is_over():
    body = user_task("x") + thrower("escalation") + user_task("verder")
    case = Play(drawn(f"{START}{END}{body}[begin>x][x>werp][werp>verder][verder>klaar]"))
    case.do("x")
    assert case.activities == ["verder"]


REPEATED = ["message", "signal", "condition"]


@pytest.mark.parametrize("kind", REPEATED)
def test_a_boundary_event_that_leaves_its_task_be_comes_as_often_as_its_event(kind):
    rand = boundary("rand", kind, "werk", interrupts=False) + user_task("bel") + '<endEvent id="gebeld"/>[rand>bel]'
    loop = f"{user_task('anders')}<exclusiveGateway id='g'/>[s>g][g>anders][anders>g]" if kind == "condition" else ""
    body = (
        f"{START}{END}<parallelGateway id='s'/>{user_task('werk')}{rand}[bel>gebeld][begin>s][s>werk][werk>klaar]{loop}"
    )
    case = Play(drawn(body))
    for count in (1, 2, 3):
        if kind == "condition":
            case.do("anders", nood=True)
            case.do("anders", nood=True)  # still true: it does not happen again
            assert case.activities.count("bel") == count
            case.do("anders", nood=False)
        else:
            happen(case, kind)
        assert case.activities.count("bel") == count
    case.do("werk")
    assert "werk" not in case.activities and case.activities.count("bel") == 3
    assert case.result.awaited == ()


def test_a_boundary_event_that_comes_often_leaves_nothing_in_the_snapshot():
    rand = (
        boundary("rand", "message", "werk", interrupts=False) + user_task("bel") + '<endEvent id="gebeld"/>[rand>bel]'
    )
    case = Play(drawn(f"{START}{END}{user_task('werk')}{rand}[bel>gebeld][begin>werk][werk>klaar]"))
    case.send("antwoord")
    case.do("bel")
    before = len(case.result.snapshot)
    for _ in range(30):
        case.send("antwoord")
        case.do("bel")
    assert len(case.result.snapshot) < before + 100
    case.do("werk")
    assert case.completed


@pytest.mark.parametrize("kind", OUTSIDE)
@pytest.mark.parametrize("host", ["task", "subprocess", "call", "repetition"])
def test_an_interrupting_boundary_event_ends_its_host_and_all_inside(kind, host):
    repeat = '<multiInstanceLoopCharacteristics camunda:collection="=[1, 2]" camunda:elementVariable="een"/>'
    drawings = {
        "task": user_task("werk"),
        "subprocess": sub("werk", f"{user_task('in')}[werk_b>in][in>werk_e]"),
        "call": '<callActivity id="werk" calledElement="binnenproces"/>',
        "repetition": f'<callActivity id="werk" calledElement="binnenproces">{repeat}</callActivity>',
    }
    called = diagram(f"{START}{END}{user_task('in')}[begin>in][in>klaar]", process="binnenproces")
    body = drawings[host] + boundary("rand", kind, "werk") + user_task("te_laat") + "[rand>te_laat][te_laat>j]"
    case = Play(beside(body), called)
    happen(case, kind)
    aside = "nog" if kind == "condition" else "anders"
    assert case.activities == [aside, "te_laat"]
    assert case.result.timers == () and case.result.awaited == () and set(case.result.scopes) == {""}


def test_of_two_overdue_boundary_timers_only_the_first_ends_the_task():
    rand = boundary("kort", "timer", "werk").replace("PT2H", "PT1H") + boundary("lang", "timer", "werk")
    body = f"{user_task('werk')}{rand}{user_task('a')}{user_task('b')}[kort>a][lang>b][a>klaar][b>klaar]"
    case = Play(drawn(f"{START}{END}{body}[begin>werk][werk>klaar]"))
    case.wait_until(NOON + timedelta(days=1))
    assert case.activities == ["a"]


def test_of_two_overdue_timers_behind_one_gateway_only_the_first_goes_on():
    late = event("intermediateCatchEvent", "lang", "timer")
    early = event("intermediateCatchEvent", "kort", "timer").replace("PT2H", "PT1H")
    body = f"<eventBasedGateway id='g'/>{late}{early}{user_task('a')}{user_task('b')}[kort>a][lang>b][a>klaar][b>klaar]"
    case = Play(drawn(f"{START}{END}{body}[begin>g][g>lang][g>kort]"))
    case.wait_until(NOON + timedelta(days=1))
    assert case.activities == ["a"]


@pytest.mark.parametrize("kind", ["message", "signal", "timer"])
def test_behind_an_event_gateway_the_first_event_decides(kind):
    ways = "".join(
        f"{event('intermediateCatchEvent', k, k)}{user_task(f'na_{k}')}[g>{k}][{k}>na_{k}][na_{k}>klaar]"
        for k in ("message", "signal", "timer", "condition")
    )
    case = Play(drawn(f"{START}{END}<eventBasedGateway id='g'/>{ways}[begin>g]"), nood=False)
    assert sorted(a.activity_id for a in case.result.awaited) == ["message", "signal"]
    happen(case, kind)
    assert case.activities == [f"na_{kind}"]
    assert case.result.awaited == () and case.result.timers == ()


def test_a_condition_behind_an_event_gateway_that_is_true_decides_at_once():
    ways = "".join(
        f"{event('intermediateCatchEvent', k, k)}{user_task(f'na_{k}')}[g>{k}][{k}>na_{k}][na_{k}>klaar]"
        for k in ("message", "condition")
    )
    case = Play(drawn(f"{START}{END}<eventBasedGateway id='g'/>{ways}[begin>g]"), nood=True)
    assert case.activities == ["na_condition"]


def test_a_condition_is_looked_at_before_the_next_element_begins():
    script = '<scriptTask id="r" scriptFormat="feel" camunda:resultVariable="nood"><script>=true</script></scriptTask>'
    service = '<serviceTask id="dienst" camunda:type="external" camunda:topic="t"/>'
    body = f"{script}{service}{esp('condition', interrupts=True)}[begin>r][r>dienst][dienst>klaar]"
    case = Play(drawn(f"{START}{END}{body}"))
    assert case.activities == ["esp_t"] and case.result.new_calls == ()


def test_a_terminate_end_lets_nothing_beside_it_begin():
    service = '<serviceTask id="dienst" camunda:type="external" camunda:topic="t"/>'
    stop = event("endEvent", "stop", "terminate")
    case = Play(drawn(f"{START}{END}{SPLIT}{service}{stop}[begin>s][s>stop][s>dienst][dienst>klaar]"))
    assert case.completed and case.result.open_ids == frozenset()


def test_a_signal_goes_to_all_that_wait_for_it_and_out_of_the_case():
    catch = "".join(f"{event('intermediateCatchEvent', f'w{n}', 'signal')}[s>w{n}][w{n}>j]" for n in (1, 2))
    inner = extension(
        '<camunda:inputOutput><camunda:inputParameter name="waar">=plaats</camunda:inputParameter></camunda:inputOutput>'
    )
    throw = event("intermediateThrowEvent", "werp", "signal", inner)
    body = f"{user_task('eerst')}{throw}{catch}[begin>s][s>eerst][eerst>werp][werp>j][j>klaar]"
    case = Play(drawn(f"{START}{END}{SPLIT}{body}"), plaats="plein")
    case.do("eerst")
    assert case.completed and case.variables["waar"] == "plein"
    assert [(s.name, s.payload) for s in case.result.signals] == [("alarm", {"waar": "plein"})]


def test_a_signal_end_event_throws_its_signal():
    case = Play(drawn(f"{START}{event('endEvent', 'uit', 'signal')}[begin>uit]"))
    assert case.completed and [s.name for s in case.result.signals] == ["alarm"]


def test_a_case_that_waits_for_no_signal_takes_none():
    case = Play(drawn(f"{START}{END}{user_task('werk')}[begin>werk][werk>klaar]"))
    with pytest.raises(NotWaiting):
        case.signal("alarm")


def test_a_cancelled_transaction_is_left_by_its_own_boundary_event():
    inside = f"{user_task('a')}{user_task('b')}{event('endEvent', 'af', 'cancel')}"
    flows = "<parallelGateway id='ts'/>[t_b>ts][ts>a][ts>b][a>af][b>t_e]"
    transaction = sub("t", inside + flows).replace("subProcess", "transaction")
    body = f"{transaction}{boundary('rand', 'cancel', 't')}{user_task('terug')}{user_task('na')}"
    case = Play(drawn(f"{START}{END}{body}[begin>t][t>na][na>klaar][rand>terug][terug>klaar]"))
    assert case.activities == ["a", "b"]
    case.do("a")
    assert case.activities == ["terug"] and set(case.result.scopes) == {""}
    case.do("terug")
    assert case.completed


def test_a_transaction_that_is_not_cancelled_is_a_subprocess():
    transaction = sub("t", f"{user_task('a')}[t_b>a][a>t_e]").replace("subProcess", "transaction")
    case = Play(drawn(f"{START}{END}{transaction}{user_task('na')}[begin>t][t>na][na>klaar]"))
    case.do("a", x=1)
    assert case.activities == ["na"] and case.variables["x"] == 1


def link(tag: str, name: str, link_name: str = "verder") -> str:
    return f'<{tag} id="{name}"><linkEventDefinition name="{link_name}"/></{tag}>'


def test_a_link_leads_on_from_each_of_its_beginnings():
    body = (
        f"<exclusiveGateway id='g'/>{link('intermediateThrowEvent', 'l1')}{link('intermediateThrowEvent', 'l2')}"
        f"{link('intermediateCatchEvent', 'hier')}{user_task('na')}"
        "[begin>g][g>l1 if n = 1][g>l2 if n = 2][hier>na][na>klaar]"
    )
    for n in (1, 2):
        case = Play(drawn(f"{START}{END}{body}"), n=n)
        assert case.activities == ["na"]
        assert case.happened[-2:] == [f"l{n}", "hier"]


def test_a_link_that_leads_nowhere_is_refused():
    with pytest.raises(DiagramRefused):
        Play(drawn(f"{START}{END}{link('intermediateThrowEvent', 'l1')}[begin>l1]"))


@pytest.mark.parametrize("kind", OUTSIDE)
def test_the_case_waits_at_an_intermediate_event_until_it_happens(kind):
    case = Play(beside(event("intermediateCatchEvent", "werk", kind)))
    assert case.activities == ["anders"]
    happen(case, kind)
    for name in case.activities:
        case.do(name)
    while case.activities:
        case.do(case.activities[0])
    assert case.completed and "werk" in case.happened


@pytest.mark.parametrize("tag", ["endEvent", "intermediateThrowEvent"])
def test_a_thrown_message_comes_where_the_case_waits_for_it(tag):
    throw = event(tag, "werp", "message")
    on = "[werp>j]" if tag == "intermediateThrowEvent" else "[anders>j]" + user_task("anders") + "[s>anders]"
    wait = event("intermediateCatchEvent", "werk", "message")
    case = Play(
        drawn(
            f"{START}{END}{SPLIT}{wait}{user_task('eerst')}{throw}{on}[begin>s][s>werk][s>eerst][eerst>werp][werk>j][j>klaar]"
        )
    )
    case.do("eerst")
    assert "werk" in case.happened and case.result.messages == ()


def test_an_event_without_a_kind_between_two_tasks_is_passed():
    body = f'{user_task("a")}<intermediateThrowEvent id="mijlpaal"/>{user_task("b")}[begin>a][a>mijlpaal][mijlpaal>b][b>klaar]'
    case = Play(drawn(f"{START}{END}{body}"))
    case.do("a")
    assert case.activities == ["b"] and "mijlpaal" in case.happened


def test_an_event_gateway_whose_way_ends_the_case_can_be_written_down():
    wait = event("intermediateCatchEvent", "w", "message") + event("intermediateCatchEvent", "t", "timer")
    case = Play(drawn(f"{START}{END}<eventBasedGateway id='g'/>{wait}[begin>g][g>w][g>t][w>klaar][t>klaar]"))
    case.send("antwoord")
    assert case.completed


def test_an_event_that_goes_on_causing_itself_is_stopped():
    again = (
        f'<subProcess id="esp" triggeredByEvent="true">{event("startEvent", "hoort", "signal", isInterrupting="false")}'
        f"{event('endEvent', 'weer', 'signal')}[hoort>weer]</subProcess>"
    )
    case = Play(drawn(f"{START}{END}{user_task('werk')}{again}[begin>werk][werk>klaar]"))
    with pytest.raises(StepFailed) as failure:
        case.signal("alarm")
    assert failure.value.activity_id == "hoort"

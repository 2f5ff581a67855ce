# ruff: noqa: E501 (XML in one piece reads best)
"""Cases in every kind of wait state: how each comes to wait, what finishes it, and with which values.

`python -m tests.snapshots.waiting` keeps those that are not kept yet, in the folder of the format of now. A file that is
there is never written again: a later version must still finish it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from engine import values
from engine.runtime import state
from tests.runtime.drawing import Play, extension, user_task
from tests.runtime.test_elements_run import CALL, CALLED, COLLECT, REPEAT
from tests.runtime.test_events import END, SPLIT, START, boundary, drawn, esp, event, sub

FOLDER = Path(__file__).parent
HOUR = timedelta(hours=1)
Act = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Waiting:
    """One case: drawn so, brought to its wait by `first`, finished by `then`, with these values at the end."""

    what: str
    files: tuple[bytes, ...]
    then: tuple[Act, ...]
    first: tuple[Act, ...] = ()
    variables: dict[str, Any] | None = None
    ends: dict[str, Any] | None = None


def act(case: Play, verb: str, given: dict[str, Any]) -> None:
    """A task by its name, "@2" two hours later, "!antwoord" a message, "~alarm" a signal, "?dienst" a failure."""
    if verb.startswith("@"):
        hours = {"@PT2H": 2}.get(verb) or int(verb[1:])  # the first files wrote it so
        case.wait_until(case.now + hours * HOUR)
    elif verb.startswith("!"):
        case.send(verb[1:], **given)
    elif verb.startswith("~"):
        case.signal(verb[1:], **given)
    elif verb.startswith("?"):
        case.fail(verb[1:], **given)
    else:
        case.do(verb, **given)


def do(*names: str) -> tuple[Act, ...]:
    return tuple((name, {}) for name in names)


SERVICE = '<serviceTask id="dienst" name="dienst" camunda:type="external" camunda:topic="bericht.sturen"/>'
LINE = f"{START}{END}{user_task('werk')}{user_task('na')}[begin>werk][werk>na][na>klaar]"
BRANCHES = f"{START}{END}{SPLIT}{user_task('een')}{user_task('twee')}{user_task('drie')}{user_task('na')}[begin>s][s>een][s>twee][s>drie][een>j][twee>j][drie>j][j>na][na>klaar]"
OR = f"<inclusiveGateway id='s'/><inclusiveGateway id='j'/>{START}{END}{user_task('een')}{user_task('twee')}{user_task('drie')}{user_task('na')}[begin>s][s>een if x >= 1][s>twee if x >= 1][s>drie if x >= 9][een>j][twee>j][drie>j][j>na][na>klaar]"
LOOP = f"<exclusiveGateway id='g'/><parallelGateway id='s'/><parallelGateway id='j'/><exclusiveGateway id='h'/>{START}{END}{user_task('een')}{user_task('twee')}{user_task('kies')}[begin>g][g>s][s>een][s>twee][een>j][twee>j][j>kies][kies>h][h>g if nog][h>klaar if not(nog)]"
CHOICE = f"{START}{END}<eventBasedGateway id='k'/>{event('intermediateCatchEvent', 'a', 'timer')}{event('intermediateCatchEvent', 'b', 'message')}{user_task('na_a')}{user_task('na_b')}[begin>k][k>a][k>b][a>na_a][b>na_b][na_a>klaar][na_b>klaar]"
LINK = f"{START}{END}{user_task('werk')}{user_task('na')}<intermediateThrowEvent id='weg'><linkEventDefinition name='verder'/></intermediateThrowEvent><intermediateCatchEvent id='hier'><linkEventDefinition name='verder'/></intermediateCatchEvent>[begin>werk][werk>weg][hier>na][na>klaar]"
CYCLE = "<timerEventDefinition><timeCycle>R3/PT1H</timeCycle></timerEventDefinition>"
BESIDE_END = "<endEvent id='zij'/>"


def catch(kind: str) -> bytes:
    return drawn(
        f"{START}{END}{event('intermediateCatchEvent', 'wacht', kind)}{user_task('na')}[begin>wacht][wacht>na][na>klaar]"
    )


def on_task(kind: str, *, interrupts: bool) -> bytes:
    return drawn(
        f"{LINE}{boundary('t', kind, 'werk', interrupts=interrupts)}{user_task('bel')}{BESIDE_END}[t>bel][bel>zij]"
    )


def repeated(order: str) -> bytes:
    task = user_task("geef", COLLECT + REPEAT.format(order=order), candidateGroups="=partner")
    return drawn(f"{START}{END}{task}{user_task('na')}[begin>geef][geef>na][na>klaar]")


def repeated_subprocess() -> bytes:
    inside = (
        f'<startEvent id="sb"/><endEvent id="se"/>{user_task("geef")}{user_task("meer")}[sb>geef][geef>meer][meer>se]'
    )
    whole = f'<subProcess id="keer">{COLLECT}{REPEAT.format(order="")}{inside}</subProcess>'
    return drawn(f"{START}{END}{whole}{user_task('na')}[begin>keer][keer>na][na>klaar]")


def nested_calls() -> tuple[bytes, ...]:
    outer = f'{START}{END}<callActivity id="roep" name="roep" calledElement="midden">{CALL}</callActivity>{user_task("na")}[begin>roep][roep>na][na>klaar]'
    middle = f'{START}{END}<callActivity id="dieper" name="dieper" calledElement="binnenproces">{CALL}</callActivity>[begin>dieper][dieper>klaar]'
    return drawn(outer), drawn(middle).replace(b'id="p"', b'id="midden"').replace(b'id="m"', b'id="m2"'), CALLED


def transaction() -> bytes:
    inside = f'<startEvent id="tb"/>{user_task("boek")}<exclusiveGateway id="tg"/><endEvent id="te"/>{event("endEvent", "afgelast", "cancel")}[tb>boek][boek>tg][tg>te if goed][tg>afgelast if not(goed)]'
    body = f'{START}{END}<transaction id="tx">{inside}</transaction>{boundary("c", "cancel", "tx")}{user_task("herstel")}{BESIDE_END}[begin>tx][tx>klaar][c>herstel][herstel>zij]'
    return drawn(body)


def mapped(name: str, value: str) -> str:
    return extension(
        f'<camunda:inputOutput><camunda:outputParameter name="{name}">{value}</camunda:outputParameter></camunda:inputOutput>'
    )


ANSWERED = {"reacties": [{"wie": "a", "wat": 1}, {"wie": "b", "wat": 2}]}
CASES: dict[str, Waiting] = {
    "user_task": Waiting("a task is open", (drawn(LINE),), (("werk", {"x": 1}), ("na", {})), ends={"x": 1}),
    "service_task": Waiting(
        "a job is at work",
        (drawn(f"{START}{END}{SERVICE}{user_task('na')}[begin>dienst][dienst>na][na>klaar]"),),
        (("dienst", {"x": 1}), ("na", {})),
        ends={"x": 1},
    ),
    "service_task_that_fails": Waiting(
        "a job is at work that the diagram lets fail",
        (
            drawn(
                f"{START}{END}{SERVICE}{boundary('b', 'error', 'dienst')}{user_task('na')}[begin>dienst][dienst>klaar][b>na][na>klaar]"
            ),
        ),
        (("?dienst", {"code": "mis"}), ("na", {})),
    ),
    "timer": Waiting("waits for a moment", (catch("timer"),), do("@2", "na")),
    "message": Waiting(
        "waits for a message", (catch("message"),), (("!antwoord", {"x": 1}), ("na", {})), ends={"x": 1}
    ),
    "signal": Waiting("waits for a signal", (catch("signal"),), do("~alarm", "na")),
    "condition": Waiting(
        "waits for a condition",
        (
            drawn(
                f"{START}{END}{SPLIT}{event('intermediateCatchEvent', 'wacht', 'condition')}{user_task('anders')}[begin>s][s>wacht][s>anders][wacht>j][anders>j][j>klaar]"
            ),
        ),
        (("anders", {"nood": True}),),
    ),
    "receive_task": Waiting(
        "a task receives a message",
        (
            drawn(
                f"{START}{END}<receiveTask id='hoor' messageRef='m'/>{user_task('na')}[begin>hoor][hoor>na][na>klaar]"
            ),
        ),
        do("!antwoord", "na"),
    ),
    "event_gateway_by_time": Waiting("the first of two events decides", (drawn(CHOICE),), do("@2", "na_a")),
    "event_gateway_by_message": Waiting("the first of two events decides", (drawn(CHOICE),), do("!antwoord", "na_b")),
    "boundary_timer_interrupting": Waiting(
        "a term runs on a task", (on_task("timer", interrupts=True),), do("@2", "bel")
    ),
    "boundary_timer_reminding": Waiting(
        "a reminder runs on a task", (on_task("timer", interrupts=False),), do("@2", "bel", "werk", "na")
    ),
    "boundary_timer_that_reminded": Waiting(
        "a reminder came and its work is open",
        (on_task("timer", interrupts=False),),
        do("werk", "bel", "na"),
        first=do("@2"),
    ),
    "boundary_message": Waiting(
        "a message may come on a task",
        (on_task("message", interrupts=False),),
        do("!antwoord", "!antwoord", "bel", "bel", "werk", "na"),
    ),
    "boundary_signal": Waiting(
        "a signal may come on a task", (on_task("signal", interrupts=True),), do("~alarm", "bel")
    ),
    "boundary_cycle": Waiting(
        "a reminder comes back every hour",
        (
            drawn(
                f"{LINE}<boundaryEvent id='t' cancelActivity='false' attachedToRef='werk'>{CYCLE}</boundaryEvent>{user_task('bel')}{BESIDE_END}[t>bel][bel>zij]"
            ),
        ),
        do("@1", "bel", "werk", "bel", "na"),
        first=do("@1"),
    ),
    "join_one_of_three": Waiting(
        "one of three branches is there", (drawn(BRANCHES),), do("twee", "drie", "na"), first=do("een")
    ),
    "join_two_of_three": Waiting(
        "two of three branches are there", (drawn(BRANCHES),), do("twee", "na"), first=do("drie", "een")
    ),
    "join_in_a_loop": Waiting(
        "the second round, one branch there",
        (drawn(LOOP),),
        (("een", {}), ("kies", {"nog": False})),
        first=(*do("een", "twee"), ("kies", {"nog": True}), ("twee", {})),
    ),
    "inclusive_join": Waiting(
        "one of the two chosen branches is there", (drawn(OR),), do("twee", "na"), first=do("een"), variables={"x": 2}
    ),
    "call_nested": Waiting(
        "a process called by a called process",
        nested_calls(),
        (("binnen", {"uitkomst": "goed"}), ("na", {})),
        variables={"groep": "groep-1", "wie": "om"},
    ),
    "repetition_parallel": Waiting(
        "one of two has answered",
        (repeated(""),),
        (("geef", {"antwoord": 2}), ("na", {})),
        first=(("geef", {"antwoord": 1}),),
        variables={"partners": ["a", "b"]},
        ends=ANSWERED,
    ),
    "repetition_sequential": Waiting(
        "the first of two has answered",
        (repeated('isSequential="true"'),),
        (("geef", {"antwoord": 2}), ("na", {})),
        first=(("geef", {"antwoord": 1}),),
        variables={"partners": ["a", "b"]},
        ends=ANSWERED,
    ),
    "repetition_of_a_subprocess": Waiting(
        "each item in a subprocess of its own",
        (repeated_subprocess(),),
        (("geef", {"antwoord": 2}), *do("meer", "meer", "na")),
        first=(("geef", {"antwoord": 1}),),
        variables={"partners": ["a", "b"]},
    ),
    "subprocess": Waiting(
        "a task inside a subprocess",
        (
            drawn(
                f"{START}{END}{sub('deel', user_task('binnen') + '[deel_b>binnen][binnen>deel_e]')}{user_task('na')}[begin>deel][deel>na][na>klaar]"
            ),
        ),
        (("binnen", {"x": 1}), ("na", {})),
        ends={"x": 1},
    ),
    "transaction_kept": Waiting("inside a transaction that succeeds", (transaction(),), (("boek", {"goed": True}),)),
    "transaction_cancelled": Waiting(
        "inside a transaction that is cancelled", (transaction(),), (("boek", {"goed": False}), ("herstel", {}))
    ),
    "link": Waiting("a link lies ahead", (drawn(LINK),), do("werk", "na")),
    "escalation": Waiting(
        "an escalation lies ahead, inside a subprocess",
        (
            drawn(
                f"{START}{END}{sub('deel', user_task('binnen') + event('intermediateThrowEvent', 'op', 'escalation') + '[deel_b>binnen][binnen>op][op>deel_e]')}{boundary('b', 'escalation', 'deel', interrupts=False)}{user_task('hoger')}{BESIDE_END}{user_task('na')}[begin>deel][deel>na][na>klaar][b>hoger][hoger>zij]"
            ),
        ),
        do("binnen", "hoger", "na"),
    ),
    "output_mapping": Waiting(
        "a task hands over by its output parameters",
        (drawn(f"{START}{END}{user_task('werk', mapped('dubbel', '=x * 2'))}[begin>werk][werk>klaar]"),),
        (("werk", {"x": 2}),),
        ends={"dubbel": 4},
    ),
    **{
        f"event_subprocess_{kind}_{'interrupting' if interrupts else 'beside'}_{moment}": Waiting(
            f"an event subprocess {moment}",
            (drawn(f"{LINE}{esp(kind, interrupts=interrupts)}"),),
            (*(() if moment == "runs" else do(happens)), *do(*(("esp_t",) if interrupts else ("werk", "esp_t", "na")))),
            first=do(happens) if moment == "runs" else (),
        )
        for kind, happens in (("message", "!antwoord"), ("signal", "~alarm"), ("timer", "@2"))
        for interrupts in (True, False)
        for moment in ("waits", "runs")
    },
}


def keep(name: str, waiting: Waiting) -> None:
    """Write a file that is not there yet."""
    file = FOLDER / f"v{state.VERSION}" / f"{name}.json"
    if file.exists():
        return
    case = Play(*waiting.files, **(waiting.variables or {}))
    for verb, given in waiting.first:
        act(case, verb, given)
    kept = {
        "what": waiting.what,
        "files": [data.decode() for data in waiting.files],
        "process": "p",
        "now": case.now.isoformat(),
        "snapshot": case.result.snapshot.decode(),
        "scopes": values.dumps(case.result.scopes).decode(),
        "then": waiting.then,
        "ends": waiting.ends or {},
    }
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    for each, one in CASES.items():
        keep(each, one)

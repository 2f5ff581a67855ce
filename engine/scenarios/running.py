"""Playing the steps of a scenario on the real engine, one after another, in a sandbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from engine import instances, jobs, runtime, tasks
from engine.errors import EngineError
from engine.models import Subscription, Task
from engine.packages.content import PackageContent
from engine.registry import Catalogue
from engine.scenarios import asking, clock, forms, looking, machines, sandbox
from engine.scenarios.given import worked_out
from engine.scenarios.model import ANY, Answer, Clock, Do, Expect, Message, Scenario, Signal, Start, Step
from engine.scenarios.outcome import Outcome, Problem
from engine.scenarios.sandbox import GIVEN, PLAYER, Sandbox
from engine.scenarios.trouble import StepRefused, reason


def replay(
    scenario: Scenario, content: PackageContent, catalogue: Catalogue, *, upto: int | None = None, full: bool = False
) -> Outcome:
    """What the steps come to (the first `upto` of them); `full` adds what the form of each open task may see."""
    with sandbox.opened(content, catalogue, begin=scenario.begin) as box:
        problems: list[Problem] = []
        done = 0
        for number, step in enumerate(scenario.steps[:upto], 1):
            found, stop = take(box, step, number)
            problems.extend(found)
            if stop:
                break
            done = number
        return looking.look(box, tuple(problems), done, full=full)


def take(box: Sandbox, step: Step, number: int) -> tuple[list[Problem], bool]:
    """What was wrong with one step, and whether the walk ends here; then nothing of the step has happened."""
    if isinstance(step, Expect):
        return [Problem(number, text) for text in asking.wrong(box, step)], False
    try:
        with box.session.begin_nested(), runtime.listening() as heard:
            _ACTS[type(step)](box, step)
        box.went.extend((number, went) for went in heard)
        _settle(box, number)
    except EngineError as error:
        box.session.expire_all()
        return [Problem(number, reason(error), getattr(error, "activity_id", ""))], True
    looking.number(box, number)
    return [], False


def _settle(box: Sandbox, number: int) -> None:
    """Let the machines do what they have to do now."""
    clock.work(box, number)


def _start(box: Sandbox, step: Start) -> None:
    if box.instance_id is not None:
        raise StepRefused("De zaak is al gestart.")
    forms.require_asked(box.content, box.catalogue, box.content.start_form, set(step.values) - set(GIVEN))
    given = sandbox.start_values(worked_out(step.values, {}, box.now))
    forms.require_valid(box.content, box.catalogue, box.content.start_form, given, GIVEN, box.now)
    box.instance_id = instances.start(
        box.session,
        box.version,
        given,
        business_key=str(given["groep"]),
        title=str(given["groep_alias"]),
        by=box.actor(PLAYER),
        now=box.now,
        catalogue=box.catalogue,
    ).id


def case(box: Sandbox) -> int:
    if box.instance_id is None:
        raise StepRefused("De zaak is nog niet gestart; begin met een stap “start”.")
    return box.instance_id


def _do(box: Sandbox, step: Do) -> None:
    found = [task for task in tasks.of_instance(box.session, case(box)) if task.activity_id == step.element]
    mine = [task for task in found if not step.group or step.group in _groups(task)]
    if not mine:
        who = f" voor “{step.group}”" if step.group else ""
        raise StepRefused(f"De taak “{step.element}”{who} staat niet open. {asking.now_open(box)}", step.element)
    task = mine[0]
    forms.require_asked(box.content, box.catalogue, task.form_key, step.answers, step.element)
    group = step.group or _groups(task)[0]
    context = tasks.context(box.session, task, now=box.now)
    answers = worked_out(step.answers, context, box.now)
    forms.require_valid(box.content, box.catalogue, task.form_key, answers, context, box.now, step.element)
    tasks.complete(box.session, task.id, answers, by=_actor(box, task, group), now=box.now, catalogue=box.catalogue)


def _groups(task: Task) -> list[str]:
    return sorted(each.group_key for each in task.candidates) or [task.assignee or PLAYER]


def _actor(box: Sandbox, task: Task, group: str) -> Any:
    actor = box.actor(group)
    if task.assignee is None or task.candidates:
        return actor
    return type(actor)(task.assignee, group, actor.groups)  # for one person by name


def _message(box: Sandbox, step: Message) -> None:
    scope = _variables(box)
    instances.send_message(
        box.session,
        case(box),
        step.name,
        worked_out(step.values, scope, box.now),
        by=box.actor(),
        now=box.now,
        catalogue=box.catalogue,
        activity_id=step.element or None,
        correlation=worked_out(step.correlation, scope, box.now),
    )


def _signal(box: Sandbox, step: Signal) -> None:
    """As another case would throw it: by a job of this one."""
    waiting = select(Subscription.id).where(Subscription.kind == "signal", Subscription.message == step.name)
    instance_id = case(box)
    if box.session.scalar(waiting.limit(1)) is None:
        raise StepRefused(f"Niets wacht op het signaal “{step.name}”. {asking.now_open(box)}")
    sent = {"name": step.name, "values": worked_out(step.values, _variables(box), box.now), "correlation": None}
    jobs.add(box.session, kind="signal", topic="", payload=sent, due_at=box.now, now=box.now, instance_id=instance_id)


def _clock(box: Sandbox, step: Clock) -> None:
    case(box)
    box.target = clock.moment(box, step.until)


def _answer(box: Sandbox, step: Answer) -> None:
    """What a machine says: of a job that waits for that at once, otherwise the next time."""
    _require_known(box, step)
    waiting = clock.waiting_for(box, step)
    if waiting is None:
        box.plans.say(step)
        return
    box.plans.left[waiting] = step
    if step.values is None and not (step.error or step.failures or step.late):
        box.plans.left[waiting] = Answer(step.topic, step.element, values={})


def _require_known(box: Sandbox, step: Answer) -> None:
    if step.topic == ANY:
        return
    if step.topic not in box.catalogue.registry:
        raise StepRefused(f"Er is geen handler “{step.topic}”.")
    handler = box.catalogue.registry[step.topic]
    if unknown := machines.wrong_names(handler, step.values or {}):
        names = ", ".join(sorted(handler.outputs)) or "niets"
        raise StepRefused(f"De handler “{step.topic}” geeft geen “{unknown[0]}”. Hij geeft: {names}.")
    if step.error and step.error not in handler.errors:
        codes = ", ".join(handler.errors) or "geen"
        raise StepRefused(f"De handler “{step.topic}” kent de fout “{step.error}” niet. Fouten: {codes}.")


def _variables(box: Sandbox) -> Mapping[str, Any]:
    return instances.variables(box.session, case(box)) if box.instance_id is not None else {}


_ACTS: Mapping[type[Any], Callable[[Sandbox, Any], None]] = {
    Start: _start,
    Do: _do,
    Message: _message,
    Signal: _signal,
    Clock: _clock,
    Answer: _answer,
}

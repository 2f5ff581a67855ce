"""Small diagrams for tests, written as text: elements as XML without prefix, flows as [a>b] or [a>b if FEEL]."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from engine import runtime

NS = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def diagram(body: str, *, before: str = "", process: str = "p") -> bytes:
    """A BPMN file of one process."""
    counter = iter(range(10_000))

    def flow(match: re.Match[str]) -> str:
        source, target, condition = match.group(1), match.group(2), match.group(3)
        text = condition and condition.replace("&", "&amp;").replace("<", "&lt;")
        inner = f"<conditionExpression>{text}</conditionExpression>" if text else ""
        return f'<sequenceFlow id="f{next(counter)}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'

    text = re.sub(r"\[(\w+)>(\w+)(?: if ([^\]]+))?\]", flow, body)
    content = f'{before}<process id="{process}" isExecutable="true">{text}</process>'
    content = re.sub(r"<(/?)(?!/?(?:bpmn|camunda):)(\w)", r"<\1bpmn:\2", content)
    return f"<bpmn:definitions {NS} id='d' targetNamespace='t'>{content}</bpmn:definitions>".encode()


def user_task(name: str, inner: str = "", **attributes: str) -> str:
    given = {"candidateGroups": "regisseur", **attributes}
    extra = " ".join(f'camunda:{key}="{value}"' for key, value in given.items())
    return f'<userTask id="{name}" name="{name}" {extra}>{inner}</userTask>'


def extension(inner: str) -> str:
    return f"<extensionElements>{inner}</extensionElements>"


class Play:
    """A case outside any database: saved and restored after every step, as the real thing is."""

    def __init__(self, *files: bytes, process: str = "p", now: datetime = NOON, **variables: object) -> None:
        self.definitions = runtime.load({f"{n}.bpmn": data for n, data in enumerate(files)})
        self.now = now
        self.open: dict[str, runtime.OpenTask] = {}
        self.calls: dict[str, runtime.ServiceCall] = {}
        self.history: list[runtime.Happened] = []
        self._take(runtime.start(self.definitions, process, variables, now=now))

    def _take(self, result: runtime.StepResult) -> None:
        self.result = result
        self.open.update({t.spiff_task_id: t for t in result.new_tasks})
        self.calls.update({c.spiff_task_id: c for c in result.new_calls})
        self.open = {k: v for k, v in self.open.items() if k in result.open_ids}
        self.calls = {k: v for k, v in self.calls.items() if k in result.open_ids}
        self.history += result.history

    @property
    def activities(self) -> list[str]:
        """What a person or a handler can do now."""
        return sorted(each.activity_id for each in [*self.open.values(), *self.calls.values()])

    @property
    def completed(self) -> bool:
        return self.result.completed

    @property
    def variables(self) -> dict[str, object]:
        return self.result.scopes.get("", {})

    def find(self, activity_id: str) -> str:
        return next(k for k, v in {**self.open, **self.calls}.items() if v.activity_id == activity_id)

    def do(self, activity_id: str, **values: object) -> None:
        self.finish(self.find(activity_id), **values)

    def finish(self, spiff_task_id: str, **values: object) -> None:
        r = self.result
        self._take(runtime.complete(self.definitions, r.snapshot, r.scopes, spiff_task_id, values, now=self.now))

    def fail(self, activity_id: str, code: str) -> None:
        r = self.result
        self._take(runtime.throw(self.definitions, r.snapshot, r.scopes, self.find(activity_id), code, now=self.now))

    def send(self, message: str, **payload: object) -> None:
        r = self.result
        self.send_to(next(a.spiff_task_id for a in r.awaited if a.message == message), message, **payload)

    def send_to(self, awaited_id: str, message: str, **payload: object) -> None:
        r = self.result
        self._take(runtime.send(self.definitions, r.snapshot, r.scopes, awaited_id, message, payload, now=self.now))

    def signal(self, name: str, **payload: object) -> None:
        r = self.result
        self._take(runtime.signal(self.definitions, r.snapshot, r.scopes, name, payload, now=self.now))

    def wait_until(self, moment: datetime) -> None:
        self.now = moment
        self._take(runtime.tick(self.definitions, self.result.snapshot, self.result.scopes, now=moment))

    def sees(self, activity_id: str) -> dict[str, object]:
        return self.visible(self.find(activity_id))

    def visible(self, spiff_task_id: str) -> dict[str, object]:
        r = self.result
        return runtime.visible(self.definitions, r.snapshot, r.scopes, spiff_task_id, now=self.now)

    @property
    def happened(self) -> list[str]:
        return [h.activity_id for h in self.history if h.state == "completed"]

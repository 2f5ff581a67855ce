"""The handlers of a try-out: each does what the walk says, and otherwise gives an example of what it would."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from engine.registry import BpmnError, Catalogue, Handler, JobContext, Registry
from engine.scenarios.model import ANY, Answer


class Outage(Exception):
    """The failure that a walk asks for."""


@dataclass
class Plans:
    """What the walk says that machines do; the last that was said of a topic and element comes first."""

    told: list[Answer] = field(default_factory=list)
    values: dict[int, Mapping[str, Any]] = field(default_factory=dict)  # of answers, worked out, by their job
    left: dict[int, Answer] = field(default_factory=dict)  # job -> what was said of it
    failed: dict[int, int] = field(default_factory=dict)  # job -> attempts that came to nothing on purpose

    def say(self, answer: Answer) -> None:
        self.told = [each for each in self.told if (each.topic, each.element) != (answer.topic, answer.element)]
        if answer.values is not None or answer.error or answer.failures or answer.late:
            self.told.append(answer)

    def go_back_to(self, earlier: Plans) -> None:
        """What was said since counts no more; the handlers of the sandbox keep asking this very object."""
        self.told, self.values, self.left, self.failed = earlier.told, earlier.values, earlier.left, earlier.failed

    def of(self, job_id: int, topic: str, element: str) -> Answer | None:
        """What this job does; said once, it stays so for all its attempts."""
        if job_id not in self.left:
            found = next((each for each in reversed(self.told) if _meant(each, topic, element)), None)
            if found is None:
                return None
            self.left[job_id] = found
            if not found.always:
                self.told.remove(found)
        return self.left[job_id]


def _meant(answer: Answer, topic: str, element: str) -> bool:
    return answer.topic in (topic, ANY) and answer.element in ("", element)


def catalogue(real: Catalogue, plans: Plans) -> Catalogue:
    """What processes may refer to, with nothing behind it: everybody of a group is one organisation of that name."""
    registry = Registry()
    for handler in real.registry:
        registry.add(_fake(handler, plans))
    return replace(
        real,
        registry=registry,
        organisations_of=lambda _session, group: ((group, group),),
        nobody_can=lambda *_: None,
        withdraw=lambda *_: None,
    )


def _fake(handler: Handler, plans: Plans) -> Handler:
    def call(_session: Session, given: Any, context: JobContext) -> Any:
        said = plans.of(context.job_id, handler.topic, context.activity_id)
        if said is not None and context.attempt <= said.failures:
            raise Outage
        if said is not None and said.error:
            raise BpmnError(said.error)
        if handler.output_type is None:
            return None
        chosen = plans.values.get(context.job_id, {})
        return _filled(handler.output_type, {**example(handler, given, context), **chosen})

    # No inner one: the engine would call it before the walk can say what it does.
    return replace(handler, inner=False, call=call, load=None, record=None)


def example(handler: Handler, given: Any, context: JobContext) -> dict[str, Any]:
    """What a handler would say: its own example, or something of the right kind under every name."""
    if handler.output_type is None:
        return {}
    if handler.example is not None:
        made = handler.example(given, context)
        return {each.name: getattr(made, each.name) for each in fields(made)}
    kinds = typing.get_type_hints(handler.output_type)
    return {
        each.name: _something(kinds[each.name], f"proef-{each.name}-{context.job_id}", context.now)
        for each in fields(handler.output_type)
    }


def _filled(output_type: type[Any], values: Mapping[str, Any]) -> Any:
    return output_type(**{each.name: values.get(each.name) for each in fields(output_type)})


def _something(kind: Any, text: str, now: datetime) -> Any:
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        kind = typing.get_args(kind)[0]
        origin = typing.get_origin(kind)
    return {
        str: text, bool: True, int: 1, float: 1, Decimal: 1, date: now.date(), datetime: now, list: [], dict: {},
        tuple: [],
    }.get(origin or kind, text)  # fmt: skip


def wrong_names(handler: Handler, names: Iterable[str]) -> list[str]:
    """The answers that this handler never gives."""
    return sorted(set(names) - handler.outputs)

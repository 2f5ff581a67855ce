"""Which Python function does the work of which service task, and what a package may refer to.

A diagram names a topic; a topic has exactly one handler. A handler describes itself (title, typed input
and output, errors it may raise, whether it shares person data); from that come the check of diagrams, the
element templates and the reference documentation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine.errors import HandlerMissing, HandlerRegisteredTwice

Variables = Mapping[str, Any]


class BpmnError(Exception):
    """A failure the diagram foresaw: the boundary event with this code takes over."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class JobContext:
    """What a handler may know of the job that calls it."""

    job_id: int  # the same on every attempt: use it as the idempotency key
    instance_id: int
    attempt: int
    now: datetime
    activity_id: str
    step: int | None  # the mark `stap` of the element, 1..7
    actor_key: str | None  # who completed the task that led here, if a person did


@dataclass(frozen=True)
class Shares:
    """That a handler makes person data flow: which kind, from whom, to whom (glossary words).

    "=ontvanger" is what the diagram gives in the input `ontvanger`.
    """

    kind: str
    provider: str
    receivers: tuple[str, ...]


@dataclass(frozen=True)
class Handler:
    """One topic: what it is called on screen, what goes in and comes out, and the function.

    An *inner* handler is `call(session, input, context) -> output`, inside one transaction, calling nothing
    outside. An *outer* one is `load(session, input, context) -> input`, `call(input, context) -> outcome`
    with no transaction open, `record(session, input, outcome, context) -> output`.
    """

    topic: str
    title: str
    description: str
    input_type: type[Any]
    output_type: type[Any] | None
    errors: tuple[str, ...]
    inner: bool
    call: Callable[..., Any]
    load: Callable[..., Any] | None = None
    record: Callable[..., Any] | None = None
    shares: Shares | None = None
    withdraws: bool = False  # it ends every privacy decision of the case
    example: Callable[[Any, JobContext], Any] | None = None  # (input, context) -> output, for a try-out

    @property
    def inputs(self) -> frozenset[str]:
        return frozenset(f.name for f in fields(self.input_type))

    @property
    def outputs(self) -> frozenset[str]:
        return frozenset(f.name for f in fields(self.output_type)) if self.output_type else frozenset()


class Registry:
    """The handlers by topic; tests make their own."""

    def __init__(self) -> None:
        self._handlers: dict[str, Handler] = {}

    def add(self, handler: Handler) -> None:
        if handler.topic in self._handlers:
            raise HandlerRegisteredTwice(handler.topic)
        self._handlers[handler.topic] = handler

    def __getitem__(self, topic: str) -> Handler:
        try:
            return self._handlers[topic]
        except KeyError:
            raise HandlerMissing(topic) from None

    def __contains__(self, topic: str) -> bool:
        return topic in self._handlers

    def __iter__(self) -> Iterator[Handler]:
        return iter(self._handlers.values())


@dataclass(frozen=True)
class FormDescription:
    """What the engine needs to know of a form it cannot read itself."""

    outputs: frozenset[str]  # the top-level keys it delivers
    takes_person_data: bool
    problems: tuple[tuple[str, str, str], ...] = ()  # (field id, what is wrong, remedy), in Dutch
    kinds: Mapping[str, str] = field(default_factory=dict)  # output -> FEEL's word for its kind, where that is sure
    person_data: Mapping[str, str] = field(default_factory=dict)  # path -> word of the privacy table; "" unknown
    asked: frozenset[str] = frozenset()  # the outputs that a person fills in
    shown: frozenset[str] = frozenset()  # the variables that its texts, tables and options read


@dataclass(frozen=True)
class LetterDescription:
    """What a letter template asks for."""

    fields: frozenset[str]  # "vraag", and "acties.titel" of the rows of a list
    problem: str = ""  # why it cannot be used at all, in Dutch


@dataclass(frozen=True)
class Letters:
    """What the check must know of letters; made above the engine, which reads no Word."""

    read: Callable[[str, bytes], LetterDescription]
    fixed: Mapping[str, frozenset[str]]  # what is filled in, of the letters that a handler of ours writes itself
    topic: str  # the handler that fills in any template: its inputs are `sjabloon` and `gegevens`
    common: frozenset[str]  # what that handler fills in beside `gegevens`


@dataclass(frozen=True)
class Catalogue:
    """What exists above the engine and processes may refer to; built in app.py, passed in by the caller."""

    registry: Registry
    groups: Mapping[str, str]  # group key -> Dutch title, as in lanes and candidateGroups
    organisations_of: Callable[[Session, str], Sequence[tuple[str, str]]] = lambda _session, _group: ()
    # ^ (organisation key, role) that a candidate group stands for; they become participants of the case
    nobody_can: Callable[[Session, int, int, str, Sequence[str], datetime], None] = lambda *_: None
    # ^ (case, task, its name, organisation keys): told when whoever could do a new task no longer takes part
    describe_form: Callable[[str, bytes], FormDescription] | None = None
    judge_answers: Callable[[bytes, Variables, Variables, datetime], Sequence[tuple[str, str]]] = lambda *_: ()
    # ^ (form, answers, what the form sees, now) -> (field, what is wrong with its answer), in Dutch
    expression_names: frozenset[str] = field(default_factory=frozenset)
    letters: Letters | None = None
    withdraw: Callable[[Session, int, Sequence[str], str, datetime], None] = lambda *_: None
    # ^ (case, kinds of data or "alles", name of the element): an element with the mark `intrekken` is done
    play_scenarios: Callable[[Mapping[str, bytes], Catalogue], Sequence[Any]] = lambda *_: ()
    # ^ (files, this) -> the findings of scenarios that do not run as they say

# ruff: noqa: E501 (XML in one piece reads best)
"""Random packages with gates, sharing elements and withdrawals, some right and some not, and cases that run them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from dossier.privacy import Outcome, PrivacyBesluit, covers, holds
from engine import dmn, runtime
from engine.check.findings import Finding
from engine.check.package import read_package
from engine.check.rules import privacy_gate
from engine.errors import ErrorNotCaught
from tests.check.drawing import CATALOGUE, END, START, call, files, flows, user
from tests.check.gates import EACH, GATE, PRIVACY_TABLE, destroys, gate, names, part, process, scope, to
from tests.runtime.drawing import NOON, Play

RECEIVERS = ("om, zvh", "om, zvh", "om", "zvh")
LEAVES = ("gate", "gate", "gate", "share", "share", "share", "intake", "task", "withdraw")
BLOCKS = ("seq", "seq", "seq", "xor", "and", "or", "loop", "sub", "call", "each")
REFUSED = ("end", "end", "again", "on")  # where a refusal at a gate leads
PASS_X = '<camunda:in source="x" target="x"/><camunda:in source="partners" target="partners"/>'
ONE_BY_ONE = EACH.replace("camunda:collection", 'isSequential="true" camunda:collection')


@dataclass(frozen=True)
class Plan:
    """One block. `word`: what a leaf is about, or how a block goes on."""

    kind: str
    name: str
    parts: tuple[Plan, ...] = ()
    word: str = ""
    edge: tuple[bool, Plan] | None = None  # a boundary event: does it interrupt, and what follows
    beside: tuple[bool, Plan] | None = None  # an event subprocess: does it interrupt, and what is in it


@st.composite
def plans(draw: st.DrawFn) -> tuple[Plan, Plan]:
    """(the process of the case, the process that its call activities call)."""
    number = iter(range(1000))

    def leaf(each: bool, kind: str = "") -> Plan:
        kind = kind or draw(st.sampled_from(LEAVES))
        words = ("=partner", *RECEIVERS) if each else RECEIVERS
        word = draw(st.sampled_from(words)) if kind in ("gate", "share") else ""
        refused = draw(st.sampled_from(REFUSED)) if kind == "gate" else ""
        return Plan(kind, f"x{next(number)}", word=f"{word}|{refused}")

    def block(depth: int, calls: bool, each: bool = False) -> Plan:
        kind = draw(st.sampled_from(BLOCKS if depth else ("leaf",)))
        if kind == "leaf" or (kind == "call" and not calls) or (kind == "each" and each):
            return leaf(each)
        name = f"x{next(number)}"
        if kind == "call":
            return Plan(kind, name)
        if kind == "each":
            word = draw(st.sampled_from([EACH, ONE_BY_ONE]))
            return Plan(kind, name, (sequence(depth - 1, calls, True),), word)
        if kind in ("loop", "seq"):
            return Plan(kind, name, (sequence(depth - 1, calls, each),))
        if kind == "sub":
            return scoped(name, depth, calls, each)
        return Plan(kind, name, (block(depth - 1, calls, each), block(depth - 1, calls, each)))

    def sequence(depth: int, calls: bool, each: bool) -> Plan:
        parts = [leaf(each, "gate")] if draw(st.booleans()) else []
        parts += [block(depth, calls, each) for _ in range(draw(st.integers(1, 3)))]
        return Plan("seq", f"x{next(number)}", tuple(parts))

    def scoped(name: str, depth: int, calls: bool, each: bool) -> Plan:
        body = sequence(depth - 1, calls, each)
        edge = (draw(st.booleans()), block(0, calls, each)) if draw(st.booleans()) else None
        beside = (draw(st.booleans()), sequence(0, calls, each)) if draw(st.booleans()) else None
        return Plan("sub", name, (body,), edge=edge, beside=beside)

    first = leaf(False, "gate")
    called = Plan("seq", "deel", (sequence(draw(st.integers(0, 1)), False, False),))
    body = Plan("seq", "begin", (first, sequence(draw(st.integers(1, 3)), True, False)))
    beside = (draw(st.booleans()), sequence(1, False, False)) if draw(st.integers(0, 3)) == 0 else None
    return Plan("sub", "p", (body,), beside=beside), called


def _all(plan: Plan) -> Iterator[Plan]:
    yield plan
    for part_ in (*plan.parts, *(each[1] for each in (plan.edge, plan.beside) if each)):
        yield from _all(part_)


def diagrams(drawn: tuple[Plan, Plan]) -> tuple[bytes, ...]:
    main, called = drawn
    body, first, last = _draw(main.parts[0])
    inside = START + END + body + flows(f"s>{first}", f"{last}>e") + (_beside(main) if main.beside else "")
    other, begins, ends = _draw(called)
    drawings = (process(inside), part(START + END + other, f"ds>{begins}", f"{ends}>de"))
    return (*(_with_messages(data, plan) for data, plan in zip(drawings, drawn, strict=True)), GATE)


def _with_messages(data: bytes, plan: Plan) -> bytes:
    named = "".join(f'<message id="m_{name}" name="{name}"/>' for name in _messages(plan))
    return data.replace(b"<process ", f"{named}<process ".encode(), 1)


def _messages(plan: Plan) -> list[str]:
    return [f"{each.name}_{kind}" for each in _all(plan) for kind in ("edge", "beside")]


def _draw(plan: Plan) -> tuple[str, str, str]:
    """The drawing of a block, and where it begins and ends."""
    n, (word, _, refused) = plan.name, plan.word.partition("|")
    if plan.kind == "gate":
        drawn = gate(scope(ontvanger=word), n)
        if refused == "end":
            return f'{drawn}<endEvent id="{n}_af"/>{flows(f"{n}_nee>{n}_af")}', n, n
        onward = n if refused == "again" else f"{n}_door"
        return f'{drawn}<exclusiveGateway id="{n}_door"/>{flows(f"{n}_nee>{onward}", f"{n}>{n}_door")}', n, f"{n}_door"
    if plan.kind == "share":
        return to("om" if "," in word else word, n), n, n
    if plan.kind == "intake":
        return names(identifier=n), n, n
    if plan.kind == "withdraw":
        return destroys(n), n, n
    if plan.kind == "call":
        return call(identifier=n, inner=PASS_X), n, n
    if plan.kind == "sub":
        return _sub(plan)
    return _composed(plan) if plan.parts else (user(n), n, n)


def _composed(plan: Plan) -> tuple[str, str, str]:
    n, drawn = plan.name, [_draw(each) for each in plan.parts]
    text = "".join(each[0] for each in drawn)
    if plan.kind == "seq":
        lines = [f"{one[2]}>{other[1]}" for one, other in pairwise(drawn)]
        return text + flows(*lines), drawn[0][1], drawn[-1][2]
    if plan.kind == "each":
        inner = f'<startEvent id="s_{n}"/><endEvent id="e_{n}"/>{text}{flows(f"s_{n}>{drawn[0][1]}", f"{drawn[0][2]}>e_{n}")}'
        return f'<subProcess id="{n}">{inner}{plan.word}</subProcess>', n, n
    if plan.kind == "loop":
        gates = f'<exclusiveGateway id="i_{n}"/>{user(f"t_{n}")}<exclusiveGateway id="o_{n}"/><exclusiveGateway id="u_{n}"/>'
        lines = [
            f"i_{n}>{drawn[0][1]}",
            f"{drawn[0][2]}>t_{n}",
            f"t_{n}>o_{n}",
            f"o_{n}>i_{n}: a = x = 1",
            f"o_{n}>u_{n}: b = x != 1",
        ]
        return text + gates + flows(*lines), f"i_{n}", f"u_{n}"
    tag, conditions = {
        "xor": ("exclusiveGateway", (": a = x = 1", ": b = x != 1")),
        "or": ("inclusiveGateway", (": a = x != 1", ": b = x != 2")),
        "and": ("parallelGateway", ("", "")),
    }[plan.kind]
    lines = [
        line for each, c in zip(drawn, conditions, strict=True) for line in (f"s_{n}>{each[1]}{c}", f"{each[2]}>j_{n}")
    ]
    return f'{text}<{tag} id="s_{n}"/><{tag} id="j_{n}"/>{flows(*lines)}', f"s_{n}", f"j_{n}"


def _sub(plan: Plan) -> tuple[str, str, str]:
    n = plan.name
    text, first, last = _draw(plan.parts[0])
    inner = f'<startEvent id="s_{n}"/><endEvent id="e_{n}"/>{text}{flows(f"s_{n}>{first}", f"{last}>e_{n}")}'
    drawn = f'<subProcess id="{n}">{inner}{_beside(plan) if plan.beside else ""}</subProcess>'
    if plan.edge is None:
        return drawn, n, n
    interrupts, after = plan.edge
    follows, first, last = _draw(after)
    drawn += (
        f'<boundaryEvent id="b_{n}" attachedToRef="{n}" cancelActivity="{str(interrupts).lower()}">'
        f'<messageEventDefinition messageRef="m_{n}_edge"/></boundaryEvent>{follows}'
    )
    if interrupts:
        return (
            f'{drawn}<exclusiveGateway id="j_{n}"/>{flows(f"b_{n}>{first}", f"{last}>j_{n}", f"{n}>j_{n}")}',
            n,
            f"j_{n}",
        )
    return f'{drawn}<endEvent id="be_{n}"/>{flows(f"b_{n}>{first}", f"{last}>be_{n}")}', n, n


def _beside(plan: Plan) -> str:
    assert plan.beside is not None
    interrupts, body = plan.beside
    text, first, last = _draw(body)
    n = plan.name
    start = f'<startEvent id="as_{n}" isInterrupting="{str(interrupts).lower()}"><messageEventDefinition messageRef="m_{n}_beside"/></startEvent>'
    return f'<subProcess id="a_{n}" triggeredByEvent="true">{start}<endEvent id="ae_{n}"/>{text}{flows(f"as_{n}>{first}", f"{last}>ae_{n}")}</subProcess>'


def proved(drawn: tuple[Plan, Plan], package: tuple[bytes, ...]) -> list[Finding]:
    """What the proof says of it."""
    listed = [{"naam": name, "formulier": None} for plan in drawn for name in _messages(plan)]
    every = files(*package, manifest={"berichten": listed}, namen="naam!politiegegeven", besluit="uitkomst")
    model, unreadable = read_package(every, CATALOGUE)
    assert unreadable == []
    return list(privacy_gate.check(model))


class Stopped(Exception):
    """The guard says no: there is no decision for what is asked."""


@dataclass
class Case(Play):
    """A case in memory on the real engine, with the decisions it has; the guard is that of the dossier."""

    package: tuple[bytes, ...]
    chance: random.Random
    decisions: list[PrivacyBesluit] = field(default_factory=list)
    seen: int = 0  # how often person data flowed

    def __post_init__(self) -> None:
        tables = {"privacytabel": dmn.load(PRIVACY_TABLE.encode(), ())}
        self.definitions = runtime.load({f"{n}.bpmn": data for n, data in enumerate(self.package)}, decisions=tables)
        self.now, self.open, self.calls, self.history = NOON, {}, {}, []
        variables = {"x": self.chance.randint(1, 3), "partners": ["om", "zvh"][: self.chance.randint(0, 2)]}
        self._take(runtime.start(self.definitions, "p", variables, now=self.now))

    def act(self) -> bool:
        """One thing that can happen now, chosen at random; False when there is none."""
        deeds = [("task", each) for each in self.open] + [("call", each) for each in self.calls]
        deeds += [("send", each) for each in self.result.awaited if self.chance.random() < 0.3]
        if not deeds or self.completed:
            return False
        kind, what = self.chance.choice(deeds)
        if kind == "send":
            self.send_to(what.spiff_task_id, what.message)
        elif kind == "task":
            task = self.open[what]
            if task.form_key == "namen":
                self.guard(task.step, "politiegegeven", None, None)
            self.finish(what, x=self.chance.randint(1, 3), uitkomst="toestaan")
        else:
            self.handle(what, self.calls[what])
        return True

    def handle(self, spiff_task_id: str, job: runtime.ServiceCall) -> None:
        values: dict[str, object] = {}
        if job.topic == "privacy.vastleggen":
            if self.chance.random() < 0.25:
                self.refuse(spiff_task_id)
                return
            self.decide(job.inputs)
        elif job.topic == "privacy.toetsen":
            values = {"feiten": "goed"}
        elif job.topic == "namenlijst.vernietigen":
            for decision in self.decisions:
                decision.withdrawn_at = self.now
        else:
            self.guard(job.step, job.inputs["gegeven"], job.inputs["verstrekker"], job.inputs["ontvanger"])
        self.finish(spiff_task_id, **values)

    def refuse(self, spiff_task_id: str) -> None:
        r = self.result
        self._take(
            runtime.throw(self.definitions, r.snapshot, r.scopes, spiff_task_id, "delen_geweigerd", now=self.now)
        )

    def decide(self, given: Mapping[str, Any]) -> None:
        def words(value: str) -> list[str]:
            return [word.strip() for word in str(value).split(",")]

        self.decisions.append(
            PrivacyBesluit(
                stappen=[int(word) for word in words(given["stappen"])],
                gegeven=words(given["gegeven"]),
                verstrekker=words(given["verstrekker"]),
                ontvanger=words(given["ontvanger"]),
                uitkomst=Outcome.TOESTAAN,
                confirmed_by="user-1",
                confirmed_at=self.now - timedelta(hours=1),
                valid_until=date(2027, 1, 1),
            )
        )

    def guard(self, step: int | None, kind: str, provider: str | None, receiver: str | None) -> None:
        """`privacy.require`, and for what comes in `privacy.require_intake`, over decisions in memory."""
        self.seen += 1
        for decision in self.decisions:
            providers, receivers = [provider or decision.verstrekker[0]], [receiver or decision.ontvanger[0]]
            if holds(decision, self.now) and covers(
                decision, step=step or 0, kind=kind, providers=providers, receivers=receivers
            ):
                return
        raise Stopped(step, kind, provider, receiver)


def run(package: tuple[bytes, ...], seed: int, steps: int = 45) -> Case:
    """A random case, to its end or until it was long enough; raises `Stopped` when the guard stops it."""
    case = Case(package, random.Random(seed))
    for _ in range(steps):
        try:
            if not case.act():
                break
        except ErrorNotCaught:  # a refusal that the plan left without a boundary event; not what is asked here
            break
    return case

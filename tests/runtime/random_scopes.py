# ruff: noqa: E501 (XML in one piece reads best)
"""Random processes of subprocesses, boundary events, event subprocesses and repetitions, with what BPMN says of them.

A plan is drawn as a diagram and, beside it, told by small objects: what is open, what is awaited, what a deed does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from hypothesis import strategies as st

from tests.runtime.drawing import diagram, user_task


@dataclass(frozen=True)
class Plan:
    """One block. `kind`: task, times (a repeated task), sequence, both, sub. `edge` and `beside`: does it interrupt?"""

    kind: str
    name: str
    parts: tuple[Plan, ...] = ()
    count: int = 1
    order: str = ""
    edge: bool | None = None  # a boundary event on the subprocess
    beside: bool | None = None  # an event subprocess in it


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A process: a scope that may have an event subprocess of its own."""
    number = iter(range(1000))

    def block(depth: int) -> Plan:
        kind = draw(
            st.sampled_from(["task", "times"] if depth == 0 else ["task", "times", "sequence", "both", "sub", "sub"])
        )
        name = f"x{next(number)}"
        if kind == "task":
            return Plan(kind, name)
        if kind == "times":
            return Plan(kind, name, count=draw(st.integers(0, 3)), order=draw(st.sampled_from(["par", "seq", "loop"])))
        if kind == "sub":
            return scope(name, depth, edge=draw(st.sampled_from([None, True, False])))
        return Plan(kind, name, (block(depth - 1), block(depth - 1)))

    def scope(name: str, depth: int, edge: bool | None) -> Plan:
        beside = draw(st.sampled_from([None, True, False]))
        return Plan("sub", name, (block(depth - 1),), edge=edge, beside=beside)

    return scope("p", draw(st.integers(1, 4)), None)


def xml(plan: Plan) -> bytes:
    body, messages = _scope(plan), [f"{kind}_{each.name}" for each in _all(plan) for kind in ("edge", "beside")]
    return diagram(body, before="".join(f'<message id="m_{name}" name="{name}"/>' for name in messages))


def _all(plan: Plan) -> Iterator[Plan]:
    yield plan
    for part in plan.parts:
        yield from _all(part)


def _scope(plan: Plan) -> str:
    """What stands in a process or subprocess."""
    inside, first, last = _block(plan.parts[0])
    n = plan.name
    text = f'<startEvent id="begin_{n}"/><endEvent id="eind_{n}"/>{inside}[begin_{n}>{first}][{last}>eind_{n}]'
    if plan.beside is not None:
        text += (
            f'<subProcess id="esp_{n}" triggeredByEvent="true"><startEvent id="es_{n}" '
            f'isInterrupting="{str(plan.beside).lower()}"><messageEventDefinition messageRef="m_beside_{n}"/></startEvent>'
            f'{user_task(f"beside_{n}")}<endEvent id="ee_{n}"/>[es_{n}>beside_{n}][beside_{n}>ee_{n}]</subProcess>'
        )
    return text


REPEAT = {
    "par": '<multiInstanceLoopCharacteristics camunda:collection="=[{0}]" camunda:elementVariable="een"/>',
    "seq": '<multiInstanceLoopCharacteristics isSequential="true" camunda:collection="=[{0}]" camunda:elementVariable="een"/>',
    "loop": '<standardLoopCharacteristics loopMaximum="{1}"/>',
}


def _block(plan: Plan) -> tuple[str, str, str]:
    """The drawing of a block, and where it begins and ends."""
    n = plan.name
    if plan.kind == "task":
        return user_task(n), n, n
    if plan.kind == "times":
        items = ", ".join(["null"] * plan.count)
        return user_task(n, REPEAT[plan.order].format(items, max(plan.count, 1))), n, n
    if plan.kind == "sub":
        return _sub(plan)
    one, other = _block(plan.parts[0]), _block(plan.parts[1])
    if plan.kind == "sequence":
        return f"{one[0]}{other[0]}[{one[2]}>{other[1]}]", one[1], other[2]
    gates = f'<parallelGateway id="s_{n}"/><parallelGateway id="j_{n}"/>'
    ways = f"[s_{n}>{one[1]}][s_{n}>{other[1]}][{one[2]}>j_{n}][{other[2]}>j_{n}]"
    return gates + one[0] + other[0] + ways, f"s_{n}", f"j_{n}"


def _sub(plan: Plan) -> tuple[str, str, str]:
    n = plan.name
    text = f'<subProcess id="{n}">{_scope(plan)}</subProcess>'
    if plan.edge is None:
        return text, n, n
    text += (
        f'<boundaryEvent id="b_{n}" attachedToRef="{n}" cancelActivity="{str(plan.edge).lower()}">'
        f'<messageEventDefinition messageRef="m_edge_{n}"/></boundaryEvent>{user_task(f"edge_{n}")}[b_{n}>edge_{n}]'
    )
    if plan.edge:
        return f'{text}<exclusiveGateway id="g_{n}"/>[{n}>g_{n}][edge_{n}>g_{n}]', n, f"g_{n}"
    return f'{text}<endEvent id="be_{n}"/>[edge_{n}>be_{n}]', n, n


@dataclass
class Told:
    """A block at work, as BPMN tells it."""

    plan: Plan
    around: Told | None = None  # the scope it stands in
    parts: list[Told] = field(default_factory=list)  # at work now
    sides: list[str] = field(default_factory=list)  # tasks beside the body of a scope, begun by events
    left: int = 0
    instead: str | None = None  # the task of an event that took the place of a scope's body, or of a scope
    gone: bool = False  # its host was interrupted, and `instead` stands for it in the scope around

    def __post_init__(self) -> None:
        plan = self.plan
        self.left = max(plan.count, 1) if plan.order == "loop" else plan.count
        if plan.kind == "both":
            self.parts = [Told(part, self.around) for part in plan.parts]
        elif plan.kind in ("sequence", "sub"):
            self.parts = [Told(plan.parts[0], self if plan.kind == "sub" else self.around)]
        self.settle()

    def settle(self) -> None:
        if self.plan.kind == "sequence" and len(self.parts) == 1 and self.parts[0].done:
            self.parts.append(Told(self.plan.parts[1], self.around))

    @property
    def done(self) -> bool:
        if self.instead is not None:
            return False
        if self.plan.kind in ("task", "times"):
            return self.left == 0
        finished = all(part.done for part in self.parts) and not self.sides
        return finished and (self.plan.kind != "sequence" or len(self.parts) == 2)

    @property
    def open(self) -> list[str]:
        if self.instead is not None:
            return [self.instead]
        if self.plan.kind in ("task", "times"):
            return [self.plan.name] * (self.left if self.plan.order in ("", "par") else min(self.left, 1))
        return sorted([name for part in self.parts for name in part.open] + self.sides)

    @property
    def awaited(self) -> list[str]:
        if self.done or self.gone:
            return []
        found = [name for part in self.parts for name in part.awaited]
        if self.plan.kind == "sub":
            found += [f"edge_{self.plan.name}"] * (self.plan.edge is not None)
            found += [f"beside_{self.plan.name}"] * (self.plan.beside is not None and self.instead is None)
        return sorted(found)

    def do(self, name: str) -> bool:
        """Whether the task was here."""
        if self.instead == name:
            self.instead, self.parts, self.sides, self.gone = None, [], [], False
            return True
        if self.instead is None and name in self.sides:
            self.sides.remove(name)
            return True
        if self.plan.kind in ("task", "times"):
            if self.plan.name != name or not self.left:
                return False
            self.left -= 1
            return True
        found = self.instead is None and any(part.do(name) for part in self.parts)
        self.settle()
        return found

    def send(self, message: str) -> None:
        kind, _, name = message.partition("_")
        if name != self.plan.name:
            for part in self.parts:
                part.send(message)
            self.settle()
        elif self.plan.edge if kind == "edge" else self.plan.beside:
            self.instead, self.parts, self.sides, self.gone = message, [], [], kind == "edge"
        elif kind == "edge" and self.around is not None:
            self.around.sides.append(message)
        else:
            self.sides.append(message)

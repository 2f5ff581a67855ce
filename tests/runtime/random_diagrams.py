"""Random block-structured diagrams, drawn by hypothesis, and a token game that says what they should do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from hypothesis import strategies as st

from tests.runtime.drawing import diagram, user_task


@dataclass
class Drawn:
    """A diagram as nodes and flows; a condition is (variable, value)."""

    kinds: dict[str, str] = field(default_factory=dict)
    flows: list[tuple[str, str, tuple[str, int] | None]] = field(default_factory=list)
    chooses: list[str] = field(default_factory=list)

    def node(self, kind: str) -> str:
        name = f"{kind}{len(self.kinds)}"
        self.kinds[name] = kind
        return name

    def connect(self, a: str, b: str, condition: tuple[str, int] | None = None) -> None:
        self.flows.append((a, b, condition))

    @property
    def xml(self) -> bytes:
        tags = {"xor": "exclusiveGateway", "and": "parallelGateway", "or": "inclusiveGateway"}
        parts = []
        for name, kind in self.kinds.items():
            if kind == "task":
                parts.append(user_task(name))
            elif kind in ("start", "end"):
                parts.append(f'<{kind}Event id="{name}"/>')
            else:
                parts.append(f'<{tags[kind]} id="{name}"/>')
        for a, b, condition in self.flows:
            text = f" if {condition[0]} {'=' if self.kinds[a] == 'xor' else '>='} {condition[1]}" if condition else ""
            parts.append(f"[{a}>{b}{text}]")
        return diagram("".join(parts))

    def out(self, name: str) -> list[int]:
        return [n for n, flow in enumerate(self.flows) if flow[0] == name]

    def into(self, name: str) -> list[int]:
        return [n for n, flow in enumerate(self.flows) if flow[1] == name]


KINDS = ["task", "sequence", "xor", "and", "or", "loop"]


@st.composite
def drawings(draw: st.DrawFn, *, joins_in_loops: bool) -> Drawn:
    """A diagram of nested blocks; gateways choose on variables that every task sets anew."""
    drawn = Drawn()

    def block(depth: int, in_loop: bool) -> tuple[str, str]:
        allowed = [k for k in KINDS if depth > 0 or k == "task"]
        if in_loop and not joins_in_loops:
            allowed = [k for k in allowed if k not in ("and", "or")]
        kind = draw(st.sampled_from(allowed))
        if kind == "task":
            name = drawn.node("task")
            return name, name
        if kind == "sequence":
            first, second = block(depth - 1, in_loop), block(depth - 1, in_loop)
            drawn.connect(first[1], second[0])
            return first[0], second[1]
        if kind == "loop":
            return loop(depth)
        return branches(kind, depth, in_loop)

    def loop(depth: int) -> tuple[str, str]:
        head, body, last, gate = drawn.node("xor"), block(depth - 1, True), drawn.node("task"), drawn.node("xor")
        after = drawn.node("task")
        drawn.connect(head, body[0])
        drawn.connect(body[1], last)
        drawn.connect(last, gate)
        drawn.chooses.append(f"k_{gate}")
        drawn.connect(gate, head, (f"k_{gate}", 1))
        drawn.connect(gate, after, (f"k_{gate}", 2))
        return head, after

    def branches(kind: str, depth: int, in_loop: bool) -> tuple[str, str]:
        before, split, join = drawn.node("task"), drawn.node(kind), drawn.node(kind)
        drawn.connect(before, split)
        if kind != "and":
            drawn.chooses.append(f"k_{split}")
        for number in (1, 2):
            inner = block(depth - 1, in_loop)
            drawn.connect(split, inner[0], None if kind == "and" else (f"k_{split}", number))
            drawn.connect(inner[1], join)
        return before, join

    first, last = drawn.node("start"), drawn.node("end")
    body = block(draw(st.integers(1, 3)), False)
    drawn.connect(first, body[0])
    drawn.connect(body[1], last)
    return drawn


class TokenGame:
    """What BPMN says a diagram does, told with tokens on flows; slow and plain, to hold the engine against."""

    def __init__(self, drawn: Drawn) -> None:
        self.drawn = drawn
        self.tokens: Counter[int] = Counter()
        self.tasks: Counter[str] = Counter()
        self.values: dict[str, int] = {}
        self.expected: dict[str, int] = {}  # inclusive join -> how many branches its split sent out
        self.tokens[drawn.out("start0")[0]] += 1
        self.run()

    def do(self, task: str, values: dict[str, int]) -> None:
        assert self.tasks[task] > 0
        self.tasks[task] -= 1
        self.values.update(values)
        self.tokens[self.drawn.out(task)[0]] += 1
        self.run()

    def run(self) -> None:
        while any(self.fire(name, kind) for name, kind in self.drawn.kinds.items()):
            pass

    def fire(self, name: str, kind: str) -> bool:
        inward, outward = self.drawn.into(name), self.drawn.out(name)
        there = [n for n in inward if self.tokens[n] > 0]
        if not there:
            return False
        joining = len(inward) > 1
        if kind == "and" and joining and len(there) < len(inward):
            return False
        if kind == "or" and joining and len(there) < self.expected[name]:
            return False
        for n in there if kind in ("and", "or") else there[:1]:
            self.tokens[n] -= 1
        if kind == "task":
            self.tasks[name] += 1
        else:
            self.send(name, kind, outward)
        return True

    def send(self, name: str, kind: str, outward: list[int]) -> None:
        if kind in ("xor", "or") and len(outward) > 1:
            outward = [n for n in outward if self.chosen(kind, n)]
        if kind == "or" and len(self.drawn.out(name)) > 1:
            # The join of a block is the node drawn right after its split.
            join = list(self.drawn.kinds)[list(self.drawn.kinds).index(name) + 1]
            self.expected[join] = len(outward)
        for n in outward:
            self.tokens[n] += 1

    def chosen(self, kind: str, flow: int) -> bool:
        variable, value = self.drawn.flows[flow][2] or ("", 0)
        return self.values[variable] == value if kind == "xor" else self.values[variable] >= value

    @property
    def open(self) -> list[str]:
        return sorted(self.tasks.elements())

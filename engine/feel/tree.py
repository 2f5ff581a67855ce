"""The syntax tree: what an expression says, before anything is computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Literal:
    value: object
    position: int = 0


@dataclass(frozen=True, slots=True)
class Name:
    name: str
    position: int = 0


@dataclass(frozen=True, slots=True)
class Path:
    source: Node
    name: str
    position: int = 0


@dataclass(frozen=True, slots=True)
class Filter:
    source: Node
    condition: Node
    position: int = 0


@dataclass(frozen=True, slots=True)
class Negate:
    operand: Node
    position: int = 0


@dataclass(frozen=True, slots=True)
class Chain:
    """`first op operand op operand ...` of one precedence, computed from left to right."""

    first: Node
    operators: tuple[str, ...]
    operands: tuple[Node, ...]
    position: int = 0


@dataclass(frozen=True, slots=True)
class Logic:
    """All operands of one `and` or one `or`."""

    operator: str
    operands: tuple[Node, ...]
    position: int = 0


@dataclass(frozen=True, slots=True)
class Compare:
    operator: str
    left: Node
    right: Node
    position: int = 0


@dataclass(frozen=True, slots=True)
class Between:
    value: Node
    low: Node
    high: Node
    position: int = 0


@dataclass(frozen=True, slots=True)
class Test:
    """A unary test: an operator with what to compare with, or `member` for a value, list or range."""

    operator: str
    operand: Node
    position: int = 0


@dataclass(frozen=True, slots=True)
class In:
    value: Node
    tests: tuple[Test, ...]
    position: int = 0


@dataclass(frozen=True, slots=True)
class If:
    condition: Node
    then: Node
    otherwise: Node
    position: int = 0


@dataclass(frozen=True, slots=True)
class Iterator_:
    """`name in source`, or `name in source..end` when there is an end."""

    name: str
    source: Node
    end: Node | None
    position: int = 0


@dataclass(frozen=True, slots=True)
class For:
    iterators: tuple[Iterator_, ...]
    body: Node
    position: int = 0


@dataclass(frozen=True, slots=True)
class Quantified:
    every: bool
    iterators: tuple[Iterator_, ...]
    condition: Node
    position: int = 0


@dataclass(frozen=True, slots=True)
class ListOf:
    items: tuple[Node, ...]
    position: int = 0


@dataclass(frozen=True, slots=True)
class ContextOf:
    names: tuple[str, ...]
    values: tuple[Node, ...]
    position: int = 0


@dataclass(frozen=True, slots=True)
class RangeOf:
    start: Node | None
    end: Node | None
    start_included: bool
    end_included: bool
    position: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """A function call; `names` is empty when the arguments are positional."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...]
    position: int = 0


@dataclass(frozen=True, slots=True)
class FunctionOf:
    parameters: tuple[str, ...]
    types: tuple[Type | None, ...]
    body: Node
    position: int = 0


@dataclass(frozen=True, slots=True)
class InstanceOf:
    value: Node
    type: Type
    position: int = 0


@dataclass(frozen=True, slots=True)
class Type:
    """A type: a name, with the types it is made of (`list<number>`)."""

    name: str
    fields: tuple[str, ...] = ()
    parts: tuple[Type, ...] = ()
    # For a type from outside: which of its values are allowed.
    allowed: Callable[[object], bool] | None = None


@dataclass(frozen=True, slots=True)
class Tests:
    """A cell of a decision table: one of the tests holds (or none, when negated)."""

    tests: tuple[Test, ...]
    negated: bool
    position: int = 0


Node: TypeAlias = (
    Literal
    | Name
    | Path
    | Filter
    | Negate
    | Chain
    | Logic
    | Compare
    | Between
    | Test
    | In
    | If
    | Iterator_
    | For
    | Quantified
    | ListOf
    | ContextOf
    | RangeOf
    | Call
    | FunctionOf
    | InstanceOf
    | Tests
)


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below this one."""
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, Node))
        elif isinstance(value, Node):
            yield value


def names(root: Node) -> set[str]:
    """All names in this tree, bound or not."""
    found: set[str] = set()
    todo = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, Name):
            found.add(node.name)
        todo.extend(children(node))
    return found


def weight(root: Node) -> int:
    """How much work one evaluation of this tree is, in steps: one, and more for a large tree."""
    nodes = 0
    todo = [root]
    while todo:
        nodes += 1
        todo.extend(children(todo.pop()))
    return 1 + nodes // 4


def height(root: Node) -> int:
    """How many nodes lie on the longest way down; without recursion, so any tree can be measured."""
    highest = 0
    todo = [(root, 1)]
    while todo:
        node, level = todo.pop()
        highest = max(highest, level)
        todo.extend((child, level + 1) for child in children(node))
    return highest

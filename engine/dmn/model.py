"""What a DMN file holds, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from engine.feel.types import Types


class HitPolicy(Enum):
    """What a table answers when several rules match."""

    UNIQUE = "UNIQUE"  # at most one rule may match
    FIRST = "FIRST"  # the first that matches, in the order of the table
    ANY = "ANY"  # several may match if they say the same
    PRIORITY = "PRIORITY"  # the one whose output stands first in the output values
    RULE_ORDER = "RULE ORDER"  # all, in the order of the table
    OUTPUT_ORDER = "OUTPUT ORDER"  # all, in the order of the output values
    COLLECT = "COLLECT"  # all, or one number made of them


class Aggregation(Enum):
    """The one number a COLLECT table makes of its outputs."""

    SUM = "SUM"
    MIN = "MIN"
    MAX = "MAX"
    COUNT = "COUNT"


# Values with identity: compiled forms are cached per object.
@dataclass(frozen=True, eq=False, slots=True)
class Literal:
    """One FEEL expression."""

    id: str
    text: str


@dataclass(frozen=True, eq=False, slots=True)
class Input:
    """A column that is tested."""

    id: str
    label: str
    expression: str
    allowed: str | None
    type: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class Output:
    """A column that is answered; `values` in order of priority."""

    id: str
    name: str
    values: str | None
    default: Literal | None


@dataclass(frozen=True, eq=False, slots=True)
class Rule:
    """A row."""

    id: str
    tests: tuple[Literal, ...]
    entries: tuple[Literal, ...]
    annotation: str


@dataclass(frozen=True, eq=False, slots=True)
class Table:
    """A decision table."""

    id: str
    policy: HitPolicy
    aggregation: Aggregation | None
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Entry:
    """A named part of a boxed expression."""

    name: str
    logic: Logic


@dataclass(frozen=True, eq=False, slots=True)
class Context:
    """Named entries, of which each sees those before it; a last one without a name is the result."""

    id: str
    entries: tuple[Entry, ...]
    result: Logic | None


@dataclass(frozen=True, eq=False, slots=True)
class Invocation:
    """A call of a function with named arguments."""

    id: str
    function: Logic
    bindings: tuple[Entry, ...]


@dataclass(frozen=True, eq=False, slots=True)
class ListOf:
    """A boxed list."""

    id: str
    items: tuple[Logic, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Relation:
    """A list of contexts with the same names."""

    id: str
    columns: tuple[str, ...]
    rows: tuple[ListOf, ...]


@dataclass(frozen=True, eq=False, slots=True)
class FunctionOf:
    """A boxed function; `types` holds the name of each parameter's type, empty where none is said."""

    id: str
    parameters: tuple[str, ...]
    types: tuple[str, ...]
    body: Logic


@dataclass(frozen=True, eq=False, slots=True)
class Conditional:
    """A boxed if."""

    id: str
    condition: Logic
    then: Logic
    otherwise: Logic


@dataclass(frozen=True, eq=False, slots=True)
class Loop:
    """A boxed for, some, every or filter."""

    id: str
    kind: str
    variable: str
    source: Logic
    body: Logic


@dataclass(frozen=True, eq=False, slots=True)
class Typed:
    """Logic whose value must be of a type."""

    id: str
    logic: Logic
    type: str


Logic: TypeAlias = Typed | Literal | Table | Context | Invocation | ListOf | Relation | FunctionOf | Conditional | Loop


@dataclass(frozen=True, eq=False, slots=True)
class Decision:
    """A decision: its logic, what it is called, and what it needs."""

    id: str
    name: str
    variable: str
    type: str
    logic: Logic
    required_decisions: tuple[str, ...]
    required_inputs: tuple[str, ...]
    required_knowledge: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Knowledge:
    """A business knowledge model: a function decisions share."""

    id: str
    name: str
    function: FunctionOf
    required_knowledge: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Service:
    """A decision service: some decisions, to be called as a function of what they need."""

    id: str
    name: str
    inputs: tuple[str, ...]
    input_decisions: tuple[str, ...]
    outputs: tuple[str, ...]
    type: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class InputData:
    """Something the decisions take in."""

    id: str
    name: str
    type: str


@dataclass(frozen=True, eq=False, slots=True)
class Import:
    """Another file, and the name by which this one calls it."""

    name: str
    definitions: Definitions


@dataclass(frozen=True, eq=False, slots=True)
class Definitions:
    """A whole file; what stands in another one has an id of the form `namespace#id`."""

    id: str
    name: str
    decisions: Mapping[str, Decision]
    knowledge: Mapping[str, Knowledge]
    services: Mapping[str, Service]
    inputs: Mapping[str, InputData]
    types: Types
    # All names of several words, which FEEL can only read when it knows them.
    names: frozenset[str]
    # By the namespace of the other file.
    imports: Mapping[str, Import] = field(default_factory=dict)
    # What could be read but not be carried out, as (element id, message).
    refused: tuple[tuple[str, str], ...] = field(default=())


def elsewhere(definitions: Definitions, id_: str) -> tuple[Import, str] | None:
    """The imported file that an id points into, and the id there; None for an id of this file."""
    namespace, _, local = id_.rpartition("#")
    imported = definitions.imports.get(namespace)
    return None if imported is None else (imported, local)


def table_of(decision: Decision) -> Table | None:
    """The table of a decision, when it is one."""
    logic = decision.logic.logic if isinstance(decision.logic, Typed) else decision.logic
    return logic if isinstance(logic, Table) else None

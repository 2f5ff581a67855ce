"""What a form is made of, once it has been read and found to be sound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import feel
from engine.errors import Invalid

Scope = Mapping[str, Any]

TEXT_KINDS = frozenset({"textfield", "textarea"})
CHOICE_KINDS = frozenset({"radio", "select", "checklist", "taglist"})
LIST_KINDS = frozenset({"checklist", "taglist"})
INPUT_KINDS = TEXT_KINDS | CHOICE_KINDS | {"number", "datetime", "checkbox", "filepicker"}
VALUE_KINDS = INPUT_KINDS | {"expression", "dynamiclist"}


@dataclass(frozen=True)
class Expression:
    """A FEEL expression with its own text, so that a page can show or repeat it."""

    source: str
    compiled: feel.Expression

    def value(self, scope: Scope, env: feel.Environment) -> Any:
        try:
            return self.compiled.evaluate(scope, env)
        except feel.FeelError:
            return None  # as every failure inside FEEL


@dataclass(frozen=True)
class Text:
    """A text with FEEL in it: `=...` is one expression, `{{ ... }}` a part of a sentence."""

    parts: tuple[str | Expression, ...] = ()

    def __bool__(self) -> bool:
        return any(self.parts)

    @property
    def expressions(self) -> tuple[Expression, ...]:
        return tuple(part for part in self.parts if isinstance(part, Expression))


Bound = int | float | str | Expression | None  # a limit: fixed, or computed when it is needed


@dataclass(frozen=True)
class Limits:
    """What an answer must obey, beside its type."""

    min_length: Bound = None
    max_length: Bound = None
    minimum: Bound = None
    maximum: Bound = None
    pattern: str | None = None
    pattern_message: str = ""
    validation_type: str = ""
    no_past: bool = False


@dataclass(frozen=True)
class Choices:
    """Where the options come from: fixed, a variable, or an expression; exactly one of the three."""

    fixed: tuple[tuple[str, Any], ...] = ()  # (label, value)
    key: tuple[str, ...] = ()
    expression: Expression | None = None


@dataclass(frozen=True)
class Column:
    label: str
    key: str


@dataclass(frozen=True)
class Field:
    """One component of the form; `path` counts from the form, or from the row of the list it stands in."""

    kind: str
    id: str
    path: tuple[str, ...] = ()
    label: Text = Text()
    description: Text = Text()
    text: Text = Text()
    hide: Expression | None = None
    readonly: bool | Expression = False
    disabled: bool = False
    required: bool = False
    limits: Limits = Limits()
    choices: Choices = Choices()
    default: Any = None
    decimals: int | None = None
    as_text: bool = False
    subtype: str = "date"
    accept: Text = Text()
    multiple: bool | Expression = False
    prefix: Text = Text()
    suffix: Text = Text()
    source: Expression | None = None  # of a table or a computed value
    columns: tuple[Column, ...] = ()
    children: tuple[Field, ...] = ()
    repetitions: int = 1
    may_add: bool = True
    height: int = 0
    properties: Mapping[str, str] = field(default_factory=dict)
    demand: Expression | None = None  # what must not be false of an answer
    demand_message: Text = Text()
    person: str | None = None  # the category under which the vault keeps it

    @property
    def key(self) -> str:
        return ".".join(self.path)

    @property
    def gives(self) -> bool:
        """Whether the field itself delivers a value."""
        return self.kind in VALUE_KINDS


@dataclass(frozen=True)
class Form:
    """A form that was read, checked and compiled."""

    id: str
    fields: tuple[Field, ...]
    submit_label: str = ""

    @property
    def outputs(self) -> frozenset[str]:
        """The top-level variables that the form delivers."""
        return frozenset(f.path[0] for f in flat(self.fields) if f.gives and not f.disabled)

    @property
    def kinds(self) -> dict[str, str]:
        """Of the variables that one field delivers, what FEEL calls the kind of their value, where that is sure."""
        single = {f.path[0]: f for f in flat(self.fields) if f.gives and not f.disabled and len(f.path) == 1}
        # Person data becomes a reference.
        return {name: kind for name, f in single.items() if person_category(f) is None and (kind := _kind(f))}

    @property
    def person_data(self) -> dict[str, str]:
        """The paths whose value goes to the vault, each with the word of the privacy table that the form gives."""
        found = (f for f in flat(self.fields) if f.gives)
        secret = (f for f in found if person_category(f) or f.properties.get("geheim") == "ja")
        return {f.key: f.properties.get("gegeven", "").strip() for f in secret}

    @property
    def asked(self) -> frozenset[str]:
        """The variables that a person fills in: not computed, and open to be changed."""
        return frozenset(
            f.path[0]
            for f in flat(self.fields)
            if f.kind in INPUT_KINDS and len(f.path) == 1 and not f.disabled and f.readonly is False and f.required
        )

    @property
    def shown(self) -> frozenset[str]:
        """The variables of which something stands on the page: in texts, tables, options or a field of that name."""
        read = (e.compiled.names for f in deep(self.fields) for e in _showing(f))
        again = (f.path[0] for f in flat(self.fields) if f.gives and not person_category(f))
        options = (f.choices.key[0] for f in deep(self.fields) if f.choices.key)
        return frozenset().union(*read, again, options)

    @property
    def person_fields(self) -> list[str]:
        """The paths whose value belongs in the vault; a list with one such field goes as a whole."""
        return [f.key for f in flat(self.fields) if person_category(f) is not None]


@dataclass(frozen=True)
class Problem:
    """Why a form cannot be used: which field, what is wrong, and what to do."""

    field: str
    message: str
    remedy: str

    def astuple(self) -> tuple[str, str, str]:
        return (self.field, self.message, self.remedy)


class FormRefused(Invalid, told=True):
    """The form file cannot be used; `problems` names each fault with its field and remedy."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{p.field}: {p.message}" for p in problems[:5]))


def flat(fields: tuple[Field, ...]) -> Iterator[Field]:
    """All fields in the order of the page; groups are opened, rows of lists are not."""
    for each in fields:
        yield each
        if each.kind == "group":
            yield from flat(each.children)


def deep(fields: tuple[Field, ...]) -> Iterator[Field]:
    """All fields, those in the rows of lists too."""
    for each in fields:
        yield each
        yield from deep(each.children)


def _showing(one: Field) -> Iterator[Expression]:
    for text in (one.label, one.description, one.text, one.prefix, one.suffix):
        yield from text.expressions
    yield from (e for e in (one.source, one.choices.expression, one.default) if isinstance(e, Expression))


def _kind(one: Field) -> str:
    if one.kind in LIST_KINDS or one.kind in ("dynamiclist", "filepicker"):
        return "list"
    if one.kind in TEXT_KINDS or (one.kind == "number" and one.as_text):
        return "string"
    if one.kind in CHOICE_KINDS:
        kinds = {value.__class__ for _, value in one.choices.fixed}
        return "string" if kinds == {str} else ""
    return {"checkbox": "boolean", "number": "number"}.get(one.kind, "")


def person_category(one: Field) -> str | None:
    """Under which category the vault keeps this field; None when it is no person data."""
    if one.kind == "dynamiclist":
        return one.person or next((c.person for c in deep(one.children) if c.person), None)
    return one.person if one.gives else None

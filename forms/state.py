"""A form with answers in it: what each answer is worth, what is hidden, and what is wrong."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import feel
from forms import answers, messages, options, texts, trees
from forms.answers import Refused
from forms.fields import Expression, Field, Form, Scope, flat
from forms.filetypes import Upload

MAX_PASSES = 10
MAX_ROWS = 100


@dataclass(frozen=True)
class Place:
    """Where we are: the form itself, or one row of a list."""

    raw: Mapping[str, Any]
    scope: Scope  # what FEEL sees here
    before: Mapping[str, Any]  # the values of this place in the pass before
    first: Mapping[str, Any]  # what stood here at first, for fields that may only be read
    base: str = ""
    note: str = ""  # which row, for in a message


@dataclass
class Run:
    """What one pass over the form gathers."""

    env: feel.Environment
    conditions: bool = True
    decided: frozenset[str] | None = None  # what is hidden, when that is known already
    strict: bool = False
    hidden: set[str] = field(default_factory=set)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class State:
    """The outcome: typed values of what is visible, the marks of what is not, and messages by name."""

    values: dict[str, Any]
    hidden: frozenset[str]
    scope: Scope
    settled: Mapping[str, Any] = field(default_factory=dict)  # values with every row, blank ones too
    errors: Mapping[str, str] = field(default_factory=dict)


def settle(form: Form, raw: Mapping[str, Any], context: Scope, env: feel.Environment) -> State:
    """Work out values and conditions until they no longer change each other."""
    before: dict[str, Any] = {}
    hidden: frozenset[str] = frozenset()
    for number in range(MAX_PASSES):
        run = Run(env, conditions=number > 0)
        values = _values(form.fields, _top(form, raw, context, before, {}), run)
        settled = number > 0 and values == before and run.hidden == hidden
        earlier, before, hidden = hidden, values, frozenset(run.hidden)
        if settled:
            break
    else:
        # Conditions that contradict each other never settle: then what was visible last stays visible.
        hidden &= earlier
        before = _values(form.fields, _top(form, raw, context, before, {}), Run(env, decided=hidden))
    return State(before, hidden, top_scope(form.fields, context, before), before)


def judge(
    form: Form,
    raw: Mapping[str, Any],
    context: Scope,
    first: Mapping[str, Any],
    env: feel.Environment,
    refused: Mapping[str, str],
) -> State:
    """The same, and every answer held against what its field asks; `refused` are messages given before."""
    state = settle(form, raw, context, env)
    run = Run(env, decided=state.hidden, strict=True, errors=dict(refused))
    values = _values(form.fields, _top(form, raw, context, state.values, first), run)
    return State(values, state.hidden, state.scope, state.settled, run.errors)


def top_scope(fields: tuple[Field, ...], around: Scope, values: Mapping[str, Any]) -> dict[str, Any]:
    """What FEEL sees: a field of the form itself comes before a variable of the same name."""
    own = {f.path[0]: None for f in flat(fields) if f.gives}
    return {**around, **own, **_without_blank_rows(fields, values)}


def _without_blank_rows(fields: tuple[Field, ...], values: Mapping[str, Any]) -> dict[str, Any]:
    """A row in which nothing stands does not count; so it may not decide what is hidden either."""
    tree = copy.deepcopy(dict(values))
    for one in flat(fields):
        if one.kind == "dynamiclist" and trees.get(tree, one.path):
            trees.put(tree, one.path, [row for row in trees.rows(tree, one.path) if not _is_blank(row)])
    return tree


def row_scope(one: Field, around: Place, row: Mapping[str, Any], index: int) -> dict[str, Any]:
    """What FEEL sees in a row: its own fields, then those around it."""
    extra = {"this": dict(row), "parent": dict(around.before), "i": index + 1}
    return {**top_scope(one.children, around.scope, row), **extra}


def _top(
    form: Form, raw: Mapping[str, Any], context: Scope, before: Mapping[str, Any], first: Mapping[str, Any]
) -> Place:
    return Place(raw, top_scope(form.fields, context, before), before, first)


def place_of_row(one: Field, around: Place, index: int) -> Place:
    """The place of one row of a list."""
    name = f"{trees.name(around.base, one.path)}.{index}"
    row = _at(trees.rows(around.before, one.path), index)
    word = one.properties.get("rijnaam", "rij").lower()
    return Place(
        raw=_at(trees.rows(around.raw, one.path), index),
        scope=row_scope(one, around, row, index),
        before=row,
        first=_at(trees.rows(around.first, one.path), index),
        base=name,
        note=f"{around.note} ({word} {index + 1})",
    )


def mark(base: str, one: Field) -> str:
    """How a hidden field is remembered; also for groups, which have no name."""
    return f"{base}#{one.id}"


def is_readonly(one: Field, scope: Scope, env: feel.Environment) -> bool:
    found = one.readonly
    return found.value(scope, env) is True if isinstance(found, Expression) else found


def _at(rows: list[Mapping[str, Any]], index: int) -> Mapping[str, Any]:
    return rows[index] if index < len(rows) else {}


def _values(fields: tuple[Field, ...], place: Place, run: Run) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    _fill(tree, fields, place, run)
    return tree


def _fill(tree: dict[str, Any], fields: tuple[Field, ...], place: Place, run: Run) -> None:
    for one in fields:
        if _is_hidden(one, place, run):
            run.hidden.add(mark(place.base, one))
        elif one.kind == "group":
            _fill(tree, one.children, place, run)
        elif one.disabled or not one.gives:
            continue
        elif one.kind == "dynamiclist":
            trees.put(tree, one.path, _rows(one, place, run))
        elif one.kind == "expression":
            computed = one.source.value(place.scope, run.env) if one.source else None
            trees.put(tree, one.path, computed)
        else:
            trees.put(tree, one.path, _value(one, place, run))


def _is_hidden(one: Field, place: Place, run: Run) -> bool:
    if run.decided is not None:
        return mark(place.base, one) in run.decided
    return run.conditions and one.hide is not None and one.hide.value(place.scope, run.env) is True


def _rows(one: Field, place: Place, run: Run) -> list[dict[str, Any]]:
    given = trees.rows(place.raw, one.path)
    found: list[dict[str, Any]] = []
    for index in range(min(len(given), MAX_ROWS)):
        faults = len(run.errors)
        row = _values(one.children, place_of_row(one, place, index), run)
        if run.strict and len(run.errors) == faults and _is_blank(row):
            continue  # nobody filled it in, and nothing in it had to be
        found.append(row)
    if run.strict:
        _check_rows(one, place, len(given), len(found), run)
    return found


def _is_blank(row: Any) -> bool:
    if isinstance(row, Mapping):
        return all(_is_blank(value) for value in row.values())
    if isinstance(row, list):
        return all(_is_blank(value) for value in row)
    return row is None or row is False


def _check_rows(one: Field, place: Place, given: int, found: int, run: Run) -> None:
    label = texts.render(one.label, place.scope, run.env)
    least, most = (_count(one, "minimaal", 0), _count(one, "maximaal", MAX_ROWS))
    if given > most or found > most:
        run.errors.setdefault(trees.name(place.base, one.path), messages.too_many(label, most))
    elif found < least:
        run.errors.setdefault(trees.name(place.base, one.path), messages.too_few(label, least))


def _count(one: Field, key: str, default: int) -> int:
    text = one.properties.get(key, "")
    return min(int(text), MAX_ROWS) if text.isdecimal() and len(text) < 6 else default


def _value(one: Field, place: Place, run: Run) -> Any:
    raw = trees.get(place.raw, one.path)
    locked = is_readonly(one, place.scope, run.env)
    if run.strict and locked:
        raw = trees.get(place.first, one.path)
    offer = options.offered(one, place.scope, run.env)
    try:
        value = files(raw) if one.kind == "filepicker" else answers.value_of(one, raw, offer, run.env)
        if run.strict and not locked:
            _demand(one, value, bool(offer), place, run)
    except Refused as error:
        if run.strict and not locked:
            run.errors.setdefault(trees.name(place.base, one.path), f"{error}{place.note}")
        return None
    return value


def _demand(one: Field, value: Any, has_offer: bool, place: Place, run: Run) -> None:
    if not answers.is_empty(one, value):
        answers.check(one, value, place.scope, run.env)
        _hold(one, place, run)
    elif one.required:
        label = texts.render(one.label, place.scope, run.env)
        nothing = bool(one.choices.key or one.choices.expression) and not has_offer
        raise Refused(messages.missing(one, label, nothing_to_choose=nothing))


def _hold(one: Field, place: Place, run: Run) -> None:
    """A demand of the form's own, that may weigh one answer against another."""
    if one.demand is not None and one.demand.value(place.scope, run.env) is False:
        said = texts.render(one.demand_message, place.scope, run.env)
        raise Refused(said or messages.not_allowed(texts.render(one.label, place.scope, run.env)))


def files(raw: Any) -> list[Any]:
    """The references of files that were kept, and the files that came now."""
    given = raw if isinstance(raw, list | tuple) else []
    return [one if isinstance(one, Upload) else one["ref"] for one in given if _is_file(one)]


def _is_file(one: Any) -> bool:
    return isinstance(one, Upload) or (isinstance(one, Mapping) and isinstance(one.get("ref"), str))

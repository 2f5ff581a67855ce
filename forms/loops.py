"""Fields that hide by their own answer, directly or through another: what such a form shows never settles."""

from __future__ import annotations

from collections.abc import Iterable

from forms.fields import Expression, Field, Form, Problem

Reads = dict[str, set[str]]


def found(form: Form) -> list[Problem]:
    """A problem for every field whose condition depends on its own answer; each list of rows looks at its own."""
    return _of_level(form.fields)


def _of_level(fields: tuple[Field, ...]) -> list[Problem]:
    reads: Reads = {}
    ids: dict[str, str] = {}
    lists: list[Field] = []
    _gather(fields, frozenset(), reads, ids, lists)
    problems = [_problem(ids[key], key) for key in sorted(reads) if key in _reached(reads, reads[key])]
    return problems + [problem for each in lists for problem in _of_level(each.children)]


def _gather(
    fields: Iterable[Field], above: frozenset[str], reads: Reads, ids: dict[str, str], lists: list[Field]
) -> None:
    """Per answer what decides whether it is there: its own condition, those of the groups around it, its formula."""
    for field in fields:
        names = above | _names(field.hide)
        if field.kind == "group":
            _gather(field.children, names, reads, ids, lists)
            continue
        if field.disabled or field.readonly is True:
            continue  # nobody answers it, so it stays what it was
        if field.kind == "dynamiclist":
            lists.append(field)
        if len(field.path) == 1 and (field.gives or field.kind == "dynamiclist"):
            formula = _names(field.source) if field.kind == "expression" else frozenset()
            reads.setdefault(field.path[0], set()).update(names | formula)
            ids.setdefault(field.path[0], field.id)


def _reached(reads: Reads, begin: set[str]) -> set[str]:
    seen: set[str] = set()
    waiting = list(begin)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(reads.get(name, ()))
    return seen


def _names(expression: Expression | None) -> frozenset[str]:
    return frozenset() if expression is None else frozenset(expression.compiled.names)


def _problem(field_id: str, key: str) -> Problem:
    return Problem(
        field_id,
        f"Of ‘{key}’ te zien is, hangt af van het eigen antwoord.",
        "Laat de voorwaarde van een eerder veld afhangen.",
    )

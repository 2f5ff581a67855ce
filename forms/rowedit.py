"""Adding and removing rows of a list by a button, without JavaScript and without losing input."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

from engine import feel
from forms import initial, trees
from forms.fields import INPUT_KINDS, Field, Form, deep

_COMMAND = re.compile(r"(?:add:(?P<add>[\w.]{1,200})|del:(?P<list>[\w.]{1,200}):(?P<index>\d{1,4}))", re.ASCII)
MAX_ROWS = 100


def edit(form: Form, raw: Mapping[str, Any], command: str, env: feel.Environment) -> tuple[dict[str, Any], str]:
    """The raw values after the command, and the name of the field to go to; an unknown command does nothing."""
    tree = copy.copy(dict(raw))
    match = _COMMAND.fullmatch(command)
    found = _find(form.fields, tree, "", match["add"] or match["list"]) if match else None
    if match is None or found is None:
        return tree, ""
    one, around = found
    rows = [dict(row) for row in trees.rows(around, one.path)]
    if not one.may_add:
        return tree, ""
    if match["add"] and len(rows) < MAX_ROWS:
        rows.append(initial.row(one.children, {}, env))
        focus = first_input(one, f"{match['add']}.{len(rows) - 1}")
    else:
        index = int(match["index"] or MAX_ROWS)
        rows = rows[:index] + rows[index + 1 :]
        focus = f"{match['list'] or match['add']}:erbij"
    trees.put(around, one.path, rows)
    return tree, focus


def first_input(one: Field, base: str) -> str:
    """The name of the first field in a row, to go to when the row is new."""
    first = next((f for f in deep(one.children) if f.kind in INPUT_KINDS), None)
    return trees.name(base, first.path) if first else ""


def _find(
    fields: tuple[Field, ...], tree: dict[str, Any], base: str, wanted: str
) -> tuple[Field, dict[str, Any]] | None:
    """The list with this name, and the (own copy of the) values it stands in."""
    for one in fields:
        found = None
        if one.kind == "group":
            found = _find(one.children, tree, base, wanted)
        elif one.kind == "dynamiclist":
            name = trees.name(base, one.path)
            if name == wanted:
                return one, tree
            found = _in_rows(one, tree, name, wanted) if wanted.startswith(name + ".") else None
        if found:
            return found
    return None


def _in_rows(one: Field, tree: dict[str, Any], name: str, wanted: str) -> tuple[Field, dict[str, Any]] | None:
    rows = [dict(row) for row in trees.rows(tree, one.path)]
    trees.put(tree, one.path, rows)
    number = wanted[len(name) + 1 :].partition(".")[0]
    if not number.isdecimal() or int(number) >= len(rows):
        return None
    return _find(one.children, rows[int(number)], f"{name}.{int(number)}", wanted)

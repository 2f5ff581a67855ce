"""Bringing one field, row, property or order from one JSON file into another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import orjson

from engine.comparing import json_units
from engine.comparing.json_units import CHILDREN, Unit
from engine.comparing.parts import PLACE, Document, Family

Units = dict[str, Unit]


@dataclass
class Editing:
    """Two files that are open."""

    whole: dict[str, Any]
    mine: Units
    theirs: Units
    form: bool


def begin(mine: Document, theirs: Document) -> Editing:
    form = mine.family is Family.FORM
    whole = orjson.loads(mine.data)
    return Editing(whole, _units(whole, mine, form), _units(orjson.loads(theirs.data), theirs, form), form)


def _units(raw: dict[str, Any], one: Document, form: bool) -> Units:
    found = json_units.form_units(raw) if form else json_units.manifest_units(raw)
    names = {own: key for key, own in one.own.items()}
    return {
        names.get(key, key): Unit(
            names.get(key, key), unit.raw, names.get(unit.around, unit.around), unit.siblings, unit.row, unit.alias
        )
        for key, unit in found.items()
    }


def write(edit: Editing) -> bytes:
    return orjson.dumps(edit.whole, option=orjson.OPT_INDENT_2) + b"\n"


def remove(edit: Editing, key: str) -> None:
    _take_out(edit.mine.pop(key))


def add(edit: Editing, key: str, row: Sequence[str]) -> None:
    new = edit.theirs[key]
    made = deepcopy({name: value for name, value in new.raw.items() if name != CHILDREN or not edit.form})
    if edit.form and CHILDREN in new.raw:
        made[CHILDREN] = []
    _put(edit, Unit(key, made, new.around, [], new.row, new.alias), row)


def _put(edit: Editing, unit: Unit, row: Sequence[str]) -> None:
    siblings = _list(edit, unit)
    here = {id(one.raw): one.key for one in edit.mine.values()}
    place = row.index(unit.key) if unit.key in row else 0
    before = {key for key in row[:place]}
    spots = [n + 1 for n, raw in enumerate(siblings) if here.get(id(raw)) in before]
    nearest = [key for key in row[:place] if key in edit.mine and edit.mine[key].siblings is siblings]
    at = next((n + 1 for n, raw in enumerate(siblings) if nearest and here.get(id(raw)) == nearest[-1]), None)
    siblings.insert(at if at is not None else max(spots, default=0), unit.raw)
    edit.mine[unit.key] = Unit(unit.key, unit.raw, unit.around, siblings, unit.row, unit.alias)


def _list(edit: Editing, unit: Unit) -> list[Any]:
    """The list of mine in which a unit belongs, made when it is not there yet."""
    holder = edit.mine[unit.around].raw
    found = holder.setdefault(CHILDREN if edit.form else unit.row, [])
    if not isinstance(found, list):
        found = holder[unit.row] = []
    return found


def _take_out(unit: Unit) -> None:
    unit.siblings[:] = [raw for raw in unit.siblings if raw is not unit.raw]


def set_value(edit: Editing, key: str, name: str, row: Sequence[str]) -> None:
    """One property becomes what it is on their side, or goes when it is not there."""
    mine, theirs = edit.mine[key], edit.theirs[key]
    if name == PLACE and edit.form:
        _take_out(mine)
        _put(edit, Unit(key, mine.raw, theirs.around, [], theirs.row, mine.alias), row)
        return
    _remove_path(mine.raw, name)
    path = _path(theirs.raw, name)
    if path is None:
        return
    target, source = mine.raw, theirs.raw
    for step in path[:-1]:
        inner = target.get(step)
        if not isinstance(inner, dict):
            inner = target[step] = {}
        target, source = inner, source[step]
    target[path[-1]] = deepcopy(source[path[-1]])


def _remove_path(raw: dict[str, Any], name: str) -> None:
    path = _path(raw, name)
    if path is None:
        return
    chain = [raw]
    for step in path[:-1]:
        chain.append(chain[-1][step])
    del chain[-1][path[-1]]
    for holder, step in zip(reversed(chain[:-1]), reversed(path[:-1]), strict=True):
        if holder[step] == {}:
            del holder[step]


def _path(raw: Mapping[str, Any], name: str) -> list[str] | None:
    """The steps that a dotted name takes through objects; a key may itself hold a dot."""
    for key, value in raw.items():
        if key == name and not (isinstance(value, dict) and value):
            return [key]
        if isinstance(value, dict) and name.startswith(f"{key}."):
            inner = _path(value, name[len(key) + 1 :])
            if inner is not None:
                return [key, *inner]
    return None


def order(edit: Editing, row: Sequence[str]) -> None:
    """Put what both have in their order; the others keep their places."""
    wanted = [key for key in row if key in edit.mine]
    ids = {id(edit.mine[key].raw) for key in wanted}
    siblings = edit.mine[wanted[0]].siblings
    places = [n for n, raw in enumerate(siblings) if id(raw) in ids]
    for place, key in zip(places, wanted, strict=True):
        siblings[place] = edit.mine[key].raw


def draw(edit: Editing, key: str) -> None:
    edit.mine[key].raw.pop("layout", None)
    if "layout" in edit.theirs[key].raw:
        edit.mine[key].raw["layout"] = deepcopy(edit.theirs[key].raw["layout"])

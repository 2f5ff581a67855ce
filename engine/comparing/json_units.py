"""Forms and pakket.json as parts: what has a key of its own, with all that is written in it as properties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from engine.comparing.parts import PLACE, Part

CHILDREN = "components"
_SORTS = {"instellingen": "instelling", "rollen": "rol", "berichten": "bericht"}
_IGNORED = frozenset({"exporter", "layout", "$schema"})  # of a form: which program wrote it, and in which column
_FORMS = frozenset({"startformulier", "formulier"})


@dataclass(frozen=True)
class Unit:
    """An object with a name of its own, and the list it stands in."""

    key: str
    raw: dict[str, Any]
    around: str
    siblings: list[Any]
    row: str  # the name of that list
    alias: str = ""


def form_units(form: dict[str, Any]) -> dict[str, Unit]:
    """The form ("") and its fields by path; what has no key by its id."""
    found = {"": Unit("", form, "", [], "", "")}
    for unit in _fields(form, "", ""):
        key = unit.key
        while key in found:
            key += "~"
        found[key] = Unit(key, unit.raw, unit.around, unit.siblings, unit.row, unit.alias)
    return found


def _fields(holder: Mapping[str, Any], around: str, prefix: str) -> Iterator[Unit]:
    siblings = holder.get(CHILDREN)
    counted: dict[str, int] = {}
    for raw in siblings if isinstance(siblings, list) else ():
        if not isinstance(raw, dict):
            continue
        sort, given = str(raw.get("type", "")), str(raw.get("id") or "")
        counted[sort] = counted.get(sort, 0) + 1
        name = str(raw.get("key") or raw.get("path") or "")
        key = prefix + name if name else f"#{given}" if given else f"{around}/{sort}{counted[sort]}"
        yield Unit(key, raw, around, siblings or [], f"velden van {around}", given)
        inner = str(raw.get("path") or raw.get("key") or "") if sort in ("group", "dynamiclist") else ""
        yield from _fields(raw, key, f"{prefix}{inner}." if inner else prefix)


def manifest_units(manifest: dict[str, Any]) -> dict[str, Unit]:
    """pakket.json ("") and the rows of its lists: "instellingen:termijn_pva_dagen"."""
    found = {"": Unit("", manifest, "", [], "")}
    for name in _SORTS:
        rows = manifest.get(name)
        for number, raw in enumerate(rows or () if _has_rows(rows) else ()):
            key = f"{name}:{raw.get('sleutel') or raw.get('naam') or number}"
            while key in found:
                key += "~"
            found[key] = Unit(key, raw, "", rows or [], name)
    return found


def parts(found: Mapping[str, Unit], *, form: bool) -> dict[str, Part]:
    return {key: _part(unit, form) for key, unit in found.items()}


def _part(unit: Unit, form: bool) -> Part:
    values = dict(flat(own(unit, form=form)))
    if unit.key and form:
        values[PLACE] = unit.around
    refs: dict[str, tuple[str, ...]] = {PLACE: (unit.around,)} if unit.around else {}
    refs |= {} if form else _refs(values)
    sort = ("veld" if unit.key else "formulier") if form else _SORTS.get(unit.row, "pakket")
    return Part(unit.key, sort, _name(unit), values, refs, unit.row if unit.key else "", unit.alias)


def own(unit: Unit, *, form: bool) -> dict[str, Any]:
    """What an object says itself, without the parts in it."""
    if form:
        left = {CHILDREN, "id", *_IGNORED}
    else:
        left = {name for name in _SORTS if _has_rows(unit.raw.get(name))} if not unit.key else set()
    return {name: value for name, value in unit.raw.items() if name not in left}


def _has_rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _name(unit: Unit) -> str:
    raw = unit.raw
    given = raw.get("label") or raw.get("dateLabel") or raw.get("titel") or raw.get("naam") or raw.get("text") or ""
    text = " ".join(str(given).split())
    return text if len(text) <= 80 else f"{text[:79]}…"


def _refs(values: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, value in values.items():
        if name in _FORMS or name.startswith("overslaan."):
            found[name] = (f"formulier:{value}",)
        elif name in ("proces", "privacytabel"):
            found[name] = (f"{'proces' if name == 'proces' else 'beslissing'}:{value}",)
        elif name.startswith("hulp."):
            found[name] = (f"bestand:bpmn/{value}",)
    return found


def flat(raw: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """ "validate.required" -> "ja"; what is no object stays whole."""
    for name, value in raw.items():
        if isinstance(value, dict) and value:
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, text_of(value)


def text_of(value: Any) -> str:
    """A value as a person reads it; the same text is the same value."""
    if isinstance(value, str):
        return value if not _like_json(value) else f"“{value}”"
    if value is True or value is False:
        return "ja" if value else "nee"
    if value is None:
        return "leeg"
    if (
        isinstance(value, list)
        and value
        and all(isinstance(one, dict) and set(one) == {"label", "value"} for one in value)
    ):
        return "\n".join(f"{text_of(one['label'])} = {text_of(one['value'])}" for one in value)
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _is_option(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"label", "value"}


def _like_json(value: str) -> bool:
    """A text that would read as a number, a list or a yes."""
    return value in ("ja", "nee", "leeg", "") or value[:1] in "[{“" or value.lstrip("-")[:1].isdigit()


def layout(found: Mapping[str, Unit]) -> dict[str, str]:
    """In which row and column of the form a field stands."""
    return {key: text_of(unit.raw["layout"]) for key, unit in found.items() if unit.raw.get("layout")}

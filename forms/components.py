"""The components we support, what each may hold, and how one is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from forms import settings, source
from forms.fields import (
    CHOICE_KINDS,
    INPUT_KINDS,
    VALUE_KINDS,
    Field,
    Limits,
    Text,
)
from forms.source import Source

_COMMON = frozenset(
    {"type", "id", "key", "path", "label", "description", "layout", "conditional", "properties", "validate",
     "readonly", "disabled"}
)  # fmt: skip
_CHOICE = frozenset({"values", "valuesKey", "valuesExpression", "defaultValue", "searchable"})
_OWN: Mapping[str, frozenset[str]] = {
    "textfield": frozenset({"defaultValue", "appearance"}),
    "textarea": frozenset({"defaultValue", "appearance"}),
    "number": frozenset({"defaultValue", "decimalDigits", "increment", "serializeToString", "appearance"}),
    "datetime": frozenset(
        {"subtype", "dateLabel", "timeLabel", "disallowPassedDates", "timeInterval", "use24h",
         "timeSerializingFormat", "defaultValue"}
    ),
    "checkbox": frozenset({"defaultValue"}),
    "radio": _CHOICE,
    "select": _CHOICE,
    "checklist": _CHOICE,
    "taglist": _CHOICE,
    "filepicker": frozenset({"accept", "multiple"}),
    "text": frozenset({"text"}),
    "table": frozenset({"dataSource", "columns", "rowCount"}),
    "group": frozenset({"components", "showOutline", "verticalAlignment"}),
    "dynamiclist": frozenset(
        {"components", "isRepeating", "defaultRepetitions", "allowAddRemove", "disableCollapse",
         "nonCollapsedItems", "showOutline", "verticalAlignment"}
    ),
    "expression": frozenset({"expression", "computeOn"}),
    "separator": frozenset(),
    "spacer": frozenset({"height"}),
    "button": frozenset({"action"}),
}  # fmt: skip
KINDS = frozenset(_OWN)
_VALIDATE: Mapping[str, frozenset[str]] = {
    "textfield": frozenset({"required", "minLength", "maxLength", "pattern", "patternErrorMessage", "validationType"}),
    "textarea": frozenset({"required", "minLength", "maxLength"}),
    "number": frozenset({"required", "min", "max"}),
}
_REQUIRED_ONLY = frozenset({"required"})
_SEGMENT = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_PERSON = ("persoonsgegeven", "bewaren")
# AVG 9, UAVG 25, 30 and 46: there is no ground to ask this of a person, so there is no field for it.
_NEVER = frozenset(
    {"bsn", "burgerservicenummer", "sofinummer", "etniciteit", "afkomst", "ras", "nationaliteit", "geloof", "religie",
     "godsdienst", "gezondheid", "ziekte", "diagnose", "medicatie", "handicap", "seksuele_geaardheid"}
)  # fmt: skip
MAX_ROWS = 100
LONGEST_PROPERTY = 1000


def read(raw: Source, prefix: tuple[str, ...], children: tuple[Field, ...], person: str | None) -> Field:
    """One component; `prefix` is the path of the groups around it, `person` what those say of person data."""
    kind = raw.raw["type"]
    source.only(raw, _COMMON | _OWN[kind], f"een onderdeel van de soort {kind}")
    conditional = source.part(raw, "conditional")
    source.only(conditional, frozenset({"hide"}), "een voorwaarde")
    own = _settings(raw, kind)
    kept = category(Source(raw.raw, raw.id, []), person)
    if kept is not None and kind in VALUE_KINDS and set(source.string(raw, "key").lower().split(".")) & _NEVER:
        raw.fault(
            f"‘{source.string(raw, 'key')[:60]}’ mag u niet van een persoon vragen.",
            "Haal het veld weg: er is geen grond in de wet voor BSN, afkomst, geloof of gezondheid.",
        )
    return Field(
        kind=kind,
        id=raw.id,
        path=_path(raw, kind, prefix),
        label=_label(raw, kind),
        description=source.text(raw, "description"),
        hide=source.expression(conditional, "hide"),
        readonly=source.flag_or_feel(raw, "readonly"),
        disabled=source.flag(raw, "disabled"),
        properties=properties(raw),
        demand=source.expression(source.part(raw, "properties"), "eis"),
        demand_message=source.text(source.part(raw, "properties"), "melding_eis"),
        person=category(raw, person),
        children=children,
        **own,
    )


def _settings(raw: Source, kind: str) -> dict[str, Any]:
    """What this kind has beside the common keys."""
    own: dict[str, Any] = settings.READERS[kind](raw) if kind in settings.READERS else {}
    if kind in CHOICE_KINDS:
        own |= {"choices": settings.choices(raw), "default": raw.raw.get("defaultValue")}
    if kind in INPUT_KINDS:
        validate = source.part(raw, "validate")
        source.only(validate, _VALIDATE.get(kind, _REQUIRED_ONLY), f"de controle van een {kind}")
        own |= {"required": source.flag(validate, "required"), "limits": _limits(raw, validate)}
    elif raw.raw.get("validate"):
        raw.fault(f"Een {kind} kan geen controle hebben.", "Haal ‘validate’ weg.")
    return own


def _limits(raw: Source, validate: Source) -> Limits:
    kind = source.string(validate, "validationType")
    if kind not in ("", "custom", "email", "phone"):
        validate.fault(f"De controle ‘{kind[:40]}’ bestaat niet.", "Kies email, phone of een eigen patroon.")
    return Limits(
        min_length=source.bound(validate, "minLength"),
        max_length=source.bound(validate, "maxLength"),
        minimum=source.bound(validate, "min"),
        maximum=source.bound(validate, "max"),
        pattern=source.pattern(validate, "pattern"),
        pattern_message=source.string(validate, "patternErrorMessage"),
        validation_type=kind,
        no_past="disallowPassedDates" in raw.raw and source.flag(raw, "disallowPassedDates"),
    )


def _path(raw: Source, kind: str, prefix: tuple[str, ...]) -> tuple[str, ...]:
    """The place of the value; only what has a value, a row or a group has one."""
    if kind not in VALUE_KINDS:
        return prefix
    name = "path" if kind == "dynamiclist" else "key"
    key = source.string(raw, name)
    segments = tuple(key.split("."))
    if not key:
        raw.fault(f"Dit onderdeel heeft geen ‘{name}’.", "Geef het een naam, bijvoorbeeld motivering.")
    elif not all(_SEGMENT.fullmatch(segment) for segment in segments) or len(segments) > 5:
        raw.fault(f"‘{key[:60]}’ kan geen naam zijn.", "Begin met een letter; gebruik alleen letters, cijfers en _.")
    else:
        return prefix + segments
    return (*prefix, "onbekend")


def group_path(raw: Source, prefix: tuple[str, ...]) -> tuple[str, ...]:
    """The prefix that a group gives to the fields in it."""
    path = source.string(raw, "path")
    if not path:
        return prefix
    segments = tuple(path.split("."))
    if all(_SEGMENT.fullmatch(segment) for segment in segments) and len(segments) <= 5:
        return prefix + segments
    raw.fault(f"‘{path[:60]}’ kan geen pad zijn.", "Begin met een letter; gebruik alleen letters, cijfers en _.")
    return prefix


def _label(raw: Source, kind: str) -> Text:
    names: tuple[str, ...] = ("label",)
    if kind == "datetime":
        names = ("label", "timeLabel") if raw.raw.get("subtype") == "time" else ("label", "dateLabel")
    found = [source.text(raw, name) for name in names if raw.raw.get(name)]
    if not any(found) and kind in (INPUT_KINDS | {"dynamiclist", "button"}):
        raw.fault("Dit onderdeel heeft geen label.", "Geef het een label, anders weet niemand wat hij invult.")
    return next(filter(None, found), Text())


def properties(raw: Source) -> dict[str, str]:
    """The free properties; those about person data may not be misspelt, for then they protect nothing."""
    found = source.part(raw, "properties")
    kept = {
        str(key): value for key, value in found.raw.items() if isinstance(value, str) and len(value) <= LONGEST_PROPERTY
    }
    if len(kept) != len(found.raw):
        found.fault("Een eigenschap is geen korte tekst.", "Vul bij elke eigenschap een tekst in.")
    for key in kept:
        if kept[key].startswith("="):
            source.expression(found, key)
        if key.lower().startswith(("persoon", "bewar")) and key not in _PERSON:
            found.fault(f"De eigenschap ‘{key[:60]}’ bestaat niet.", "Bedoelt u persoonsgegeven of bewaren?")
    if kept.get("persoonsgegeven", "nee") not in ("ja", "nee"):
        found.fault("‘persoonsgegeven’ is geen ja of nee.", "Vul ja of nee in.")
    return kept


def category(raw: Source, around: str | None) -> str | None:
    """Under which category the vault keeps it; None when it is no person data."""
    given = raw.raw.get("properties")
    given = given if isinstance(given, dict) else {}
    if str(given.get("persoonsgegeven", "nee")) == "nee":
        return around
    kept = given.get("bewaren")
    if not isinstance(kept, str) or not _SEGMENT.fullmatch(kept):
        raw.fault(
            "Een persoonsgegeven zonder bewaarsoort.",
            "Vul bij ‘bewaren’ de bewaarsoort in, bijvoorbeeld namenlijst.",
        )
        return around or "onbekend"
    return kept

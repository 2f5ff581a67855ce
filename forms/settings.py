"""What each kind of component has beside the keys that all share."""

from __future__ import annotations

import re
from typing import Any, TypeGuard

from forms import filetypes, source
from forms.fields import Choices, Column
from forms.source import Source


def choices(raw: Source) -> Choices:
    given = [key for key in ("values", "valuesKey", "valuesExpression") if raw.raw.get(key)]
    if len(given) != 1:
        raw.fault(
            "Er is niet precies één bron van keuzes.", "Vul values, valuesKey of valuesExpression in, en één daarvan."
        )
        return Choices()
    if given[0] == "valuesKey":
        return Choices(key=tuple(source.string(raw, "valuesKey").split(".")))
    if given[0] == "valuesExpression":
        return Choices(expression=source.expression(raw, "valuesExpression"))
    return Choices(fixed=_fixed(raw))


def _fixed(raw: Source) -> tuple[tuple[str, Any], ...]:
    values = raw.raw["values"]
    found: list[tuple[str, Any]] = []
    for value in values if isinstance(values, list) else [None]:
        if not _is_choice(value):
            raw.fault(
                "Een keuze heeft geen goed label of geen goede waarde.", "Geef elke keuze een label en een waarde."
            )
        elif str(value["value"]) in {str(known) for _label, known in found}:
            raw.fault(f"De keuze ‘{str(value['value'])[:60]}’ staat er twee keer.", "Geef elke keuze een eigen waarde.")
        else:
            found.append((value["label"], value["value"]))
    return tuple(found[:500])


def _is_choice(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict) and isinstance(value.get("label"), str) and _scalar(value.get("value"))


def _scalar(value: object) -> bool:
    return isinstance(value, str | int | float | bool) and str(value) != "" and len(str(value)) <= 200


def _number(raw: Source) -> dict[str, Any]:
    digits = source.whole(raw, "decimalDigits", 0, 10) if raw.raw.get("decimalDigits") is not None else None
    return {"decimals": digits, "as_text": source.flag(raw, "serializeToString"), **_plain(raw)}


def _plain(raw: Source) -> dict[str, Any]:
    default = raw.raw.get("defaultValue")
    if default is not None and not isinstance(default, str | int | float | bool):
        raw.fault("De beginwaarde past niet bij dit onderdeel.", "Haal ‘defaultValue’ weg.")
        default = None
    appearance = source.part(raw, "appearance")
    source.only(appearance, frozenset({"prefixAdorner", "suffixAdorner"}), "het uiterlijk")
    return {
        "default": default,
        "prefix": source.text(appearance, "prefixAdorner"),
        "suffix": source.text(appearance, "suffixAdorner"),
    }


def _datetime(raw: Source) -> dict[str, Any]:
    subtype = raw.raw.get("subtype", "date")
    if subtype not in ("date", "time", "datetime"):
        raw.fault("De soort datum of tijd is onbekend.", "Kies date, time of datetime.")
        subtype = "date"
    return {"subtype": subtype, "default": source.string(raw, "defaultValue") or None}


def _filepicker(raw: Source) -> dict[str, Any]:
    accept = source.text(raw, "accept")
    if not accept.expressions:
        for unknown in filetypes.unknown(source.string(raw, "accept")):
            raw.fault(
                f"Bestanden van de soort ‘{unknown[:40]}’ kunnen wij niet controleren.",
                f"Gebruik alleen: {', '.join(sorted(filetypes.EXTENSIONS))}.",
            )
    return {"accept": accept, "multiple": source.flag_or_feel(raw, "multiple")}


def _text(raw: Source) -> dict[str, Any]:
    if re.search(r"\]\([^)]*\{\{", source.string(raw, "text")):
        raw.fault("Een link mag geen {{ }} bevatten.", "Schrijf het adres van de link helemaal uit.")
    return {"text": source.text(raw, "text")}


def _table(raw: Source) -> dict[str, Any]:
    columns = raw.raw.get("columns")
    found = [
        Column(c["label"], c["key"])
        for c in (columns if isinstance(columns, list) else [])
        if isinstance(c, dict) and isinstance(c.get("label"), str) and isinstance(c.get("key"), str)
    ]
    if not found or len(found) != len(columns or []) or len(found) > 20:
        raw.fault("De kolommen van deze tabel kloppen niet.", "Geef elke kolom een label en een key (hooguit 20).")
    data = source.expression(raw, "dataSource")
    if data is None and not raw.raw.get("dataSource"):
        raw.fault("Deze tabel heeft geen bron.", "Vul bij dataSource FEEL in, bijvoorbeeld =acties.")
    return {"columns": tuple(found), "source": data}


def _list(raw: Source) -> dict[str, Any]:
    return {
        "repetitions": source.whole(raw, "defaultRepetitions", 1, 20),
        "may_add": source.flag(raw, "allowAddRemove", True),
    }


def _expression(raw: Source) -> dict[str, Any]:
    found = source.expression(raw, "expression")
    if found is None and not raw.raw.get("expression"):
        raw.fault("Deze berekening is leeg.", "Vul FEEL in bij expression.")
    return {"source": found}


def _button(raw: Source) -> dict[str, Any]:
    if raw.raw.get("action", "submit") != "submit":
        raw.fault("Alleen een knop om te versturen wordt ondersteund.", "Haal deze knop weg.")
    return {}


READERS = {
    "textfield": _plain,
    "textarea": _plain,
    "number": _number,
    "datetime": _datetime,
    "checkbox": _plain,
    "filepicker": _filepicker,
    "text": _text,
    "table": _table,
    "dynamiclist": _list,
    "expression": _expression,
    "spacer": lambda raw: {"height": source.whole(raw, "height", 60, 1000)},
    "button": _button,
}

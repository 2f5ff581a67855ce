"""From the bytes of a .form file to a Form, or the list of everything that is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import orjson

from engine.registry import FormDescription
from forms import components, loops, source
from forms.fields import Field, Form, FormRefused, Problem, deep, flat
from forms.source import Source

MAX_BYTES = 1_000_000
MAX_DEPTH = 6
MAX_COMPONENTS = 400
SCHEMA_VERSION = 19
_ROOT = frozenset(
    {"type", "id", "schemaVersion", "components", "exporter", "executionPlatform", "executionPlatformVersion",
     "versionTag", "$schema"}
)  # fmt: skip
_REMEDIES = {
    "html": "Gebruik het onderdeel tekst (text) met markdown.",
    "iframe": "Zet een link in een tekst.",
    "image": "Zet de afbeelding in de hulptekst van de stap.",
    "documentPreview": "Documenten staan al op de pagina van de zaak.",
}


def load(data: bytes) -> Form:
    """Read a form; raises FormRefused with every problem found."""
    problems: list[Problem] = []
    form = _form(_json(data, problems), problems)
    if problems:
        raise FormRefused(tuple(problems))
    return form


def describe(path: str, data: bytes) -> FormDescription:
    """What the engine's check needs to know of a form; never raises, faults come as problems."""
    problems: list[Problem] = []
    form = _form(_json(data, problems), problems)
    problems += loops.found(form)  # only where it is checked: a form that runs already must open
    return FormDescription(
        outputs=form.outputs,
        takes_person_data=bool(form.person_fields),
        problems=tuple(problem.astuple() for problem in problems),
        kinds=form.kinds,
        person_data=form.person_data,
        asked=form.asked,
        shown=form.shown,
    )


def _json(data: bytes, problems: list[Problem]) -> Mapping[str, Any]:
    if len(data) > MAX_BYTES:
        problems.append(Problem("", "Dit formulier is groter dan 1 MB.", "Splits het in kleinere formulieren."))
        return {}
    try:
        found = orjson.loads(data)
    except (orjson.JSONDecodeError, RecursionError) as error:
        where = f" (regel {error.lineno})" if isinstance(error, orjson.JSONDecodeError) else ""
        problems.append(
            Problem("", f"Dit bestand is geen goede JSON{where}.", "Bewaar het formulier opnieuw met de editor.")
        )
        return {}
    if not isinstance(found, dict) or not isinstance(found.get("components"), list):
        problems.append(Problem("", "Dit bestand is geen formulier.", "Kies een .form-bestand van form-js."))
        return {}
    return found


def _form(raw: Mapping[str, Any], problems: list[Problem]) -> Form:
    if not raw:
        return Form("", ())
    root = Source(raw, "", problems)
    source.only(root, _ROOT, "een formulier")
    version = raw.get("schemaVersion", SCHEMA_VERSION)
    if isinstance(version, bool) or not isinstance(version, int) or version > SCHEMA_VERSION:
        root.fault(
            f"De schemaVersion is niet {SCHEMA_VERSION} of lager.", "Maak het formulier met een versie die wij kennen."
        )
    if raw.get("type", "default") != "default":
        root.fault("De soort van dit formulier is onbekend.", 'Gebruik "type": "default".')
    fields = _components(raw["components"], root, (), None, 0)
    _unique(fields, problems)
    for picker in (f for f in flat(fields) if f.kind == "filepicker" and len(f.path) > 1):
        fault = "Een bestand kan geen deel van een ander gegeven zijn."
        problems.append(Problem(picker.id, fault, "Geef het een naam zonder punt, buiten een groep met een pad."))
    buttons = [f.label.parts[0] for f in flat(fields) if f.kind == "button" and f.label.parts]
    label = next((part for part in buttons if isinstance(part, str)), "")
    return Form(source.string(root, "id"), fields, label)


def _components(
    raw: list[Any], around: Source, prefix: tuple[str, ...], person: str | None, depth: int
) -> tuple[Field, ...]:
    if depth > MAX_DEPTH:
        around.fault(f"Dit formulier is dieper dan {MAX_DEPTH} lagen.", "Maak het vlakker.")
        return ()
    if len(raw) > MAX_COMPONENTS or len(around.problems) > 200:
        around.fault(f"Hier staan meer dan {MAX_COMPONENTS} onderdelen of te veel fouten.", "Splits het formulier.")
        return ()
    found = (_component(one, around, prefix, person, depth) for one in raw)
    return tuple(field for field in found if field is not None)


def _component(raw: Any, around: Source, prefix: tuple[str, ...], person: str | None, depth: int) -> Field | None:
    if not isinstance(raw, dict):
        around.fault("Een onderdeel is geen object.", "Bewaar het formulier opnieuw met de editor.")
        return None
    name = raw.get("id") or raw.get("key")
    one = Source(raw, name[:100] if isinstance(name, str) else "zonder id", around.problems)
    kind = raw.get("type")
    if not isinstance(kind, str) or kind not in components.KINDS:
        one.fault(
            f"Het onderdeel ‘{str(kind)[:40]}’ wordt niet ondersteund.",
            _REMEDIES.get(str(kind), "Gebruik een ander onderdeel."),
        )
        return None
    children = _children(one, kind, prefix, components.category(Source(raw, one.id, []), person), depth)
    return components.read(one, prefix, children, person)


def _children(one: Source, kind: str, prefix: tuple[str, ...], person: str | None, depth: int) -> tuple[Field, ...]:
    if kind not in ("group", "dynamiclist"):
        return ()
    raw = one.raw.get("components")
    if not isinstance(raw, list):
        one.fault("Deze groep heeft geen onderdelen.", "Zet er onderdelen in of haal de groep weg.")
        return ()
    # A row starts its own paths; a group only prefixes those of its fields.
    inner = components.group_path(one, prefix) if kind == "group" else ()
    fields = _components(raw, one, inner, person, depth + 1)
    if kind == "dynamiclist":
        _unique(fields, one.problems)
        _check_rows(one, fields)
    return fields


def _check_rows(one: Source, fields: tuple[Field, ...]) -> None:
    for picker in (f for f in deep(fields) if f.kind == "filepicker"):
        # Rows have no place of their own in the list of documents, so nobody could tell later whose file it was.
        fault = Problem(picker.id, "Een bestand kan niet in een lijst.", "Zet het bestand buiten de lijst.")
        if fault not in one.problems:
            one.problems.append(fault)
    inner = [f for f in deep(fields) if f.kind == "dynamiclist"]
    if any(f.kind == "dynamiclist" for each in inner for f in deep(each.children)):
        one.fault("Een lijst in een lijst in een lijst kan niet.", "Maak het formulier vlakker.")
    # Rows move when one is removed, so what may not be changed could end up in another row.
    if one.raw.get("allowAddRemove", True) and any(f.readonly is not False for f in flat(fields)):
        one.fault(
            "Een veld dat niet te wijzigen is, kan niet in een lijst met losse rijen.",
            "Zet ‘allowAddRemove’ uit of haal ‘readonly’ weg.",
        )


def _unique(fields: tuple[Field, ...], problems: list[Problem]) -> None:
    """Two fields may not have one name, nor may a value stand where another keeps its parts."""
    given = [f for f in flat(fields) if f.gives]
    taken = Counter(f.path for f in given)
    for field in given:
        if taken[field.path] > 1:
            problems.append(Problem(field.id, f"De naam ‘{field.key}’ komt vaker voor.", "Kies een eigen naam."))
        if any(field.path[:n] in taken for n in range(1, len(field.path))):
            problems.append(
                Problem(field.id, f"‘{field.key}’ staat binnen een ander veld.", "Geef een van beide een andere naam.")
            )
    ids = Counter(f.id for f in flat(fields))
    for name in (name for name, count in ids.items() if count > 1):
        problems.append(Problem(name, "Dit id komt vaker voor.", "Geef elk onderdeel een eigen id."))

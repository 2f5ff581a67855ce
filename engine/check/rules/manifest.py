"""pakket.json: the package's name, its start, its settings, and that what it refers to is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from engine.check.findings import Finding, error, warning
from engine.check.package import PackageModel
from engine.check.rules.scripts import NAME

RULE = "manifest"
PACKAGE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_KINDS = {"voorstel", "wettelijk", "keuze"}


def check(package: PackageModel) -> Iterator[Finding]:
    if package.partial:
        return
    path = next((p for p in package.files if p.endswith("pakket.json")), "")
    if not path:
        hint = "Zet in bpmn/NAAM/ een pakket.json met naam, titel, versie, proces en instellingen."
        yield error("", "", RULE, "Het pakket heeft geen pakket.json.", hint)
        return
    if package.manifest:
        yield from _names(package, path)
        yield from _start(package, path)
        yield from _settings(path, package.manifest.get("instellingen", []))
        yield from _help(package, path)
        yield from _from_processes(package, path)


def _names(package: PackageModel, path: str) -> Iterator[Finding]:
    folder = path.split("/")[1] if path.count("/") == 2 else ""
    name = package.manifest.get("naam")
    if not isinstance(name, str) or not PACKAGE_NAME.fullmatch(name):
        hint = "Gebruik kleine letters, cijfers en streepjes, bijvoorbeeld werkproces-2016."
        yield error(path, "naam", RULE, "Het pakket heeft geen goede naam.", hint)
    elif folder and name != folder:
        message = f"Het pakket heet “{name}”, maar staat in de map “{folder}”."
        yield error(path, "naam", RULE, message, "Geef map en pakket dezelfde naam.")
    for key in ("titel", "versie"):
        if not isinstance(package.manifest.get(key), str):
            yield error(path, key, RULE, f"Het pakket mist “{key}”.", f"Vul “{key}” in als tekst.")


def _start(package: PackageModel, path: str) -> Iterator[Finding]:
    process = package.manifest.get("proces")
    if not isinstance(process, str) or process not in package.processes:
        message = f"Het startproces “{process}” staat niet in het pakket."
        hint = f"Kies bij “proces” één van: {', '.join(sorted(package.processes)) or '(geen proces)'}."
        yield error(path, "proces", RULE, message, hint)
    form = package.manifest.get("startformulier")
    if form is not None and form not in package.forms:
        message = f"Het startformulier “{form}” staat niet in het pakket."
        yield error(path, "startformulier", RULE, message, "Voeg het formulier toe, of kies een ander.")


def _settings(path: str, settings: Any) -> Iterator[Finding]:
    if not isinstance(settings, list):
        yield error(path, "instellingen", RULE, "“instellingen” is geen lijst.", "Maak er een lijst van.")
        return
    seen: set[str] = set()
    for setting in settings:
        key = setting.get("sleutel") if isinstance(setting, dict) else None
        if not isinstance(key, str) or not NAME.fullmatch(key):
            message = f"Een instelling heeft geen goede sleutel: {str(key)[:60]}."
            yield error(path, "instellingen", RULE, message, "Gebruik letters, cijfers en liggend streepje.")
            continue
        if key in seen:
            yield error(path, key, RULE, f"De instelling “{key}” staat er twee keer.", "Haal er één weg.")
        seen.add(key)
        if setting.get("soort") not in _KINDS:
            hint = f"Kies bij “soort” één van: {', '.join(sorted(_KINDS))}."
            yield error(path, key, RULE, f"De instelling “{key}” zegt niet wat voor soort zij is.", hint)


def _help(package: PackageModel, path: str) -> Iterator[Finding]:
    texts = package.manifest.get("hulp", {})
    folder = path.rsplit("/", 1)[0]
    for key, file in texts.items() if isinstance(texts, dict) else ():
        if f"{folder}/{file}" not in package.files:
            message = f"De hulptekst “{file}” voor “{key}” staat niet in het pakket."
            yield warning(path, str(key), RULE, message, "Voeg het bestand toe, of haal de regel weg.")


def _from_processes(package: PackageModel, path: str) -> Iterator[Finding]:
    """From which process on names may come in, and from which a message is offered."""
    rows = package.manifest.get("berichten")
    messages = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    told = [("namen_vanaf", package.manifest.get("namen_vanaf"))]
    told += [("berichten", row.get("vanaf_proces")) for row in messages]
    for where, key in told:
        if key is not None and key not in package.processes:
            message = f"Het proces “{key}” bij “{where}” staat niet in het pakket."
            hint = f"Kies één van: {', '.join(sorted(package.processes)) or '(geen proces)'}."
            yield error(path, where, RULE, message, hint)

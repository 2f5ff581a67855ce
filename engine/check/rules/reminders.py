"""The table of reminders: its columns are there, and what stands in them can be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from engine.check import xml
from engine.check.files import by_extension
from engine.check.findings import Finding, error
from engine.check.model import local
from engine.check.package import PackageModel

RULE = "herinneringen"
FILE = "/herinneringen.dmn"
OWNER = "eigenaar"
COLUMNS: Mapping[str, frozenset[str]] = {
    "wanneer": frozenset({"voor", "op", "na"}),
    "aantal": frozenset(),
    "eenheid": frozenset({"dagen", "werkdagen"}),
    "aan": frozenset(),
    "herhaal": frozenset(),
    "keer": frozenset(),
}


def check(package: PackageModel) -> Iterator[Finding]:
    for path, data in sorted(by_extension(package.files, ".dmn").items()):
        root = xml.read(data, path)
        if f"/{path}".endswith(FILE) and not isinstance(root, Finding):
            yield from _table(package, path, root)


def _table(package: PackageModel, path: str, root: etree._Element) -> Iterator[Finding]:
    decision = next((e for e in root.iter() if local(e) == "decision" and e.get("id") == RULE), None)
    table = None if decision is None else next((e for e in decision if local(e) == "decisionTable"), None)
    if table is None:
        hint = "Geef de beslissing het id “herinneringen” en maak er een beslistabel van."
        yield error(path, RULE, RULE, "De beslissing “herinneringen” is hier geen tabel.", hint)
        return
    if table.get("hitPolicy") not in ("COLLECT", "RULE ORDER") or table.get("aggregation"):
        hint = "Kies de hit policy RULE ORDER of COLLECT, zonder optelling."
        yield error(path, table.get("id", ""), RULE, "Elke rij moet een eigen herinnering geven.", hint)
    columns = [e.get("name", "") for e in table if local(e) == "output"]
    missing = [name for name in COLUMNS if name not in columns]
    if missing:
        message = f"De tabel met herinneringen mist een kolom: {', '.join(missing)}."
        yield error(path, table.get("id", ""), RULE, message, f"Maak de uitvoerkolommen {', '.join(COLUMNS)}.")
        return
    people = {OWNER, *package.catalogue.groups}
    for row in (e for e in table if local(e) == "rule"):
        yield from _row(path, row, columns, people)


def _row(path: str, row: etree._Element, columns: list[str], people: set[str]) -> Iterator[Finding]:
    cells = ["".join(str(text) for text in e.itertext()).strip() for e in row if local(e) == "outputEntry"]
    for column, cell in zip(columns, cells, strict=False):
        known = people if column == "aan" else COLUMNS.get(column)
        if not known:
            continue
        word = cell[1:-1] if len(cell) > 1 and cell[0] == cell[-1] == '"' else None
        if word is not None and word not in known:
            message = f"In de kolom “{column}” staat “{word[:40]}”, maar dat kan niet."
            yield error(path, row.get("id", ""), RULE, message, f"Kies uit: {', '.join(sorted(known))}.")
        elif not cell and column != "eenheid":
            yield error(path, row.get("id", ""), RULE, f"De kolom “{column}” is leeg.", "Vul haar in.")

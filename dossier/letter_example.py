"""A letter filled in with made-up data, so that a designer sees what he made; and what each field holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from dossier import letters

# What a designer reads beside a field.
MEANING: Mapping[str, str] = {
    "acties": "alle acties van de zaak",
    "aanhef": "de aanhef van de brief",
    "aanleiding": "waarom er is verwijderd",
    "aantal": "hoeveel",
    "afzender": "wie de brief maakt",
    "begonnen_op": "wanneer de zaak begon",
    "besluitnummer": "nummer van het Wpg 20-besluit",
    "bewaartermijn": "hoe lang de naam bewaard blijft",
    "contact": "waar iemand terecht kan met vragen",
    "controlegetal": "getal om het bewijs te controleren",
    "datum": "de dag waarop de brief is gemaakt",
    "deelnemers": "de organisaties in de zaak",
    "delen": "wat er is verwijderd, per soort",
    "doel": "het doel van het verzoek",
    "door": "wie het deed",
    "feit_of_oordeel": "feit of oordeel",
    "gebied": "wijk of gebied van de groep",
    "geeindigd_op": "wanneer de zaak eindigde",
    "gemeente": "naam van uw gemeente",
    "gewenste_datum": "wanneer het antwoord nodig is",
    "groep_alias": "de korte naam van de groep",
    "groepsomschrijving": "wat de procesregisseur over de groep schreef",
    "herkomst": "waar de gegevens vandaan komen",
    "kenmerk": "het kenmerk van de brief",
    "motivering": "waarom het nodig is",
    "naam": "de naam van de ontvanger",
    "naam_kind": "de naam van het kind",
    "nummer": "nummer van het bewijs",
    "onherstelbaar_op": "vanaf wanneer niets meer te herstellen is",
    "ontvangers": "voor wie de brief is",
    "op_lijst_sinds": "sinds wanneer iemand op de namenlijst staat",
    "open_acties": "de acties die nog lopen",
    "overdrachten": "wat er is overgedragen, en aan wie",
    "proces": "naam van het proces",
    "proportionaliteit": "waarom het in verhouding is",
    "reden": "waarom iemand op de lijst staat",
    "scores": "de scores van de groep",
    "subsidiariteit": "waarom het niet anders kan",
    "tabellen": "de tabellen met cijfers",
    "titel": "de titel van het document",
    "vergelijking": "de scores van het begin naast die van nu",
    "versie": "de versie van het document",
    "verwijderd_op": "wanneer er is verwijderd",
    "verwijzingen": "waar nog een verwijzing staat",
    "verzoek_termijn": "hoe lang een antwoord duurt",
    "vraag": "de vraag aan de politie",
    "zaak": "nummer van de zaak",
}
_EXAMPLES: Mapping[str, str] = {
    "gemeente": "Gemeente Voorbeeld",
    "datum": "12-01-2026",
    "kenmerk": "ZAAK-0001/voorbeeld",
    "titel": "Voorbeelddocument",
    "versie": "1",
    "afzender": "Fictieve Afzender",
    "ontvangers": "Gemeente, Openbaar Ministerie",
    "groep_alias": "Groep Voorbeeldplein",
    "gebied": "Voorbeeldwijk",
    "zaak": "1",
    "proces": "Voorbeeldproces",
    "naam": "Fictief Persoon Alfa",
    "naam_kind": "Fictief Persoon Beta",
    "eigenaar": "Jongerenwerk Voorbeeld",
    "organisatie": "Woningcorporatie Voorbeeld",
    "aantal": "3",
    "besluitnummer": "WPG-0000",
    "nummer": "V-0000",
    "verwijzingen": "2",
}
ROWS = 2


def begun(title: str, how: str) -> bytes:
    """A letter in Word of two lines, to go on from."""
    document = Document()
    document.add_heading(title, 1)
    document.add_paragraph(how)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def values(fields: Iterable[str], repeated: Iterable[str] = ()) -> dict[str, Any]:
    """Made-up data for these fields: a text, or two rows of texts for what is gone through row by row."""
    lists = frozenset(repeated)
    wanted = frozenset(fields) | lists
    tops = sorted({field.partition(".")[0] for field in wanted})
    return {top: _value(top, top, wanted, lists) for top in tops}


def _value(path: str, name: str, wanted: frozenset[str], lists: frozenset[str], number: int = 0) -> Any:
    below = sorted({f.removeprefix(f"{path}.").partition(".")[0] for f in wanted if f.startswith(f"{path}.")})
    if path in lists:
        if not below:
            return [_text(name, row) for row in range(1, ROWS + 1)]
        return [
            {each: _value(f"{path}.{each}", each, wanted, lists, row) for each in below} for row in range(1, ROWS + 1)
        ]
    if below:
        return {each: _value(f"{path}.{each}", each, wanted, lists, number) for each in below}
    return _text(name, number)


def _text(name: str, number: int) -> str:
    if number and name == "titel":
        return f"Voorbeeld {number}"  # of an action or a table, not of the document
    text = _EXAMPLES.get(name) or f"[{name.replace('_', ' ')}]"
    return f"{text} {number}" if number and name not in _EXAMPLES else text


def as_text(path: str, data: bytes, filled: Mapping[str, Any]) -> str:
    """The letter filled in, its paragraphs and tables as plain lines."""
    name = path.rsplit("/", 1)[-1]
    written = letters.write({f"x/{letters.FOLDER}/{name}": data}, name.rsplit(".", 1)[0], filled)
    if written.name.endswith(".txt"):
        return written.content.decode()
    lines: list[str] = []
    for part in Document(BytesIO(written.content)).iter_inner_content():
        if isinstance(part, Paragraph):
            lines.append(part.text)
        elif isinstance(part, Table):
            lines += [" | ".join(cell.text.strip() for cell in row.cells) for row in part.rows]
    return "\n".join(lines).strip()

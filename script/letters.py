#!/usr/bin/env python3
"""Writes the Word templates of the national packages: plain, in one style, to be changed in Word by a municipality.

    .venv/bin/python script/letters.py bpmn/werkproces-2016/brieven

It overwrites what is there; a municipality edits the files themselves and never runs this.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from docx import Document
from docx.document import Document as Word
from docx.shared import Cm, Pt

Part = tuple[str, str]  # a heading, and the text or field below it


def begin(*, to: str = "{{ ontvangers }}") -> Word:
    word = Document()
    style = word.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(10.5)
    style.paragraph_format.space_after = Pt(6)
    for section in word.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.5)
    word.core_properties.author, word.core_properties.title = "", "{{ titel }}"
    word.core_properties.language = "nl-NL"
    word.add_paragraph().add_run("{{ gemeente }}").bold = True
    word.add_heading("{{ titel }}", level=1)
    facts(word, [("Datum", "{{ datum }}"), ("Kenmerk", "{{ kenmerk }}"), ("Versie", "{{ versie }}"), ("Voor", to)])
    return word


def facts(word: Word, rows: Sequence[Part]) -> None:
    table = word.add_table(rows=0, cols=2)
    for label, field in rows:
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(label).bold = True
        cells[1].text = field
        cells[0].width, cells[1].width = Cm(4), Cm(12)
    word.add_paragraph()


def parts(word: Word, rows: Sequence[Part]) -> None:
    for heading, text in rows:
        word.add_heading(heading, level=2)
        for line in text.split("\n"):
            word.add_paragraph(line)


def rows_of(word: Word, heading: str, source: str, columns: Sequence[Part], empty: str) -> None:
    """A table with a row for each in a list; one sentence when the list is empty."""
    word.add_heading(heading, level=2)
    word.add_paragraph("{%p if " + source + " %}")
    table = word.add_table(rows=0, cols=len(columns))
    table.style = "Table Grid"
    for cell, (label, _) in zip(table.add_row().cells, columns, strict=True):
        cell.paragraphs[0].add_run(label).bold = True
    table.add_row().cells[0].text = "{%tr for rij in " + source + " %}"
    for cell, (_, field) in zip(table.add_row().cells, columns, strict=True):
        cell.text = "{{ rij." + field + " }}"
    table.add_row().cells[0].text = "{%tr endfor %}"
    word.add_paragraph("{%p else %}")
    word.add_paragraph(empty)
    word.add_paragraph("{%p endif %}")


ACTIONS = [("Actie", "titel"), ("Wie", "eigenaar"), ("Spoor", "spoor"), ("Soort", "soort"), ("Klaar", "einde")]
STATUS = [("Actie", "titel"), ("Wie", "eigenaar"), ("Klaar", "einde"), ("Stand", "status"), ("Notitie", "notitie")]
SCORES = [("Moment", "moment"), ("Datum", "datum"), ("Ernst", "ernst"), ("Risico", "risico"),
          ("Ontwikkeling", "ontwikkeling"), ("Impact", "impact")]  # fmt: skip
GOALS = [("Doel", "doel"), ("Zo meten we", "indicator"), ("Start", "startwaarde"), ("Streven", "streefwaarde")]
GROUP = "Dit document gaat over groep {{ groep_alias }} in {{ gebied }}. Er staan geen namen van jongeren in."


def advice() -> Word:
    word = begin()
    word.add_paragraph(GROUP)
    parts(
        word,
        [
            ("Wat is het probleem?", "{{ probleemdefinitie }}"),
            ("Wat zijn de keuzes?", "{{ opties }}"),
            ("Ons advies", "{{ advies }}"),
            ("Wat vragen wij u te besluiten?", "{{ gevraagd_besluit }}"),
        ],
    )
    return word


def decision() -> Word:
    word = begin()
    word.add_paragraph(GROUP)
    facts(
        word, [("Overleg", "{{ overleg }}"), ("Datum overleg", "{{ datum_overleg }}"), ("Aanwezig", "{{ aanwezig }}")]
    )
    parts(
        word,
        [
            ("Het advies was", "{{ advies }}"),
            ("Het besluit", "{{ besluit }}"),
            ("Voorwaarden", "{{ voorwaarden }}"),
            ("Aanwijzingen voor de aanpak", "{{ aanwijzingen }}"),
        ],
    )
    return word


def plan() -> Word:
    word = begin()
    word.add_paragraph(GROUP)
    rows_of(word, "Doelen", "doelen", GOALS, "Er zijn geen doelen vastgelegd.")
    rows_of(word, "Acties", "acties", ACTIONS, "Er zijn nog geen acties.")
    rows_of(word, "Wie doen mee?", "deelnemers", [("Organisatie", "organisatie"), ("Rol", "rol")], "Nog niemand.")
    parts(word, [("Wanneer kijken we terug?", "{{ evaluatiedatum }}")])
    return word


def progress() -> Word:
    word = begin()
    word.add_paragraph(GROUP)
    rows_of(word, "Hoe staan de acties ervoor?", "acties", STATUS, "Er zijn geen acties.")
    rows_of(word, "Scores van de groep (1 is licht, 5 is zwaar)", "scores", SCORES, "De groep is nog niet gescoord.")
    parts(word, [("Hoe gaan we verder?", "{{ besluit }}"), ("Waarom?", "{{ motivering }}")])
    return word


def evaluation() -> Word:
    word = begin()
    word.add_paragraph(GROUP)
    facts(word, [("Begonnen op", "{{ begonnen_op }}"), ("Besluit", "{{ besluit }}")])
    parts(
        word,
        [("Waarom stoppen of afschalen?", "{{ motivering }}"), ("Zijn de doelen gehaald?", "{{ doelen_gehaald }}")],
    )
    columns = [("Onderdeel", "onderdeel"), ("Begin", "begin"), ("Nu", "nu"), ("Verschil", "verschil")]
    rows_of(word, "Van het begin tot nu", "vergelijking", columns, "Er is geen meting van het begin.")
    rows_of(word, "Alle metingen (1 is licht, 5 is zwaar)", "scores", SCORES, "De groep is niet gescoord.")
    parts(
        word,
        [
            ("Wat werkte goed?", "{{ wat_werkte }}"),
            ("Wat werkte niet?", "{{ wat_niet_werkte }}"),
            ("Hoe ging de samenwerking?", "{{ samenwerking }}"),
        ],
    )
    columns = [("Wat", "wat"), ("Soort", "soort"), ("Van", "van"), ("Aan", "aan"), ("Vanaf", "vanaf")]
    rows_of(word, "Wat dragen we over?", "overdrachten", columns, "Er is niets over te dragen.")
    rows_of(word, "Acties die nog lopen", "open_acties", STATUS, "Alle acties zijn afgelopen.")
    parts(word, [("Bewaren en verwijderen", "{{ bewaartermijn }}")])
    return word


def certificate() -> Word:
    word = begin()
    word.add_paragraph(
        "Dit certificaat laat zien welke persoonsgegevens zijn vernietigd. Het noemt niemand. "
        "De inhoud is met sleutel en al weggehaald uit de database."
    )
    facts(
        word,
        [
            ("Nummer", "{{ nummer }}"),
            ("Zaak", "{{ zaak }}, groep {{ groep_alias }}"),
            ("Aanleiding", "{{ aanleiding }}"),
            ("Door", "{{ door }}"),
            ("Verwijderd op", "{{ verwijderd_op }}"),
            ("Onherstelbaar op", "{{ onherstelbaar_op }}"),
            ("Aantal stukken", "{{ aantal }}"),
        ],
    )
    columns = [("Soort", "categorie"), ("Aantal", "aantal")]
    rows_of(word, "Wat is vernietigd?", "delen", columns, "Er was niets om te vernietigen.")
    parts(
        word,
        [
            ("Verwijzingen", "{{ verwijzingen }}"),
            (
                "Controlegetal",
                "{{ controlegetal }}\nDit getal is berekend uit de willekeurige kenmerken van de stukken (SHA-256). "
                "Wie een oude back-up onderzoekt, kan er mee nagaan of dit de stukken waren. "
                "Het zegt niets over personen.",
            ),
            (
                "De twee datums",
                "Verwijderd: de stukken en hun sleutels staan niet meer in de database.\n"
                "Onherstelbaar: ook de sleutel van de installatie is vernieuwd, de oude sleutel is vernietigd "
                "en de back-ups van voor die dag bestaan niet meer.",
            ),
        ],
    )
    return word


def information(*, parent: bool) -> Word:
    word = begin(to="{{ naam }}")
    word.add_paragraph("{{ aanhef }}")
    whose = "de gegevens van {{ naam_kind }}" if parent else "uw gegevens"
    word.add_paragraph(
        f"De gemeente werkt samen met partners aan een groep jongeren: {{{{ groep_alias }}}} in {{{{ gebied }}}}. "
        f"Daarvoor gebruiken wij {whose}. In deze brief leest u waarom, en wat u kunt doen."
    )
    if parent:
        word.add_paragraph(
            "U krijgt deze brief omdat u de ouder of wettelijk vertegenwoordiger bent van {{ naam_kind }}."
        )
    subject = "{{ naam_kind }}" if parent else "u"
    theirs = "de gegevens" if parent else "uw gegevens"
    parts(
        word,
        [
            (f"Waarom staat {subject} op de lijst?", "{{ reden }}\nSinds: {{ op_lijst_sinds }}."),
            ("Waar komen de gegevens vandaan?", "{{ herkomst }}\nHet gaat om een {{ feit_of_oordeel }}."),
            (
                "Waarvoor gebruiken wij de gegevens?",
                "Om overlast en strafbare feiten te voorkomen en om hulp te bieden waar dat nodig is. "
                "Alleen partners die de gegevens nodig hebben voor hun taak, mogen ze zien. "
                "De burgemeester zorgt voor de openbare orde (artikel 172 van de Gemeentewet). "
                "Gegevens gebruiken mag omdat dat nodig is voor die taak (artikel 6 lid 1 onder e van de AVG).",
            ),
            ("Hoe lang bewaren wij de gegevens?", "{{ bewaartermijn }}"),
            (
                "Wat kunt u doen?",
                f"U kunt vragen welke gegevens wij hebben. U kunt ook vragen om {theirs} te verbeteren of te wissen, "
                "of laten weten dat u het er niet mee eens bent. U krijgt antwoord binnen {{ verzoek_termijn }}.\n"
                "Bent u het niet eens met hoe wij met gegevens omgaan? Dan kunt u een klacht indienen bij de "
                "Autoriteit Persoonsgegevens.",
            ),
            ("Vragen?", "{{ contact }}"),
        ],
    )
    return word


def council() -> Word:
    word = Document()
    word.styles["Normal"].font.name, word.styles["Normal"].font.size = "Arial", Pt(10.5)
    word.core_properties.author, word.core_properties.title = "", "{{ titel }}"
    word.add_paragraph().add_run("{{ gemeente }}").bold = True
    word.add_heading("{{ titel }}", level=1)
    word.add_paragraph("Stand op {{ datum }}. Deze cijfers gaan over alle groepen samen. Er staan geen namen in.")
    word.add_paragraph(
        "Een aantal onder de 5 laten wij niet zien. Soms laten wij ook een ander aantal weg. "
        "Anders zou iemand het kleine aantal kunnen uitrekenen."
    )
    word.add_paragraph("{%p for tabel in tabellen %}")
    word.add_heading("{{ tabel.titel }}", level=2)
    word.add_paragraph("{{ tabel.uitleg }}")
    table = word.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    table.add_row().cells[0].text = "{%tr for rij in tabel.rijen %}"
    cells = table.add_row().cells
    cells[0].text, cells[1].text = "{{ rij.naam }}", "{{ rij.aantal }}"
    table.add_row().cells[0].text = "{%tr endfor %}"
    word.add_paragraph("{%p endfor %}")
    return word


def main(folder: Path) -> None:
    made = {
        "adviesdocument": advice(),
        "besluit-ketenoverleg": decision(),
        "plan-van-aanpak": plan(),
        "voortgangsverslag": progress(),
        "evaluatie": evaluation(),
        "vernietiging": certificate(),
        "informatiebrief": information(parent=False),
        "informatiebrief-ouder": information(parent=True),
        "raadsrapportage": council(),
    }
    for name, word in made.items():
        word.save(str(folder / f"{name}.docx"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

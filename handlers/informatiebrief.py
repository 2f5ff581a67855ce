"""The letter to who stands on the list of names, or who represents a child: by the template of the package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from dossier import documents, groups, informing, letters, months, names, privacy, users, vault
from dossier.documents import File
from dossier.listed import ListedName
from engine.models import ProcessInstance
from engine.registry import Handler, JobContext
from handlers import reading
from handlers.settings import HandlerSettings

LETTER, LETTER_TO_PARENT = "informatiebrief", "informatiebrief-ouder"
PURPOSE = "Brief aan wie op de namenlijst staat"
TITLES = {
    informing.PERSON: "Informatiebrief aan de persoon",
    informing.PARENT: "Informatiebrief aan de vertegenwoordiger",
}
PLAIN = """{gemeente}
{datum}

Aan: {ontvangers}
Kenmerk: {kenmerk}

Onderwerp: gegevens in de aanpak van een groep

{aanhef},

Wij werken met partners aan de aanpak van overlast door een groep in {gebied}. Sinds {op_lijst_sinds} gebruiken wij
daarbij gegevens van {over}.

Waarom: {reden}
Waar de gegevens vandaan komen: {herkomst} ({feit_of_oordeel})
Grondslag: AVG artikel 6, eerste lid, onder e, met artikel 172 van de Gemeentewet.
Hoe lang: {bewaartermijn}.

U mag de gegevens inzien, laten verbeteren, laten wissen of bezwaar maken. Is het kind jonger dan 16, dan doet de
ouder of voogd dat. Stuur het verzoek aan {contact}. Wij antwoorden binnen {verzoek_termijn}.
U mag ook een klacht indienen bij de Autoriteit Persoonsgegevens.

{afzender}
{gemeente}
"""


@dataclass(frozen=True)
class WriteLetter:
    naam: int  # the row on the list, never the name
    voor: str  # a word of TITLES
    door: str  # who asked for it, and so who looks


def handlers(settings: HandlerSettings) -> tuple[Handler, ...]:
    return (
        Handler(
            topic=informing.LETTER_TOPIC,
            title="Informatiebrief maken",
            description="Maakt de brief aan iemand op de namenlijst, of aan wie hem vertegenwoordigt, en bewaart die "
            "afgeschermd bij de zaak. Zevenstap plant dit zelf vanaf het scherm Namenlijst.",
            input_type=WriteLetter,
            output_type=None,
            errors=(),
            inner=True,
            call=partial(write_letter, settings),
        ),
    )


def write_letter(settings: HandlerSettings, session: Session, given: WriteLetter, context: JobContext) -> None:
    """Read past the guard as whoever asked; kept as secret as the name itself."""
    row = session.get(ListedName, given.naam)
    user = users.find(session, given.door)
    if row is None or row.removed_at is not None or user is None:
        return
    step = session.get_one(ProcessInstance, row.instance_id).step
    value = vault.read(
        session,
        row.record,
        actor=users.actor(session, user),
        purpose=PURPOSE,
        step=step,
        now=context.now,
        key=settings.key,
    )
    about = vault.get(session, row.record)
    document = documents.add(
        session,
        row.instance_id,
        file=_letter(session, settings, row, _values(session, settings, row, value, given, context)),
        title=TITLES[given.voor],
        kind=LETTER,
        by=given.door,
        provider=about.provider,
        data_kind=about.kind,
        receivers=(names.REGISSEUR,),
        step=step,
        now=context.now,
        key=settings.key,
    )
    row.letters = [*row.letters, document.reference]


def _letter(session: Session, settings: HandlerSettings, row: ListedName, values: Mapping[str, str]) -> File:
    """A package without a template gets plain text."""
    name = LETTER_TO_PARENT if "naam_kind" in values else LETTER
    try:
        return letters.write(settings.package_files(session, row.instance_id), name, values)
    except letters.LetterMissing:
        about = {"over": values.get("naam_kind") or "u"}
        return File(f"{name}.txt", "text/plain", PLAIN.format(**values, **about).encode())


def _values(
    session: Session,
    settings: HandlerSettings,
    row: ListedName,
    value: Mapping[str, Any],
    given: WriteLetter,
    context: JobContext,
) -> dict[str, str]:
    package = settings.package_settings(session, row.instance_id)
    groep = groups.find(session, session.get_one(ProcessInstance, row.instance_id).business_key)
    kept, parent = package.get("bewaartermijn_namen_maanden"), given.voor == informing.PARENT
    said = {name: reading.text(value.get(name)) or "–" for name in names.FIELDS}
    to = said["contact"] if parent else said["naam"]
    return {
        "gemeente": settings.municipality,
        "datum": f"{privacy.today(context.now):%d-%m-%Y}",
        "kenmerk": f"{row.instance_id}-{row.id}",
        "titel": TITLES[given.voor],
        "versie": str(len(row.letters) + 1),
        "afzender": users.name_of(session, given.door),
        "ontvangers": to,
        "groep_alias": groep.alias if groep is not None else "–",
        "gebied": groep.area if groep is not None else settings.municipality,
        "naam": to,
        "aanhef": f"Beste {to}",
        "reden": said["reden_opname"],
        "herkomst": said["herkomst"],
        "feit_of_oordeel": said["feit_oordeel"],
        "op_lijst_sinds": f"{privacy.today(row.entered_at):%d-%m-%Y}",
        "bewaartermijn": f"tot {kept} maanden na het einde van de aanpak" if kept else "zo lang de aanpak het vraagt",
        "verzoek_termijn": f"{months.setting(package, months.ANSWER)} maand",
        "contact": f"de privacy officer van {settings.municipality}",
        **({"naam_kind": said["naam"]} if parent else {}),
    }

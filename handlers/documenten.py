"""Documents made from a template of the package, at group level; each is kept with the case, with its version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from dossier import generating, letters
from dossier.generating import Maker, Wanted
from dossier.vault import MACHINE
from engine.registry import Handler, JobContext
from handlers import reading
from handlers.settings import HandlerSettings

TOPIC = "document.maken"


@dataclass(frozen=True)
class MakeDocument:
    sjabloon: Any  # the name of a file in the folder brieven, without its ending
    titel: Any
    ontvangers: Any = None  # roles and organisations; nothing: all in the case
    gegevens: Any = None  # a context: what the template asks for beside what every document has
    groep: Any = None


@dataclass(frozen=True)
class Made:
    document: str  # "document-5"


def handlers(settings: HandlerSettings) -> tuple[Handler, ...]:
    def make(session: Session, given: MakeDocument, context: JobContext) -> Made:
        wanted = Wanted(
            template=reading.text(given.sjabloon),
            title=reading.text(given.titel)[:200],
            receivers=reading.words(given.ontvangers),
        )
        maker = Maker(settings.municipality, context.actor_key or MACHINE, settings.key, context.step)
        files = settings.package_files(session, context.instance_id)
        document = generating.make(
            session,
            context.instance_id,
            wanted,
            _values(given.gegevens),
            maker=maker,
            now=context.now,
            files=files if letters.exists(files, wanted.template) else None,
        )
        return Made(document.reference)

    return (
        Handler(
            topic=TOPIC,
            title="Document maken",
            description="Maakt een document van een sjabloon in de map brieven en bewaart het bij de zaak. "
            "Hetzelfde document nog een keer maken geeft een nieuwe versie; de oude blijven. "
            "Het document gaat over de groep: gegevens uit de kluis staan er nooit in.",
            input_type=MakeDocument,
            output_type=Made,
            errors=(),
            inner=True,
            call=make,
        ),
    )


def _values(given: Any) -> Mapping[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise reading.Unreadable("gegevens", "een context, bijvoorbeeld {advies: advies}")
    return given

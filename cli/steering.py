"""`zevenstap zaken opschorten|hervatten|stoppen|verplaatsen|klok|herstellen`: the hand on a case, with who and why.

The same rules hold as on screen: the applicatiebeheerder sees no content, the procesregisseur has his own cases.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from cli import database
from cli.parts import Parts
from cli.people import actor_of
from cli.refusal import Refused
from cli.verbs import Verbs
from dossier import corrections, steering
from engine import db, definitions, feel, instances
from engine.errors import InstanceNotFound
from engine.models import InstanceState, ProcessInstance
from engine.operations import moving, overview
from engine.operations.overview import Which
from forms import single, typed
from forms.typed import NotThatKind

Deed = Callable[..., Any]
PAGE = 100
STATES = {InstanceState.ACTIVE: "loopt", InstanceState.COMPLETED: "afgerond", InstanceState.CANCELLED: "gestopt"}
DONE = {
    "opschorten": ("is opgeschort", "was al opgeschort"),
    "hervatten": ("gaat weer verder", "was niet opgeschort"),
}


def add_verbs(kinds: Verbs) -> None:
    """The verbs under `zevenstap zaken`."""
    overall = kinds.add_parser("overzicht", help="alle zaken zonder inhoud, voor de applicatiebeheerder")
    overall.set_defaults(run=show_overview)
    overall.add_argument("--toon", choices=[which.value for which in Which], default=Which.RUNNING.value)
    overall.add_argument("--pagina", type=int, default=1)
    where = kinds.add_parser("plaatsen", help="waar een zaak nu is, en waarheen zij kan")
    where.set_defaults(run=show_places)
    where.add_argument("id", type=int, metavar="NUMMER")
    for each in (overall, where):
        each.add_argument("--als", required=True, metavar="GEBRUIKER", help="inlognaam van de applicatiebeheerder")
    _deed(kinds, "opschorten", suspend, "niemand kan verder tot u de zaak hervat")
    _deed(kinds, "hervatten", suspend, "laat een opgeschorte zaak verdergaan")
    _deed(kinds, "stoppen", stop, "de zaak eindigt hier; dit kan niet terug")
    moved = _deed(kinds, "verplaatsen", move, "zet de zaak op een ander onderdeel van het proces")
    moved.add_argument("--van", required=True, metavar="PLAATS", help="de plaats of het onderdeel waar de zaak nu is")
    moved.add_argument("--naar", required=True, metavar="ONDERDEEL")
    clock = _deed(kinds, "klok", run_clock, "zet de klok van een zaak stil, of laat haar weer lopen")
    clock.add_argument("stand", choices=("stil", "loopt"))
    mended = _deed(kinds, "herstellen", mend, "herstel één gegeven van de zaak")
    mended.add_argument("gegeven")
    mended.add_argument("--niet-bewaren", action="store_true", help="in de oude waarde staan persoonsgegevens")
    mended.add_argument("waarde", help="zoals op het scherm: 3 of 2,5; ja of nee; 23-11-2026; een tekst")


def _deed(kinds: Verbs, name: str, run: Deed, text: str) -> argparse.ArgumentParser:
    verb = kinds.add_parser(name, help=text)
    verb.set_defaults(run=run, deed=name)
    verb.add_argument("id", type=int, metavar="NUMMER")
    verb.add_argument("--als", required=True, metavar="GEBRUIKER", help="inlognaam van wie dit doet")
    verb.add_argument("--reden", required=True, help="waarom; komt in de tijdlijn, zonder namen")
    return verb


def show_overview(arguments: argparse.Namespace, parts: Parts) -> int:
    database.connect(parts)
    with db.reading() as session:
        steering.require_operator(actor_of(session, parts, arguments.als))
        page = max(1, arguments.pagina)
        for line in overview.cases(session, Which(arguments.toon), page=page, size=PAGE):
            held = "opgeschort" if line.suspended_at else "klok stil" if line.clock_paused_at else STATES[line.state]
            print(
                f"{line.id}\t{line.package} {line.version}\tstap {line.step or '-'}\t{held}"
                f"\t{line.since.astimezone(typed.ZONE):%Y-%m-%d %H:%M}"
                f"\t{line.incidents} {'storing' if line.incidents == 1 else 'storingen'}"
            )
    return 0


def show_places(arguments: argparse.Namespace, parts: Parts) -> int:
    database.connect(parts)
    with db.reading() as session:
        steering.require_operator(actor_of(session, parts, arguments.als))
        for token in moving.tokens(session, _instance(session, arguments.id), now=parts.clock()):
            targets = ", ".join(target.id for target in token.targets)
            print(f"{token.spiff_task_id}\t{token.activity_id}\t{token.kind}\t{token.refused or targets or '-'}")
    return 0


def suspend(arguments: argparse.Namespace, parts: Parts) -> int:
    act = steering.suspend if arguments.deed == "opschorten" else steering.resume
    done = _do(arguments, parts, act)
    print(f"Zaak {arguments.id} {DONE[arguments.deed][0 if done else 1]}.")
    return 0


def stop(arguments: argparse.Namespace, parts: Parts) -> int:
    _do(arguments, parts, steering.cancel)
    print(f"Zaak {arguments.id} is gestopt.")
    return 0


def move(arguments: argparse.Namespace, parts: Parts) -> int:
    def act(session: Session, instance_id: int, **given: Any) -> None:
        found = moving.tokens(session, _instance(session, instance_id), now=parts.clock())
        places = [token for token in found if arguments.van in (token.spiff_task_id, token.activity_id)]
        if len(places) != 1:
            raise Refused(f"Zaak {instance_id} is {len(places)} keer op “{arguments.van}”. Noem de plaats zelf.")
        steering.move(session, instance_id, places[0].spiff_task_id, arguments.naar, catalogue=parts.catalogue, **given)

    _do(arguments, parts, act)
    print(f"Zaak {arguments.id} gaat verder vanaf {arguments.naar}.")
    return 0


def run_clock(arguments: argparse.Namespace, parts: Parts) -> int:
    if arguments.stand == "stil":
        done = _do(arguments, parts, steering.pause_clock)
        print(f"De klok van zaak {arguments.id} " + ("staat stil." if done else "stond al stil."))
        return 0
    stood = _do(arguments, parts, steering.resume_clock)
    print(f"De klok van zaak {arguments.id} " + (f"loopt weer, na {stood}." if stood is not None else "liep al."))
    return 0


def mend(arguments: argparse.Namespace, parts: Parts) -> int:
    def act(session: Session, instance_id: int, **given: Any) -> None:
        # Who may not read the value may not hear of which kind it is.
        steering.require_regisseur(session, given["by"], instance_id)
        case, name = _instance(session, instance_id), arguments.gegeven
        before = corrections.mendable(session, case, parts.catalogue).get(name)
        try:
            value = typed.read(arguments.waarde, before)
        except NotThatKind as error:
            raise Refused(f"{error}.", 2) from error
        _hold(session, case, name, value, parts)
        keep, seen = not arguments.niet_bewaren, corrections.mark(before)
        corrections.mend(session, case, name, value, seen=seen, keep=keep, catalogue=parts.catalogue, **given)

    _do(arguments, parts, act)
    print(f"Zaak {arguments.id}: {arguments.gegeven} is hersteld.")
    return 0


def _hold(session: Session, case: ProcessInstance, name: str, value: Any, parts: Parts) -> None:
    """The form that asked for it says what is wrong with it."""
    content = definitions.content_of(session, case.version_id)
    field = single.fields(content.forms).get(name)
    known = {"instellingen": dict(content.settings), **instances.variables(session, case.id)}
    if field and (wrong := single.wrong(field, value, known, feel.Environment(now=parts.clock()))):
        raise Refused(f"{wrong}.", 2)


def _do(arguments: argparse.Namespace, parts: Parts, act: Deed) -> Any:
    database.connect(parts)
    with db.transaction() as session:
        actor = actor_of(session, parts, arguments.als)
        return act(session, arguments.id, reason=arguments.reden, by=actor, now=parts.clock())


def _instance(session: Session, instance_id: int) -> ProcessInstance:
    instance = session.get(ProcessInstance, instance_id)
    if instance is None:
        raise InstanceNotFound(instance_id)
    return instance

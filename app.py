"""Puts the parts together; nothing else."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from flask import Flask
from sqlalchemy.orm import Session

import cli.main
import handlers
from cli import database
from cli.demo import loading
from cli.parts import Parts
from dossier import (
    keys,
    letter_fields,
    membership,
    organisations,
    privacy,
    rotation,
    tables,
    users,
)
from dossier.keys import InstallationKey
from dossier.organisations import OrganisationKind
from dossier.roles import ROLES
from engine import claims, db, logs, metrics, scheduler
from engine.access import Actor
from engine.errors import EngineError
from engine.registry import Catalogue, Letters
from engine.scenarios import package as scenarios
from forms import judging, schema
from handlers import bounces, documenten, installation, name_terms, notices, rounds, templates
from handlers.installation import Settings as Settings  # tests and benches make their own
from handlers.settings import HandlerSettings
from handlers.upkeep import (
    clear_trail,
    forget_kept_states,
    forget_what_was_removed,
    plan_destruction,
    remind_of_papers,
    seal_log,
    tidy_links,
)
from handlers.upkeep import forget_what_was_destroyed as forget_what_was_destroyed  # what the clock starts
from web import setup
from web.parts import WebParts

ROOT = Path(__file__).parent
NO_KEY = InstallationKey(b"")  # before `zevenstap init`: enough to check a package, opens and seals nothing
GIVEN = frozenset({"groep", "groep_alias", "gebied", "scan_stap"})  # variables that no form or handler delivers
TABLES = tables.MODULES  # named, so that the tables of the dossier are known to the database


def read_settings() -> Settings:
    """All that may differ between two installations, from the environment."""
    return installation.read_settings(ROOT)


def clock() -> datetime:
    return datetime.now(UTC)


def installation_key(settings: Settings) -> InstallationKey:
    return keys.load_file(settings.key_file) if settings.key_file.is_file() else NO_KEY


def handler_settings(settings: Settings) -> HandlerSettings:
    return HandlerSettings(
        home=settings.home,
        key=installation_key(settings),
        base_url=settings.base_url,
        municipality=settings.gemeente,
        sender=settings.sender,
        smtp=settings.smtp,
        police=settings.police,
        outbox_days=settings.outbox_days,
    )


def build_catalogue(settings: Settings) -> Catalogue:
    """What processes may refer to, made from the handlers, the roles and the form server."""
    return Catalogue(
        registry=handlers.registry(handler_settings(settings)),
        groups=ROLES,
        organisations_of=membership.organisations_of,
        nobody_can=notices.nobody_can,
        withdraw=privacy.end_kinds,
        describe_form=schema.describe,
        judge_answers=judging.wrong,
        expression_names=GIVEN,
        letters=Letters(letter_fields.describe, letter_fields.FIXED, documenten.TOPIC, letter_fields.COMMON),
        play_scenarios=scenarios.findings,
    )


def create_app(
    settings: Settings | None = None, *, now: Callable[[], datetime] = clock, newest_migration: str = ""
) -> Flask:
    """The screens, on a connected database."""
    settings = settings or read_settings()
    if rotation.unfinished(settings.key_file):
        raise RotationUnfinished(settings.key_file)
    db.connect(settings.database_url)
    app = Flask("web", root_path=str(ROOT / "web"), static_folder=None)
    catalogue = build_catalogue(settings)
    parts = WebParts(
        catalogue=catalogue,
        gemeente=settings.gemeente,
        vault_key=installation_key(settings),
        secret_key=settings.secret_key,
        clock=now,
        element_templates=templates.element_templates(catalogue.registry),
        secure_cookies=settings.base_url.startswith("https"),
        home=settings.home,
        newest_migration=newest_migration,
        metrics_token=settings.metrics_token,
        police_secrets=settings.police_secrets,
        base_url=settings.base_url,
        security_contact=settings.security_contact,
        security_until=settings.security_until,
        accessibility=settings.accessibility,
        provider=settings.provider,
        second_factor=settings.second_factor,
        root=ROOT,
        break_glass_for=timedelta(minutes=settings.break_glass_minutes),
        link_lasts=timedelta(days=settings.link_days),
    )
    setup.init_app(app, parts)
    return app


class RotationUnfinished(EngineError):
    """A new installation key was made but is not in use yet; nothing may serve with either."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"Het vernieuwen van de sleutel {file} is niet af. Draai: zevenstap sleutel vernieuw")


class KeyLost(EngineError):
    """This installation has sealed values with a key that is not there now."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"De sleutel van deze installatie ontbreekt of is een andere: {file}. Zet de goede sleutel terug. "
            "Met een nieuwe sleutel gaan de persoonsgegevens in de kluis nooit meer open."
        )


def prepare(settings: Settings) -> None:
    """The two secrets of an installation, made once; a key that was lost is never quietly made anew."""
    settings.home.mkdir(parents=True, exist_ok=True)
    mark = settings.home / keys.MARK
    if not settings.key_file.is_file() and not mark.exists():
        keys.create_file(settings.key_file)
    found = installation_key(settings).key_id if settings.key_file.is_file() else ""
    known = mark.read_text().split() if mark.exists() else [found]  # two while a rotation is under way
    if found not in known:
        raise KeyLost(settings.key_file)
    if len(known) == 1:
        mark.write_text(found)
    secret = settings.home / "sessiegeheim"
    if not settings.secret_key and not secret.exists():
        with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))


def find_actor(session: Session, username: str) -> Actor | None:
    """Who a login name is, for the command line."""
    user = users.by_username(session, username)
    return None if user is None or not user.active else users.actor(session, user)


def first_account(settings: Settings) -> str:
    """On an installation without people: the municipality, and an administrator with a password of chance."""
    with db.transaction() as session:
        if users.count(session):
            return ""
        gemeente = organisations.add(session, name=settings.gemeente, kind=OrganisationKind.GEMEENTE)
        password = secrets.token_urlsafe(12)
        roles = ("applicatiebeheerder", "beheerder")
        users.add(session, username="beheer", name="Beheer", password=password, organisation=gemeente, roles=roles)
    return f"Log in als beheer met wachtwoord {password} en maak daar de andere mensen aan. Dit staat hier een keer."


def load_demo(settings: Settings) -> str:
    (settings.home / installation.DEMO_MARK).touch()
    return loading.load(catalogue=build_catalogue(settings), key=installation_key(settings), now=clock())


def remind(settings: Settings, now: datetime) -> None:
    """Daily: tasks that are late, then the daily messages, and an outbox that does not fill up."""
    known = handler_settings(settings)
    rounds.remind_of_tasks(known, now)
    rounds.send_digests(now)
    rounds.clean_outbox(known, now)


def take_bounce(settings: Settings, content: bytes) -> tuple[str, bool]:
    """What a mail that came in was about, for the command line."""
    outcome = bounces.take(handler_settings(settings), content, now=clock())
    return outcome.value, outcome is not bounces.Read.NOT_OURS


def take_bounces(settings: Settings, now: datetime) -> None:
    """Each minute: the delivery reports that somebody, or the mail server, put in the folder."""
    if settings.bounces is not None and settings.bounces.is_dir():
        bounces.take_folder(handler_settings(settings), settings.bounces, now=now)


def start_worker(settings: Settings) -> Callable[[], None]:
    """The clock and the claim loop; on SQLite this is the only worker, so a job still held is one that was killed."""
    if settings.database_url.startswith("sqlite"):
        with db.transaction() as session:
            claims.take_back_all(session, now=clock())
    return scheduler.start(
        build_catalogue(settings),
        clock=clock,
        daily={
            "bewaren": plan_destruction,
            "vergeten": forget_what_was_removed,
            "verhuizingen": forget_kept_states,
            "herinneringen": lambda now: remind(settings, now),
            "registers": remind_of_papers,
            "gebruikslog": lambda now: clear_trail(settings.audit_months, now),
            "links": tidy_links,
            "personen": lambda now: name_terms.watch(installation_key(settings), now=now),
        },
        each_minute=[seal_log, forget_what_was_destroyed, lambda now: take_bounces(settings, now)],
    )


def build_parts() -> Parts:
    settings = read_settings()
    return Parts(
        root=ROOT,
        home=settings.home,
        database_url=settings.database_url,
        key_file=settings.key_file,
        catalogue=build_catalogue(settings),
        clock=clock,
        make_wsgi_app=lambda: create_app(settings, newest_migration=database.newest_migration(ROOT)),
        start_worker=lambda: start_worker(settings),
        prepare=lambda: prepare(settings),
        load_demo=lambda: load_demo(settings),
        first_account=lambda: "\n".join(
            filter(None, (first_account(settings), installation.no_contact(settings, clock())))
        ),
        take_bounce=lambda content: take_bounce(settings, content),
        find_actor=find_actor,
    )


def main() -> int:
    """The `zevenstap` command."""
    os.umask(0o077)  # the data folder is nobody else's
    start_log(read_settings(), lasting=sys.argv[1:2] in (["serve"], ["worker"]))
    return cli.main.main(sys.argv[1:], build_parts())


def start_log(settings: Settings, *, lasting: bool) -> None:
    """A server tells on its output what it does; a command keeps that for its answer."""
    stream = sys.stdout if lasting else sys.stderr
    logs.write_to(stream, readable=settings.log == "tekst" if settings.log else stream.isatty())
    logs.begin(run=uuid4().hex)
    metrics.slow_from(settings.slow_ms / 1000)
    if lasting:
        logs.catch_the_rest()  # a command tells who gave it what went wrong; a server tells the log


if __name__ == "__main__":
    sys.exit(main())

"""The settings of an installation, read from the environment; docs/beheerder/omgeving.md lists them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from dossier import audit_retention
from dossier.accessibility import NO_STATEMENT, NOTHING_SAID, STATUSES, Statement
from dossier.identities import Provider
from dossier.roles import ROLES
from handlers import politie
from handlers.settings import Police, Smtp

DEMO_MARK = "voorbeeld"  # in the data folder: this installation holds the demo municipality


@dataclass(frozen=True)
class Settings:
    """All that may differ between two installations."""

    home: Path  # ZEVENSTAP_HOME: the data folder
    database_url: str  # ZEVENSTAP_DATABASE_URL: SQLite in that folder by default
    key_file: Path  # ZEVENSTAP_KEYFILE: outside the data folder, so that no backup holds both
    secret_key: str  # ZEVENSTAP_SECRET_KEY: signs sessions; kept in the data folder by default
    gemeente: str  # ZEVENSTAP_GEMEENTE
    base_url: str  # ZEVENSTAP_BASE_URL: for links in mail; https turns secure cookies on
    sender: str  # ZEVENSTAP_SENDER
    smtp: Smtp | None  # ZEVENSTAP_SMTP_HOST, _PORT, _USER, _PASSWORD; none: mail goes to the outbox folder
    log: str = ""  # ZEVENSTAP_LOG: "json" or "tekst"; by default text in a terminal and JSON elsewhere
    slow_ms: int = 500  # ZEVENSTAP_SLOW_MS: a step that takes longer is told in the log
    metrics_token: str = ""  # ZEVENSTAP_METRICS_TOKEN: who may read /metrics; none: only this machine
    break_glass_minutes: int = 60  # ZEVENSTAP_NOODTOEGANG_MINUTEN
    second_factor: bool = False  # ZEVENSTAP_TWEEDE_STAP: "verplicht" (by default, not in the demo) or "vrijwillig"
    provider: Provider | None = None  # ZEVENSTAP_OIDC_UITGEVER, _CLIENT, _GEHEIM, _NAAM, _GROEPEN, _ROLLEN
    outbox_days: int = 30  # ZEVENSTAP_UITBAK_DAGEN: how long a mail stays in the outbox folder
    link_days: int = 7  # ZEVENSTAP_LINK_DAGEN: how long a link that works once works
    audit_months: int | None = None  # ZEVENSTAP_GEBRUIKSLOG_MAANDEN: how long the audit trail stays; none: for good
    bounces: Path | None = None  # ZEVENSTAP_BOUNCES: a folder of mails that came back, read each minute
    police: Police | None = None  # ZEVENSTAP_GROEPSSCAN_URL, _GEHEIM: where and with what requests for a scan go
    security_contact: str = ""  # ZEVENSTAP_MELDPUNT: who to tell of a weak spot, in security.txt
    security_until: date | None = None  # ZEVENSTAP_MELDPUNT_TOT: until when that stands
    accessibility: Statement = NOTHING_SAID  # ZEVENSTAP_TOEGANKELIJKHEID_STATUS, _CONTACT, _REGISTER, _OP
    police_secrets: tuple[str, ...] = ()  # ZEVENSTAP_GROEPSSCAN_GEHEIM, _GEHEIM_VORIG: who may deliver by machine


def read_settings(root: Path) -> Settings:
    """The settings of this process; `root` is the checkout, whose var/ is the data folder by default."""
    home = Path(os.environ.get("ZEVENSTAP_HOME", root / "var")).resolve()
    port = os.environ.get("PORT", "8000")
    return Settings(
        home=home,
        database_url=os.environ.get("ZEVENSTAP_DATABASE_URL", f"sqlite:///{home}/zevenstap.db"),
        key_file=Path(os.environ.get("ZEVENSTAP_KEYFILE", home.with_name(home.name + "-sleutel") / "zevenstap.key")),
        secret_key=os.environ.get("ZEVENSTAP_SECRET_KEY", _kept_secret(home)),
        gemeente=os.environ.get("ZEVENSTAP_GEMEENTE", "Gemeente Voorbeeld"),
        base_url=os.environ.get("ZEVENSTAP_BASE_URL", f"http://127.0.0.1:{port}"),
        sender=os.environ.get("ZEVENSTAP_SENDER", "zevenstap@gemeente-voorbeeld.example"),
        smtp=_smtp(),
        log=os.environ.get("ZEVENSTAP_LOG", ""),
        slow_ms=_number(os.environ.get("ZEVENSTAP_SLOW_MS"), 500),
        metrics_token=os.environ.get("ZEVENSTAP_METRICS_TOKEN", ""),
        break_glass_minutes=_number(os.environ.get("ZEVENSTAP_NOODTOEGANG_MINUTEN"), 60),
        audit_months=_months(os.environ.get("ZEVENSTAP_GEBRUIKSLOG_MAANDEN")),
        outbox_days=_number(os.environ.get("ZEVENSTAP_UITBAK_DAGEN"), 30),
        link_days=_number(os.environ.get("ZEVENSTAP_LINK_DAGEN"), 7),
        second_factor=_second_factor(os.environ.get("ZEVENSTAP_TWEEDE_STAP"), home),
        provider=_provider(os.environ),
        bounces=Path(folder) if (folder := os.environ.get("ZEVENSTAP_BOUNCES")) else None,
        police=politie.address(os.environ),
        security_contact=_contact("ZEVENSTAP_MELDPUNT", os.environ),
        security_until=_day("ZEVENSTAP_MELDPUNT_TOT", os.environ),
        accessibility=_accessibility(os.environ),
        police_secrets=politie.secrets(os.environ),
    )


def _number(given: str | None, default: int) -> int:
    """A setting that counts, of at most a day of minutes or ms; stopping at once is better than going on wrong."""
    if given is None:
        return default
    if not (given.isascii() and given.isdecimal()) or not 0 < int(given) <= 86_400:
        sys.exit(f"Een instelling moet een getal van 1 tot en met 86400 zijn, niet “{given}”.")
    return int(given)


def _months(given: str | None) -> int | None:
    """How long the audit trail is kept, where the municipality agreed on a term."""
    if not given:
        return None
    least, most = audit_retention.SHORTEST_MONTHS, audit_retention.LONGEST_MONTHS
    if not (given.isascii() and given.isdecimal()) or not least <= int(given) <= most:
        sys.exit(f"ZEVENSTAP_GEBRUIKSLOG_MAANDEN is een getal van {least} tot en met {most}, niet “{given}”.")
    return int(given)


def _contact(name: str, found: Mapping[str, str]) -> str:
    """An address a browser or mail program opens, on one line; RFC 9116 wants it with its scheme."""
    given = found.get(name, "")
    if given and (not given.startswith(("https://", "mailto:")) or any(sign <= " " for sign in given)):
        sys.exit(f"{name} begint met https:// of mailto:, zonder spaties; niet “{given}”.")
    return given


def _day(name: str, found: Mapping[str, str]) -> date | None:
    given = found.get(name, "")
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        sys.exit(f"{name} is een dag als 2027-12-31, niet “{given}”.")


def _accessibility(found: Mapping[str, str]) -> Statement:
    """A status is the municipality's own decision: it stands only with the day of that decision."""
    status = found.get("ZEVENSTAP_TOEGANKELIJKHEID_STATUS", "")
    if status and status not in STATUSES:
        sys.exit(f"ZEVENSTAP_TOEGANKELIJKHEID_STATUS is een van {', '.join(STATUSES)}, niet “{status}”.")
    decided_on = _day("ZEVENSTAP_TOEGANKELIJKHEID_OP", found)
    if status and decided_on is None:
        sys.exit("Met ZEVENSTAP_TOEGANKELIJKHEID_STATUS is ook ZEVENSTAP_TOEGANKELIJKHEID_OP nodig, een dag.")
    return Statement(
        status=status or NO_STATEMENT,
        contact=_contact("ZEVENSTAP_TOEGANKELIJKHEID_CONTACT", found),
        register=_contact("ZEVENSTAP_TOEGANKELIJKHEID_REGISTER", found),
        decided_on=decided_on,
    )


def no_contact(settings: Settings, now: datetime) -> str:
    """Nobody can tell this installation of a weak spot: `init` says so."""
    if settings.security_contact and settings.security_until is not None and settings.security_until >= now.date():
        return ""
    return (
        "Er is nog geen meldpunt voor beveiliging. Zet ZEVENSTAP_MELDPUNT en ZEVENSTAP_MELDPUNT_TOT; dan staat het in "
        "/.well-known/security.txt. Zie docs/beheerder/beveiliging.md."
    )


def _second_factor(given: str | None, home: Path) -> bool:
    """Whether a code is asked besides the password; in the demo, whose passwords are public, only when told."""
    if given not in (None, "verplicht", "vrijwillig"):
        sys.exit(f"ZEVENSTAP_TWEEDE_STAP is “verplicht” of “vrijwillig”, niet “{given}”.")
    return given == "verplicht" if given else not (home / DEMO_MARK).exists()


def _provider(given: Mapping[str, str]) -> Provider | None:
    """Where people of the municipality log in; half a setting is refused at once."""
    issuer = given.get("ZEVENSTAP_OIDC_UITGEVER", "")
    if not issuer:
        return None
    missing = [name for name in ("ZEVENSTAP_OIDC_CLIENT", "ZEVENSTAP_OIDC_GEHEIM") if not given.get(name)]
    if missing:
        sys.exit(f"Met ZEVENSTAP_OIDC_UITGEVER is ook nodig: {', '.join(missing)}.")
    if not issuer.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        sys.exit("ZEVENSTAP_OIDC_UITGEVER moet met https:// beginnen.")
    return Provider(
        issuer=issuer,
        client_id=given["ZEVENSTAP_OIDC_CLIENT"],
        client_secret=given["ZEVENSTAP_OIDC_GEHEIM"],
        label=given.get("ZEVENSTAP_OIDC_NAAM") or "het account van uw organisatie",
        groups_claim=given.get("ZEVENSTAP_OIDC_GROEPEN") or "groups",
        roles=_role_mapping(given.get("ZEVENSTAP_OIDC_ROLLEN", "")),
    )


def _role_mapping(text: str) -> dict[str, str]:
    """ "groep=rol; andere groep=rol" """
    found = {}
    for pair in filter(None, (part.strip() for part in text.split(";"))):
        group, _, role = pair.rpartition("=")
        if not group or role not in ROLES:
            sys.exit(f"ZEVENSTAP_OIDC_ROLLEN: “{pair}” is niet groep=rol. Rollen: {', '.join(ROLES)}.")
        found[group.strip()] = role
    return found


def _kept_secret(home: Path) -> str:
    file = home / "sessiegeheim"
    return file.read_text().strip() if file.is_file() else ""


def _smtp() -> Smtp | None:
    host = os.environ.get("ZEVENSTAP_SMTP_HOST")
    if not host:
        return None
    return Smtp(
        host=host,
        port=int(os.environ.get("ZEVENSTAP_SMTP_PORT", "587")),
        username=os.environ.get("ZEVENSTAP_SMTP_USER", ""),
        password=os.environ.get("ZEVENSTAP_SMTP_PASSWORD", ""),
    )

"""The log of the vault, for the privacy officer and the FG: who looked at what, why, and whether it was allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import Blueprint, render_template, request, url_for

from dossier import looks, seals, users
from dossier.looks import VaultLook, Wanted
from dossier.vault import MACHINE
from engine import db
from web import words
from web.tasks import page_number

bp = Blueprint("vault_log", __name__)
PAGE_SIZE = 50


@dataclass(frozen=True)
class Row:
    """A line as the page shows it."""

    at: str  # to the second: this is evidence
    who: str
    instance_id: int | None
    what: str
    purpose: str
    verb: str
    allowed: bool


@bp.get("/kluislog")
def show_list() -> str:
    number = page_number()
    asked, problem = wanted(request.args)
    with db.reading() as session:
        found = looks.search(session, asked, start=(number - 1) * PAGE_SIZE, count=PAGE_SIZE + 1)
        head, names = seals.newest(session), users.names(session)
        return render_template(
            "vault_log.html",
            rows=[row_of(line, names) for line in found[:PAGE_SIZE]],
            more=len(found) > PAGE_SIZE,
            number=number,
            asked=request.args,
            problem=problem,
            verbs=looks.VERBS,
            people=sorted(names.items(), key=lambda pair: pair[1]),
            sealed_until=head.sealed_at if head else None,
            page_url=lambda n: url_for("vault_log.show_list", **{**request.args.to_dict(), "pagina": n}),
        )


def wanted(given: Mapping[str, str]) -> tuple[Wanted, str]:
    """What is asked for, and what of it cannot be read."""
    case, since, until = given.get("zaak", "").strip(), given.get("vanaf", ""), given.get("tot", "")
    try:
        first = midnight(date.fromisoformat(since)) if since else None
        last = midnight(date.fromisoformat(until) + timedelta(days=1)) if until else None
    except (ValueError, OverflowError):
        return Wanted(), "Vul een datum in als dag, maand en jaar. U ziet nu het hele log."
    if case and not (case.isascii() and case.isdecimal() and len(case) < 10):
        return Wanted(), "Het nummer van een zaak bestaat uit cijfers. U ziet nu het hele log."
    verb = given.get("handeling", "")
    return Wanted(
        instance_id=int(case) if case else None,
        user_key=given.get("wie") or None,
        verb=verb if verb in looks.VERBS else None,
        since=first,
        before=last,
        refused_only=given.get("geweigerd") == "ja",
    ), ""


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=words.ZONE)


def row_of(line: VaultLook, names: Mapping[str, str]) -> Row:
    who = "Zevenstap zelf" if line.user_key == MACHINE else names.get(line.user_key, "Onbekende gebruiker")
    at = line.at.astimezone(words.ZONE)
    return Row(
        f"{at:%d-%m-%Y %H:%M:%S}",
        who,
        line.instance_id or None,
        line.reference,
        line.purpose,
        looks.VERBS[line.verb],
        line.allowed,
    )

"""What every page shows around its own content: menu, person, words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for

from web import people, permissions, route_rows, steps, words
from web.parts import now, parts
from web.told import lazy_gettext


@dataclass(frozen=True)
class MenuItem:
    label: str
    url: str
    current: bool


OF_CASES = (
    "cases",
    "case",
    "clock",
    "correcting",
    "signal",
    "documents",
    "dossier_print",
    "message",
    "persons",
    "names",
    "comments",
)
DESK = (
    "drafts",
    "outlines",
    "form_editor",
    "form_preview",
    "publishing",
    "heat",
    "moving",
    "modeler",
    "table_editor",
    "table_rows",
    "table_trying",
    "comparing",
    "mirroring",
    "trying",
    "walk_page",
    "scenarios",
    "letter_templates",
    "step_help",
    "draft_settings",
)  # the designer's desk
# (label, endpoint, blueprints under it), in the order of the menu
ENTRIES = (
    (lazy_gettext("Mijn dag"), "day.show", ("day",)),
    (lazy_gettext("Taken"), "tasks.show_list", ("tasks", "task", "asking")),
    (lazy_gettext("Groepen"), "cases.show_list", OF_CASES),
    (lazy_gettext("Acties"), "actions.show_list", ("actions", "action_papers")),
    (lazy_gettext("Overzicht"), "dashboard.show", ("dashboard",)),
    (lazy_gettext("Cijfers"), "council.show", ("council",)),
    (lazy_gettext("Processen"), "packages.show_list", ("packages", "settings", *DESK)),
    (lazy_gettext("Organisaties"), "organisations.show_list", ("organisations", "accounts", "convenants")),
    (lazy_gettext("Registers"), "registers.show_list", ("registers", "wpg20")),
    (lazy_gettext("Privacybesluiten"), "privacy_watch.show_list", ("privacy_watch",)),
    (lazy_gettext("Kluislog"), "vault_log.show_list", ("vault_log",)),
    (lazy_gettext("Gebruikslog"), "audit.show_list", ("audit",)),
    (lazy_gettext("Rechten"), "rights.show_list", ("rights", "rights_deeds")),
    (lazy_gettext("Overdragen"), "handover.show_list", ("handover",)),
    (lazy_gettext("Noodtoegang"), "breakglass.listed", ("breakglass",)),
    (lazy_gettext("Zaken"), "operator.show_list", ("operator", "operator_deeds")),
    (lazy_gettext("Verhuizen"), "moves.show_list", ("moves",)),
    (lazy_gettext("Vier ogen"), "publishing_rule.show", ("publishing_rule",)),
    (lazy_gettext("Storingen"), "incidents.show_list", ("incidents",)),
    ("E-mail", "mail_log.show_list", ("mail_log",)),
)

OWN = (
    (lazy_gettext("Handboek"), "handbook.start"),
    (lazy_gettext("Mijn account"), "account.show"),
    (lazy_gettext("Herinneringen"), "notices.show_list"),
    (lazy_gettext("Agenda-koppeling"), "calendar.show"),
    (lazy_gettext("Meldingen per e-mail"), "mail_wishes.show"),
)


def register(app: Flask) -> None:
    app.context_processor(context)
    app.jinja_env.globals.update(words=words, steps=steps, Status=words.Status)


def context() -> dict[str, Any]:
    """The values every template may use."""
    person = people.person_or_none()
    return {
        "gemeente": parts().gemeente,
        "gebruiker": person,
        "menu": menu(person) if person else [],
        "own_pages": own_pages(person) if person else [],
        "now": now(),
        "may": lambda endpoint: permissions.may(endpoint, person.actor if person else None),
    }


def menu(person: people.Person) -> list[MenuItem]:
    """What this person may open; who sees no cases gets no entry for them."""
    return [
        MenuItem(label, url_for(endpoint), request.blueprint in under)
        for label, endpoint, under in ENTRIES
        if permissions.may(endpoint, person.actor)
        and (endpoint != "day.show" or not person.actor.groups.isdisjoint(route_rows.CASE_ROLES))
    ]


def own_pages(person: people.Person) -> list[tuple[str, str]]:
    """What stands under the person's own name."""
    return [(label, url_for(endpoint)) for label, endpoint in OWN if permissions.may(endpoint, person.actor)]

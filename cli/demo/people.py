"""Who works in the fictional municipality. All names are made up."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from dossier import organisations, users
from dossier.organisations import OrganisationKind
from engine.access import Actor

PASSWORD = "welkom-in-voorbeeld"
ORGANISATIONS = {
    "gemeente": ("Gemeente Voorbeeld", OrganisationKind.GEMEENTE),
    "politie": ("Politie, basisteam Voorbeeld", OrganisationKind.POLITIE),
    "om": ("Openbaar Ministerie, parket Voorbeeld", OrganisationKind.OM),
    "handhaving": ("Team Handhaving Voorbeeld", OrganisationKind.BOA),
    "jongerenwerk": ("Jongerenwerk Voorbeeld", OrganisationKind.JONGERENWERK),
    "corporatie": ("Woningcorporatie De Sleutel", OrganisationKind.PARTNER),
    "zvh": ("Zorg- en Veiligheidshuis Voorbeeld", OrganisationKind.ZVH),
}
# login, name, organisation, roles
PEOPLE = (
    ("regisseur", "Sanne de Boer", "gemeente", ("procesregisseur",)),
    ("burgemeester", "Willem van Voorbeeld", "gemeente", ("burgemeester",)),
    ("wijkagent", "Karim Bakker", "politie", ("politie",)),
    ("officier", "Eva Martens", "om", ("om",)),
    ("jongerenwerker", "Joost Visser", "jongerenwerk", ("jongerenwerk", "partner")),
    ("boa", "Fatima Smit", "handhaving", ("boa", "partner")),
    ("corporatie", "Anneke Mulder", "corporatie", ("partner",)),
    ("fg", "Pieter Dekker", "gemeente", ("fg",)),
    ("privacy", "Noor Hendriks", "gemeente", ("privacy_officer",)),
    ("ontwerper", "Lotte Jansen", "gemeente", ("beheerder",)),
    ("beheer", "Ruben Kok", "gemeente", ("applicatiebeheerder",)),
    ("coordinator", "Marja Vos", "gemeente", ("coordinator",)),
    ("bestuur", "Thijs de Wit", "gemeente", ("bestuur",)),
)


@dataclass(frozen=True)
class Cast:
    """The people by login, and the keys of the organisations by their short name."""

    actors: dict[str, Actor]
    organisations: dict[str, str]


def add(session: Session) -> Cast:
    made = {
        short: organisations.add(session, name=name, kind=kind, email=f"{short}@voorbeeld.example")
        for short, (name, kind) in ORGANISATIONS.items()
    }
    actors = {}
    for login, name, organisation, roles in PEOPLE:
        user = users.add(
            session,
            username=login,
            name=name,
            password=PASSWORD,
            organisation=made[organisation],
            roles=roles,
            email=f"{login}@voorbeeld.example",
        )
        actors[login] = users.actor(session, user)
    return Cast(actors, {short: each.key for short, each in made.items()})


def logins() -> str:
    """What the start of the server prints."""
    lines = [f"  {login:<15} {name} ({', '.join(roles)})" for login, name, _, roles in PEOPLE]
    return "\n".join([f"Demo: gemeente Voorbeeld. Wachtwoord voor iedereen: {PASSWORD}", *lines])

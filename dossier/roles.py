"""The roles people hold, by the word that lanes and candidate groups use."""

from __future__ import annotations

from types import MappingProxyType

ROLES = MappingProxyType(
    {
        "procesregisseur": "Procesregisseur",
        "burgemeester": "Burgemeester",
        "politie": "Politie",
        "om": "Openbaar Ministerie",
        "jongerenwerk": "Jongerenwerk",
        "boa": "Boa of toezichthouder",
        "partner": "Partner",
        "fg": "Functionaris gegevensbescherming",
        "privacy_officer": "Privacy officer",
        "beheerder": "Functioneel beheerder",
        "applicatiebeheerder": "Applicatiebeheerder",
        "coordinator": "Coördinator",
        "bestuur": "Lezer bestuur",
    }
)

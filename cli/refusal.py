"""A command that cannot be done: a text for the person, and the exit code."""

from __future__ import annotations

from engine.errors import (
    ChangedMeanwhile,
    EngineError,
    Forbidden,
    InstanceEnded,
    InstanceNotFound,
    InstanceSuspended,
    JobNotFound,
    Unreadable,
)

# The first class that fits counts. What is not here says itself what is wrong.
_SAID: tuple[tuple[type[EngineError], str], ...] = (
    (InstanceNotFound, "Er is geen zaak met dit nummer, of niet voor deze gebruiker."),
    (InstanceEnded, "Deze zaak is afgelopen. Er kan niets meer in veranderen."),
    (InstanceSuspended, "Deze zaak is opgeschort. Hervat de zaak eerst."),
    (JobNotFound, "Er is geen open storing met dit nummer. Kijk met: zevenstap storingen list"),
    (ChangedMeanwhile, "Iemand anders veranderde dit op hetzelfde moment. Er is niets gedaan; probeer het opnieuw."),
    (Forbidden, "Deze gebruiker mag dit niet: de rol ontbreekt."),
    (Unreadable, "De stand van deze zaak kan niet worden gelezen. Opschorten en stoppen kan wel."),
)


class Refused(Exception):
    def __init__(self, text: str, code: int = 1) -> None:
        self.text = text
        self.code = code
        super().__init__(text)


def text_of(error: EngineError) -> str:
    """What a person at the command line reads of a refusal of the engine."""
    return next((text for kind, text in _SAID if isinstance(error, kind)), str(error))

"""Why a step of a walk could not be taken, in Dutch."""

from __future__ import annotations

from engine.errors import (
    EngineError,
    InstanceEnded,
    Invalid,
    NobodyWaits,
    NotACandidate,
    TaskNotFound,
)
from engine.runtime import NotWaiting, StepFailed


class StepRefused(Invalid, told=True):
    """What a step asks for is not there; the text is Dutch."""

    def __init__(self, text: str, activity_id: str = "") -> None:
        self.activity_id = activity_id
        super().__init__(text)


def reason(error: EngineError) -> str:
    match error:
        case StepFailed():
            return f"Het proces loopt vast bij “{error.activity_id}”: {error.reason}."
        case NobodyWaits():
            return f"Niets wacht op het bericht “{error.message}”."
        case InstanceEnded():
            return "De zaak is al afgelopen."
        case NotACandidate() | TaskNotFound():
            return "Deze groep mag de taak niet doen."
        case NotWaiting():
            return "Het proces wacht hier niet meer op."
        case Invalid():
            return str(error)
    return f"De stap lukt niet ({type(error).__name__}): {error}"

"""What a row of the table of routes can say: which roles, and which tie with the case."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from dossier import break_glass, handover, sight


class Part(Enum):
    """Which tie with a case a route asks for."""

    NONE = "geen"  # no case is shown
    LIST = "lijst"  # only rows of cases in which the person takes part
    SIGHT = "blik"  # as CASE, or has emergency access to it: only looks
    CASE = "zaak"  # takes part in the case of `instance_id`; otherwise 404, and 403 with emergency access alone
    TASK = "taak"  # takes part in the case of `task_id`; otherwise 404


CASE_ROLES = frozenset(
    {
        "procesregisseur",
        "burgemeester",
        "politie",
        "om",
        "jongerenwerk",
        "boa",
        "partner",
        "fg",
        "privacy_officer",
    }
)
EVERYBODY = CASE_ROLES | {"beheerder", "applicatiebeheerder", "coordinator", "bestuur"}
IN_FULL = CASE_ROLES & sight.IN_FULL
COUNCIL = frozenset({"bestuur"})
REPORTERS = CASE_ROLES - {"fg", "privacy_officer"}  # who sees what a group does may report it
REGISSEUR = frozenset({"procesregisseur"})
SCAN_READERS = frozenset({"procesregisseur", "burgemeester", "politie", "om"})
DESIGNER = frozenset({"beheerder"})
OPERATOR = frozenset({"applicatiebeheerder"})
PRIVACY = frozenset({"privacy_officer"})
LOG_READERS = PRIVACY | {"fg"}
COORDINATOR = frozenset({handover.COORDINATOR})
GLASS_TAKERS = frozenset(break_glass.TAKERS)
SUPERVISORS = frozenset(break_glass.SUPERVISORS)
REGISTRARS = PRIVACY | OPERATOR  # who records what is on paper
REGISTER_READERS = REGISTRARS | {"fg"}
WITHDRAWERS = PRIVACY | REGISSEUR  # who ends a privacy decision


@dataclass(frozen=True)
class Row:
    """Who may use a route: the roles (None: also who is not logged in) and the tie with the case."""

    roles: frozenset[str] | None
    part: Part = Part.NONE
    cacheable: bool = False

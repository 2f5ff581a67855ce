"""What the meeting decided on a group is kept beside what the table proposed; nothing of before is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dossier import priorities
from dossier.priorities import NotAPriority, Priority
from dossier.privacy import today
from engine.registry import Registry
from tests.dossier.dossier_world import NOW, World
from tests.handlers.handler_world import call

DECIDED: dict[str, Any] = {
    "besluit": "prioriteren",
    "prioriteit": "middel",
    "voorstel": "hoog",
    "reden": "Er loopt al een aanpak in deze buurt.",
    "overleg": "Lokale driehoek",
    "datum": date(2026, 3, 9),
}


def keep(registry: Registry, case: World, **changes: Any) -> list[Priority]:
    call(registry, "prioriteit.vastleggen", case, **(DECIDED | changes))
    return priorities.of_instance(case.session, case.instance_id)


def test_a_decision_is_kept_with_what_was_proposed_and_why_it_differs(registry: Registry, case: World) -> None:
    [kept] = keep(registry, case)
    assert (kept.outcome, kept.priority, kept.proposed) == ("prioriteren", "middel", "hoog")
    assert (kept.reason, kept.forum, kept.decided_on) == (DECIDED["reden"], "Lokale driehoek", date(2026, 3, 9))
    assert (kept.by, kept.at, kept.title) == (case.people["regisseur"].key, NOW, "Middel")


def test_a_new_decision_stands_beside_the_old_one_and_the_same_one_again_is_once(
    registry: Registry, case: World
) -> None:
    keep(registry, case)
    keep(registry, case)
    kept = keep(registry, case, prioriteit="hoog", reden=None)
    assert [row.priority for row in kept] == ["middel", "hoog"]


def test_sent_back_to_the_picture_there_is_no_priority(registry: Registry, case: World) -> None:
    [kept] = keep(registry, case, besluit="terug", prioriteit="hoog")
    assert (kept.priority, kept.title) == ("", "Geen prioriteit")


def test_without_a_day_it_was_today_and_a_proposal_nobody_knows_is_none(registry: Registry, case: World) -> None:
    [kept] = keep(registry, case, datum=None, voorstel="heel hoog")
    assert (kept.decided_on, kept.proposed) == (today(NOW), "")


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"besluit": "misschien"}, "besluit moet"), ({"prioriteit": "hoogst"}, "prioriteit moet")],
)
def test_a_word_outside_the_list_is_refused_and_nothing_is_kept(
    registry: Registry, case: World, changes: dict[str, str], said: str
) -> None:
    with pytest.raises(NotAPriority, match=said):
        keep(registry, case, **changes)
    assert priorities.of_instance(case.session, case.instance_id) == []

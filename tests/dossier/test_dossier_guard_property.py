"""Whatever decisions there are: what the guard opens, a decision allowed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossier import vault
from dossier.errors import HiddenRecord, NoPermission
from dossier.privacy import Outcome, PrivacyBesluit
from tests.dossier.dossier_world import KEY, NOW, World

KINDS = ["politiegegeven", "gewoon", "strafvorderlijk"]
PROVIDERS = ["politie", "om", "jongerenwerk"]
RECEIVERS = ["burgemeester", "om", "jongerenwerk", "procesregisseur", "partner"]
READERS = {
    "burgemeester": "burgemeester",
    "officier": "om",
    "jongerenwerker": "jongerenwerk",
    "regisseur": "procesregisseur",
    "mentor": None,  # takes no part
}

decision = st.fixed_dictionaries(
    {
        "stappen": st.lists(st.integers(1, 7), max_size=3, unique=True),
        "gegeven": st.lists(st.sampled_from(KINDS), max_size=2, unique=True),
        "verstrekker": st.lists(st.sampled_from(PROVIDERS), max_size=2, unique=True),
        "ontvanger": st.lists(st.sampled_from(RECEIVERS), max_size=3, unique=True),
        "uitkomst": st.sampled_from(list(Outcome)),
        "valid_until": st.dates(date(2026, 3, 1), date(2026, 3, 20)),
        "withdrawn_at": st.sampled_from([None, NOW - timedelta(days=1)]),
        "confirmed_by": st.sampled_from(["", "user-1"]),
    }
)


def allowed(decisions: list[dict[str, Any]], step: int | None, kind: str, provider: str, who: str | None) -> bool:
    """The rule once more, as plainly as it can be said."""
    return who is not None and any(
        d["uitkomst"] in (Outcome.TOESTAAN, Outcome.VOORWAARDEN)
        and d["confirmed_by"]
        and d["withdrawn_at"] is None
        and d["valid_until"] >= NOW.date()
        and step in d["stappen"]
        and kind in d["gegeven"]
        and provider in d["verstrekker"]
        and who in d["ontvanger"]
        for d in decisions
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    decisions=st.lists(decision, max_size=4),
    step=st.one_of(st.none(), st.integers(1, 7)),
    kind=st.sampled_from(KINDS),
    provider=st.sampled_from(PROVIDERS),
    reader=st.sampled_from(sorted(READERS)),
)
def test_the_guard_opens_exactly_what_a_decision_allows(
    world: World, decisions: list[dict[str, Any]], step: int | None, kind: str, provider: str, reader: str
) -> None:
    # given
    world.session.query(PrivacyBesluit).delete()
    for fields in decisions:
        world.allow(**fields)
    reference = vault.store(
        world.session,
        world.instance_id,
        category="bijdrage",
        kind=kind,
        step=2,
        provider=provider,
        author="user-1000",
        value="Verzonnen Persoon",
        now=NOW,
        key=KEY,
    )
    # when
    try:
        value = vault.read(
            world.session, reference, actor=world.actor(reader), purpose="Toets", step=step, now=NOW, key=KEY
        )
    except (NoPermission, HiddenRecord) as refused:
        assert "Verzonnen" not in str(refused)
        value = None
    # then
    assert (value is not None) == allowed(decisions, step, kind, provider, READERS[reader])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"stappen": [2, 5]}, "niet voor deze stap, wel voor stap 2, 5."),
        ({"gegeven": ["gewoon"]}, "niet voor dit soort gegeven, wel voor gewoon."),
        ({"verstrekker": ["om"]}, "niet voor deze verstrekker, wel voor om."),
        ({"ontvanger": ["zvh"]}, "niet voor deze ontvanger, wel voor zvh."),
        ({"stappen": [2], "ontvanger": ["zvh"]}, "niet voor deze stap, wel voor stap 2 en niet voor deze ontvanger"),
        ({"withdrawn_at": NOW - timedelta(days=1)}, "is op 09-03-2026 ingetrokken"),
        ({"valid_until": date(2026, 2, 20)}, "gold tot en met 20-02-2026"),
        ({"uitkomst": Outcome.WEIGEREN}, "Er is geen geldig privacybesluit voor stap 3"),
    ],
    ids=str,
)
def test_the_guard_says_in_what_the_decision_falls_short(world: World, changed: dict[str, Any], said: str) -> None:
    world.session.query(PrivacyBesluit).delete()
    right = {"stappen": [3], "gegeven": ["politiegegeven"], "verstrekker": ["politie"], "ontvanger": ["om"]}
    world.allow(**{**right, **changed})
    reference = vault.store(
        world.session,
        world.instance_id,
        category="bijdrage",
        kind="politiegegeven",
        step=2,
        provider="politie",
        author="user-1000",
        value="Verzonnen Persoon",
        now=NOW,
        key=KEY,
    )
    with pytest.raises(NoPermission) as refused:
        vault.read(world.session, reference, actor=world.actor("officier"), purpose="Toets", step=3, now=NOW, key=KEY)
    assert said in str(refused.value)
    assert "soort gegeven politiegegeven, van politie" in str(refused.value)

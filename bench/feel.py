"""What FEEL costs: typical conditions and the privacy table, against the same written by hand in Python."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine import dmn, feel

TABLE = Path(__file__).parents[1] / "bpmn" / "werkproces-2016" / "privacytabel.dmn"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
Facts = Mapping[str, Any]

SCOPE: dict[str, Any] = {
    "besluit": "doorgaan",
    "ernst": Decimal(4),
    "trend": "gelijk",
    "bedrag": Decimal("412.50"),
    "akkoorden": [{"partij": f"partij {n}", "akkoord": True} for n in range(6)],
    "acties": [{"titel": f"actie {n}", "status": "klaar" if n % 2 else "open"} for n in range(12)],
}
CONDITIONS: dict[str, Callable[[Facts], object]] = {
    'besluit = "doorgaan"': lambda g: g["besluit"] == "doorgaan",
    'ernst >= 4 and not(trend = "beter")': lambda g: g["ernst"] >= Decimal(4) and g["trend"] != "beter",
    "bedrag * 1.21 <= 500": lambda g: g["bedrag"] * Decimal("1.21") <= Decimal(500),
    "every a in akkoorden satisfies a.akkoord = true": lambda g: all(a["akkoord"] is True for a in g["akkoorden"]),
    'count(acties[item.status = "klaar"]) > 3': lambda g: (
        Decimal(len([a for a in g["acties"] if a["status"] == "klaar"])) > Decimal(3)
    ),
}
FACTS: dict[str, Any] = {
    "stap": Decimal(2),
    "achter_poort": True,
    "overdracht_zorg": False,
    "gegeven": "politiegegeven",
    "verstrekker": "politie",
    "ontvangers": ["burgemeester", "om"],
    "ontvanger_soort": "publiek",
    "ontvanger_in_convenant": True,
    "convenant_geldig": True,
    "wpg20_dekt": True,
    "noodzaak_gemotiveerd": True,
    "dpia_vastgesteld": True,
    "leeftijd_onder_12": False,
    "online_heimelijk": False,
    "toestemming_of_plicht": False,
    "mandaat_burgemeester": True,
    "ontvanger_betrokken": True,
}
KINDS = frozenset(
    "gewoon politiegegeven strafvorderlijk strafrechtelijk_gemeente hulpverlening gezondheid bijzonder bsn".split()
)
WPG_16 = frozenset("om burgemeester".split())
WPG_18 = WPG_16 | frozenset("halt reclassering rvdk gi veilig_thuis college_jeugdwet".split())
STEPS = [Decimal(step) for step in range(1, 8)]
STRICTEST_FIRST = ("weigeren", "fg_toets", "voorwaarden", "toestaan")


def _only(facts: Facts, allowed: frozenset[str]) -> bool:
    receivers = facts.get("ontvangers") or []
    return bool(receivers) and all(
        r in allowed or (r == "procesregisseur" and facts.get("mandaat_burgemeester") is True) for r in receivers
    )


def by_hand(facts: Facts) -> str | None:
    """The outcome of the privacy table, as a programmer would have written it."""
    step = facts["stap"] if facts["stap"] in STEPS else Decimal(1)
    kind = facts["gegeven"] if facts["gegeven"] in KINDS else "unknown"
    provider = facts.get("verstrekker") or "unknown"
    behind_gate, care = facts.get("achter_poort") is True, facts.get("overdracht_zorg") is True
    wpg_16, wpg_18 = _only(facts, WPG_16), _only(facts, WPG_18)
    in_covenant = bool(facts.get("ontvangers")) and facts.get("ontvanger_in_convenant") is True
    covenant, wpg_20 = facts.get("convenant_geldig") is True, facts.get("wpg20_dekt") is True
    needed = facts.get("noodzaak_gemotiveerd") is True
    police = kind == "politiegegeven"
    holds = (
        (kind in ("bijzonder", "unknown"), "weigeren"),
        (not needed, "weigeren"),
        (step < Decimal(2), "weigeren"),
        (not behind_gate, "weigeren"),
        (step == Decimal(7) and not care, "weigeren"),
        (facts.get("online_heimelijk") is not False, "weigeren"),
        (facts.get("dpia_vastgesteld") is not True, "weigeren"),
        (facts.get("leeftijd_onder_12") is not False, "fg_toets"),
        (police and provider == "politie" and wpg_16, "toestaan"),
        (police and provider == "politie" and not wpg_16 and wpg_18, "voorwaarden"),
        (police and provider == "politie" and not wpg_18 and covenant and wpg_20, "voorwaarden"),
        (police and provider == "politie" and not wpg_18 and not wpg_20, "weigeren"),
        (police and provider != "politie" and not wpg_18 and not wpg_20, "weigeren"),
        (kind == "strafvorderlijk" and provider == "om", "voorwaarden"),
        (kind == "strafvorderlijk" and provider != "om", "weigeren"),
        (kind == "strafrechtelijk_gemeente" and facts.get("ontvanger_soort") != "publiek", "fg_toets"),
        (kind == "hulpverlening" and facts.get("toestemming_of_plicht") is not True, "weigeren"),
        (kind == "gezondheid", "fg_toets"),
        (kind == "bsn", "weigeren"),
        (not wpg_18 and not in_covenant, "weigeren"),
        (
            behind_gate and kind == "gewoon" and covenant and needed and facts.get("ontvanger_betrokken") is True,
            "toestaan",
        ),
    )
    found = [outcome for matches, outcome in holds if matches]
    return min(found, key=STRICTEST_FIRST.index) if found else "fg_toets"


def seconds(act: Callable[[], object], rounds: int) -> float:
    """Seconds of one call: the quickest of seven series, since a shared machine has hiccups."""
    took = []
    for _ in range(7):
        begin = time.perf_counter()
        for _ in range(rounds):
            act()
        took.append((time.perf_counter() - begin) / rounds)
    return min(took)


def conditions(rounds: int = 2_000) -> tuple[float, float]:
    """Seconds of all conditions once: in FEEL, and by hand."""
    env, ours, theirs = feel.Environment(NOW), 0.0, 0.0
    for text, hand in CONDITIONS.items():
        compiled = feel.compile_expression(text)
        if compiled.evaluate(SCOPE, env) is not hand(SCOPE):
            raise AssertionError(f"{text}: the two do not say the same")
        ours += seconds(lambda compiled=compiled: compiled.evaluate(SCOPE, env), rounds)  # type: ignore[misc]
        theirs += seconds(lambda hand=hand: hand(SCOPE), rounds)  # type: ignore[misc]
    return ours, theirs


def table(rounds: int = 300) -> tuple[float, float]:
    """Seconds of the privacy table once: in DMN, and by hand."""
    definitions, env = dmn.load(TABLE.read_bytes()), feel.Environment(NOW)

    def decide() -> Any:
        value: Any = dmn.decide(definitions, "privacytabel", {"feiten": FACTS}, env).value
        return value["uitkomst"]

    if decide() != by_hand(FACTS):
        raise AssertionError("the privacy table and the function do not say the same")
    return seconds(decide, rounds), seconds(lambda: by_hand(FACTS), rounds * 10)


def measured() -> tuple[dict[str, float], dict[str, float]]:
    """The ratios to Python, and how many a second."""
    ours, theirs = conditions()
    deciding, by_function = table()
    ratios = {"feel_conditions_against_python": ours / theirs, "privacy_table_against_python": deciding / by_function}
    rates = {"feel_conditions_per_second": len(CONDITIONS) / ours, "privacy_tables_per_second": 1 / deciding}
    return ratios, rates

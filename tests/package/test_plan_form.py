"""The form of the plan: a measure beyond the term of its article is refused where it is filled in."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from dossier import goals, measures
from engine import feel
from forms import read, schema
from forms.fields import deep

ROOT = Path(__file__).parents[2]
FORM = schema.load((ROOT / "forms/werkproces-2016/stap-5-plan.form").read_bytes())
MANIFEST = json.loads((ROOT / "bpmn/werkproces-2016/pakket.json").read_text("utf-8"))
SETTINGS = {row["sleutel"]: row["waarde"] for row in MANIFEST["instellingen"]}
CONTEXT = {"instellingen": SETTINGS, "organisaties": [{"label": "Gemeente", "value": "org-1"}]}
ENV = feel.Environment(now=datetime(2026, 3, 1, 12, tzinfo=UTC))
START = date(2026, 1, 15)


def errors(measure: str, end: date, *, extensions: int | None = None, kind: str = "bestuur") -> dict[str, str]:
    row = {
        "titel": "Gebiedsverbod",
        "spoor": "persoon",
        "soort": kind,
        "eigenaar": "org-1",
        "startdatum": f"{START:%d-%m-%Y}",
        "einddatum": f"{end:%d-%m-%Y}",
        "maatregel": measure,
        **({} if extensions is None else {"verlengingen": str(extensions)}),
    }
    fields = {
        "doelen:rijen": "1",
        "doelen.0.doel": "perspectief",
        "doelen.0.indicator": "Meldingen",
        "doelen.0.startwaarde": "24",
        "doelen.0.streefwaarde": "8",
        "acties:rijen": "1",
        "evaluatiedatum": "01-12-2026",
        **{f"acties.0.{key}": value for key, value in row.items()},
    }
    return dict(read.read(FORM, MultiDict(fields), MultiDict(), CONTEXT, env=ENV).errors)


@pytest.mark.parametrize(
    ("measure", "end", "extensions", "said"),
    [
        ("172a", date(2026, 4, 15), 0, ""),
        ("172a", date(2026, 4, 16), 0, "Gemeentewet 172a"),
        ("172a", date(2027, 1, 15), 3, ""),
        ("172a", date(2027, 1, 16), 3, "Gemeentewet 172a"),
        ("172a", date(2026, 2, 1), 4, "3"),
        ("172a_gespreid", date(2028, 1, 15), None, ""),
        ("172a_gespreid", date(2028, 1, 16), None, "24 maanden"),
        ("172b", date(2026, 4, 15), None, ""),
        ("172b", date(2026, 4, 16), None, "Gemeentewet 172b"),
        ("anders", date(2036, 4, 16), None, ""),
        ("geen", date(2036, 4, 16), None, ""),
    ],
)
def test_the_form_holds_a_measure_to_the_term_of_its_article(
    measure: str, end: date, extensions: int | None, said: str
) -> None:
    found = errors(measure, end, extensions=extensions)
    assert (found == {}) if not said else any(said in text for text in found.values()), found


def test_an_action_does_not_end_before_it_begins() -> None:
    assert "vóór de startdatum" in errors("geen", date(2026, 1, 14))["acties.0.einddatum"]


def test_what_is_no_order_of_the_burgemeester_has_no_measure() -> None:
    assert errors("172b", date(2026, 12, 1), kind="zorg") == {}


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["172a", "172a_gespreid", "172b"]), st.integers(0, 3), st.integers(0, 1200))
def test_what_the_form_accepts_the_law_accepts_too(measure: str, extensions: int, days: int) -> None:
    end = START + timedelta(days=days)
    given_extensions = extensions if measure == "172a" else None
    if errors(measure, end, extensions=given_extensions) == {}:
        measures.require_within_term(measure, START, end, given_extensions or 0, SETTINGS)


def test_the_six_goals_of_the_model_are_those_of_the_register() -> None:
    [field] = [one for one in deep(FORM.fields) if one.id == "veld_doelen_doel"]
    assert {value: label for label, value in field.choices.fixed} == goals.GOALS

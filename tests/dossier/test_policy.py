"""The table of reminders: what the national one says, what a municipality can make of it, what cannot be read."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier import policy
from dossier.policy import About, PolicyUnreadable, Rule
from engine import check
from engine.dmn import DmnError
from engine.feel.functions.working_days import is_working_day
from engine.registry import Catalogue, Registry
from tests.dossier.dossier_world import NOW

TABLE = (Path(__file__).parents[2] / "bpmn/werkproces-2016/herinneringen.dmn").read_text("utf-8")
SETTINGS = {policy.DAYS_BEFORE: 7, policy.DAYS_AFTER: 7}
ACTION = About(policy.ACTION, date(2026, 4, 15), date(2026, 3, 1), "groep", "zorg")
TASK = About(policy.TASK, date(2026, 4, 15), date(2026, 3, 1))


def found(table: str, about: About = ACTION) -> list[Rule]:
    return policy.rules({"bpmn/voorbeeld/herinneringen.dmn": table.encode()}, about, SETTINGS, now=NOW)


def test_the_national_table_is_the_proposal_of_a_week_before_on_and_after_and_then_the_regisseur() -> None:
    assert found(TABLE) == policy.rules({}, ACTION, SETTINGS, now=NOW)
    assert [(each.when, each.to) for each in found(TABLE, TASK)] == [("na", "eigenaar"), ("na", "procesregisseur")]
    assert [each.at.date().isoformat() for each in policy.schedule(found(TABLE), ACTION.due_on)] == [
        "2026-04-08",
        "2026-04-15",
        "2026-04-22",
        "2026-04-23",
    ]


def test_the_settings_of_a_municipality_move_the_moments() -> None:
    files = {"bpmn/voorbeeld/herinneringen.dmn": TABLE.encode()}
    rules = policy.rules(files, ACTION, {policy.DAYS_BEFORE: 3, policy.DAYS_AFTER: 1}, now=NOW)
    assert [each.number for each in rules] == [3, 0, 1, 2]


def test_a_row_may_count_in_working_days_come_again_and_be_for_one_track_only() -> None:
    row = TABLE.replace(
        '<inputEntry id="rij_2_op__spoor">\n          <text></text>',
        '<inputEntry id="rij_2_op__spoor">\n          <text>"persoon"</text>',
    )
    changed = row.replace('"dagen"', '"werkdagen"').replace("<text>null</text>", "<text>2</text>")
    changed = changed.replace(
        '<outputEntry id="rij_4_escalatie__keer">\n          <text>1',
        '<outputEntry id="rij_4_escalatie__keer">\n          <text>3',
    )
    rules = found(changed)
    assert [each.when for each in rules] == ["voor", "na", "na"]
    days = [each.at.date().isoformat() for each in policy.schedule(rules, date(2026, 4, 15))]
    # in working days: Good Friday the 3rd, Easter Monday the 6th and King's Day the 27th do not count
    assert days == ["2026-04-02", "2026-04-24", "2026-04-28", "2026-04-30", "2026-05-04"]


@pytest.mark.parametrize(
    ("column", "new"), [("aantal", "0.5"), ("aantal", "-1"), ("aantal", '"veel"'), ("aan", "null"), ("keer", "99")]
)
def test_a_row_that_cannot_be_done_is_refused_by_its_column(column: str, new: str) -> None:
    cell = re.compile(rf'(<outputEntry id="rij_2_op__{column}">\s*<text>)[^<]*')
    with pytest.raises((PolicyUnreadable, DmnError), match=f"{column}|herinneringen"):
        found(cell.sub(rf"\g<1>{new}", TABLE))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('<text>"op"</text>', '<text>"straks"</text>', "straks"),
        ('<text>"procesregisseur"</text>', '<text>"buurman"</text>', "buurman"),
        ('name="wanneer"', 'name="moment"', "mist een kolom: wanneer"),
        ('hitPolicy="RULE ORDER"', 'hitPolicy="FIRST"', "eigen herinnering"),
        ('<decision id="herinneringen"', '<decision id="iets"', "geen tabel"),
    ],
)
def test_the_check_says_what_is_wrong_with_a_table(old: str, new: str, said: str) -> None:
    catalogue = Catalogue(Registry(), {"procesregisseur": "Procesregisseur"})
    files = {"bpmn/voorbeeld/herinneringen.dmn": TABLE.replace(old, new, 1).encode()}
    assert any(said in finding.message for finding in check.check_package(files, catalogue))


@given(
    st.lists(
        st.builds(
            Rule,
            when=st.sampled_from(["voor", "op", "na"]),
            number=st.integers(0, 40),
            unit=st.sampled_from(["dagen", "werkdagen"]),
            to=st.sampled_from(["eigenaar", "procesregisseur"]),
            again=st.integers(0, 10),
            times=st.integers(1, 4),
        ),
        max_size=5,
    ),
    st.dates(date(2025, 1, 1), date(2035, 12, 31)),
)
def test_every_reminder_comes_at_nine_on_a_working_day_and_on_its_own_side_of_the_due_date(
    rules: list[Rule], due_on: date
) -> None:
    planned = policy.schedule(rules, due_on)
    assert len(planned) == sum(rule.times for rule in rules)
    for each in planned:
        assert each.at.hour == 9 and is_working_day(each.at.date())
        if each.when == "na" and each.to == "eigenaar":
            assert each.at.date() >= due_on
    before = [rule for rule in rules if rule.when != "na" and rule.times == 1]
    firsts = [each.at.date() for each in policy.schedule(before, due_on)]
    assert all(day <= due_on for day in firsts)


def test_no_working_days_before_a_holiday_is_the_working_day_before_it() -> None:
    [planned] = policy.schedule([Rule("voor", 0, "werkdagen", "eigenaar")], date(2025, 1, 1))

    assert planned.at.date() == date(2024, 12, 31)

"""The legal terms of measures: never longer, never more often, whatever a municipality fills in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier import measures
from dossier.measures import MeasureRefused, MeasureTooLong

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def lasts(measure: str, start: date, end: date, extensions: int = 0, **settings: int) -> bool:
    try:
        measures.require_within_term(measure, start, end, extensions, settings)
    except (MeasureTooLong, MeasureRefused):
        return False
    return True


@pytest.mark.parametrize(
    ("measure", "extensions", "end", "allowed"),
    [
        ("172a", 0, date(2026, 4, 15), True),
        ("172a", 0, date(2026, 4, 16), False),
        ("172a", 3, date(2027, 1, 15), True),
        ("172a", 3, date(2027, 1, 16), False),
        ("172a", 4, date(2026, 2, 1), False),
        ("172a_gespreid", 0, date(2028, 1, 15), True),
        ("172a_gespreid", 1, date(2026, 2, 1), False),
        ("172b", 0, date(2026, 4, 15), True),
        ("172b", 0, date(2026, 4, 16), False),
        ("172b", 1, date(2026, 4, 15), False),
        ("anders", 0, date(2036, 1, 1), True),
        ("", 9, date(2036, 1, 1), True),
    ],
)
def test_a_measure_lasts_as_long_as_its_article_allows(measure: str, extensions: int, end: date, allowed: bool) -> None:
    assert lasts(measure, date(2026, 1, 15), end, extensions) is allowed


def test_what_is_refused_names_its_article_and_the_last_day() -> None:
    with pytest.raises(MeasureTooLong, match=r"Gemeentewet 172b: .* 30-11-2026"):
        measures.require_within_term("172b", date(2026, 8, 31), date(2026, 12, 1), 0, {})
    with pytest.raises(MeasureRefused, match="Gemeentewet 172a: de startdatum"):
        measures.require_within_term("172a", None, date(2026, 12, 1), 0, {})


@given(st.sampled_from(sorted(measures.LIMITS)), DAYS, st.integers(0, 3), st.integers(0, 60), st.integers(-5, 1200))
def test_no_setting_makes_a_term_longer_than_the_law(
    measure: str, start: date, extensions: int, months: int, days: int
) -> None:
    limit = measures.LIMITS[measure]
    settings = {limit.months_setting: months}
    end = start + timedelta(days=days)
    if lasts(measure, start, end, extensions, **settings):
        assert extensions <= limit.extensions
        assert end <= measures.months_after(start, limit.months * (1 + extensions))
        assert lasts(measure, start, end, extensions), "a stricter setting allows nothing more"


@given(DAYS, st.integers(0, 48))
def test_months_after_a_day_is_that_day_or_the_last_of_its_month(day: date, months: int) -> None:
    later = measures.months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)

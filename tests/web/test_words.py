"""Dates and terms as people say them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web import words
from web.words import Status

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-9, "9 dagen te laat"),
        (-1, "1 dag te laat"),
        (0, "vandaag"),
        (1, "morgen"),
        (2, "overmorgen"),
        (4, "over 4 dagen"),
        (7, "over 1 week"),
        (10, "over 10 dagen"),
        (14, "over 2 weken"),
    ],
)
def test_a_term_is_said_in_days_and_weeks(days: int, said: str) -> None:
    assert words.term(date(2026, 11, 23) + timedelta(days=days), NOW) == said


def test_a_moment_earlier_today_is_late() -> None:
    assert words.term(NOW - timedelta(hours=1), NOW) == "vandaag, te laat"
    assert words.status_of(NOW - timedelta(hours=1), NOW) is Status.LATE


def test_a_day_starts_at_midnight_in_the_netherlands() -> None:
    assert words.day(datetime(2026, 11, 23, 23, 30, tzinfo=UTC), NOW) == "dinsdag 24 november"


def test_another_year_is_said() -> None:
    assert words.short_day(date(2027, 1, 5), NOW) == "5 januari 2027"


def test_counts_stop_at_99() -> None:
    assert words.count(1, "taak", "taken") == "1 taak"
    assert words.count(0, "taak", "taken") == "0 taken"
    assert words.count(100, "taak", "taken") == "99+ taken"


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)))
def test_what_is_said_to_be_late_has_the_status_late(due: datetime) -> None:
    assert ("te laat" in words.term(due, NOW)) == (words.status_of(due, NOW) is Status.LATE)


@given(
    st.recursive(
        st.none() | st.booleans() | st.text() | st.dates(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_any_stored_value_can_be_shown(value: object) -> None:
    assert isinstance(words.shown(value), str)

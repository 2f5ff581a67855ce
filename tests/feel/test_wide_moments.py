"""Dates outside the years 1 to 9999 and parts of a second that Python's own classes do not hold."""

import pytest

from engine.feel.errors import Undefined
from engine.feel.temporal import parse_date
from tests.feel.given import value, warned


@pytest.mark.parametrize(
    "text",
    [
        "-2017-12-31",
        "99999-02-28",
        "-999999999-12-31T23:59:59.999999999+02:00",
        "2011-12-31T10:15:30.123456789@Europe/Paris",
        "10:15:30.000000001Z",
        "-0044-03-15T12:00:00",
    ],
)
def test_what_is_read_is_written_the_same(text):
    assert value(f'string(@"{text}")') == text


@pytest.mark.parametrize("text", ["0000-01-01", "-0000-01-01", "01211-01-01", "9999999999-01-01", "99999-02-29"])
def test_a_year_that_does_not_exist_is_refused(text):
    with pytest.raises(Undefined):
        parse_date(text)


def test_the_calendar_repeats_itself_every_400_years():
    assert value('day of week(@"2000-02-29")') == "Tuesday"
    assert value('@"12000-02-29".weekday') == value('@"2000-02-29".weekday')
    assert value('string(date("12000-02-29"))') == "12000-02-29"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('@"99999-01-01" > @"2026-01-01"', True),
        ('@"-0001-12-31" < @"0001-01-01"', True),
        ('@"-0002-01-01" < @"-0001-01-01"', True),
        ('@"12000-01-01" = @"12000-01-01"', True),
        ('@"2026-01-01T00:00:00.000000001" > @"2026-01-01T00:00:00"', True),
        ('@"2026-01-01T00:00:00.000000001" = @"2026-01-01T00:00:00.000000002"', False),
        ('@"10000-01-01T00:00:00+01:00" = @"9999-12-31T23:00:00Z"', True),
        ('@"10:00:00.000000001Z" > @"11:00:00+01:00"', True),
        ('@"0001-01-01T00:00:00.000000001+14:00" < @"0001-01-01T00:00:00Z"', True),
        ('@"99999-01-01" in [@"2026-01-01"..@"999999-01-01"]', True),
        ('max(@"99999-01-01", @"2026-01-01").year', 99999),
        ('time(@"99999-01-01T10:00:00.5").hour', 10),
        ('string(date and time(@"99999-01-01", @"10:00:00"))', "99999-01-01T10:00:00"),
        ('string(date and time(@"2026-01-01", time(1, 2, 3.000000004)))', "2026-01-01T01:02:03.000000004"),
        ('date(@"2026-01-01T00:00:00.000000001") = @"2026-01-01"', True),
        ('date(-44, 3, 15) = @"-0044-03-15"', True),
        ('@"99999-01-01" instance of date', True),
        ('years and months duration(@"-0002-01-30", @"2026-02-28") = @"P2028Y"', True),
    ],
)
def test_it_is_compared_and_taken_apart(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    "text", ['@"99999-01-01" + @"P1D"', 'werkdagen(1, @"99999-01-01")', 'day of week(@"99999-01-01")']
)
def test_nothing_is_computed_with_it(text):
    assert warned(text)

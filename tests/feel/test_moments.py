"""Dates, times, durations and terms."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import feel
from tests.feel.given import AMSTERDAM, NOW, value, warned

SAME = [
    ('date("2026-01-31")', '@"2026-01-31"'),
    ("date(2026, 1, 31)", '@"2026-01-31"'),
    ('date(@"2026-01-31T10:00:00")', '@"2026-01-31"'),
    ('time(@"2026-01-31T10:00:00")', '@"10:00:00"'),
    ("time(10, 30, 0)", '@"10:30:00"'),
    ('time(10, 30, 0, @"PT1H")', '@"10:30:00+01:00"'),
    ('date and time("2026-01-31T10:00:00Z")', '@"2026-01-31T11:00:00+01:00"'),
    ('date and time(@"2026-01-31", @"10:00:00")', '@"2026-01-31T10:00:00"'),
    ('duration("P1Y2M")', '@"P14M"'),
    ('duration("PT24H")', '@"P1D"'),
    ('duration("P2W")', '@"P14D"'),
    ('@"2026-01-31" + @"P1M"', '@"2026-02-28"'),
    ('@"2024-02-29" + @"P1Y"', '@"2025-02-28"'),
    ('@"2026-03-31" - @"P1M"', '@"2026-02-28"'),
    ('@"2026-01-31" + @"P1D"', '@"2026-02-01"'),
    ('@"P1D" + @"2026-01-31"', '@"2026-02-01"'),
    ('@"2026-03-01" - @"2026-02-01"', '@"P28D"'),
    ('@"10:30:00" + @"PT45M"', '@"11:15:00"'),
    ('@"23:30:00" + @"PT45M"', '@"00:15:00"'),
    ('@"P1D" * 2', '@"P2D"'),
    ('@"P1Y" / 2', '@"P6M"'),
    ('@"P2D" / @"P1D"', "2"),
    ('-@"P1D" + @"P3D"', '@"P2D"'),
    ('@"2026-01-01".year', "2026"),
    ('@"2026-01-04".weekday', "7"),
    ('@"2026-01-31T10:20:30".minute', "20"),
    ('@"10:20:30+01:00".time offset', '@"PT1H"'),
    ('@"2026-01-31T10:20:30@Europe/Amsterdam".timezone', '"Europe/Amsterdam"'),
    ('@"P1Y2M".months', "2"),
    ('@"P1DT2H3M".hours', "2"),
    ('years and months duration(@"2024-03-15", @"2026-02-14")', '@"P1Y10M"'),
    ('day of week(@"2026-11-23")', '"Monday"'),
    ('day of year(@"2026-02-01")', "32"),
    ('week of year(@"2026-01-01")', "1"),
    ('month of year(@"2026-02-01")', '"February"'),
    ('@"2026-01-01" < @"2026-01-02"', "true"),
    ('@"P1D" < @"PT25H"', "true"),
    ('@"2026-01-02" in [@"2026-01-01"..@"2026-01-03"]', "true"),
    ('is(@"10:00:00Z", @"11:00:00+01:00")', "false"),
]


@pytest.mark.parametrize(("text", "expected"), SAME)
def test_both_mean_the_same(text, expected):
    assert value(text) == value(expected)
    assert value(f"{text} = {expected}") is True


@pytest.mark.parametrize(
    "text",
    [
        'date("2026-02-30")',
        'date("31-01-2026")',
        "date(2026, 13, 1)",
        'time("25:00:00")',
        'date and time("morgen")',
        'duration("P1Y1D")',
        'duration("P")',
        'date and time("2026-01-01T10:00:00@Mars/Olympus")',
        '@"2026-01-01T10:00:00" < @"2026-01-01T10:00:00Z"',
        '@"2026-01-01" < @"2026-01-01T10:00:00"',
        '@"P1Y" < @"P400D"',
        '@"9999-12-31" + @"P1M"',
    ],
)
def test_what_does_not_exist_is_null_with_a_warning(text):
    assert warned(text)


def test_now_is_the_moment_that_was_given():
    assert value("now()") == NOW
    assert value("today()") == date(2026, 11, 23)


def test_days_are_counted_by_the_calendar_when_the_clock_changes():
    before = datetime(2026, 10, 24, 12, 0, tzinfo=AMSTERDAM)
    assert value('t + @"P1D"', t=before) == datetime(2026, 10, 25, 12, 0, tzinfo=AMSTERDAM)
    assert value('(t + @"P1D") - t', t=before) == timedelta(hours=25)


def test_hours_are_counted_by_the_clock():
    before = datetime(2026, 3, 29, 1, 30, tzinfo=AMSTERDAM)
    assert value('t + @"PT1H"', t=before) == datetime(2026, 3, 29, 3, 30, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(("change", "offset"), [((2026, 3, 29), 2), ((2026, 10, 25), 1)])
def test_an_hour_back_is_an_hour_on_the_day_the_clock_changes(change, offset):
    noon = datetime(*change, 12, tzinfo=AMSTERDAM)
    for text in ('t - @"PT1H"', 't + @"-PT1H"'):
        assert value(text, t=noon).isoformat() == datetime(*change, 11).isoformat() + f"+0{offset}:00"


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(AMSTERDAM)),
    st.timedeltas(timedelta(hours=-23), timedelta(hours=23)),
)
def test_less_than_a_day_goes_by_the_clock_both_ways(moment, span):
    moment = moment.astimezone(UTC).astimezone(AMSTERDAM)  # one that exists
    assert value("t + d", t=moment, d=span).astimezone(UTC) == moment.astimezone(UTC) + span


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("werkdagen(1)", (2026, 11, 24)),
        ("werkdagen(5)", (2026, 11, 30)),
        ("werkdagen(0)", (2026, 11, 23)),
        ("werkdagen(-1)", (2026, 11, 20)),
        ('werkdagen(0, @"2026-11-21")', (2026, 11, 23)),
        ('werkdagen(1, @"2026-12-24")', (2026, 12, 28)),
        ('werkdagen(1, @"2026-04-02")', (2026, 4, 7)),  # Good Friday, Easter Monday
        ('werkdagen(1, @"2026-05-04")', (2026, 5, 6)),  # Liberation Day, every year
        ('werkdagen(2, @"2026-04-24T23:30:00Z")', (2026, 4, 29)),  # a Saturday in Amsterdam, then King's Day
    ],
)
def test_working_days_skip_weekends_and_holidays_and_end_at_five(text, day):
    assert value(text) == datetime(*day, 17, tzinfo=AMSTERDAM)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 30))
def test_n_working_days_take_at_least_n_days(start, count):
    end = value("werkdagen(n, d)", n=count, d=start)
    assert end.date() >= start + timedelta(days=count)
    assert end.weekday() < 5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('is werkdag(@"2026-05-05")', False),  # Liberation Day
        ('is werkdag(@"2026-04-03")', False),  # Good Friday
        ('is werkdag(@"2026-11-23")', True),
        ('is werkdag(@"2026-11-22")', False),
        ('is werkdag(@"2026-04-26T22:30:00Z")', False),  # King's Day has begun here
        ('is feestdag(@"2026-12-26")', True),  # on a Saturday
        ('is feestdag(@"2026-11-22")', False),
        ('feestdag(@"2026-12-26")', "Tweede kerstdag"),
        ('feestdag(@"2025-04-26")', "Koningsdag"),  # the 27th was a Sunday
        ('feestdag(@"2026-11-23")', None),
        ('werkdagen tussen(@"2026-11-23", @"2026-11-30")', 5),
        ('werkdagen tussen(@"2026-11-30", @"2026-11-23")', -5),
        ('werkdagen tussen(@"2026-12-24", @"2026-12-28")', 1),
        ('werkdagen tussen(@"2026-11-23", @"2026-11-23")', 0),
    ],
)
def test_a_day_is_a_working_day_or_a_holiday_and_they_can_be_counted(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ('termijn("P6W")', (2027, 1, 4)),
        ('termijn("P1D", @"2026-11-27")', (2026, 11, 30)),  # a Saturday
        ('termijn("P1M", @"2026-03-03")', (2026, 4, 7)),  # Good Friday, then Easter
        ('termijn("P1M", @"2026-01-31")', (2026, 3, 2)),
        ('termijn(duration("P0D"), @"2026-11-23")', (2026, 11, 23)),
    ],
)
def test_a_term_that_ends_on_a_day_off_goes_on_to_the_next_working_day(text, day):
    assert value(text) == datetime(*day, 17, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    "text",
    [
        "is werkdag(null)",
        'is feestdag("2026-12-25")',
        'termijn("PT3H")',
        'termijn("-P1D")',
        "termijn(5)",
        'werkdagen tussen(@"2026-01-01", null)',
        'termijn("P9000Y")',
        "werkdagen(1.5)",
    ],
)
def test_what_is_no_day_or_term_is_null_with_a_warning(text):
    assert warned(text)


def test_counting_working_days_over_centuries_is_refused():
    with pytest.raises(feel.FeelError):
        value('werkdagen tussen(@"1000-01-01", @"2026-01-01")')


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-300, 300).filter(lambda n: n != 0))
def test_counting_the_working_days_is_the_reverse_of_adding_them(start, count):
    assert value("werkdagen tussen(d, werkdagen(n, d))", n=count, d=start) == count


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 400))
def test_a_term_ends_on_a_working_day_and_the_days_skipped_are_none(start, days):
    end = value("termijn(t, d)", t=timedelta(days=days), d=start).date()
    assert value("is werkdag(d)", d=end) is True
    last = start + timedelta(days=days)
    assert value("werkdagen tussen(a, b)", a=last, b=end) == (0 if end == last else 1)


@given(st.dates(date(1000, 1, 1), date(8999, 1, 1)), st.integers(-500, 500))
def test_months_added_and_taken_off_end_in_the_same_month(day, months):
    there = value("(d + m) - m", d=day, m=feel.YearMonthDuration(months))
    assert (there.year, there.month) == (day.year, day.month)


@given(st.times())
def test_a_time_is_read_as_it_is_written(clock):
    assert value("time(string(t)) = t", t=clock) is True
    assert isinstance(value("t", t=clock), time)

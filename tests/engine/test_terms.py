"""Terms count on the local calendar: across the change of the clock, at the end of a month, and over missed moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine import terms
from engine.terms import ZONE, Span, TermRefused

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))
SPANS = st.builds(
    Span,
    months=st.integers(0, 30),
    days=st.integers(0, 500),
    clock=st.timedeltas(timedelta(), timedelta(days=9)).map(lambda span: timedelta(seconds=int(span.total_seconds()))),
)


def local(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "term", "end"),
    [
        ("2026-03-28T12:00", "P1D", "2026-03-29T12:00"),  # a day of 23 hours
        ("2026-03-28T12:00", "PT24H", "2026-03-29T13:00"),
        ("2026-10-24T12:00", "P1D", "2026-10-25T12:00"),  # a day of 25 hours
        ("2026-10-24T12:00", "PT24H", "2026-10-25T11:00"),
        ("2026-03-28T02:30", "P1D", "2026-03-29T03:30"),  # 02:30 does not exist that night
        ("2026-10-24T02:30", "P1D", "2026-10-25T02:30"),  # comes twice: the first
        ("2026-03-29T01:30", "PT1H", "2026-03-29T03:30"),
        ("2026-01-31T09:00", "P1M", "2026-02-28T09:00"),
        ("2028-01-31T09:00", "P1M", "2028-02-29T09:00"),
        ("2028-02-29T09:00", "P1Y", "2029-02-28T09:00"),
        ("2026-01-31T09:00", "P1M1D", "2026-03-01T09:00"),  # months first, then days
        ("2026-01-01T09:00", "P6W2D", "2026-02-14T09:00"),
        ("2026-01-01T09:00", "P1Y2M10DT2H30M", "2027-03-11T11:30"),
        ("2026-01-01T09:00", "PT36H", "2026-01-02T21:00"),
        ("2026-01-01T09:00", "PT1.5S", "2026-01-01T09:00:01.500000"),
        ("2026-01-01T09:00", "PT0S", "2026-01-01T09:00"),
        ("2026-01-01T09:00", "P0D", "2026-01-01T09:00"),
    ],
)
def test_a_duration_ends_where_the_local_calendar_says(start, term, end):
    assert terms.after(local(start), terms.read_span(term)) == local(end)


def test_the_second_half_past_two_in_october_is_an_hour_after_the_first():
    first, second = local("2026-10-25T02:30"), local("2026-10-25T02:30", fold=1)
    assert terms.after(first, terms.read_span("PT1H")) == second
    assert terms.after(second, terms.read_span("PT0S")) == second
    assert terms.after(second, terms.read_span("P154D")) == local("2027-03-28T03:30")  # a gap again


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-24", datetime(2026, 12, 24, 16, tzinfo=UTC)),  # five o'clock here
        ("2026-07-01", datetime(2026, 7, 1, 15, tzinfo=UTC)),
        ("2026-12-24T09:00", datetime(2026, 12, 24, 8, tzinfo=UTC)),
        ("2026-12-24T09:00:30", datetime(2026, 12, 24, 8, 0, 30, tzinfo=UTC)),
        ("2026-12-24T09:00Z", datetime(2026, 12, 24, 9, tzinfo=UTC)),
        ("2026-12-24T09:00:00+05:30", datetime(2026, 12, 24, 3, 30, tzinfo=UTC)),
        ("2026-03-29T02:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("2026-10-25T02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_date_or_moment_without_zone_is_local(text, moment):
    assert terms.read_moment(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "P",
        "PT",
        "P1",
        "1D",
        "P1H",
        "PT1D",
        "-P1D",
        "P-1D",
        "+P1D",
        "P1W1Y",
        "P1.5D",
        "p1d",
        "P1D ",
        "P٣D",
        "P9999999D",
        "P0001-02-03",
        "PT1,5H",
        "",
    ],
)
def test_what_is_no_duration_is_refused_with_what_to_write(text):
    with pytest.raises(TermRefused) as refusal:
        terms.read_span(text)
    assert refusal.value.remedy


@pytest.mark.parametrize(
    "text", ["2026-02-30", "2026-13-01", "24-12-2026", "2026-12-24T24:00", "2026-W52-4", "20261224"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(TermRefused):
        terms.read_moment(text)


@pytest.mark.parametrize(
    "text",
    [
        "R3",
        "R/",
        "R0/P1D",
        "R-1/P1D",
        "R3/PT0S",
        "R3/P0D",
        "R3/-P1D",
        "R3/P1D/2026-12-31",
        "0 0 9 * * ?",
        "PT1H",
        "R3/2026-02-30/P1D",
        "R3/P1D/P1D",
        "3/P1D",
        "",
    ],
)
def test_what_is_no_cycle_is_refused_with_what_to_write(text):
    with pytest.raises(TermRefused) as refusal:
        terms.read_cycle(text)
    assert refusal.value.remedy


@pytest.mark.parametrize("text", ["P9000Y", "P999999M", "P999999W"])
def test_a_term_beyond_the_calendar_is_refused(text):
    with pytest.raises(TermRefused):
        terms.after(local("2026-01-01T00:00"), terms.read_span(text))


@given(MOMENTS, st.integers(0, 4000))
def test_whole_days_keep_the_hour_on_the_clock_save_in_the_hour_that_is_lost(start, days):
    end = terms.after(start, Span(days=days)).astimezone(ZONE)
    begin = start.astimezone(ZONE)
    assert end.date() == begin.date() + timedelta(days=days)
    lost = (end.hour, begin.hour) == (3, 2) and end.utcoffset() == timedelta(hours=2)
    assert end.time() == begin.time() or lost


@given(MOMENTS, st.integers(0, 10_000_000))
def test_hours_and_seconds_go_by_the_clock(start, seconds):
    assert terms.after(start, terms.read_span(f"PT{seconds}S")) - start == timedelta(seconds=seconds)


@given(MOMENTS, SPANS)
def test_a_term_never_ends_before_it_starts(start, span):
    assert terms.after(start, span) >= start


@given(st.timedeltas(timedelta(days=-900), timedelta(days=900)))
def test_a_computed_duration_goes_as_far_back_as_forth(span):
    there, back = terms.span_of(span), terms.span_of(-span)
    assert (there.days, there.clock) == (-back.days, -back.clock)
    assert timedelta(days=there.days) + there.clock == span


@given(MOMENTS, SPANS.filter(lambda span: not span.is_nothing), st.timedeltas(timedelta(), timedelta(days=400)))
@example(local("2026-03-01T12:00"), Span(clock=timedelta(hours=25)), timedelta(days=60))
@example(local("2026-10-01T02:30"), Span(days=1), timedelta(days=60))
@example(local("2026-01-31T12:00"), Span(months=1), timedelta(days=399))
def test_the_next_of_a_cycle_is_the_first_regular_moment_after_now(entered, every, gone):
    cycle, now = terms.cycle_of(every), entered + gone
    number = cycle.next(entered, later_than=now)
    assert number is not None
    assert cycle.moment(number, entered) > now
    assert number == 1 or cycle.moment(number - 1, entered) <= now


@given(MOMENTS, st.integers(1, 9), st.integers(0, 12))
def test_a_cycle_of_n_has_n_regular_moments_and_no_more(entered, count, days):
    cycle = terms.read_cycle(f"R{count}/P1D")
    number = cycle.next(entered, later_than=terms.after(entered, Span(days=days)))
    assert number == (days + 1 if days < count else None)


def test_a_cycle_from_a_moment_starts_there_and_does_not_drift_at_the_end_of_a_month():
    cycle = terms.read_cycle("R5/2026-01-31T09:00/P1M")
    found = [cycle.moment(n, local("2026-01-01T00:00")).astimezone(ZONE).date() for n in range(1, 6)]
    assert found == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)]


def test_years_of_a_cycle_of_seconds_are_not_walked_one_by_one():
    number = terms.read_cycle("R/PT1S").next(local("2020-01-01T00:00"), later_than=local("2026-01-01T00:00"))
    assert number == 6 * 365 * 86_400 + 2 * 86_400 + 1

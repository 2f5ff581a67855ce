"""How two ranges, or a point and a range, lie: Allen's relations, as the standard names them."""

from __future__ import annotations

from engine.feel.comparison import order
from engine.feel.errors import Undefined
from engine.feel.registry import builtin
from engine.feel.run import Run
from engine.feel.values import Range


def _range(value: object) -> Range:
    if isinstance(value, Range):
        return value
    if value is None or isinstance(value, list | dict):
        raise Undefined("Hier hoort een punt of een bereik.")
    return Range(value, value)


def _compare(left: object, right: object) -> int:
    found = order(left, right)
    if found is None:
        raise Undefined("Een bereik zonder begin of einde is hier niet te vergelijken.")
    return found


def _is_before(left: Range, right: Range) -> bool:
    found = _compare(left.end, right.start)
    return found < 0 or (found == 0 and not (left.end_included and right.start_included))


def _starts_no_later(left: Range, right: Range) -> bool:
    found = _compare(left.start, right.start)
    return found < 0 or (found == 0 and (left.start_included or not right.start_included))


def _ends_no_earlier(left: Range, right: Range) -> bool:
    found = _compare(left.end, right.end)
    return found > 0 or (found == 0 and (left.end_included or not right.end_included))


def _same_start(left: Range, right: Range) -> bool:
    return _compare(left.start, right.start) == 0 and left.start_included == right.start_included


def _same_end(left: Range, right: Range) -> bool:
    return _compare(left.end, right.end) == 0 and left.end_included == right.end_included


@builtin("before(a: any, b: any)")
def before(run: Run, a: object, b: object) -> bool:
    return _is_before(_range(a), _range(b))


@builtin("after(a: any, b: any)")
def after(run: Run, a: object, b: object) -> bool:
    return _is_before(_range(b), _range(a))


@builtin("meets(range1: range, range2: range)")
def meets(run: Run, a: Range, b: Range) -> bool:
    return _compare(a.end, b.start) == 0 and a.end_included and b.start_included


@builtin("met by(range1: range, range2: range)")
def met_by(run: Run, a: Range, b: Range) -> bool:
    return meets(run, b, a)


@builtin("overlaps(range1: range, range2: range)")
def overlaps(run: Run, a: Range, b: Range) -> bool:
    return not _is_before(a, b) and not _is_before(b, a)


@builtin("overlaps before(range1: range, range2: range)")
def overlaps_before(run: Run, a: Range, b: Range) -> bool:
    begins = _starts_no_later(a, b) and not _same_start(a, b)
    return overlaps(run, a, b) and begins and _ends_no_earlier(b, a)


@builtin("overlaps after(range1: range, range2: range)")
def overlaps_after(run: Run, a: Range, b: Range) -> bool:
    begins = _starts_no_later(b, a) and not _same_start(a, b)
    return overlaps(run, a, b) and begins and _ends_no_earlier(a, b)


@builtin("includes(range: range, point: any)")
def includes(run: Run, a: Range, b: object) -> bool:
    other = _range(b)
    return _starts_no_later(a, other) and _ends_no_earlier(a, other)


@builtin("during(point: any, range: range)")
def during(run: Run, a: object, b: Range) -> bool:
    return includes(run, b, a)


@builtin("starts(point: any, range: range)")
def starts(run: Run, a: object, b: Range) -> bool:
    return _same_start(_range(a), b) and _ends_no_earlier(b, _range(a))


@builtin("started by(range: range, point: any)")
def started_by(run: Run, a: Range, b: object) -> bool:
    return starts(run, b, a)


@builtin("finishes(point: any, range: range)")
def finishes(run: Run, a: object, b: Range) -> bool:
    return _same_end(_range(a), b) and _starts_no_later(b, _range(a))


@builtin("finished by(range: range, point: any)")
def finished_by(run: Run, a: Range, b: object) -> bool:
    return finishes(run, b, a)


@builtin("coincides(a: any, b: any)")
def coincides(run: Run, a: object, b: object) -> bool:
    left, right = _range(a), _range(b)
    return _same_start(left, right) and _same_end(left, right)

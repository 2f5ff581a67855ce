"""The built-in functions; importing this package registers them all, module by module."""

from engine.feel.functions import contexts, dates, lists, numbers, ranges, statistics, strings, working_days

__all__ = ["contexts", "dates", "lists", "numbers", "ranges", "statistics", "strings", "working_days"]

"""The designer's desk, as a designer uses it."""

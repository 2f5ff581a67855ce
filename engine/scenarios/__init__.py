"""Trying a process out: a walk is a list of steps, played on the real engine in a database that nobody else sees.

What such a walk comes to is always worked out anew from its steps, so a walk that is kept is a test of the package.
"""

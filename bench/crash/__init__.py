"""Crash safety, proved: real processes do real work over HTTP and are killed with SIGKILL in known phases.

At the end every case must equal a replay of its recorded inputs, in memory and without a kill
(docs/developer/crash.md).
"""

"""How long something can be due before a sweep assumes that whoever had it in hand has lost it."""

from datetime import timedelta

PATIENCE = timedelta(seconds=60)
"""Of an alert or a step: workers and timers take seconds."""

UNINDEXED = timedelta(seconds=60)
"""Of a note that is marked until it is indexed: its writer takes less."""

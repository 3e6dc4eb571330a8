"""Calendars, policies, ladders and the clocks that measure a promise."""

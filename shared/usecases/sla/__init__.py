"""Keep deadlines: timers, due steps, reapplied policies."""

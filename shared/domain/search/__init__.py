"""The search index: entries and results."""

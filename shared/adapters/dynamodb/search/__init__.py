"""The search index in the table."""

"""Keep the search index, and search it."""

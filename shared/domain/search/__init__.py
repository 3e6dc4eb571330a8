"""What the search index holds of a ticket."""

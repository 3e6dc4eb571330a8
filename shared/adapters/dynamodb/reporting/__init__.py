"""What the table's stream is read for: marks of change, and sealed days."""

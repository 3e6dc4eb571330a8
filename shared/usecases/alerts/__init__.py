"""Queue an alert for its recipients."""

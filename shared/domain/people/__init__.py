"""When a person is available."""

"""Tell people, once."""

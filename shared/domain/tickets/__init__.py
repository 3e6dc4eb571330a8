"""The ticket: a fold of its posts and actions."""
